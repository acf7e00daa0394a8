"""What a port is by its name, its step or its kind: data, what works on it, a report on it."""

from __future__ import annotations

import pytest

from pipec.compiler.wiring.words.comparison import (
    likeness,
    reads_same,
)
from pipec.compiler.wiring.words.names import (
    lex,
)
from wiring_language import DATA, MODEL, Contract, give, need, wire

LOAD = Contract("Load", "Processing", give("data"))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("XGBHPTune", "xgb_hp_tune"),
        ("TrainDenseNet121", "train_densenet_121"),
        ("itemid", "item_id"),
    ],
)
def test_words_are_cut_where_people_read_them(left: str, right: str) -> None:
    """In a run of capitals, in the names of products, and before `id`."""
    assert likeness(left, right) == 1.0


@pytest.mark.parametrize("more", ["1000", "v1000", "5500"])
def test_numbers_that_end_in_a_digit_twice_are_no_spellings_of_others(more: str) -> None:
    """As `class` is one of `classes`: `rows_100` is not `rows_1000`."""
    assert not reads_same(lex(f"rows_{more}"), lex(f"rows_{more[:-1]}"))
    assert reads_same(lex(f"rows_{more}"), lex(f"rows-{more}"))


@pytest.mark.parametrize("job", ["training_job_name", "best_training_job"])
def test_a_job_is_no_model_also_where_the_user_names_its_step(job: str) -> None:
    """The service knows no model of that name."""
    value = {"data_type": "String"}
    fit = Contract("Fit", "Training", give("tree", MODEL), give(job, "custom_property", **value))
    wants = need("model_name", "custom_property", keywords="model name", **value)
    use = Contract("Use", "Processing", wants)

    assert wire(fit("fit"), use("use", draws="fit"))[0] == {"use.model_name": None}

    asks = Contract("Use", "Processing", need(job, "custom_property", **value))

    assert wire(fit("fit"), asks("use"))[0] == {f"use.{job}": f"fit.{job}"}


def test_a_word_of_which_there_is_a_type_says_what_is_meant() -> None:
    """`artifacts` says nothing, but not to a project that has a type of it."""

    def pack(type_: str) -> Contract:
        return Contract("Pack", "Processing", need("artifacts", type_, required=False))

    def prep(type_: str) -> Contract:
        return Contract("Prep", "Processing", give("artifacts", type_), give("rows", type_))

    assert wire(prep("artifacts")("prep"), pack("artifacts")("pack"))[0] == {
        "pack.artifacts": "prep.artifacts"
    }
    assert wire(prep("things")("prep"), pack("things")("pack"))[0] == {"pack.artifacts": None}


def test_a_quantile_says_which_model_is_meant() -> None:
    """`p10` is a word, where `input-1` says nothing; a longer number is no quantile."""
    fit = Contract("Fit", "Training", give("model_artifacts", MODEL))
    bundle = Contract("Bundle", "Processing", need("p10", MODEL), need("q90", MODEL))

    wires, codes, _ = wire(fit("eta_q10"), fit("EtaP90"), bundle("bundle"))

    bound = {"bundle.p10": "eta_q10.model_artifacts", "bundle.q90": "EtaP90.model_artifacts"}
    assert (wires, codes) == (bound, [])
    assert lex("p1024").information == 0
    assert lex("eta-p-90").keys == lex("EtaP90").keys


@pytest.mark.parametrize(
    ("name", "measured"),
    [
        ("data_quality_check", {"data"}),
        ("modelBiasReport", {"model"}),
        ("model_data_statistics", {"data"}),
        ("model_quality_of_data", {"model"}),
        ("data_model", set()),
        ("model_data", set()),
    ],
)
def test_what_is_measured_stands_before_the_measure(name: str, measured: set[str]) -> None:
    """`data` before `quality`, `model` before `bias`."""
    assert lex(name).measured == measured


