"""The lines that hints tell people to write into a step, so that its inputs take what is meant."""

from __future__ import annotations

import re
from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from typing import NamedTuple

from pipec.compiler.syntax import Mapping

Values = AnyMapping[str, str]
"""By input what is to be its value, as it is written."""


def reference_to(step: str, output: str) -> str:
    """A reference to an output, as the value of an input."""
    plain = re.fullmatch(r"[A-Za-z0-9_-]+", output)
    path = f".{output}" if plain else "['" + output.replace("'", "''") + "']"
    return f'"${{steps.{step}{path}}}"'


class Line(NamedTuple):
    """A line for one input of a step, and the keys of the step under which it goes.

    No keys: it brings `inputs:` along. `is_there`: the step has `inputs:` already.
    """

    text: str
    under: tuple[str, ...] = ()
    is_there: bool = False

    @property
    def place(self) -> str:
        """Where it goes, in words; "" into the step itself."""
        its = "its `inputs:`" if self.is_there else "`inputs:`"
        return f"`{self.under[1]}:` of {its}" if len(self.under) > 1 else its if self.under else ""

    @property
    def where(self) -> str:
        """What to say behind the line of its place, if that is not the step itself."""
        return f" under {self.place}" if self.under else ""


def line_for(body: Mapping | None, port: str, value: str, *, alone: bool = True) -> Line:
    """The line by which an input of a step, whose keys are `body`, takes a value.

    A step has one `inputs:` only: if it is there, or more than this must be written (not `alone`),
    the line is for below it.
    """
    inputs = body.get("inputs") if body else None
    if inputs is None:
        entry = f"{port}: {value}"
        return Line(f"inputs: {{{entry}}}") if alone else Line(entry, ("inputs",))
    if isinstance(inputs, Mapping) and isinstance(inputs.get(port), Mapping):
        return Line(f"value: {value}", ("inputs", port), is_there=True)
    return Line(f"{port}: {value}", ("inputs",), is_there=True)


def to_write(body: Mapping | None, *choices: Values, alone: bool = True) -> str:
    """What to write into a step, one of several choices for some inputs, as hints say it."""
    lines = [[line_for(body, *one, alone=alone) for one in values.items()] for values in choices]
    places = {line.place for line in lines[0]}
    if len(places) > 1:
        return " and ".join(
            to_write(body, *({port: values[port]} for values in choices), alone=alone)
            for port in choices[0]
        )
    (place,) = places
    if not place:
        return " or ".join(f"`inputs: {{{_entries(values)}}}`" for values in choices)
    either = " or ".join(" and ".join(f"`{line.text}`" for line in of_one) for of_one in lines)
    return f"{either} under {place}"


def _entries(values: Values) -> str:
    return ", ".join(f"{port}: {value}" for port, value in values.items())


class Shared(NamedTuple):
    """Open inputs of a step that the same output is proposed for.

    `hint` gives each its own; None where it may not be any of them for any input.
    """

    ports: Sequence[str]
    hint: str | None

    def besides(self, port: str) -> str:
        """What to say behind a line for one of them."""
        others = [f"`{other}`" for other in self.ports if other != port]
        return f", and another output for {' and '.join(others)}"
