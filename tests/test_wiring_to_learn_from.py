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


def test_more_data_than_there_are_is_to_learn_from_though_made_of_no_part() -> None:
    """Nobody tests on copies; what else is made of all images is meant by both."""
    steps = (augment("manifest"), FIT("fit"), EVALUATE("evaluate"))
    assert wired(*steps) == ("augment.augmented_images", "read.images")

    resize = Contract("Resize", "Processing", need("images"), give("resized_images"))
    steps = (resize("resize"), FIT("fit"), EVALUATE("evaluate"))
    assert wired(*steps) == ("resize.resized_images", "resize.resized_images")


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


# --- more data than there are -------------------------------------------------------------

ALL = Contract("All", "Processing", give("frames"))
HOLD_BACK = Contract(
    "HoldBack", "Processing", need("frames"), give("train_frames"), give("test_frames")
)
LEARN = Contract("Learn", "Training", need("train_frames"), give("model", MODEL))


@pytest.mark.parametrize("step_type", ["Augment", "Oversample", "Smote"])
def test_what_makes_more_of_the_data_is_not_divided(step_type: str) -> None:
    """Else copies of what a model has learnt from are what it is tested on."""
    more = Contract(step_type, "Processing", need("frames"), give("more_frames"))

    wires, codes, _ = wire(ALL("all"), HOLD_BACK("hold_back"), more("more"), LEARN("learn"))

    assert wires["hold_back.frames"] == "all.frames"
    # Its own input bears the whole's name, and is asked about.
    assert (wires["more.frames"], codes) == (None, ["PC202"])


def test_so_it_may_be_where_the_user_says_so() -> None:
    """The step is in `from:`."""
    more = Contract("Augment", "Processing", need("frames"), give("frames"))

    wires, _, _ = wire(ALL("all"), HOLD_BACK("hold_back", draws="more"), more("more", draws="all"))

    assert wires == {"hold_back.frames": "more.frames", "more.frames": "all.frames"}


def test_what_gives_data_to_train_on_alone_is_made_of_that_part() -> None:
    """The whole has the input's name, and a part of it is held back."""
    sample = Contract("Negatives", "Processing", need("frames"), give("training_examples"))

    wires, codes, texts = wire(ALL("all"), HOLD_BACK("hold_back"), sample("sample"))
    assert (wires["sample.frames"], codes) == (None, ["PC202"])
    assert "hold_back.train_frames" in texts[0]

    # Where nothing is held back there is only the whole.
    wires, codes, _ = wire(ALL("all"), sample("sample"))
    assert (wires["sample.frames"], codes) == ("all.frames", [])


def test_what_is_made_of_that_part_already_is_not_asked_about() -> None:
    """`crop` takes the part to train on, and more is made of what it gives."""
    crop = Contract("Crop", "Processing", need("train_frames"), give("frames"))
    more = Contract("Augment", "Processing", need("frames"), give("more_frames"))

    wires, codes, _ = wire(
        ALL("all"), HOLD_BACK("hold_back", draws="all"), crop("crop"), more("more", draws="crop")
    )

    assert (wires["more.frames"], codes) == ("crop.frames", [])
