"""The plan: what of a pipeline would change, and that nothing else is said to."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.definitions import (
    CASES,
    EXAMPLES,
    compiled,
    definition,
    deployed,
    get,
    join,
    parameter,
    step,
)
from pipec.compiler.deployment.changes import Changes, StepChange, changes
from pipec.compiler.deployment.members import ABSENT, Change, equal
from pipec.compiler.model import Settings

Json = Any
Definition = dict[str, Json]

COMPILED = sorted(path.parent.name for path in CASES.glob("*/definition.json"))


def plan(old: Definition | None, new: Definition) -> Changes:
    """The plan for two definitions, settings aside."""
    before = None if old is None else deployed(old)
    return changes(before, name="P", definition=new, settings=Settings())


def plan_settings(old: Settings, new: Settings) -> Changes:
    """The plan for two settings, definitions alike."""
    return changes(deployed(definition(), old), name="P", definition=definition(), settings=new)


def only_step(found: Changes) -> StepChange:
    """The one step that the plan is about."""
    [change] = found.steps
    assert not found.parameters
    assert not found.document
    return change


def same(left: Change, right: Change) -> bool:
    """Whether two changes are the same one, values compared as JSON."""
    paths = left.path == right.path
    return paths and equal(left.old, right.old) and equal(left.new, right.new)


# --- nothing changes --------------------------------------------------------------------


@pytest.mark.parametrize("name", COMPILED)
def test_what_is_deployed_already_is_no_change(name: str) -> None:
    """A definition against itself, read twice, plans nothing."""
    found = plan(compiled(name), compiled(name))
    assert found.action == "none"
    assert not found.definition_changed
    assert found.cache_losses == ()


def reversed_steps(value: Json) -> Json:
    """The steps and parameters in the opposite order, in branches too."""
    if isinstance(value, dict):
        lists = ("Steps", "IfSteps", "ElseSteps", "ForEachBody", "Parameters")
        return {
            key: reversed_steps(member[::-1] if key in lists else member)
            for key, member in value.items()
        }
    if isinstance(value, list):
        return [reversed_steps(entry) for entry in value]
    return value


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_order_of_steps_and_parameters_is_no_change(name: str) -> None:
    """Steps run by what they wait for, and parameters are known by name."""
    assert plan(compiled(name), reversed_steps(compiled(name))).action == "none"


@pytest.mark.parametrize("key", ["MlflowConfig", "PipelineExperimentConfig", "Something"])
def test_null_at_the_top_level_is_absent(key: str) -> None:
    """The service takes a null member of the document for one that is not there."""
    assert plan(definition(), definition(**{key: None})).action == "none"
    assert plan(definition(**{key: None}), definition()).action == "none"


def test_null_in_a_step_is_a_value() -> None:
    """Below the top level null and absent are two things."""
    old = definition(step("A", "Lambda", {"x": None}))
    change = only_step(plan(old, definition(step("A", "Lambda", {}))))
    assert change.members == (Change("Arguments.x", None, ABSENT),)


def test_keys_in_another_order_are_no_change() -> None:
    """A mapping has no order."""
    old = definition(step("A", "Lambda", {"x": 1, "y": {"a": 1, "b": 2}}))
    new = definition(step("A", "Lambda", {"y": {"b": 2, "a": 1}, "x": 1}))
    assert plan(old, new).action == "none"


# --- every change is seen ---------------------------------------------------------------

NAMED = {
    "ProcessingInputs": "InputName",
    "Outputs": "OutputName",
    "InputDataConfig": "ChannelName",
    "PropertyFiles": "PropertyFileName",
    "MetricDefinitions": "Name",
    "Tags": "Key",
}
EXPRESSIONS = ("Get", "Std:Join", "Std:JsonGet")
INNER = ("IfSteps", "ElseSteps", "ForEachBody")


def all_steps(value: Json) -> Iterator[Definition]:
    """Every step of a definition or of a list of steps."""
    for found in value:
        yield found
        for key in INNER:
            yield from all_steps(found["Arguments"].get(key, []))


def places(value: Json, path: str, under: str = "") -> Iterator[tuple[str, Json, Json]]:
    """Each innermost member: its path, what holds it, and its key or index there."""
    if isinstance(value, dict):
        items = [(key, f"{path}.{key}" if path else key) for key in value]
        ways: list[tuple[Json, str]] = [
            (key, place) for key, place in items if key not in (NAMED.get(under), *INNER)
        ]
    else:
        key = NAMED.get(under)
        ways = [
            (index, f"{path}['{entry[key]}']" if key else f"{path}[{index}]")
            for index, entry in enumerate(value)
        ]
    for key, place in ways:
        inner = value[key]
        expression = isinstance(inner, dict) and next(iter(inner), "") in EXPRESSIONS
        if isinstance(inner, dict | list) and inner and not expression:
            yield from places(inner, place, key if isinstance(key, str) else under)
        else:
            yield place, value, key


def step_places(found: Definition) -> list[tuple[str, Json, Json]]:
    """The innermost members of a step's own, its name and type aside."""
    own = [place for place in places(found, "") if place[0] not in ("Name", "Type")]
    return [place for place in own if not place[0].startswith("DependsOn")]


