"""The plan as people read it."""

from __future__ import annotations

import io
import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.definitions import (
    cached,
    compiled,
    definition,
    deployed,
    get,
    join,
    parameter,
    step,
)
from pipec.cli.report.changes import render, styled, write
from pipec.compiler.deployment.changes import Changes, changes
from pipec.compiler.model import Settings

Json = Any

ROLE = "arn:aws:iam::111122223333:role/SageMakerRole"


def plan(
    old: Json, new: Json, had: Settings | None = None, wanted: Settings | None = None
) -> Changes:
    """The plan for a pipeline `P`."""
    before = None if old is None else deployed(old, had)
    return changes(before, name="P", definition=new, settings=wanted or Settings())


def member(old: Json, new: Json) -> str:
    """What is shown of one argument that changed."""
    found = render(
        plan(definition(step("A", "X", {"m": old})), definition(step("A", "X", {"m": new})))
    )
    head, line, last = found.splitlines()[1:]
    assert head == "  ~ step A (X)"
    assert last == "1 change: 1 step changed"
    return line.removeprefix("      ~ Arguments.m: ")


def branch(*inner: Json) -> Json:
    """A condition with steps in its first branch."""
    return step("C", "Condition", {"Conditions": [], "IfSteps": [*inner], "ElseSteps": []})


def test_no_changes_is_one_line() -> None:
    """Where nothing would change there is nothing else to say."""
    had = Settings(description="said")
    assert render(plan(definition(), definition(), had, had)) == "P: no changes\n"


def test_what_stays_is_shown_without_changes_too() -> None:
    """A setting that the file does not state is told from one that it does."""
    found = plan(definition(), definition(), Settings(description="kept", parallelism=2))
    assert render(found) == (
        "P: no changes\n"
        '    description stays "kept": the file does not say\n'
        "    parallelism stays 2: the file does not say\n"
    )


def test_an_update_shows_every_kind_of_change() -> None:
    """Steps with their members, parameters, the document, settings, tags, what stays, caches."""
    old = definition(
        cached("Train", "Training", {"HyperParameters": {"max_depth": "5", "eta": "1"}}),
        cached(
            "Evaluate", "Processing", {"Environment": {"M": get("Steps.Train.ModelArtifacts.X")}}
        ),
        branch(step("Register", "RegisterModel")),
        step("Gone", "Fail"),
        Parameters=[parameter("Old"), parameter("Kept", "a")],
    )
    new = definition(
        cached("Train", "Training", {"HyperParameters": {"max_depth": "6", "gamma": "2"}}),
        cached(
            "Evaluate", "Processing", {"Environment": {"M": get("Steps.Train.ModelArtifacts.X")}}
        ),
        branch(step("Score", "Transform", {"TransformResources": {"InstanceCount": 1}})),
        step("Register", "RegisterModel"),
        Parameters=[parameter("Kept", "b"), parameter("New", 1, "Integer")],
        MlflowConfig={"MlflowResourceArn": "arn"},
    )
    had = Settings(role=ROLE, description="as it was", parallelism=2, tags={"team": "x"})
    wanted = Settings(role=ROLE + "2", display_name="Shown", tags={"team": "shellfish"})
    assert render(plan(old, new, had, wanted)) == (
        "P: update\n"
        "  ~ step Train (Training)\n"
        '      ~ Arguments.HyperParameters.max_depth: "5" → "6"\n'
        '      - Arguments.HyperParameters.eta: "1"\n'
        '      + Arguments.HyperParameters.gamma: "2"\n'
        "  + step Score (Transform), in C (then)\n"
        "      + Arguments.TransformResources.InstanceCount: 1\n"
        "  ~ step Register (RegisterModel)\n"
        "      ~ inside: C (then) → the pipeline itself\n"
        "  - step Gone (Fail)\n"
        "  ~ parameter Kept (String)\n"
        '      ~ DefaultValue: "a" → "b"\n'
        "  + parameter New (Integer) = 1\n"
        "  - parameter Old (String)\n"
        '  + MlflowConfig: {"MlflowResourceArn": "arn"}\n'
        f'  ~ role: "{ROLE}" → "{ROLE}2"\n'
        '  + display name: "Shown"\n'
        '  + tag pipec:tags: "team"\n'
        '  ~ tag team: "x" → "shellfish"\n'
        '    description stays "as it was": the file does not say\n'
        "    parallelism stays 2: the file does not say\n"
        "  caches that would not be hit:\n"
        "    Train: `Arguments.HyperParameters.max_depth` changed; "
        "`Arguments.HyperParameters.eta` changed; `Arguments.HyperParameters.gamma` changed\n"
        "    Evaluate: reads `Train`, which runs again\n"
        "12 changes: 1 step added, 1 step removed, 2 steps changed, 1 parameter added, "
        "1 parameter removed, 1 parameter changed, 1 document member added, 1 setting added, "
        "1 setting changed, 1 tag added, 1 tag changed\n"
    )


