"""Steps that `from:` names: each must feed something, and nothing else can."""

from __future__ import annotations

import pytest

from wiring_language import DATA, MODEL, Contract, give, need, wire

PREP = Contract("Prep", "Processing", give("processed"))
FIT = Contract(
    "Fit", "Training", need("training", DATA), need("validation", DATA), give("m", MODEL)
)


def test_where_nothing_divides_two_parts_are_not_one_output() -> None:
    """What cuts the data in two, or makes the other part, was forgotten."""
    wires, codes, _ = wire(PREP("prep"), FIT("fit", draws="prep"))

    assert wires == {"fit.training": None, "fit.validation": None}
    assert codes == ["PC201", "PC201"]


def test_without_from_they_do_not_share() -> None:
    """Something may be missing, so the user is asked."""
    wires, codes, _ = wire(PREP("prep"), FIT("fit"))

    assert set(wires.values()) == {None}
    assert set(codes) <= {"PC201", "PC202"}


def test_an_optional_input_does_not_share() -> None:
    """It may stay empty."""
    fit = Contract(
        "Fit", "Training", need("training", DATA), need("validation", DATA, required=False)
    )

    wires, codes, _ = wire(PREP("prep"), fit("fit", draws="prep"))

    assert (wires, codes) == ({"fit.training": "prep.processed", "fit.validation": None}, [])


def test_an_output_that_clashes_is_not_taken_though_it_is_alone() -> None:
    """No validation on the part to train on."""
    prep = Contract("Prep", "Processing", give("train"))

    wires, _, _ = wire(prep("prep"), FIT("fit", draws="prep"))

    assert wires == {"fit.training": "prep.train", "fit.validation": None}


@pytest.mark.parametrize(
    ("one", "two"),
    [("train", "labels"), ("left", "right"), ("real", "synthetic"), ("predictions", "truth")],
)
def test_inputs_for_two_things_do_not_share(one: str, two: str) -> None:
    """That they have nothing but one output shows that a step was forgotten."""
    prep = Contract("Prep", "Processing", give("table"))
    use = Contract("Use", "Processing", need(one), need(two))

    wires, codes, _ = wire(prep("prep"), use("use", draws="prep"))

    assert set(codes) == {"PC201"}
    assert list(wires.values()).count("prep.table") < 2


@pytest.mark.parametrize(
    ("one", "two"), [("champion", "challenger"), ("model_a", "model_b"), ("teacher", "student")]
)
def test_two_models_are_not_one(one: str, two: str) -> None:
    """A comparison of a model with itself is none."""
    train = Contract("Train", "Training", give("model", MODEL))
    compare = Contract("Compare", "Processing", need(one, MODEL), need(two, MODEL))

    wires, codes, _ = wire(train("train"), compare("compare", draws="train"))

    assert (set(wires.values()), set(codes)) == ({None}, {"PC201"})


def test_an_input_that_could_take_another_output_does_not_share() -> None:
    """Which of them is meant is not clear from their number alone."""
    prep = Contract("Prep", "Processing", give("train"), give("extra"))

    wires, _, _ = wire(prep("prep"), FIT("fit", draws="prep"))

    assert wires["fit.training"] == "prep.train"
    assert wires["fit.validation"] != "prep.train"


def test_what_must_feed_is_turned_to_once() -> None:
    """`featurize` would feed nothing, and the other step feeds another input, too."""
    featurize = Contract("Featurize", "Processing", give("features"))
    prepare = Contract("Prepare", "Processing", give("clean_data"), give("features"))
    fit = Contract(
        "Fit",
        "Training",
        need("validation", DATA, required=False),
        need("labels", DATA),
        need("features", DATA),
    )

    wires, _, _ = wire(
        featurize("featurize"),
        prepare("churn_prep"),
        fit("churn_train", draws="featurize churn_prep"),
    )

    assert wires["churn_train.features"] == "featurize.features"