SOME = [
    (name, position, path)
    for name in EXAMPLES
    for position, found in enumerate(all_steps(compiled(name)["Steps"]))
    for path, _, _ in step_places(found)
]


@given(st.sampled_from(SOME), st.sampled_from([None, "x", 0, True, [], {}, {"Get": "Execution.X"}]))
def test_every_member_of_a_step_is_seen_at_its_path(
    place: tuple[str, int, str], value: Json
) -> None:
    """One member that has another value is one change, with the old value and the new one."""
    name, position, path = place
    old, new = compiled(name), compiled(name)
    changed = list(all_steps(new["Steps"]))[position]
    [(holder, key)] = [(holder, key) for at, holder, key in step_places(changed) if at == path]
    before = holder[key]
    holder[key] = value
    found = plan(old, new)
    assert found.action == ("none" if equal(before, value) else "update")
    if not equal(before, value):
        change = only_step(found)
        assert (change.name, change.how) == (changed["Name"], "changed")
        assert same(change.members[0], Change(path, before, value))
        assert len(change.members) == 1


def test_every_member_of_a_step_is_missed_at_its_path() -> None:
    """One member that is gone is one change, and so is one that is new."""
    for name in EXAMPLES:
        old, new = compiled(name), compiled(name)
        for changed in all_steps(new["Steps"]):
            for path, holder, key in step_places(changed):
                if isinstance(holder, list):
                    continue
                kept = dict(holder)
                value = holder.pop(key)
                assert only_step(plan(old, new)).members == (Change(path, value, ABSENT),)
                assert only_step(plan(new, old)).members == (Change(path, ABSENT, value),)
                holder.clear()
                holder.update(kept)


STRICT: list[tuple[Json, Json]] = [
    (1, 1.0),
    (1, True),
    (0, False),
    ("1", 1),
    (None, False),
    ("", None),
    ([], {}),
    (0, ""),
]


@pytest.mark.parametrize(("left", "right"), STRICT)
def test_values_are_compared_as_json(left: Json, right: Json) -> None:
    """What Python holds for equal, or for false, is a change where the JSON differs."""
    old, new = (
        definition(step("A", "Lambda", {"x": left})),
        definition(step("A", "Lambda", {"x": right})),
    )
    [change] = only_step(plan(old, new)).members
    assert same(change, Change("Arguments.x", left, right))


LISTS: dict[str, tuple[str, Json, Json, list[Change]]] = {
    "an entry is known by its name": (
        "InputDataConfig",
        [{"ChannelName": "a", "X": 1}, {"ChannelName": "b", "X": 2}],
        [{"ChannelName": "b", "X": 3}],
        [
            Change("Arguments.InputDataConfig['a']", {"ChannelName": "a", "X": 1}, ABSENT),
            Change("Arguments.InputDataConfig['b'].X", 2, 3),
        ],
    ),
    "an entry of an empty list": (
        "Tags",
        [],
        [{"Key": "team", "Value": "x"}],
        [Change("Arguments.Tags['team']", ABSENT, {"Key": "team", "Value": "x"})],
    ),
    "named entries in another order": (
        "ProductionVariants",
        [{"VariantName": "a"}, {"VariantName": "b"}],
        [{"VariantName": "b"}, {"VariantName": "a"}],
        [Change("Arguments.ProductionVariants[order]", ["a", "b"], ["b", "a"])],
    ),
    "names twice make a plain list": (
        "MetricDefinitions",
        [{"Name": "a", "X": 1}, {"Name": "a", "X": 2}],
        [{"Name": "a", "X": 1}, {"Name": "a", "X": 3}],
        [Change("Arguments.MetricDefinitions[1].X", 2, 3)],
    ),
    "a name that is an expression": (
        "Tags",
        [{"Key": {"Get": "Parameters.K"}, "Value": "x"}],
        [{"Key": {"Get": "Parameters.K"}, "Value": "y"}],
        [Change("Arguments.Tags[0].Value", "x", "y")],
    ),
    "texts by index": (
        "ContainerArguments",
        ["--a", "1"],
        ["--a", "2"],
        [Change("Arguments.ContainerArguments[1]", "1", "2")],
    ),
    "another length as a whole": (
        "ContainerArguments",
        ["--a"],
        ["--a", "2"],
        [Change("Arguments.ContainerArguments", ["--a"], ["--a", "2"])],
    ),
}


