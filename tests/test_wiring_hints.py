"""What is said about inputs that stay open: lines that can be written as they stand."""

from __future__ import annotations

import re
import sys
from collections import Counter

import pytest

from oracle.pipec_side import ROOT

sys.path.insert(0, str(ROOT))

from benchmarks.wiring.cases import load_part

from pipec.compiler.diagnostics import Diagnostic, Report
from pipec.compiler.model import WiringStep
from wiring_language import FILES, MODEL, Contract, decided, give, need

TRAIN = Contract("Train", "Training", give("model_artifacts", MODEL))
COMPARE = Contract(
    "Compare",
    "Processing",
    need("first_model", MODEL, sources="Train"),
    need("second_model", MODEL, sources="Train"),
    need("test_data", sources="Prep", required=False),
)
PREP = Contract("Prep", "Processing", give("test_data"))
LEARN = Contract("Learn", "Training", need("train", sources="Cut"), need("valid", sources="Cut"))
CUT = Contract("Cut", "Processing", give("train"), give("valid"))


def hints(*steps: WiringStep) -> list[str]:
    """The hints of all that is reported."""
    report = Report()
    decided(steps, report)
    return [str(item.hint) for item in report.diagnostics()]


# --- two inputs that may take the same ----------------------------------------------------


def test_two_inputs_that_the_same_two_outputs_fit_are_given_one_each() -> None:
    """A `from:` with one of the trainings would leave one model for both inputs."""
    steps = PREP("prep"), TRAIN("deep"), TRAIN("shallow")

    assert hints(*steps, COMPARE("compare")) == [
        (
            'write `inputs: {first_model: "${steps.deep.model_artifacts}", '
            'second_model: "${steps.shallow.model_artifacts}"}` or the other way round'
        )
    ]
    # Who has written that `from:` nevertheless is told the same, for either input.
    assert hints(*steps, COMPARE("compare", draws="prep deep")) == 2 * hints(
        *steps, COMPARE("compare")
    )


def test_one_output_for_two_inputs_is_for_one_of_them() -> None:
    """A model is not compared with itself, whichever of the two hints is followed."""
    assert hints(TRAIN("train"), COMPARE("compare")) == [
        (
            "if `train.model_artifacts` is meant, write "
            '`first_model: "${steps.train.model_artifacts}"` under `inputs:`, '
            "and another output for `second_model`"
        ),
        (
            "if `train.model_artifacts` is meant, write "
            '`second_model: "${steps.train.model_artifacts}"` under `inputs:`, '
            "and another output for `first_model`"
        ),
    ]


def test_an_output_that_another_input_takes_is_not_proposed() -> None:
    """If the first model is written, the only training is no answer for the second."""
    written = COMPARE("compare", written="first_model", settings={"inputs": {"first_model": "…"}})
    written = written._replace(
        written=((COMPARE.inputs[0], "train", "model_artifacts"),), after=frozenset({"train"})
    )

    assert hints(TRAIN("train"), written) == [
        (
            "add a step that gives it, or a value: "
            '`second_model: "s3://BUCKET/FOLDER"` under its `inputs:`'
        )
    ]


def test_inputs_that_nothing_fits_are_not_shared_out() -> None:
    """What comes nearest to both is a guess for either: each is told of the other."""
    report = Contract("Report", "Processing", need("first"), need("second"))
    steps = [
        Contract(name.title(), "Processing", give(output))(name)
        for name, output in (("a", "left_rows"), ("b", "right_rows"))
    ]

    assert hints(*steps, report("report")) == [
        (
            f'if `a.left_rows` is meant, write `{port}: "${{steps.a.left_rows}}"` under '
            f"`inputs:`, and another output for `{other}`"
        )
        for port, other in (("first", "second"), ("second", "first"))
    ]


def test_several_inputs_that_different_outputs_fit_are_settled_by_one_from() -> None:
    """As long as each preparation gives something else for each of them."""
    assert hints(CUT("a"), CUT("b"), LEARN("learn")) == ["write `from: [a]` or `from: [b]`"]


def test_the_wires_of_several_inputs_are_one_line() -> None:
    """Where no `from:` settles them: there can be only one `inputs:`."""
    learn = Contract("Learn", "Training", *LEARN.inputs, need("shape", sources="Other"))

    assert (
        'write `train: "${steps.a.train}"` and `valid: "${steps.a.valid}"` or '
        '`train: "${steps.b.train}"` and `valid: "${steps.b.valid}"` under `inputs:`'
    ) in hints(CUT("a"), CUT("b"), learn("learn"))


def test_no_hint_of_the_benchmark_gives_one_output_to_two_inputs() -> None:
    """Not when every line that is said of a step is written, the first of each choice."""
    seen = 0
    for case in load_part("tuning")[::4]:
        told: dict[str, set[str]] = {}
        for item in case.compiled(case.body).diagnostics:
            if item.code.number in ("PC201", "PC202") and "another output" not in str(item.hint):
                told.setdefault(_step(item), set()).add(str(item.hint))
        for step, said in told.items():
            lines = [re.split("` or `|, if `", hint)[0] for hint in said]
            used = Counter(wire for line in lines for wire in re.findall(r"\$\{[^}]*\}", line))
            seen += len(used)
            assert not [wire for wire, times in used.items() if times > 1], (case.name, step)
    assert seen > 50


def _step(item: Diagnostic) -> str:
    found = re.search(r" of `([^`]+)`", item.message)
    assert found
    return found[1]