def test_create_lists_steps_and_settings() -> None:
    """A new pipeline is shown by its steps, not by everything that they say."""
    parameters = [parameter("Q"), parameter("MseThreshold", 6.0, "Float")]
    new = definition(branch(step("A", "Lambda", {"x": 1})), Parameters=parameters)
    settings = Settings(role=ROLE, parallelism=3, tags={"team": "x"})
    assert render(plan(None, new, wanted=settings)) == (
        "P: create\n"
        "  + step C (Condition)\n"
        "  + step A (Lambda), in C (then)\n"
        "  + parameter Q (String)\n"
        "  + parameter MseThreshold (Float) = 6.0\n"
        f'  + role: "{ROLE}"\n'
        "  + parallelism: 3\n"
        '  + tag pipec:tags: "team"\n'
        '  + tag team: "x"\n'
        "8 changes: 2 steps added, 2 parameters added, 2 settings added, 2 tags added\n"
    )


def test_a_step_of_another_type_is_shown_with_all_that_is_new() -> None:
    """What runs from now on is shown, and not what the former type said."""
    instance = {"ResourceConfig": {"InstanceType": "ml.p4d.24xlarge"}}
    old = definition(step("A", "Lambda", {"FunctionName": "f"}), step("B", "Fail", {"x": 1}))
    new = definition(step("A", "Training", instance))
    assert render(plan(old, new)) == (
        "P: update\n"
        "  ~ step A (Training)\n"
        '      ~ Type: "Lambda" → "Training"\n'
        '      + Arguments.ResourceConfig.InstanceType: "ml.p4d.24xlarge"\n'
        "  - step B (Fail)\n"
        "2 changes: 1 step removed, 1 step changed\n"
    )


def test_a_new_parameter_shows_what_else_it_says() -> None:
    """Its default stands behind it, all else below; of a new pipeline the default alone."""
    new = {"Name": "Q", "Type": "String", "DefaultValue": None, "EnumValues": ["a", "b"]}
    found = render(plan(definition(), definition(Parameters=[new])))
    assert found.splitlines()[1:3] == [
        "  + parameter Q (String) = null",
        '      + EnumValues: ["a", "b"]',
    ]
    created = render(plan(None, definition(Parameters=[new])))
    assert created.splitlines()[1:-1] == ["  + parameter Q (String) = null"]


def test_create_of_nothing_is_said() -> None:
    """Without a change to count there is nothing to sum up."""
    assert render(plan(None, {})) == "P: create\n"


# --- values -----------------------------------------------------------------------------

SHOWN: list[tuple[Json, Json, str]] = [
    (1, 1.0, "1 → 1.0"),
    (True, 1, "true → 1"),
    (None, "", 'null → ""'),
    ("a\nb", "a\\nb", '"a\\nb" → "a\\\\nb"'),
    (get("Steps.T.X"), get("Parameters.P"), "${Steps.T.X} → ${Parameters.P}"),
    (
        join("s3://b/", get("Execution.PipelineExecutionId"), "/x"),
        "s3://b/x",
        '"s3://b/${Execution.PipelineExecutionId}/x" → "s3://b/x"',
    ),
    (join("a", join(1, get("Parameters.P"), on="-"), on="/"), "", '"a/1-${Parameters.P}" → ""'),
    ("${Parameters.P}", get("Parameters.P"), '"${Parameters.P}" → ${Parameters.P}'),
    (
        "${Parameters.P}",
        join(get("Parameters.P")),
        '"${Parameters.P}" → {"Std:Join": {"On": "", "Values": [{"Get": "Parameters.P"}]}}',
    ),
]


