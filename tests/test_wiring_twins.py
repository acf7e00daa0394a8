"""Steps that differ by a word of their names, and outputs that differ by the same word."""

from __future__ import annotations

import pytest

from pipec.compiler.wiring.evidence.known_outputs import with_families
from wiring_language import DATA, MODEL, Contract, give, need, wire

FIT = Contract("Fit", "Training", need("train", DATA), give("model", MODEL))


def test_what_a_twin_leaves_is_not_taken_for_that() -> None:
    """`fit_global` has lost its data: no other output is what it asks for."""
    names = ("train_eu", "train_us", "train_log")
    split = Contract("Split", "Processing", *map(give, names))

    wires, codes, _ = wire(split("split"), FIT("fit_eu"), FIT("fit_us"), FIT("fit_global"))

    assert wires == {
        "fit_eu.train": "split.train_eu",
        "fit_us.train": "split.train_us",
        "fit_global.train": None,
    }
    assert codes in (["PC201"], ["PC202"])


def test_a_word_that_all_outputs_of_a_step_say_is_no_twins_own() -> None:
    """Both models are of those called `best`, so the word tells them from nothing."""
    tune = Contract(
        "Tune",
        "Tuning",
        give("best_model", "model_artifacts"),
        give("second_best_model", "model_artifacts"),
    )
    create = Contract("Create", "Model", need("model_data", "model_artifacts", sources="Tune"))

    wires, codes, _ = wire(tune("tune"), create("CreateTop"), create("CreateSecondBest"))

    assert wires == {
        "CreateTop.model_data": "tune.best_model",
        "CreateSecondBest.model_data": "tune.second_best_model",
    }
    assert codes == []


def test_a_step_in_a_branch_that_would_do_the_same_work_again_is_asked_about() -> None:
    """`again` would take what `train` takes, though `redo.fresh_train` is there."""
    split = Contract("Split", "Processing", give("train"))
    redo = Contract("Redo", "Processing", give("fresh_train"))
    fit = Contract("Fit", "Training", need("train", sources="Split Redo"))
    block = ("check", "then")

    wires, codes, _ = wire(
        split("split"), fit("train"), redo("redo", block=block), fit("again", block=block)
    )

    assert (wires["train.train"], wires["again.train"]) == ("split.train", None)
    assert codes == ["PC202"]


def test_the_word_that_tells_a_step_from_its_twin_counts_beside_the_inputs_word() -> None:
    """Both twins ask for `champion` and `challenger`; only their names say of which trial."""
    measure = Contract("Measure", "Processing", need("rows"), give("metrics"))
    replay = Contract("Replay", "Processing", need("rows"), give("replay_report"))
    both = (need("champion_metrics"), need("challenger_metrics"))
    compare = Contract("Compare", "Processing", *both, give("verdict"))
    rows = Contract("Load", "Processing", give("rows"))
    trials = [
        trial(f"{name}_{who}")
        for name, trial in (("measure", measure), ("replay", replay))
        for who in ("champion", "challenger")
    ]

    wires, codes, _ = wire(
        rows("load"), *trials, compare("compare_offline"), compare("compare_replay")
    )

    assert codes == []
    for who in ("champion", "challenger"):
        assert wires[f"compare_offline.{who}_metrics"] == f"measure_{who}.metrics"
        assert wires[f"compare_replay.{who}_metrics"] == f"replay_{who}.replay_report"


def test_two_branches_may_do_the_same_work() -> None:
    """Only one of them is run."""
    split = Contract("Split", "Processing", give("train"))
    fit = Contract("Fit", "Training", need("train", sources="Split"))

    wires, codes, _ = wire(
        split("split"),
        fit("one", block=("check", "then")),
        fit("other", block=("check", "else")),
    )

    assert wires == {"one.train": "split.train", "other.train": "split.train"}
    assert codes == []


def test_twins_with_sources_of_their_own_do_not_feed_each_other() -> None:
    """`tidied_notes` says more of `notes` than `objects`, but each has its own import."""
    fetch = Contract("Fetch", "Processing", give("objects"))
    tidy = Contract("Tidy", "Processing", need("notes"), give("tidied_notes"))

    wires, codes, _ = wire(
        fetch("fetch_pool"), fetch("fetch_seed"), tidy("tidy_pool"), tidy("tidy_seed")
    )

    assert wires == {
        "tidy_pool.notes": "fetch_pool.objects",
        "tidy_seed.notes": "fetch_seed.objects",
    }
    assert codes == []


def test_a_report_is_no_rival_of_data_that_twins_take_both() -> None:
    """`check_cats` finds out something about cats, which is no picture to label."""
    shoot = Contract("Shoot", "Processing", give("pictures"))
    check = Contract("Check", "Processing", need("pictures"), give("mix", report="mix.json"))
    label = Contract("Label", "Processing", need("pictures"), give("labels"))
    checks = (check(f"check_{what}", settings={"only": what}) for what in ("cats", "dogs"))

    wires, _, _ = wire(shoot("shoot"), *checks, label("label_cats"), label("label_dogs"))

    assert set(wires.values()) == {"shoot.pictures"}


