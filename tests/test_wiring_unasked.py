"""What looks as if it fitted, and is asked about or left empty: each was wired in a trial."""

from __future__ import annotations

import pytest

from pipec.compiler.model import InputPort, OutputPort
from wiring_language import DATA, MODEL, Contract, give, need, wire

LOAD = Contract("Load", "Processing", give("data"))


@pytest.mark.parametrize(
    ("first", "second", "output", "asked"),
    [
        ("train_small", "train_large", give("model", MODEL), need("model", MODEL)),
        ("pull_web", "pull_app", give("events"), need("events")),
        ("evaluate_all", "evaluate_slices", give("metrics"), need("metrics")),
    ],
)
def test_of_two_of_a_kind_that_depends_on_keeps_apart_none_is_the_later_form(
    first: str, second: str, output: OutputPort, asked: InputPort
) -> None:
    """They only run one after the other: the second does not work on what the first gives."""
    twin = Contract("Twin", "Processing", output)
    use = Contract("Use", "Processing", asked)

    wires, codes, _ = wire(twin(first), twin(second, after=first), use("use"))

    assert list(wires.values()) == [None]
    assert codes == ["PC202"]


@pytest.mark.parametrize("report", ["train_report", "train_statistics"])
def test_a_training_takes_no_report_about_its_data(report: str) -> None:
    """However well the name of the part agrees."""
    profile = Contract("Profile", "Processing", need("data"), give(report))
    train = Contract("Train", "Training", need("train", DATA), give("model", MODEL))

    wires, _, _ = wire(LOAD("load"), profile("profile"), train("fit"))

    assert wires["fit.train"] != f"profile.{report}"


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("model_quality", "data_quality"),
        ("model_bias", "data_bias"),
        ("model_drift_report", "data_drift_report"),
    ],
)
def test_what_is_found_out_about_the_data_is_not_about_the_model(asked: str, given: str) -> None:
    """A pipeline that watches its data need not watch its model."""
    check = Contract("Check", "Processing", need("data"), give(given))
    show = Contract("Show", "Processing", need(asked))

    wires, codes, _ = wire(LOAD("load"), check("check"), show("show"))

    assert (wires[f"show.{asked}"], codes) == (None, ["PC201"])


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("class_weights", "old_class_weights"),
        ("item_catalog", "cold_item_catalog"),
        ("route_map", "route_map_errors"),
    ],
)
def test_an_optional_input_is_not_filled_with_what_says_more(asked: str, given: str) -> None:
    """All its words are there, but of none does the step's name say that they are meant."""
    prep = Contract("Prep", "Processing", give("train"), give(given))
    use = Contract("Use", "Processing", need("train"), need(asked, required=False))

    wires, _, _ = wire(prep("prep"), use("use"))

    assert wires == {"use.train": "prep.train", f"use.{asked}": None}


@pytest.mark.parametrize(
    ("step", "sources", "taken"),
    [("filter", "", None), ("filter", "Train", "fit.model"), ("filter_fit", "", "fit.model")],
)
def test_an_optional_model_that_is_only_called_so_is_none_that_happens_to_be_there(
    step: str, sources: str, taken: str | None
) -> None:
    """What prepares the data goes without; else it would run after the training."""
    train = Contract("Train", "Training", need("rows", DATA), give("model", MODEL))
    clean = Contract(
        "Clean",
        "Processing",
        need("rows"),
        need("model", MODEL, sources=sources, required=False),
        give("scores"),
    )
    load = Contract("Load", "Processing", give("rows"))
    register = Contract("Register", "RegisterModel", need("model", MODEL))

    wires, codes, _ = wire(load("load"), train("fit"), clean(step), register("register"))

    assert (wires[f"{step}.model"], codes) == (taken, [])


def test_of_two_steps_with_one_number_none_is_the_one_before() -> None:
    """`02_text` and `02_image` stand side by side."""
    text = Contract("Text", "Processing", need("data"), give("features"))
    image = Contract("Image", "Processing", need("data"), give("features"))
    fit = Contract("Fit", "Training", need("features", DATA), give("model", MODEL))

    wires, codes, _ = wire(LOAD("01_load"), text("02_text"), image("02_image"), fit("03_train"))

    assert wires["03_train.features"] is None
    assert "PC202" in codes


