"""Plain pipelines, as a small team writes them: few lists, ordinary names, `data` everywhere."""

from __future__ import annotations

import pytest

from pipec.compiler.diagnostics import Report
from pipec.compiler.model import OutputPort, WiringStep
from wiring_language import DATA, MODEL, Contract, decided, give, need, wire

LOAD = Contract("Load", "Processing", give("data"))
SPLIT = Contract("Split", "Processing", need("data"), give("train"), give("test"))


def test_what_is_made_of_the_data_and_called_something_else_is_not_silently_taken() -> None:
    """Nobody takes the embeddings; but `train_data` need not be them."""
    split = Contract("Split", "Processing", give("train_data"))
    mine = Contract("Mine", "Processing", need("train_data"), give("train_embeddings"))
    fit = Contract("Fit", "Training", need("train_data", DATA), give("model", MODEL))

    wires, codes, _ = wire(split("split"), mine("mine"), fit("fit"))

    assert (wires["fit.train_data"], codes) == (None, ["PC202"])


@pytest.mark.parametrize("name", ["evaluate_test", "calibrate"])
def test_a_step_about_a_part_is_not_silently_given_the_whole(name: str) -> None:
    """The whole has the input's name, and the part is what the step's name or type is about."""
    split = Contract(
        "Split", "Processing", need("data"), give("train"), give("test"), give("calibration")
    )
    step = Contract(
        name.removesuffix("_test").title(),
        "Processing",
        need("data"),
        give("report", report="r.json"),
    )

    wires, codes, texts = wire(LOAD("load"), split("split"), step(name))

    assert (wires[f"{name}.data"], codes) == (None, ["PC202"])
    assert f"`split.{'test' if 'test' in name else 'calibration'}`" in texts[0]


def test_an_ensemble_is_not_meant_by_a_step_about_one_of_its_parts() -> None:
    """`evaluate_cox` takes what `fit_cox` gives, and not what is made of that and of another."""
    fit = Contract("XGBoostTraining", "Training", give("model", MODEL))
    members = [need(name, MODEL) for name in ("cox", "forest")]
    stack = Contract("Stack", "Processing", *members, give("stacked", MODEL))
    model = need("model", MODEL, sources="XGBoostTraining")
    evaluate = Contract("ModelEvaluation", "Processing", model, give("report", report="r.json"))
    register = Contract("Register", "RegisterModel", need("stacked", MODEL))
    steps = [fit("fit_cox"), fit("fit_forest"), stack("stack"), register("register")]

    wires, codes, _ = wire(*steps, evaluate("evaluate_cox"))

    assert wires["evaluate_cox.model"] == "fit_cox.model"
    assert codes == []


def test_what_a_step_has_left_out_is_rather_for_those_who_ask_for_it() -> None:
    """`rejected` is not what to go on with, where the list speaks for both; else it is data."""
    check = Contract("Check", "Processing", give("rejected"), give("passed"))
    prep = Contract("Prep", "Processing", need("data", sources="Check"), give("train_data"))
    notify = Contract("Notify", "Processing", need("rejected"))
    load = Contract("Load", "Processing", give("rejected_orders"))
    analyze = Contract("Analyze", "Processing", need("orders"), give("report", report="r.json"))

    wires, codes, _ = wire(check("check"), prep("prep"), notify("notify"))

    assert wires == {"prep.data": "check.passed", "notify.rejected": "check.rejected"}
    assert codes == []
    assert wire(load("load"), analyze("analyze"))[0]["analyze.orders"] == "load.rejected_orders"


def test_predictions_are_no_data_that_a_model_was_not_asked_about() -> None:
    """`test_predictions` is not `test_data`, however alike the names are."""
    prep = Contract("Prep", "Processing", give("test_data"))
    predict = Contract("PredictTest", "Processing", need("test_data"), give("predictions"))
    evaluate = Contract("Evaluate", "Processing", need("test_predictions"), give("metrics"))

    wires, codes, _ = wire(prep("prep"), predict("predict_test"), evaluate("evaluate"))

    assert wires["evaluate.test_predictions"] == "predict_test.predictions"
    assert codes == []