@pytest.mark.parametrize("required", [True, False])
def test_a_step_that_an_output_is_made_of_lays_no_claim_to_it(*, required: bool) -> None:
    """`answer_b` could never take what is found out about its answers: both may be meant."""
    fit = Contract("Fit", "Training", give("model", MODEL))
    answer = Contract("Answer", "Processing", need("model", MODEL), need("rows"), give("answers"))
    judge = Contract("Judge", "Processing", need("answers"), give("verdict"))
    show = Contract("Show", "Processing", need("model", MODEL), need("verdict", required=required))
    rows = Contract("Load", "Processing", give("rows"))
    steps = [rows("load"), fit("fit"), judge("judge_a"), judge("judge_b"), show("show")]

    wires, codes, texts = wire(*steps, answer("answer_a"), answer("answer_b"))

    assert (wires["judge_b.answers"], wires["show.verdict"]) == ("answer_b.answers", None)
    assert codes == ["PC202"]
    assert "`judge_a.verdict` (0.62) and `judge_b.verdict` (0.62)" in texts[0]


def test_a_step_that_could_take_an_output_still_claims_it() -> None:
    """`send_b` takes a verdict as well, and is nothing that one is made of."""
    load = Contract("Load", "Processing", give("rows"))
    judge = Contract("Judge", "Processing", need("rows"), give("verdict"))
    show = Contract("Show", "Processing", need("verdict"))
    send = Contract("Send", "Processing", need("verdict"))

    wires, codes, _ = wire(
        load("load"), judge("judge_a"), judge("judge_b"), send("send_b"), show("show")
    )

    assert wires["send_b.verdict"] == "judge_b.verdict"
    assert (wires["show.verdict"], codes) == ("judge_a.verdict", [])


READ = Contract("Read", "Processing", give("visits"))
TIDY = Contract("Tidy", "Processing", need("visits"), give("tidied_visits"))


def test_two_of_one_contract_may_take_all_that_their_own_list_names() -> None:
    """Nothing else is meant, though `read.visits` would fit as well if it were listed."""
    count = Contract("Count", "Processing", need("visits", sources="Tidy"), give("counts"))

    wires, codes, _ = wire(READ("read"), TIDY("tidy"), count("count_weeks"), count("count_days"))

    assert wires["count_weeks.visits"] == wires["count_days.visits"] == "tidy.tidied_visits"
    assert codes == []


def test_what_the_steps_names_exclude_is_not_asked_about_for_the_same_work() -> None:
    """Two trainings on one table are told apart by their code; `prep_val` is for neither."""
    prep = Contract("Prep", "Processing", need("visits"), give("table"))
    table = need("table", sources="Prep", aliases="training_data")
    fit = Contract("Fit", "Training", table, give("tree", MODEL))
    steps = [READ("read"), prep("prep_train"), prep("prep_val")]

    wires, codes, _ = wire(*steps, fit("fit_cure"), fit("fit_roll"))

    assert wires["fit_cure.table"] == wires["fit_roll.table"] == "prep_train.table"
    assert codes == ["PC205"]  # and `prep_val` works for nobody


def test_twins_whose_words_come_back_below_feed_each_other_nothing() -> None:
    """`thin_west` works on what was divided, as `thin_east`, though it is numbered after it."""
    part = Contract("Part", "Processing", give("train"), give("valid"))
    thin = Contract(
        "Thin", "Processing", need("train"), need("valid"), give("train"), give("valid")
    )
    fit = Contract(
        "Fit", "Training", need("train", DATA), need("valid", DATA), give("model", MODEL)
    )

    wires, codes, _ = wire(
        part("s1_part"),
        thin("s2_thin_east"),
        thin("s3_thin_west"),
        fit("s4_fit_east"),
        fit("s5_fit_west"),
    )

    assert codes == []
    assert wires["s3_thin_west.train"] == "s1_part.train"
    assert wires["s5_fit_west.valid"] == "s3_thin_west.valid"


def test_a_word_that_all_rivals_steps_say_does_not_hide_what_tells_them_apart() -> None:
    """Both steps say `base`, as the input; the consumer says `rf`, as the one output."""
    fits = [
        Contract(f"Base{one}", "Training", give(one, MODEL, aliases="base_model"))(f"base_{one}")
        for one in ("rf", "gbm")
    ]
    fold = Contract("Fold", "Processing", need("base_model", MODEL), give("answers"))

    wires, codes, _ = wire(*fits, fold("fold_rf"), fold("fold_gbm"))

    assert codes == []
    assert wires == {"fold_rf.base_model": "base_rf.rf", "fold_gbm.base_model": "base_gbm.gbm"}


def _drawn(*names: str, asked: str = "data") -> list[str | None]:
    """What steps of one contract draw from, where one calls the whole what the input's alias is."""
    read = Contract("Read", "Processing", give("rows", aliases="sessions"))
    cut = Contract("Cut", "Processing", need("rows"), give("train"), give("test"))
    draw = Contract("Draw", "Processing", need(asked, aliases="sessions"), give("pairs"))
    wires, _, _ = wire(read("read"), cut("cut"), *map(draw, names))
    return [wires[f"{name}.{asked}"] for name in names]


