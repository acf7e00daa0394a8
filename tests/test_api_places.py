"""Mistakes are shown at the place of the program that says them."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from api_programs import (
    in_a_project,
    program,
    underlined,
)
from pipec import (
    PipelineError,
)


@pytest.fixture(autouse=True)
def _in_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a project folder of its own."""
    in_a_project(tmp_path, monkeypatch)


def report(text: str, **more: Any) -> str:
    """The report of a program that must fail, without the lines that say where to read on."""
    with pytest.raises(PipelineError) as caught:
        program(text, **more)
    return told(caught.value)


def told(error: PipelineError) -> str:
    """A report without `explain` lines and closing count."""
    lines = [line for line in error.report.splitlines() if "= explain" not in line]
    return "\n".join(lines[:-1]).strip()


def test_report_of_a_call_over_several_lines() -> None:
    """Both mistakes in one report, each below its own line."""
    assert report(
        """\
        from pipec import PipelineBuilder

        p = PipelineBuilder("P", vars=VARS)
        p.add_step(
            "Train",
            "XGBoostTraining",
            training_data="s3://example-bucket/x",
            instanc="ml.m5.large",
            timeut=600,
        )
        p.build()
        """
    ) == textwrap.dedent(
        """\
        error[PC101]: `instanc` is not a key of the step `Train`
         --> program.py:8:5
          |
        8 |     instanc="ml.m5.large",
          |     ^^^^^^^
          = hint: did you mean `instance`?

        error[PC101]: `timeut` is not a key of the step `Train`
         --> program.py:9:5
          |
        9 |     timeut=600,
          |     ^^^^^^
          = hint: did you mean `timeout`?"""
    )


def test_report_of_a_nested_literal() -> None:
    """The caret is below the innermost literal, past characters of two and four bytes."""
    assert report(
        """\
        from pipec import PipelineBuilder

        p = PipelineBuilder("P", vars=VARS)
        p.add_step("T", "XGBoostTraining", training_data="s3://b-b-b/x",
                   description="ä🦪", environment={"A": "a ${vars.nothing}"})
        p.build()
        """
    ) == textwrap.dedent(
        """\
        error[PC215]: there is no var `nothing`
         --> program.py:5:53
          |
        5 |            description="ä🦪", environment={"A": "a ${vars.nothing}"})
          |                                                      ^^^^^^^^^^^^
          = hint: set it under `vars:` or with `--var nothing=…`"""
    )


def test_report_of_a_value_from_a_variable() -> None:
    """The place is where the variable is used."""
    assert report(
        """\
        from pipec import PipelineBuilder

        p = PipelineBuilder("P", vars=VARS)
        machine = {"type": "m5.large"}
        p.add_step("T", "XGBoostTraining", training_data="s3://b-b-b/x", instance=machine)
        p.build()
        """
    ) == textwrap.dedent(
        """\
        error[PC404]: `instance.type` cannot be `m5.large`
         --> program.py:5:75 (T: instance.type)
          |
        5 | p.add_step("T", "XGBoostTraining", training_data="s3://b-b-b/x", instance=machine)
          |                                                                           ^^^^^^^
          = hint: did you mean `ml.m5.large`?"""
    )


def test_report_of_an_f_string() -> None:
    """A reference that there is not, in the middle of a text."""
    assert report(
        """\
        from pipec import PipelineBuilder

        p, q = PipelineBuilder("P"), PipelineBuilder("Q")
        rounds = q.parameter("Rounds", 5)
        p.add_step("L", kind="Lambda", function=FUNCTION, inputs={"x": f"{rounds} of it"})
        p.build()
        """
    ) == textwrap.dedent(
        """\
        error[PC210]: there is no parameter `Rounds`
         --> program.py:5:64 (L: inputs.x)
          |
        5 | p.add_step("L", kind="Lambda", function=FUNCTION, inputs={"x": f"{rounds} of it"})
          |                                                                ^^^^^^^^^^^^^^^^^
          = hint: declare it under `parameters:`, as `Rounds: VALUE`"""
    )


def test_report_of_options_by_stars() -> None:
    """What is not spelled out is the whole call's."""
    assert report(
        """\
        from pipec import PipelineBuilder

        p = PipelineBuilder("P")
        options = {"functio": FUNCTION}
        p.add_step("L", kind="Lambda", **options)
        p.build()
        """
    ) == textwrap.dedent(
        """\
        error[PC101]: `functio` is not a key of the step `L`
         --> program.py:5:1 (L: functio)
          |
        5 | p.add_step("L", kind="Lambda", **options)
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = hint: did you mean `function`?"""
    )


def test_stars_do_not_confuse_keys() -> None:
    """The message names the key that is wrong."""
    said = report(
        """\
        from pipec import PipelineBuilder
        p = PipelineBuilder("P", vars=VARS)
        options = {"instance": "m5.large", "timeout": 600}
        p.add_step("T", "XGBoostTraining", training_data="s3://b-b-b/x", **options)
        p.build()
        """
    )
    assert "`timeout` cannot be" not in said
    assert "instance" in said


def test_a_name_as_long_as_its_text() -> None:
    """The caret is below the whole name, not below a part of it."""
    said = report(
        """\
        from pipec import PipelineBuilder
        p = PipelineBuilder("P")
        name_of_18_letters = "${parameters.No}"
        p.fail("F", name_of_18_letters)
        p.build()
        """
    )
    assert "program.py:4:13" in said


def test_a_condition_is_not_taken_for_its_text() -> None:
    """The caret is below the whole comparison."""
    said = report(
        """\
        from pipec import PipelineBuilder
        p = PipelineBuilder("P")
        p.condition("C", p.vars.x == 'a').then.fail("F", "x")
        p.build()
        """
    )
    assert "program.py:3:18" in said


