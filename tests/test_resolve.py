"""The wiring of whole pipelines: what is right, what is honest, what can never happen."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipec.compiler.diagnostics import Report
from pipec.compiler.model import InputPort, WiringStep
from pipec.compiler.wiring.evidence.scores import THRESHOLD
from wiring_language import DATA, MODEL, Contract, decided, give, need, wire

PREP = Contract(
    "TabularPreprocessing",
    "Processing",
    give("train_data"),
    give("validation_data"),
    give("test_data"),
)
PREP_ONE = Contract("TabularPreprocessing", "Processing", give("processed_data"))
TRAIN = Contract(
    "XGBoostTraining",
    "Training",
    need("training_data", DATA, sources="TabularPreprocessing DataLoad"),
    need("validation_data", DATA, sources="TabularPreprocessing", required=False),
    give("model_artifacts", MODEL, aliases="model trained_model"),
)
EVALUATE = Contract(
    "ModelEvaluation",
    "Processing",
    need("model", MODEL, sources="XGBoostTraining"),
    need("test_data", keywords="test"),
    need("calibration", required=False),
    give("evaluation_report"),
)
REGISTER = Contract(
    "ModelRegistration",
    "RegisterModel",
    need("model_artifacts", MODEL, aliases="model"),
    need("evaluation_report", required=False, aliases="metrics"),
    give("model_package_arn", "custom_property", data_type="String"),
)
CHECK = Contract("Condition", "Condition")
CLEAN = Contract("Clean", "Processing", need("raw_data"), give("processed_data"))
IMPUTE = Contract("Impute", "Processing", need("data", sources="Clean"), give("processed_data"))
ENCODE = Contract(
    "Encode", "Processing", need("data", sources="Clean Impute"), give("processed_data")
)
TRAIN_CHAIN = Contract(
    "XGBoostTraining",
    "Training",
    need("training_data", DATA, sources="Clean Impute Encode"),
    give("model_artifacts", MODEL),
)
FILTER = Contract("Filter", "Processing", need("data"), give("data"))

ABALONE = (
    PREP("PreprocessAbaloneData"),
    TRAIN("TrainAbaloneModel"),
    EVALUATE("EvaluateAbaloneModel"),
    CHECK("CheckMSE", after="EvaluateAbaloneModel"),
    REGISTER("RegisterAbaloneModel", block=("CheckMSE", "then"), after="CheckMSE"),
)

# --- ordinary pipelines -------------------------------------------------------------------


def test_the_abalone_pipeline_is_wired_right() -> None:
    """Every input has its output; the optional `calibration` stays empty; nothing is reported."""
    wires, codes, _ = wire(*ABALONE)

    assert wires == {
        "TrainAbaloneModel.training_data": "PreprocessAbaloneData.train_data",
        "TrainAbaloneModel.validation_data": "PreprocessAbaloneData.validation_data",
        "EvaluateAbaloneModel.model": "TrainAbaloneModel.model_artifacts",
        "EvaluateAbaloneModel.test_data": "PreprocessAbaloneData.test_data",
        "EvaluateAbaloneModel.calibration": None,
        "RegisterAbaloneModel.model_artifacts": "TrainAbaloneModel.model_artifacts",
        "RegisterAbaloneModel.evaluation_report": "EvaluateAbaloneModel.evaluation_report",
    }
    assert codes == []


@pytest.mark.parametrize("prep", [PREP, PREP_ONE], ids=["splits", "processed_data"])
@pytest.mark.parametrize("plain", ["prep_train", "prep"])
def test_two_trainings_are_told_apart_by_step_names(prep: Contract, plain: str) -> None:
    """`prep_calibration` feeds `calibrate`; the other feeds `train`, whether or not it says so."""
    wires, codes, _ = wire(
        prep(plain), prep("prep_calibration"), TRAIN("train"), TRAIN("calibrate")
    )

    assert codes == []
    assert str(wires["train.training_data"]).startswith(f"{plain}.")
    assert str(wires["calibrate.training_data"]).startswith("prep_calibration.")


def test_a_chain_of_transforms_is_wired_in_sequence() -> None:
    """Of several steps that offer `processed_data`, each takes the last before it."""
    wires, codes, _ = wire(
        CLEAN("clean", written="raw_data"), IMPUTE("impute"), ENCODE("encode"), TRAIN_CHAIN("train")
    )

    assert codes == []
    assert wires == {
        "impute.data": "clean.processed_data",
        "encode.data": "impute.processed_data",
        "train.training_data": "encode.processed_data",
    }


def test_one_line_of_from_settles_a_chain_without_lists() -> None:
    """Where nothing tells the order, it is an error; `from:` on one step is enough."""
    impute, encode = (
        Contract(name, "Processing", need("processed_data"), give("processed_data"))
        for name in ("Impute", "Encode")
    )
    train = Contract("Fit", "Training", need("processed_data", DATA))
    clean = CLEAN("clean", written="raw_data")

    wires, codes, _ = wire(clean, impute("impute"), encode("encode"), train("train"))
    assert set(wires.values()) == {None}
    assert codes == ["PC201", "PC201", "PC202"]

    wires, codes, _ = wire(
        clean, impute("impute"), encode("encode", draws="impute"), train("train")
    )
    assert codes == []
    assert wires["impute.processed_data"] == "clean.processed_data"
    assert wires["train.processed_data"] == "encode.processed_data"


def test_champion_and_challenger_keep_to_their_lanes() -> None:
    """Words that step names share carry a whole lane, and one preprocessing serves both."""
    lanes = ("champion", "challenger")
    steps = [
        make(f"{verb}_{lane}")
        for lane in lanes
        for verb, make in (("train", TRAIN), ("eval", EVALUATE), ("register", REGISTER))
    ]
    wires, codes, _ = wire(PREP("prep"), *steps)

    assert codes == []
    for lane in lanes:
        assert wires[f"train_{lane}.training_data"] == "prep.train_data"
        assert wires[f"eval_{lane}.model"] == f"train_{lane}.model_artifacts"
        assert wires[f"register_{lane}.model_artifacts"] == f"train_{lane}.model_artifacts"
        assert wires[f"register_{lane}.evaluation_report"] == f"eval_{lane}.evaluation_report"


def test_the_input_says_which_step_it_means() -> None:
    """`challenger_metrics` takes `metrics` of the step that says challenger; `model_a` likewise."""
    score = Contract("Score", "Processing", give("metrics"))
    compare = Contract(
        "Compare", "Processing", need("champion_metrics"), need("challenger_metrics")
    )
    ensemble = Contract("Blend", "Processing", need("model_a", MODEL), need("model_b", MODEL))
    wires, codes, _ = wire(
        score("score_champion"),
        score("score_challenger"),
        compare("compare"),
        TRAIN("train_a", written="training_data validation_data"),
        TRAIN("train_b", written="training_data validation_data"),
        ensemble("blend"),
    )

    assert codes == []
    assert wires == {
        "compare.champion_metrics": "score_champion.metrics",
        "compare.challenger_metrics": "score_challenger.metrics",
        "blend.model_a": "train_a.model_artifacts",
        "blend.model_b": "train_b.model_artifacts",
    }


def test_registration_takes_the_packaged_model_and_evaluation_the_trained_one() -> None:
    """A listed later form wins in a chain; a step that lists only training is not moved by it."""
    package = Contract(
        "ModelPackaging",
        "Processing",
        need("model", MODEL, sources="XGBoostTraining", aliases="model_artifacts"),
        give("packaged_model", MODEL, aliases="model_artifacts model"),
    )
    register = Contract(
        "Register",
        "RegisterModel",
        need(
            "model_artifacts",
            MODEL,
            sources="XGBoostTraining ModelPackaging",
            aliases="model packaged_model",
        ),
    )
    wires, codes, _ = wire(
        PREP("prep"), TRAIN("train"), package("package"), EVALUATE("evaluate"), register("register")
    )

    assert codes == []
    assert wires["register.model_artifacts"] == "package.packaged_model"
    assert wires["evaluate.model"] == "train.model_artifacts"


def test_a_listed_source_binds_names_that_mean_nothing() -> None:
    """`input-1` takes the only output of the only listed step."""
    port = need("input-1", sources="TabularPreprocessing")
    wires, codes, _ = wire(PREP_ONE("prep"), Contract("X", "Processing", port)("x"))

    assert (wires, codes) == ({"x.input-1": "prep.processed_data"}, [])


# --- honest when unsure -------------------------------------------------------------------


def test_equal_producers_are_an_error_with_the_line_to_write() -> None:
    """Two preprocessings and nothing to tell them apart: both are named with their scores."""
    wires, codes, texts = wire(
        PREP("prep_a"), PREP("prep_b"), TRAIN("train", written="validation_data")
    )

    assert wires["train.training_data"] is None
    assert codes == ["PC202"]
    assert "`prep_a.train_data` (0.88) and `prep_b.train_data` (0.88)" in texts[0]
    assert "write `from: [prep_a]` or `from: [prep_b]`" in texts[0]
    assert 'inputs: {training_data: "${steps.prep_a.train_data}"}' in texts[0]


def test_inputs_that_one_from_settles_are_one_error() -> None:
    """Where the same two steps fit several inputs, the inputs are named together."""
    _, codes, texts = wire(PREP("prep_a"), PREP("prep_b"), TRAIN("train"))

    assert codes == ["PC202"]
    title = "the inputs `training_data` and `validation_data` of `train`"
    assert f"`prep_a` and `prep_b` fit {title} nearly equally well" in texts[0]
    assert "write `from: [prep_a]` or `from: [prep_b]`\n" in texts[0]
    assert "gives `train_data` (0.88) and `validation_data` (0.97)" in texts[0]


def test_the_proposed_from_keeps_what_is_bound_already() -> None:
    """`from:` limits all inputs, so the line also names the steps of the other inputs."""
    _, codes, texts = wire(
        PREP("prep_a"),
        PREP("prep_b"),
        TRAIN("train", written="training_data validation_data"),
        EVALUATE("evaluate"),
    )

    assert codes == ["PC202"]
    assert "`from: [prep_a, train]` or `from: [prep_b, train]`" in texts[0]


def test_a_from_that_would_settle_nothing_is_not_proposed() -> None:
    """Where another input needs one of the two steps anyway, the wires are pinned instead."""
    score = Contract("Score", "Processing", give("metrics"), give("plots_a"))
    other = Contract("Rate", "Processing", give("metrics"))
    compare = Contract("Compare", "Processing", need("metrics"), need("plots_a"))
    _, codes, texts = wire(score("left"), other("right"), compare("compare"))

    assert codes == ["PC202"]
    assert "`from: [left]` or " in texts[0]
    assert ' or `inputs: {metrics: "${steps.right.metrics}"}`' in texts[0]


def test_the_proposed_line_works() -> None:
    """Following the hint of an ambiguity ends it."""
    _, codes, _ = wire(PREP("prep_a"), PREP("prep_b"), TRAIN("train", draws="prep_a"))

    assert codes == []


def test_outputs_of_one_step_that_fit_alike_are_pinned_by_inputs() -> None:
    """`from:` does not tell two outputs of one step apart, so the hint does not propose it."""
    split = Contract("Split", "Processing", give("left_part"), give("right_part"))
    use = Contract("Use", "Processing", need("portion", sources="Split"))
    _, codes, texts = wire(split("split"), use("use"))

    assert codes == ["PC202"]
    assert "from:" not in texts[0]
    assert '"${steps.split.left_part}"}` or ' in texts[0]
    assert '"${steps.split.right_part}"' in texts[0]


def test_a_type_match_alone_never_binds() -> None:
    """The only output of the right type is reported as a near miss, not taken."""
    lookup = Contract("Join", "Processing", need("exchange_rates"))
    wires, codes, texts = wire(PREP_ONE("prep"), lookup("join"))

    assert wires == {"join.exchange_rates": None}
    assert codes == ["PC201"]
    assert "the input `exchange_rates` of `join`" in texts[0]
    assert "`prep.processed_data` (0.17): the score is below 0.40" in texts[0]


def test_the_wrong_split_is_never_taken_for_want_of_better() -> None:
    """A listed source that offers only train data does not feed a required test input."""
    train_only = Contract("TabularPreprocessing", "Processing", give("train_data"))
    score = Contract("Score", "Processing", need("test_data", sources="TabularPreprocessing"))
    wires, codes, _ = wire(train_only("prep"), score("score"))

    assert (wires, codes) == ({"score.test_data": None}, ["PC201"])


@pytest.mark.parametrize(
    ("listed", "takes"),
    [("Processing", "prep.processed_data"), ("Training", None), ("Process", None)],
)
def test_a_listed_kind_means_the_steps_of_that_kind(listed: str, takes: str | None) -> None:
    """Whatever their contracts; and only as it is spelled."""
    lookup = Contract("Join", "Processing", need("exchange_rates", sources=listed))
    wires, _, _ = wire(PREP_ONE("prep"), lookup("join"))

    assert wires == {"join.exchange_rates": takes}


def test_a_later_form_that_is_not_listed_makes_the_listed_one_doubtful() -> None:
    """If `impute` works on what `clean` gives, a list that names only `clean` may be incomplete."""
    train = Contract("Fit", "Training", need("training_data", DATA, sources="Clean"))
    _, codes, texts = wire(CLEAN("clean", written="raw_data"), IMPUTE("impute"), train("train"))

    assert codes == ["PC202"]
    assert "`clean.processed_data`" in texts[0]
    assert "`impute.processed_data`" in texts[0]


def test_a_later_form_that_alone_bears_the_inputs_name_is_not_passed_over() -> None:
    """One's own list leaves it out, its alias says that it is meant: the user is asked."""
    load = Contract("DataLoad", "Processing", give("data"))
    features = Contract(
        "AddFeatures",
        "Processing",
        need("data", sources="DataLoad"),
        give("features", aliases="training_data"),
    )
    train = Contract("Train", "Training", need("training_data", DATA, sources="DataLoad"))
    wires, codes, texts = wire(load("Load"), features("Features"), train("Train"))
    assert wires == {"Features.data": "Load.data", "Train.training_data": None}
    assert codes == ["PC202"]
    assert "write `from: [Features]` or `from: [Load]`" in texts[0]


