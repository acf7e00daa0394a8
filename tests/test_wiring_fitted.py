"""What one step fits and its twins apply, and what lies beside the data that a step makes."""

from __future__ import annotations

import pytest

from wiring_language import DATA, MODEL, Contract, give, need, wire

LOAD = Contract("Load", "Processing", give("rows"))


def scaling(state: str, *, sources: str = "", type_: str = "processing_output") -> Contract:
    """A contract that takes the state that it gives."""
    return Contract(
        "Scale",
        "Processing",
        need("raw"),
        need(state, type_, required=False, sources=sources),
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


def test_what_another_lane_has_fitted_is_not_applied() -> None:
    """`scale_users` has nothing to do with what `scale_items_training` has fitted."""
    scale = scaling("ranges")

    wires, _, _ = wire(
        *(scale(name, written="raw") for name in ("scale_items_training", "scale_users"))
    )

    assert set(wires.values()) == {None}


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


@pytest.mark.parametrize("beside", ["row_schema", "signature", "metadata"])
def test_what_tells_of_the_data_is_not_the_data(beside: str) -> None:
    """The input does not say what it asks for, but no schema."""
    load = Contract("Load", "Processing", give("raw_rows"), give(beside))
    link = Contract("Link", "Processing", need("visits"), give("links"))

    wires, codes, _ = wire(load("load"), link("link", draws="load"))

    assert (wires["link.visits"], codes) == ("load.raw_rows", [])
