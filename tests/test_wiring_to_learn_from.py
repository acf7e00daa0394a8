"""What is made to learn from, such as augmented images, is not to test a model on."""

from __future__ import annotations

import pytest

from pipec.compiler.model import WiringStep
from wiring_language import MODEL, Contract, give, need, wire

READ = Contract("Read", "Processing", give("images"), give("manifest"))
CUT = Contract("Cut", "Processing", need("manifest"), give("train"), give("test"))
FIT = Contract("Fit", "Training", need("images"), need("train"), give("model", MODEL))
REPORT = give("report", report="r.json")
EVALUATE = Contract(
    "Evaluate", "Processing", need("model", MODEL), need("images"), need("test"), REPORT
)


def augment(
    manifest: str, *, aliases: str = "", result: str = "augmented_images", written: str = ""
) -> WiringStep:
    """A step that makes more of the images that a manifest tells."""
    takes = need("images"), need(manifest, aliases=aliases)
    return Contract("Augment", "Processing", *takes, give(result))("augment", written=written)


def wired(*steps: WiringStep) -> tuple[str | None, str | None]:
    """What a training and an evaluation take for images."""
    wires, _, _ = wire(READ("read"), CUT("cut"), *steps)
    return wires["fit.images"], wires["evaluate.images"]


@pytest.mark.parametrize("result", ["augmented_images", "images"])
@pytest.mark.parametrize("written", ["", "train"])
def test_what_is_made_of_the_part_to_train_on_is_to_learn_from(result: str, written: str) -> None:
    """An evaluation takes the images as they are."""
    more = augment("train", result=result, written=written)
    steps = (more, FIT("fit"), EVALUATE("evaluate"))

    assert wired(*steps) == (f"augment.{result}", "read.images")


def test_an_alias_may_say_that_part() -> None:
    """The manifest is that of the part to train on."""
    steps = (augment("manifest", aliases="train"), FIT("fit"), EVALUATE("evaluate"))

    assert wired(*steps) == ("augment.augmented_images", "read.images")


def test_what_is_made_of_no_part_is_meant_by_both() -> None:
    """Nothing says that it is not for all images."""
    steps = (augment("manifest"), FIT("fit"), EVALUATE("evaluate"))

    assert wired(*steps) == ("augment.augmented_images", "augment.augmented_images")


@pytest.mark.parametrize("name", ["evaluate_all", "evaluate_train"])
def test_a_step_that_says_so_may_be_about_what_its_model_knows(name: str) -> None:
    """How well the model fits what it has learnt from is asked, too."""
    wires, _, _ = wire(READ("read"), CUT("cut"), augment("train"), FIT("fit"), EVALUATE(name))

    assert wires[f"{name}.images"] == "augment.augmented_images"


def test_what_the_user_names_is_meant() -> None:
    """`from:` names the augmentation, and no other step that gives images."""
    evaluate = EVALUATE("evaluate", draws="augment fit cut")

    assert wired(augment("train"), FIT("fit"), evaluate)[1] == "augment.augmented_images"


def test_what_is_learnt_from_the_part_to_train_on_is_for_all() -> None:
    """A vocabulary has not the name of what it is made of."""
    build = Contract("Build", "Processing", need("train"), give("vocabulary"))
    evaluate = Contract(
        "Evaluate", "Processing", need("model", MODEL), need("vocabulary"), need("test"), REPORT
    )

    wires, codes, _ = wire(
        READ("read"), CUT("cut"), build("build"), FIT("fit"), evaluate("evaluate")
    )

    assert (wires["evaluate.vocabulary"], codes) == ("build.vocabulary", [])
