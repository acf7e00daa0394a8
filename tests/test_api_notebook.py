"""Pipelines at a prompt and in notebooks: cells, reports in place of tracebacks, completion."""

from __future__ import annotations

import code
import io
import linecache
import rlcompleter
import warnings
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from api_programs import (
    in_a_project,
    inferred,
    new,
    tell,
    underlined,
)
from pipec import (
    PipelineError,
)


@pytest.fixture(autouse=True)
def _in_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a project folder of its own."""
    in_a_project(tmp_path, monkeypatch)


def test_a_prompt() -> None:
    """Each line of a console is the first of its own; the report still says what is wrong."""
    console = code.InteractiveConsole({"__name__": "__console__"})
    said = io.StringIO()
    with redirect_stderr(said), redirect_stdout(said):
        for line in (
            "from pipec import PipelineBuilder",
            "p = PipelineBuilder('P')",
            "p.add_step('A', kind='Lamda')",
            "p.build()",
        ):
            console.push(line)
    assert "did you mean `Lambda`?" in said.getvalue()
    assert "--> <console>:1:1" in said.getvalue()


def test_cells_of_a_notebook() -> None:
    """A cell is in no file; its lines are found as IPython keeps them, the newest of a name."""
    name = "/tmp/ipykernel_4711/1234567890.py"  # noqa: S108
    for kind in ("Lamda", "Traning"):
        text = (
            "from pipec import PipelineBuilder\n"
            "p = PipelineBuilder('P')\n"
            f"ä = 1; p.add_step('A', kind='{kind}')\n"
            "p.build()\n"
        )
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        with pytest.raises(PipelineError) as caught:
            exec(compile(text, name, "exec"), {"__name__": "__main__"})  # noqa: S102
        assert f"3 | ä = 1; p.add_step('A', kind='{kind}')" in caught.value.report
        assert "--> <1234567890.py>:3:" in caught.value.report
        assert kind in [found.strip("'") for found in underlined(caught.value, text)]
        del linecache.cache[name]


def test_a_notebooks_project_is_that_of_the_working_folder() -> None:
    """Vars and local code are found from there."""
    name = "/tmp/ipykernel_4711/99.py"  # noqa: S108
    text = (
        "from pipec import PipelineBuilder\n"
        "p = PipelineBuilder('P')\n"
        "p.add_step('A', 'TabularPreprocessing', code='run.py', raw_data=f's3://{p.vars.bucket}')\n"
        "made = p.build()\n"
    )
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    module: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(text, name, "exec"), module)  # noqa: S102
    assert "s3://example-bucket" in module["made"].definition()
    assert "run.py" in module["made"].artifacts.manifest_text


def test_a_cell_that_lies_on_the_disk(tmp_path: Path) -> None:
    """As the debugger of a notebook writes it: it is shown as a cell all the same."""
    cell = tmp_path / "ipykernel_4711" / "77.py"
    cell.parent.mkdir()
    cell.write_text("from pipec import PipelineBuilder\nPipelineBuilder('b d').build()\n")
    with pytest.raises(PipelineError) as caught:
        exec(compile(cell.read_text(), str(cell), "exec"), {"__name__": "__main__"})  # noqa: S102
    assert "--> <77.py>:2:" in caught.value.report
    assert "2 | PipelineBuilder('b d').build()" in caught.value.report


def test_outputs_complete() -> None:
    """In `dir`, and so at a prompt and in editors; what is no Python name only in brackets."""
    step = tell(new(), "S")
    assert "auc" in dir(step)
    assert "connect" in dir(step)
    assert "dashed-name" not in dir(step)
    assert len(dir(step)) == len(set(dir(step)))
    completer = rlcompleter.Completer({"step": step})
    assert completer.complete("step.au", 0) == "step.auc"
    assert step._ipython_key_completions_() == ["auc", "dashed-name"]
    assert new()._ipython_key_completions_() == []


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """IPython itself, without its files."""
    pytest.importorskip("IPython")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from IPython.core import interactiveshell
        from traitlets.config import Config

        own: Any = Config()
        own.HistoryManager.enabled = False
        own.InteractiveShell.colors = "NoColor"
        make: Any = interactiveshell.InteractiveShell
        yield make(config=own)


def ran(shell: Any, text: str) -> str:
    """What a cell prints."""
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said), warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        shell.run_cell(text, store_history=True)
    return said.getvalue()


@pytest.mark.parametrize("jedi", [False, True])
def test_ipython_completes(shell: Any, jedi: bool) -> None:  # noqa: FBT001
    """Outputs, members of the service's model, execution variables, and names in brackets."""
    shell.Completer.use_jedi = jedi
    shell.Completer.evaluation = "unsafe"  # by default nothing that runs a property is completed
    shell.user_ns.update(builder=inferred(), train=inferred()["Train"])

    def completions(text: str) -> set[str]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = shell.Completer.completions(text, len(text))
            return {text[: item.start] + item.text for item in found}

    assert "train.model_artifacts" in completions("train.mod")
    assert "train.list_outputs" in completions("train.list_")
    if not jedi:  # jedi reads the code, and does not run `properties`
        assert "train.properties.TrainingJobName" in completions("train.properties.TrainingJobN")
        assert "builder.execution.PipelineArn" in completions("builder.execution.PipelineA")
    assert any("Train" in item for item in completions('builder["Tr'))


def test_ipython_shows_the_report_and_no_traceback(shell: Any) -> None:
    """Of a real cell: its own line, and nothing of pipec's inside."""
    said = ran(
        shell,
        "from pipec import PipelineBuilder\n"
        "p = PipelineBuilder('P')\n"
        "p.add_step('A', kind='Lamda')\n"
        "p.build()",
    )
    assert "3 | p.add_step('A', kind='Lamda')" in said
    assert "did you mean `Lambda`?" in said
    assert "Traceback" not in said
    assert "cli/api" not in said
    said = ran(shell, "p.remove_step('A')\np.add_step('B', kind='Traning')\np.build()")
    assert "2 | p.add_step('B', kind='Traning')" in said


def test_ipython_names_its_cells(shell: Any) -> None:
    """As it does in its own tracebacks, also of a cell that is run a second time."""
    ran(shell, "from pipec import PipelineBuilder\np = PipelineBuilder('P')")
    cell = "rounds = p.parameter('Rounds', 50)"
    assert ran(shell, cell) == ""
    said = ran(shell, cell)
    assert "--> <Cell In[3]>:1:22" in said
    assert "hint: to say it anew, first `remove_parameter('Rounds')`" in said
    assert ran(shell, f"p.remove_parameter('Rounds'); {cell}") == ""
