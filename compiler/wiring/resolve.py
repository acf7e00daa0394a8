"""Binds inputs to outputs: gates, then scores, then the best acyclic assignment.

Wires are chosen in rounds. A round weighs every open input against the wires that stand, and
takes all that are certain: above the threshold and ahead of the next by the margin. If these
close a cycle together, the strongest go first, and equally strong ones of one cycle are not
chosen at all. When no more can be chosen, every wire is weighed once more in the light of all
others; one that is no longer certain is taken back and, once, chosen anew. Nothing depends on
the order of the steps, and what is not certain is an error.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipec.compiler.diagnostics import Report
from pipec.compiler.model import Decision, WiringStep
from pipec.compiler.wiring.candidates import Field, Option, OutputKey, Search
from pipec.compiler.wiring.chains import Chains
from pipec.compiler.wiring.decisions import Outcome, decision
from pipec.compiler.wiring.errors import report_errors
from pipec.compiler.wiring.precedence import Precedence
from pipec.compiler.wiring.scores import MARGIN, THRESHOLD

Pick = tuple[Search, Option]


def resolve(
    steps: Sequence[WiringStep], report: Report, *, runners_up: bool = False
) -> tuple[Decision, ...]:
    """One decision for each input that asks for a wire, in the order of `steps` and their wants.

    Unbound required inputs, inputs that two outputs fit, and entries of `from:` that feed
    nothing go to `report`. With `runners_up` decisions also say what else was weighed.
    """
    assignment = _Assignment.start(steps)
    settled = False
    while not settled:
        while assignment.round():
            pass
        settled = assignment.verify()
    field = assignment.field
    outcomes = {
        (search.step, search.port.name): assignment.outcome(search)
        for search in assignment.searches
    }
    decisions: list[Decision] = []
    for step in steps:
        of_step = [outcomes[field.number[step.name], want.port.name] for want in step.wants]
        report_errors(field, step, of_step, report)
        decisions += [decision(field, outcome, runners_up=runners_up) for outcome in of_step]
    return tuple(decisions)


@dataclass(slots=True)
class _Assignment:
    field: Field
    searches: list[Search]
    siblings: dict[int, list[Search]]
    order: Precedence
    chains: Chains

    @staticmethod
    def start(steps: Sequence[WiringStep]) -> _Assignment:
        field = Field(steps)
        searches = list(field.searches())
        siblings = defaultdict[int, list[Search]](list)
        for search in searches:
            siblings[search.step].append(search)
        return _Assignment(field, searches, siblings, Precedence.of(field), Chains(field))

    def front(self, search: Search, without: set[OutputKey]) -> list[Option]:
        """The best option and those nearly as good, best first; none if below the threshold."""
        while True:
            found, best = _nearly_best(search, without)
            if self.field.look_further(search, best):
                continue
            after = {
                option.key
                for option in found
                if option.key not in search.examined
                and self.order.follows(option.step, search.step)
            }
            search.after |= after
            if after:
                continue
            if not self.chains.weigh(search, found):
                return sorted(found, key=lambda option: (-search.points(option), option.key))

    def _taken(self, search: Search) -> set[OutputKey]:
        """What other inputs of the step draw on; one that the user pinned may share it."""
        if search.want.only is not None:
            return set()
        others = (other for other in self.siblings[search.step] if other is not search)
        return {other.chosen.key for other in others if other.chosen}

    # --- rounds ---------------------------------------------------------------------------

    def round(self) -> bool:
        """Choose what is certain now; False when nothing more can be."""
        picks = self._picks()
        blocked = _block_shared(picks)
        chosen, cyclic = self._acyclic([pick for pick in picks if pick[0].blocked is None])
        for search, option in cyclic:
            producer = self.field.steps[option.step].name
            search.blocked = f"`{producer}` could as well take its data from this step"
        for search, option in chosen:
            search.chosen = option
            self.chains.add(option, search.step)
        self.order.add([(option.step, search.step) for search, option in chosen])
        self.order.update()
        for search in self.searches:
            # Chains have grown and followers may be more: look at the front again.
            search.examined.clear()
        return bool(blocked or chosen or cyclic)

    def _picks(self) -> list[Pick]:
        """The certain choices, once the inputs of one step have agreed who takes which output."""
        searching = [s for s in self.searches if s.chosen is None and s.blocked is None]
        fronts: dict[int, dict[OutputKey, int]] = {}
        for search in searching:
            front = self.front(search, self._taken(search))
            fronts[id(search)] = {option.key: search.points(option) for option in front}
        picks: list[Pick] = []
        for search in searching:
            front, waits = self._agreed(search, fronts)
            if len(front) == 1 and not waits:
                picks.append((search, front[0]))
        return picks

    def _agreed(
        self, search: Search, fronts: dict[int, dict[OutputKey, int]]
    ) -> tuple[list[Option], bool]:
        """The front less what another input of the step fits better and is certain of.

        And whether to wait for an input that fits one better but is not certain yet.
        """
        without = self._taken(search)
        rivals = [
            fronts[id(other)]
            for other in self.siblings[search.step]
            if other is not search and id(other) in fronts
        ]
        while True:
            front = self.front(search, without)
            if search.want.only is not None:
                return front, False
            better = [
                (option.key, len(rival) == 1)
                for option in front
                for rival in rivals
                if rival.get(option.key, 0) >= search.points(option) + MARGIN
            ]
            lost = {key for key, is_certain in better if is_certain}
            if not lost:
                return front, bool(better)
            without |= lost

    def _acyclic(self, picks: list[Pick]) -> tuple[list[Pick], list[Pick]]:
        """The picks that can stand together, and those that close a cycle with equals.

        Weaker picks of a cycle are neither: the next round weighs them again.
        """
        cyclic = self._cyclic(picks)
        if not cyclic:
            return picks, []
        innocent = [pick for pick in picks if id(pick[0]) not in _ids(cyclic)]
        top = max(search.points(option) for search, option in cyclic)
        strongest = [pick for pick in cyclic if pick[0].points(pick[1]) > top - MARGIN]
        equals = self._cyclic(innocent + strongest)
        return innocent + [p for p in strongest if id(p[0]) not in _ids(equals)], equals

    def _cyclic(self, picks: list[Pick]) -> list[Pick]:
        trial = self.order.copy()
        trial.add([(option.step, search.step) for search, option in picks])
        trial.update()
        return [pick for pick in picks if trial.follows(pick[1].step, pick[0].step)]

    # --- at the end -----------------------------------------------------------------------

    def verify(self) -> bool:
        """Take back what is not certain in the light of all other wires; True if all is."""
        doubtful: list[Search] = []
        for search in self.searches:
            search.forget()
            front = self.front(search, self._taken(search))
            if search.chosen and [option.key for option in front] != [search.chosen.key]:
                doubtful.append(search)
        if not doubtful:
            return True
        for search in doubtful:
            search.chosen = None
            if search.reopened:
                search.blocked = "other wires depend on the choice"
            search.reopened = True
        self.order = Precedence.of(self.field)
        self.chains = Chains(self.field)
        for search in self.searches:
            search.forget()
            if search.chosen:
                self.chains.add(search.chosen, search.step)
        self.order.add([(s.chosen.step, s.step) for s in self.searches if s.chosen])
        self.order.update()
        return False

    def outcome(self, search: Search) -> Outcome:
        """What became of an input, for the report."""
        taken = self._taken(search)
        return Outcome(search, self.front(search, taken), taken, self.order)


def _nearly_best(search: Search, without: set[OutputKey]) -> tuple[list[Option], int]:
    """The best options, and the points of the very best, the threshold at least."""
    best = THRESHOLD
    found: list[tuple[int, Option]] = []
    for key, option in search.options.items():
        points = search.points(option)
        if points > best - MARGIN and key not in search.after and key not in without:
            best = max(best, points)
            found.append((points, option))
    if not any(points >= THRESHOLD for points, _ in found):
        return [], best
    return [option for points, option in found if points > best - MARGIN], best


def _block_shared(picks: Sequence[Pick]) -> bool:
    """Two inputs of one step that fit one output alike: the required one has it, else none."""
    takers = defaultdict[tuple[int, OutputKey], list[Search]](list)
    for search, option in picks:
        if search.want.only is None:
            takers[search.step, option.key].append(search)
    found = False
    for rivals in takers.values():
        required = [search for search in rivals if search.port.required]
        for search in rivals:
            others = [other for other in rivals if other is not search]
            if others and not (len(required) == 1 and required[0] is search):
                search.blocked = f"it fits the input `{others[0].port.name}` as well"
                found = True
    return found


def _ids(picks: Sequence[Pick]) -> set[int]:
    return {id(search) for search, _ in picks}
