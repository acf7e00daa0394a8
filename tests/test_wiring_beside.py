"""What lies beside an output and is rather meant, and what is made for one input alone."""

from __future__ import annotations

import pytest

from pipec.compiler.wiring.words.names import lex
from wiring_language import DATA, MODEL, Contract, give, need, wire

PULL = Contract("Pull", "Processing", give("rows"))


@pytest.mark.parametrize("draws", [None, "convert"])
def test_the_last_word_of_a_name_is_what_a_thing_is(draws: str | None) -> None:
    """An `image_index` is about the images, and no images."""
    convert = Contract("Convert", "Processing", give("image_index"), give("png_images"))
    crop = Contract("Crop", "Processing", need("images"))

    wires, codes, _ = wire(convert("convert"), crop("crop", draws=draws))

    assert wires["crop.images"] == "convert.png_images"
    assert "PC202" not in codes


def test_what_is_only_about_a_thing_is_taken_where_the_thing_is_not_there() -> None:
    """The index may be what is meant, if its step gives nothing else of that name."""
    convert = Contract("Convert", "Processing", give("image_index"))
    crop = Contract("Crop", "Processing", need("images"))

    assert wire(convert("convert"), crop("crop"))[0]["crop.images"] == "convert.image_index"


def test_what_was_left_out_is_behind_what_was_kept_where_the_user_names_the_step() -> None:
    """Though it alone is called what is asked for."""
    clean = Contract("Clean", "Processing", give("dropped_documents"), give("clean_corpus"))
    instruct = Contract("Instruct", "Processing", need("documents"))

    wires, codes, _ = wire(clean("clean"), instruct("instruct", draws="clean"))

    assert wires["instruct.documents"] != "clean.dropped_documents"
    assert codes == ["PC202"]


def test_who_scores_takes_no_model_wrapped_to_be_served() -> None:
    """A wrapper is a package, too."""
    fit = Contract("Fit", "Training", give("model", MODEL))
    wrap = Contract("Wrap", "Processing", need("model", MODEL), give("wrapped_model", MODEL))
    score = Contract("Score", "Processing", need("model", MODEL), need("rows"))

    wires, _, _ = wire(PULL("pull"), fit("fit"), wrap("wrap"), score("score"))

    assert wires["score.model"] == "fit.model"


@pytest.mark.parametrize(("short", "full"), [("usr_feats", "user_features"), ("itm", "item")])
def test_known_words_may_lack_their_vowels(short: str, full: str) -> None:
    """As people shorten them."""
    assert lex(short).keys == lex(full).keys
    assert "stg" in lex("stg_payments").keys  # `stage` says nothing, and may not be what it is


def test_what_was_left_out_is_not_meant_for_that_nobody_takes_it() -> None:
    """The clean corpus is, which is made of what would be taken."""
    crawl = Contract("Crawl", "Processing", give("corpus", aliases="documents"))
    clean = Contract(
        "Clean", "Processing", need("corpus"), give("dropped_documents"), give("clean_corpus")
    )
    instruct = Contract("Instruct", "Processing", need("documents"))

    wires, _, _ = wire(crawl("crawl"), clean("clean"), instruct("instruct"))

    assert wires["instruct.documents"] == "clean.clean_corpus"


def test_of_a_from_a_step_that_fits_one_input_alone_feeds_it() -> None:
    """However well another step of it fits: the tokenizer is named for what it gives."""
    base = Contract("Base", "Processing", give("base", "net"), give("tokenizer", "words"))
    learn = Contract("Learn", "Processing", give("tokenizer", "words"))
    tune = Contract(
        "Tune", "Processing", need("base", "net"), need("tokenizer", "words", required=False)
    )

    wires, codes, _ = wire(base("base"), learn("learn"), tune("tune", draws="base learn"))

    assert wires == {"tune.base": "base.base", "tune.tokenizer": "learn.tokenizer"}
    assert "PC203" not in codes


def test_the_only_output_of_a_type_for_one_purpose_is_for_the_input_that_asks_for_it() -> None:
    """Though it is optional, and called otherwise; not if two ask for that type."""
    search = Contract("Search", "Processing", give("best_hp", "hyperparameters"))
    fit = Contract("Fit", "Training", need("params", "hyperparameters", required=False))

    assert wire(search("search"), fit("fit"))[0] == {"fit.params": "search.best_hp"}
    assert wire(search("search"), fit("fit_a"), fit("fit_b"))[0] == {
        "fit_a.params": None,
        "fit_b.params": None,
    }


