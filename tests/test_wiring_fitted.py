"""What one step fits and its twins apply, and what lies beside the data that a step makes."""

from __future__ import annotations

import pytest

from wiring_language import DATA, MODEL, Contract, give, need, wire

LOAD = Contract("Load", "Processing", give("rows"))


def scaling(
    state: str, *, taken: str = "", sources: str = "", type_: str = "processing_output"
) -> Contract:
    """A contract that takes the state that it gives, perhaps as `taken`."""
    return Contract(
        "Scale",
        "Processing",
        need("raw"),
        need(taken or state, type_, required=False, sources=sources),
        give("scaled_rows"),
        give(state, type_),
    )


@pytest.mark.parametrize("sources", ["", "Scale"])
@pytest.mark.parametrize("state", ["tables", "ranges", "scaler", "parameters"])
def test_what_the_training_twin_fits_the_others_apply(state: str, sources: str) -> None:
    """Also one whose name is of no part of the data; and it takes nothing of theirs."""
    scale = scaling(state, sources=sources)

    wires, codes, _ = wire(
        *(
            scale(f"scale_{lane}", written="raw", settings={"raw": lane})
            for lane in ("training", "test", "monthly")
        )
    )

    fitted = f"scale_training.{state}"
    assert wires == {
        f"scale_training.{state}": None,
        f"scale_test.{state}": fitted,
        f"scale_monthly.{state}": fitted,
    }
    assert codes == []


def test_a_twin_that_the_user_names_is_taken_though_the_step_fits_itself() -> None:
    """`scale_train_more` goes on with all that `scale_train` has fitted."""
    states = [need(name, required=False) for name in ("tables", "ranges")]
    scale = Contract("Scale", "Processing", need("raw"), *states, give("tables"), give("ranges"))

    wires, codes, _ = wire(
        scale("scale_train", written="raw"),
        scale("scale_train_more", written="raw", draws="scale_train"),
    )

    assert wires["scale_train_more.tables"] == "scale_train.tables"
    assert (wires["scale_train_more.ranges"], codes) == ("scale_train.ranges", [])


@pytest.mark.parametrize("given", ["ranges", "ranges_output", "rangesOutput"])
def test_a_state_may_be_called_an_input_where_it_is_one(given: str) -> None:
    """`ranges_input` is for the `ranges` of the training, though another twin feeds it data."""
    scale = scaling(given, taken="ranges_input", sources="Scale")

    wires, codes, _ = wire(
        *(scale(f"scale_{lane}", written="raw") for lane in ("training", "test"))
    )

    assert wires["scale_test.ranges_input"] == f"scale_training.{given}"
    assert (wires["scale_training.ranges_input"], codes) == (None, [])


def test_what_another_lane_has_fitted_is_not_applied() -> None:
    """`scale_users` has nothing to do with what `scale_items_training` has fitted."""
    scale = scaling("ranges")

    wires, _, _ = wire(
        *(scale(name, written="raw") for name in ("scale_items_training", "scale_users"))
    )

    assert set(wires.values()) == {None}


FIT_BINS = Contract("FitBins", "Processing", need("raw"), give("bin_edges"), give("binned"))
APPLY_BINS = Contract("ApplyBins", "Processing", need("raw"), need("bin_edges"), give("binned"))


def test_what_was_fitted_on_training_data_is_applied_by_another_contract() -> None:
    """That its step is about other data says nothing against it."""
    wires, codes, _ = wire(
        LOAD("load"),
        FIT_BINS("bin_training", written="raw"),
        *(APPLY_BINS(f"bin_{part}", written="raw") for part in ("validation", "test")),
    )

    assert wires == dict.fromkeys(
        ("bin_validation.bin_edges", "bin_test.bin_edges"), "bin_training.bin_edges"
    )
    assert codes == []


def test_data_of_the_training_part_are_not_applied() -> None:
    """What the step itself asks for it passes on; where other data come from was forgotten."""
    clean = Contract("CleanAll", "Processing", need("images"), give("images"))
    crop = Contract("CropAll", "Processing", need("images"), give("images"))

    wires, codes, _ = wire(clean("clean_training", written="images"), crop("clean_test"))

    assert wires == {"clean_test.images": None}
    assert codes == ["PC201"]


def test_other_work_does_not_take_what_was_fitted_on_training_data() -> None:
    """`score_test` does something else: that its step is about other data counts."""
    wires, _, _ = wire(
        FIT_BINS("bin_training", written="raw"), APPLY_BINS("score_test", written="raw")
    )

    assert wires == {"score_test.bin_edges": None}


def test_what_a_step_passes_on_is_no_state() -> None:
    """`labels` come from where the images do."""
    load = Contract("LoadImages", "Processing", give("images"), give("labels"))
    augment = Contract(
        "Augment",
        "Processing",
        need("images"),
        need("labels", required=False),
        give("images"),
        give("labels"),
    )

    wires, _, _ = wire(
        load("load_training"), load("load_test"), augment("turn_training"), augment("turn_test")
    )

    assert wires["turn_test.labels"] == "load_test.labels"
    assert wires["turn_training.labels"] == "load_training.labels"


def test_a_state_is_no_data() -> None:
    """Of two outputs that `from:` leaves, one is what the twins apply."""
    fit = Contract("Fit", "Training", need("train", DATA), give("model", MODEL))

    wires, codes, _ = wire(scaling("ranges")("scale", written="raw"), fit("fit", draws="scale"))

    assert wires["fit.train"] == "scale.scaled_rows"
    assert codes == []


@pytest.mark.parametrize("beside", ["row_schema", "signature", "metadata", "row_manifest"])
def test_what_tells_of_the_data_is_not_the_data(beside: str) -> None:
    """The input does not say what it asks for, but no schema."""
    load = Contract("Load", "Processing", give("raw_rows"), give(beside))
    link = Contract("Link", "Processing", need("visits"), give("links"))

    wires, codes, _ = wire(load("load"), link("link", draws="load"))

    assert (wires["link.visits"], codes) == ("load.raw_rows", [])


def test_of_what_the_twins_give_the_fitted_is_packed() -> None:
    """The others only pass the tables on, with which `pack` has nothing to do."""
    scale = scaling("tables")
    pack = Contract("Pack", "Processing", need("tables", required=False), give("archive"))
    lanes = ("training", "test", "monthly")
    steps = [scale(f"scale_{n}", written="raw", settings={"raw": n}) for n in lanes]

    wires, codes, _ = wire(*steps, pack("pack"))

    assert wires["pack.tables"] == "scale_training.tables"
    assert "PC202" not in codes
