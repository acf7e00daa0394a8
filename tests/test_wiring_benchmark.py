"""The wiring benchmark's tuning part as a test: nothing wrong is bound, whatever is renamed."""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from oracle.pipec_side import ROOT

sys.path.insert(0, str(ROOT))

from benchmarks.wiring.__main__ import MODES, Tally, by_pipec, judge
from benchmarks.wiring.cases import CASES, Case, NoFiles, load_part, with_contracts
from benchmarks.wiring.fit import assign, cost, problems

from pipec.compiler.compile import Result, SourceFile, compile_pipeline
from pipec.compiler.diagnostics import Report
from pipec.compiler.reader.pins import pin
from pipec.compiler.reader.source import read_yaml
from pipec.compiler.wiring.evidence import scores

SYNONYMS = {
    "data": "dataset",
    "dataset": "data",
    "model": "mdl",
    "features": "feats",
    "train": "training",
    "training": "train",
    "validation": "val",
    "val": "valid",
    "test": "testing",
    "report": "rpt",
    "metrics": "metric",
    "config": "cfg",
    "embeddings": "embs",
    "predictions": "preds",
    "processed": "preproc",
    "statistics": "stats",
    "images": "imgs",
    "checkpoint": "ckpt",
}
"""Words, and others that mean the same."""


KNOWN = YAML(typ="safe").load(CASES / "known.yaml")
"""Inputs that are bound wrong, by the reason."""
RESPELT = "only where one word of a name is spelled in another way"


@cache
def cases() -> list[Case]:
    """All pipelines that the wiring is tuned on."""
    return load_part("tuning")


def tally(case: Case, body: dict[str, Any]) -> Tally:
    """What is bound right and wrong in one form of a pipeline."""
    result = case.compiled(body)
    steps = {step.name: step for step in result.steps}
    found = Tally()
    wires, shown = by_pipec(result)
    judge(case, wires, shown, steps, found)
    return found


def test_nothing_is_bound_wrong_but_what_is_known() -> None:
    """No other wrong wire, none where nothing is meant, no cycle; and most are found."""
    wrong: set[str] = set()
    for mode, least in (("free", 0.84), ("shuffled", 0.84), ("from", 0.97)):
        found = [tally(case, MODES[mode](case)) for case in cases()]
        misses = [miss for item in found for miss in item.misses]
        wrong |= {miss.split(":")[0] for miss in misses if "WRONG" in miss or "spurious" in miss}

        assert sum(item.cyclic for item in found) == 0
        right, bindable = (sum(getattr(i, name) for i in found) for name in ("right", "bindable"))
        assert right / bindable > least

    assert wrong == {name for why, ports in KNOWN.items() if why != RESPELT for name in ports}


def test_weights_that_are_tried_count_at_once() -> None:
    """Nothing that was weighed before is kept, and the weights of before cost what they did."""
    tried = problems([case for case in cases() if case.name.startswith("third/")])
    before, weight = cost(tried), scores.SAME_NAME
    try:
        assign("SAME_NAME", 1)
        other = cost(tried)
    finally:
        assign("SAME_NAME", weight)

    assert other > before
    assert cost(tried) == before


def test_another_spelling_makes_no_wire_wrong() -> None:
    """One word of one port's name by another that means the same: right or open, never wrong.

    A sample that is always the same: which examples hypothesis draws changes with the modules
    that are loaded, and not all wires that are wrong so are known.
    """
    sample = random.Random(5)  # noqa: S311 - not for secrets
    for case in sample.sample([case for case in cases() if _ports(case)], 60):
        end = sample.choice(_ports(case))
        spelt, truth = _respelt(case, *end)
        found = tally(with_contracts(case, spelt, truth), case.body)

        wrong = {miss.split(":")[0] for miss in found.misses if "WRONG" in miss}
        wrong = {re.sub(rf"\.{re.escape(_other(end[2]))}$", f".{end[2]}", name) for name in wrong}
        assert wrong <= {name for ports in KNOWN.values() for name in ports}, end


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_models_are_known_by_a_type_of_the_project_s_own(data: st.DataObject) -> None:
    """The types are the user's words: `trained_model` is wired as `model_artifacts` is."""
    case = data.draw(st.sampled_from(cases()))
    own = {step["uses"] for _, step in case.steps(case.body) if "uses" in step}
    assume(own <= case.by_name.keys())  # pipec's own contracts have a type of pipec's
    typed = re.compile(rb"(type:\s+)model_artifacts")
    contracts = {name: typed.sub(rb"\1trained_model", it) for name, it in case.contracts.items()}
    other = with_contracts(case, contracts, case.truth)

    assert _wires(other.compiled(case.body)) == _wires(case.compiled(case.body))


STYLES: dict[str, Callable[[list[str]], str]] = {
    "snake_case": lambda words: "_".join(words).lower(),
    "kebab-case": lambda words: "-".join(words).lower(),
    "CamelCase": lambda words: "".join(word.capitalize() for word in words),
}