def test_a_later_form_in_the_same_lane_is_a_doubt_only_where_the_earlier_is_not_named() -> None:
    """`current` data of three steps: what is asked for by name stays, what is only listed not."""
    load = Contract("DataLoad", "Processing", give("data"))
    clean = Contract("Clean", "Processing", need("data", sources="DataLoad"), give("features"))
    score = Contract("Score", "Processing", need("table", sources="DataLoad"))
    named = Contract("Named", "Processing", need("data", sources="DataLoad"))
    steps = [load("LoadCurrent"), load("LoadPast"), clean("CleanCurrent"), clean("CleanPast")]
    wires, codes, texts = wire(*steps, score("ScoreCurrent"))

    assert wires["CleanCurrent.data"] == "LoadCurrent.data"
    assert (wires["ScoreCurrent.table"], codes) == (None, ["PC202"])
    assert "`CleanCurrent.features`" in texts[0]
    ends = (score("UseFeatures", only={"table": "CleanCurrent"}),)  # else they are made in vain
    wires, codes, _ = wire(*steps, *ends, named("NamedCurrent"))
    assert (wires["NamedCurrent.data"], codes) == ("LoadCurrent.data", [])


def test_a_consumer_named_after_another_step_does_not_take_the_listed_one_alone() -> None:
    """`check_xgb_student` is not given the teacher for that its trainer is listed."""
    teach = Contract("Teach", "Training", give("model", MODEL))
    distill = Contract("Distill", "Training", give("model", MODEL))
    evaluate = Contract("Evaluate", "Processing", need("model", MODEL, sources="Teach"))
    wires, codes, texts = wire(
        teach("train_xgb_teacher"), distill("tune_xgb_student"), evaluate("check_xgb_student")
    )

    assert (wires["check_xgb_student.model"], codes) == (None, ["PC202"])
    assert "`tune_xgb_student.model`" in texts[0]


