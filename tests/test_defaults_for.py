"""Keys under `defaults: {for: {CONTRACT: …}}` that cannot stand there, and where they belong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cli_runs import PROJECT, Pipec, runner, write
from pipec.compiler.parsing.kinds import has_place
from pipec.compiler.steps import STEP_TYPES
from test_display import compiled

HEAD = """
pipeline: P
vars: {bucket: b-ucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
steps: {F: {kind: Lambda, function: "arn:aws:lambda:us-east-1:111122223333:function:f"}}
"""
OWN = "contract: Own\nkind: QualityCheck\ncheck: {type: DATA_QUALITY}\n"


def _hints(contract: str, keys: str) -> list[str | None]:
    found = compiled(f"{HEAD}defaults: {{for: {{{contract}: {{{keys}}}}}}}\n").diagnostics
    assert {item.code.number for item in found} <= {"PC101"}
    assert all(f"is not a key of `defaults.for.{contract}`" in item.message for item in found)
    return [item.hint for item in found]


@pytest.mark.parametrize(
    ("contract", "keys", "hint"),
    [
        ("XGBoostTraining", "hyperparameter: {a: 1}", "did you mean `hyperparameters`?"),
        ("XGBoostTraining", "instance_type: ml.m5.large", "write `instance: {type: ml.m5.large}`"),
        ("XGBoostTraining", "count: 2", "write `instance: {count: 2}`"),
        (
            "ModelRegistration",
            "model_package_group: g",
            "write `options: {model_package_group: g}`",
        ),
        (
            "XGBoostTraining",
            "training_data: s3://b/t",
            "write `inputs: {training_data: …}` in the steps that use `XGBoostTraining`",
        ),
        *(
            (contract, keys, f"write it in the steps that use `{contract}`")
            for contract, keys in (
                ("XGBoostTraining", "inputs: {training_data: s3://b/t}"),
                ("XGBoostTraining", "depends_on: [F]"),
                ("DataQualityCheck", "check: {skip: true}"),
                ("XGBoostTuning", "max_jobs: 5"),
            )
        ),
    ],
)
def test_a_key_belongs_elsewhere(contract: str, keys: str, hint: str) -> None:
    """In another form, below another key, or in the steps: what is for all of them is few."""
    assert _hints(contract, keys) == [hint]


@pytest.mark.parametrize("key", ["instance_type", "instnce", "count", "timout", "xyz"])
@pytest.mark.parametrize(
    ("contract", "kind"),
    [
        ("CreateModel", "Model"),
        ("ModelRegistration", "RegisterModel"),
        ("DataQualityCheck", "QualityCheck"),
    ],
)
def test_no_key_is_told_that_the_kind_has_not(contract: str, kind: str, key: str) -> None:
    """To write it would be the next mistake."""
    (hint,) = _hints(contract, f"{key}: 5")
    assert hint
    told = {*re.findall(r"`(\w+)", hint)} - {"request", "options"}
    assert [name for name in told if not has_place(STEP_TYPES[kind], name)] == []


def test_a_contract_of_ones_own_may_say_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also where the project's file has the defaults, or one of its environments."""
    pipec: Pipec = runner(tmp_path, monkeypatch, capsys)
    defaults = "defaults: {for: {Own: {check: {skip: true}, from: [F]}}}"
    write("contracts/own.yaml", OWN)
    write("p.yaml", HEAD)
    for more in (f"{defaults}\n", f"environments: {{dev: {{{defaults}}}}}\n"):
        write("pipec.yaml", f"{PROJECT}contracts: [contracts]\n{more}")
        run = pipec("validate", "p.yaml")
        assert "`check` is not a key of `defaults.for.Own`" in run.out
        assert "hint: write it in the steps that use `Own`, or in the contract\n" in run.out
        assert "hint: write it in the steps that use `Own`\n" in run.out


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("XGBosotTraining", "did you mean `XGBoostTraining`?"),
        (
            "Fit",
            (
                "it is a step: write its keys there, "
                "or below `XGBoostTraining` for each step that uses it"
            ),
        ),
        ("F", "it is a step: write its keys there"),
        ("training", "it is a kind, and `for:` names contracts, as `XGBoostTraining`"),
        ("Lambda", "it is a kind, and `for:` names contracts"),
    ],
)
def test_a_name_that_is_no_contract(name: str, hint: str) -> None:
    """A contract, or what of the pipeline is taken for one; steps of branches are steps too."""
    text = HEAD.replace(
        "steps: {",
        "steps: {If: {if: 1 == 1, then: {Fit: {uses: XGBoostTraining}}}, Other: {uses: Missing}, ",
    )
    found = compiled(f"{text}defaults: {{for: {{{name}: {{tags: {{a: b}}}}}}}}\n").diagnostics
    said = [item for item in found if item.message == f"there is no contract `{name}`"]
    assert [item.hint for item in said] == [hint]


@pytest.mark.parametrize("value", ["[XGBoostTraining]", "3", "XGBoostTraining"])
def test_another_form(value: str) -> None:
    """One error, at the value or at its key."""
    (found,) = compiled(f"{HEAD}defaults: {{for: {value}}}\n").diagnostics
    assert found.message.startswith("`for` must be a mapping of step types to keys")
    (found,) = compiled(f"{HEAD}defaults: {{for: {{XGBoostTraining: {value}}}}}\n").diagnostics
    assert found.message.startswith("`XGBoostTraining` must be a mapping")
