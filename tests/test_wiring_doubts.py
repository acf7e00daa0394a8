"""What is asked about rather than guessed: other parts of the data, leaks, twins, orders."""

from __future__ import annotations

import pytest

from wiring_language import DATA, MODEL, Contract, give, need, wire

READ = Contract("Read", "Processing", give("rows"))
CUT = Contract("Cut", "Processing", need("rows"), give("train"), give("test"))
FIT = Contract("Fit", "Training", need("train", DATA), give("model", MODEL))
APPLY = Contract("Apply", "Processing", need("model", MODEL), need("rows"), give("answers"))


# --- another part of the data -------------------------------------------------------------


@pytest.mark.parametrize("draws", [None, "read_validation"])
def test_what_is_of_another_part_is_not_taken_though_it_is_listed_and_has_the_name(
    draws: str | None,
) -> None:
    """Its own reader was forgotten, and the rows to validate on are no rows to train on."""
    tidy = Contract("Tidy", "Processing", need("rows", sources="Read"), give("tidied"))

    wires, codes, texts = wire(READ("read_validation"), tidy("tidy_training", draws=draws))

    assert (wires, codes) == ({"tidy_training.rows": None}, ["PC201"])
    assert "is of another part of the data" in texts[0]
    assert "if `read_validation.rows` is meant, write" in texts[0]


def test_what_names_another_part_by_its_pin_is_taken() -> None:
    """Whoever writes it means it."""
    tidy = Contract("Tidy", "Processing", need("rows", sources="Read"), give("tidied"))

    only = {"rows": "read_validation"}
    wires, codes, _ = wire(READ("read_validation"), tidy("tidy_training", only=only))

    assert (wires, codes) == ({"tidy_training.rows": "read_validation.rows"}, [])


def test_what_was_fitted_on_one_part_is_for_others() -> None:
    """A scaler is no data, nor are the answers that a stack of models is trained on."""
    scale = Contract(
        "Scale", "Processing", need("scaler", required=False, sources="Learn"), give("scaled")
    )
    learn = Contract("Learn", "Processing", give("scaler"))

    wires, codes, _ = wire(learn("learn_training"), scale("scale_test"))

    assert (wires, codes) == ({"scale_test.scaler": "learn_training.scaler"}, [])


# --- what nobody takes --------------------------------------------------------------------


def test_that_nobody_takes_it_does_not_outweigh_the_very_name() -> None:
    """`notes` are made of the pages, and for nobody; the input asks for pages."""
    pages = Contract("Pages", "Processing", give("pages"))
    index = Contract("Index", "Processing", need("pages"), give("index"))
    note = Contract("Note", "Processing", need("items"), give("notes"))

    wires, codes, _ = wire(pages("scan"), index("index"), note("note_pages"))

    assert wires == {"index.pages": None, "note_pages.items": "scan.pages"}
    assert codes == ["PC202"]


def test_what_was_done_to_a_thing_and_nobody_takes_is_meant() -> None:
    """`filled_pages` are pages, too."""
    pages = Contract("Pages", "Processing", give("pages"))
    index = Contract("Index", "Processing", need("pages"), give("index"))
    fill = Contract("Fill", "Processing", need("pages"), give("filled_pages"))

    wires, codes, _ = wire(pages("scan"), index("index"), fill("fill"))

    assert (wires["index.pages"], codes) == ("fill.filled_pages", [])


def test_what_is_found_out_about_answers_is_no_form_of_them() -> None:
    """A card and charts are made of the answers, by steps; nobody means them by `predictions`."""
    score = Contract("Score", "Processing", give("predictions"))
    draw = Contract("Draw", "Processing", need("predictions"), give("charts"))
    compare = Contract("Compare", "Processing", need("predictions"), give("gap"))

    wires, codes, _ = wire(score("score"), draw("draw"), compare("compare"))

    assert codes == []
    assert wires == {
        "draw.predictions": "score.predictions",
        "compare.predictions": "score.predictions",
    }


# --- models and what they are applied to --------------------------------------------------


def test_what_a_model_makes_of_the_data_is_no_later_form_of_them() -> None:
    """Of two sources neither is certain, and what is made of either with a model is neither."""
    source = Contract("Source", "Processing", give("samples"))
    shape = Contract("Shape", "Processing", need("samples"), give("shaped_samples"))
    fit = Contract("Fit", "Training", need("samples", DATA), give("model", MODEL))
    apply = Contract(
        "Apply", "Processing", need("samples"), need("model", MODEL), give("output_samples")
    )

    wires, codes, texts = wire(
        source("source_a"), source("source_b"), shape("shape"), fit("fit"), apply("apply")
    )

    assert wires["shape.samples"] is None
    assert set(codes) == {"PC202"}
    assert not any("apply.output_samples" in text for text in texts)


