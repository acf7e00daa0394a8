"""What goes into the registry: the packed model, the one that the step's name says, each once."""

from __future__ import annotations

import pytest

from wiring_language import DATA, MODEL, Contract, give, need, wire

TRAIN = Contract("Fit", "Training", give("model", MODEL))
REGISTER = Contract("Publish", "RegisterModel", need("model", MODEL))
RANKER = Contract("FitRanker", "Training", need("encoder", MODEL), give("ranker", MODEL))
TOWER = Contract("FitTower", "Training", give("encoder", MODEL))


@pytest.mark.parametrize("output", ["package", "packed_model", "bundle"])
def test_a_model_is_not_registered_past_what_it_is_packed_in(output: str) -> None:
    """Typed a model, a `package` is the model still, in its last form, whatever it is called."""
    pack = Contract("Wrap", "Processing", need("model", MODEL), give(output, MODEL))

    wires, codes, _ = wire(TRAIN("fit"), pack("wrap"), REGISTER("publish"))

    assert wires == {"wrap.model": "fit.model", "publish.model": f"wrap.{output}"}
    assert codes == []


def test_the_last_form_of_another_model_is_not_registered() -> None:
    """`refine` makes one of the coarse model; `publish_coarse` means that of `fit_coarse`."""
    refine = Contract("Refine", "Training", need("coarse_model", MODEL), give("model", MODEL))
    coarse = Contract("FitCoarse", "Training", give("model", MODEL))
    steps = [coarse("fit_coarse"), refine("refine"), REGISTER("publish_coarse")]

    wires, _, _ = wire(*steps, REGISTER("publish_fine"))

    assert wires["publish_coarse.model"] != "refine.model"


def test_a_package_of_another_type_is_no_model() -> None:
    """The archive of a web page made from a model is not asked about."""
    page = Contract("Render", "Processing", need("model", MODEL), give("package"))

    wires, codes, _ = wire(TRAIN("fit"), page("render"), REGISTER("publish"))

    assert wires["publish.model"] == "fit.model"
    assert codes == []


def test_a_model_that_is_only_called_what_the_consumer_says_is_meant() -> None:
    """`ranker` of FitRanker is a model by its type, and `publish_ranker` asks for any model."""
    steps = [TRAIN("fit"), TOWER("fit_tower"), RANKER("fit_ranker")]
    use = Contract("Use", "Processing", need("ranker", MODEL), need("model", MODEL))

    wires, codes, _ = wire(*steps, use("use"), REGISTER("publish_ranker"))

    assert wires["publish_ranker.model"] == "fit_ranker.ranker"
    assert codes == []


def test_a_word_that_all_steps_bear_points_to_no_model() -> None:
    """`shop` is the project's; `shop` of `shop_rank` is no more meant than what says `model`."""
    rank = Contract("Rank", "Training", give("shop", MODEL))
    use = Contract("Use", "Processing", need("shop", MODEL))
    steps = [TRAIN("shop_fit"), rank("shop_rank"), use("shop_use"), REGISTER("shop_publish")]

    wires, _, _ = wire(*steps)

    assert wires["shop_publish.model"] == "shop_fit.model"


def test_two_registrations_of_one_model_are_doubted_while_another_is_registered_by_nobody() -> None:
    """Both would take `model`; the one whose name says so keeps it."""
    ranker = Contract("FitRanker", "Training", need("encoder", MODEL), give("model", MODEL))
    steps = [TOWER("tower"), ranker("ranker")]

    wires, codes, reports = wire(*steps, REGISTER("put_lookup"), REGISTER("put_ranker"))

    assert wires["put_ranker.model"] == "ranker.model"
    assert wires["put_lookup.model"] is None
    assert codes == ["PC202"]
    assert "tower.encoder" in str(reports)


