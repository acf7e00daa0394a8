"""An input in search of an output, and the outputs that it could take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipec.compiler.model import InputPort, OutputPort, Want
from pipec.compiler.record import Record
from pipec.compiler.wiring.evidence.parts import Part, Parts, total
from pipec.compiler.wiring.evidence.scores import CLASH, LOST, THRESHOLD, Evidence

OutputKey = tuple[int, str]
"""A step's number and the name of one of its outputs."""
Named = tuple[str, str]
"""A step's name and that of one of its ports."""

NOBODY_TAKES = "nobody else takes it"


class Beyond(Record):
    """An output that an input may mean in place of the one that it took, which it is made of."""

    output: Named
    taken: Named


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


class Group:
    """Outputs that read the same, of steps of one type, and what speaks for each of them."""

    __slots__ = ("members", "points", "step_type")

    def __init__(
        self, step_type: str, points: int, members: Sequence[tuple[int, OutputPort]]
    ) -> None:
        self.step_type = step_type
        self.points = points
        self.members = members


class Search:
    """An input in search of an output.

    `groups` are those that could feed it, the best last, of which `unseen` have not been looked
    at; `refined` are some of these, with the most that one of their members could score.
    `changes` is what the chosen wires add to an option's score; `after` are the options that can
    only run later than the input's own step; `examined` those whose chain has been followed.
    `beyond` is an output that nobody takes, and the one that it is made of; it draws level, or
    with `gain` is better by LOST, and by `lead` at least, as `why_beyond` says; `lone` is one
    that nothing comes near, as `why_lone` says, `sole` the only one that `from:` leaves for this
    and another input; `about` is a report, with the models that it is about; `urged` are outputs
    that an optional input may take without further evidence, `strange` those that belong to
    something else, and why. `blocked` says why nothing is chosen; `reopened` that a choice was
    taken back once; `written` that the user has written what is chosen.
    """

    def __init__(
        self, step: int, want: Want, chosen: Option | None = None, *, written: bool = False
    ) -> None:
        self.step = step
        self.want = want
        self.port: InputPort = want.port
        self.options: dict[OutputKey, Option] = {}
        self.groups: Sequence[Group] = ()
        self.unseen = 0
        self.refined: list[tuple[int, Group]] = []
        self.changes: dict[OutputKey, Part] = {}
        self.after: set[OutputKey] = set()
        self.examined: set[OutputKey] = set()
        self.claimed: dict[OutputKey, Option] = {}
        self.beyond: tuple[OutputKey, OutputKey] | None = None
        self.why_beyond = NOBODY_TAKES
        self.gain = True
        self.lead = 0
        self.lone: OutputKey | None = None
        self.why_lone = "nothing else comes near"
        self.sole: OutputKey | None = None
        self.about: tuple[OutputKey, tuple[OutputKey, ...]] | None = None
        self.urged: frozenset[OutputKey] = frozenset()
        self.strange: dict[OutputKey, str] = {}
        self.chosen = chosen
        self.blocked: str | None = None
        self.reopened = False
        self.written = written

    def points(self, option: Option) -> int:
        """The option's score as things stand."""
        change = self.change(option)
        return option.points + change.points if change else option.points

    def change(self, option: Option) -> Part | None:
        """What the wires that stand add to an option's score, and why."""
        change = self.changes.get(option.key)
        if option.key == self.sole and option.points < THRESHOLD:
            return Part("nothing else in `from:` can be taken", THRESHOLD - option.points)
        if option.key == self.lone:
            return Part(self.why_lone, max(0, THRESHOLD - option.points))
        if self.about and option.key == self.about[0]:
            points = option.points + (change.points if change else 0)
            return Part("it is about the model that is taken too", max(0, THRESHOLD - points))
        if self.beyond is None or option.key != self.beyond[0]:
            return change
        so_far = change.points if change else 0
        taken = self.options.get(self.beyond[1])
        level = self.points(taken) - option.points if taken else 0
        gained = so_far + (LOST if self.gain else 0)
        return Part(self.why_beyond, max(gained, level + self.lead))

    def is_out(self, key: OutputKey) -> bool:
        """Whether an output can only run later, or belongs to something else."""
        return key in self.after or key in self.strange

    def urge(self, options: Iterable[Option]) -> None:
        """Let an optional input take outputs without further evidence."""
        found = {option.key: option for option in options}
        self.urged |= found.keys()
        self.options |= found

    def forget(self) -> None:
        """Drop what was learnt from wires that may not stand any more."""
        self.changes.clear()
        self.after.clear()
        self.examined.clear()
        self.options |= self.claimed
        self.claimed.clear()