def test_what_is_made_with_an_encoder_is_a_later_form() -> None:
    """It is typed a model, and only works on the pages."""
    pages = Contract("Pages", "Processing", give("pages"))
    index = Contract("Index", "Processing", need("pages"), give("index"))
    encode = Contract(
        "Encode", "Processing", need("pages"), need("encoder", MODEL), give("encoded_pages")
    )

    wires, codes, _ = wire(pages("scan"), index("index"), encode("encode", written="encoder"))

    assert (wires["index.pages"], codes) == ("encode.encoded_pages", [])


def test_a_model_is_not_applied_unasked_to_what_it_has_learnt_from() -> None:
    """Nobody takes the part to test on: that is meant, though the whole has the input's name."""
    wires, codes, _ = wire(READ("read"), CUT("cut"), FIT("fit"), APPLY("apply"))

    assert (wires["apply.rows"], codes) == ("cut.test", [])


@pytest.mark.parametrize("name", ["apply_all", "apply_training", "apply_reference"])
def test_a_step_that_says_so_applies_it_to_all(name: str) -> None:
    """Some want the scores of what the model knows."""
    wires, _, texts = wire(READ("read"), CUT("cut"), FIT("fit"), APPLY(name))

    assert wires[f"{name}.rows"] in ("read.rows", None)
    assert not any("cut.test" in text.split("\n")[0] for text in texts)


def test_where_another_step_takes_the_part_the_whole_is_applied_to() -> None:
    """`check` tests the model; `apply` scores everybody."""
    check = Contract(
        "Check", "Processing", need("model", MODEL), need("test"), give("score", report="s.json")
    )

    wires, codes, _ = wire(READ("read"), CUT("cut"), FIT("fit"), APPLY("apply"), check("check"))

    assert (wires["apply.rows"], wires["check.test"], codes) == ("read.rows", "cut.test", [])


# --- the same work, and the order ---------------------------------------------------------


def test_two_steps_that_do_the_very_same_work_are_asked_about() -> None:
    """For `apply_test` more speaks; what `apply_late` means is not clear."""
    cut = Contract("Cut", "Processing", *map(give, ("train", "calibration", "test")))
    apply = Contract(
        "Apply", "Processing", need("model", MODEL), need("samples", keywords="test"), give("out")
    )

    wires, codes, texts = wire(
        cut("cut"),
        FIT("fit", draws="cut"),
        apply("apply_late", draws="cut fit"),
        apply("apply_test", draws="cut fit"),
    )

    assert wires["apply_test.samples"] == "cut.test"
    assert (wires["apply_late.samples"], codes) == (None, ["PC202"])
    assert "`cut.calibration`" in texts[0]


def test_what_a_list_puts_before_a_step_does_not_take_from_it_unasked() -> None:
    """`Shape` lists `Check`, so that a check comes first."""
    read = Contract("Read", "Processing", give("table"))
    check = Contract("Check", "Processing", need("dataset"), give("approved"))
    shape = Contract("Shape", "Processing", need("table", sources="Read Check"), give("featureSet"))

    wires, codes, _ = wire(read("read"), check("check"), shape("shape"))

    assert wires["check.dataset"] in ("read.table", None)
    assert "PC201" in codes or codes == []


def test_a_name_that_is_like_does_not_turn_round_what_has_the_very_name() -> None:
    """`merge` asks for what `tag` gives, so that `tag` does not run after it."""
    merge = Contract(
        "Merge",
        "Processing",
        need("texts"),
        need("rule_tags", required=False),
        give("lines_out", aliases="lines"),
    )
    read = Contract("Read", "Processing", give("clean_lines", aliases="texts"))
    tag = Contract("Tag", "Processing", need("lines"), give("rule_tags"))

    wires, codes, _ = wire(read("read"), merge("merge"), tag("tag"))

    assert wires["merge.rule_tags"] == "tag.rule_tags"
    assert (wires["tag.lines"], codes) == (None, ["PC201"])


def test_what_an_own_list_leaves_out_is_not_taken_for_being_alone() -> None:
    """The step that packs the model was forgotten."""
    fit = Contract("Fit", "Training", give("model_artifacts", MODEL))
    register = Contract(
        "Register", "RegisterModel", need("PackedModel", MODEL, sources="Pack", keywords="model")
    )

    wires, codes, texts = wire(fit("fit"), register("register"))

    assert (wires, codes) == ({"register.PackedModel": None}, ["PC201"])
    assert "add a step that uses `Pack`" in texts[0]


def test_an_input_that_asks_for_no_report_makes_no_report_a_later_form_of_another() -> None:
    """`current` could be any of three; `drift.report` is not therefore made of `rate_current`'s."""
    pull = Contract("Pull", "Processing", give("out"))
    rate = Contract("Rate", "Processing", give("report", report="rates.json"))
    drift = Contract("Drift", "Processing", need("current"), give("report", report="drift.json"))
    notify = Contract("Notify", "Processing", need("report"))
    steps = [pull("pull_current"), pull("copy_current"), rate("rate_current"), drift("drift")]

    wires, codes, _ = wire(*steps, notify("notify"))

    assert (wires["drift.current"], wires["notify.report"]) == (None, None)
    assert codes == ["PC202", "PC202"]


