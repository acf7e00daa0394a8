"""Keys of several forms: where a layer says another form than the one below, it replaces that."""

from __future__ import annotations

from pathlib import Path

import pytest

from api_programs import compiled, in_a_project, program
from cli_runs import write
from test_members_together import HEAD

HEAD_OF_CONTRACT = """
contract: Own
kind: {kind}
image: {{framework: sklearn, version: 1.2-1}}
instance: ml.m5.large
code: {code}
"""
FORMS = {
    "a.py": "a.py",
    "{dir: src, entry: b.py}": "b.py",
    "{uri: 's3://example-bucket/code.tar.gz', entry: c.py}": "c.py",
}
PAIRS = [(below, above) for below in FORMS for above in FORMS if below != above]


@pytest.fixture(autouse=True)
def _in_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_a_project(tmp_path, monkeypatch)
    with Path("pipec.yaml").open("a") as file:
        file.write("contracts: [contracts]\n")
    for name in ("a.py", "src/b.py", "contracts/a.py", "contracts/src/b.py"):
        write(name, f"print('{name}')\n")


def _contract(code: str, kind: str = "Processing") -> None:
    write("contracts/own.yaml", HEAD_OF_CONTRACT.format(kind=kind, code=code))


@pytest.mark.parametrize("kind", ["Processing", "Training"])
@pytest.mark.parametrize(("below", "above"), PAIRS)
def test_the_other_form_of_code_replaces(below: str, above: str, kind: str) -> None:
    """In the step and in `defaults.for`; a step that says no code runs the contract's."""
    _contract(below, kind)
    at_the_step = compiled(f"{HEAD}steps: {{S: {{uses: Own, code: {above}}}}}")
    defaults = f"defaults: {{for: {{Own: {{code: {above}}}}}}}\n"
    assert FORMS[above] in at_the_step
    assert FORMS[below] not in at_the_step
    assert compiled(f"{HEAD}{defaults}steps: {{S: {{uses: Own}}}}") == at_the_step
    assert FORMS[below] in compiled(f"{HEAD}steps: {{S: {{uses: Own}}}}")


@pytest.mark.parametrize(
    ("code", "script"), [('"a.py"', "a.py"), ('{"dir": "src", "entry": "b.py"}', "b.py")]
)
def test_the_other_form_replaces_in_python(code: str, script: str) -> None:
    """A program's steps are laid over contracts as a file's are."""
    _contract("{uri: 's3://example-bucket/code.tar.gz', entry: c.py}")
    text = f"""
    from pipec import PipelineBuilder
    builder = PipelineBuilder("P")
    builder.add_step("S", "Own", code={code})
    made = str(builder.build().to_dict())
    """
    made = program(text)["made"]
    assert script in made
    assert "c.py" not in made


def test_a_member_of_the_same_form_is_changed_alone() -> None:
    """Another script of the folder that the contract says."""
    _contract("{dir: src, entry: b.py}")
    write("contracts/src/d.py", "pass\n")
    assert "d.py" in compiled(f"{HEAD}steps: {{S: {{uses: Own, code: {{entry: d.py}}}}}}")