def test_a_bare_model_means_the_ensemble() -> None:
    """What is registered is a model in its last form, not the one that it is made of."""
    blend = Contract(
        "Blend",
        "Processing",
        need("xgb_model", MODEL, sources="XGBoostTraining"),
        give("ensemble_model", MODEL),
    )
    wires, codes, _ = wire(
        TRAIN("train", written="training_data validation_data"),
        blend("blend"),
        REGISTER("register"),
    )

    assert codes == []
    assert "blend.ensemble_model" in wires.values()


def test_two_inputs_that_fit_one_output_alike_are_not_both_bound_to_it() -> None:
    """`current` and `previous` data from the only listed output is more likely a mistake."""
    drift = Contract(
        "Drift",
        "Processing",
        need("current", sources="TabularPreprocessing"),
        need("previous", sources="TabularPreprocessing"),
    )
    wires, codes, texts = wire(PREP_ONE("prep"), drift("drift"))

    assert set(wires.values()) == {None}
    assert codes == ["PC201", "PC201"]
    assert "it fits the input `previous` as well" in texts[0]


# --- optional inputs ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "port",
    [
        need("calibration", required=False),
        need("features", required=False),
        need("baseline_model", MODEL, required=False, sources="XGBoostTraining"),
        need("model_artifacts_input", MODEL, required=False),
        need("extra_data", required=False, sources="TabularPreprocessing"),
        need("input-2", required=False, sources="TabularPreprocessing"),
    ],
    ids=lambda port: port.name,
)
def test_an_optional_input_is_not_bound_by_likeness(port: InputPort) -> None:
    """Without the same name, an alias, or a listed source that agrees, it stays empty."""
    wires, codes, _ = wire(
        PREP("prep"),
        TRAIN("train", written="training_data validation_data"),
        Contract("Use", "Processing", port)("use"),
    )

    assert wires == {f"use.{port.name}": None}
    assert not {"PC201", "PC202"} & set(codes)


