"""An input for a part of the data takes that part, whatever the thing itself is called."""

from __future__ import annotations

import pytest

from wiring_language import DATA, MODEL, Contract, give, need, wire

SERIES = Contract("Aggregate", "Processing", give("series"))
WINDOW = Contract(
    "Window",
    "Processing",
    need("series"),
    give("train_window"),
    give("validation_window"),
    give("test_window"),
)
FIT = Contract(
    "FitForecaster",
    "Training",
    need("train_series", DATA),
    need("val_series", DATA, required=False),
    give("forecaster", MODEL),
)


@pytest.mark.parametrize("asked", ["test_series", "holdout_series"])
def test_the_part_outweighs_what_the_thing_is_called(asked: str) -> None:
    """The whole is called what is asked for, but it is no part; a test part is a holdout."""
    backtest = Contract("Backtest", "Processing", need("forecaster", MODEL), need(asked))

    wires, codes, _ = wire(SERIES("sum"), WINDOW("cut"), FIT("fit"), backtest("try_out"))

    assert wires == {
        "cut.series": "sum.series",
        "fit.train_series": "cut.train_window",
        "fit.val_series": "cut.validation_window",
        "try_out.forecaster": "fit.forecaster",
        f"try_out.{asked}": "cut.test_window",
    }
    assert codes == []


def test_a_test_part_is_no_holdout_where_there_is_one() -> None:
    """The step gives the very part that is asked for."""
    cut = Contract("Cut", "Processing", give("test_window"), give("holdout_window"))
    backtest = Contract("Backtest", "Processing", need("holdout_series"))

    wires, _, _ = wire(cut("cut"), backtest("try_out"))

    assert wires == {"try_out.holdout_series": "cut.holdout_window"}


def test_of_two_things_of_one_part_neither_is_meant() -> None:
    """`train_tiles` and `train_rasters`: which of them are the images is not said."""
    cut = Contract("CutTiles", "Processing", give("train_tiles"), give("train_rasters"))
    fit = Contract("FitSegmentation", "Training", need("train_images", DATA))

    wires, codes, _ = wire(cut("cut"), fit("fit"))

    assert wires == {"fit.train_images": None}
    assert codes == ["PC201"]


def test_what_a_step_and_its_output_say_together_is_before_another_thing() -> None:
    """`train_df` is `read_train.df` and no `train_features` that are made of it."""
    read = Contract("ReadCsv", "Processing", give("df"))
    features = Contract("MakeFe", "Processing", need("train_df"), give("train_fe"))
    folds = Contract("MakeFolds", "Processing", need("train_df"), give("folds"))
    fit = Contract("Fit", "Training", need("train_fe", DATA), need("folds", DATA))

    wires, _, _ = wire(
        *(read(f"read_{part}", settings={"part": part}) for part in ("train", "test")),
        features("fe"),
        folds("folds"),
        fit("fit"),
    )

    assert wires["fe.train_df"] == wires["folds.train_df"] == "read_train.df"


def test_of_forms_of_a_part_the_last_is_meant() -> None:
    """Both training steps take the balanced part, though the split gives the input's name."""
    cut = Contract("Split", "Processing", give("train_set"), give("test_set"))
    balance = Contract("Balance", "Processing", need("train_set"), give("balanced_train_set"))
    fits = [Contract(f"Fit{name}", "Training", need("train", DATA)) for name in ("Tree", "Net")]

    wires, codes, _ = wire(
        cut("cut"), balance("balance"), *(fit(f"fit_{n}") for n, fit in enumerate(fits))
    )

    assert wires == {
        "balance.train_set": "cut.train_set",
        "fit_0.train": "balance.balanced_train_set",
        "fit_1.train": "balance.balanced_train_set",
    }
    assert codes == []