def test_what_calibrates_a_model_is_no_report_about_it() -> None:
    """Nothing here has measured the model."""
    fit = Contract("Fit", "Training", need("data", DATA), give("model", MODEL))
    calibrate = Contract("Calibrate", "Processing", need("model", MODEL), give("calibration"))
    register = Contract("Register", "RegisterModel", need("model", MODEL), need("model_metrics"))

    wires, codes, _ = wire(LOAD("load"), fit("fit"), calibrate("calibrate"), register("register"))

    assert (wires["register.model_metrics"], codes) == (None, ["PC201"])


def test_of_steps_in_a_row_it_is_not_certain_that_all_read_the_raw_data() -> None:
    """Nobody takes what `dedupe` and `scale` make: one of them may work on the other's."""
    dedupe = Contract("Dedupe", "Processing", need("data"), give("deduped"))
    scale = Contract("Scale", "Processing", need("data"), give("scaled"))

    wires, codes, texts = wire(LOAD("load"), dedupe("dedupe"), scale("scale"))

    assert (set(wires.values()), codes) == ({None}, ["PC202", "PC202"])
    assert "write `from: [load]` or `from: [scale]`" in "\n".join(texts)


# --- what is of another model, or of other data -------------------------------------------

PREP = Contract("Prep", "Processing", give("train"), give("validation"), give("test"))
TRAIN = Contract(
    "Train", "Training", need("train", DATA), need("validation", DATA, required=False),
    give("model", MODEL),
)  # fmt: skip
EVALUATE = Contract("Evaluate", "Processing", need("model", MODEL), need("test"), give("report"))
PACK = Contract("Pack", "Processing", need("model", MODEL), give("package", MODEL))
REPORTED = need("report", sources="Evaluate", required=False)
REGISTER = Contract("Register", "RegisterModel", need("model", MODEL, sources="Train"), REPORTED)
REGISTER_PACKED = Contract("Register", "RegisterModel", need("package", MODEL), REPORTED)


def test_a_report_about_a_model_in_s3_is_not_registered_with_another_one() -> None:
    """However well its name fits: it says nothing of what is registered."""
    steps = (PREP("prep"), TRAIN("fit"), EVALUATE("evaluate", written="model"))

    wires, codes, texts = wire(*steps, REGISTER("register"))

    assert (wires["register.model"], wires["register.report"]) == ("fit.model", None)
    assert codes == ["PC207"]
    assert 'inputs: {report: "${steps.evaluate.report}"}' in texts[0]
    assert "inputs: {report: null}" in texts[0]


def test_of_two_reports_that_about_the_model_is_registered_with_it() -> None:
    """Nothing in the names says which is which."""
    champion = EVALUATE("evaluate_alpha", written="model")
    steps = (PREP("prep"), TRAIN("fit"), champion, EVALUATE("evaluate_beta"))

    wires, codes, _ = wire(*steps, REGISTER("register"))

    assert (wires["register.report"], codes) == ("evaluate_beta.report", [])


def test_a_report_that_must_be_there_and_is_about_another_model_is_asked_about() -> None:
    """A required input is an error, with the wire to write if it is meant."""
    register = Contract(
        "Register", "RegisterModel", need("model", MODEL, sources="Train"), need("report")
    )
    steps = (PREP("prep"), TRAIN("fit"), EVALUATE("evaluate", written="model"))

    _, codes, texts = wire(*steps, register("register"))

    assert codes == ["PC201"]
    assert "`evaluate` takes another model" in texts[0]
    assert "${steps.evaluate.report}" in texts[0]


def test_a_report_about_what_the_model_is_made_of_is_registered_with_it() -> None:
    """The package holds the model that was evaluated, or the other way round."""
    first = (PREP("prep"), TRAIN("fit"), EVALUATE("evaluate"), PACK("pack"))
    before, _, _ = wire(*first, REGISTER_PACKED("register"))
    seen = Contract("Evaluate", "Processing", need("package", MODEL), need("test"), give("report"))
    second = (PREP("prep"), TRAIN("fit"), PACK("pack"), seen("evaluate"))
    after, _, _ = wire(*second, REGISTER("register"))

    assert before["register.report"] == "evaluate.report"
    assert after["register.report"] == "evaluate.report"


def test_a_report_about_both_models_is_registered_with_one() -> None:
    """A comparison with the champion in S3 is about the challenger, too."""
    compare = Contract(
        "Evaluate", "Processing", need("model", MODEL), need("champion", MODEL), give("report")
    )
    steps = (PREP("prep"), TRAIN("fit"), compare("compare", written="champion"))

    wires, _, _ = wire(*steps, REGISTER("register"))

    assert wires["register.report"] == "compare.report"