def test_an_optional_input_does_not_take_from_a_twin() -> None:
    """Two trainings that could start from a model do not feed each other."""
    warm = Contract("Train", "Training", need("model", MODEL, required=False), give("model", MODEL))
    wires, codes, _ = wire(warm("train_a"), warm("train_b"))

    assert (set(wires.values()), codes) == ({None}, [])


def test_an_optional_input_that_two_steps_fit_is_an_error() -> None:
    """Leaving it empty would be a guess as well."""
    _, codes, _ = wire(
        EVALUATE("evaluate_a", written="model test_data"),
        EVALUATE("evaluate_b", written="model test_data"),
        REGISTER("register", written="model_artifacts"),
    )

    assert codes == ["PC202"]


# --- gates --------------------------------------------------------------------------------


def test_nothing_is_taken_from_inside_a_branch() -> None:
    """A step outside does not see it; one in the same branch sees its siblings and the outside."""
    inside = ("Check", "then")
    steps = [
        CHECK("Check"),
        PREP("prep"),
        TRAIN("train", block=inside, after="Check"),
        REGISTER("register_in", block=inside, after="Check"),
        REGISTER("register_else", block=("Check", "else"), after="Check"),
        REGISTER("register_out"),
    ]
    wires, codes, texts = wire(*steps)

    assert wires["train.training_data"] == "prep.train_data"
    assert wires["register_in.model_artifacts"] == "train.model_artifacts"
    assert wires["register_else.model_artifacts"] is None
    assert wires["register_out.model_artifacts"] is None
    assert codes == ["PC201", "PC201"]
    assert "is in a branch that `register_else` is not in" in texts[0]


