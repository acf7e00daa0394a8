"""The wiring benchmark's tuning part as a test: nothing wrong is bound, whatever is renamed."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle.pipec_side import ROOT

sys.path.insert(0, str(ROOT))

from benchmarks.wiring.__main__ import MODES, Tally, by_pipec, judge
from benchmarks.wiring.cases import CASES, Case, load, with_contracts

SYNONYMS = {
    "data": "dataset",
    "dataset": "data",
    "model": "mdl",
    "features": "feats",
    "train": "training",
    "training": "train",
    "validation": "val",
    "val": "valid",
    "test": "testing",
    "report": "rpt",
    "metrics": "metric",
    "config": "cfg",
    "embeddings": "embs",
    "predictions": "preds",
    "processed": "preproc",
    "statistics": "stats",
    "images": "imgs",
    "checkpoint": "ckpt",
}
"""Words, and others that mean the same."""


@cache
def cases() -> list[Case]:
    """All pipelines that the wiring is tuned on."""
    folders = sorted(path.parent for path in (CASES / "tuning").glob("*/contracts"))
    return [case for folder in folders for case in load(folder)]


def tally(case: Case, body: dict[str, Any]) -> Tally:
    """What is bound right and wrong in one form of a pipeline."""
    result = case.compiled(body)
    steps = {step.name: step for step in result.steps}
    found = Tally()
    wires, shown = by_pipec(result)
    judge(case, wires, shown, steps, found)
    return found


@pytest.mark.parametrize("mode", sorted(MODES))
def test_nothing_is_bound_wrong(mode: str) -> None:
    """No wrong wire, none where nothing is meant, no cycle; and most are found."""
    found = [tally(case, MODES[mode](case)) for case in cases()]

    assert [miss for item in found for miss in item.misses if "WRONG" in miss] == []
    assert [miss for item in found for miss in item.misses if "spurious" in miss] == []
    assert sum(item.cyclic for item in found) == 0
    right, bindable = (sum(getattr(i, name) for i in found) for name in ("right", "bindable"))
    assert right / bindable > (0.93 if mode == "from" else 0.85)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_another_spelling_makes_no_wire_wrong(data: st.DataObject) -> None:
    """One word of one port's name by another that means the same: right or open, never wrong."""
    case = data.draw(st.sampled_from(cases()))
    spelt, truth = _respelt(case, data)
    found = tally(with_contracts(case, spelt, truth), case.body)

    assert [miss for miss in found.misses if "WRONG" in miss] == []


def _respelt(case: Case, data: st.DataObject) -> tuple[Mapping[str, bytes], dict[Any, Any]]:
    """The contracts with one output's name respelt, and the truth in the new name."""
    outputs = sorted(
        {source for source in case.truth.values() if source and _word(source.split(".")[1])}
    )
    truth = dict(case.truth)
    if not outputs:
        return case.contracts, truth
    step, port = data.draw(st.sampled_from(outputs)).split(".")
    uses = dict(case.steps(json.loads(json.dumps(case.body))))[step]["uses"]
    users = [name for name, body in case.steps(case.body) if body.get("uses") == uses]
    if f"{uses}.yaml" not in case.contracts and uses not in case.by_name:
        return case.contracts, truth  # a contract of pipec's own
    word = _word(port)
    new = re.sub(rf"(?<![a-z]){word}(?![a-z])", SYNONYMS[word], port, count=1)
    file = case.by_name[uses]
    text = case.contracts[file].decode()
    begin = text.index("outputs:")
    body = re.sub(rf"(?m)^(\s+){re.escape(port)}:", rf"\g<1>{new}:", text[begin:], count=1)
    spelt = {**case.contracts, file: (text[:begin] + body).encode()}
    for key, source in truth.items():
        if source and source.split(".")[0] in users and source.split(".")[1] == port:
            truth[key] = f"{source.split('.')[0]}.{new}"
    return spelt, truth


def _word(port: str) -> str:
    return next((w for w in re.split(r"[^a-z]+", port) if w in SYNONYMS), "")