def test_of_two_things_that_a_step_makes_of_the_data_none_is_simply_its_last_form() -> None:
    """`treated` and `control` are told apart by their names, though one is a participle."""
    cut = Contract("Cut", "Processing", need("data"), give("treated"), give("control"))
    fits = [
        Contract(name.title(), "Training", need("data", DATA), give("model", MODEL))(f"fit_{name}")
        for name in ("treated", "control")
    ]

    wires, _, _ = wire(LOAD("load"), cut("cut"), *fits)

    assert wires["fit_treated.data"] in ("cut.treated", None)
    assert wires["fit_control.data"] in ("cut.control", None)


def test_steps_side_by_side_take_from_those_with_their_word() -> None:
    """`dedup_orders` stands beside `dedup_users` as `load_orders` beside `load_users`."""
    dedup = Contract("Dedup", "Processing", need("corpus"), give("texts"))

    loads = [LOAD(f"load_{name}") for name in ("orders", "users", "prompts")]

    wires, _, _ = wire(*loads, dedup("dedup_orders"), dedup("dedup_users"))

    assert wires["dedup_orders.corpus"] == "load_orders.data"
    assert wires["dedup_users.corpus"] == "load_users.data"


def test_a_step_in_one_lane_only_is_not_passed_over() -> None:
    """`clean_apac` stands between `window_apac` and `train_apac`; `web` needs no cleaning."""
    window = Contract("Window", "Processing", need("rows"), give("data"))
    clean = Contract("Clean", "Processing", need("data"), give("data"))
    train = Contract("Train", "Training", need("data", DATA), give("model", MODEL))
    load = Contract("Load", "Processing", give("rows"))
    steps = [
        make(f"{verb}_{lane}")
        for verb, make in (("window", window), ("train", train))
        for lane in ("apac", "web")
    ]

    wires, _, _ = wire(load("load"), *steps, clean("clean_apac"))

    assert wires["train_apac.data"] != "window_apac.data"


def test_chains_side_by_side_are_not_turned_round_against_their_words() -> None:
    """`merge.data` could feed `clean_orders` by its name, but `load_orders` says the word."""
    clean = Contract("Clean", "Processing", need("data"), give("data"))
    merge = Contract("Merge", "Processing", need("orders"), need("users"), give("data"))
    loads = [LOAD("load_orders"), LOAD("load_users")]

    wires, codes, _ = wire(*loads, clean("clean_orders"), clean("clean_users"), merge("merge"))

    assert wires["clean_orders.data"] == "load_orders.data"
    assert wires["merge.orders"] == "clean_orders.data"
    assert codes == []


def test_what_is_fitted_on_the_training_part_is_applied_to_the_others() -> None:
    """Without a list as well, where the contract gives what it takes."""
    fitted = need("fitted_imputer", MODEL, required=False)
    impute = Contract("Impute", "Processing", fitted, give("imputer", MODEL))

    wires, _, _ = wire(impute("impute_train"), impute("impute_test"))

    assert wires == {
        "impute_train.fitted_imputer": None,
        "impute_test.fitted_imputer": "impute_train.imputer",
    }


def test_what_alone_can_be_taken_is_taken_by_an_input_for_any_data() -> None:
    """There is one output and one input; but `labels` asks for something."""
    load = Contract("Load", "Processing", give("output"))
    fit = Contract("Fit", "Training", need("input", DATA), give("classifier", MODEL))
    register = Contract("Register", "RegisterModel", need("model", MODEL))
    use = Contract("Use", "Processing", need("labels"))

    wires, _, _ = wire(load("load"), fit("fit"), register("register"), use("use"))

    assert wires["fit.input"] == "load.output"
    assert wires["register.model"] == "fit.classifier"
    assert wires["use.labels"] is None


def test_the_only_data_are_what_the_only_input_for_any_data_means() -> None:
    """`night_data`, and not `sky` or `map`; two such inputs cannot both mean it."""
    scan = Contract("Scan", "Processing", give("sky"), give("map"))
    stack = Contract("Stack", "Processing", need("sky"), give("night_data"))
    clean = Contract("Clean", "Processing", need("data"), give("stars"))
    steps = [scan("scan"), stack("stack"), clean("clean")]

    assert wire(*steps)[0]["clean.data"] == "stack.night_data"
    wires, _, _ = wire(*steps, clean("again"))
    assert (wires["clean.data"], wires["again.data"]) == (None, None)