def test_a_report_about_another_model_is_taken_from_a_step_that_is_named() -> None:
    """`from:` is somebody's word."""
    steps = (PREP("prep"), TRAIN("fit"), EVALUATE("evaluate", written="model"))

    wires, _, _ = wire(*steps, REGISTER("register", draws="fit evaluate"))

    assert wires["register.report"] == "evaluate.report"


def test_the_rows_to_validate_with_are_not_of_other_data_than_those_to_train_on() -> None:
    """Those in S3 are the user's; a step's are of the step's data."""
    wires, codes, _ = wire(PREP("prep"), TRAIN("fit"), TRAIN("pilot", written="train"))

    assert codes == ["PC207"]
    assert wires["fit.validation"] == "prep.validation"
    assert wires["pilot.validation"] is None


@pytest.mark.parametrize(
    ("given", "asked"), [("test", "validation"), ("validation", "calibration"), ("labels", "test")]
)
def test_other_parts_in_s3_say_nothing_of_those_of_a_step(given: str, asked: str) -> None:
    """A golden test set, and the part to validate with beside the rows to train on."""
    prep = Contract("Prep", "Processing", give("train"), give(asked))
    fit = Contract(
        "Fit", "Training", need("train", DATA), need(given, DATA), need(asked, DATA, required=False)
    )

    wires, codes, _ = wire(prep("prep"), fit("fit", written=given))

    assert (wires[f"fit.{asked}"], codes) == (f"prep.{asked}", [])


def test_what_is_no_training_may_take_parts_of_different_origin() -> None:
    """A check compares what comes in with what was learnt from."""
    drift = Contract("Drift", "Processing", need("train"), need("test", required=False))

    wires, codes, _ = wire(PREP("prep"), drift("drift", written="train"))

    assert (wires["drift.test"], codes) == ("prep.test", [])


def test_the_rows_to_validate_with_are_taken_from_a_step_that_is_named() -> None:
    """`from:` is somebody's word."""
    wires, _, _ = wire(PREP("prep"), TRAIN("pilot", written="train", draws="prep"))

    assert wires["pilot.validation"] == "prep.validation"


def test_no_output_of_a_named_step_is_taken_if_none_is_what_is_asked_for() -> None:
    """That one of them is nearer by a keyword does not make it a model: it is asked about."""
    scale = Contract("Scale", "Processing", need("data"), give("scores"), give("metrics"))
    pack = Contract(
        "Pack",
        "Processing",
        need("model", MODEL),
        need("scale_model", sources="Scale", keywords="metrics scale", required=False),
    )

    wires, codes, texts = wire(
        LOAD("load"), TRAIN("fit", written="train"), scale("scale"), pack("pack", draws="fit scale")
    )

    assert wires["pack.scale_model"] is None
    assert codes == ["PC203"]
    assert "${steps.scale.metrics}" in texts[0]
    assert "${steps.scale.scores}" in texts[0]


# --- reports that have to do with the model -----------------------------------------------

FROM_BASE = Contract(
    "Tune", "Training", need("base_model", MODEL), need("train", DATA), give("model", MODEL),
    give("metrics"),
)  # fmt: skip
LABEL = Contract("Label", "Processing", need("labeler", MODEL), give("train"), give("report"))
REPORTED_ALONE = need("report", required=False)
TAKES = Contract("Register", "RegisterModel", need("model", MODEL), need("metrics", required=False))


def test_a_trainings_own_report_is_about_what_it_makes() -> None:
    """A warm start from a model in S3 makes another one."""
    wires, codes, _ = wire(PREP("prep"), FROM_BASE("tune", written="base_model"), TAKES("register"))

    assert (wires["register.metrics"], codes) == ("tune.metrics", [])


def test_a_report_about_the_data_that_a_model_helped_to_make_is_no_strange_one() -> None:
    """The model learns from what the step gives."""
    register = Contract("Register", "RegisterModel", need("model", MODEL), REPORTED_ALONE)
    steps = (LABEL("label", written="labeler"), TRAIN("fit"), register("register"))

    wires, codes, _ = wire(*steps)

    assert (wires["register.report"], codes) == ("label.report", [])


def test_which_models_in_s3_are_one_is_not_known() -> None:
    """The package of a model in S3 may hold the one that was evaluated."""
    steps = (PREP("prep"), EVALUATE("evaluate", written="model"), PACK("pack", written="model"))

    wires, codes, _ = wire(*steps, REGISTER_PACKED("register"))

    assert (wires["register.report"], codes) == ("evaluate.report", [])


