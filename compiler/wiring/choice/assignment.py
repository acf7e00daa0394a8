"""Which outputs the inputs take so far, and the rounds that choose more.

A round weighs every open input against the wires that stand, and takes all that are certain:
above the threshold and ahead of the next by the margin. If these close a cycle together, the
strongest go first, and equally strong ones of one cycle are not chosen at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from pipec.compiler.model import WiringStep
from pipec.compiler.wiring.choice.chains import Chains
from pipec.compiler.wiring.choice.claims import may_share, nearly_best
from pipec.compiler.wiring.choice.decisions import Outcome, first_shown
from pipec.compiler.wiring.choice.doubts import Doubts
from pipec.compiler.wiring.choice.known_data import set_back
from pipec.compiler.wiring.choice.lookup import Lookup
from pipec.compiler.wiring.choice.precedence import Precedence
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.evidence.field import Field
from pipec.compiler.wiring.evidence.options import Named, Option, OutputKey
from pipec.compiler.wiring.evidence.ports import gives_models, is_data_port, is_model_port
from pipec.compiler.wiring.evidence.scores import LONE_LEAD, MARGIN, TOO_LATE
from pipec.compiler.wiring.words.names import (
    is_data,
    lex,
    says_nothing,
)

Pick = tuple[Search, Option]


class Assignment:
    """The inputs with what they have chosen, and what follows from that: order and chains.

    `free` are those for which the user has not named a step alone, `written` those whose wire is
    written; `siblings` all inputs of each step;
    `suspected` the outputs that an unclear input of a step hesitates between; `takers` the steps
    that take each output. `fixed` is the order that no wire that pipec chooses can change.
    """

    def __init__(self, steps: Sequence[WiringStep]) -> None:
        """Nothing is chosen yet."""
        self.field = Field(steps)
        self.lookup = Lookup(self.field)
        self.searches = list(self.lookup.searches())
        self.free = [search for search in self.searches if search.want.only is None]
        self.written = list(self.lookup.written())
        self.siblings = defaultdict[int, list[Search]](list)
        for search in (*self.searches, *self.written):
            self.siblings[search.step].append(search)
        self.order = Precedence.of(self.field)
        self.fixed = Precedence.of(self.field)
        self.chains = Chains(self.field, self.lookup)
        self.suspected: dict[tuple[OutputKey, int], Option] = {}
        self.takers: dict[OutputKey, set[int]] = {}
        self.rebuild()

    def front(self, search: Search, without: set[OutputKey]) -> list[Option]:
        """The best option and those nearly as good, best first; none if below the threshold."""
        doubts = Doubts(self.field, self.lookup, self.chains)
        while True:
            found, best = nearly_best(
                self.field, search, without, self.feeding(search), self.takers, self.order
            )
            if self.lookup.look_further(search, best):
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
            if not self.chains.weigh(search, found, without) and not doubts.level(search, found):
                found = self.chains.last_forms(search, found)
                if set_back(self.field, self.chains, self.siblings, search, found):
                    continue
                found += self._out_of_reach(search, found, without)
                # Of equals that first which is so by itself.
                return sorted(
                    found,
                    key=lambda option: (-search.points(option), -option.points, option.key),
                )

    def _out_of_reach(
        self, search: Search, found: list[Option], without: set[OutputKey]
    ) -> list[Option]:
        """What fits much better than the best, but for wires by which it only runs later.

        One of these may be wrong, so it is left to the user.
        """
        if not found or not search.after:
            return []
        best = max(search.points(option) for option in found)
        return [
            option
            for option in (search.options[key] for key in sorted(search.after - without))
            if option.points >= best + TOO_LATE
            if not self.fixed.follows(option.step, search.step)
        ]

    def taken(self, search: Search) -> set[OutputKey]:
        """What other inputs of the step draw on; one that the user pinned may share it.

        So may one that goes to another place of the registry, for which it is made too, and one
        for which nothing else is left.
        """
        if search.want.only is not None:
            return set()
        others = (other for other in self.siblings[search.step] if other is not search)
        return {
            other.chosen.key
            for other in others
            if other.chosen and not may_share(search, other, other.chosen)
        } | self._beside_models(search)

    def _beside_models(self, search: Search) -> set[OutputKey]:
        """What trainings give beside the models that a step takes: no data to try these on."""
        name, step = lex(search.port.name), self.field.steps[search.step]
        if not is_data(name) or not is_data_port(search.port) or self._may_name_it(search):
            return set()
        if gives_models(step):
            return set()  # it learns itself
        chosen = (other.chosen for other in self.siblings[search.step] if other.chosen)
        models = [option for option in chosen if is_model_port(option.output)]
        makers = {
            option.step
            for option in models
            if self.field.steps[option.step].kind in ("Training", "Tuning")
        }
        if says_nothing(name):  # nor what they have made of data
            makers = makers.union(*(self.takers.get(option.key, ()) for option in models))
        return {
            (number, output.name)
            for number in makers - {search.step}
            for output in self.field.steps[number].outputs
            if is_data_port(output) and lex(output.name).folded != name.folded
        }

    def _may_name_it(self, search: Search) -> bool:
        """Whether `from:` may name a training for what it gives beside its model.

        Not where it names another step that the input's list does, and that leaves trainings out.
        """
        if self.field.steps[search.step].draws_from is None:
            return False
        number = self.field.number
        named = [number[one] for one in self.lookup.named(search) if one in number]
        listed = [self.field.steps[one] for one in named if self.lookup.lists_type(search, one)]
        return not listed or any(step.kind in ("Training", "Tuning") for step in listed)

    def feeding(self, search: Search) -> set[int]:
        """The steps that feed other inputs of an input's step."""
        siblings = (other for other in self.siblings[search.step] if other is not search)
        return {other.chosen.step for other in siblings if other.chosen}

    def options_of(self, search: Search, source: int) -> list[Option]:
        """What a step gives that an input could take, an optional one too."""
        outputs = self.field.steps[source].outputs
        keys = [(source, output.name) for output in outputs]
        found = (self.lookup.further_option(search, key, ignore_optional=True) for key in keys)
        return [option for option in found if option]

    def taken_by_any(self, used: Collection[Named]) -> set[OutputKey]:
        """The outputs that some input has chosen or some text reads."""
        number = self.field.number
        taken = {search.chosen.key for search in self.searches if search.chosen}
        return taken | {(number[step], name) for step, name in used if step in number}

    def outcome(self, search: Search, busy: Collection[OutputKey]) -> Outcome:
        """What became of an input, for the report; `busy` are the outputs that anybody takes."""
        taken = self.taken(search)
        front = [search.chosen] if search.chosen else self.front(search, taken)
        front.sort(key=lambda option: first_shown(self.field, search, option, busy))
        return Outcome(search, front, taken, self.order, self.lookup, busy)

    # --- rounds ---------------------------------------------------------------------------

    def round(self) -> bool:
        """Choose what is certain now; False when nothing more can be."""
        picks = self._picks()
        # What is required comes first: no optional wire may turn its order round.
        required = [pick for pick in picks if pick[0].port.required]
        picks = required or self._harmless(picks)
        picks, blocked = self._unshared(picks)
        chosen, cyclic = self._acyclic(picks)
        for search, option in cyclic:
            producer = self.field.steps[option.step].name
            search.blocked = f"`{producer}` could as well take its data from this step"
        for search, option in chosen:
            search.chosen = option
            self.chains.add(option, search.step)
            self.takers.setdefault(option.key, set()).add(search.step)
        self.order.add([(option.step, search.step) for search, option in chosen])
        self.order.update()
        for search in self.searches:
            # Chains have grown and followers may be more: all is weighed anew.
            search.forget()
        return bool(blocked or chosen or cyclic)

    def _harmless(self, picks: list[Pick]) -> list[Pick]:
        """The optional wires that take from no open required input what it may mean."""
        needed = defaultdict[frozenset[int], set[int]](set)
        for other in self.searches if picks else ():
            if other.chosen is None and other.port.required and other.blocked is None:
                options = self.front(other, self.taken(other)) or self._all_options(other)
                needed[frozenset(one.step for one in options)].add(other.step)
        # Equals share what they may mean: each such set is looked at once for a wire.
        follows = self.order.follows
        return [
            (search, option)
            for search, option in picks
            if follows(search.step, option.step)  # which turns no order round
            or not any(
                any(step == option.step or follows(option.step, step) for step in steps)
                and any(one == search.step or follows(one, search.step) for one in sources)
                for sources, steps in needed.items()
            )
        ]

    def _all_options(self, search: Search) -> Collection[Option]:
        self.lookup.look_everywhere(search)
        return search.options.values()

    def _picks(self) -> list[Pick]:
        """The certain choices, once the inputs of one step have agreed who takes which output."""
        searching = [s for s in self.searches if s.chosen is None and s.blocked is None]
        at_first = {id(search): self.front(search, self.taken(search)) for search in searching}
        fronts = {
            id(search): {option.key: search.points(option) for option in at_first[id(search)]}
            for search in searching
        }
        picks: list[Pick] = []
        for search in searching:
            front = self._agreed(search, at_first[id(search)], fronts)
            if len(front) == 1:
                picks.append((search, front[0]))
        return picks

    def _agreed(
        self, search: Search, front: list[Option], fronts: dict[int, dict[OutputKey, int]]
    ) -> list[Option]:
        """The front less what another input of the step fits better."""
        without = self.taken(search)
        rivals = [
            fronts[id(other)]
            for other in self.siblings[search.step]
            if other is not search and id(other) in fronts
        ]
        while search.want.only is None:
            lost = {
                option.key
                for option in front
                for rival in rivals
                if rival.get(option.key, 0) >= search.points(option) + MARGIN
            }
            if not lost:
                break
            without |= lost
            front = self.front(search, without)
        return front

    def _unshared(self, picks: list[Pick]) -> tuple[list[Pick], bool]:
        """The picks without those that share an output, and whether some were blocked for that.

        Two inputs of one step that fit one output alike: none has it, unless one of them would
        lose much less by what it fits next.
        """
        takers = defaultdict[tuple[int, OutputKey], list[Pick]](list)
        for search, option in picks:
            if search.want.only is None:
                takers[search.step, option.key].append((search, option))
        left_out: list[Pick] = []
        blocked = False
        for of_one in takers.values():
            rivals = [
                (search, option)
                for search, option in of_one
                if not all(may_share(search, one, option) for one, _ in of_one if one != search)
            ]
            if len(rivals) < 2:
                continue
            left_out += (yielding := self._yielding(rivals)) or rivals
            for search, _ in rivals if not yielding else ():
                other = next(one for one, _ in rivals if one is not search)
                search.blocked = f"it fits the input `{other.port.name}` as well"
                blocked = True
        return [pick for pick in picks if id(pick[0]) not in _ids(left_out)], blocked

    def _yielding(self, rivals: Sequence[Pick]) -> list[Pick]:
        """Of two inputs that fit one output alike the one to which another is nearly as good."""
        losses: list[tuple[int, Pick]] = []
        for search, option in rivals:
            rest = self.front(search, self.taken(search) | {option.key})
            next_best = search.points(rest[0]) if rest else 0
            losses.append((search.points(option) - next_best, (search, option)))
        losses.sort(key=lambda loss: loss[0])
        clear = len(losses) == 2 and losses[0][0] <= losses[1][0] - LONE_LEAD
        return [losses[0][1]] if clear else []

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

    def lacks_model(self, step: int) -> bool:
        """Whether a required input of a step for a model is open."""
        models = [s for s in self.siblings[step] if is_model_port(s.port)]
        return any(search.port.required and not search.chosen for search in models)

    def models(self, step: int) -> list[int | None]:
        """The steps that make the models that a step takes, None for one that no step makes.

        None at all if one is open.
        """
        if self.lacks_model(step):
            return []
        taken = [search.chosen for search in self.siblings[step] if search.chosen]
        given = [port for port in self.field.steps[step].given if is_model_port(port)]
        made = [option.step for option in taken if is_model_port(option.output)]
        return [*made, *(None for _ in given)]

    # --- in the light of all wires --------------------------------------------------------

    def verify(self) -> bool:
        """Take back what is not certain in the light of all other wires; True if all is."""
        doubtful: list[Search] = []
        for search in self.searches:
            search.forget()
            self._forget_report(search)
            front = self.front(search, self.taken(search))
            if search.chosen and [option.key for option in front] != [search.chosen.key]:
                doubtful.append(search)
        if not doubtful:
            return True
        for search in doubtful:
            search.chosen = None
            if search.reopened:
                search.blocked = "other wires depend on the choice"
            search.reopened = True
        self.rebuild()
        return False

    def _forget_report(self, search: Search) -> None:
        """Drop a report if the step does not take the model that it is about any more."""
        if search.about is None:
            return
        report, models = search.about
        taken = {other.chosen.key for other in self.siblings[search.step] if other.chosen}
        if not taken.issuperset(models):
            search.about = None
            search.urged -= {report}

    def rebuild(self) -> None:
        """Learn order and chains anew from the wires that stand."""
        self.order = Precedence.of(self.field)
        self.chains = Chains(self.field, self.lookup)
        self.takers = {}
        for search in (*self.searches, *self.written):
            search.forget()
            if search.chosen:
                self.chains.add(search.chosen, search.step)
                self.takers.setdefault(search.chosen.key, set()).add(search.step)
        for (_, step), option in self.suspected.items():
            self.chains.add(option, step)
        self.order.add([(s.chosen.step, s.step) for s in self.searches if s.chosen])
        self.order.update()


def _ids(picks: Sequence[Pick]) -> set[int]:
    return {id(search) for search, _ in picks}