def test_a_word_before_another_is_meant_where_nobody_else_takes_it() -> None:
    """The `atlas` is `atlas_pages`, unless the pages are what another step asks for."""
    fetch = Contract("Fetch", "Processing", give("atlas_pages"))
    find = Contract("Find", "Processing", need("atlas"), give("places"))
    bind = Contract("Bind", "Processing", need("pages"), give("book"))

    assert wire(fetch("fetch"), find("find"))[0] == {"find.atlas": "fetch.atlas_pages"}
    wires, codes, _ = wire(fetch("fetch"), bind("bind"), find("find"))
    assert wires["find.atlas"] is None
    assert codes != []


def test_a_lone_form_does_not_deny_what_it_is_made_of() -> None:
    """The reason shown says that these come near."""
    base = Contract("Base", "Processing", give("base_model", MODEL))
    tune = Contract("Tune", "Training", need("base_model", MODEL), give("tuned_model", MODEL))
    use = Contract("Use", "Processing", need("model", MODEL))

    decisions = decided([base("base"), tune("tune"), use("use")], Report())

    chosen = next(one.chosen for one in decisions if one.step == "use")
    assert chosen
    assert chosen.output == "tuned_model"
    assert "nothing else comes near but what it is made of" in [part.label for part in chosen.parts]


def test_a_report_that_nothing_names_is_no_data_for_being_of_the_same_lane() -> None:
    """`judge_b` gives a report, and who stores any entries of `b` does not mean that."""
    draw = Contract("Draw", "Processing", give("output"))
    judge = Contract("Judge", "Processing", need("output"), give("report"))
    store = Contract("Store", "Processing", need("entries"))
    steps = [
        step(f"{step.step_type.lower()}_{lane}") for step in (draw, judge, store) for lane in "bc"
    ]

    wires, codes, _ = wire(*steps)

    assert wires["judge_b.output"] == "draw_b.output"
    assert wires["store_b.entries"] is None
    assert codes != []


TABLE = Contract("Read", "Processing", give("table"))
PLACES = Contract("Locate", "Processing", need("train_table"), give("train_geo"))
LEARN = Contract("Learn", "Training", need("train_geo", DATA), give("model", MODEL))


def test_a_word_of_what_a_step_makes_is_no_hint_at_what_it_takes() -> None:
    """`geo` makes `train_geo`; that another makes it, too, does not make it the `train_table`."""
    smooth = Contract("Smooth", "Processing", need("train_geo"), give("train_geo"))

    wires, codes, _ = wire(TABLE("read_train"), PLACES("geo"), smooth("smooth"), LEARN("learn"))

    assert wires == {
        "geo.train_table": "read_train.table",
        "smooth.train_geo": "geo.train_geo",
        "learn.train_geo": "smooth.train_geo",
    }
    assert codes == []


def test_what_has_the_inputs_name_with_its_step_is_before_a_later_form() -> None:
    """`read_train.table` is the `train_table`, and not what was made of it."""
    fold = Contract("Fold", "Processing", need("train_table"), give("folds"))

    wires, codes, _ = wire(TABLE("read_train"), PLACES("geo"), fold("fold"), LEARN("learn"))

    assert wires["fold.train_table"] == "read_train.table"
    assert codes == []


@pytest.mark.parametrize("made", ["chart", "explainer"])
def test_what_is_made_beside_it_is_not_taken_for_that_it_comes_last(made: str) -> None:
    """Neither a chart of the pictures nor an explainer of the model."""
    load = Contract("Load", "Processing", give("images"))
    draw = Contract("Draw", "Processing", need("images"), give(made))
    fit = Contract("Fit", "Training", need("data", DATA), give("regressor", MODEL))
    explain = Contract("Explain", "Processing", need("regressor", MODEL), give(made, MODEL))
    register = Contract("Register", "RegisterModel", need("model", MODEL))

    wires, _, _ = wire(load("load"), draw("draw"), fit("fit"))
    assert wires["fit.data"] is None
    wires, _, _ = wire(fit("fit"), explain("explain"), register("register"))
    assert wires["register.model"] is None


def test_of_a_from_a_step_that_feeds_nothing_yet_is_meant() -> None:
    """Whatever is as good: it would be named in vain."""
    augment = Contract("Augment", "Processing", need("train"), give("augmented"))
    fit = Contract("Fit", "Training", need("train", DATA), need("test", DATA))

    wires, codes, _ = wire(
        LOAD("load"), SPLIT("split"), augment("augment"), fit("fit", draws="split augment")
    )

    assert wires["fit.train"] == "augment.augmented"
    assert wires["fit.test"] == "split.test"
    assert codes == []