@settings(max_examples=60, deadline=None)
@given(data=st.data(), style=st.sampled_from(sorted(STYLES)))
def test_how_steps_are_spelled_changes_nothing(data: st.DataObject, style: str) -> None:
    """All steps of a pipeline in another style: the same wires."""
    case = data.draw(st.sampled_from(cases()))
    words = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
    new = {name: STYLES[style](words.findall(name)) for name, _ in case.steps(case.body)}
    result = case.compiled(_renamed(case.body, new))
    if result.links is None or len(set(new.values())) < len(new):
        return  # a reference that is written in another way, or two names that become one
    before = _wires(case.compiled(case.body))

    assert _wires(result) == {
        (new[step], port): source and ".".join([new[source.split(".")[0]], source.split(".", 1)[1]])
        for (step, port), source in before.items()
    }


def _wires(result: Result) -> dict[tuple[str, str], str]:
    return {key: source or "" for key, source in by_pipec(result)[0].items()}


def _renamed(body: dict[str, Any], new: Mapping[str, str]) -> dict[str, Any]:
    """A pipeline whose steps have other names, also where they are mentioned."""

    def renamed(block: dict[str, Any]) -> dict[str, Any]:
        return {
            new[name]: {
                key: renamed(value) if key in ("then", "else", "steps") else value
                for key, value in step.items()
            }
            for name, step in block.items()
        }

    text = json.dumps({**body, "steps": renamed(body["steps"])})
    for old, name in new.items():
        text = re.sub(rf"(?<![\w-])steps\.{re.escape(old)}(?![\w-])", f"steps.{name}", text)
        text = re.sub(rf'"{re.escape(old)}"(?=[,\]])', f'"{name}"', text)
        text = re.sub(rf"(?<![\w.-]){re.escape(old)}(?=\.[a-z])", name, text)
    found: dict[str, Any] = json.loads(text)
    return found


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_wires_go_into_every_file_and_nothing_else_changes(end: str) -> None:
    """What was inferred is written in the text, of which nothing is gone; the same is compiled."""
    written = 0
    for case in cases():
        folder, name = case.name.split("/")
        text = (CASES / "tuning" / folder / f"{name}.yaml").read_text("utf-8").replace("\n", end)
        before, wires = _compiled(case, text)
        tree = read_yaml("p.yaml", text.encode(), Report())
        assert tree is not None
        new = pin(text, tree, wires)
        after, left = _compiled(case, new.text)

        assert new.left == () or "*" in text  # an alias has no place of its own
        wires = {step: ports for step, ports in wires.items() if step not in new.left}
        assert not {(s, i) for s in wires for i in wires[s]} & {
            (s, i) for s in left for i in left[s]
        }
        letters = iter(new.text)
        assert all(letter in letters for letter in text), case.name
        if before.artifacts:
            assert left.keys() == set(new.left)
            assert after.artifacts
            assert after.artifacts.definition_text == before.artifacts.definition_text
        written += sum(map(len, wires.values()))
    assert written > 1000


def _compiled(case: Case, text: str) -> tuple[Result, dict[str, dict[str, str]]]:
    """A pipeline compiled, and the wires that were inferred."""
    source = SourceFile(name="p.yaml", content=text.encode())
    result = compile_pipeline(source, case.context, NoFiles())
    found: dict[str, dict[str, str]] = {}
    for decision in result.links.decisions if result.links else ():
        if chosen := decision.chosen:
            wire = f"{chosen.step}.{chosen.output}"
            found.setdefault(decision.step, {})[decision.input] = wire
    return result, found


def _ports(case: Case) -> list[tuple[str, str, str]]:
    """The side, step and port of each end of a true wire that has a word to respell."""
    wires = [(key, source.split(".")) for key, source in case.truth.items() if source]
    ends = {("inputs", step, port) for (step, port), _ in wires}
    ends |= {("outputs", step, port) for _, (step, port) in wires}
    uses = {name for name, body in case.steps(case.body) if body.get("uses") in case.by_name}
    return sorted((side, step, port) for side, step, port in ends if step in uses and _word(port))


def _respelt(
    case: Case, side: str, step: str, port: str
) -> tuple[Mapping[str, bytes], dict[Any, Any]]:
    """The contracts with a port's name respelt, and the truth in the new name."""
    used = {name: str(body.get("uses")) for name, body in case.steps(case.body)}
    new = _other(port)
    file = case.by_name[used[step]]
    text = case.contracts[file].decode()
    begin = text.index(f"{side}:")
    found = re.sub(rf"(?m)^(\s+){re.escape(port)}:", rf"\g<1>{new}:", text[begin:], count=1)
    users = {name for name, contract in used.items() if contract == used[step]}
    truth: dict[Any, Any] = {}
    for (name, want), source in case.truth.items():
        renamed = side == "inputs" and name in users and want == port
        gives = side == "outputs" and source in {f"{user}.{port}" for user in users}
        true = f"{source.split('.')[0]}.{new}" if gives and source else source
        truth[name, new if renamed else want] = true
    return {**case.contracts, file: (text[:begin] + found).encode()}, truth


def _other(port: str) -> str:
    """The port's name with one word respelt."""
    word = _word(port)
    return re.sub(rf"(?<![a-z]){word}(?![a-z])", SYNONYMS[word], port, count=1)


def _word(port: str) -> str:
    return next((w for w in re.split(r"[^a-z]+", port) if w in SYNONYMS), "")