def test_what_is_raw_comes_from_where_the_data_come_from() -> None:
    """From the only step that takes nothing itself, whatever it is called."""
    clean = Contract("CleanUp", "Processing", need("raw_records"), give("kept"))
    count = Contract("Count", "Processing", need("kept"), give("totals"))
    pull = Contract("Pull", "Processing", give("purchases"))
    push = Contract("Push", "Processing", give("visits"))

    found = wire(pull("pull"), clean("clean"), count("count"))[0]
    assert found["clean.raw_records"] == "pull.purchases"

    found = wire(pull("pull"), push("push"), clean("clean"), count("count"))[0]
    assert found["clean.raw_records"] is None


def test_what_learns_from_raw_examples_may_mean_any() -> None:
    """They are raw for it, and not for the project: something may have been made of the source."""
    pull = Contract("Pull", "Processing", give("documents"))
    chunk = Contract("Chunk", "Processing", need("documents"), give("passages"))
    quiz = Contract("Quiz", "Processing", need("passages"), give("pairs"), give("questions"))
    instruct = Contract("Instruct", "Processing", need("raw_examples"), give("instructions"))

    wires, _, _ = wire(pull("pull"), chunk("chunk"), quiz("quiz"), instruct("instruct"))

    assert wires["instruct.raw_examples"] is None


def test_a_registration_takes_the_package_that_nobody_else_takes() -> None:
    """A step packs the model for it; who tries the model takes the model itself."""
    fit = Contract("Fit", "Training", give("scorecard_model", MODEL))
    pack = Contract("Bundle", "Processing", need("model", MODEL), give("serving_bundle", MODEL))
    score = Contract("Score", "Processing", need("model", MODEL), need("rows"))
    keep = Contract("Keep", "RegisterModel", need("model_data", MODEL))

    steps = (PULL("pull"), fit("fit"), pack("bundle"), score("score"), keep("keep"))
    wires, _, _ = wire(*steps)

    assert wires["keep.model_data"] == "bundle.serving_bundle"
    assert wires["score.model"] == "fit.scorecard_model"


def test_an_evaluation_set_is_no_evaluation_to_register() -> None:
    """It is a part of the data; what an evaluation gives is a report, also if it says no more."""
    split = Contract("Split", "Processing", give("train_set"), give("eval_set"))
    fit = Contract("Fit", "Training", need("train_set", DATA), give("model", MODEL))
    test = Contract(
        "Test", "Processing", need("model", MODEL), need("eval_set"), give("evaluation")
    )

    def keep(name: str) -> Contract:
        ports = need("model", MODEL), need(name, required=False)
        return Contract("Keep", "RegisterModel", *ports)

    assert wire(split("split"), fit("fit"), keep("evaluation")("keep"))[0] == {
        "fit.train_set": "split.train_set",
        "keep.model": "fit.model",
        "keep.evaluation": None,
    }
    wires, _, _ = wire(split("split"), fit("fit"), test("test"), keep("metrics")("keep"))
    assert wires["keep.metrics"] == "test.evaluation"


def test_who_embeds_all_that_there_is_tries_no_model_on_a_part() -> None:
    """So that the part to test on is not meant for that no model has learnt from it."""
    split = Contract("Split", "Processing", give("train_set"), give("eval_set"))
    fit = Contract("Fit", "Training", need("train_set", DATA), give("encoder", MODEL))
    embed = Contract("Embed", "Processing", need("encoder", MODEL), need("corpus"))

    wires, _, _ = wire(split("split"), fit("fit"), embed("embed"))

    assert wires["embed.corpus"] is None


def _chain() -> list[Contract]:
    """A step that cleans what another gives, both named a little like the input of a third."""
    pull = Contract("Pull", "Processing", give("daily_demand"))
    tidy = Contract("Tidy", "Processing", need("demand"), give("smoothed_demand"))
    cut = Contract("Cut", "Processing", need("demand"), give("windows"))
    return [pull, tidy, cut]