def test_an_input_that_asks_for_the_other_models_report_has_it() -> None:
    """A promotion compares the two."""
    promote = Contract(
        "Promote", "Processing", need("model", MODEL, sources="Train"), need("champion_report")
    )
    steps = (PREP("prep"), TRAIN("fit"), EVALUATE("evaluate_champion", written="model"))

    wires, codes, _ = wire(*steps, promote("promote"))

    assert (wires["promote.champion_report"], codes) == ("evaluate_champion.report", [])


@pytest.mark.parametrize("required", [True, False])
def test_nothing_is_taken_in_the_place_of_what_is_put_aside(required: bool) -> None:  # noqa: FBT001
    """A report about the data is no better for that."""
    check = Contract("Check", "Processing", need("train"), give("data_report"))
    register = Contract(
        "Register", "RegisterModel", need("model", MODEL), need("report", required=required)
    )
    steps = (PREP("prep"), check("check"), TRAIN("fit"), EVALUATE("evaluate", written="model"))

    wires, codes, _ = wire(*steps, register("register"))

    assert wires["register.report"] is None
    assert codes == ["PC201" if required else "PC207"]


def test_of_two_reports_that_about_no_model_is_not_taken_for_being_left() -> None:
    """It is asked about, as before."""
    check = Contract("Check", "Processing", need("train"), give("metrics"))
    evaluate = Contract(
        "Evaluate", "Processing", need("model", MODEL), need("test"), give("metrics")
    )
    steps = (PREP("prep"), check("check"), TRAIN("fit"), evaluate("evaluate", written="model"))

    wires, codes, _ = wire(*steps, TAKES("register"))

    assert (wires["register.metrics"], codes) == (None, ["PC202"])


def test_the_other_part_of_the_only_part_that_is_called_so_is_no_whole() -> None:
    """`discovery_cohort` is not all there is, beside `validation_cohort`."""
    load = Contract("Load", "Processing", give("rows"))
    cut = Contract(
        "Divide", "Processing", need("rows"), give("discovery_cohort"), give("validation_cohort")
    )
    fit = Contract("Fit", "Training", need("discovery_cohort", DATA), give("model", MODEL))
    assess = Contract("Assess", "Processing", need("model", MODEL), need("cohort"), give("table"))

    wires, codes, texts = wire(load("load"), cut("divide"), fit("fit"), assess("assess"))

    assert wires["assess.cohort"] is None
    assert codes == ["PC202"]
    assert "`divide.validation_cohort`" in texts[0]


def test_the_consumers_word_is_no_name_beside_one_that_is_like_the_inputs() -> None:
    """`train_layout` says `layout`, but its `labels` are rather the `crowd_labels`."""
    ocr = Contract("Ocr", "Processing", give("page_text"), give("page_layout"))
    crowd = Contract("Crowd", "Processing", give("crowd_labels"))
    fit = Contract("FitLayout", "Training", need("labels"), give("model", MODEL))

    wires, codes, texts = wire(ocr("ocr"), crowd("crowd"), fit("train_layout"))

    assert wires["train_layout.labels"] is None
    assert codes == ["PC202"]
    assert "`crowd.crowd_labels`" in texts[0]


def test_a_keyword_that_is_the_kind_of_thing_is_no_reason_for_an_optional_input() -> None:
    """Both are data: that is no evidence that a second table is meant."""
    load = Contract("Load", "Processing", give("DATA"))
    ports = (
        need("table", sources="Load", keywords="data", aliases="DATA"),
        need("table_secondary", sources="Load", keywords="data secondary", required=False),
    )
    prep = Contract("Prep", "Processing", *ports, give("rows"))

    wires, _, _ = wire(load("load_old"), load("load_new"), prep("prep_new"))

    assert wires == {"prep_new.table": "load_new.DATA", "prep_new.table_secondary": None}


def test_an_optional_wire_that_turns_no_order_round_waits_for_no_open_input() -> None:
    """`fit` runs after `divide` anyway, whatever else is unclear."""
    divide = Contract("Divide", "Processing", need("unheard_of"), give("train"), give("val"))
    fit = Contract("Fit", "Training", need("train"), need("val", required=False))
    more = Contract("More", "Processing", need("model", MODEL), give("things"))
    fit = Contract("Fit", "Training", *fit.inputs, give("model", MODEL))

    wires, _, _ = wire(divide("divide"), fit("fit"), more("more"))

    assert (wires["divide.unheard_of"], wires["fit.val"]) == (None, "divide.val")
