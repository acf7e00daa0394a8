"""What is made is meant to be taken: results that a wire passes by, and words that say it."""

from __future__ import annotations

import pytest

from pipec.compiler.wiring.words.comparison import (
    likeness,
    without_work,
)
from pipec.compiler.wiring.words.names import (
    lex,
)
from wiring_language import DATA, MODEL, Contract, give, need, wire

FETCH = Contract("Fetch", "Processing", give("calls"))
REDACT = Contract("Redact", "Processing", need("calls"), give("redacted"))
CHUNK = Contract("Chunk", "Processing", need("calls"), give("chunks"))


@pytest.mark.parametrize(
    ("output", "step", "left"),
    [
        ("redacted", "redact", set()),
        ("resampled_masks", "Resample", {"mask"}),
        ("masks", "resample", {"mask"}),
        ("train_predictions", "train", {"train", "predictions"}),
    ],
)
def test_what_a_name_says_besides_the_work_of_its_step(
    output: str, step: str, left: set[str]
) -> None:
    """A part of the data and a kind of thing are no work, though the step bears the word."""
    assert without_work(lex(output), lex(step)) == left


def test_a_step_whose_result_is_only_called_its_work_is_not_passed_by() -> None:
    """Nobody takes `redacted`, and what it is made of has the input's name: the user is asked."""
    wires, codes, _ = wire(FETCH("fetch"), REDACT("redact"), CHUNK("chunk"))

    assert wires == {"redact.calls": "fetch.calls", "chunk.calls": None}
    assert codes == ["PC202"]


def test_what_is_made_of_several_things_is_no_form_of_one() -> None:
    """`joined` is no longer the calls; that nobody takes it is not the chunks' matter."""
    join = Contract("Join", "Processing", need("calls"), need("agents"), give("joined"))
    agents = Contract("Agents", "Processing", give("agents"))

    wires, _, _ = wire(FETCH("fetch"), agents("agents"), join("join"), CHUNK("chunk"))

    assert wires["chunk.calls"] == "fetch.calls"


def test_one_of_two_results_is_not_passed_by_where_the_other_is_taken() -> None:
    """`resampled_masks` are the `masks`, worked on, as `resampled_scans` are the `scans`."""
    load = Contract("Import", "Processing", give("scans"), give("masks"))
    resample = Contract(
        "Resample",
        "Processing",
        need("scans"),
        need("masks"),
        give("resampled_scans"),
        give("resampled_masks"),
    )
    split = Contract("Split", "Processing", need("scans"), need("masks"), give("train"))

    wires, codes, _ = wire(load("import"), resample("resample"), split("split"))

    assert wires["split.scans"] == "resample.resampled_scans"
    assert wires["split.masks"] == "resample.resampled_masks"
    assert codes == []


def test_a_step_that_was_hung_behind_another_is_told() -> None:
    """`scrub` after `dedup` works for nobody; `dedup` could take what it makes."""
    scrub = Contract("Scrub", "Processing", need("calls"), give("scrubbed"))
    dedup = Contract("Dedup", "Processing", need("calls"), give("calls"))
    steps = [FETCH("fetch"), scrub("scrub"), dedup("dedup")]

    wires, codes, reports = wire(*steps, CHUNK("chunk", only={"calls": "dedup"}))

    assert wires["scrub.calls"] == "dedup.calls"
    assert codes == ["PC205"]
    assert "`calls` of `dedup` could take `scrubbed`" in str(reports)


def test_an_end_is_not_told_although_it_is_only_called_its_work() -> None:
    """Nobody else takes what it works on, so that nothing went past it."""
    clean = Contract("Clean", "Processing", need("raw"), give("rows"))
    mask = Contract("Mask", "Processing", need("rows"), give("masked"))
    load = Contract("Load", "Processing", give("raw_rows"))

    _, codes, _ = wire(load("load"), clean("clean"), mask("mask"))

    assert codes == []