@pytest.mark.parametrize("case", LISTS)
def test_lists(case: str) -> None:
    """Named entries are compared by name, others by index, and as a whole if the length differs."""
    key, left, right, expected = LISTS[case]
    old, new = (
        definition(step("A", "Lambda", {key: left})),
        definition(step("A", "Lambda", {key: right})),
    )
    assert list(only_step(plan(old, new)).members) == expected


def test_keys_that_are_no_names_are_quoted() -> None:
    """A path tells members apart whatever their keys are."""
    old = definition(step("A", "Lambda", {"a.b": 1, "it's": {"x-y": 1}}))
    members = only_step(plan(old, definition(step("A", "Lambda", {"it's": {}})))).members
    paths = [change.path for change in members]
    assert paths == ["Arguments['a.b']", "Arguments['it\\'s']['x-y']"]


def test_an_expression_is_one_value() -> None:
    """A reference that became a join is shown as a whole, not taken apart."""
    old = definition(step("A", "Lambda", {"x": join("s3://b/", get("Execution.PipelineName"))}))
    new = definition(step("A", "Lambda", {"x": join("s3://c/", get("Execution.PipelineName"))}))
    [change] = only_step(plan(old, new)).members
    assert change.path == "Arguments.x"
    assert change.new == join("s3://c/", get("Execution.PipelineName"))


def test_what_a_step_waits_for_is_one_value() -> None:
    """`DependsOn` is shown as the list that it is."""
    old = definition(step("A", "Lambda", DependsOn=["B", "C"]))
    new = definition(step("A", "Lambda", DependsOn=["B", {"Step": "C", "Trigger": "Failed"}]))
    [change] = only_step(plan(old, new)).members
    assert change.path == "DependsOn"
    assert change.old == ["B", "C"]


# --- steps, parameters, document --------------------------------------------------------


def condition(if_steps: list[Json], else_steps: list[Json]) -> Definition:
    """A condition with two branches."""
    return step("C", "Condition", {"Conditions": [], "IfSteps": if_steps, "ElseSteps": else_steps})


def test_a_step_that_moves_to_the_other_branch_is_changed() -> None:
    """The branch decides whether a step runs, so it is shown although nothing else differs."""
    inner = step("A", "Lambda", {"x": 1})
    change = only_step(plan(definition(condition([inner], [])), definition(condition([], [inner]))))
    assert (change.name, change.inside) == ("A", "C.ElseSteps")
    assert change.members == (Change("inside", "C.IfSteps", "C.ElseSteps"),)


def test_a_step_that_moves_out_of_a_branch_is_changed() -> None:
    """At the top level a step stands in nothing."""
    inner = step("A", "Lambda", {"x": 1})
    new = definition(condition([], []), inner)
    change = only_step(plan(definition(condition([inner], [])), new))
    assert change.inside is None
    assert change.members == (Change("inside", "C.IfSteps", None),)


def test_a_condition_is_not_changed_by_the_steps_in_it() -> None:
    """A change in a branch is one of that step alone."""
    old = definition(condition([step("A", "Lambda", {"x": 1})], []))
    new = definition(condition([step("A", "Lambda", {"x": 2})], []))
    assert only_step(plan(old, new)).name == "A"


def test_a_step_of_another_type_is_another_step_of_that_name() -> None:
    """The arguments of two types have nothing in common, so all of the one goes for the other."""
    old = definition(step("A", "Training", {"x": 1, "same": "s"}, DependsOn=["B"]))
    change = only_step(plan(old, definition(step("A", "Processing", {"y": [], "same": "s"}))))
    assert (change.how, change.type) == ("changed", "Processing")
    assert change.members == (
        Change("Type", "Training", "Processing"),
        Change("Arguments.x", 1, ABSENT),
        Change("Arguments.same", "s", ABSENT),
        Change("DependsOn", ["B"], ABSENT),
        Change("Arguments.y", ABSENT, []),
        Change("Arguments.same", ABSENT, "s"),
    )