def test_twins_that_are_named_after_the_parts_of_a_split_take_these() -> None:
    """The whole has the alias of the input, and so fits each as well."""
    assert _drawn("draw_train", "draw_test") == ["cut.train", "cut.test"]


def test_a_step_whose_twins_part_is_not_there_is_asked_about() -> None:
    """The split gives nothing to validate on, and `draw_all` is for no part."""
    assert _drawn("draw_train", "draw_val")[0] is None
    assert _drawn("draw_train", "draw_all")[0] is None
    assert _drawn("draw_train")[0] is None


def test_what_twins_of_parts_ask_for_by_name_may_be_the_whole() -> None:
    """The references of both parts may lie in one folder."""
    assert _drawn("draw_train", "draw_test", asked="references") == [None, None]


@pytest.mark.parametrize("also", ["", "schema"])
def test_contracts_that_differ_by_the_part_of_the_data_are_one_work(also: str) -> None:
    """Their steps say which part; not if they give different things."""
    loads = [
        Contract(f"LoadRows_{part}", "Processing", give("rows"), *(map(give, more.split())))
        for part, more in (("training", ""), ("calibration", also))
    ]
    clean = Contract("Clean", "Processing", need("rows", sources="LoadRows"), give("clean"))
    loading = [load(load.step_type) for load in loads]

    wires, codes, _ = wire(*loading, clean("Clean_training"), clean("Clean_calibration"))

    assert wires == {
        "Clean_training.rows": None if also else "LoadRows_training.rows",
        "Clean_calibration.rows": None if also else "LoadRows_calibration.rows",
    }
    assert codes == (["PC202"] * 2 if also else [])


def test_contracts_of_one_work_are_not_those_of_another_with_the_same_words() -> None:
    """`LoadTraining` and `LoadTest` give other things than `LoadPool_validation` and its like."""
    loads = [
        Contract(f"Load_{part}", "Processing", give(output))
        for output, parts in (("rows", ("training", "testing")), ("pool", ("validation", "calib")))
        for part in parts
    ]
    whole = Contract("load", "Processing", give("table"))
    steps = with_families([one(f"step_{n}") for n, one in enumerate((*loads, whole))])

    assert [step.twins for step in steps] == [
        *("Load_testing", "Load_testing", "Load_calib", "Load_calib", "load")
    ]


def test_what_is_written_to_stay_empty_tells_no_contract_from_its_family() -> None:
    """Neither does a value: the contracts' inputs are the same."""
    extra = need("extra", required=False)
    loads = [
        Contract(f"LoadRows_{part}", "Processing", extra, give("rows"))
        for part in ("training", "calibration")
    ]
    one, other = (load(load.step_type) for load in loads)
    steps = with_families([one._replace(wants=()), other])

    assert {step.twins for step in steps} == {"LoadRows_calibration"}


def test_a_part_that_both_steps_say_leads_a_keyword() -> None:
    """`load_calibration` is for `prep_calibration`, though a keyword speaks for `load_pool`."""
    pool = Contract("LoadPool", "Processing", give("rows", aliases="columns"))
    calibration = Contract("LoadRows", "Processing", give("rows"))
    prep = Contract("Prepare", "Processing", need("rows", keywords="columns"), give("features"))

    wires, _, _ = wire(
        pool("load_pool"),
        calibration("load_calibration"),
        prep("prep_calibration"),
    )

    assert wires == {"prep_calibration.rows": "load_calibration.rows"}


def of_history_and_new(*outputs: str) -> str | None:
    """What `features_new` takes, beside `score_new`, which gives some outputs."""
    fetch = Contract("Fetch", "Processing", give("claims"))
    join = Contract("Join", "Processing", need("claims"), give("joined"))
    features = Contract("Features", "Processing", need("table"), give("features"))
    score = Contract("Score", "Processing", need("features"), *map(give, outputs))
    both = (c(f"{c.step_type.lower()}_{of}") for c in (fetch, join, features) for of in SIDES)
    wires, _, _ = wire(*both, score("score_new"))
    return wires["features_new.table"]


SIDES = ("history", "new")


def test_what_is_predicted_in_a_lane_does_not_part_the_lanes() -> None:
    """Only what else the one step of the lane gives may be what its others work on."""
    assert of_history_and_new("scores") == "join_new.joined"
    assert of_history_and_new("scored", "table") != "join_new.joined"


def test_a_model_is_told_by_the_name_of_its_step_though_its_type_says_it() -> None:
    """`boost.booster` is called a model by an alias, and `predict_cat` says whose it means."""
    boost = Contract("Boost", "Training", give("booster", MODEL, aliases="model"))
    cat = Contract("CatLearner", "Training", give("cbm", MODEL))
    predict = Contract("Predict", "Processing", need("model", MODEL), give("answers"))

    wires, _, texts = wire(boost("boost"), cat("cat"), predict("predict_cat"))

    assert wires["predict_cat.model"] != "boost.booster"
    assert "cat.cbm" in str(wires | dict.fromkeys(texts))