def test_a_list_leaves_out_what_is_made_of_the_thing_that_it_names() -> None:
    """Nobody takes what `eval_small` finds out, but the list asks for what `prep` gives."""
    prep = Contract("Prep", "Processing", give("rows", DATA), give("statistics"))
    listed = need("statistics", sources="Prep")
    train = Contract("Train", "Training", need("rows", DATA), listed, give("model", MODEL))
    check = Contract("Check", "Processing", need("model", MODEL), listed, give("report"))
    sizes = ("small", "large")
    pairs = [(train(f"train_{size}"), check(f"eval_{size}")) for size in sizes]

    wires, codes, _ = wire(prep("prep"), *(step for pair in pairs for step in pair))

    assert codes == []
    assert {wires[f"train_{size}.statistics"] for size in sizes} == {"prep.statistics"}


@pytest.mark.parametrize(("alias", "told"), [("rows", ["PC205"]), ("", [])])
def test_a_check_that_an_optional_wire_puts_too_late_is_told(alias: str, told: list[str]) -> None:
    """It works on what `split` takes, and what it passes on has the input's name."""
    load = Contract("Load", "Processing", give("rows"))
    baseline = need("baseline", required=False, sources="Profile")
    gate = Contract("Gate", "Processing", need("rows"), baseline, give("passed", aliases=alias))
    split = Contract("Split", "Processing", need("rows", sources="Load"), give("train"))
    profile = Contract("Profile", "Processing", need("train"), give("baseline"))

    wires, codes, reports = wire(load("load"), gate("gate"), split("split"), profile("profile"))
    _, late, _ = wire(load("load"), gate("gate", after="split"), split("split"), profile("profile"))

    assert late == []  # it is written to run later
    assert (wires["gate.baseline"], wires["split.rows"]) == ("profile.baseline", "load.rows")
    assert codes == told
    assert ('rows: "${steps.gate.passed}"' in str(reports)) == bool(told)


def test_a_step_that_needs_what_the_other_gives_is_no_check_before_it() -> None:
    """`fit` could not take what the scores of its own model are."""
    load = Contract("Load", "Processing", give("rows"))
    fit = Contract("Fit", "Training", need("rows", DATA), give("model", MODEL))
    score = Contract("Score", "Processing", need("model", MODEL), need("rows"), give("rows"))

    _, codes, _ = wire(load("load"), fit("fit"), score("score"))

    assert codes == []


@pytest.mark.parametrize(("sources", "told"), [("Backtest", ["PC205"]), ("", [])])
def test_a_report_that_an_empty_inputs_list_names_is_told(sources: str, told: list[str]) -> None:
    """A report may be an end, but not where a list says who would take it."""
    train = Contract("Train", "Training", give("model", MODEL))
    backtest = Contract("Backtest", "Processing", need("model", MODEL), give("fare_report"))
    publish = Contract(
        "Publish",
        "Processing",
        need("model", MODEL),
        need("quality", required=False, sources=sources),
    )

    wires, codes, _ = wire(train("train"), backtest("backtest"), publish("publish"))

    assert (wires["publish.quality"], codes) == (None, told)


def test_the_word_of_a_lane_counts_where_its_contracts_say_it_too() -> None:
    """`train_email` is about email, though a TrainEmail can be about nothing else."""
    steps = []
    for lane in ("email", "chat"):
        name = lane.capitalize()
        steps += [
            Contract(f"Extract{name}", "Processing", give("messages"))(f"extract_{lane}"),
            Contract(f"Train{name}", "Training", need("messages", DATA), give("model", MODEL))(
                f"train_{lane}"
            ),
            Contract(f"Register{name}", "RegisterModel", need("model", MODEL))(f"register_{lane}"),
        ]

    wires, codes, _ = wire(*steps)

    assert codes == []
    for lane in ("email", "chat"):
        assert wires[f"train_{lane}.messages"] == f"extract_{lane}.messages"
        assert wires[f"register_{lane}.model"] == f"train_{lane}.model"