@pytest.mark.parametrize("worker", ["scaler", "label_encoders", "tokenizer", "preprocessor"])
def test_what_does_the_work_is_no_data(worker: str) -> None:
    """A part to train on is asked for, which the folder beside it may hold."""
    prep = Contract("Prep", "Processing", give("dataset"), give(worker))
    fit = Contract("Fit", "Training", need("train", DATA, sources="Prep"))

    wires, codes, _ = wire(prep("prep"), fit("fit"))

    assert (wires, codes) == ({"fit.train": "prep.dataset"}, [])


def test_an_encoders_features_are_data() -> None:
    """The last word is what it is."""
    prep = Contract("Prep", "Processing", give("encoder_features"))
    use = Contract("Use", "Processing", need("features"))

    wires, codes, _ = wire(prep("prep"), use("use"))

    assert (wires["use.features"], codes) == ("prep.encoder_features", [])


def test_the_quality_of_data_is_not_that_of_a_model() -> None:
    """Neither by the names of steps nor by those of outputs."""
    check = Contract("Check", "Processing", give("statistics"))
    tell = Contract(
        "Tell", "Processing", need("data_quality_statistics"), need("model_quality_statistics")
    )

    wires, codes, _ = wire(check("DataQualityCheck"), check("ModelQualityCheck"), tell("tell"))

    assert codes == []
    assert wires == {
        "tell.data_quality_statistics": "DataQualityCheck.statistics",
        "tell.model_quality_statistics": "ModelQualityCheck.statistics",
    }


def test_statistics_and_constraints_lie_in_one_folder() -> None:
    """If the output names neither, and both are asked for."""
    check = Contract("Check", "Processing", give("model_quality"))
    keep = Contract("Keep", "Processing", need("model_statistics"), need("model_constraints"))

    wires, codes, _ = wire(check("check"), keep("keep"))

    assert (set(wires.values()), codes) == ({"check.model_quality"}, [])


def test_other_inputs_do_not_share_a_report() -> None:
    """A report that is no monitor's has no constraints, and statistics of two things are two."""
    for given, second in (("evaluation", "model_constraints"), ("model_quality", "model_report")):
        check = Contract("Check", "Processing", give(given))
        keep = Contract("Keep", "Processing", need("model_statistics"), need(second))

        wires, _, _ = wire(check("check"), keep("keep", draws="check"))

        assert len(set(wires.values())) == 2 or set(wires.values()) == {None}


def test_a_part_to_train_on_is_no_report() -> None:
    """Its step's name says `train`, and the cohort is in its name, too."""
    build = Contract("Build", "Processing", give("train_cohort"), give("rest"))
    look = Contract("Look", "Processing", need("rest"), give("cohort_bias_report"))
    fit = Contract("Fit", "Training", need("train_cohort", DATA))

    wires, codes, _ = wire(build("build"), look("TrainLook"), fit("fit"))

    assert (wires["fit.train_cohort"], codes) == ("build.train_cohort", [])


def test_what_is_called_the_thing_that_is_asked_for_is_no_report_about_it() -> None:
    """The hyperparameters lie in JSON, so that a condition may read them."""
    kind = "hyperparameters"
    found = give("best_hyperparameters", kind, report="best.json")
    search = Contract("Search", "Processing", need("rows"), found)
    asked = need("hyperparameters", kind, sources="Search", required=False)
    train = Contract("Train", "Training", need("rows", DATA), asked, give("model", MODEL))
    load = Contract("Load", "Processing", give("rows"))

    wires, codes, _ = wire(load("load"), search("search"), train("fit"))

    assert (wires["fit.hyperparameters"], codes) == ("search.best_hyperparameters", [])


def test_a_training_may_learn_from_metrics() -> None:
    """Of sensors: nothing in the input's name speaks of a part of the data."""
    prep = Contract("Prep", "Processing", give("sensor_metrics"), give("sensor_types"))
    fit = Contract("Fit", "Training", need("observations", DATA, sources="Prep"))

    wires, codes, _ = wire(prep("prep"), fit("fit"))

    assert (wires["fit.observations"], codes) == (None, ["PC202"])