def test_what_nothing_else_comes_near_to_is_put_before_what_it_is_made_of() -> None:
    """Where both share as much with the input: what is worked on is meant."""
    pull, tidy, cut = _chain()

    wires, codes, _ = wire(pull("pull"), tidy("tidy"), cut("cut"))

    assert wires == {"tidy.demand": "pull.daily_demand", "cut.demand": "tidy.smoothed_demand"}
    assert codes == []


def test_it_is_not_where_another_input_has_by_its_name_what_that_is_made_of() -> None:
    """That input may mean what it is worked into, and does, if nobody else takes it."""
    load = Contract("LoadSales", "Processing", give("sales_history"))
    sums = Contract("AggregateSeries", "Processing", need("sales_history"), give("series"))
    scaled = give("normalised_series"), give("scaler")
    scale = Contract("NormaliseSeries", "Processing", need("series"), *scaled)
    parts = give("train_window"), give("test_window")
    cut = Contract("WindowSplit", "Processing", need("series"), *parts)
    ports = need("forecaster", MODEL), need("context_series"), give("forecasts")
    ahead = Contract("Forecast", "Processing", *ports)

    steps = load("load"), sums("aggregate"), scale("normalise"), cut("window"), ahead("forecast")
    wires, _, _ = wire(*steps)

    assert wires["window.series"] == "normalise.normalised_series"


def test_nor_where_it_is_open_what_steps_near_it_work_on() -> None:
    """What is split may be the normalised images, whatever these are made of."""
    pull = Contract("FundusPull", "Processing", give("fundus_images"), give("grades"))
    kept = give("gradable_images"), give("ungradable_images")
    keep = Contract("QualityFilter", "Processing", need("images"), *kept)
    norm = Contract("CropNorm", "Processing", need("images"), give("normalised_images"))
    ports = need("images"), need("labels"), give("training_set"), give("testing_set")
    split = Contract("EyeSplit", "Processing", *ports)

    wires, _, _ = wire(pull("pull"), keep("quality"), norm("norm"), split("split"))

    assert wires["split.images"] in (None, "norm.normalised_images")


def test_of_a_from_a_step_with_nothing_for_other_inputs_is_meant_however_far_behind() -> None:
    """What the base is adapted to is no `base_net` by its name, and named for that input."""
    base = Contract("Base", "Processing", give("base_net", "net"), give("words", "words"))
    adapt = Contract("Adapt", "Training", need("base_net", "net"), give("outcome", "net"))
    tune = Contract("Tune", "Training", need("base_net", "net"), need("words", "words"))

    wires, codes, _ = wire(base("base"), adapt("adapt"), tune("tune", draws="base adapt"))

    assert wires["tune.base_net"] == "adapt.outcome"
    assert wires["tune.words"] == "base.words"
    assert "PC203" not in codes


def test_more_data_than_there_are_go_past_no_step_that_learns_nothing() -> None:
    """Though nobody takes them yet, and the step's name says what is asked for."""
    pull = Contract("Pull", "Processing", give("images"))
    curate = Contract("Curate", "Processing", need("images"), give("curated"))
    more = Contract("AugmentImages", "Processing", need("images"), give("augmented_set"))

    wires, _, _ = wire(pull("pull"), curate("curate"), more("augment"))

    assert wires["curate.images"] == "pull.images"


def test_a_registration_takes_no_package_of_several_models() -> None:
    """Each model is registered, and what serves them both is none of them."""
    fit = Contract("Fit", "Training", give("model", MODEL))
    members = need("buy_model", MODEL), need("click_model", MODEL)
    serve = Contract("Bundle", "Processing", *members, give("bundle", MODEL))
    keep = Contract("Keep", "RegisterModel", need("model", MODEL))

    steps = fit("fit_buy"), fit("fit_click"), serve("serve"), keep("keep_buy"), keep("keep_click")
    wires, _, _ = wire(*steps)

    assert wires["keep_buy.model"] == "fit_buy.model"
    assert wires["keep_click.model"] == "fit_click.model"


@pytest.mark.parametrize(
    ("name", "word"), [("probs", "probabilities"), ("recalibrate", "calibration")]
)
def test_words_that_are_read_as_others(name: str, word: str) -> None:
    """Both are usual."""
    assert lex(name).keys == {word}