def test_steps_that_come_and_go() -> None:
    """A renamed step is one that is added and one that is removed, with all that they say."""
    old = definition(step("A", "Training"), step("B", "Lambda", {"x": {"y": 1, "z": None}}))
    inner = step("D", "Fail", {"ErrorMessage": "no"})
    found = plan(old, definition(step("A", "Training"), condition([inner], [])))
    shown = [(item.name, item.type, item.inside, item.how, item.members) for item in found.steps]
    assert shown == [
        ("C", "Condition", None, "added", (Change("Arguments.Conditions", ABSENT, []),)),
        ("D", "Fail", "C.IfSteps", "added", (Change("Arguments.ErrorMessage", ABSENT, "no"),)),
        (
            "B",
            "Lambda",
            None,
            "removed",
            (Change("Arguments.x.y", 1, ABSENT), Change("Arguments.x.z", None, ABSENT)),
        ),
    ]


LEAVES: dict[str, tuple[Json, dict[str, Json]]] = {
    "what is empty": ({"a": {}, "b": [], "c": None}, {".a": {}, ".b": [], ".c": None}),
    "a list of plain values": ({"Args": ["--a", 1]}, {".Args": ["--a", 1]}),
    "a list with expressions": ({"Args": ["--a", get("P")]}, {".Args": ["--a", get("P")]}),
    "an expression": ({"x": join("a", get("P"))}, {".x": join("a", get("P"))}),
    "entries with names": (
        {"Tags": [{"Key": "team", "Value": {"Get": "P"}}]},
        {".Tags['team'].Key": "team", ".Tags['team'].Value": {"Get": "P"}},
    ),
    "entries without": (
        {"Conditions": [{"X": 1, "Y": 2}, "z", {}]},
        {".Conditions[0].X": 1, ".Conditions[0].Y": 2, ".Conditions[1]": "z", ".Conditions[2]": {}},
    ),
    "keys that are no names": ({"a.b": {"it's": 1}}, {"['a.b']['it\\'s']": 1}),
}


@pytest.mark.parametrize("case", LEAVES)
def test_a_new_step_is_taken_apart(case: str) -> None:
    """Every innermost member stands at the path at which a change of it would."""
    arguments, expected = LEAVES[case]
    change = only_step(plan(definition(), definition(step("A", "Lambda", arguments))))
    found = {member.path.removeprefix("Arguments"): member.new for member in change.members}
    assert json.dumps(found) == json.dumps(expected)


@given(st.sampled_from(SOME), st.sampled_from([None, "x", 0, True, [], {}, {"Get": "Execution.X"}]))
def test_nothing_of_a_new_step_is_left_out(place: tuple[str, int, str], value: Json) -> None:
    """Two new steps that differ anywhere are shown differently; so are two that go."""
    name, position, path = place
    left, right = compiled(name), compiled(name)
    changed = list(all_steps(right["Steps"]))[position]
    [(holder, key)] = [(holder, key) for at, holder, key in step_places(changed) if at == path]
    before, holder[key] = holder[key], value
    if not equal(before, value):
        for one, other in (
            (plan(None, left), plan(None, right)),
            (plan(left, definition()), plan(right, definition())),
        ):
            assert not equal(one.to_data()["steps"], other.to_data()["steps"])


def test_parameters_are_known_by_name() -> None:
    """A parameter is added, removed, or changed in its members."""
    old = definition(Parameters=[parameter("A", "x"), parameter("B", 1, "Integer")])
    new = definition(Parameters=[parameter("C", "y"), parameter("B", 1.0, "Float")])
    shown = [(item.name, item.type, item.how) for item in plan(old, new).parameters]
    assert shown == [
        ("C", "String", "added"),
        ("B", "Float", "changed"),
        ("A", "String", "removed"),
    ]
    added, changed, removed = (item.members for item in plan(old, new).parameters)
    assert added == (Change("DefaultValue", ABSENT, "y"),)
    assert [change.path for change in changed] == ["Type", "DefaultValue"]
    assert removed == (Change("DefaultValue", "x", ABSENT),)