def test_a_step_takes_the_part_that_it_is_about_by_its_type() -> None:
    """`Calibrate` is about the calibration part; a flow chart of the cohort is no rival to it."""
    build = Contract("Build", "Processing", give("cohort_flow"), give("calibration_cohort"))
    calibrate = Contract("Calibrate", "Processing", need("cohort"))

    wires, _, _ = wire(build("build"), calibrate("Calibrate"))

    assert wires["Calibrate.cohort"] in (None, "build.calibration_cohort")


def test_pipecs_training_takes_the_part_that_was_split_off_for_it() -> None:
    """The list knows the loader only, and the project's own step has split its data."""
    split = Contract("Split", "Processing", need("data"), give("train_tokens"), give("test_tokens"))
    fit = Contract("XGBoostTraining", "Training", need("training_data", DATA, sources="Load"))

    wires, codes, _ = wire(LOAD("load"), split("split"), fit("fit"))

    assert (wires["fit.training_data"], codes) == ("split.train_tokens", [])


def test_predictions_are_no_later_form_of_the_data() -> None:
    """Nobody takes what the batch transform gives, and the wire does not go past it."""
    score = Contract("Score", "Transform", need("data"), give("out"))
    look = Contract("Look", "Processing", need("data"))

    wires, codes, _ = wire(LOAD("load"), score("score"), look("look"))

    assert (wires, codes) == ({"score.data": "load.data", "look.data": "load.data"}, [])


@pytest.mark.parametrize(("required", "takes"), [(True, "load.data"), (False, None)])
def test_what_a_model_that_may_be_missing_gives_is_not_known(
    takes: str | None, *, required: bool
) -> None:
    """With it they are predictions; without, they may be the later form of the data."""
    fit = Contract("Fit", "Training", need("train", DATA), give("model", MODEL))
    parts = Contract("Parts", "Processing", give("train"))
    model = need("model", MODEL, required=required)
    route = Contract("Route", "Processing", need("data"), model, give("routed_data"))
    look = Contract("Look", "Processing", need("data"))

    wires, _, _ = wire(LOAD("load"), parts("parts"), fit("fit"), route("route"), look("look"))

    assert wires["look.data"] == takes


@pytest.mark.parametrize(
    ("alias", "takes"), [("score_percentiles", "calibrate.calibration_output"), ("scores", None)]
)
def test_an_alias_says_by_its_last_word_what_a_port_is(alias: str, takes: str | None) -> None:
    """The percentiles of scores are no scores, which would be no model."""
    output = give("calibration_output", aliases=alias)
    calibrate = Contract("Calibrate", "Processing", output)
    asks = need("calibration_model", sources="Calibrate", required=False, keywords="calibration")

    wires, _, _ = wire(calibrate("calibrate"), Contract("Pack", "Processing", asks)("pack"))

    assert wires == {"pack.calibration_model": takes}


def test_of_two_lost_parts_neither_is_taken_for_that() -> None:
    """Nobody takes `train_alerts`, nor `test_alerts`."""
    load = Contract("LoadAlerts", "Processing", give("data"))
    split = Contract("Split", "Processing", need("data"), give("train_alerts"), give("test_alerts"))
    look = Contract("Look", "Processing", need("alerts"))

    wires, codes, _ = wire(load("LoadAlerts"), split("split"), look("look"))

    assert (wires["look.alerts"], codes) == (None, ["PC202"])


def test_beside_parts_a_baseline_is_not_the_data() -> None:
    """`baseline_data` shares only `data` with the input."""
    prep = Contract(
        "Prep", "Processing", give("train_data"), give("test_data"), give("baseline_data")
    )
    use = Contract("Use", "Transform", need("data", sources="Prep"))

    wires, codes, _ = wire(prep("prep"), use("use"))

    assert (wires["use.data"], codes) == (None, ["PC202"])