@pytest.mark.parametrize(("old", "new", "shown"), SHOWN)
def test_values_are_shown_as_what_they_are(old: Json, new: Json, shown: str) -> None:
    """Texts stand in quotes, references in `${}`, and two values never look the same."""
    assert member(old, new) == shown


def test_a_digest_in_a_long_uri_is_shown() -> None:
    """Of two long URIs the end of what they share stands before the digests that differ."""
    before, after = "s3://example-bucket/AbalonePipeline/code/", "/preprocess.py"
    shown = member(before + "a" * 64 + after, before + "b" * 64 + after)
    assert shown == (
        f'…nePipeline/code/{"a" * 64}/preprocess.py" → …nePipeline/code/{"b" * 64}/preprocess.py"'
    )


def test_what_was_put_into_a_long_text_is_shown() -> None:
    """An insertion is seen although all else is cut."""
    text = "x" * 100
    shown = member(text + "y" * 100, text + "NEW" + "y" * 100)
    assert shown == (f'…{"x" * 16}{"y" * 16}…{"y" * 15}" → …{"x" * 16}NEW{"y" * 16}…{"y" * 15}"')


def test_a_longer_run_of_one_character_is_shown() -> None:
    """What the two share is counted once."""
    shown = member("x" * 100, "x" * 103)
    assert shown == f'…{"x" * 16}" → …{"x" * 16}xxx"'


@pytest.mark.parametrize("around", [0, 30, 300])
def test_what_differs_is_never_cut(around: int) -> None:
    """Nothing hides in the middle of a long text that takes the place of another."""
    value = "q" * around + "EVIL" + "q" * 40
    assert member("x", value) == f'"x" → "{value}"'


def added(value: Json) -> str:
    """What is shown of one argument that is new."""
    new = definition(step("A", "X", {"m": value}))
    line = render(plan(definition(step("A", "X")), new)).splitlines()[2]
    return line.removeprefix("      + Arguments.m: ")


def test_a_value_alone_is_whole_up_to_500_characters() -> None:
    """Of a longer value the beginning is shown, and how much there is."""
    assert added("a" * 498) == f'"{"a" * 498}"'
    assert added("a" * 499) == f'"{"a" * 499}… (501 characters, all of it in `pipec diff --json`)'


def entries(old: Json, new: Json) -> list[str]:
    """What is shown below the path of a list."""
    before = definition(step("A", "X", {"m": old}))
    lines = render(plan(before, definition(step("A", "X", {"m": new})))).splitlines()
    assert lines[2] == "      ~ Arguments.m:"
    assert all(line.startswith(" " * 10) for line in lines[3:-1])
    return [line[10:] for line in lines[3:-1]]


ENTRIES: list[tuple[Json, Json, list[str]]] = [
    (
        ["--a", "1", "--x", "y", "--z"],
        ["--a", "1", "--delete-everything", "--x", "y", "--z"],
        ['+ "--delete-everything"'],
    ),
    (["--a", "y"], ["--a"], ['- "y"']),
    (["--a"], ["--delete-everything", "--a"], ['+ "--delete-everything"']),
    (["a", "b", "c"], ["a", "x", "y", "c"], ['- "b"', '+ "x"', '+ "y"']),
    ([], ["q" * 600], [f'+ "{"q" * 600}"']),
    ([1, 2], [1.0], ["- 1", "- 2", "+ 1.0"]),
    (["a"], ["a", get("Parameters.P")], ["+ ${Parameters.P}"]),
    (["${P}", "a"], [get("P")], ['- "${P}"', '- "a"', "+ ${P}"]),
    (["a\n\u202e"], [], ['- "a\\n\\u202e"']),
]