def test_an_order_the_wrong_way_round_is_named() -> None:
    """The best output comes from a step that waits for this one: the hint says so."""
    wires, codes, texts = wire(PREP("prep", after="train"), TRAIN("train"))
    assert (wires["train.training_data"], codes) == (None, ["PC201"])
    assert "`prep.train_data` would fit, but `prep` runs after this step" in texts[0]
    assert "`prep.train_data` (0.88): runs after `train`" in texts[0]


def test_a_known_follower_is_no_candidate() -> None:
    """A step that depends on the consumer, however well it fits, comes later; another is taken."""
    wires, codes, _ = wire(
        FILTER("a", written="data"), FILTER("b"), FILTER("c", after="b", written="data")
    )

    assert (wires["b.data"], codes) == ("a.data", [])


def test_wires_chosen_forbid_wires_back() -> None:
    """Once `encode` must follow `impute`, `impute` cannot take from `encode`."""
    impute = Contract("Impute", "Processing", need("processed_data"), give("processed_data"))
    encode = Contract(
        "Encode", "Processing", need("data", sources="Impute"), give("processed_data")
    )
    wires, codes, _ = wire(CLEAN("clean", written="raw_data"), impute("impute"), encode("encode"))

    assert codes == []
    assert wires == {
        "encode.data": "impute.processed_data",
        "impute.processed_data": "clean.processed_data",
    }