def test_the_word_of_a_part_is_no_reason_where_another_thing_is_asked_for() -> None:
    """A training's `pipeline` is not the baseline of the part to train on."""
    prep = Contract("Prep", "Processing", give("train"), give("train-baseline"), give("model"))
    tune = Contract(
        "Tune",
        "Tuning",
        need("train", DATA, sources="Prep"),
        need("pipeline", DATA, sources="Prep"),
    )

    wires, codes, _ = wire(prep("prep"), tune("tune"))

    assert (wires, codes) == ({"tune.train": "prep.train", "tune.pipeline": None}, ["PC202"])


def test_of_equals_that_comes_first_which_nobody_takes() -> None:
    """Nothing is made in vain, so it is likelier than what another step takes already."""
    use = Contract("Use", "Processing", need("model", MODEL))
    train = Contract("Train", "Training", give("model", MODEL))
    again = Contract("Again", "Training", need("model", MODEL), give("exported_model", MODEL))

    _, codes, texts = wire(train("train"), again("again"), use("use"))

    assert codes == ["PC202"]
    assert texts[0].index("again.exported_model") < texts[0].index("train.model")


def test_of_equals_no_report_is_shown_first_for_data() -> None:
    """The rows to look at are not the verdict on others."""
    use = Contract("Use", "Processing", need("input_1"))
    audit = Contract("Audit", "Processing", need("data"), give("audit", report=True))

    _, codes, texts = wire(LOAD("load"), audit("audit"), use("use"))

    assert codes == ["PC201"]
    assert texts[0].index("load.data") < texts[0].index("audit.audit")


@pytest.mark.parametrize("made", ["train_plots", "train_ids", "train_scaler"])
def test_what_is_only_made_of_the_data_is_no_part_of_it(made: str) -> None:
    """A step that divides the data gives another part, too."""
    look = Contract("Look", "Processing", need("data"), give(made))
    fit = Contract("XGBoostTraining", "Training", need("training_data", DATA, sources="Load"))

    wires, _, _ = wire(LOAD("load"), look("look"), fit("fit"))

    assert wires["fit.training_data"] != f"look.{made}"


def test_names_of_one_letter_are_names() -> None:
    """`X` and `y` are the commonest names in machine learning; `input-1` says nothing still."""
    load = Contract("Load", "Processing", give("X"), give("y"))
    fit = Contract("Fit", "Training", need("X"), need("y"), need("input-1"))

    wires, codes, _ = wire(load("load"), fit("fit"))

    assert (wires["fit.X"], wires["fit.y"], wires["fit.input-1"]) == ("load.X", "load.y", None)
    assert codes == ["PC201"]


def test_what_holds_a_report_is_no_later_form_of_what_it_is_about() -> None:
    """Two steps that read the same `scores`: neither takes what the other finds out."""
    score = Contract("Score", "Processing", give("scores"))
    gini = Contract("Gini", "Processing", need("scores"), give("gini", report="gini.json"))
    psi = Contract("Psi", "Processing", need("scores"), give("psi", report="psi.json"))

    wires, codes, _ = wire(score("score"), gini("gini"), psi("psi"))

    assert wires == {"gini.scores": "score.scores", "psi.scores": "score.scores"}
    assert codes == []


def test_an_alias_says_that_the_later_form_may_be_meant() -> None:
    """`load.posts` has the name, and `ham`, which is made of it, the alias: the user is asked.

    Also where another step takes `ham`, so that it is not made in vain.
    """
    load = Contract("LoadPosts", "Processing", give("posts"))
    sift = Contract("Sift", "Processing", need("posts"), give("ham"))
    count = Contract("Count", "Processing", need("ham"))
    embed = Contract("Embed", "Processing", need("posts", aliases="ham"))

    wires, codes, _ = wire(load("load"), sift("sift"), count("count"), embed("embed"))

    assert wires["embed.posts"] is None
    assert codes == ["PC202"]


