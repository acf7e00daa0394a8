"""Rules of the wiring that only whole pipelines show; `docs/wiring-rules.md` has them all."""

from __future__ import annotations

from typing import Any

from pipec.compiler.model import WiringStep
from wiring_language import DATA, MODEL, Contract, give, need, wire

TRAIN = Contract("Train", "Training", need("train", DATA), give("model", MODEL))
FIT = Contract("Fit", "Training", give("weights", MODEL))
INDEX = give("c_index", report="c.json")
MEASURE = Contract("Measure", "Processing", need("weights", MODEL), INDEX)
WISH = need("evaluation_report", required=False)
REGISTER = Contract("Register", "RegisterModel", need("weights", MODEL), WISH)

# --- two inputs of one step ---------------------------------------------------------------


def test_an_output_is_for_the_input_whose_alias_it_bears() -> None:
    """`soft_targets` is an alias of what the teacher gives; `transfer_set` only is like it."""
    split = Contract("Split", "Processing", give("transfer"))
    score = Contract("Score", "Processing", give("soft_labels", aliases="soft_targets"))
    train = Contract("Train", "Training", need("transfer_set", DATA), need("soft_targets", DATA))

    wires, codes, _ = wire(split("split"), score("score_transfer"), train("train"))

    assert wires["train.soft_targets"] == "score_transfer.soft_labels"
    assert wires["train.transfer_set"] == "split.transfer"
    assert codes == []


# --- parts of the data --------------------------------------------------------------------


def test_a_step_about_one_part_does_not_take_another() -> None:
    """`prep_test` does not take the rows to train on, whatever their other names are."""
    split = Contract("Split", "Processing", give("train_rows", aliases="rows"), give("oot_rows"))
    prep = Contract("Prep", "Processing", need("rows"), give("features"))

    wires, _, _ = wire(split("split"), prep("prep_test"))

    assert wires["prep_test.rows"] != "split.train_rows"


def test_a_part_is_less_than_the_whole_where_none_is_asked_for() -> None:
    """Of `load.data` and `split.train`, a step that says nothing of parts takes the whole."""
    split = Contract("Split", "Processing", need("data"), give("train", aliases="rows"))
    load = Contract("Load", "Processing", give("data", aliases="rows"))
    convert = Contract("Convert", "Processing", need("rows"), give("converted"))

    wires, _, _ = wire(load("load"), split("split"), convert("convert"))

    assert wires["convert.rows"] == "load.data"


def test_a_part_is_one_by_its_alias_too() -> None:
    """What its alias calls the part to train on is no more the whole than `sheet_test` is."""
    learning, test = give("sheet_learning", aliases="train"), give("sheet_test")
    split = Contract("Split", "Processing", learning, test)
    rate = Contract("Rate", "Processing", need("sheet"), give("rates"))

    wires, codes, texts = wire(split("split"), rate("rate", draws="split"))

    assert (wires, codes) == ({"rate.sheet": None}, ["PC202"])
    assert "split.sheet_learning" in texts[0]
    assert "split.sheet_test" in texts[0]


def test_of_a_list_of_pipecs_an_own_later_form_with_the_name_is_meant() -> None:
    """`prep` lists what loads, and cannot know the project's step that joins before it."""
    load = Contract("Load", "Processing", give("data", aliases="raw_data"))
    join = Contract("Join", "Processing", need("data"), give("raw_data"))
    prep = Contract("TabularPreprocessing", "Processing", need("raw_data", sources="Load"))
    steps = [load("load"), join("join"), prep("prep")]

    assert wire(*steps)[0]["prep.raw_data"] == "join.raw_data"
    assert wire(*reversed(steps))[0]["prep.raw_data"] == "join.raw_data"


