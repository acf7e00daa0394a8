"""A step that the user has forgotten: nothing else is taken in its place without a question."""

from __future__ import annotations

import pytest

from wiring_language import MODEL, Contract, give, need, wire


def test_train_and_test_do_not_share_a_whole_that_nobody_divides() -> None:
    """The split is missing: a model would be tested on what it was trained on."""
    load = Contract("Load", "Processing", give("labels"))
    fit = Contract("Fit", "Training", need("train_labels"), give("model", MODEL))
    check = Contract("Check", "Processing", need("test_labels"), need("model", MODEL))

    wires, codes, _ = wire(load("load"), fit("fit"), check("check"))

    assert wires["fit.train_labels"] is None
    assert wires["check.test_labels"] is None
    assert codes == ["PC201", "PC201"]


def test_a_training_alone_takes_the_whole() -> None:
    """Nobody asks for another part."""
    load = Contract("Load", "Processing", give("labels"))
    fit = Contract("Fit", "Training", need("train_labels"), give("model", MODEL))

    wires, codes, _ = wire(load("load"), fit("fit"))

    assert wires == {"fit.train_labels": "load.labels"}
    assert codes == []


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("stg_payments", "stg_customers"),  # another thing of the same sort
        ("labelled_frames", "frames"),  # nobody labels
    ],
)
def test_a_word_that_nobody_says_means_a_missing_step(wanted: str, given: str) -> None:
    """Nothing else comes near, but the word is what is asked for."""
    load = Contract("Load", "Processing", give(given))
    use = Contract("Use", "Processing", need(wanted))

    wires, codes, _ = wire(load("load"), use("use"))

    assert wires == {f"use.{wanted}": None}
    assert codes == ["PC201"]


@pytest.mark.parametrize(
    ("wanted", "given"),
    [("card_payments", "payments"), ("payments", "card_payments")],
)
def test_what_nothing_comes_near_to_is_taken_if_it_says_nothing_else(
    wanted: str, given: str
) -> None:
    """Payments by card, as far as anybody says."""
    load = Contract("Load", "Processing", give(given))
    use = Contract("Use", "Processing", need(wanted))

    wires, codes, _ = wire(load("load"), use("use"))

    assert wires == {f"use.{wanted}": f"load.{given}"}
    assert codes == []


def test_a_keyword_makes_up_for_a_word() -> None:
    """The contract says that customers are payments to it."""
    load = Contract("Load", "Processing", give("stg_customers"))
    use = Contract("Use", "Processing", need("stg_payments", keywords="customers"))

    wires, _, _ = wire(load("load"), use("use"))

    assert wires == {"use.stg_payments": "load.stg_customers"}


SPLIT = Contract("Cut", "Processing", give("train"), give("texts"))
FIT = Contract("Fit", "Training", need("train"), need("tokenizer"), give("model", MODEL))


def test_what_a_step_of_from_has_left_over_is_no_source() -> None:
    """`cut` is named for `train`; its other output is no tokenizer."""
    wires, codes, _ = wire(SPLIT("cut"), FIT("fit", draws="cut"))

    assert wires == {"fit.train": "cut.train", "fit.tokenizer": None}
    assert codes == ["PC201"]


def test_a_step_of_from_that_feeds_nothing_else_is_a_source() -> None:
    """It must be named for something."""
    learn = Contract("Learn", "Processing", give("vocabulary"))

    wires, codes, _ = wire(SPLIT("cut"), learn("learn"), FIT("fit", draws="cut learn"))

    assert wires == {"fit.train": "cut.train", "fit.tokenizer": "learn.vocabulary"}
    assert codes == []


FEATURES = Contract("Build", "Processing", give("features"))
DIVIDE = Contract("Divide", "Processing", need("features"), give("train"), give("test"))
TRAIN = Contract("Learn", "Training", need("train"), give("model", MODEL))


def test_a_test_takes_no_whole_while_nobody_takes_the_part_to_test_on() -> None:
    """The model would be tested on what it was trained on."""
    test = Contract("TestModel", "Processing", need("features"), need("model", MODEL))

    wires, codes, _ = wire(FEATURES("build"), DIVIDE("divide"), TRAIN("learn"), test("test"))

    assert (wires["test.features"], codes) == ("divide.test", [])


def test_what_takes_the_whole_beside_a_test_is_meant_so() -> None:
    """The part to test on is taken."""
    test = Contract("TestModel", "Processing", need("test"), need("model", MODEL))
    score = Contract("Score", "Processing", need("features"), need("model", MODEL))
    steps = [FEATURES("build"), DIVIDE("divide"), TRAIN("learn"), test("test"), score("score")]

    wires, codes, _ = wire(*steps)

    assert wires["score.features"] == "build.features"
    assert codes == []


def test_a_split_is_not_about_the_part_that_it_gives() -> None:
    """A HoldoutSplit takes no holdout."""
    derive = Contract("Derive", "Processing", give("rows"))
    split = Contract("HoldoutSplit", "Processing", need("rows"), give("train"), give("holdout"))

    wires, codes, _ = wire(derive("derive_dev"), derive("derive_holdout"), split("split"))

    assert wires == {"split.rows": None}
    assert codes == ["PC202"]


def test_a_value_is_what_its_name_says() -> None:
    """Nothing else comes near, but the name of a training's job is not that of a model."""
    train = Contract("Train", "Training", give("training_job_name", "custom_property"))
    port = need("model_name", "custom_property", sources="CreateModel", keywords="model name")
    score = Contract("Score", "Transform", port)

    wires, codes, _ = wire(train("train"), score("score"))

    assert wires["score.model_name"] is None
    assert codes == ["PC201"]