def test_a_model_goes_into_two_groups_where_there_is_no_other() -> None:
    """A registry for tests and one for production, say."""
    wires, codes, _ = wire(TRAIN("fit"), REGISTER("put_stage"), REGISTER("put_live"))

    assert wires == {"put_stage.model": "fit.model", "put_live.model": "fit.model"}
    assert codes == []


def test_of_two_branches_each_may_register_the_same_model() -> None:
    """Only one of them is run."""
    ranker = Contract("FitRanker", "Training", need("encoder", MODEL), give("model", MODEL))
    branches = [
        REGISTER("put_good", block=("gate", "then")),
        REGISTER("put_bad", block=("gate", "else")),
    ]

    wires, codes, _ = wire(TOWER("tower"), ranker("ranker"), *branches)

    assert wires["put_good.model"] == wires["put_bad.model"] == "ranker.model"
    assert codes == []


@pytest.mark.parametrize(("both", "rated"), [("both", "join.both"), ("packed", None)])
def test_any_model_is_the_one_of_which_no_other_is_made(both: str, rated: str | None) -> None:
    """Whether it is tried or registered; but what is packed is not what is tried."""
    split = Contract("Split", "Processing", give("train", DATA), give("test"))
    forest = Contract("FitForest", "Training", need("train", DATA), give("forest", MODEL))
    linear = Contract("FitLinear", "Training", need("train", DATA), give("linear", MODEL))
    join = Contract(
        "Join", "Processing", need("forest", MODEL), need("linear", MODEL), give(both, MODEL)
    )
    rate = Contract("Rate", "Processing", need("model", MODEL), need("test"), give("marks"))
    register = Contract("Register", "RegisterModel", need("model", MODEL))

    wires, _, _ = wire(
        split("split"),
        forest("forest"),
        linear("linear"),
        join("join"),
        rate("rate"),
        register("register"),
    )

    assert wires["rate.model"] == rated
    assert wires["register.model"] == f"join.{both}"


@pytest.mark.parametrize(
    ("names", "rated"), [("rate", "calibrate.calibrated_model"), ("before after", None)]
)
def test_twins_may_each_mean_another_form_of_the_model(names: str, rated: str | None) -> None:
    """One is tried before the calibration, and one after it."""
    fit = Contract("Fit", "Training", give("credit_model", MODEL))
    calibrate = Contract(
        "Calibrate", "Processing", need("credit_model", MODEL), give("calibrated_model", MODEL)
    )
    rate = Contract("Rate", "Processing", need("model", MODEL), give("marks"))

    wires, _, _ = wire(fit("fit"), calibrate("calibrate"), *map(rate, names.split()))

    assert {wires[f"{name}.model"] for name in names.split()} == {rated}


@pytest.mark.parametrize(("rows", "taken"), [("rows", "judge.report"), ("files", None)])
def test_a_registrations_report_is_of_a_step_that_may_have_to_do_with_a_model(
    rows: str, taken: str | None
) -> None:
    """`dedup` takes rows, of which no step with a model gives any; `judge` takes its answers."""
    load = Contract("Load", "Processing", give("rows", rows))
    report = give("report", "reports")
    dedup = Contract("Dedup", "Processing", need("rows", rows), give("unique_rows", rows), report)
    fit = Contract("Fit", "Training", need("unique_rows", rows), give("model", MODEL))
    answer = Contract("Answer", "Processing", need("model", MODEL), give("answers", "files"))
    judge = Contract("Judge", "Processing", need("answers", "files"), report, give("plot", "plots"))
    show = Contract("Show", "Processing", need("plot", "plots"))
    asked = need("report", "reports", required=False)
    register = Contract("Register", "RegisterModel", need("model", MODEL), asked)
    steps = [load("load"), dedup("dedup"), fit("fit"), answer("answer"), judge("judge")]

    wires, codes, _ = wire(*steps, show("show"), register("register"))

    assert (wires["register.report"], codes) == (taken, [] if taken else ["PC202"])