def test_a_later_form_that_alone_is_of_the_part_asked_for_is_meant() -> None:
    """`load_train.data` is what `prep.train_data` is made of, though what `prep` takes is open."""
    load = Contract("Load", "Processing", give("data"))
    parts = [give(name) for name in ("train_data", "validation_data", "test_data")]
    prep = Contract("Prep", "Processing", need("data"), *parts)
    wish = need("validation_data", DATA, required=False)
    fit = Contract("Fit", "Training", need("training_data", DATA), wish, give("model", MODEL))
    score = Contract("Score", "Processing", need("model", MODEL), need("data"))
    loads = [load("load_train"), load("load_score")]

    wires, _, _ = wire(*loads, prep("prep"), fit("train"), score("score"))

    assert wires["train.training_data"] == "prep.train_data"
    assert wires["prep.data"] is None


def test_what_a_training_makes_beside_a_model_is_no_training_data() -> None:
    """That a step trains does not say that what it gives is of the training part."""
    split = Contract("Split", "Processing", give("train_data"), give("test_data"))
    rows = need("train_data", DATA)
    tokenizer = Contract("Tok", "Training", rows, give("tokens"))
    fit = Contract("Fit", "Training", rows, give("model", MODEL))

    wires, codes, _ = wire(split("split"), tokenizer("train_tokenizer"), fit("train"))

    assert wires["train.train_data"] == "split.train_data"
    assert codes == []


def test_of_one_part_only_a_form_with_the_inputs_name_replaces_the_earlier() -> None:
    """What `mine` makes of the training rows need not be what the training asks for."""
    split = Contract("Split", "Processing", give("train_data"), give("test_data"))
    mine = Contract("Mine", "Processing", need("train_data"), give("train_negatives"))
    rows = need("train_data", DATA, sources="Split Mine")

    wires, codes, _ = wire(
        split("split"), mine("mine"), Contract("Fit", "Training", rows, give("m", MODEL))("train")
    )

    assert wires["train.train_data"] is None
    assert codes == ["PC202"]


def test_a_by_product_of_the_data_is_no_later_form_of_it() -> None:
    """`split` takes the data, not the dashboard that `audit` makes of it."""
    load = Contract("Load", "Processing", give("data"))
    audit = Contract("Audit", "Processing", need("data", sources="Load"), give("dashboard"))
    split = Contract("Split", "Processing", need("data"), give("train_data"))

    wires, codes, _ = wire(load("load"), audit("audit"), split("split"))

    assert wires["split.data"] == "load.data"
    assert codes == []


def test_an_optional_input_takes_nothing_that_only_has_its_words_among_others() -> None:
    """`feature_list` is no `dropped_feature_list`, unless the step's name has its part in it."""
    aux = Contract("Aux", "Processing", give("dropped_feature_list"))
    fit = Contract("Fit", "Training", need("feature_list", required=False), give("model", MODEL))

    assert wire(aux("aux"), fit("train"))[0]["train.feature_list"] is None


def test_a_keyword_for_a_part_of_the_data_makes_the_same_name_doubtful() -> None:
    """`recall` asks for pairs that were held out, of which `mine` gives some by themselves."""
    pairs = need("pairs", keywords="holdout")
    mine = Contract("Mine", "Processing", give("pairs"), give("eval_pairs"))
    recall = Contract("Recall", "Processing", pairs, give("report"))

    wires, codes, _ = wire(mine("mine"), recall("recall"))

    assert wires["recall.pairs"] is None
    assert codes == ["PC202"]


# --- claims -------------------------------------------------------------------------------


def test_that_another_step_bears_the_word_is_no_claim_if_it_does_not_take_the_output() -> None:
    """`codes` is claimed by a step that does not draw on it, so `claims` and `codes` tie."""
    load = Contract("Load", "Processing", give("data", aliases="table"))
    join = Contract("Join", "Processing", need("table", sources="Load"), give("joined"))
    other = Contract("Other", "Processing", need("lookup"), give("found"))

    wires, codes, texts = wire(
        load("load_codes"), load("load_claims"), join("join"), other("claims", written="lookup")
    )

    assert wires["join.table"] is None
    assert "PC202" in codes
    assert any("load_codes" in text and "load_claims" in text for text in texts)


