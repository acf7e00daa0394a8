"""No text makes the compiler raise: whatever it is given, it answers with diagnostics or files."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from fuzz.promises import CONTRACT, FILE, PROJECT, VARS, compiled, context_of
from fuzzing import (
    FUNCTION,
    IMAGE,
    KEYS,
    PARAMETERS,
    REFERENCES,
    SNIPPETS,
    TOKENS,
    TOP_KEYS,
    blocks,
    bodies,
    contracts,
    options,
    projects,
    scalars,
    steps,
    texts,
    values,
)
from pipec.compiler.diagnostics import Report
from pipec.compiler.language.expressions import ROOTS
from pipec.compiler.reader.source import read_yaml
from pipec.compiler.syntax import to_data

ROOT = Path(__file__).parents[1]
FOLDERS = sorted(
    path.parent
    for pattern in ("pipelines/*", "tests/oracle/matrix/*")
    for path in ROOT.glob(f"{pattern}/pipeline.yaml")
)
TEXTS = {folder.name: (folder / "pipeline.yaml").read_text("utf-8") for folder in FOLDERS}


# --- texts ----------------------------------------------------------------------------------


@given(st.text())
@example("\x00")
@example("\ud800")
@example("pipeline: &a [*a]")
@example("pipeline: p\nsteps: {? [a] : b}")
@example('pipeline: p\nsteps: {"\\ud83e\\uddaa": {fail: "\\ud83e"}}')
@example("steps: {A: {kind: Lambda}}\npipeline: p\r")
def test_any_text(text: str) -> None:
    """Arbitrary text."""
    compiled(text)


@given(st.binary())
def test_any_bytes(content: bytes) -> None:
    """Arbitrary bytes, which may not be text at all."""
    compiled(content)


@given(st.data())
def test_damaged_examples(data: st.DataObject) -> None:
    """Examples with lines lost, doubled, swapped, indented, and characters put in or taken out."""
    text = data.draw(st.sampled_from(sorted(TEXTS.values())))
    for _ in range(data.draw(st.integers(1, 4))):
        text = damaged(text, data)
    compiled(text)


def damaged(text: str, data: st.DataObject) -> str:
    """One small accident of an editor."""
    lines = text.split("\n")
    at = data.draw(st.integers(0, len(lines) - 1))
    other = data.draw(st.integers(0, len(lines) - 1))
    position = data.draw(st.integers(0, len(lines[at])))
    kind = data.draw(
        st.sampled_from(["delete", "double", "swap", "indent", "insert", "cut", "replace", "move"])
    )
    match kind:
        case "delete":
            del lines[at]
        case "double":
            lines.insert(other, lines[at])
        case "swap":
            lines[at], lines[other] = lines[other], lines[at]
        case "move":
            lines.insert(other, lines.pop(at))
        case "indent":
            lines[at] = data.draw(st.sampled_from(["  ", "    ", " ", "\t", "- "])) + lines[at]
        case "insert":
            snippet = data.draw(st.sampled_from(SNIPPETS))
            lines[at] = lines[at][:position] + snippet + lines[at][position:]
        case "cut":
            lines[at] = lines[at][:position]
        case _:
            words = re.findall(r"[\w.${}'-]+", lines[at]) or ["x"]
            pool = re.findall(r"[\w.${}'-]+", text) or ["x"]
            word = data.draw(st.sampled_from(words))
            lines[at] = lines[at].replace(word, data.draw(st.sampled_from(pool)), 1)
    return "\n".join(lines)


# --- structures -----------------------------------------------------------------------------


@given(blocks)
def test_any_steps(given_steps: dict[str, Any]) -> None:
    """Steps whose keys are those of the language and whose values are of any type."""
    compiled(json.dumps({"pipeline": "p", "parameters": PARAMETERS, "steps": given_steps}))


@given(st.dictionaries(st.sampled_from([*TOP_KEYS, "x"]), values), steps)
def test_any_top_level(top: dict[str, Any], given_steps: dict[str, Any]) -> None:
    """Any top-level keys beside good steps, and beside bad ones."""
    good = {"A": {"kind": "Lambda", "function": FUNCTION, "outputs": {"o": {}}}}
    compiled(json.dumps({"pipeline": "p", "steps": good, **top}))
    compiled(json.dumps({**top, "steps": given_steps}))


@given(st.data())
def test_examples_with_wrong_values(data: st.DataObject) -> None:
    """Examples in which one or two values or keys are something else, wherever they stand."""
    name = data.draw(st.sampled_from(sorted(TEXTS)))
    tree = tree_of(name)
    for _ in range(data.draw(st.integers(1, 2))):
        tree = altered(tree, data)
    compiled(json.dumps(tree))


@cache
def tree_of(name: str) -> Any:
    """An example as plain data."""
    tree = read_yaml(FILE, TEXTS[name].encode(), Report())
    assert tree is not None
    return to_data(tree)


def altered(tree: Any, data: st.DataObject) -> Any:
    """The same data with one place in it changed, mostly a single value for another."""
    if not isinstance(tree, dict | list) or not tree:
        return data.draw(st.one_of(texts, texts, scalars, values))
    places = list(tree) if isinstance(tree, dict) else list(range(len(tree)))
    place = data.draw(st.sampled_from(places))
    accident = data.draw(st.integers(0, 19))
    changed = data.draw(values) if accident == 0 else altered(tree[place], data)
    if isinstance(tree, list):
        return [*tree[:place], changed, *tree[place + (accident != 1) :]]
    key = data.draw(st.sampled_from(KEYS)) if accident == 2 else place
    renamed = {key if name == place else name: item for name, item in tree.items()}
    if accident == 3:
        del renamed[key]
        return renamed
    return {**renamed, key: changed}


@given(contracts, options, bodies)
def test_any_contract(contract: Any, given_options: Any, body: Any) -> None:
    """A project's own contract of any form, used by a step."""
    text = json.dumps({"contract": "Own", **contract})
    context = context_of(json.dumps({"vars": VARS}), text)
    given_steps = {"A": {"uses": "Own", "options": given_options}, "B": body}
    pipeline = {"pipeline": "p", "parameters": PARAMETERS, "steps": given_steps}
    compiled(json.dumps(pipeline), context, **{CONTRACT: text})


