"""Names as SageMaker and its SDK give them: `model_data`, `evaluation`, `transform_output`."""

from __future__ import annotations

import pytest

from pipec.compiler.model import OutputPort
from wiring_language import DATA, MODEL, Contract, give, need, wire

TRAIN = Contract("Fit", "Training", need("train", DATA), give("model_artifacts", MODEL))
PREP = Contract("Prep", "Processing", give("train"), give("test"))


def test_model_data_is_a_model_where_the_type_says_so() -> None:
    """`ModelDataUrl` and `model_data=` are where the service wants the model."""
    create = Contract(
        "Create", "Model", need("model_data", MODEL), give("model_name", "custom_property")
    )

    wires, codes, _ = wire(PREP("prep"), TRAIN("fit"), create("create"))

    assert (wires["create.model_data"], codes) == ("fit.model_artifacts", [])


def test_model_data_is_data_where_the_type_says_that() -> None:
    """`model_data` of files may be the data to model, and no model's report is taken for it."""
    prep = Contract("Prep", "Processing", give("model_data"))
    judge = Contract("Judge", "Processing", give("model_report"))
    use = Contract("Use", "Processing", need("model_data"))

    wires, codes, _ = wire(prep("prep"), judge("judge"), use("use"))

    assert (wires["use.model_data"], codes) == ("prep.model_data", [])


def test_an_output_that_is_called_model_data_is_not_what_an_input_for_the_model_means() -> None:
    """The card has a name of its own, though its type is that of a model."""
    fit = Contract("Fit", "Training", give("model", MODEL))
    card = Contract("Card", "Processing", need("model", MODEL), give("model_data", MODEL))
    use = Contract("Use", "Processing", need("model_data", MODEL))

    wires, codes, _ = wire(fit("fit"), card("card"), use("use"))

    assert wires == {"card.model": "fit.model", "use.model_data": "card.model_data"}
    assert codes == []


def test_statistics_are_no_constraints() -> None:
    """A quality check gives both, and both have all else in common with either input."""
    place = "custom_property"
    check = Contract(
        "Check",
        "QualityCheck",
        give("calculated_baseline_statistics", place),
        give("calculated_baseline_constraints", place),
        give("baseline_used_for_drift_check_statistics", place),
        give("baseline_used_for_drift_check_constraints", place),
    )
    kinds = ("statistics", "constraints")
    register = Contract(
        "Register",
        "RegisterModel",
        *(need(f"model_data_{kind}", place, sources="Check") for kind in kinds),
        *(need(f"drift_check_model_data_{kind}", place, sources="Check") for kind in kinds),
    )

    wires, codes, _ = wire(check("check"), register("register"))

    assert wires == {
        f"register.{asked}_{kind}": f"check.{given}_{kind}"
        for kind in kinds
        for asked, given in (
            ("model_data", "calculated_baseline"),
            ("drift_check_model_data", "baseline_used_for_drift_check"),
        )
    }
    assert codes == []


def test_a_required_report_is_the_only_evaluation_behind_the_model() -> None:
    """`model_statistics=` and `evaluation` have no word in common."""
    evaluate = Contract("Evaluate", "Processing", need("model", MODEL), give("evaluation"))
    register = Contract(
        "Register", "RegisterModel", need("model_data", MODEL), need("model_statistics")
    )

    wires, codes, _ = wire(PREP("prep"), TRAIN("fit"), evaluate("evaluate"), register("register"))

    assert (wires["register.model_statistics"], codes) == ("evaluate.evaluation", [])


def test_what_a_batch_transform_gives_is_predictions() -> None:
    """Whatever the output is called that SageMaker calls `TransformOutput`."""
    transform = Contract("Batch", "Transform", need("test"), give("transform_output"))
    evaluate = Contract("Evaluate", "Processing", need("predictions"), give("evaluation"))

    wires, codes, _ = wire(PREP("prep"), transform("batch"), evaluate("evaluate"))

    assert (wires["evaluate.predictions"], codes) == ("batch.transform_output", [])


@pytest.mark.parametrize(
    "outputs",
    [
        [give("cost_report", report="r.json")],
        [give("evaluation"), give("train")],
    ],
)
def test_no_report_about_something_else_is_taken(outputs: list[OutputPort]) -> None:
    """Costs are none of the model's statistics, and `evaluation` beside `train` is data."""
    other = Contract("Other", "Processing", need("model", MODEL), *outputs)
    register = Contract(
        "Register", "RegisterModel", need("model_data", MODEL), need("model_statistics")
    )

    wires, codes, _ = wire(PREP("prep"), TRAIN("fit"), other("other"), register("register"))

    assert (wires["register.model_statistics"], codes) == (None, ["PC201"])


