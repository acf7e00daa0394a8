"""An input in search of an output: what it could take, and what is settled of it so far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipec.compiler.model import InputPort, OutputPort, Want
from pipec.compiler.record import Record
from pipec.compiler.wiring.evidence.options import Named, Option, OutputKey
from pipec.compiler.wiring.evidence.parts import Part
from pipec.compiler.wiring.evidence.scores import THRESHOLD

NOBODY_TAKES = "nobody else takes it"


class Beyond(Record):
    """An output that an input may mean in place of the one that it took, which it is made of."""

    output: Named
    taken: Named


class Rival(NamedTuple):
    """An output that draws level with another one, and why.

    It is ahead of that by `lead` at least, and gains so much by itself. `before` is the rival that
    the other one has been itself, which keeps what it gained.
    """

    key: OutputKey
    other: OutputKey
    why: str
    lead: int
    gain: int
    before: Rival | None = None


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
    `rival` is an output that draws level with the one that was meant so far, or is better; `lone`
    is one that nothing comes near, as `why_lone` says, and has `lone_level` points at least;
    `settled` that a rule has told which it is; `about` is a report, with the models that it is
    about; `urged` are outputs that an optional input may take without further evidence, `strange`
    those that belong to something else, and why. `blocked` says why nothing is chosen; `reopened`
    that a choice was taken back once; `written` that the user has written what is chosen.
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
        self.rival: Rival | None = None
        self.lone: OutputKey | None = None
        self.why_lone = "nothing else comes near"
        self.lone_level = THRESHOLD
        self.settled = False
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
        if option.key == self.lone:
            return Part(self.why_lone, max(0, self.lone_level - option.points))
        if self.about and option.key == self.about[0]:
            points = option.points + (change.points if change else 0)
            return Part("it is about the model that is taken too", max(0, THRESHOLD - points))
        rival = self.rival
        if rival is not None and rival.key != option.key:
            rival = rival.before
        if rival is None or rival.key != option.key:
            return change
        so_far = change.points if change else 0
        other = self.options.get(rival.other)
        level = self.points(other) - option.points if other else 0
        return Part(rival.why, max(so_far + rival.gain, level + rival.lead))

    @property
    def is_led(self) -> bool:
        """Whether an output has been put before all that comes near."""
        return self.rival is not None and self.rival.lead > 0

    @property
    def is_lent(self) -> bool:
        """Whether it has taken an output only for that nobody else does."""
        rival = self.rival
        if rival is None or self.chosen is None or rival.before:
            return False
        return rival.key == self.chosen.key and rival.why == NOBODY_TAKES

    def draw_level(
        self,
        option: Option,
        other: OutputKey,
        why: str = NOBODY_TAKES,
        *,
        lead: int = 0,
        gain: int = 0,
    ) -> None:
        """Let an output draw level with another one, or be better than that."""
        self.options[option.key] = option
        before = self.rival
        goes_on = before and before.key == other and before.other != option.key
        kept = before._replace(before=None) if before and goes_on else None
        self.rival = Rival(option.key, other, why, lead, gain, kept)

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
