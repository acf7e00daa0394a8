"""A schedule as the documentation shows it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import botocore.session
import pytest
from botocore.validate import ParamValidator

from test_display import compiled

DOCS = Path(__file__).parents[2] / "docs" / "deploying.md"


def test_the_schedule_of_the_docs_is_one_to_the_service() -> None:
    """By botocore's model of EventBridge Scheduler."""
    (text,) = re.findall(r"```json\n(\{\n  \"Name\".*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    model = botocore.session.get_session().get_service_model("scheduler")
    shape = model.operation_model("CreateSchedule").input_shape
    assert not ParamValidator().validate(json.loads(text), shape).has_errors()


@pytest.mark.parametrize("key", ["schedule", "cron", "triggers"])
def test_a_schedule_in_a_pipeline_is_told_where_it_belongs(key: str) -> None:
    """It is no part of a definition."""
    text = f"pipeline: P\n{key}: cron(0 3 * * ? *)\nsteps: {{F: {{fail: stopped}}}}\n"
    ((code, hint),) = [(item.code.number, item.hint) for item in compiled(text).diagnostics]
    assert code == "PC101"
    assert "EventBridge Scheduler" in str(hint)


def test_a_key_of_all_steps_belongs_to_the_defaults() -> None:
    """Beside `steps:` it holds for none."""
    text = "pipeline: P\ninstance: ml.m5.large\nsteps: {F: {fail: stopped}}\n"
    ((code, hint),) = [(item.code.number, item.hint) for item in compiled(text).diagnostics]
    assert code == "PC101"
    assert hint == "write `defaults: {instance: ml.m5.large}`"