def test_a_transformer_is_no_transformation() -> None:
    """`evaluate_transformer` takes the transformer, and not the forest."""
    fit = Contract("Fit", "Training", give("model", MODEL))
    evaluate = Contract("Evaluate", "Processing", need("model", MODEL, sources="Fit"))

    wires, _, _ = wire(fit("fit_transformer"), fit("fit_forest"), evaluate("evaluate_transformer"))

    assert wires["evaluate_transformer.model"] == "fit_transformer.model"


def test_nothing_is_taken_for_want_of_better_from_before_what_it_was_made_into() -> None:
    """`corpus` reads like `data`, but nobody takes the tokens that are made of it."""
    load = Contract("Load", "Processing", give("corpus"))
    tokenize = Contract("Tokenize", "Processing", need("corpus"), give("token_data"))
    fit = Contract("Fit", "Training", need("data", DATA), give("model", MODEL))

    wires, codes, _ = wire(load("load"), tokenize("tokenize"), fit("fit"))

    assert wires["fit.data"] != "load.corpus"
    assert codes != []


def test_a_step_of_the_part_that_the_consumers_type_is_about_is_no_other() -> None:
    """What a calibration evaluates is scored on the calibration part."""
    score = Contract("Score", "Processing", give("predictions"))
    wish = need("evaluation_data", keywords="predictions", sources="Score")
    calibrate = Contract("Calibration", "Processing", wish, give("calibrator"))

    wires, codes, _ = wire(score("score_calibration"), calibrate("fit_calibrator"))

    assert wires["fit_calibrator.evaluation_data"] == "score_calibration.predictions"
    assert codes == []


def test_a_keyword_says_no_less_beside_a_word_of_the_steps_names() -> None:
    """`fit_legs_forecaster` says the keyword and the consumer's word, the other the keyword."""
    fit = Contract("Fit", "Training", give("model", MODEL))
    model = need("model", MODEL, sources="Fit", aliases="forecaster")
    forecast = Contract("Forecast", "Processing", model, give("forecasts"))
    names = ("legs", "routes")
    steps = [fit(f"fit_{name}_forecaster") for name in names]

    wires, codes, _ = wire(*steps, *(forecast(f"forecast_{name}") for name in names))

    assert wires == {f"forecast_{name}.model": f"fit_{name}_forecaster.model" for name in names}
    assert codes == []


def test_the_only_model_is_taken_whatever_it_is_called() -> None:
    """`extractor` has nothing in common with `speech_model`, but there is no other."""
    fetch = Contract("Fetch", "Processing", give("clips"))
    fit = Contract("Fit", "Training", need("clips"), give("speech_model", MODEL))
    use = Contract("Use", "Processing", need("extractor", MODEL), need("clips"), give("vectors"))
    other = Contract("Tune", "Training", need("clips"), give("voice_model", MODEL))

    wires, codes, _ = wire(fetch("fetch"), fit("fit"), use("use"))
    assert (wires["use.extractor"], codes) == ("fit.speech_model", [])

    wires, codes, _ = wire(fetch("fetch"), fit("fit"), other("tune"), use("use"))
    assert (wires["use.extractor"], codes) == (None, ["PC201"])


def test_a_later_form_that_pipecs_list_cannot_know_is_meant_although_another_takes_it() -> None:
    """Neither what it is made of, which the list names, nor what that is made of."""
    pull = Contract("Pull", "Processing", give("data"))
    prep = Contract(
        "TabularPreprocessing",
        "Processing",
        need("raw_data", sources="Pull"),
        give("training_data"),
        give("validation_data"),
    )
    even = Contract(
        "Even",
        "Processing",
        need("training_data", sources="TabularPreprocessing"),
        give("even_data", aliases="training_data"),
    )
    look = Contract("Look", "Processing", need("even_data"), give("summary"))
    listed = "Pull TabularPreprocessing"
    train = Contract(
        "XGBoostTraining",
        "Training",
        need("training_data", DATA, sources=listed),
        need("validation_data", DATA, required=False, sources=listed),
        give("model", MODEL),
    )

    wires, codes, _ = wire(pull("pull"), prep("prep"), even("even"), look("look"), train("train"))

    assert codes == []
    assert wires["train.training_data"] == "even.even_data"
    assert wires["train.validation_data"] == "prep.validation_data"


READ_SALES = Contract("Read", "Processing", give("sales"))
JOIN = Contract("Join", "Processing", need("sales"), give("joined"))
CUT_INPUT = Contract("Cut", "Processing", need("input"), give("train"), give("test"))