def test_what_goes_into_a_thing_does_not_come_out_of_it() -> None:
    """An input for the output of a calibration, and an output to be calibrated."""
    score = Contract("Score", "Processing", give("calibration_input"))
    use = Contract("Use", "Processing", need("calibration_output", required=False))
    other = Contract("Pack", "Processing", need("curve", required=False, aliases="platt_output"))
    fit = Contract("Fit", "Processing", give("scores", aliases="platt_input"))

    wires, codes, _ = wire(score("score"), use("use"), fit("fit"), other("pack"))

    assert (set(wires.values()), codes) == ({None}, [])


def test_what_goes_in_is_what_came_out_where_they_are_carriers() -> None:
    """On their own sides of a wire the words say nothing."""
    prep = Contract("Prep", "Processing", give("ledger_output"))
    use = Contract("Use", "Processing", need("ledger_input"))

    assert wire(prep("prep"), use("use"))[0] == {"use.ledger_input": "prep.ledger_output"}


def test_an_alias_gives_a_port_its_part_of_the_data() -> None:
    """`stopset` is no word, but its alias is a part that a training takes only if it asks."""
    split = Contract("Split", "Processing", give("train_split"), give("val_split"))
    fit = Contract(
        "Fit",
        "Training",
        need("fitset", DATA, aliases="train_split"),
        need("stopset", DATA, required=False, aliases="val_split"),
    )

    wires, codes, _ = wire(split("split"), fit("train"))

    assert wires == {"train.fitset": "split.train_split", "train.stopset": "split.val_split"}
    assert codes == []


@pytest.mark.parametrize("others", ["val_texts", "dev_texts test_texts"])
def test_a_training_evaluates_on_the_validation_data(others: str) -> None:
    """`eval_dataset` is to `train_dataset` as they are to `train_texts`."""
    split = Contract("Split", "Processing", *map(give, ("train_texts", *others.split())))
    fit = Contract(
        "Fit", "Training", need("train_dataset", DATA), need("eval_dataset", DATA, required=False)
    )

    wires, codes, _ = wire(split("split"), fit("fit", draws="split"))

    assert wires["fit.eval_dataset"] == f"split.{others.split(maxsplit=1)[0]}"
    assert codes == []


def test_an_output_may_have_a_name_without_a_letter() -> None:
    """`_` says nothing, and ends nothing."""
    tally = Contract("Tally", "Processing", need("rows"), give("_"))
    look = Contract("Look", "Processing", need("_"), need("data", required=False))

    wires, codes, _ = wire(LOAD("load"), tally("tally"), look("look"))

    assert (wires["look._"], codes) == ("tally._", [])


def test_artifacts_that_are_called_encoders_are_no_later_form_of_the_data() -> None:
    """What is made beside the data does not draw level with them."""
    names = {"aliases": "encoders woe_bins"}
    build = Contract(
        "Build",
        "Processing",
        need("data"),
        give("features", aliases="data"),
        give("artifacts", **names),
    )
    cut = Contract("Cut", "Processing", need("input", aliases="data"), give("train"), give("test"))

    wires, codes, _ = wire(LOAD("load"), build("build"), cut("cut"))

    assert (wires["cut.input"], codes) == ("build.features", [])


def test_what_a_scaler_puts_out_is_data() -> None:
    """An alias that ends in `output` names no scaler."""
    scale = Contract("B", "Processing", need("rows"), give("output", aliases="scaler_output"))
    fit = Contract("Fit", "Training", need("rows", DATA), give("model", MODEL))
    load = Contract("Load", "Processing", give("rows"))

    wires, codes, _ = wire(load("load"), scale("prepare"), fit("fit"))

    assert (wires["fit.rows"], codes) == ("prepare.output", [])
