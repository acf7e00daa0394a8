"""Binds inputs to outputs: gates, then scores, then the best acyclic assignment.

Wires are chosen in rounds. A round weighs every open input against the wires that stand, and
takes all that are certain: above the threshold and ahead of the next by the margin. If these
close a cycle together, the strongest go first, and equally strong ones of one cycle are not
chosen at all. When no more can be chosen, every wire is weighed once more in the light of all
others; one that is no longer certain is taken back and, once, chosen anew. Nothing depends on
the order of the steps, and what is not certain is an error.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute

from pipec.compiler.diagnostics import Report
from pipec.compiler.model import Decision, WiringStep
from pipec.compiler.wiring.candidates import Field, Option, OutputKey, Search
from pipec.compiler.wiring.chains import Chains
from pipec.compiler.wiring.decisions import Outcome, decision
from pipec.compiler.wiring.errors import report_errors
from pipec.compiler.wiring.precedence import Precedence
from pipec.compiler.wiring.scores import (
    CONSUMER_HAS_OUTPUT_WORD,
    LONE,
    LONE_LEAD,
    MARGIN,
    THRESHOLD,
)

Pick = tuple[Search, Option]
Named = tuple[str, str]
"""A step's name and that of one of its ports."""


@dataclass(frozen=True, slots=True)
class Beyond:
    """An output that an input may mean in place of the one that it took, which it is made of."""

    output: Named
    taken: Named


