"""What a model has learnt from is no data to try it on, whatever the ports are called."""

from __future__ import annotations

import pytest

from pipec.compiler.model import InputPort, OutputPort, WiringStep
from wiring_language import MODEL, Contract, give, need, wire


def cut(whole: str, *parts: str | OutputPort) -> Contract:
    """A step that divides what it calls `whole`."""
    given = (part if isinstance(part, OutputPort) else give(part) for part in parts)
    return Contract("Cut", "Processing", need(whole), *given)


def fit(*parts: str) -> Contract:
    """A training on the first part, which may look at the others, too."""
    more = (need(part, required=False) for part in parts[1:])
    return Contract("Fit", "Training", need(parts[0]), *more, give("model", MODEL))


def use(name: str, *, aliases: str = "") -> Contract:
    """A step that applies a model."""
    data = need(name, aliases=aliases)
    return Contract("Use", "Processing", need("model", MODEL), data, give("answers"))


def read(name: str) -> Contract:
    """What brings the whole."""
    return Contract("Read", "Processing", give(name))


@pytest.mark.parametrize("name", ["frame", "panel", "images", "rows", "ds"])
def test_the_part_that_is_new_to_the_model_is_meant_whatever_it_is_called(name: str) -> None:
    """The parts say nothing of the whole's name, and the input has it."""
    steps = (cut(name, "train", "test")("cut"), fit("train")("fit"), use(name)("use"))

    wires, codes, _ = wire(read(name)("read"), *steps)

    assert (wires[f"use.{name}"], codes) == ("cut.test", [])


def test_so_it_is_where_an_alias_has_the_name() -> None:
    """The input calls the whole its own way."""
    divide = cut("manifest", "train_manifest", "test_manifest")
    decode = use("cuts", aliases="manifest")

    wires, codes, _ = wire(
        read("manifest")("read"), divide("cut"), fit("train_manifest")("fit"), decode("decode")
    )

    assert (wires["decode.cuts"], codes) == ("cut.test_manifest", [])


def test_so_it_is_where_what_was_learnt_from_was_made_of_a_part() -> None:
    """`rows` of an augmentation say nothing of a part, and the training took them."""
    more = Contract("More", "Processing", need("train"), give("rows"))

    wires, codes, _ = wire(
        read("rows")("read"),
        cut("rows", "train", "test")("cut"),
        more("augment"),
        fit("rows")("fit", draws="augment"),
        use("rows")("use"),
    )

    assert (wires["use.rows"], codes) == ("cut.test", [])


def test_a_list_of_ones_own_that_leaves_the_split_out_settles_it() -> None:
    """Who lists what he takes means the whole."""
    score = Contract(
        "Use", "Processing", need("model", MODEL), need("frame", sources="Read"), give("answers")
    )

    wires, codes, _ = wire(
        read("frame")("read"),
        cut("frame", "train", "test")("cut"),
        fit("train")("fit"),
        score("use"),
    )

    assert (wires["use.frame"], codes) == ("read.frame", [])


@pytest.mark.parametrize("parts", [("train", "test"), ("train", "val", "test")])
def test_of_the_parts_of_one_split_that_is_meant_which_is_new_to_the_model(
    parts: tuple[str, ...],
) -> None:
    """`from:` says which step, and the training has been given all others."""
    learnt = parts[:-1]

    wires, codes, _ = wire(
        read("frame")("read"),
        cut("frame", *parts)("cut"),
        fit(*learnt)("fit"),
        use("frame")("use", draws="cut fit"),
    )

    assert (wires["use.frame"], codes) == ("cut.test", [])


@pytest.mark.parametrize(
    ("type_", "is_model"),
    [
        ("model", True),
        ("trainedModel", True),
        ("checkpoint", True),
        ("weights", True),
        ("class_weights", False),
        ("model_name", False),
        ("model_metrics", False),
        ("table", False),
    ],
)
def test_a_type_of_ones_own_is_that_of_models_if_it_is_called_so(
    type_: str, *, is_model: bool
) -> None:
    """Only what takes a model has nothing to do with what the training took."""
    learn = Contract("Fit", "Training", need("train"), give("result", type_))
    tries = Contract("Use", "Processing", need("result", type_), need("frame"), give("answers"))

    wires, _, _ = wire(
        read("frame")("read"), cut("frame", "train", "test")("cut"), learn("fit"), tries("use")
    )

    assert (wires["use.frame"] == "cut.test") is is_model


