"""An output that an input could take."""

from __future__ import annotations

from typing import NamedTuple

from pipec.compiler.model import OutputPort
from pipec.compiler.wiring.evidence.parts import Parts, total
from pipec.compiler.wiring.evidence.scores import CLASH, Evidence

OutputKey = tuple[int, str]
"""A step's number and the name of one of its outputs."""
Named = tuple[str, str]
"""A step's name and that of one of its ports."""


class Option(NamedTuple):
    """An output that an input could take, as far as is known before any wire is chosen.

    `of_steps` are those of its parts that the steps' names make. `foreign`: an optional input
    takes it only if its step feeds the input's step anyway, as a word ties it to another step.
    """

    key: OutputKey
    output: OutputPort
    evidence: Evidence
    parts: Parts
    points: int
    of_steps: Parts = ()
    foreign: bool = False

    @property
    def lane(self) -> int:
        """What the steps' names add to it."""
        return total(self.of_steps)

    @property
    def is_excluded(self) -> bool:
        """Whether the names of the ports or of the steps exclude it, whatever speaks for it."""
        return any(part.points <= CLASH for part in self.parts)

    @property
    def step(self) -> int:
        """The number of the step that gives it."""
        return self.key[0]