def test_two_steps_that_could_feed_each_other_are_both_left() -> None:
    """Neither direction is better, so neither is chosen."""
    wires, codes, _ = wire(FILTER("a"), FILTER("b"))

    assert (set(wires.values()), codes) == ({None}, ["PC201", "PC201"])


def test_a_step_named_under_inputs_is_the_only_candidate_and_enough() -> None:
    """`${steps.prep_b}` takes the output of prep_b that fits, though prep_a fits as well."""
    wires, codes, _ = wire(
        PREP("prep_a"),
        PREP("prep_b"),
        TRAIN("train", only={"training_data": "prep_b"}, written="validation_data"),
    )

    assert (wires, codes) == ({"train.training_data": "prep_b.train_data"}, [])


def test_an_optional_input_that_the_user_points_somewhere_must_bind() -> None:
    """`inputs: {calibration: ${steps.train}}` has nothing that fits, so it is an error."""
    _, codes, _ = wire(
        TRAIN("train", written="training_data validation_data"),
        EVALUATE("evaluate", only={"calibration": "train"}, written="model test_data"),
    )

    assert codes == ["PC201"]


# --- from: --------------------------------------------------------------------------------


def test_from_names_a_source_that_no_contract_lists() -> None:
    """With `from:` even names that mean nothing are bound; inputs pinned to a step ignore it."""
    source = Contract("S", "Processing", give("output-1"))
    sink = Contract("T", "Processing", need("input-2"), need("model", MODEL))
    wires, codes, _ = wire(
        source("a"),
        source("b"),
        TRAIN("train", written="training_data validation_data"),
        sink("sink", draws="b", only={"model": "train"}),
    )

    assert codes == []
    assert wires == {"sink.input-2": "b.output-1", "sink.model": "train.model_artifacts"}


def test_a_step_in_from_that_feeds_nothing_is_an_error() -> None:
    """The hint proposes `depends_on`; a step that feeds by a written reference is fine."""
    _, codes, texts = wire(PREP("prep"), PREP("other"), TRAIN("train", draws="prep other"))
    assert codes == ["PC202", "PC202"]

    load = Contract("Load", "Processing", give("rows"))
    _, codes, texts = wire(PREP("prep"), load("load"), TRAIN("train", draws="prep load"))
    assert codes == ["PC203"]
    assert "`load` in `from:` of `train`" in texts[0]
    assert "depends_on: [load]" in texts[0]

    _, codes, _ = wire(PREP("prep"), load("load"), TRAIN("train", draws="prep load", after="load"))
    assert codes == []


# --- what always holds --------------------------------------------------------------------

POOL = (
    *ABALONE,
    PREP("prep_calibration"),
    TRAIN("calibrate"),
    CLEAN("clean"),
    IMPUTE("impute"),
    ENCODE("encode"),
    FILTER("filter_a"),
    FILTER("filter_b"),
    FILTER("filter_c"),
    TRAIN_CHAIN("fit"),
    REGISTER("register"),
    EVALUATE("evaluate", draws="calibrate prep_calibration"),
)
pipelines = st.lists(st.sampled_from(POOL), unique_by=lambda step: step.name, min_size=1)


@settings(max_examples=60, deadline=None)
@given(pipelines, st.randoms(use_true_random=False))
def test_the_order_of_the_steps_changes_nothing(steps: list[WiringStep], random: object) -> None:
    """Shuffled, a pipeline has the same decisions and the same errors."""
    shuffled = list(steps)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = Report(), Report()
    decisions = {(item.step, item.input): item for item in decided(steps, first)}
    again = {(item.step, item.input): item for item in decided(shuffled, second)}

    assert decisions == again
    assert sorted(d.message for d in first.diagnostics()) == sorted(
        d.message for d in second.diagnostics()
    )