DOCUMENT: dict[str, Json] = {
    "PipelineExperimentConfig.TrialName": {"PipelineExperimentConfig": {"TrialName": "t"}},
    "MlflowConfig": {"MlflowConfig": {"MlflowResourceArn": "arn"}},
    "Metadata.GeneratedBy": {"Metadata": {"GeneratedBy": "x"}},
    "Version": {"Version": "2030-01-01"},
    "Unheard": {"Unheard": [1]},
}


@pytest.mark.parametrize("path", DOCUMENT)
def test_members_of_the_document_are_compared(path: str) -> None:
    """What stands beside parameters and steps is part of the definition too."""
    old = definition(PipelineExperimentConfig={"ExperimentName": "e"})
    new = copy.deepcopy(old)
    for key, value in DOCUMENT[path].items():
        new[key] = {**new[key], **value} if isinstance(new.get(key), dict) else value
    found = plan(old, new)
    assert [change.path for change in found.document] == [path]
    assert found.action == "update"


# --- any two definitions ----------------------------------------------------------------

KEYS = st.sampled_from(["a", "b", "Get", "Name", "Key", "InputDataConfig"])
SCALARS = st.sampled_from([None, True, False, 0, 1, 1.0, "", "a", "b"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    """Small definitions of few names, so that two of them have much in common."""
    names = draw(st.lists(st.sampled_from("ABCD"), unique=True))
    steps = [
        step(
            name, draw(st.sampled_from(["Lambda", "Training"])), draw(st.dictionaries(KEYS, VALUES))
        )
        for name in names
    ]
    inner = draw(st.integers(0, len(steps)))
    parameters = draw(st.lists(st.sampled_from("PQ"), unique=True))
    return definition(
        condition(steps[:inner], []),
        *steps[inner:],
        Parameters=[parameter(name, draw(SCALARS)) for name in parameters],
        Extra=draw(VALUES),
    )


def meaning(value: Definition) -> str:
    """A definition as text, without what does not matter."""
    rest = {key: member for key, member in value.items() if member is not None}
    rest["Parameters"] = sorted(rest["Parameters"], key=lambda item: str(item["Name"]))
    rest["Steps"] = sorted(
        ({**found, "Arguments": {**found["Arguments"]}} for found in rest["Steps"]),
        key=lambda item: str(item["Name"]),
    )
    for found in rest["Steps"]:
        if found["Type"] == "Condition":
            inner = sorted(found["Arguments"]["IfSteps"], key=lambda item: str(item["Name"]))
            found["Arguments"]["IfSteps"] = inner
    return json.dumps(rest, sort_keys=True)


@given(definitions(), definitions())
def test_a_plan_is_empty_just_if_the_definitions_mean_the_same(
    old: Definition, new: Definition
) -> None:
    """No difference goes unseen, and none is made up."""
    assert (plan(old, new).action == "none") == (meaning(old) == meaning(new))


MIRROR = {"added": "removed", "removed": "added", "changed": "changed"}


@given(definitions(), definitions())
def test_the_way_back_is_the_mirror_image(old: Definition, new: Definition) -> None:
    """What deploying the new one adds, deploying the old one again removes."""
    there, back = plan(old, new), plan(new, old)
    mirrored = {(item.name, MIRROR[item.how]) for item in back.steps}
    assert {(item.name, item.how) for item in there.steps} == mirrored
    mirrored = {(item.name, MIRROR[item.how]) for item in back.parameters}
    assert {(item.name, item.how) for item in there.parameters} == mirrored

    def members(found: Changes, turn: Callable[[Change], Change]) -> list[str]:
        groups = [("", found.document), *((item.name, item.members) for item in found.steps)]
        return sorted(f"{name} {turn(item)!r}" for name, items in groups for item in items)

    assert members(there, lambda item: item) == members(
        back, lambda item: Change(item.path, item.new, item.old)
    )


# --- settings ---------------------------------------------------------------------------

ROLE = "arn:aws:iam::111122223333:role/SageMakerRole"


def test_settings_that_the_file_states_are_compared() -> None:
    """Each stated setting that differs is a change."""
    old = Settings(role=ROLE, display_name="Old", description="old", parallelism=2)
    new = Settings(role=ROLE + "2", display_name="New", description="new", parallelism=3)
    found = plan_settings(old, new)
    assert found.settings == (
        Change("role", ROLE, ROLE + "2"),
        Change("display_name", "Old", "New"),
        Change("description", "old", "new"),
        Change("parallelism", 2, 3),
    )
    assert found.action == "update"
    assert found.settings_changed
    assert not found.definition_changed
    assert not found.tags_changed
    assert found.kept == {}


def test_settings_that_the_file_does_not_state_are_kept() -> None:
    """What UpdatePipeline is not told stays, which is no change but is said."""
    found = plan_settings(Settings(role=ROLE, parallelism=2), Settings(role=ROLE))
    assert found.action == "none"
    assert found.kept == {"parallelism": 2}


def test_an_empty_description_empties_it() -> None:
    """`description: ""` is a statement, and one that is fulfilled where there is none."""
    found = plan_settings(Settings(description="old"), Settings(description=""))
    assert found.settings == (Change("description", "old", ""),)
    assert plan_settings(Settings(), Settings(description="")).action == "none"


def test_the_name_as_display_name_is_the_default() -> None:
    """A display name that the service shows anyway is no change; going back to it is one."""
    assert plan_settings(Settings(), Settings(display_name="P")).action == "none"
    found = plan_settings(Settings(display_name="Shown"), Settings(display_name="P"))
    assert found.settings == (Change("display_name", "Shown", "P"),)


def test_a_setting_that_was_not_there_is_added() -> None:
    """Not there is told from any value."""
    assert plan_settings(Settings(), Settings(parallelism=1)).settings == (
        Change("parallelism", ABSENT, 1),
    )


def test_tags_are_part_of_the_plan() -> None:
    """A tag that differs is an update of the tags alone."""
    found = plan_settings(Settings(tags={"team": "x"}), Settings(tags={"team": "y"}))
    assert found.action == "update"
    assert found.tags_changed
    assert not found.settings_changed
    assert Change("team", "x", "y") in found.tags.changes


# --- create, and the JSON form ----------------------------------------------------------


def test_a_pipeline_that_is_not_deployed_is_created() -> None:
    """Everything is added, and nothing can lose a cache."""
    settings = Settings(role=ROLE, description="", tags={"team": "x"})
    found = changes(None, name="P", definition=compiled("abalone"), settings=settings)
    assert found.action == "create"
    names = [item["Name"] for item in all_steps(compiled("abalone")["Steps"])]
    assert [item.name for item in found.steps] == names
    assert {item.how for item in found.steps} == {"added"}
    assert {item.how for item in found.parameters} == {"added"}
    assert found.settings == (Change("role", ABSENT, ROLE),)
    assert found.tags.put["team"] == "x"
    assert found.kept == {}
    assert found.cache_losses == ()


def test_a_pipeline_of_nothing_is_created_all_the_same() -> None:
    """Even without a step to show, a pipeline that is not there is to be created."""
    assert changes(None, name="P", definition={}, settings=Settings()).action == "create"


def test_the_json_form_says_it_all_in_a_fixed_order() -> None:
    """CI gets plain JSON; what is not there is left out, and null is null."""
    old = definition(
        condition([step("A", "Lambda", {"x": None, "y": 1})], []), Parameters=[parameter("Q")]
    )
    new = definition(condition([step("A", "Lambda", {"y": None})], []), Extra=1)
    before = deployed(old, Settings(parallelism=2, tags={"team": "x"}))
    settings = Settings(role=ROLE, tags={"team": "y"})
    data = changes(before, name="P", definition=new, settings=settings).to_data()
    assert json.loads(json.dumps(data)) == data
    assert json.dumps(data) == json.dumps(
        {
            "version": 1,
            "pipeline": "P",
            "action": "update",
            "definition_changed": True,
            "settings_changed": True,
            "tags_changed": True,
            "steps": [
                {
                    "name": "A",
                    "type": "Lambda",
                    "inside": "C.IfSteps",
                    "change": "changed",
                    "members": [
                        {"path": "Arguments.x", "old": None},
                        {"path": "Arguments.y", "old": 1, "new": None},
                    ],
                }
            ],
            "parameters": [{"name": "Q", "type": "String", "change": "removed", "members": []}],
            "document": [{"path": "Extra", "new": 1}],
            "settings": [{"path": "role", "new": ROLE}],
            "kept": {"parallelism": 2},
            "tags": [
                {"path": "pipec:tags", "new": "team"},
                {"path": "team", "old": "x", "new": "y"},
            ],
            "cache_losses": [],
        }
    )