@pytest.mark.parametrize("draws", [None, "cut fit"])
def test_two_that_would_do_the_same_are_told_apart_or_asked_about(draws: str | None) -> None:
    """What a doubt lets draw level for the second comes back, and is not set back for ever."""
    tries = Contract("Eval", "Processing", need("model", MODEL), need("frame"), give("answers"))
    steps = (read("frame")("read"), cut("frame", "train", "val", "test")("cut"))

    wires, _, _ = wire(
        *steps, fit("train", "val")("fit"), *(tries(name, draws=draws) for name in ("eval", "last"))
    )

    assert wires["eval.frame"] == wires["last.frame"]
    assert wires["eval.frame"] in (None, "cut.test")


def test_of_two_parts_that_are_new_to_it_that_to_test_on_is_meant() -> None:
    """The other is there to calibrate on; of two others the user says which."""
    use_it = use("frame")("use", draws="cut fit")
    whole = read("frame")("read")

    wires, codes, _ = wire(
        whole, cut("frame", "train", "calibration", "test")("cut"), fit("train")("fit"), use_it
    )
    assert (wires["use.frame"], codes) == ("cut.test", [])

    wires, codes, _ = wire(
        whole, cut("frame", "train", "calibration", "val")("cut"), fit("train")("fit"), use_it
    )
    assert (wires["use.frame"], codes) == (None, ["PC202"])


def test_what_learns_something_itself_may_mean_any_part_that_is_new() -> None:
    """A threshold is not picked on the part to test on."""
    wires, codes, _ = wire(
        read("frame")("read"),
        cut("frame", "train", "calibration", "test")("cut"),
        fit("train")("fit"),
        use("frame")("pick_threshold", draws="cut fit"),
    )

    assert (wires["pick_threshold.frame"], codes) == (None, ["PC202"])


def test_the_truth_beside_predictions_is_of_the_part_that_is_new_to_their_model() -> None:
    """Nothing in `truth` says so, but the model is known by what it has predicted."""
    rate = Contract(
        "Rate", "Processing", need("answers"), need("truth"), give("error", report="e.json")
    )

    wires, codes, _ = wire(
        read("frame")("read"),
        cut("frame", "train", "val", "test")("cut"),
        fit("train", "val")("fit"),
        use("frame")("use"),
        rate("rate"),
    )

    assert (wires["use.frame"], wires["rate.truth"], codes) == ("cut.test", "cut.test", [])


def test_what_comes_from_elsewhere_is_a_rival_of_the_part_that_is_new() -> None:
    """Other data may be there to be scored: the user is asked."""
    wires, codes, _ = wire(
        read("frame")("read"),
        Contract("Fetch", "Processing", give("frame"))("fetch"),
        cut("frame", "train", "test")("cut", draws="read"),
        fit("train")("fit"),
        use("frame")("use"),
    )

    assert (wires["use.frame"], codes) == (None, ["PC202"])


def test_a_step_that_says_so_may_take_what_the_model_knows() -> None:
    """Between the parts of the split it is asked as before."""
    wires, codes, _ = wire(
        read("frame")("read"),
        cut("frame", "train", "test")("cut"),
        fit("train")("fit"),
        use("frame")("use_reference", draws="cut fit"),
    )

    assert (wires["use_reference.frame"], codes) == (None, ["PC202"])


def test_a_stack_learns_from_what_its_models_are_validated_on() -> None:
    """What gives a model is no test of another one."""
    stack = Contract(
        "Stack", "Processing", need("model", MODEL), need("frame"), give("stacked", MODEL)
    )

    wires, codes, _ = wire(
        read("frame")("read"),
        cut("frame", "train", "val", "test")("cut"),
        fit("train", "val")("fit"),
        stack("stack", draws="cut fit"),
    )

    assert (wires["stack.frame"], codes) == (None, ["PC202"])