def resolve(
    steps: Sequence[WiringStep],
    report: Report,
    *,
    runners_up: bool = False,
    beyond: Mapping[Named, Beyond] | None = None,
    used: Collection[Named] = (),
) -> tuple[Decision, ...]:
    """One decision for each input that asks for a wire, in the order of `steps` and their wants.

    Unbound required inputs, inputs that two outputs fit, and entries of `from:` that feed
    nothing go to `report`. With `runners_up` decisions also say what else was weighed. `beyond`
    has, for inputs that an earlier call wired past a step, what that step gives; `used` are the
    outputs that some text reads.
    """
    assignment = _Assignment.start(steps)
    for (owner, name), other in (beyond or {}).items():
        assignment.look_beyond(owner, name, other)
    while True:
        while assignment.round():
            pass
        if (
            assignment.verify()
            and not assignment.favour_lost(used)
            and not assignment.favour_lone()
            and not assignment.suspect()
        ):
            break
    field = assignment.field
    busy = assignment.taken_by_any(used)
    outcomes = {
        (search.step, search.port.name): assignment.outcome(search, busy)
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
    suspected: dict[tuple[OutputKey, int], Option] = attribute(default_factory=dict)

    @staticmethod
    def start(steps: Sequence[WiringStep]) -> _Assignment:
        field = Field(steps)
        searches = list(field.searches())
        siblings = defaultdict[int, list[Search]](list)
        for search in searches:
            siblings[search.step].append(search)
        return _Assignment(field, searches, siblings, Precedence.of(field), Chains(field))

    def look_beyond(self, step: str, name: str, other: Beyond) -> None:
        """Let an output draw level with the one that it is made of, or be better."""
        number = self.field.number
        search = next(s for s in self.siblings[number[step]] if s.port.name == name)
        later, taken = ((number[owner], port) for owner, port in (other.output, other.taken))
        option = self.field.further_option(search, later, ignore_optional=True)
        before = search.options.get(taken)
        named = before is not None and before.evidence.explicit and not search.port.required
        if option is not None and (option.evidence.explicit or not named):
            search.options[later] = option
            search.beyond = (later, taken)

    def front(self, search: Search, without: set[OutputKey]) -> list[Option]:
        """The best option and those nearly as good, best first; none if below the threshold."""
        while True:
            found, best = _nearly_best(search, without, self._feeding(search))
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
            if not self.chains.weigh(search, found, without) and not self._level_doubts(
                search, found
            ):
                found = self._last_forms(found)
                return sorted(found, key=lambda option: (-search.points(option), option.key))

    def _level_doubts(self, search: Search, found: Sequence[Option]) -> bool:
        """Let an output draw level that says more of what is asked for than the best do.

        `register_spend` does not mean `train_purchase.model` for its being a listed source only, if
        there is a `train_spend.model`; and `baseline_data` is no `load.data` while there is a
        `baseline_sample`.
        """
        names = {option.output.name for option in found}
        best = max((search.points(option) for option in found), default=0)
        vague = not any(option.evidence.explicit for option in found)
        pointed = any(option.lane > 0 for option in found)
        unsaid = [self.field.unsaid(option) for option in found]
        if unsaid and (words := frozenset.intersection(*unsaid)):
            self.field.look_for(search, words)
        changed = False
        for option in search.options.values() if found else ():
            short = best - search.points(option)
            so_far = search.changes.get(option.key, ("", 0))[1]
            if short <= 0 or so_far > 0 or option.key in search.after:
                continue
            explicit, lane = option.evidence.explicit, option.lane
            meant = (option.output.name in names and explicit) or lane >= CONSUMER_HAS_OUTPUT_WORD
            is_model = search.port.type == "model_artifacts"
            made = (
                is_model
                and lane > 0
                and all(self.chains.made_of(option.key, other.key) for other in found)
            )
            points = not pointed and lane > 0 and (vague or made or (meant and explicit))
            tied = all(self.field.closer(search, option, other) for other in found)
            says = option.lane >= 0 and all(self.field.unsaid(option) < words for words in unsaid)
            if (points or says or tied) and not option.evidence.clash:
                search.changes[option.key] = ("it says more of what is asked for", so_far + short)
                changed = True
        return changed

    def _last_forms(self, found: list[Option]) -> list[Option]:
        """Of several unlisted forms of one thing, each made of the one before, the last."""
        return [
            option
            for option in found
            if option.evidence.listed
            or not any(
                other.output.name == option.output.name
                and self.chains.made_of(other.key, option.key)
                for other in found
                if not other.evidence.listed
            )
        ]

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
        for (_, step), option in self.suspected.items():
            self.chains.add(option, step)
        self.order.add([(s.chosen.step, s.step) for s in self.searches if s.chosen])
        self.order.update()
        return False

    def favour_lost(self, used: Collection[Named]) -> bool:
        """Settle ties for the output that nobody takes: nothing is made in vain.

        True if that settles something.
        """
        taken = self.taken_by_any(used)
        ties: list[tuple[Search, Option, list[Option], bool]] = []
        for search in self.searches:
            if search.chosen or search.blocked or search.beyond or not search.port.required:
                continue
            front = self.front(search, self._taken(search))
            idle = self._idle_sources(search)
            lost = [option for option in front if option.key not in taken]
            listed = [option for option in front if option.step in idle]
            for one, said in ((listed, True), (lost, False)):
                if len(one) == 1 and len(front) > 1:
                    ties.append((search, one[0], [o for o in front if o is not one[0]], said))
                    break
        wanted = Counter(option.key for _, option, _, _ in ties)
        found = False
        for search, last, others, said in ties:
            names = {option.output.name for option in others}
            same = last.evidence.explicit or names == {last.output.name}
            of_one_thing = same and all(self.chains.made_of(last.key, o.key) for o in others)
            if of_one_thing or (said and wanted[last.key] == 1):
                search.beyond = (last.key, others[0].key)
                found = True
        return found

    def suspect(self) -> bool:
        """Take what an unclear input hesitates between for what its step may work on.

        So that an output is not passed over for that its own step's input is unclear. True if that
        is news.
        """
        news: dict[tuple[OutputKey, int], Option] = {}
        for search in self.searches:
            if search.chosen or search.port.type != "model_artifacts":
                continue
            front = self.front(search, self._taken(search))
            if len(front) > 1:
                news |= {(option.key, search.step): option for option in front}
        news = {key: option for key, option in news.items() if key not in self.suspected}
        self.suspected |= news
        for (_, step), option in news.items():
            self.chains.add(option, step)
        return bool(news)

    def favour_lone(self) -> bool:
        """Let required inputs that nothing fits well take what nothing else comes near to.

        True if that settles something.
        """
        found = False
        for search in self.searches:
            if search.chosen or search.blocked or search.lone or not search.port.required:
                continue
            taken = self._taken(search)
            if self.front(search, taken):
                continue
            self.field.look_everywhere(search)
            possible = [
                (search.points(option), option)
                for option in search.options.values()
                if option.key not in search.after
                and option.key not in taken
                and not self.order.follows(option.step, search.step)
            ]
            possible.sort(key=lambda item: (-item[0], item[1].key))
            if not possible or possible[0][0] < LONE:
                continue
            second = possible[1][0] if len(possible) > 1 else 0
            if possible[0][0] >= max(second, LONE - LONE_LEAD) + LONE_LEAD:
                search.lone = possible[0][1].key
                found = True
        return found

    def _idle_sources(self, search: Search) -> set[int]:
        """The steps in the `from:` of an input's step that feed none of its inputs yet."""
        named = self.field.steps[search.step].draws_from or ()
        return {self.field.number[n] for n in named if n in self.field.number} - self._feeding(
            search
        )

    def _feeding(self, search: Search) -> set[int]:
        """The steps that feed other inputs of an input's step."""
        siblings = (other for other in self.siblings[search.step] if other is not search)
        return {other.chosen.step for other in siblings if other.chosen}

    def taken_by_any(self, used: Collection[Named]) -> set[OutputKey]:
        number = self.field.number
        taken = {search.chosen.key for search in self.searches if search.chosen}
        return taken | {(number[step], name) for step, name in used if step in number}

    def outcome(self, search: Search, busy: Collection[OutputKey]) -> Outcome:
        """What became of an input, for the report."""
        taken = self._taken(search)
        return Outcome(search, self.front(search, taken), taken, self.order, busy)


def _nearly_best(
    search: Search, without: set[OutputKey], feeding: set[int]
) -> tuple[list[Option], int]:
    """The best options, and the points of the very best, the threshold at least.

    `feeding` are the steps that feed other inputs of the step.
    """
    best = THRESHOLD
    found: list[tuple[int, Option]] = []
    for key, option in search.options.items():
        if option.foreign and option.step not in feeding:
            continue
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
