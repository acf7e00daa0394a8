"""What the inputs of one step take together, and what an optional one takes for its step's name."""

from __future__ import annotations

import pytest

from wiring_language import FILES, MODEL, Contract, give, need, wire


def test_two_inputs_with_the_names_of_two_outputs_of_a_step_take_both_from_it() -> None:
    """That `label_notes` and `load_notes` share a word does not divide the pair."""
    load = Contract("Load", "Processing", give("visits"), give("schema"))
    ask = Contract("Ask", "Processing", give("prompts"), give("schema"))
    label = Contract(
        "Label",
        "Processing",
        need("rows", sources="Load"),
        need("prompts"),
        need("schema", required=False),
    )

    wires, codes, _ = wire(load("load_notes"), ask("ask"), label("label_notes"))

    assert wires["label_notes.schema"] == "ask.schema"
    assert codes == []


def test_of_two_inputs_for_one_output_that_has_it_which_would_lose_more() -> None:
    """What is left is nearly as good for the one, and much worse for the other."""
    fetch = Contract("Fetch", "Processing", give("base_reward_model", MODEL))
    adapt = Contract("Adapt", "Training", give("reward_model_adapter", MODEL))
    tune = Contract(
        "Tune", "Training", need("new_reward_model", MODEL), need("new_reward_adapter", MODEL)
    )

    wires, codes, _ = wire(
        fetch("fetch"), adapt("reward_model"), tune("tune_model", draws="fetch reward_model")
    )

    assert wires == {
        "tune_model.new_reward_model": "fetch.base_reward_model",
        "tune_model.new_reward_adapter": "reward_model.reward_model_adapter",
    }
    assert codes == []


CHECK = Contract("Check", "Processing", give("output_data"))
CUT = Contract("Cut", "Processing", give("pieces"))


def test_an_optional_input_takes_nothing_for_its_type_alone() -> None:
    """What a step in `from:` has left over may as well be meant for the other input."""
    use = Contract("Use", "Processing", need("input_data"), need("extra", required=False))

    wires, codes, _ = wire(CHECK("check"), CUT("cut"), use("use", draws="check cut"))

    assert wires["use.extra"] is None
    assert codes == ["PC203"]


@pytest.mark.parametrize(
    ("asked", "step", "given"),
    [
        ("schema", "import_schema", "result"),
        ("test_rows", "get_test_rows", "rows"),
        ("feature_importance", "compute_feature_importances", "signal"),
    ],
)
def test_what_a_step_and_its_output_say_together_is_enough(
    asked: str, step: str, given: str
) -> None:
    """If no other output does, and the step does not ask for it itself."""
    source = Contract("Source", "Processing", give(given))
    use = Contract("Use", "Processing", need(asked, required=False))
    bound = {f"use.{asked}": f"{step}.{given}"}

    assert wire(source(step), use("use"))[0] == bound
    assert wire(source(step), source(f"{step}_again"), use("use"))[0] == {f"use.{asked}": None}

    taker = Contract("Source", "Processing", need(asked), give(given))
    assert wire(taker(step), use("use"))[0][f"use.{asked}"] is None


def test_a_model_of_one_twin_is_not_for_the_other() -> None:
    """Nobody trains for the snps."""
    train = Contract("Train", "Training", give("files", MODEL))
    score = Contract("Score", "Processing", need("model_files", MODEL))

    wires, codes, _ = wire(train("train_indels"), score("score_snps"), score("score_indels"))

    assert wires["score_snps.model_files"] is None
    assert "PC201" in codes


@pytest.mark.parametrize("package", ["package", "packaged_model"])
def test_a_package_is_no_rival_of_the_model(package: str) -> None:
    """It goes to where models are registered; a list may name it all the same."""
    fit = Contract("Fit", "Training", give("model", MODEL))
    pack = Contract("Pack", "Processing", need("model", MODEL), give(package, MODEL))
    score = Contract("Score", "Processing", need("model", MODEL), need("rows", FILES))
    asks = Contract(
        "Score", "Processing", need("model", MODEL, sources="Fit Pack"), need("rows", FILES)
    )

    wires, codes, _ = wire(fit("fit"), pack("pack"), score("score", written="rows"))
    assert (wires["score.model"], codes) == ("fit.model", [])

    wires, _, _ = wire(fit("fit"), pack("pack"), asks("score", written="rows"))
    assert wires["score.model"] != "fit.model"


