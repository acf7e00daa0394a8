"""The wiring benchmark's tuning part as a test: nothing wrong is bound, whatever is renamed."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle.pipec_side import ROOT

sys.path.insert(0, str(ROOT))

from benchmarks.wiring.__main__ import MODES, Tally, by_pipec, judge
from benchmarks.wiring.cases import CASES, Case, NoFiles, load, with_contracts

from pipec.compiler.compile import Result, SourceFile, compile_pipeline
from pipec.compiler.diagnostics import Report
from pipec.compiler.reader.pins import pin
from pipec.compiler.reader.source import read_yaml

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


KNOWN = {
    # The raw text is `RawText` to the letter, and the sentences are meant.
    "ninth/clinical_ner PretrainTok2Vec.RawText",
    # What decontamination gives is meant, and its own input is unclear.
    "eleventh/c3_clinical_llm_align sft.sft_data",
    # Of two trainings of one contract the forward one is meant: `rev` is no word that pipec knows.
    "ninth/mt_terse reg.model_artifacts",
}
"""Inputs that are bound wrong, and why. Only to be made fewer."""


@cache
def cases() -> list[Case]:
    """All pipelines that the wiring is tuned on."""
    folders = sorted(path.parent for path in (CASES / "tuning").glob("*/contracts"))
    return [case for folder in folders for case in load(folder)]


def tally(case: Case, body: dict[str, Any]) -> Tally:
    """What is bound right and wrong in one form of a pipeline."""
    result = case.compiled(body)
    steps = {step.name: step for step in result.steps}
    found = Tally()
    wires, shown = by_pipec(result)
    judge(case, wires, shown, steps, found)
    return found


@pytest.mark.parametrize("mode", sorted(MODES))
def test_nothing_is_bound_wrong(mode: str) -> None:
    """No wrong wire, none where nothing is meant, no cycle; and most are found."""
    found = [tally(case, MODES[mode](case)) for case in cases()]

    misses = [miss for item in found for miss in item.misses]
    wrong = {miss.split(":")[0] for miss in misses if "WRONG" in miss or "spurious" in miss}

    assert wrong <= KNOWN
    assert mode == "from" or wrong == KNOWN
    assert sum(item.cyclic for item in found) == 0
    right, bindable = (sum(getattr(i, name) for i in found) for name in ("right", "bindable"))
    assert right / bindable > (0.97 if mode == "from" else 0.9)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_another_spelling_makes_no_wire_wrong(data: st.DataObject) -> None:
    """One word of one port's name by another that means the same: right or open, never wrong."""
    case = data.draw(st.sampled_from(cases()))
    spelt, truth = _respelt(case, data)
    found = tally(with_contracts(case, spelt, truth), case.body)

    wrong = {miss.split(":")[0] for miss in found.misses if "WRONG" in miss}
    assert wrong <= KNOWN


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

        assert new.left == ()
        assert not {(s, i) for s in wires for i in wires[s]} & {
            (s, i) for s in left for i in left[s]
        }
        letters = iter(new.text)
        assert all(letter in letters for letter in text), case.name
        if before.artifacts:
            assert left == {}
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


def _respelt(case: Case, data: st.DataObject) -> tuple[Mapping[str, bytes], dict[Any, Any]]:
    """The contracts with one output's name respelt, and the truth in the new name."""
    outputs = sorted(
        {source for source in case.truth.values() if source and _word(source.split(".")[1])}
    )
    truth = dict(case.truth)
    if not outputs:
        return case.contracts, truth
    step, port = data.draw(st.sampled_from(outputs)).split(".")
    uses = dict(case.steps(json.loads(json.dumps(case.body))))[step]["uses"]
    users = [name for name, body in case.steps(case.body) if body.get("uses") == uses]
    if f"{uses}.yaml" not in case.contracts and uses not in case.by_name:
        return case.contracts, truth  # a contract of pipec's own
    word = _word(port)
    new = re.sub(rf"(?<![a-z]){word}(?![a-z])", SYNONYMS[word], port, count=1)
    file = case.by_name[uses]
    text = case.contracts[file].decode()
    begin = text.index("outputs:")
    body = re.sub(rf"(?m)^(\s+){re.escape(port)}:", rf"\g<1>{new}:", text[begin:], count=1)
    spelt = {**case.contracts, file: (text[:begin] + body).encode()}
    for key, source in truth.items():
        if source and source.split(".")[0] in users and source.split(".")[1] == port:
            truth[key] = f"{source.split('.')[0]}.{new}"
    return spelt, truth


def _word(port: str) -> str:
    return next((w for w in re.split(r"[^a-z]+", port) if w in SYNONYMS), "")