def _cut(*given: OutputPort, more: tuple[WiringStep, ...] = ()) -> str | None:
    """What `cut.input` takes, after a step that gives some outputs."""
    enrich = Contract("Enrich", "Processing", need("joined"), *given)
    steps = (READ_SALES("read"), JOIN("join"), enrich("enrich"), CUT_INPUT("cut"))
    return wire(*steps, *more)[0]["cut.input"]


def test_the_only_end_that_nobody_takes_is_what_an_input_for_anything_means() -> None:
    """All else is what it is made of, or is taken."""
    assert _cut(give("features")) == "enrich.features"


def test_of_two_ends_none_is_meant_unasked() -> None:
    """One may lie beside the other, or be of another step."""
    other = Contract("Other", "Processing", give("holidays"))

    assert _cut(give("features"), give("encoders")) is None
    assert _cut(give("features"), more=(other("other"),)) is None


def test_an_end_that_lies_beside_what_is_taken_or_is_a_report_is_not_meant() -> None:
    """`regions` are not what the next step works on, as `features` are, nor is what a fit adds."""
    fit = Contract("Fit", "Training", need("features", DATA), give("model", MODEL))
    add = Contract("Add", "Training", need("features", DATA), give("leaves"), give("model", MODEL))

    assert _cut(give("features"), give("regions"), more=(fit("fit"),)) is None
    assert _cut(give("features"), more=(add("add"),)) is None
    assert _cut(give("gini", report="gini.json")) is None
    assert _cut(give("rejected")) is None


MAKE = Contract("Make", "Processing", need("table"), give("features"), give("feature_spec"))
MERGE = Contract("Join", "Processing", need("claims"), need("policies"), give("joined"))
CLAIMS = Contract("Claims", "Processing", give("claims"), give("policies"))


def test_an_input_for_any_data_takes_the_last_though_nothing_is_called_data() -> None:
    """All else is taken; a spec is a setting."""
    divide = Contract("Divide", "Processing", need("table"), give("train"), give("test"))

    learn = Contract("Learn", "Training", need("train", DATA), need("test", DATA))

    wires, codes, _ = wire(
        CLAIMS("claims"), MERGE("join"), MAKE("make"), divide("divide"), learn("learn")
    )

    assert (wires["make.table"], wires["divide.table"]) == ("join.joined", "make.features")
    assert codes == []


def test_so_it_does_not_if_the_step_that_gives_it_is_unclear() -> None:
    """Nobody knows what that works on."""
    unclear = Contract("Make", "Processing", need("table"), need("unheard_of"), give("features"))
    divide = Contract("Divide", "Processing", need("table"), give("train"), give("test"))

    wires, _, _ = wire(CLAIMS("claims"), MERGE("join"), unclear("make"), divide("divide"))

    assert (wires["make.unheard_of"], wires["divide.table"]) == (None, None)


def test_what_alone_is_called_the_thing_may_be_meant_whatever_it_is_of() -> None:
    """`claims` are only a word of `claims_features`; the thing is made of them."""
    make = Contract("Make", "Processing", need("claims"), give("features"))
    score = Contract("Score", "Processing", need("claims_features"), give("scores"))
    look = Contract("Look", "Processing", need("features"), give("report", report="r.json"))

    wires, codes, texts = wire(CLAIMS("claims"), make("make"), score("score"), look("look"))

    assert (wires["score.claims_features"], codes) == (None, ["PC202"])
    assert "make.features" in texts[0]


@pytest.mark.parametrize("name", ["artifact", "anything"])
def test_the_only_output_of_a_type_of_ones_own_is_taken_whatever_it_is_called(name: str) -> None:
    """A required input of the type can mean nothing else."""
    pack = Contract("Pack", "Processing", need("data"), give("bundle", "model_bundle"))
    ship = Contract("Ship", "Processing", need(name, "model_bundle"))
    read = Contract("Read", "Processing", need(name, "model_bundle", required=False))

    wires, codes, _ = wire(LOAD("load"), pack("pack"), ship("ship"), read("read"))
    assert (wires[f"ship.{name}"], wires[f"read.{name}"], codes) == ("pack.bundle", None, [])

    wires, _, _ = wire(LOAD("load"), pack("pack"), pack("pack_again"), ship("ship"))
    assert wires[f"ship.{name}"] is None