def test_nothing_is_registered_for_its_part_alone() -> None:
    """`gini_test` is what was found on the test part, and not that part."""
    cut = Contract("Split", "Processing", give("train"), give("test"))
    register = Contract("Register", "RegisterModel", need("gini_test", required=False))

    wires, _, _ = wire(cut("cut"), register("register"))

    assert wires == {"register.gini_test": None}


@pytest.mark.parametrize("parts", [("low", "high"), ("low_spenders", "high_spenders")])
def test_the_whole_of_its_name_is_not_what_a_step_of_a_part_surely_means(
    parts: tuple[str, str],
) -> None:
    """`offer_low` says what `low` says: all `customers` would be the same for both."""
    load = Contract("Load", "Processing", give("customers"))
    divide = Contract("Divide", "Processing", need("customers"), *map(give, parts))
    offer = Contract("Offer", "Processing", need("model", MODEL), need("customers"))
    fits = [
        Contract(f"Fit{part}", "Training", need(part, DATA), give("model", MODEL))(f"fit_{lane}")
        for part, lane in zip(parts, ("low", "high"), strict=True)
    ]

    wires, codes, _ = wire(
        load("load"), divide("divide"), *fits, offer("offer_low"), offer("offer_high")
    )

    assert wires["offer_low.model"] == "fit_low.model"
    assert wires["offer_low.customers"] is wires["offer_high.customers"] is None
    assert codes == ["PC202", "PC202"]


def test_the_evaluation_may_take_the_part_to_calibrate_on() -> None:
    """Where there is no other, and the model has learnt from the rest."""
    load = Contract("Load", "Processing", give("rows"))
    fit = Contract("Fit", "Training", need("train_data", DATA), give("model", MODEL))
    evaluate = Contract("Evaluate", "Processing", need("model", MODEL), need("eval_data"))

    wires, codes, _ = wire(
        *(load(f"load_{part}", settings={"part": part}) for part in ("train", "calib")),
        fit("fit"),
        evaluate("judge", draws="load_calib fit"),
    )

    assert wires == {
        "fit.train_data": "load_train.rows",
        "judge.eval_data": "load_calib.rows",
        "judge.model": "fit.model",
    }
    assert codes == []


@pytest.mark.parametrize("lane", ["eval", "holdout"])
def test_of_twins_for_parts_the_one_called_eval_is_for_a_part(lane: str) -> None:
    """`clean_orders_eval` evaluates nothing: its rows are not for the training."""
    clean = Contract("CleanRows", "Processing", give("rows"))
    fit = Contract("Fit", "Training", need("rows", DATA))

    wires, _, _ = wire(
        *(clean(f"clean_orders_{part}", settings={"part": part}) for part in ("train", lane)),
        fit("fit_orders"),
    )

    assert wires == {"fit_orders.rows": "clean_orders_train.rows"}


def test_which_model_is_meant_a_word_of_the_types_tells_too() -> None:
    """`yield_eval` takes the `yield_model`, though its own type and the maker's say `yield`."""
    fits = [
        Contract(f"{name}Fit", "Training", give(f"{name.lower()}_model", MODEL))
        for name in ("Yield", "Pattern")
    ]
    evaluations = [
        Contract(f"{name}Eval", "Processing", need("model", MODEL)) for name in ("Yield", "Pattern")
    ]

    wires, codes, _ = wire(
        *(fit(name) for fit, name in zip(fits, ("yield_gbm", "pattern_net"), strict=True)),
        *(one(name) for one, name in zip(evaluations, ("yield_eval", "pattern_eval"), strict=True)),
    )

    assert wires == {
        "yield_eval.model": "yield_gbm.yield_model",
        "pattern_eval.model": "pattern_net.pattern_model",
    }
    assert codes == []


@pytest.mark.parametrize("name", ["stress_test", "smoke-test"])
def test_a_test_of_a_service_is_no_part_of_the_data(name: str) -> None:
    """So it takes any rows, also those to validate on."""
    load = Contract("Load", "Processing", give("rows"))
    call = Contract("CallEndpoint", "Processing", need("rows"))

    wires, codes, _ = wire(load("load_validation"), call(name))

    assert wires == {f"{name}.rows": "load_validation.rows"}
    assert codes == []