@settings(max_examples=60, deadline=None)
@given(pipelines)
def test_wires_never_close_a_cycle(steps: list[WiringStep]) -> None:
    """Whatever the steps, data and known order together can be sorted."""
    decisions = decided(steps, Report())
    before = {step.name: set(step.after) & {other.name for other in steps} for step in steps}
    for item in decisions:
        if item.chosen:
            before[item.step].add(item.chosen.step)
    while ready := [name for name, needs in before.items() if not needs]:
        for name in ready:
            del before[name]
        for needs in before.values():
            needs -= set(ready)

    assert before == {}


@settings(max_examples=60, deadline=None)
@given(pipelines)
def test_scores_are_their_parts_and_choices_are_above_the_threshold(
    steps: list[WiringStep],
) -> None:
    """For all candidates the parts add up to the score, which is within 0 and 1."""
    for item in decided(steps, Report(), runners_up=True):
        shown = [*item.others, *([item.chosen] if item.chosen else [])]
        for candidate in shown:
            assert round(sum(part.value for part in candidate.parts), 6) == candidate.score
            assert 0.0 <= candidate.score <= 1.0
        if item.chosen:
            assert item.chosen.refused is None
            assert item.chosen.score * 100 >= THRESHOLD
        assert len(item.others) <= 8


@settings(max_examples=60, deadline=None)
@given(pipelines)
def test_every_required_input_is_bound_or_reported(steps: list[WiringStep]) -> None:
    """Nothing required is left empty in silence, and nothing bound is reported."""
    report = Report()
    decisions = decided(steps, report)
    texts = [item.message for item in report.diagnostics()]
    for item in decisions:
        of_step = (text for text in texts if f"of `{item.step}`" in text)
        reported = any(f"`{item.input}`" in text for text in of_step)
        assert reported or not item.required or item.chosen is not None
        assert not (reported and item.chosen)


def test_decisions_come_in_the_order_of_the_steps_and_their_inputs() -> None:
    """One decision for each want, where the caller expects it."""
    decisions = decided(ABALONE, Report())
    expected = [(step.name, want.port.name) for step in ABALONE for want in step.wants]

    assert [(item.step, item.input) for item in decisions] == expected


def test_explanations_show_what_was_near_and_why_it_was_not_taken() -> None:
    """The other outputs of the same step are listed with their parts and the refusal."""
    decisions = decided(ABALONE, Report(), runners_up=True)
    training_data = decisions[0]
    refused = {candidate.output: candidate.refused for candidate in training_data.others}

    assert refused["test_data"] == "the score is below 0.40"
    labels = {part.label: part.value for c in training_data.others[:1] for part in c.parts}
    assert labels["TabularPreprocessing is a listed source"] == 0.35
    assert any(value == -0.4 for value in labels.values())


def test_runners_up_are_looked_for_only_when_asked() -> None:
    """They cost as much as the wiring itself, and change nothing about it."""
    with_others = decided(ABALONE, Report(), runners_up=True)
    without = decided(ABALONE, Report())

    assert [item.chosen for item in without] == [item.chosen for item in with_others]
    assert not any(item.others for item in without)


def test_a_chain_of_two_hundred_steps_is_wired_end_to_end() -> None:
    """Large pipelines resolve completely (their time is the benchmark's business)."""
    steps = [FILTER("s0", written="data")]
    steps += [FILTER(f"s{n}", draws=f"s{n - 1}") for n in range(1, 200)]
    wires, codes, _ = wire(*steps)

    assert codes == []
    assert wires == {f"s{n}.data": f"s{n - 1}.data" for n in range(1, 200)}


def test_a_cycle_that_the_user_wrote_does_no_harm() -> None:
    """Cycles in `depends_on` are reported elsewhere; the wiring ends all the same."""
    _, codes, _ = wire(FILTER("a", after="b", written="data"), FILTER("b", after="a"))

    assert codes == ["PC201"]