def test_a_year_tells_lanes_apart() -> None:
    """`rows_2023` are of the step that reads 2023."""
    read = Contract("Read", "Processing", give("rows"))
    stack = Contract("Stack", "Processing", need("rows_2023"), need("rows_2024"), give("table"))

    wires, codes, _ = wire(read("read_2023"), read("read_2024"), stack("stack"))

    assert codes == []
    assert wires == {"stack.rows_2023": "read_2023.rows", "stack.rows_2024": "read_2024.rows"}


def test_model_says_no_more_than_the_type() -> None:
    """What both the consumer and the output say of the ranker is more."""
    tower = Contract("TowerTraining", "Training", give("model", MODEL))
    ranker = Contract("RankerTraining", "Training", give("ranker", MODEL))
    register = Contract("Register", "RegisterModel", need("model", MODEL))

    wires, _, _ = wire(tower("train_tower"), ranker("train_ranker"), register("register_ranker"))

    assert wires["register_ranker.model"] != "train_tower.model"


@pytest.mark.parametrize(
    ("left", "right"), [("model_uri", "model_tar"), ("threshold_path", "threshold_json")]
)
def test_the_format_of_a_file_says_nothing(left: str, right: str) -> None:
    """As little as that it is a path."""
    assert likeness(left, right) == 1.0 or likeness(left, right) == likeness(right, right)


@pytest.mark.parametrize("made", ["coco_notes", "normalised_notes"])
def test_one_of_several_results_is_made_of_what_it_says_and_more(made: str) -> None:
    """Somebody takes the `label_map`, and nobody the notes that were converted."""
    fetch = Contract("Fetch", "Processing", give("notes"))
    convert = Contract("Normalise", "Processing", need("notes"), give(made), give("label_map"))
    cut = Contract("Cut", "Processing", need("notes"), give("shards"))
    check = Contract("Check", "Processing", need("shards"), need("label_map"), give("table"))

    wires, codes, _ = wire(fetch("fetch"), convert("normalise"), cut("cut"), check("check"))

    assert codes == []
    assert wires["cut.notes"] == f"normalise.{made}"


def test_that_both_steps_are_of_one_lane_makes_no_dashboard_a_later_form() -> None:
    """Nobody takes `wiki`, but it has nothing in common with `scored_data` but its lane."""
    load = Contract("Load", "Processing", give("rows"))
    fit = Contract("Fit", "Training", need("rows", DATA), give("booster", MODEL))
    score = Contract("Score", "Processing", need("booster", MODEL), need("rows"), give("answers"))
    wiki = Contract("Wiki", "Processing", need("answers"), give("wiki_output"))
    cut = Contract("Cut", "Processing", need("scored_data", aliases="answers"), give("threshold"))

    wires, codes, _ = wire(
        load("load_train"),
        load("load_oot"),
        fit("fit_train"),
        score("score_oot"),
        wiki("wiki_oot"),
        cut("cut_oot"),
    )

    assert wires["cut_oot.scored_data"] == "score_oot.answers"
    assert "PC202" not in codes


def test_what_another_input_asks_for_by_name_is_not_lost() -> None:
    """Nobody takes the augmented clips, but `fit` asks for them: `crop` goes on taking `clips`."""
    record = Contract("Record", "Processing", give("clips"))
    crop = Contract("Crop", "Processing", need("clips"), give("cropped_clips"))
    part = Contract(
        "Part", "Processing", need("clips", aliases="cropped_clips"), give("train_clips")
    )
    augment = Contract("Augment", "Processing", need("clips"), give("augmented_clips"))
    learner = need("train_clips", DATA, aliases="augmented_clips")
    fit = Contract("Fit", "Training", learner, give("model", MODEL))

    wires, _, _ = wire(record("record"), crop("crop"), part("part"), augment("augment"), fit("fit"))

    assert wires["crop.clips"] == "record.clips"
    assert wires["fit.train_clips"] is None


