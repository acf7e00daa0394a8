"""What looks as if it fitted, and is asked about or left empty: each was wired in a trial."""

from __future__ import annotations

import pytest

from pipec.compiler.model import InputPort, OutputPort
from wiring_language import DATA, MODEL, Contract, give, need, wire

LOAD = Contract("Load", "Processing", give("data"))


@pytest.mark.parametrize(
    ("first", "second", "output", "asked"),
    [
        ("train_small", "train_large", give("model", MODEL), need("model", MODEL)),
        ("pull_web", "pull_app", give("events"), need("events")),
        ("evaluate_all", "evaluate_slices", give("metrics"), need("metrics")),
    ],
)
def test_of_two_of_a_kind_that_depends_on_keeps_apart_none_is_the_later_form(
    first: str, second: str, output: OutputPort, asked: InputPort
) -> None:
    """They only run one after the other: the second does not work on what the first gives."""
    twin = Contract("Twin", "Processing", output)
    use = Contract("Use", "Processing", asked)

    wires, codes, _ = wire(twin(first), twin(second, after=first), use("use"))

    assert list(wires.values()) == [None]
    assert codes == ["PC202"]


@pytest.mark.parametrize("report", ["train_report", "train_statistics"])
def test_a_training_takes_no_report_about_its_data(report: str) -> None:
    """However well the name of the part agrees."""
    profile = Contract("Profile", "Processing", need("data"), give(report))
    train = Contract("Train", "Training", need("train", DATA), give("model", MODEL))

    wires, _, _ = wire(LOAD("load"), profile("profile"), train("fit"))

    assert wires["fit.train"] != f"profile.{report}"


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("model_quality", "data_quality"),
        ("model_bias", "data_bias"),
        ("model_drift_report", "data_drift_report"),
    ],
)
def test_what_is_found_out_about_the_data_is_not_about_the_model(asked: str, given: str) -> None:
    """A pipeline that watches its data need not watch its model."""
    check = Contract("Check", "Processing", need("data"), give(given))
    show = Contract("Show", "Processing", need(asked))

    wires, codes, _ = wire(LOAD("load"), check("check"), show("show"))

    assert (wires[f"show.{asked}"], codes) == (None, ["PC201"])


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("class_weights", "old_class_weights"),
        ("item_catalog", "cold_item_catalog"),
        ("route_map", "route_map_errors"),
    ],
)
def test_an_optional_input_is_not_filled_with_what_says_more(asked: str, given: str) -> None:
    """All its words are there, but of none does the step's name say that they are meant."""
    prep = Contract("Prep", "Processing", give("train"), give(given))
    use = Contract("Use", "Processing", need("train"), need(asked, required=False))

    wires, _, _ = wire(prep("prep"), use("use"))

    assert wires == {"use.train": "prep.train", f"use.{asked}": None}


def test_of_two_steps_with_one_number_none_is_the_one_before() -> None:
    """`02_text` and `02_image` stand side by side."""
    text = Contract("Text", "Processing", need("data"), give("features"))
    image = Contract("Image", "Processing", need("data"), give("features"))
    fit = Contract("Fit", "Training", need("features", DATA), give("model", MODEL))

    wires, codes, _ = wire(LOAD("01_load"), text("02_text"), image("02_image"), fit("03_train"))

    assert wires["03_train.features"] is None
    assert "PC202" in codes


def test_what_calibrates_a_model_is_no_report_about_it() -> None:
    """Nothing here has measured the model."""
    fit = Contract("Fit", "Training", need("data", DATA), give("model", MODEL))
    calibrate = Contract("Calibrate", "Processing", need("model", MODEL), give("calibration"))
    register = Contract("Register", "RegisterModel", need("model", MODEL), need("model_metrics"))

    wires, codes, _ = wire(LOAD("load"), fit("fit"), calibrate("calibrate"), register("register"))

    assert (wires["register.model_metrics"], codes) == (None, ["PC201"])


def test_of_steps_in_a_row_it_is_not_certain_that_all_read_the_raw_data() -> None:
    """Nobody takes what `dedupe` and `scale` make: one of them may work on the other's."""
    dedupe = Contract("Dedupe", "Processing", need("data"), give("deduped"))
    scale = Contract("Scale", "Processing", need("data"), give("scaled"))

    wires, codes, texts = wire(LOAD("load"), dedupe("dedupe"), scale("scale"))

    assert (set(wires.values()), codes) == ({None}, ["PC202", "PC202"])
    assert "write `from: [load]` or `from: [scale]`" in "\n".join(texts)