# --- where the line belongs ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("inputs", "key", "place"),
    [
        ({"other": "s3://example-bucket/x"}, "data", "its `inputs:`"),
        ({"data": {"path": "/opt/ml/processing/x"}}, "value", "`data:` of its `inputs:`"),
        (None, "data", "its `inputs:`"),
    ],
)
def test_a_step_has_one_inputs_only(inputs: object, key: str, place: str) -> None:
    """Where it is there, the line is for below it."""
    load = Contract("Load", "Processing", give("rows"))
    use = Contract("Use", "Processing", need("data", sources="Load"))

    (hint,) = hints(load("a"), load("b"), use("use", settings={"inputs": inputs}))

    line = f'`{key}: "${{steps.a.rows}}"` under {place}'
    assert hint == f"write `from: [a]` or `from: [b]`; for this input alone {line}"


def test_what_scores_too_little_is_only_proposed_if_it_is_meant() -> None:
    """The nearest miss is a guess."""
    load = Contract("Load", "Processing", give("rows", FILES))
    use = Contract("Use", "Processing", need("labels"))

    assert hints(load("load"), use("use")) == [
        'if `load.rows` is meant, write `inputs: {labels: "${steps.load.rows}"}`'
    ]


def test_a_circle_that_an_order_closes_is_told_at_the_order() -> None:
    """Each wire of it is right, so that none is to be written: PC301 would follow."""
    load = Contract("Load", "Processing", give("rows"))
    cut = Contract("Cut", "Processing", need("rows"), give("train"))
    fit = Contract("Fit", "Processing", need("train"), give("found"))
    waiting = load("load", after="fit", settings={"depends_on": ["fit"]})

    told = hints(waiting, cut("cut"), fit("fit"))

    assert told == [
        f"`{fits}` would fit, but `{fits.split('.')[0]}` runs after this step: "
        "if it is meant, let `load` wait for `fit` no longer"
        for fits in ("load.rows", "cut.train")
    ]
    assert hints(load("load"), cut("cut"), fit("fit")) == []


def test_what_could_stand_either_way_round_waits_for_nothing() -> None:
    """There is no order to turn round: the wire is to be written."""
    work = [Contract(name, "Processing", need("rows"), give("rows")) for name in ("One", "Other")]

    for hint in hints(*(contract(contract.step_type.lower()) for contract in work)):
        assert "wait" not in hint


# --- outputs without a type ---------------------------------------------------------------

TEXT = "custom_property"
PUBLISH = Contract("Publish", "Lambda", need("note", TEXT, data_type="String", aliases="comment"))
REGISTER = Contract("Register", "RegisterModel", give("arn", TEXT, data_type="String"))


def asked(name: str, type_: str | None = None, data_type: str = "String") -> Contract:
    """A question to a person, with one answer."""
    return Contract("Ask", "Callback", give(name, type_, data_type=data_type))  # type: ignore[arg-type]


def test_the_nearest_is_named_also_if_it_has_no_type() -> None:
    """Not one that the report ranks below it; either line that is told is then well."""
    (hint,) = hints(asked("comment")("ask"), REGISTER("register"), PUBLISH("publish"))

    assert hint == (
        "if `ask.comment` is meant, write `type: custom_property` for that output, which has none, "
        'or write `inputs: {note: "${steps.ask.comment}"}`'
    )
    assert hints(asked("comment", TEXT)("ask"), REGISTER("register"), PUBLISH("publish")) == []


def test_a_type_is_only_proposed_if_it_is_enough() -> None:
    """Of what has little in common with the input the wire is told alone."""
    (hint,) = hints(asked("note_text")("ask"), PUBLISH("publish"))

    assert hint == 'if `ask.note_text` is meant, write `inputs: {note: "${steps.ask.note_text}"}`'


def test_no_guess_is_made_past_what_comes_nearer() -> None:
    """The output that has the name is of other data; one that has nothing in common is no guess."""
    (hint,) = hints(
        asked("comment", data_type="Boolean")("ask"), REGISTER("register"), PUBLISH("publish")
    )

    assert "register.arn" not in hint
    assert "ask.comment" not in hint


@pytest.mark.parametrize(("given", "taken"), [("tabluar", "tabular"), ("tabular", "tabluar")])
def test_of_two_types_that_are_slips_of_each_other_the_rarer_is_wrong(
    given: str, taken: str
) -> None:
    """A second output is as the one type is spelt elsewhere."""
    load = Contract("Load", "Processing", give("rows", given))
    use = Contract("Use", "Processing", need("rows", taken), give("more", "tabular"))

    (hint,) = hints(load("load"), use("use"))

    which = "that output" if given == "tabluar" else "this input"
    assert hint == f"if `load.rows` is meant, write `type: tabular` for {which}"


def test_no_type_is_proposed_for_another_one_of_the_projects_own() -> None:
    """They are not alike."""
    load = Contract("Load", "Processing", give("rows", "frames"))
    use = Contract("Use", "Processing", need("rows", "tabular"))

    (hint,) = hints(load("load"), use("use"))

    assert "type:" not in hint


def test_two_inputs_are_not_told_the_same_output_without_a_type() -> None:
    """Each is told of the other."""
    publish = Contract(
        "Publish", "Lambda", *PUBLISH.inputs, need("comment", TEXT, data_type="String")
    )

    for hint in hints(asked("comment")("ask"), publish("publish")):
        assert "and another output for `" in hint
