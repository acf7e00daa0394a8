"""What is shown first, and the reasons that are told: by the file, but no wire depends on it."""

from __future__ import annotations

from pipec.compiler.diagnostics import Report
from pipec.compiler.model import Decision, WiringStep
from wiring_language import MODEL, SPAN, Contract, decided, give, need, wire, wires_of

LOAD = Contract("Load", "Processing", give("rows"))
FILL = Contract("Fill", "Processing", need("rows"), give("rows"))
SCALE = Contract("Scale", "Processing", need("rows"), give("rows"))
USE = Contract("Use", "Processing", need("rows"))


def in_file(*steps: WiringStep) -> list[WiringStep]:
    """The steps, each on a line of its own."""
    return [
        step._replace(span=SPAN._replace(line=line, end_line=line))
        for line, step in enumerate(steps, 2)
    ]


def explained(*steps: WiringStep) -> dict[str, Decision]:
    """The decisions by step and input, with all that was weighed."""
    found = decided(steps, Report(), runners_up=True)
    return {f"{item.step}.{item.input}": item for item in found}


def test_of_equals_the_nearest_step_above_is_shown_first() -> None:
    """Of those above the nearest, and then those below; the wires are the same in any order."""
    for order in (["a", "b", "c"], ["c", "b", "a"]):
        steps = in_file(*map(LOAD, order), USE("use"), LOAD("z"))
        shown = explained(*steps)["use.rows"].others

        assert [one.step for one in shown] == [*order[::-1], "z"]
        assert wires_of(decided(steps, Report())) == {"use.rows": None}


def test_two_steps_are_not_told_to_take_from_each_other() -> None:
    """What each hint proposes first can be written for all of them together."""
    steps = in_file(LOAD("load"), FILL("fill"), SCALE("scale"), USE("use"))
    _, _, texts = wire(*steps)

    told = [text.splitlines()[1] for text in texts]
    assert told
    assert not any(
        "steps.scale" in hint.split("` or `")[0]
        for text, hint in zip(texts, told, strict=True)
        if "of `fill`" in text
    )


def test_an_inferred_order_names_its_wire() -> None:
    """Only what the user has written is said without it."""
    clean = Contract("Clean", "Processing", need("orders"), give("clean_orders"))
    load = Contract("Load", "Processing", need("notes", required=False), give("orders"))
    note = Contract("Note", "Processing", need("clean_orders"), give("notes"))
    steps = in_file(load("load"), clean("clean"), note("note"))
    found = explained(*steps)["load.notes"]

    assert found.chosen is None
    reasons = [str(one.refused) for one in found.others if one.step == "note"]
    assert reasons == ["runs after `load`, by the inferred wire `clean.orders ← load.orders`"]

    written = [
        step._replace(after=frozenset({"load"})) if step.name == "note" else step for step in steps
    ]
    (reason,) = [
        str(one.refused) for one in explained(*written)["load.notes"].others if one.step == "note"
    ]
    assert reason == "runs after `load`"


def test_a_name_that_is_only_read_the_same_is_said_to_be() -> None:
    """`trn_rows` is not the same name as `train_rows`, and counts less."""
    cut = Contract("Cut", "Processing", give("trn_rows"))
    fit = Contract("Fit", "Training", need("train_rows"), give("model", MODEL))
    chosen = explained(cut("cut"), fit("fit"))["fit.train_rows"].chosen

    assert chosen is not None
    labels = [part.label for part in chosen.parts]
    assert "`train_rows` and `trn_rows` read the same" in labels
