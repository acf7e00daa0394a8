"""What was meant by a step that is not written as one: the hints of `parsing/parse.py`."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterator
from collections.abc import Sequence as Sequenced
from functools import cache
from itertools import takewhile

from pipec.compiler.diagnostics import Hint, Span
from pipec.compiler.language.keys import BRANCHES, IN_PLACE_KEYS, JOB_KEYS, Schema
from pipec.compiler.merge import is_null
from pipec.compiler.model import Contract
from pipec.compiler.parsing.kinds import taken_keys
from pipec.compiler.similarity import did_you_mean
from pipec.compiler.steps import HEADS, STEP_TYPES
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar, Sequence

ALL_HEADS = ("uses", "kind", *HEADS)
"""The keys that say what a step is."""


def step_hint(entry: Entry, body: Node, contracts: Container[str]) -> str | None:
    """What to write for a step that is no mapping."""
    text = body.text if isinstance(body, Scalar) else ""
    if text in contracts:
        used = f"{{uses: {text}}}"
        return Hint(f"write `{entry.key}: {used}`", "", used)
    # No space is behind the colon, or one that is a letter to YAML.
    glued = re.fullmatch(r"([a-z_]+):([^\S ]*)(\S.*)", text)
    if glued and glued[1] in step_keys():
        odd = " with a plain space: there is another kind of space now" if glued[2] else ""
        right = f"{glued[1]}: {glued[3]}"
        if body.span.line != entry.key_span.line:
            return f"write `{right}`{odd}"
        if re.search(r"[][{},#'\"]|:\s", glued[3]):
            return f"begin a line below `{entry.key}:` with `{glued[1]}:` and a space"
        return f"write `{entry.key}: {{{right}}}`{odd}"
    return "begin with `uses: StepType`"


def headless(
    body: Mapping, heads: Collection[str], contracts: Container[str]
) -> tuple[Span | None, str | None]:
    """Where a step should say what it is, if that shows, and what to write there."""
    if typo := next((item for item in body if did_you_mean(item.key, heads)), None):
        return typo.key_span, did_you_mean(typo.key, heads, are_keys=True)
    for item in body:
        text = item.value.text if isinstance(item.value, Scalar) else ""
        head = "uses" if text in contracts else "kind" if _is_kind(text) else ""
        if head and item.key not in step_keys():
            return item.key_span, Hint(f"write `{head}: {text}`", item.key, head)
    return None, "add `uses: StepType`, `kind: Type`, `if: …`, `for_each: …` or `fail: …`"


def _is_kind(text: str) -> bool:
    return text in STEP_TYPES and STEP_TYPES[text].head == "kind"


def outdented(entries: Sequenced[Entry]) -> list[Entry]:
    """The branches of the first of some entries that stand beside it, and not in it."""
    body = entries[0].value
    head = next((key for key in HEADS if isinstance(body, Mapping) and key in body), None)
    if head is None or not isinstance(body, Mapping):
        return []
    branches = [key for key in STEP_TYPES[HEADS[head]].branches if key not in body]
    return list(takewhile(lambda item: item.key in branches and _is_block(item), entries[1:]))


def _is_block(entry: Entry) -> bool:
    """Whether an entry holds steps, and is no step itself."""
    steps = entry.value
    return isinstance(steps, Mapping) and all(isinstance(item.value, Mapping) for item in steps)


def names_in(steps: Node | None) -> frozenset[str]:
    """The names of all steps of a steps map, those in branches too, as far as they can be read."""
    return frozenset(_names(steps))


def _names(steps: Node | None) -> Iterator[str]:
    for entry in steps if isinstance(steps, Mapping) else ():
        yield entry.key
        for inner in entry.value if isinstance(entry.value, Mapping) else ():
            if inner.key in BRANCHES:
                yield from _names(inner.value)


def branch_hint(entry: Entry, names: Container[str], contracts: Container[str]) -> str:
    """What to write for a branch that is one text; it may name a step or a contract."""
    text = entry.value.text if isinstance(entry.value, Scalar) else ""
    if text in names:
        return f"move the step `{text}`, with all that belongs to it, below `{entry.key}:`"
    if text in contracts:
        right = f"{{{text}: {{uses: {text}}}}}"
        return Hint(f"write `{entry.key}: {right}`", "", right)
    return f"write its steps below `{entry.key}:`, each as `NAME: {{uses: StepType}}`"


def steps_as_inputs(inputs: Node | None, names: Container[str]) -> str | None:
    """What to write where `inputs:` is a list of steps; None where it is none."""
    items = inputs.items if isinstance(inputs, Sequence) else ()
    steps = [item.text for item in items if isinstance(item, Scalar) and item.text in names]
    if not steps or len(steps) < len(items):
        return None
    return f"write `from: [{', '.join(steps)}]`: inputs are wired to these steps then"


# --- keys that lie where steps should --------------------------------------------------


def without_name(entries: Sequenced[Entry]) -> list[Entry]:
    """The keys of a step, with which some entries begin, that stand where its name should."""
    if not entries or is_null(entries[0].value):
        return []
    keys = step_keys()
    lost = list(takewhile(lambda item: _is_lost(item, entries[0], keys), entries))
    heads = [item.value for item in lost if item.key in ALL_HEADS]
    # A step may well be called `code`; what it is called does not say what it is.
    says = any(isinstance(head, Scalar) and head.data is not None for head in heads)
    return lost if says else []


@cache
def step_keys() -> frozenset[str]:
    """All keys that a step of any kind may have."""
    of_kinds = (key for item in STEP_TYPES.values() for key in item.keys)
    return frozenset({*IN_PLACE_KEYS, *JOB_KEYS, *ALL_HEADS, "options", *of_kinds})


def not_indented(entries: Sequenced[Entry]) -> list[Entry]:
    """What follows an empty step, the first of some entries, and is hardly a step but its own."""
    if not entries or not is_null(entries[0].value):
        return []
    first, *others = entries
    return list(takewhile(lambda item: _is_lost(item, first, step_keys()), others))


def _is_lost(item: Entry, step: Entry, keys: Container[str]) -> bool:
    """Whether an entry is a step's key below the step's name, and not a step of that name."""
    if item.key not in keys or item.key_span.column != step.key_span.column:
        return False
    return not is_step(item.value)


def is_step(node: Node) -> bool:
    """Whether a node is a mapping that says what kind of step it is."""
    return isinstance(node, Mapping) and any(head in node for head in ALL_HEADS)


def which_head(name: str, body: Mapping, heads: Container[str]) -> str:
    """Which of several heads a step is to keep."""
    is_job = "uses" in heads or _is_job(body)
    if "for_each" in heads and is_job:
        repeated = f"{{for_each: …, max_concurrency: 5, steps: {{{name}: {{…}}}}}}"
        return f"a loop is a step of its own: `{f'{name}ForEach'[:64]}: {repeated}`"
    if "if" in heads and "uses" in heads:
        guarded = f"{{if: …, then: {{{name}: {{uses: …}}}}}}"
        return f"a condition is a step of its own: `{f'{name}IfNeeded'[:64]}: {guarded}`"
    of_no_job = any(head in heads for head in HEADS)
    return "remove `kind`" if "kind" in heads and of_no_job else "keep one of them"


def _is_job(body: Mapping) -> bool:
    kind = body.get("kind")
    step_type = STEP_TYPES.find(kind.text) if isinstance(kind, Scalar) else None
    return step_type is not None and step_type.head == "kind"


def schema_for_hints(schema: Schema, kind: str, contract: Contract | None) -> Schema:
    """What the schema of a step says besides, of its kind and its contract."""
    step_type, keys = STEP_TYPES[kind] if kind else None, schema["properties"]
    placed = step_type.placements if step_type else {}
    taken = {
        key: place
        for key, place in schema["inside"].items()
        if place in placed or f"{place}.{key}" in placed
    }
    carried = step_type.port_keys if step_type else {}
    step = {"kind": kind, "placed": placed, "ports": carried}
    if contract:
        step |= {"inputs": contract.inputs, "outputs": contract.outputs}
    return {
        "inside": taken | _inside(contract),
        "step": step,
        "taken": taken_keys(step_type, keys) if step_type else [*keys],
    }


def _inside(contract: Contract | None) -> dict[str, str]:
    """Where a contract's options and ports are set, for those who write them as keys."""
    if contract is None:
        return {}
    return {
        **dict.fromkeys(contract.inputs, "inputs"),
        **dict.fromkeys(contract.options, "options"),
    }