def test_a_claim_of_a_step_of_the_same_contract_counts() -> None:
    """`train_eu` claims `prep_eu`, so the other training takes the other preparation."""
    prep = Contract("Prep", "Processing", give("train"))

    wires, codes, _ = wire(prep("prep"), prep("prep_eu"), TRAIN("train"), TRAIN("train_eu"))

    assert wires == {"train.train": "prep.train", "train_eu.train": "prep_eu.train"}
    assert codes == []


# --- later forms --------------------------------------------------------------------------


def test_of_two_listed_forms_neither_is_certain() -> None:
    """A list that has the split and the augmentation does not say which is meant."""
    split = Contract("Split", "Processing", give("train"))
    augment = Contract("Augment", "Processing", need("images", sources="Split"), give("images"))
    train = Contract("Train", "Training", need("train", DATA, sources="Split Augment"))

    wires, codes, _ = wire(split("split"), augment("augment"), train("train"))

    assert wires["train.train"] is None
    assert codes == ["PC202"]


def test_the_last_form_of_a_chain_is_taken_where_the_input_says_nothing() -> None:
    """Three forms of the rows in one lane, no lists, no names: each step takes the one before."""
    pull = Contract("Pull", "Processing", give("raw_rows"))
    clean = Contract("Clean", "Processing", need("raw"), give("processed_data"))
    impute = Contract("Impute", "Processing", need("data_input"), give("imputed"))

    wires, codes, _ = wire(pull("pull_train"), clean("clean_train"), impute("impute_train"))

    assert wires == {
        "clean_train.raw": "pull_train.raw_rows",
        "impute_train.data_input": "clean_train.processed_data",
    }
    assert codes == []


def test_a_list_that_leaves_out_its_own_step_type_is_no_chain_of_twins() -> None:
    """`join_flags` does not take the labels that the other join has made."""
    load = Contract("Load", "Processing", give("data"))
    join = Contract("Join", "Processing", need("labels", sources="Load"), give("labelled"))

    wires, _, _ = wire(
        load("load_flags"), load("load_votes"), join("join_flags"), join("join_votes")
    )

    assert wires == {"join_flags.labels": "load_flags.data", "join_votes.labels": "load_votes.data"}


# --- what is odd in the light of all ------------------------------------------------------


def test_two_steps_do_not_do_the_same_work() -> None:
    """Two evaluations of one contract would both measure the new model: one of them is wrong."""
    fetch = Contract("Fetch", "Processing", give("champion_model", MODEL))
    tune = Contract("Tune", "Tuning", give("model", MODEL))
    measure = Contract("Measure", "Processing", need("model", MODEL), give("report"))

    models = (fetch("champion"), tune("retune"))
    orders: list[dict[str, Any]] = [{}, {"rows": 5, "seed": 1}, {"seed": 1, "rows": 5}]
    for settings in orders:
        again = measure("new", settings=settings)
        once = measure("old", settings=dict(sorted(settings.items())))
        wires, codes, _ = wire(*models, once, again)

        assert wires == {"old.model": None, "new.model": None}
        assert set(codes) == {"PC202"}

    other = measure("new", settings={"rows": 9})
    wires, _, _ = wire(*models, measure("old", settings={"rows": 5}), other)
    assert set(wires.values()) == {"retune.model"}


def test_in_two_branches_nothing_is_done_twice() -> None:
    """Only one of two branches is run, so both may fit the same model on the same features."""
    features = Contract("Feats", "Processing", give("features"), give("feature_rows"))
    fit = Contract("Fit", "Training", need("features"), give("weights", MODEL))
    branches = (fit("fit_a", block=("c", "then")), fit("fit_b", block=("c", "else")))

    wires, codes, _ = wire(features("feats"), Contract("Condition", "Condition")("c"), *branches)

    assert set(wires.values()) == {"feats.features"}
    assert codes == []


def test_two_steps_of_one_contract_may_work_on_the_same() -> None:
    """If nothing else fits: `scale_eu` does not take what `scale_us` gives."""
    scale = Contract("Scale", "Processing", need("features"), give("scaled"))
    prep = Contract("Prep", "Processing", give("features"))

    wires, codes, _ = wire(prep("prep"), scale("scale_eu"), scale("scale_us"))

    assert set(wires.values()) == {"prep.features"}
    assert codes == []


