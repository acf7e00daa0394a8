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


def to_write(body: Mapping | None, *choices: Values, alone: bool = True) -> str:
    """What to write into a step, whose keys are `body`, one of several choices for some inputs.

    A step has one `inputs:` only: if it is there, or more than these must be written (not
    `alone`), the lines are for below it.
    """
    inputs = body.get("inputs") if body else None
    if inputs is None and alone:
        return " or ".join(f"`inputs: {{{_entries(values)}}}`" for values in choices)
    nested = {
        port
        for port in choices[0]
        if isinstance(inputs, Mapping) and isinstance(inputs.get(port), Mapping)
    }
    if nested and len(choices[0]) > 1:
        return " and ".join(
            to_write(body, *({port: values[port]} for values in choices), alone=alone)
            for port in choices[0]
        )
    lines = [
        " and ".join(f"`{'value' if nested else port}: {value}`" for port, value in values.items())
        for values in choices
    ]
    its = "`inputs:`" if inputs is None else "its `inputs:`"
    place = f"`{nested.pop()}:` of {its}" if nested else its
    return f"{' or '.join(lines)} under {place}"


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