def test_an_evaluation_takes_the_only_part_that_is_new_to_the_model() -> None:
    """Its list names both steps; the whole has its name, and in it what the model knows."""
    frame = need("frame", sources="Read Cut")
    rate = Contract("Rate", "Processing", need("model", MODEL), frame, give("answers"))
    evaluate = Contract("Evaluate", "Processing", need("model", MODEL), frame, give("answers"))
    steps = (
        read("frame")("read"),
        cut("frame", "train", "val", "test")("cut"),
        fit("train", "val")("fit"),
    )

    wires, codes, _ = wire(*steps, evaluate("evaluate"))
    assert (wires["evaluate.frame"], codes) == ("cut.test", [])

    wires, codes, _ = wire(*steps, rate("rate"))
    assert (wires["rate.frame"], codes) == (None, ["PC202"])


LEARN = Contract("Learn", "Training", need("rows"), give("model", MODEL), give("guessed_rows"))


def test_what_a_training_gives_beside_its_model_is_no_data_to_try_that_on() -> None:
    """It says more of what is asked for; but it comes from the model itself."""
    load = Contract("Load", "Processing", give("rows"))
    rate = Contract("Rate", "Processing", need("model", MODEL), need("guessed_frame"))

    wires, codes, _ = wire(load("load"), LEARN("learn"), rate("rate"))

    assert (wires["rate.model"], wires["rate.guessed_frame"]) == ("learn.model", None)
    assert codes == ["PC201"]

    wires, codes, _ = wire(load("load"), LEARN("learn"), rate("rate", draws="learn"))
    assert (wires["rate.guessed_frame"], codes) == ("learn.guessed_rows", [])


def test_what_is_found_out_with_a_model_stands_for_what_its_training_says() -> None:
    """Both are answers; those of the step that applies the model are a later form."""
    learn = Contract("Learn", "Training", need("rows"), give("model", MODEL), give("answers"))
    apply = Contract("Apply", "Processing", need("model", MODEL), need("rows"), give("answers"))
    judge = Contract("Judge", "Processing", need("answers"), give("verdict"))
    load = Contract("Load", "Processing", give("rows"))

    wires, codes, _ = wire(load("load"), learn("learn"), apply("apply"), judge("judge"))

    assert (wires["judge.answers"], codes) == ("apply.answers", [])


@pytest.mark.parametrize(
    ("kind", "ports"),
    [
        ("Training", (need("base", MODEL), need("train"), give("adapter"))),
        ("Processing", (need("train"), give("adapter"), give("draft_model", MODEL))),
    ],
)
def test_what_was_trained_into_a_model_has_taught_it_whatever_it_is_called(
    kind: str, ports: tuple[InputPort | OutputPort, ...]
) -> None:
    """An `adapter` is no model by its name, but a training has made it."""
    adapt = Contract("Adapt", kind, *ports)
    merge = Contract(
        "Merge", "Processing", need("base", MODEL), need("adapter"), give("model", MODEL)
    )
    steps = (
        read("rows")("read"),
        cut("rows", "train", "test")("cut"),
        Contract("Fetch", "Processing", give("base", MODEL))("fetch"),
        adapt("adapt"),
        merge("merge"),
    )

    wires, codes, _ = wire(*steps, use("rows")("use"))

    assert wires["merge.adapter"] == "adapt.adapter"
    assert (wires["use.rows"], codes) == ("cut.test", [])


MAKE = Contract("Make", "Processing", need("features"), give("model", MODEL))


def test_what_a_model_has_learnt_from_is_no_part_to_test_it_on() -> None:
    """Nobody has split it: that step is missing."""
    wires, codes, _ = wire(read("features")("read"), MAKE("make"), use("test_features")("use"))

    assert (wires["make.features"], wires["use.test_features"]) == ("read.features", None)
    assert codes == ["PC201"]