def test_what_must_feed_is_asked_about_among_its_outputs() -> None:
    """The training is named for its model: what it gives beside that is not what is tried on."""
    cut = Contract("Cut", "Processing", give("first_half"), give("second_half"))
    learn = Contract("Learn", "Training", give("model", MODEL), give("rows_of_learning"))
    rate = Contract("Rate", "Processing", need("model", MODEL), need("rows"))

    wires, codes, texts = wire(cut("cut"), learn("learn"), rate("rate", draws="cut learn"))

    assert wires == {"rate.model": "learn.model", "rate.rows": None}
    assert codes == ["PC202"]
    assert "`cut.first_half`" in texts[0]
    assert "`cut.second_half`" in texts[0]


def _tried(prep: str, *sources: str) -> list[str | None]:
    """What two steps try models on, of which `from:` names the training and `prep`."""
    load = Contract("Load", "Processing", give("rows"))
    shape = Contract("Shape", "Processing", need("rows"), give("shaped_rows"))
    learn = Contract(
        "Learn",
        "Training",
        need("shaped_rows", DATA, sources="Shape"),
        give("model", MODEL),
        give("evaluation_output", aliases="eval_predictions"),
    )
    rows = need("shaped_rows", sources=" ".join(sources), aliases="eval_data")
    check = Contract("Check", "Processing", need("model", MODEL, sources="Learn"), rows)
    wires, _, _ = wire(
        load("load_training"),
        load("load_validation"),
        shape("shape_training"),
        shape("shape_validation"),
        *(learn(f"{lane}_learn") for lane in ("cure", "roll")),
        *(check(f"{lane}_check", draws=f"{prep} {lane}_learn") for lane in ("cure", "roll")),
    )
    return [wires[f"{lane}_check.shaped_rows"] for lane in ("cure", "roll")]


def test_a_training_that_is_named_for_its_model_gives_no_data_where_a_listed_step_does() -> None:
    """`cure_check` and `cure_learn` share a word, and an alias is the name; the list says more."""
    assert _tried("shape_validation", "Shape") == ["shape_validation.shaped_rows"] * 2


@pytest.mark.parametrize("sources", [(), ("Shape", "Learn"), ("Other",)])
def test_so_it_is_not_where_the_list_may_mean_the_training(sources: tuple[str, ...]) -> None:
    """Without a list, with the training in it, or with no step that is named."""
    assert _tried("shape_validation", *sources) == [None, None]


def test_what_a_named_step_has_left_is_meant_where_no_other_could_be() -> None:
    """What is explained is another part than the background; both come from `cut`."""
    cut = Contract("Cut", "Processing", give("trainPart"), give("testPart"))
    fit = Contract("Fit", "Training", need("train", DATA), give("model", MODEL))
    explain = Contract(
        "Shap",
        "Processing",
        need("model", MODEL),
        need("backgroundData"),
        need("explainData"),
        give("values"),
    )
    steps = [cut("cut"), fit("fit"), explain("shap", draws="cut fit")]

    wires, codes, _ = wire(*steps)

    assert wires["shap.backgroundData"] == "cut.trainPart"
    assert (wires["shap.explainData"], codes) == ("cut.testPart", [])


def test_a_step_that_its_own_from_names_is_told_so() -> None:
    """That nothing feeds it is no news then; what else `from:` names feeds it."""
    fit = Contract("Fit", "Training", need("processed"))

    wires, codes, texts = wire(PREP("prep"), fit("fit", draws="fit"))
    assert (wires, codes) == ({"fit.processed": None}, ["PC203"])
    assert "is the step itself\nname the step that it draws on" in texts[0]

    wires, codes, texts = wire(PREP("prep"), fit("fit", draws="fit prep"))
    assert (wires, codes) == ({"fit.processed": "prep.processed"}, ["PC203"])
    assert "is the step itself\nremove it" in texts[0]