@pytest.mark.parametrize(("old", "new", "shown"), ENTRIES)
def test_lists_are_shown_entry_by_entry(old: Json, new: Json, shown: list[str]) -> None:
    """Only the entries that come and go are shown, each whole."""
    assert entries(old, new) == shown


def test_entries_that_would_look_alike_are_shown_as_json() -> None:
    """A text that looks like a join is told from it."""
    assert entries(["${P}", "a"], [join(get("P"))]) == [
        '- "${P}"',
        '- "a"',
        '+ {"Std:Join": {"On": "", "Values": [{"Get": "P"}]}}',
    ]


def test_what_a_step_waits_for_is_shown_entry_by_entry() -> None:
    """Of `DependsOn` too, also where as many steps are named as before."""
    old = definition(step("A", "X", DependsOn=["B", "C"]))
    found = render(plan(old, definition(step("A", "X", DependsOn=["B", "D"]))))
    assert found.splitlines()[2:5] == [
        "      ~ DependsOn:",
        '          - "C"',
        '          + "D"',
    ]


def test_an_order_is_shown_at_once() -> None:
    """Names in another order stand side by side."""
    variants = [{"VariantName": "a"}, {"VariantName": "b"}]
    old = definition(step("A", "X", {"m": variants}))
    found = render(plan(old, definition(step("A", "X", {"m": variants[::-1]}))))
    assert found.splitlines()[2] == '      ~ Arguments.m[order]: ["a", "b"] → ["b", "a"]'


LISTS = st.lists(st.sampled_from(["a", "b", 1, 1.0, True, "${P}", get("P"), join(get("P"))]))


@given(LISTS, LISTS)
def test_the_entries_that_are_shown_make_the_one_list_the_other(left: Json, right: Json) -> None:
    """As many of each come and go as the two lists differ in."""
    if len(left) != len(right):
        shown = entries(left, right)
        balance = sum(1 if line[0] == "+" else -1 for line in shown)
        assert balance == len(right) - len(left)


TEXTS = st.text(st.sampled_from("ab/\x1b\u202e\"'\\… é"), max_size=300)


@given(TEXTS, TEXTS)
def test_two_texts_never_look_alike(left: str, right: str) -> None:
    """However long they are, and whatever is in them, the two sides differ."""
    if left != right:
        shown = member(left, right)
        old, new = shown.split(" → ")
        assert old != new


def test_nothing_acts_on_the_terminal() -> None:
    """Names, paths, values and reasons are shown with their control characters escaped."""
    bad = "a\x1b[31m\u202e\nb"
    old = definition(
        cached(bad, bad, {bad: 1, "x": 1}), Parameters=[parameter(bad, type_=bad)], **{bad: 1}
    )
    new = definition(cached(bad, bad, {bad: 2, "x": get(bad)}), step("B", bad), **{bad: bad})
    had = Settings(description=bad, tags={bad: bad})
    found = render(plan(old, new, had, Settings(role=bad, tags={bad: "x"})))
    assert "\\x1b[31m" in found
    kinds = {unicodedata.category(char) for char in found.replace("\n", "")}
    assert not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert all(line.startswith(("P: ", "  ")) for line in found.splitlines()[:-1])


# --- where it goes ----------------------------------------------------------------------


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """It is."""
        return True


def an_update() -> Changes:
    """Some plan of an example."""
    old = compiled("abalone")
    new = json.loads(json.dumps(old).replace('"max_depth": "5"', '"max_depth": "[bold]6"'))
    assert old != new
    return plan(old, new, Settings(description="d"))


def test_colour_is_for_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same text, in colour on a terminal alone, and without where it is not wanted."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.delenv("NO_COLOR", raising=False)
    text = render(an_update())
    assert styled(an_update()).plain == text
    pipe, terminal, colourless = io.StringIO(), Terminal(), Terminal()
    write(an_update(), pipe)
    assert pipe.getvalue() == text
    write(an_update(), terminal)
    assert "\x1b[" in terminal.getvalue()
    assert "[bold]6" in terminal.getvalue()
    monkeypatch.setenv("NO_COLOR", "1")
    write(an_update(), colourless)
    assert "\x1b[3" not in colourless.getvalue()
