"""Predictions, and the data beside which they are judged, are of the same rows."""

from __future__ import annotations

from pipec.compiler.model import InputPort
from wiring_language import MODEL, Contract, give, need, wire

READ = Contract("Read", "Processing", give("sales"))
FEAT = Contract("Feat", "Processing", need("sales"), give("features"))
CUT = Contract("Cut", "Processing", need("features"), give("train"), give("test"))
FIT = Contract("Fit", "Training", need("train"), give("model", MODEL))


def judge(truth: str, *more: InputPort) -> Contract:
    """A step that says how far predictions are from the truth."""
    takes = (need("predictions"), need(truth), *more)
    return Contract("Judge", "Processing", *takes, give("e", report="e.json"))


def forecast(name: str) -> Contract:
    """A step that goes on with what a model has learnt, which may be from all the data."""
    return Contract("Forecast", "Processing", need("model", MODEL), need(name), give("predictions"))


STEPS = (READ("read"), FEAT("feat"), CUT("cut"), FIT("fit"))


def test_what_is_judged_beside_a_part_of_the_data_is_predicted_on_it() -> None:
    """The parts are as good, and what its model knows is not known."""
    predict = forecast("data")("forecast", draws="cut", written="model")

    wires, codes, _ = wire(*STEPS, predict, judge("test")("judge"))

    assert wires["judge.test"] == "cut.test"
    assert (wires["forecast.data"], codes) == ("cut.test", [])


def test_a_number_is_no_second_truth_whatever_its_type_is_called() -> None:
    """Data are folders: a value of a type of the project's own is none."""
    choose = Contract("Choose", "Processing", give("cutoff", "cutoff", data_type="Float"))
    above = judge("test", need("cutoff", "cutoff", data_type="Float"))
    predict = forecast("data")("forecast", draws="cut", written="model")

    wires, codes, _ = wire(*STEPS, predict, choose("choose"), above("judge"))

    assert (wires["forecast.data"], codes) == ("cut.test", [])


def test_without_what_it_is_judged_beside_it_may_be_any() -> None:
    """The user is asked."""
    wires, codes, _ = wire(*STEPS, forecast("data")("forecast", draws="cut", written="model"))

    assert (wires["forecast.data"], codes) == (None, ["PC202"])


def test_it_draws_level_with_other_data_that_fit_better() -> None:
    """`features` have the name; but then the truth would be of other rows."""
    wires, codes, texts = wire(*STEPS, forecast("features")("forecast"), judge("test")("judge"))

    assert (wires["forecast.features"], codes) == (None, ["PC202"])
    assert "`cut.test` (" in texts[0]


def test_what_is_made_of_that_part_is_of_the_same_rows() -> None:
    """It is encoded for the model."""
    encode = Contract("Encode", "Processing", need("test"), give("tensors"))

    wires, codes, _ = wire(
        *STEPS, encode("encode"), forecast("tensors")("run"), judge("test")("judge")
    )

    assert (wires["run.tensors"], codes) == ("encode.tensors", [])


def test_labels_may_lie_apart_from_what_they_belong_to() -> None:
    """They are of no use to a model."""
    label = Contract("Label", "Processing", need("sales"), give("test_labels"))
    look = Contract("Look", "Processing", need("test"), give("plot"))

    wires, codes, _ = wire(
        *STEPS,
        label("label"),
        look("look"),
        forecast("sales")("run"),
        judge("test_labels")("judge"),
    )

    assert wires["judge.test_labels"] == "label.test_labels"
    assert (wires["run.sales"], codes) == ("read.sales", [])


def test_what_is_said_to_be_known_to_the_model_is_no_truth() -> None:
    """A drift is measured against it."""
    drift = Contract(
        "Drift",
        "Processing",
        need("predictions"),
        need("reference", aliases="test"),
        give("e", report="e.json"),
    )

    wires, codes, _ = wire(*STEPS, forecast("features")("forecast"), drift("drift"))

    assert wires["drift.reference"] == "cut.test"
    assert (wires["forecast.features"], codes) == ("feat.features", [])


def test_what_is_no_part_says_nothing_of_rows() -> None:
    """Of the whole, `features` are another form of the same rows."""
    look = Contract("Look", "Processing", need("test"), give("plot"))
    steps = (*STEPS, look("look"))

    wires, codes, _ = wire(*steps, forecast("sales")("forecast"), judge("features")("judge"))

    assert wires["judge.features"] == "feat.features"
    assert (wires["forecast.sales"], codes) == ("read.sales", [])


def test_the_same_part_has_the_same_rows() -> None:
    """What to predict from and what to compare with lie side by side."""
    cut = Contract(
        "Cut", "Processing", need("features"), give("train"), give("test_x"), give("test")
    )
    steps = (*STEPS[:2], cut("cut"), FIT("fit"))

    wires, codes, _ = wire(*steps, forecast("test_x")("forecast"), judge("test")("judge"))

    assert wires["judge.test"] == "cut.test"
    assert (wires["forecast.test_x"], codes) == ("cut.test_x", [])


def test_of_two_parts_beside_which_it_is_judged_neither_is_surer() -> None:
    """The same predictions cannot be of the rows of both."""
    cut = Contract("Cut", "Processing", need("features"), give("train"), give("test"), give("val"))
    steps = (*STEPS[:2], cut("cut"), FIT("fit"))
    judges = (judge("test")("judge"), judge("val")("judge_again"))

    wires, codes, _ = wire(*steps, forecast("features")("forecast"), *judges)

    assert (wires["judge.test"], wires["judge_again.val"]) == ("cut.test", "cut.val")
    assert (wires["forecast.features"], codes) == ("feat.features", [])
