"""An input is compared only with outputs that share a word with it."""

from __future__ import annotations

import random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipec.compiler.model import InputPort, OutputPort, WiringStep
from pipec.compiler.wiring.choice.index import Index
from pipec.compiler.wiring.evidence import scores
from pipec.compiler.wiring.evidence.field import Field
from pipec.compiler.wiring.evidence.scores import LONE, points_of_ports
from wiring_language import DATA, Contract, give, need, wire

WORDS = """
    train test model data dataset features feature orders order users user daily weekly evaluation
    report metrics scores predictions processed raw clean output input path s3 uri artifacts 1 2 v2
    embeddings embedings customer customers costumer holdout config schema transactions
"""
names = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=3).map("_".join)
types = st.sampled_from(["processing_output", DATA])


def _steps(outputs: list[OutputPort]) -> list[WiringStep]:
    return [
        Contract(f"Q{number}x", "Processing", output)(f"q{number}x")
        for number, output in enumerate(outputs)
    ]


@settings(max_examples=300)
@example("predictions_predictions", "processing_output", [], ["scores_scores"])
@given(names, types, st.lists(names, max_size=2), st.lists(names, min_size=1, max_size=6))
def test_what_the_index_leaves_out_scores_too_little_to_be_weighed(
    asked: str, type_: str, aliases: list[str], given_names: list[str]
) -> None:
    """Whatever is not near scores below the least that a lone output needs."""
    port: InputPort = need(asked, type_, aliases=" ".join(aliases))
    outputs = [give(name) for name in given_names]
    index = Index(Field(_steps(outputs)))
    near = index.near(port)

    for place, reading in enumerate(index.readings):
        points = points_of_ports(port, reading.output)
        assert place in near or points is None or points[0] < LONE


def test_the_part_that_a_step_is_about_is_found_although_most_steps_bear_the_word() -> None:
    """A word that nearly all types say joins nothing, but it is a part of the data still."""
    split = Contract("ATrain", "Processing", give("train"), give("test"))
    others = [Contract(f"{name}Train", "Processing", give(f"{name}s")) for name in ("Pear", "Fig")]
    use = Contract("Use", "Processing", need("input"))

    wires, codes, _ = wire(
        split("cut"), *(o(f"{o.step_type[:3]}x") for o in others), use("train_it")
    )

    assert (wires, codes) == ({"train_it.input": "cut.train"}, [])


def _catalogue(count: int) -> list[WiringStep]:
    """Steps of as many contracts, each with its own words, that take what three others give."""
    chance = random.Random(count)  # noqa: S311 - not for secrets
    words = ["".join(chance.choices("bcdfghklmnprstvz", k=9)) for _ in range(count)]
    steps = []
    for number, word in enumerate(words):
        before = words[max(0, number - 3) : number]
        ports = [need(f"{other}_table") for other in before]
        gives = [give(f"{word}_{thing}") for thing in ("table", "rejects", "notes")]
        steps.append(Contract(f"C{word}", "Processing", *ports, *gives)(f"make_{word}"))
    return steps


def test_the_comparisons_grow_with_the_contracts_and_not_with_their_pairs() -> None:
    """Four times as many contracts have 16 times the pairs of ports, and some four times these."""
    compared = []
    for count in (25, 100):
        steps = _catalogue(count)
        before = scores._names_evidence.cache_info().misses
        wires, codes, _ = wire(*steps)
        compared.append(scores._names_evidence.cache_info().misses - before)
        assert codes == []
        assert None not in wires.values()

    assert compared[1] < 6 * compared[0]