def test_parts_are_known_in_short_by_what_lies_beside_them() -> None:
    """`te` alone says nothing."""
    fit = Contract("Fit", "Training", need("train"), need("val", required=False), give("m", MODEL))
    divide = Contract("Divide", "Processing", need("pool"), give("tr"), give("va"), give("te"))
    rate = Contract("Rate", "Processing", need("m", MODEL), need("pool"), give("answers"))
    steps = (Contract("Read", "Processing", give("pool"))("read"), divide("divide"))

    wires, codes, _ = wire(*steps, fit("fit"), rate("rate"))

    assert (wires["fit.train"], wires["fit.val"]) == ("divide.tr", "divide.va")
    assert (wires["rate.pool"], codes) == ("divide.te", [])


def test_a_part_that_a_step_gives_outweighs_what_the_step_is_named_after() -> None:
    """Of `split_train` the one part is to test on, whatever the step says."""
    split = Contract("Split", "Processing", need("rows"), give("train"), give("test"))
    fit = Contract("Fit", "Training", need("train"), give("model", MODEL))
    rate = Contract("Rate", "Processing", need("model", MODEL), need("data"))

    wires, codes, _ = wire(
        Contract("Load", "Processing", give("rows"))("load"),
        split("split_train"),
        fit("fit"),
        rate("rate_test"),
    )

    assert (wires["rate_test.data"], codes) == ("split_train.test", [])


@pytest.mark.parametrize(
    ("others", "meant", "told"), [("scaled_train", None, ["PC202"]), ("", "scale.scaled_train", [])]
)
def test_steps_may_work_on_a_part_side_by_side(
    others: str, meant: str | None, told: list[str]
) -> None:
    """Others take `scaled_train` anyway: it is not lost if `encode` takes `train` as it is."""
    split = Contract("Split", "Processing", give("train"))
    encode = Contract("Encode", "Processing", need("train"), give("woe_train"))
    scale = Contract("Scale", "Processing", need("train"), give("scaled_train"))
    taken = [need(name) for name in ("woe_train", *others.split())]
    draw = Contract("Draw", "Processing", *taken, give("figure", report="figure.json"))

    wires, codes, _ = wire(split("split"), encode("encode"), scale("scale"), draw("draw"))

    assert wires["scale.train"] == "split.train"
    assert (wires["encode.train"], codes) == (meant, told)


def test_a_model_may_infer_on_the_part_to_test_on() -> None:
    """What is made of the part to train on is not taken silently in its place."""
    cut = Contract("Cut", "Processing", need("imgs"), give("train_imgs"), give("test_imgs"))
    more = Contract("More", "Processing", need("train_imgs"), give("more_imgs"))
    fit = Contract("Fit", "Training", need("train_imgs", DATA), give("model", MODEL))
    use = Contract("Use", "Processing", need("model", MODEL), need("imgs"), give("masks"))
    pull = Contract("Pull", "Processing", give("imgs"))

    wires, _, _ = wire(pull("pull"), cut("cut"), more("more"), fit("fit"), use("infer"))

    assert wires["infer.imgs"] == "cut.test_imgs"


@pytest.mark.parametrize("load", ["load", "load_train", "training_export"])
def test_that_both_say_train_makes_no_whole_the_part_to_train_on(load: str) -> None:
    """All rows are loaded to train; the part is not passed over silently."""
    source = Contract("Load", "Processing", give("rows"))
    cut = Contract("Split", "Processing", need("rows"), give("train_rows"), give("test_rows"))
    fit = Contract("Train", "Training", need("rows", DATA), give("model", MODEL))
    test = Contract("Evaluate", "Processing", need("model", MODEL), need("test_rows"), give("r"))

    wires, _, _ = wire(source(load), cut("split"), fit("train"), test("evaluate"))

    assert wires["train.rows"] is None