def test_that_the_steps_share_a_word_makes_no_report_training_data() -> None:
    """`judge_big` finds something out, later than `fit_big`, and its list leaves that out."""
    prepare = Contract("Prepare", "Processing", give("fit_train"), give("pairs"), give("prompts"))
    fit = Contract("Fit", "Training", need("train", sources="Prepare"), give("model", MODEL))
    learnt = need("fit_model", MODEL, sources="Fit")
    prefer = Contract("Prefer", "Training", need("pairs"), learnt, give("aligned_model", MODEL))
    judge = Contract(
        "Judge",
        "Processing",
        need("candidate", MODEL, sources="Fit Prefer"),
        need("prompts", sources="Prepare"),
        give("finding", report="finding.json", aliases="evaluation_report"),
    )

    wires, codes, _ = wire(
        prepare("prepare"),
        fit("fit_small"),
        fit("fit_big"),
        prefer("prefer_big"),
        judge("judge_small"),
        judge("judge_big"),
    )

    assert wires["fit_small.train"] == wires["fit_big.train"] == "prepare.fit_train"
    assert codes == ["PC202"]


# --- one word spelled in another way ------------------------------------------------------

TABLES = Contract("Tables", "Processing", give("data"))
TALLY = Contract("Tally", "Processing", need("data"), give("counts"))


def test_what_leads_by_its_spelling_only_is_asked_about() -> None:
    """`dataset` is `data`: that a team spelled one of two loads so says nothing of the wire."""
    other = Contract("Pull", "Processing", give("dataset"))

    wires, codes, texts = wire(TABLES("load_a"), other("load_b"), TALLY("tally"))

    assert (wires, codes) == ({"tally.data": None}, ["PC202"])
    assert "load_a.data" in texts[0]
    assert "load_b.dataset" in texts[0]


def test_two_words_for_one_thing_are_no_spellings_of_one() -> None:
    """`rows` and `table` are data, too, but nobody writes the one for the other."""
    rows = Contract("Rows", "Processing", give("rows"))
    table = Contract("Pull", "Processing", give("table"))
    tally = Contract("Tally", "Processing", need("rows"), give("counts"))

    wires, _, _ = wire(rows("load_a"), table("load_b"), tally("tally"))

    assert wires == {"tally.rows": "load_a.rows"}


def test_two_spellings_that_one_step_gives_or_asks_for_are_two_things() -> None:
    """What has the very name is taken."""
    both = Contract("Pull", "Processing", give("data"), give("dataset"))
    asks = Contract("Join", "Processing", need("data"), need("dataset"), give("joined"))
    other = Contract("Other", "Processing", give("dataset"))

    wires, _, _ = wire(both("load"), TALLY("tally"))
    assert wires == {"tally.data": "load.data"}

    wires, _, _ = wire(TABLES("load_a"), other("load_b"), asks("join"))
    assert wires == {"join.data": "load_a.data", "join.dataset": "load_b.dataset"}


def test_what_another_step_asks_for_by_its_name_is_another_thing() -> None:
    """Both words are names here: each input has its own."""
    other = Contract("Pull", "Processing", give("dataset"))
    use = Contract("Use", "Processing", need("dataset"), give("used"))

    wires, codes, _ = wire(TABLES("load_a"), other("load_b"), TALLY("tally"), use("use"))

    assert wires == {"tally.data": "load_a.data", "use.dataset": "load_b.dataset"}
    assert codes == []


def test_what_leads_by_more_than_its_spelling_is_taken() -> None:
    """By keywords here: it would lead, were the other one spelled as it is."""
    rows = Contract("Tables", "Processing", give("data", aliases="sales orders"))
    tally = Contract("Tally", "Processing", need("data", keywords="sales orders"), give("counts"))
    other = Contract("Pull", "Processing", give("dataset"))

    wires, _, _ = wire(rows("load_a"), other("load_b"), tally("tally"))

    assert wires == {"tally.data": "load_a.data"}


def test_a_model_that_is_spelled_otherwise_leads_nothing() -> None:
    """`mdl` says no more than `model`, which is its type."""
    fit = Contract("Fit", "Training", give("model", MODEL))
    tune = Contract("Adapt", "Training", give("mdl", MODEL))
    apply = Contract("Apply", "Processing", need("model", MODEL), give("answers"))

    wires, codes, _ = wire(fit("first"), tune("second"), apply("apply"))

    assert (wires, codes) == ({"apply.model": None}, ["PC202"])
