"""References as a definition has them, `{Get: Parameters.X}`, pasted where `${…}` is meant.

Who moves a pipeline has its definition open. As they stand these are mappings like any other, and
would become JSON text among hyperparameters.
"""

from __future__ import annotations

import json
import re
from itertools import pairwise

from pipec.compiler import codes
from pipec.compiler.diagnostics import Hint, Report
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar, Sequence, text_node

_FUNCTIONS = ("Std:Join", "Std:JsonGet")
_GET = re.compile(
    r"(?P<root>Parameters|Execution|Steps|ForEach|IterationOutput|PipelineExperimentConfig)\.(?P<path>.+)"
)
_EXPERIMENT = {"ExperimentName": "name", "TrialName": "trial"}
_SHOWN = 60


def without_pasted(tree: Mapping, report: Report) -> Mapping:
    """The tree with each pasted reference reported, and in the form that it should have.

    So nothing else is said about it.
    """
    found = _without(tree, report)
    return found if isinstance(found, Mapping) else tree


def _without(node: Node, report: Report) -> Node:
    match node:
        case Mapping():
            if _is_pasted(node):
                return _reported(node, report)
            values = {entry.key: _without(entry.value, report) for entry in node}
            if all(values[entry.key] is entry.value for entry in node):
                return node
            entries = {e.key: Entry(e.key, e.key_span, values[e.key]) for e in node}
            return Mapping(entries, node.span)
        case Sequence():
            items = tuple(_without(item, report) for item in node)
            same = all(new is old for new, old in zip(items, node.items, strict=True))
            return node if same else Sequence(items, node.span)
        case _:
            return node


def _is_pasted(node: Mapping) -> bool:
    """Whether a mapping is one of the service's expressions: it has one member, of a known name."""
    if len(node.entries) != 1:
        return False
    (entry,) = node
    if entry.key == "Get":
        return isinstance(entry.value, Scalar) and bool(_GET.fullmatch(entry.value.text))
    return entry.key in _FUNCTIONS and isinstance(entry.value, Mapping)


def _reported(node: Mapping, report: Report) -> Scalar:
    (entry,) = node
    text = _text(node)
    shown = f"{{{entry.key}: …}}"
    if isinstance(entry.value, Scalar) and len(entry.value.text) <= _SHOWN:
        shown = f"{{{entry.key}: {entry.value.text}}}"
    hint = "write the text itself, with references in it as `${parameters.NAME}`"
    if text is not None:
        written = json.dumps(text, ensure_ascii=False)
        hint = f"write `{written}`"
        if ".OUTPUT" in text:
            hint += ", where OUTPUT is the output that has the `report`"
        else:
            hint = Hint(hint, "", written)
    report.add(
        codes.BAD_REFERENCE,
        f"`{shown}` is a reference as a definition has it, and means nothing here",
        node.span,
        hint=hint,
    )
    return text_node("" if text is None else text, node.span)


def _text(node: Node) -> str | None:
    """What to write for a value of a definition; None where that cannot be told."""
    if isinstance(node, Scalar):
        return node.text.replace("${", "$${")
    if not isinstance(node, Mapping) or not _is_pasted(node):
        return None
    (entry,) = node
    if isinstance(entry.value, Scalar):
        return _reference(entry.value.text)
    return _joined(entry.value) if entry.key == "Std:Join" else _inside(entry.value)


def _reference(get: str) -> str | None:
    """`${parameters.X}` for `Parameters.X`."""
    found = _GET.fullmatch(get)
    root, path = (found["root"], found["path"]) if found else ("", "")
    step, _, property_path = path.partition(".")
    match root:
        case "Parameters" | "Execution":
            return f"${{{root.lower()}.{path}}}"
        case "Steps" if property_path:
            quoted = re.sub(r'\["([^"\']*)"\]', r"['\1']", property_path)
            return f"${{steps.{step}.properties.{quoted}}}"
        case "ForEach" if path.startswith("CurrentItem"):
            return f"${{item{path.removeprefix('CurrentItem')}}}"
        case "PipelineExperimentConfig" if path in _EXPERIMENT:
            return f"${{pipeline.experiment.{_EXPERIMENT[path]}}}"
        case _:
            return None


def _joined(join: Node) -> str | None:
    """The text that a `Std:Join` is."""
    on, values = (join.get("On"), join.get("Values")) if isinstance(join, Mapping) else (None, None)
    if not isinstance(values, Sequence):
        return None
    pieces = [_text(value) for value in values]
    known = [piece for piece in pieces if piece is not None]
    between = (_text(on) if isinstance(on, Scalar) else "") or ""
    if len(known) < len(pieces):
        return None
    parts = [part for piece in known for part in (between, piece)][1:]
    # `$` before a reference would be read as `$${`, the text of one.
    ends = (
        left.endswith("$") and right[:1] in ("$", "{")
        for left, right in pairwise(filter(None, parts))
    )
    return None if any(ends) else "".join(parts)


def _inside(look: Node) -> str | None:
    """A value in a report, for a `Std:JsonGet` with a property file."""
    if not isinstance(look, Mapping):
        return None
    file, path = look.get("PropertyFile"), look.get("Path")
    get = file.get("Get") if isinstance(file, Mapping) else None
    if not isinstance(get, Scalar) or not isinstance(path, Scalar):
        return None
    found = re.fullmatch(r"Steps\.([^.]+)\.PropertyFiles\..+", get.text)
    begin = "" if path.text.startswith("[") else "."
    return f"${{steps.{found[1]}.OUTPUT{begin}{path.text}}}" if found else None