WRONG = """\
from pipec import PipelineBuilder
p = PipelineBuilder('P')
p.add_step('A', kind='Lamda')
p.build()
"""
BEGIN = """\
from pipec import PipelineBuilder
p = PipelineBuilder('P', vars=VARS)
LAMBDA = {'kind': 'Lambda', 'function': FUNCTION}
b = p.add_step('B', **LAMBDA)
"""
MARKED = [
    "p.add_step(«'BAD!'», **LAMBDA)",
    "p.add_step(name=«'BAD!'», **LAMBDA)",
    "p.add_step('A', kind=«'Lamda'»)",
    "p.add_step('A', «'XGBostTraining'»)",
    "p.add_step('A', contract=«'XGBostTraining'»)",
    "p.add_step('A', **LAMBDA, depends_on=['B', «'Nothing'»])",
    "p.add_step('A', **LAMBDA, inputs={'c': 5, «'b d'»: 5})",
    "b.connect(«'b d'», 'x')",
    "b.connect('b', '${«vars.x»}')",
    "b.connect(source='${«vars.x»}', input='b')",
    "p.condition('C', '«parameters.No» > 1').then.fail('F', 'x')",
    "p.condition(test='«parameters.No» > 1', name='C').then.fail('F', 'x')",
    "p.fail('F', '${«vars.x»}', depends_on=['B'])",
    "p.fail('F', message='${«vars.x»}', description='x', depends_on=['B'])",
    "p.fail('F', 'x', «descriptio»='y')",
    "p.for_each('L', ['a', '${«vars.x»}'], max_concurrency=1).add_step('F', **LAMBDA)",
    "p.for_each('L', «[*'ab', '${vars.x}']», max_concurrency=1).add_step('F', **LAMBDA)",
    "«p.fail(*('b d', 'x'))»",
    "«p.fail(*('F',), '${vars.x}', depends_on=['B'])»",
    "p.parameter(«'b d'», 5)",
    "p.parameter('A', 5, type=«'Integr'»)",
    "p.parameter(«'A'», [1])",
    "p.parameter('A', 5); p.parameter(«'A'», 6)",
]


@pytest.mark.parametrize("prefix", ["", "if True:\n\t", "ä = '🦪'; "], ids=["plain", "tab", "wide"])
@pytest.mark.parametrize("marked", MARKED)
def test_the_caret_is_the_users_own(marked: str, prefix: str) -> None:
    """Of each argument, by position and by name, behind tabs and wide characters."""
    before, wanted, after = re.split("[«»]", marked)
    text = f"{BEGIN}{prefix}{before}{wanted}{after}\n"
    with pytest.raises(PipelineError) as caught:
        program(text + "p.build()\n")
    assert underlined(caught.value, text) == [wanted]
    [span] = [item.span for item in caught.value.diagnostics]
    assert span
    assert span.file == "program.py"
    assert span.column == len((prefix + before).rpartition("\n")[2]) + 1


def test_a_program_that_changes_between_two_runs() -> None:
    """In one process, as by `reload`: the lines are those of the file as it is now."""
    assert "3 | p.add_step('A', kind='Lamda')" in report(WRONG)
    assert "3 | p.add_step('B', kind='Traning')" in report(
        WRONG.replace("'A', kind='Lamda'", "'B', kind='Traning'")
    )


def test_a_source_with_line_ends_of_windows() -> None:
    """The same place, and no carriage return in the report."""
    said = report(WRONG.replace("'A', ", "\n    'A',\n    ").replace("\n", "\r\n"))
    assert "program.py:5:10" in said
    assert "5 |     kind='Lamda')" in said
    assert "\r" not in said


def test_a_source_with_form_feeds_and_a_mark() -> None:
    """Old sources have form feeds, some editors write a byte order mark: no line is miscounted."""
    text = "\ufeff" + WRONG.replace("Builder\n", "Builder\n\x0c\n")
    assert "4 | p.add_step('A', kind='Lamda')" in report(text)


def test_a_source_in_another_encoding() -> None:
    """The columns are those of the characters, whatever bytes they are in the file."""
    text = "# -*- coding: latin-1 -*-\n" + WRONG.replace("p.add", "ä = 'äöü'; p.add")
    Path("program.py").write_bytes(text.encode("latin-1"))
    with pytest.raises(PipelineError) as caught:
        exec(compile(Path("program.py").read_bytes(), "program.py", "exec"), {"__name__": "x"})  # noqa: S102
    assert underlined(caught.value, text) == ["'Lamda'"]
    assert "4 | ä = 'äöü'; p.add_step('A', kind='Lamda')" in caught.value.report


def test_code_without_source() -> None:
    """`exec` of a text: the line's number, no excerpt, and no failure."""
    with pytest.raises(PipelineError) as caught:
        exec(WRONG, {})  # noqa: S102
    assert "--> <string>:3:1 (A: kind)\n" in caught.value.report
    assert "`Lamda` is not a kind" in caught.value.report


@pytest.mark.parametrize("options", [(), ("-X", "no_debug_ranges")], ids=" ".join)
def test_a_program_in_a_process(options: tuple[str, ...]) -> None:
    """As users run it; without columns in the code the line is still right."""
    Path("program.py").write_text(WRONG)
    command = [sys.executable, *options, "program.py"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "pipec.PipelineError:" in run.stderr
    assert "program.py:3:" in run.stderr
    assert "3 | p.add_step('A', kind='Lamda')" in run.stderr
    assert run.stderr.rstrip().endswith("1 error")