def test_no_report_about_what_is_made_of_the_model_is_taken() -> None:
    """The base model has not got the tuned one's metrics."""
    tune = Contract("Tune", "Training", need("base_model", MODEL), give("tuned_model", MODEL))
    evaluate = Contract("Evaluate", "Processing", need("tuned_model", MODEL), give("evaluation"))
    register = Contract("Register", "RegisterModel", need("base_model", MODEL), need("metrics"))
    base = Contract("Base", "Training", give("base_model", MODEL))

    wires, codes, _ = wire(base("base"), tune("tune"), evaluate("evaluate"), register("register"))

    assert (wires["register.metrics"], codes) == (None, ["PC201"])


def test_a_list_that_leaves_the_evaluation_out_is_taken_at_its_word() -> None:
    """The step that it names is not there."""
    test = Contract("LoadTest", "Processing", need("model", MODEL), give("evaluation"))
    register = Contract(
        "Register",
        "RegisterModel",
        need("model_data", MODEL),
        need("model_statistics", sources="Evaluate"),
    )

    wires, codes, _ = wire(PREP("prep"), TRAIN("fit"), test("test"), register("register"))

    assert (wires["register.model_statistics"], codes) == (None, ["PC201"])


def test_of_two_evaluations_none_is_taken_unasked() -> None:
    """Nothing says which of them the registry is to show."""
    evaluate = Contract("Evaluate", "Processing", need("model", MODEL), give("evaluation"))
    compare = Contract("Compare", "Processing", need("model", MODEL), give("evaluation"))
    register = Contract(
        "Register", "RegisterModel", need("model_data", MODEL), need("model_statistics")
    )
    steps = [PREP("prep"), TRAIN("fit"), evaluate("evaluate"), compare("compare")]

    wires, codes, _ = wire(*steps, register("register"))

    assert (wires["register.model_statistics"], codes) == (None, ["PC201"])


def test_what_a_transform_gives_is_what_its_name_says_if_it_says_something() -> None:
    """`features` of a model that embeds are none."""
    transform = Contract("Embed", "Transform", give("features"))
    evaluate = Contract("Evaluate", "Processing", need("predictions"))

    wires, codes, _ = wire(transform("embed"), evaluate("evaluate"))

    assert (wires["evaluate.predictions"], codes) == (None, ["PC201"])


def test_of_a_steps_outputs_the_one_is_meant_of_which_the_name_says_more() -> None:
    """`create_second_best` says both words of `second_best_model`, and one of `best_model`."""
    tune = Contract("Tune", "Tuning", give("best_model", MODEL), give("second_best_model", MODEL))
    create = Contract("Create", "Model", need("model_data", MODEL, sources="Tune"))

    wires, codes, _ = wire(tune("tune"), create("create_top"), create("create_second_best"))

    assert wires == {
        "create_top.model_data": "tune.best_model",
        "create_second_best.model_data": "tune.second_best_model",
    }
    assert codes == []


def test_a_baseline_is_not_the_whole_of_which_the_others_are_parts() -> None:
    """`dataset` asks for any data; `baseline` is no more meant than `train`."""
    prep = Contract("Prep", "Processing", give("train"), give("test"), give("baseline"))
    check = Contract("Check", "ClarifyCheck", need("dataset", sources="Prep"))

    wires, codes, texts = wire(prep("prep"), check("check"))

    assert (wires["check.dataset"], codes) == (None, ["PC202"])
    assert "`prep.baseline`" in texts[0]


@pytest.mark.parametrize("name", ["full", "all_rows", "complete"])
def test_what_is_called_the_whole_is_one(name: str) -> None:
    """The parts of it are not meant by an input for any data."""
    prep = Contract("Prep", "Processing", give("train"), give("test"), give(name))
    check = Contract("Check", "ClarifyCheck", need("dataset", sources="Prep"))

    wires, codes, _ = wire(prep("prep"), check("check"))

    assert (wires["check.dataset"], codes) == (f"prep.{name}", [])


def test_what_little_speaks_for_is_not_taken_beside_something_nearly_as_good() -> None:
    """Both are data, and one of them is of a step with the same number: that is no reason."""
    make = Contract("Make", "Processing", give("report_data"), give("article_data"))
    judge = Contract("Judge", "Processing", need("articles"), give("sentiment_data"))
    shorten = Contract("Shorten", "Processing", need("summary_data"), give("short_text"))

    wires, codes, _ = wire(make("make"), judge("judge_1"), shorten("shorten_1"))

    assert (wires["shorten_1.summary_data"], codes) == (None, ["PC201"])