def test_of_two_results_passed_over_the_order_of_the_file_does_not_choose() -> None:
    """`anonymize` and `mask` both work on the data that `prep` takes, and feed nobody."""
    load = Contract("Load", "Processing", give("data"))
    work = [
        Contract(n.title(), "Processing", need("data", sources="Load"), give("data"))
        for n in ("anonymize", "mask")
    ]
    prep = Contract("Prep", "Processing", need("data"), give("features"))
    steps = [load("load"), work[0]("anonymize"), work[1]("mask"), prep("prep")]

    assert wire(*steps) == wire(*reversed(steps))


def test_a_step_whose_results_nobody_takes_makes_the_chosen_one_doubtful() -> None:
    """Two preparations of one kind: each has the names that the training asks for."""
    rows = need("rows")
    table = Contract("Table", "Processing", rows, give("train_rows", aliases="train"))
    tensor = Contract("Tensor", "Processing", rows, give("train_tensors", aliases="train"))
    fit = Contract("Fit", "Training", need("train", DATA, aliases="train_rows"), give("m", MODEL))

    wires, codes, _ = wire(table("table"), tensor("tensor"), fit("fit"))

    assert wires["fit.train"] is None
    assert "PC202" in codes


def test_what_fits_far_better_but_for_an_inferred_order_is_shown() -> None:
    """`merge.labels` is the input's own name, but a weaker wire has put it behind."""
    steps: list[WiringStep] = [
        Contract("Load", "Processing", give("rows", aliases="labels"))("load"),
        Contract("Merge", "Processing", need("found"), give("labels", aliases="merged"))("merge"),
        Contract("Cut", "Processing", need("labels"), give("found"))("cut"),
    ]

    wires, codes, texts = wire(*steps)

    assert "PC202" in codes or "PC201" in codes
    assert not any(wires[name] == "load.rows" for name in wires)
    assert any("merge" in text for text in texts)


# --- optional inputs ----------------------------------------------------------------------


def test_a_registration_takes_the_report_about_its_model() -> None:
    """Whatever the report is called, if it is the only one about the model."""
    wires, _, _ = wire(FIT("fit"), MEASURE("measure"), REGISTER("register"))

    assert wires["register.evaluation_report"] == "measure.c_index"


def test_a_report_about_another_model_is_left_alone() -> None:
    """Two models, one measured: the registration of the other stays without a report."""
    wires, _, _ = wire(
        FIT("fit_a"),
        FIT("fit_b"),
        MEASURE("measure_a", draws="fit_a"),
        REGISTER("register_b", draws="fit_b"),
    )

    assert wires["register_b.evaluation_report"] is None


def test_a_listed_step_that_is_named_after_a_keyword_is_meant() -> None:
    """`calendar` with the keyword `holidays` takes what `HolidayTable` loads."""
    load = Contract("Load", "Processing", give("data"))
    calendar = need("calendar", sources="Load", keywords="calendar holidays", required=False)
    join = Contract("Join", "Processing", need("meters", sources="Load"), calendar)

    wires, codes, _ = wire(load("HolidayTable"), load("MeterReadings"), join("join"))

    assert wires == {"join.calendar": "HolidayTable.data", "join.meters": "MeterReadings.data"}
    assert codes == []


def test_from_does_not_fill_an_optional_input_whose_list_leaves_the_step_out() -> None:
    """`map` takes its rows from `impute`, and not the fitted tables of another kind of step."""
    impute = Contract("Impute", "Processing", give("rows"), give("artifacts_output"))
    fitted = need("artifacts_input", sources="Map", required=False)
    mapping = Contract("Map", "Processing", need("rows", sources="Impute"), fitted, give("tables"))

    wires, _, _ = wire(impute("impute"), mapping("map", draws="impute"))

    assert wires == {"map.rows": "impute.rows", "map.artifacts_input": None}