@pytest.mark.parametrize(
    ("asked", "part"), [("background", "train"), ("reference", "train"), ("cases", "test")]
)
def test_the_background_of_an_explanation_is_what_the_model_has_learnt_from(
    asked: str, part: str
) -> None:
    """Other cases are new to it."""
    explain = Contract("Explain", "Processing", need("model", MODEL), need(asked), give("shap"))
    divide, train = cut("rows", "train", "val", "test")("cut"), fit("train", "val")("fit")

    wires, _, _ = wire(read("rows")("read"), divide, train, explain("explain"))

    assert wires[f"explain.{asked}"] == f"cut.{part}"


def test_what_an_open_step_might_make_of_a_part_does_not_count_against_it() -> None:
    """Which part `look` works on is not known; which one is new to the model is."""
    look = Contract("Look", "Processing", need("shots", sources="Cut"), give("frame"))
    divide, train = cut("rows", "train", "val", "test")("cut"), fit("train")("fit")
    score = Contract("Use", "Processing", need("model", MODEL), need("cases", sources="Cut"))

    wires, _, _ = wire(read("rows")("read"), divide, train, score("use"), look("look"))

    assert wires["look.shots"] is None
    assert wires["use.cases"] == "cut.test"


def north_and_south(*contracts: Contract) -> list[WiringStep]:
    """Two lanes, in each of which the parts of the rows are looked at, too."""
    look = Contract("Look", "Processing", need("train"), need("test"))
    return [
        step(f"{step.step_type.lower()}_{side}")
        for step in (read("rows"), cut("rows", "train", "test"), fit("train"), look, *contracts)
        for side in ("north", "south")
    ]


def test_the_whole_is_not_the_only_one_near_if_the_model_has_learnt_a_part_of_it() -> None:
    """The steps' names speak for the whole, and for the parts only less."""
    wires, _, _ = wire(*north_and_south(use("input")))

    assert wires["use_north.input"] == "cut_north.test"


def test_so_it_is_not_while_the_model_is_unclear() -> None:
    """Nobody knows what that has learnt."""
    boost = Contract("Boost", "Training", need("train"), give("model", MODEL))

    wires, _, _ = wire(*north_and_south(boost, use("input")))

    assert (wires["use_north.model"], wires["use_north.input"]) == (None, None)


STOPPED = ("train_set", "eval_set", "test_set")


def stopped_on_eval(*steps: WiringStep) -> dict[str, str | None]:
    """The wires of some steps, after a training that took `eval_set` and not `test_set`."""
    first = [read("rows")("read"), cut("rows", *STOPPED)("cut"), fit(*STOPPED[:2])("fit")]
    wires, _, _ = wire(*first, *steps)
    return wires


@pytest.mark.parametrize("draws", [None, "cut fit"])
def test_an_idle_test_part_is_asked_about_beside_what_training_was_stopped_on(
    draws: str | None,
) -> None:
    """`eval_set` has the name, and is known to the model: neither is taken unasked."""
    evaluate = use("eval_set")("evaluate", draws=draws) if draws else use("eval_set")("evaluate")

    assert stopped_on_eval(evaluate)["evaluate.eval_set"] is None


@pytest.mark.parametrize("between", [1, 2])
def test_so_it_is_where_the_parts_are_worked_on_first(between: int) -> None:
    """What is made of `eval_set` is taken as nobody else takes it; so it is with the test part."""
    forms = [[f"{part}{'_done' * number}" for part in STOPPED] for number in range(3)]
    works = [
        Contract(f"Work{number}", "Processing", *map(need, forms[number]), *map(give, new))
        for number, new in enumerate(forms[1 : between + 1])
    ]
    learn = Contract("Learn", "Training", need("train"), need("eval"), give("model", MODEL))
    first = [read("rows")("read"), cut("rows", *STOPPED)("cut")]
    steps = [work(work.step_type.lower()) for work in works]

    wires, codes, _ = wire(*first, *steps, learn("learn"), use("eval")("evaluate"))

    last = steps[-1]
    assert wires["learn.eval"] == f"{last.name}.{last.outputs[1].name}"
    assert (wires["evaluate.eval"], codes) == (None, ["PC202"])


