"""Writes wires into a pipeline's text, and leaves every other byte of it as it is.

The text is edited at the places that its tree tells: nothing is printed anew, so that comments,
order, quoting and blank lines stay.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from pipec.compiler.diagnostics import Span
from pipec.compiler.syntax import Entry, Node, Scalar
from pipec.compiler.syntax import Mapping as Tree

Ports = Mapping[str, str | None]
"""By input the output that feeds it, `step.output`; None for what is to stay empty."""
Answers = Mapping[str, Ports]
"""By step what feeds its inputs."""

_HEADS = ("uses", "kind")
_BLOCKS = ("then", "else", "steps")
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_COLON = re.compile(r"(?:\s|#[^\r\n]*+)*:")
"""The colon of a key, perhaps on a line below it."""
_MARK = "\ufeff"
"""A byte order mark."""
_NO_TEXT = ("null", "true", "false")


@dataclass(frozen=True, slots=True)
class Pinned:
    """The new text; `left` are steps that have no place of their own to write to (aliases)."""

    text: str
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Edit:
    at: int
    removed: int
    text: str


def pin(text: str, tree: Tree, wires: Answers) -> Pinned:
    """`text`, whose tree is `tree`, with the wires under the `inputs:` of their steps."""
    if text.startswith(_MARK):  # which no place counts
        bare = pin(text.removeprefix(_MARK), tree, wires)
        return Pinned(f"{_MARK}{bare.text}", bare.left)
    source = _Source(text)
    bodies = dict(_steps(tree.get("steps")))
    places = Counter(place for entry in bodies.values() for place in _places(entry))
    edits: list[_Edit] = []
    left = []
    for name, ports in wires.items():
        entry = bodies.get(name)
        shared = entry and any(places[place] > 1 for place in _places(entry, ports))
        if entry is None or shared or not isinstance(entry.value, Tree):
            left.append(name)
        elif ports:
            edits += source.step(entry.value, ports)
    for edit in sorted(edits, key=lambda edit: -edit.at):
        text = text[: edit.at] + edit.text + text[edit.at + edit.removed :]
    return Pinned(text, tuple(left))


def _places(entry: Entry, ports: Collection[str] | None = None) -> Iterator[Span]:
    """Where a step's text, its inputs and some ports of them (None: all) stand.

    An alias stands where its anchor does.
    """
    yield entry.value.span
    inputs = entry.value.get("inputs") if isinstance(entry.value, Tree) else None
    if isinstance(inputs, Tree):
        yield inputs.span
        yield from (port.value.span for port in inputs if ports is None or port.key in ports)


def _steps(block: Node | None) -> Iterator[tuple[str, Entry]]:
    for entry in block if isinstance(block, Tree) else ():
        yield entry.key, entry
        if isinstance(entry.value, Tree):
            for key in _BLOCKS:
                yield from _steps(entry.value.get(key))


class _Source:
    """A text, and where things stand in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.end = next((end for end in ("\r\n", "\n", "\r") if end in text), "\n")
        self.is_json = text.lstrip().startswith("{")
        self.lines = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text))]

    def at(self, line: int, column: int) -> int:
        """The offset of a place, both from 1; the end of the text behind the last line."""
        return self.lines[line - 1] + column - 1 if line <= len(self.lines) else len(self.text)

    def is_flow(self, node: Tree) -> bool:
        """Whether a mapping is written in braces."""
        return self.text.startswith("{", self.at(node.span.line, node.span.column))

    def step(self, body: Tree, ports: Ports) -> Iterator[_Edit]:
        """The edits that give a step some inputs."""
        entry = body.entries.get("inputs")
        if entry is None or not self._holds(body, entry.key_span):
            yield self._inputs(body, ports)
            return
        value = entry.value
        if isinstance(value, Tree):
            yield from self._ports(value, ports)
        elif isinstance(value, Scalar):
            yield self._instead(entry, body, ports)

    def _instead(self, entry: Entry, body: Tree, ports: Ports) -> _Edit:
        """The inputs in place of an empty `inputs:`, which may not even have a colon."""
        at, end = self._bounds(entry.value)
        flow = self._flow(ports)
        if self.text.startswith("&", at):  # an anchor of nothing
            return _Edit(end, 0, f" {flow}")
        if at < end:
            return _Edit(at, end - at, flow)
        _, key_end = self._place(entry.key_span)
        if colon := _COLON.match(self.text, key_end):
            return _Edit(colon.end(), 0, f" {flow}")
        start = "" if self.is_flow(body) else f"{self.end}{' ' * (body.span.column - 1)}"
        return _Edit(key_end, 0, f"{start}: {flow}")

    def _ports(self, inputs: Tree, ports: Ports) -> Iterator[_Edit]:
        new = {port: wire for port, wire in ports.items() if port not in inputs}
        if new:
            yield self._first(inputs, new)
        for port, wire in ports.items():
            value = inputs.get(port)
            if isinstance(value, Tree) and isinstance(value.get("value"), Scalar):
                value = value.get("value")
            if isinstance(value, Tree):
                yield self._first(value, {"value": wire})
            elif isinstance(value, Scalar):
                at, end = self._bounds(value)
                found = re.search(r"\$\{[^}]*\}", self.text[at:end])
                if found:
                    yield _Edit(at + found.start(), len(found[0]), _value(wire))

    def _first(self, mapping: Tree, entries: Ports) -> _Edit:
        """Entries in front of all others of a mapping."""
        start = self.at(mapping.span.line, mapping.span.column)
        if self.is_flow(mapping):
            return self._in_front(mapping, self._items(entries))
        indent = " " * (mapping.span.column - 1)
        lines = (f"{_key(key)}: {_value(wire)}{self.end}{indent}" for key, wire in entries.items())
        return _Edit(start, 0, "".join(lines))

    def _in_front(self, mapping: Tree, items: str) -> _Edit:
        """Items behind the brace that a mapping begins with."""
        at = self.at(mapping.span.line, mapping.span.column) + 1
        gap = "" if self.text[at : at + 1].isspace() else " "
        return _Edit(at, 0, f"{items},{gap}" if mapping.entries else items)

    def _inputs(self, body: Tree, ports: Ports) -> _Edit:
        """`inputs:` behind the key that a step begins with, or in front of all others."""
        heads = (body.entries[key] for key in _HEADS if key in body.entries)
        head = next((entry for entry in heads if self._is_written_in(body, entry)), None)
        if self.is_flow(body):
            inputs = f"{self._flow_key('inputs')}: {self._flow(ports)}"
            if head is None:
                return self._in_front(body, inputs)
            _, end = self._bounds(head.value)
            return _Edit(end, 0, f", {inputs}")
        column = body.span.column
        indent = " " * (column - 1)
        lines = [f"{indent}inputs:"]
        lines += [f"{indent}  {_key(port)}: {_value(wire)}" for port, wire in ports.items()]
        if head is None:
            at = self.at(body.span.line, 1)
            return _Edit(at, 0, "".join(f"{line}{self.end}" for line in lines))
        at = self.at(head.value.span.end_line + 1, 1)
        if at == len(self.text) and not self.text.endswith(("\n", "\r")):
            return _Edit(at, 0, "".join(f"{self.end}{line}" for line in lines))
        return _Edit(at, 0, "".join(f"{line}{self.end}" for line in lines))

    def _flow(self, ports: Ports) -> str:
        return f"{{{self._items(ports)}}}"

    def _items(self, ports: Ports) -> str:
        return ", ".join(f"{self._flow_key(port)}: {_quoted(wire)}" for port, wire in ports.items())

    def _flow_key(self, key: str) -> str:
        return f'"{key}"' if self.is_json else _key(key)

    def _bounds(self, node: Node) -> tuple[int, int]:
        return self._place(node.span)

    def _place(self, span: Span) -> tuple[int, int]:
        return self.at(span.line, span.column), self.at(span.end_line, span.end_column)

    def _is_written_in(self, body: Tree, entry: Entry) -> bool:
        """Whether key and value stand in the mapping, and neither is merged nor an alias."""
        return self._holds(body, entry.key_span) and self._holds(body, entry.value.span)

    def _holds(self, body: Tree, span: Span) -> bool:
        start, end = self._bounds(body)
        return start <= self._place(span)[0] <= end


def _value(wire: str | None) -> str:
    return "null" if wire is None else f"${{steps.{wire}}}"


def _quoted(wire: str | None) -> str:
    return _value(wire) if wire is None else f'"{_value(wire)}"'


def _key(port: str) -> str:
    plain = _PLAIN_KEY.fullmatch(port) and port.lower() not in _NO_TEXT
    return port if plain else f'"{port}"'
