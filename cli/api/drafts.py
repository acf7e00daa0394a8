"""A pipeline as far as a program, or a file, has said it: steps that still can change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pipec.compiler.diagnostics import Span
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar

_BRANCHES = {step.head: tuple(step.branches) for step in STEP_TYPES.values() if step.branches}
"""The keys that hold steps, by the head of the step that has them."""
BRANCHES = tuple(key for keys in _BRANCHES.values() for key in keys)
"""All of them."""


@dataclass(slots=True)
class Draft:
    """A step: its tree, less the steps in its branches.

    `shown_as` is what the program holds of it: a proxy, a condition, a loop.
    """

    name: str
    key_span: Span
    body: Node
    branches: dict[str, DraftBlock] = field(default_factory=dict)
    is_removed: bool = False
    shown_as: object = None

    def get(self, key: str) -> Node | None:
        """What the step says under a key."""
        return self.body.get(key) if isinstance(self.body, Mapping) else None

    def set(self, key: str, key_span: Span, value: Node) -> None:
        """Say one more thing, or say it anew."""
        body = self.body if isinstance(self.body, Mapping) else Mapping({}, self.key_span)
        self.body = Mapping({**body.entries, key: Entry(key, key_span, value)}, body.span)

    def bind(self, name: str, name_span: Span, value: Node, span: Span) -> None:
        """Give an input its value; what else the step says of the input stays."""
        inputs = self.get("inputs")
        if inputs is not None and not isinstance(inputs, Mapping | Scalar):
            return  # it is wrong, which compiling tells
        known = inputs if isinstance(inputs, Mapping) else Mapping({}, span)
        given = known.get(name)
        if isinstance(given, Mapping):
            value = Mapping({**given.entries, "value": Entry("value", span, value)}, given.span)
        entries = {**known.entries, name: Entry(name, name_span, value)}
        self.set("inputs", span, Mapping(entries, known.span))

    def entry(self) -> Entry:
        """The step as it stands in a file.

        A branch that neither a file said nor a step was put into is left out.
        """
        if not isinstance(self.body, Mapping):
            return Entry(self.name, self.key_span, self.body)
        held = {
            key: Entry(key, self.key_span, block.tree(self.key_span))
            for key, block in self.branches.items()
            if block.drafts or block.written
        }
        return Entry(
            self.name, self.key_span, Mapping({**self.body.entries, **held}, self.body.span)
        )


@dataclass(slots=True)
class DraftBlock:
    """A map of steps: the pipeline's, a branch of a condition, the body of a loop.

    `written` are those of a file, which may say of a branch that it is empty.
    """

    drafts: dict[str, Draft] = field(default_factory=dict)
    written: bool = False

    def tree(self, span: Span) -> Mapping:
        """The map as it stands in a file."""
        return Mapping({name: draft.entry() for name, draft in self.drafts.items()}, span)

    def all(self) -> Iterator[tuple[Draft, DraftBlock]]:
        """Every step with the block that it stands in, those in branches too."""
        for draft in self.drafts.values():
            yield draft, self
            for block in draft.branches.values():
                yield from block.all()


def block_of(steps: Mapping) -> DraftBlock:
    """The steps map of a file."""
    return DraftBlock({entry.key: _draft_of(entry) for entry in steps}, written=True)


def _draft_of(entry: Entry) -> Draft:
    body = entry.value
    if not isinstance(body, Mapping):
        return Draft(entry.key, entry.key_span, body)
    keys = next((keys for head, keys in _BRANCHES.items() if head in body), ())
    branches = {key: body.get(key) for key in keys}
    found = {key: block_of(node) for key, node in branches.items() if isinstance(node, Mapping)}
    return Draft(entry.key, entry.key_span, body.without(*found), found)