@pytest.mark.parametrize(("step_type", "name"), [("Bundle", "wrap"), ("Wrap", "package_it")])
def test_a_package_is_one_by_its_step_too(step_type: str, name: str) -> None:
    """`artifacts` says nothing of it, but what bundles a model gives its package."""
    fit = Contract("Fit", "Training", give("model", MODEL))
    pack = Contract(step_type, "Processing", need("model", MODEL), give("artifacts", MODEL))
    score = Contract("Score", "Processing", need("model", MODEL), need("rows", FILES))

    wires, codes, _ = wire(fit("fit"), pack(name), score("score", written="rows"))

    assert (wires["score.model"], codes) == ("fit.model", [])


def test_what_works_with_a_tool_does_not_make_it() -> None:
    """`encoded_rows` are no `encoder`, whatever the step that encodes them is called."""
    fit = Contract("Fit", "Processing", give("row_encoder"))
    encode = Contract("Encode", "Processing", need("encoder"), give("encoded_rows"))
    decode = Contract("Decode", "Processing", need("encoder"), give("plain_rows"))

    wires, codes, _ = wire(fit("fit"), encode("apply_row_encoder"), decode("decode"))

    assert wires == {
        "apply_row_encoder.encoder": "fit.row_encoder",
        "decode.encoder": "fit.row_encoder",
    }
    assert codes == []


def test_train_data_are_another_s_only_if_this_step_does_not_prepare_them() -> None:
    """The preparation of a training takes no test data for that."""
    load = Contract("Load", "Processing", give("examples"))
    prepare = Contract("Prepare", "Processing", need("examples"), give("graph"))
    fit = Contract("Fit", "Training", need("examples"), need("graph"), give("model", MODEL))

    wires, _, _ = wire(load("load_train"), load("load_test"), prepare("prepare"), fit("train_net"))

    assert wires["prepare.examples"] != "load_test.examples"


def test_the_output_that_says_more_of_the_step_s_name_is_meant() -> None:
    """All three read the same but for words of `count_gene_long`."""
    count = Contract("Count", "Processing", *map(give, ("rates", "rates_gene", "rates_gene_long")))
    use = Contract("Use", "Processing", need("rates"))

    wires, codes, _ = wire(count("quantify"), use("check_gene_long"))

    assert wires["check_gene_long.rates"] in (None, "quantify.rates_gene_long")
    count = Contract("Count", "Processing", *map(give, ("rates_gene", "rates_gene_long")))
    wires, codes, _ = wire(count("quantify"), use("check_gene_long"))
    assert (wires["check_gene_long.rates"], codes) == ("quantify.rates_gene_long", [])


@pytest.mark.parametrize("other", ["rows_hash", "checksum_of_rows"])
def test_a_hash_is_no_data_and_a_payload_is(other: str) -> None:
    """A model is asked with what is to be scored."""
    prep = Contract("Prep", "Processing", give("score_payload"), give(other))
    score = Contract("Score", "Processing", need("table"))

    wires, codes, _ = wire(prep("prep"), score("score", draws="prep"))

    assert (wires, codes) == ({"score.table": "prep.score_payload"}, [])


def test_a_container_is_no_model_and_metadata_may_be_where_it_is_from() -> None:
    """`metadata_vision_image_uri` is an image uri."""
    prep = Contract(
        "Prep", "Processing", give("metadata_model_reference"), give("metadata_vision_image_uri")
    )
    fit = Contract("Fit", "Processing", need("model_image_uri"))

    wires, codes, _ = wire(prep("prep"), fit("fit", draws="prep"))

    assert (wires, codes) == ({"fit.model_image_uri": "prep.metadata_vision_image_uri"}, [])


def test_a_part_of_the_data_says_nothing_of_a_configuration() -> None:
    """That both are about validation is no reason to be configured by a file."""
    post = Contract("Post", "Processing", give("validation_lines"))
    score = Contract("Score", "Processing", need("config_file"))

    assert wire(post("post"), score("score_validation"))[0] == {
        "score_validation.config_file": None
    }


def _fed(*steps: str, sources: str = "") -> str | None:
    """What a training validates on that takes what a twin named after its other part gives."""
    tokenize = Contract("Tokenize", "Processing", need("texts"), give("out"))
    fit = Contract("Fit", "Training", need("train", sources=sources), need("val", required=False))
    made = [*(tokenize(step, written="texts") for step in steps), fit("fit")]
    wires, _, _ = wire(*made)
    assert wire(*reversed(made))[0] == wires
    return wires["fit.val"]