def test_what_a_registration_takes_is_not_lost_for_an_evaluation() -> None:
    """Of two that take what nobody did, the registration means it; the other says `pupil`."""
    part = Contract("Part", "Processing", give("train"), give("test"))
    teach = Contract("Teach", "Training", need("train", DATA), give("tutor_model", MODEL))
    learn = Contract(
        "Learn",
        "Training",
        need("train", DATA),
        need("tutor_model", MODEL),
        give("pupil_model", MODEL),
    )
    export = Contract("Export", "Processing", need("model", MODEL), give("onnx_model", MODEL))
    measure = Contract("Measure", "Processing", need("model", MODEL), need("test"))
    register = Contract("Register", "RegisterModel", need("model", MODEL))

    wires, codes, _ = wire(
        part("part"),
        teach("teach"),
        learn("learn_pupil"),
        export("export_pupil"),
        measure("measure_pupil"),
        register("register_pupil"),
    )

    assert codes == []
    assert wires["measure_pupil.model"] == "learn_pupil.pupil_model"
    assert wires["register_pupil.model"] == "export_pupil.onnx_model"


def test_a_step_that_calls_what_it_works_on_by_another_name_is_not_passed_by() -> None:
    """`scrub` takes `text` and gives `text`, and nobody takes it: the user is asked."""
    scrub = Contract("Scrub", "Processing", need("text"), give("text"))

    wires, codes, _ = wire(FETCH("fetch"), scrub("scrub", only={"text": "fetch"}), CHUNK("chunk"))

    assert wires["chunk.calls"] is None
    assert codes == ["PC202"]


@pytest.mark.parametrize("step", ["tidy", "clean_apps"])
def test_what_only_the_step_says_of_a_thing_is_said_of_what_is_made_of_it(step: str) -> None:
    """Nobody takes the `table` that is made of the applications: it may be what is joined."""
    pull = Contract("Pull", "Processing", give("extract"))
    tidy = Contract("Tidy", "Processing", need("extract"), give("table"))
    join = Contract("Join", "Processing", need("applications"), give("joined"))

    pulled = pull("pull_applications")

    wires, codes, _ = wire(pulled, tidy(step, draws="pull_applications"), join("join"))

    assert wires[f"{step}.extract"] == "pull_applications.extract"
    assert (wires["join.applications"], codes) == (None, ["PC202"])


def test_what_says_something_else_is_not_what_the_step_says() -> None:
    """A `vocabulary` of the applications is none of them, though nobody takes it."""
    pull = Contract("Pull", "Processing", give("extract"))
    count = Contract("Count", "Processing", need("extract"), give("vocabulary"))
    join = Contract("Join", "Processing", need("applications"), give("joined"))

    pulled = pull("pull_applications")

    wires, _, _ = wire(pulled, count("count", draws="pull_applications"), join("join"))

    assert wires["join.applications"] == "pull_applications.extract"


@pytest.mark.parametrize("output", ["tokenized", "tokens_of_others"])
def test_what_is_only_called_what_was_done_is_lost_though_its_tokenizer_is_taken(
    output: str,
) -> None:
    """The training takes what its twin has made of the part, and not the part itself."""
    divide = Contract("Divide", "Processing", give("train"), give("eval"))
    given = give(output), give("tokenizer")
    work = Contract("Tokenize", "Processing", need("dataset"), *given)
    fit = Contract("Fit", "Training", need("train", DATA), need("tokenizer", DATA))

    wires, _, _ = wire(divide("divide"), work("tokenize_train"), fit("fit"))

    assert wires["fit.tokenizer"] == "tokenize_train.tokenizer"
    is_work = output == "tokenized"
    assert (wires["fit.train"] == "tokenize_train.tokenized") is is_work