@given(
    projects,
    st.dictionaries(st.sampled_from(["vars", "defaults", "contracts", "out", "x"]), values),
)
def test_any_project(project: Any, wrong: Any) -> None:
    """A project file of any form, beside a pipeline that is right."""
    for tree in (project, wrong):
        text = json.dumps(tree)
        for name in ("abalone", "merging"):
            compiled(TEXTS[name], context_of(text), **{PROJECT: text})


@given(st.lists(st.sampled_from([*TOKENS, *ROOTS]), max_size=12), st.sampled_from(["", " "]))
@example(["not"] * 2000 + ["true"], " ")
@example(["("] * 2000, "")
def test_any_condition(tokens: list[str], glue: str) -> None:
    """Expressions out of the grammar's own tokens in any order."""
    given_steps = {
        "A": {"kind": "Lambda", "function": FUNCTION, "outputs": {"o": {"data_type": "Integer"}}},
        "B": {"if": glue.join(tokens), "then": {"C": {"fail": "x"}}},
    }
    compiled(json.dumps({"pipeline": "p", "parameters": PARAMETERS, "steps": given_steps}))


@given(st.lists(st.sampled_from([*SNIPPETS, *TOKENS, *REFERENCES]), max_size=6).map("".join))
def test_any_template(text: str) -> None:
    """Texts full of dollars and braces in every place that takes a reference."""
    function = {"kind": "Lambda", "function": FUNCTION}
    job = {"image": IMAGE, "instance": "ml.m5.large", "tags": {"t": text}}
    given_steps = {
        "A": {**function, "inputs": {"i": text}, "request": {"k": text}},
        "B": {
            **job,
            "kind": "Training",
            "hyperparameters": {"a": text, "b": [text, {"c": text}]},
            "inputs": {"i": {"value": text, "channel": text}},
            "outputs": {"o": {"value": text, "report": text}, "p": {"property_path": text}},
        },
        "C": {"fail": text, "depends_on": [text], "display_name": text},
        "D": {
            **job,
            "kind": "Processing",
            "args": [text, [text]],
            "inputs": {"i": {"value": text, "path": text}},
            "outputs": {"o": {"path": text, "to": text, "report": text}},
            "code": text,
        },
        "E": {**function, "inputs": {"x": "${steps.B.o}", "y": "${steps.D.o}"}},
    }
    compiled(json.dumps({"pipeline": "p", "parameters": PARAMETERS, "steps": given_steps}))