def test_so_it_is_not_where_the_test_part_is_taken() -> None:
    """Nothing is idle then."""
    report = Contract("Report", "Processing", need("test_set"), give("counts"))

    wires = stopped_on_eval(use("eval_set")("evaluate"), report("report"))
    assert wires["evaluate.eval_set"] == "cut.eval_set"


@pytest.mark.parametrize("name", ["pick_threshold", "blend", "evaluate_on_all"])
def test_so_it_is_not_for_a_step_that_may_mean_what_the_model_knows(name: str) -> None:
    """It says nothing of a test, or that it means all."""
    known = Contract("Use", "Processing", need("model", MODEL), need("eval_set"), give("report"))

    assert stopped_on_eval(known(name))[f"{name}.eval_set"] == "cut.eval_set"


def test_so_it_is_not_where_what_is_idle_is_not_to_test_on() -> None:
    """Nobody evaluates on what a model is calibrated with."""
    parts = ("train_set", "eval_set", "calibration_set")
    steps = [read("rows")("read"), cut("rows", *parts)("cut"), fit(*parts[:2])("fit")]

    wires, codes, _ = wire(*steps, use("eval_set")("evaluate"))

    assert (wires["evaluate.eval_set"], codes) == ("cut.eval_set", [])


def test_so_it_is_not_for_a_step_that_gives_a_model() -> None:
    """That learns itself, whatever it is called."""
    tune = Contract("Again", "Processing", need("model", MODEL), need("eval_set"), give("m", MODEL))

    wires = stopped_on_eval(tune("evaluate_again"))
    assert wires["evaluate_again.eval_set"] == "cut.eval_set"


def test_what_is_made_of_the_part_to_train_on_is_no_end_that_a_test_goes_past() -> None:
    """Nobody takes `aug_imgs`; the model is not silently tried on them."""
    read_all = Contract("Read", "Processing", give("imgs", "images"))
    given = [give(f"{part}_imgs", "images") for part in ("train", "val", "test")]
    split = Contract("Split", "Processing", need("images", "images"), *given)
    augment = Contract("More", "Processing", need("imgs", "images"), give("aug_imgs", "images"))
    more = augment("more", written="imgs", after="split")
    more = more._replace(written=((augment.inputs[0], "split", "train_imgs"),))
    data = need("train", "images"), need("validation", "images", required=False)
    learn = Contract("Learn", "Training", *data, give("ckpt", MODEL))
    model = need("model", MODEL)
    apply = Contract("Infer", "Processing", model, need("imgs", "images"), give("masks"))

    wires, codes, _ = wire(read_all("read"), split("split"), more, learn("learn"), apply("infer"))

    assert wires["infer.imgs"] is None
    assert (wires["learn.train"], codes) == (None, ["PC201", "PC202"])


def test_a_part_that_is_new_to_the_model_is_not_taken_for_another_thing() -> None:
    """`users` are no `test_interactions`; the truth beside predictions is called after nothing."""
    parts = ("train_interactions", "test_interactions")
    steps = [read("interactions")("read"), cut("interactions", *parts)("cut")]
    steps += [fit("train_interactions")("fit")]

    for name, given in (("users", None), ("ground_truth", "cut.test_interactions")):
        wires, _, _ = wire(*steps, use(name)("use"))
        assert wires[f"use.{name}"] == given


def test_what_a_model_has_made_of_data_is_no_data_to_try_it_on() -> None:
    """The step's name says what the scores' step does, and the input says nothing."""
    first = [read("rows")("read"), cut("rows", "train", "test")("cut"), fit("train")("boost")]
    score = Contract("Score", "Processing", need("model", MODEL), need("test"), give("data"))
    judge = Contract("Judge", "Processing", need("model", MODEL), need("input"), give("report"))

    wires, _, _ = wire(*first, score("score_boost"), judge("judge_boost"))

    assert wires["judge_boost.input"] != "score_boost.data"