def test_a_twin_of_the_step_that_feeds_one_part_feeds_the_other() -> None:
    """`tok_val` is to `tok_train` as `val` to `train`, and `tok_all` is not, nor to `tok`."""
    assert _fed("tok_train", "tok_val") == "tok_val.out"
    assert _fed("tok_train", "tok_all") is None
    assert _fed("tok", "tok_val", sources="Tokenize") is None


def test_a_twin_that_works_on_the_other_part_is_not_passed_by() -> None:
    """A part as the split gives it has the alias, but what is beside it is scaled."""
    split = Contract("Split", "Processing", give("train"), give("validation"))
    scale = Contract("Scale", "Processing", need("rows", sources="Split"), give("scaled"))
    fit = Contract(
        "Fit",
        "Training",
        need("rows_train", sources="Scale", aliases="train"),
        need("rows_val", sources="Split Scale", aliases="validation", required=False),
    )

    steps = (split("split"), scale("scale_train"), scale("scale_val"), fit("fit"))
    wires, codes, _ = wire(*steps)

    assert wire(*reversed(steps))[0] == wires
    assert wires["fit.rows_train"] == "scale_train.scaled"
    assert (wires["fit.rows_val"], codes) == ("scale_val.scaled", [])


@pytest.mark.parametrize("other", ["va", "te"])
def test_short_parts_in_the_names_of_twins_are_parts(other: str) -> None:
    """`tok_tr` takes `split.train`, as `tok_va` is beside it; alone it may be anything."""
    split = Contract("Split", "Processing", give("train"), give("validation"), give("test"))
    tokenize = Contract("Tokenize", "Processing", need("in"), give("out"))
    part = {"va": "validation", "te": "test"}[other]

    wires, codes, _ = wire(split("split"), tokenize("tok_tr"), tokenize(f"tok_{other}"))

    assert wires == {"tok_tr.in": "split.train", f"tok_{other}.in": f"split.{part}"}
    assert codes == []
    assert wire(split("split"), tokenize("tok_tr"), tokenize("tok_is"))[0]["tok_tr.in"] is None


@pytest.mark.parametrize(
    ("short", "taken"),
    [
        ("clk", "clicks"),
        ("cnv", "conversions"),
        ("conv", "conversions"),
        ("cvr", "conversions"),
        ("rfnd", "refunds"),
        ("ref", None),
        ("rnd", None),
        ("cln", None),
        ("cnvrs", None),
        ("c", None),
    ],
)
def test_a_short_word_of_a_step_tells_equals_apart(short: str, taken: str | None) -> None:
    """It begins one of them, but for vowels, nasals and what is heard once; pipec knows `ref`."""
    log = Contract("Log", "Processing", *map(give, ("clicks", "conversions", "refunds")))
    join = Contract("Join", "Processing", need("outcomes", sources="Log"))
    steps = (log("logs"), join(f"{short}_join"))

    wires, _, _ = wire(*steps)

    assert wires == {f"{short}_join.outcomes": taken and f"logs.{taken}"}
    assert wire(*reversed(steps))[0] == wires


def _compared(*steps: str) -> list[str | None]:
    """What is compared as champion and as challenger, of measured steps of one contract."""
    measure = Contract("Measure", "Processing", need("rows"), give("metrics"))
    compare = Contract(
        "Compare", "Processing", need("champion_metrics"), need("challenger_metrics")
    )
    wires, _, _ = wire(*(measure(step, written="rows") for step in steps), compare("compare"))
    return [wires[f"compare.{name}_metrics"] for name in ("champion", "challenger")]


@pytest.mark.parametrize(("old", "new"), [("default", "tuned"), ("raw", "calibrated")])
def test_the_champion_is_the_old_one_and_the_challenger_the_new_one(old: str, new: str) -> None:
    """Whatever the order of the steps, and if one of either is there."""
    pair = [f"measure_{old}.metrics", f"measure_{new}.metrics"]

    assert _compared(f"measure_{old}", f"measure_{new}") == pair
    assert _compared(f"measure_{new}", f"measure_{old}") == pair
    assert _compared(f"measure_{old}", f"measure_{new}", "measure_new") == [None, None]
    assert _compared(f"measure_{old}", "measure_plain") == [None, None]
    assert _compared(f"measure_{old}", "measure_tune") == [None, None]
    assert _compared(f"measure_{old}_a", f"measure_{new}_b", f"measure_{new}_a") == [None, None]
