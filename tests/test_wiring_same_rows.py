"""What is predicted and the truth beside it are of the same rows."""

from __future__ import annotations

import pytest

from pipec.compiler.model import InputPort, WiringStep
from wiring_language import MODEL, Contract, Wires, give, need, wire

READ = Contract("Read", "Processing", give("table"))
FIT = Contract("Fit", "Training", need("train"), give("model", MODEL))
USE = Contract("Use", "Processing", need("model", MODEL), need("input"), give("answers"))


def cut(*parts: str) -> Contract:
    """A step that divides a table."""
    return Contract("Cut", "Processing", need("table"), *map(give, parts))


def rate(truth: InputPort) -> Contract:
    """A step that compares answers with the truth."""
    return Contract(
        "Rate", "Processing", need("answers"), truth, give("result", report="result.json")
    )


def wires_of(*steps: WiringStep) -> Wires:
    """The wires of steps after one that reads a table."""
    return wire(READ("read"), *steps)[0]


def test_a_model_is_applied_to_the_part_with_whose_truth_its_answers_are_compared() -> None:
    """What the champion has learnt from is not known, and nothing in `input` says a part."""
    judge = rate(need("truth", aliases="test"))

    wires = wires_of(cut("train", "val", "test")("cut"), USE("use", written="model"), judge("rate"))

    assert (wires["rate.truth"], wires["use.input"]) == ("cut.test", "cut.test")


def test_the_truth_is_of_the_part_on_which_it_was_predicted() -> None:
    """Though another one is there to test on."""
    use_val = Contract("Use", "Processing", need("model", MODEL), need("val"), give("answers"))

    wires = wires_of(
        cut("train", "val", "test")("cut"),
        FIT("fit"),
        use_val("use"),
        rate(need("truth"))("rate"),
    )

    assert (wires["use.val"], wires["rate.truth"]) == ("cut.val", "cut.val")


@pytest.mark.parametrize(
    ("parts", "truth"),
    [
        (("train", "train_labels", "test", "test_labels"), "test_labels"),
        (("train", "test"), "train"),
    ],
)
def test_labels_of_their_own_and_what_is_learnt_from_say_nothing(
    parts: tuple[str, ...], truth: str
) -> None:
    """Of the rows to which the model is applied."""
    judge = rate(need("truth", aliases=truth))

    wires = wires_of(cut(*parts)("cut"), USE("use", written="model"), judge("rate"))

    assert wires["rate.truth"] == f"cut.{truth}"
    assert wires["use.input"] is None


def test_a_truth_of_other_data_than_the_model_has_learnt_from_drags_nothing_along() -> None:
    """One of the two wires is wrong, and nothing tells which."""
    halve = Contract("Halve", "Processing", need("table"), give("first"), give("second"))
    learn = Contract("Learn", "Training", need("first"), give("model", MODEL))
    judge = rate(need("truth", aliases="test"))

    wires = wires_of(
        cut("train", "test")("cut"), halve("halve"), learn("learn"), USE("use"), judge("rate")
    )

    assert (wires["rate.truth"], wires["learn.first"]) == ("cut.test", "halve.first")
    assert wires["use.input"] is None


def test_so_it_is_for_champion_and_challenger() -> None:
    """What is found out about the one is no form of the data for the other."""
    judge = rate(need("truth", aliases="test"))

    wires = wires_of(
        cut("train", "test")("cut"),
        *(USE(name, written="model") for name in ("use_champion", "use_challenger")),
        *(judge(name) for name in ("rate_champion", "rate_challenger")),
    )

    assert (wires["use_champion.input"], wires["use_challenger.input"]) == ("cut.test", "cut.test")


def test_what_is_made_of_the_part_may_be_what_the_model_takes() -> None:
    """The truth beside coded rows may be in the rows themselves."""
    code = Contract("Code", "Processing", need("test"), give("coded"))
    look = Contract("Look", "Processing", need("coded"), give("picture"))
    judge = rate(need("truth", aliases="test", sources="Cut"))
    use, divide = USE("use", written="model"), cut("train", "test")("cut")

    wires = wires_of(divide, code("code"), look("look"), use, judge("rate"))

    assert (wires["rate.truth"], wires["use.input"]) == ("cut.test", None)


@pytest.mark.parametrize("name", ["forecast", "use_reference"])
def test_a_forecast_goes_on_with_what_comes_before_the_truth(name: str) -> None:
    """And what is known already may be used as well."""
    judge = rate(need("truth", aliases="test"))

    wires = wires_of(cut("train", "test")("cut"), USE(name, written="model"), judge("rate"))

    assert (wires["rate.truth"], wires[f"{name}.input"]) == ("cut.test", None)


def test_what_no_split_gives_may_be_labels_only() -> None:
    """The truth may be a thing of its own beside the rows."""
    tag = Contract("Tag", "Processing", need("table"), give("labels"))
    judge = rate(need("truth", aliases="labels"))

    wires = wires_of(tag("tag"), USE("use", written="model"), judge("rate"))

    assert wires["rate.truth"] == "tag.labels"
    assert wires["use.input"] is None


def test_what_learns_from_answers_may_look_at_other_rows() -> None:
    """Where it stops is found on the part for that, and not on what it learns from."""
    stack = Contract("Stack", "Training", need("answers"), need("val"), give("stacked", MODEL))

    wires = wires_of(
        cut("train", "val", "test")("cut"), USE("use", written="model"), stack("stack")
    )

    assert (wires["stack.val"], wires["use.input"]) == ("cut.val", None)


def test_a_model_that_is_not_known_may_have_learnt_from_anything() -> None:
    """Two would fit: then it is asked which, and on what."""
    judge = rate(need("truth", aliases="test"))

    wires = wires_of(
        cut("train", "test")("cut"), FIT("fit_a"), FIT("fit_b"), USE("use"), judge("rate")
    )

    assert (wires["use.model"], wires["use.input"]) == (None, None)


def test_what_comes_from_elsewhere_is_as_good() -> None:
    """By its name: the user is asked which of all is meant."""
    fetch = Contract("Fetch", "Processing", give("rows"))
    use = Contract("Use", "Processing", need("model", MODEL), need("rows"), give("answers"))
    judge = rate(need("truth", aliases="test"))

    wires = wires_of(
        *(fetch(name) for name in ("fetch_live", "fetch_late")),
        cut("train", "test")("cut"),
        use("use", written="model"),
        judge("rate"),
    )

    assert (wires["rate.truth"], wires["use.rows"]) == ("cut.test", None)
