"""A model is tried on the same form of the data as it has learnt from."""

from __future__ import annotations

import pytest

from pipec.compiler.model import WiringStep
from wiring_language import DATA, MODEL, Contract, give, need, wire

READ = Contract("Read", "Processing", give("pairs"))
ENCODE = Contract("Encode", "Processing", need("pairs"), give("tensors"))
REPORT = give("errors", report="errors.json")


def cut(whole: str, *parts: str) -> Contract:
    """A step that divides what it calls `whole`."""
    return Contract("Cut", "Processing", need(whole), *map(give, parts))


def fit(data: str) -> Contract:
    """A training."""
    return Contract("Fit", "Training", need(data), give("model", MODEL))


def measure(name: str, *results: str) -> Contract:
    """A step that measures a model, or gives other results."""
    found = [give(result) for result in results] or [REPORT]
    return Contract("Measure", "Processing", need("model", MODEL), need(name), *found)


def lanes() -> list[WiringStep]:
    """The parts of the data, each of which is encoded by a step of its own."""
    parts = cut("pairs", "train_pairs", "test_pairs")("cut")
    encode = [ENCODE("encode_train"), ENCODE("encode_test")]
    return [READ("read"), parts, *encode, fit("tensors")("fit")]


@pytest.mark.parametrize("name", ["test_data", "data"])
def test_what_is_made_of_the_part_to_test_on_as_of_the_other_is_meant(name: str) -> None:
    """The split gives a part to test on, too; but the model knows tensors only."""
    wires, codes, _ = wire(*lanes(), measure(name)("measure"))

    assert wires["fit.tensors"] == "encode_train.tensors"
    assert (wires[f"measure.{name}"], codes) == ("encode_test.tensors", [])


def test_what_the_training_was_given_to_look_at_is_not_meant() -> None:
    """Of three lanes that are as good the model knows two."""
    learn = Contract(
        "Fit",
        "Training",
        need("tensors"),
        need("val_tensors", required=False, aliases="tensors"),
        give("model", MODEL),
    )
    parts = ("train", "val", "calibration")
    steps = [step for part in parts for step in (READ(f"read_{part}"), ENCODE(f"encode_{part}"))]

    wires, codes, _ = wire(*steps, learn("fit"), measure("tensors")("measure"))

    assert wires["fit.val_tensors"] == "encode_val.tensors"
    assert (wires["measure.tensors"], codes) == ("encode_calibration.tensors", [])


def test_the_other_part_of_the_split_is_meant_whatever_it_is_called() -> None:
    """Nothing but its type speaks for it, and nothing else is made like what is learnt from."""
    parts = cut("pairs", "train", "holdout")("cut")

    wires, codes, _ = wire(
        READ("read"), parts, fit("train")("fit"), measure("evaluation_set")("use")
    )

    assert (wires["use.evaluation_set"], codes) == ("cut.holdout", [])


def test_a_step_that_only_applies_a_model_may_do_so_on_anything() -> None:
    """New customers are of no part of the data that were split."""
    wires, _, _ = wire(*lanes(), measure("data", "answers")("use"))

    assert wires["use.data"] is None


def test_what_is_made_of_neither_is_a_rival() -> None:
    """Somebody brings other data of the same name: the user is asked."""
    fetch = Contract("Fetch", "Processing", give("tensors"))
    learn = fit("tensors")("fit", draws="encode_train")

    wires, codes, _ = wire(*lanes()[:-1], learn, fetch("fetch"), measure("tensors")("measure"))

    assert (wires["measure.tensors"], codes) == (None, ["PC202"])


def test_a_training_is_asked_about_whose_model_is_tried_on_what_is_made_of_its_data() -> None:
    """`quantize` takes the tokens that `tokenize` makes of the pairs: so may `sft` have to."""
    make = Contract("Make", "Processing", give("sft_pairs"))
    tokenize = Contract("Tokenize", "Processing", need("sft_pairs"), give("tokens"))
    learn = Contract("Learn", "Training", need("training_data", DATA), give("model", MODEL))
    quantize = Contract("Quantize", "Processing", need("model", MODEL), need("tokens"))
    steps = [make("make"), tokenize("tokenize"), learn("sft")]

    wires, codes, _ = wire(*steps, quantize("quantize"))

    assert wires["quantize.tokens"] == "tokenize.tokens"
    assert (wires["sft.training_data"], codes) == (None, ["PC202"])


def test_a_training_is_asked_about_whose_model_is_tried_on_a_part_of_another_form() -> None:
    """`scale` and `encode` work on the parts side by side, and the model is tried on encoded."""
    parts = cut("pairs", "train", "test")("cut")
    scale, encode = (
        Contract(
            name, "Processing", need("train"), need("test"), *map(give, (f"{a}_train", f"{a}_test"))
        )
        for name, a in (("Scale", "scaled"), ("Encode", "woe"))
    )
    learn = Contract("Learn", "Training", need("training_data", DATA), give("model", MODEL))
    plot = Contract("Plot", "Processing", need("scaled_train"), need("woe_train"), REPORT)
    steps = [READ("read"), parts, scale("scale", draws="cut"), encode("encode", draws="cut")]

    wires, codes, _ = wire(*steps, plot("plot"), learn("fit"), measure("woe_test")("measure"))

    assert wires["measure.woe_test"] == "encode.woe_test"
    assert (wires["fit.training_data"], codes) == (None, ["PC202"])


def test_what_is_made_of_the_part_that_the_model_is_tried_beside_is_not_doubted() -> None:
    """Only what is learnt from is augmented: the other part stays as it is."""
    augment = Contract("Augment", "Processing", need("train_pairs"), give("augmented"))
    learn = Contract("Learn", "Training", need("augmented", DATA), give("model", MODEL))
    parts = cut("pairs", "train_pairs", "test_pairs")("cut")

    wires, codes, _ = wire(
        READ("read"), parts, augment("augment"), learn("fit"), measure("test_pairs")("measure")
    )

    assert (wires["fit.augmented"], codes) == ("augment.augmented", [])