def test_hyperparameters_that_another_step_names_are_its_own() -> None:
    """`deep_params` are for `fit_deep`, not for the other training, though that is of one kind."""
    params = Contract("Params", "Processing", give("hyperparameters", "hyperparameters"))
    wish = need("hyperparameters", "hyperparameters", sources="Params", required=False)
    deep = Contract("FitNet", "Training", wish, give("net", MODEL))
    trees = Contract("FitTrees", "Training", wish, give("trees", MODEL))

    wires, _, _ = wire(params("deep_params"), deep("fit_deep"), trees("fit_trees"))

    assert wires["fit_deep.hyperparameters"] == "deep_params.hyperparameters"
    assert wires["fit_trees.hyperparameters"] is None


# --- what a list and a type say -----------------------------------------------------------


def test_a_listed_package_is_a_model_if_its_type_says_so() -> None:
    """`edge_package` is of another kind by its name, but list and type say what it is."""
    build = Contract("Compile", "Processing", give("edge_package", MODEL))
    bench = Contract("Bench", "Processing", need("model", MODEL, sources="Compile"), give("report"))

    wires, codes, _ = wire(build("compile"), bench("bench"))

    assert wires["bench.model"] == "compile.edge_package"
    assert codes == []


def test_the_types_of_steps_that_are_several_join_nothing() -> None:
    """Two ranking evaluations: that both are about ranks does not tell which split each means."""
    split = Contract("Split", "Processing", give("test"))
    measure = Contract("RankEval", "Processing", need("test", sources="Split"), give("report"))

    wires, codes, _ = wire(
        split("split_plays"), split("split_ranks"), measure("eval_one"), measure("eval_two")
    )

    assert wires == {"eval_one.test": None, "eval_two.test": None}
    assert set(codes) == {"PC202"}


# --- steps that work for nobody -----------------------------------------------------------

SALES = Contract("Sales", "Processing", give("sales"))
WEATHER = Contract("Weather", "Processing", give("observations"))
FORECAST = Contract(
    "Forecast", "Processing", need("sales"), need("weather", required=False), give("report")
)


def test_a_step_whose_result_an_empty_input_could_take_is_told() -> None:
    """The optional input stays empty, as nothing is named like it; but the weather is idle."""
    wires, codes, texts = wire(SALES("sales"), WEATHER("fetch_weather"), FORECAST("forecast"))

    assert wires == {"forecast.sales": "sales.sales", "forecast.weather": None}
    assert codes == ["PC205"]
    assert "nobody takes what `fetch_weather` gives" in texts[0]
    assert 'inputs: {weather: "${steps.fetch_weather.observations}"}' in texts[0]
    assert "`weather` of `forecast` could take `observations`, and is empty" in texts[0]


def test_what_is_written_is_meant() -> None:
    """`weather: null` is an answer: no warning."""
    forecast = FORECAST("forecast", written="weather")

    _, codes, _ = wire(SALES("sales"), WEATHER("fetch_weather"), forecast)

    assert codes == []


def test_an_idle_report_and_an_idle_step_beside_an_error_are_not_told() -> None:
    """Reports are ends, and while an input is open nobody knows who will take what."""
    _, codes, _ = wire(SALES("sales"), FORECAST("forecast"))
    assert codes == []

    steps = (SALES("sales_a"), SALES("sales_b"), WEATHER("fetch_weather"), FORECAST("forecast"))
    _, codes, _ = wire(*steps)
    assert codes == ["PC202"]


def test_two_steps_that_may_stand_either_way_round_both_work_on_what_is_before_them() -> None:
    """Whichever is the first, `encode.rows` is a later form of `load.rows`, and listed."""
    load = Contract("Load", "Processing", give("rows"))
    impute = Contract("Impute", "Processing", need("rows"), give("rows"))
    encode = Contract("Encode", "Processing", need("rows"), give("rows"))
    fit = Contract("Fit", "Training", need("rows", sources="Load Encode", keywords="history"))

    wires, _, _ = wire(load("load"), impute("impute"), encode("encode"), fit("fit"))

    assert wires == {"impute.rows": None, "encode.rows": None, "fit.rows": "encode.rows"}
