"""The run-time properties of a step, which complete and are checked by the service's model."""

from __future__ import annotations

from dataclasses import dataclass

from pipec.cli.api.references import Reference, part_text, quoted
from pipec.compiler.service.shapes import Shape, load_properties
from pipec.compiler.similarity import did_you_mean
from pipec.compiler.steps import STEP_TYPES


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PropertyPath(Reference):
    """A property: members are attributes, entries of lists and maps are `[0]` and `["name"]`.

    `shape` is what the model says of it; None where it does not say, and anything may follow.
    """

    shape: Shape | None = None

    def __getattr__(self, name: str) -> PropertyPath:
        if name.startswith("_"):
            raise AttributeError(name)
        shape = self.shape
        if shape is None:
            return PropertyPath(f"{self.text}.{name}", self.owner)
        if found := shape.member(name) if shape.type == "structure" else None:
            return PropertyPath(f"{self.text}.{name}", self.owner, found)
        known = shape.members
        near = did_you_mean(name, known)
        listed = ", ".join(f"`{member}`" for member in known) or "it has none"
        raise AttributeError(
            f"`{self.text}` has no member `{name}`; {near or f'its members: {listed}'}"
        )

    def __getitem__(self, part: str | int) -> PropertyPath:
        inner = None
        if self.shape is not None:
            inner = self.shape.element if self.shape.type == "list" else self.shape.value
        key = part_text(part) if isinstance(part, int) else f"[{quoted(part)}]"
        return PropertyPath(self.text + key, self.owner, inner)

    def __dir__(self) -> list[str]:
        return [*Reference.__dir__(self), *(self.shape.members if self.shape else ())]


def properties_of(step: str, kind: str, owner: object) -> PropertyPath:
    """The properties of a step of a kind, in a pipeline."""
    described = kind in STEP_TYPES and STEP_TYPES[kind].described
    shape = load_properties(kind) if described else None
    return PropertyPath(f"steps.{step}.properties", owner, shape)
