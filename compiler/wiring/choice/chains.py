"""Chains of steps that pass one thing on: of several that offer it, the last is meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, KeysView, Sequence

from pipec.compiler.model import InputPort, OutputPort
from pipec.compiler.wiring.choice.forms import are_of_part, is_predicted, of_one_kind, same_name
from pipec.compiler.wiring.choice.lists import unknown_to
from pipec.compiler.wiring.choice.lookup import Lookup
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.choice.ties import closer, registers
from pipec.compiler.wiring.evidence.field import Field
from pipec.compiler.wiring.evidence.options import Option, OutputKey
from pipec.compiler.wiring.evidence.parts import NOTHING, Part, Rule, has
from pipec.compiler.wiring.evidence.ports import (
    asked_splits,
    is_data_port,
    is_model_port,
    takes_data,
)
from pipec.compiler.wiring.evidence.scores import CONSUMER_HAS_OUTPUT_WORD, MARGIN, THRESHOLD
from pipec.compiler.wiring.words.comparison import (
    differ_by_split,
    reads_same,
    splits_clash,
)
from pipec.compiler.wiring.words.names import (
    is_part,
    is_worker,
    lex,
    says_nothing,
)
from pipec.compiler.wiring.words.vocabulary import FAMILIES, stem

_PACKED = frozenset(map(stem, ["bundled", "packaged", "packed", "wrapped"]))
"""Words of a model in its package, or of the step that makes it."""

_DELIVERED = _PACKED.union(
    map(stem, ["compiled", "compressed", "exported", "onnx", "quantized", "tar", "tarball"])
)
"""Words of a model as it is delivered, which most steps do not mean that try it."""


class Chains:
    """From each output to those made of it that may be the same thing, worked on."""

    def __init__(self, known: Field, lookup: Lookup) -> None:
        self._known = known
        self._lookup = lookup
        self._later: dict[OutputKey, set[OutputKey]] = {}
        self._before: dict[OutputKey, set[OutputKey]] = {}
        # What is made with a model is no form of the data, but what is made of it may be.
        self._predicted: set[OutputKey] = set()
        # What a training gives beside its model, and what others find out with that model.
        self._again: dict[OutputKey, set[OutputKey]] = defaultdict(set)
        self._forms: dict[OutputKey, dict[OutputKey, int]] = {}
        self._kinds: dict[OutputKey, Collection[list[OutputKey]]] = {}
        for number, step in enumerate(known.steps):
            for name in sorted(step.after & known.number.keys()):
                self._add_written(known.number[name], number)

    def _add_written(self, producer: int, consumer: int) -> None:
        """A chain that the user wrote: it shows only by an order and a name that is kept."""
        source, step = self._known.steps[producer], self._known.steps[consumer]
        if source.twins == step.twins:
            return  # more likely two of a kind that `depends_on` keeps apart
        for earlier in source.outputs:
            for later in step.outputs:
                if same_name(earlier, later) and of_one_kind(earlier, later):
                    self._link((producer, earlier.name), (consumer, later.name))

    def add(self, option: Option, consumer: int) -> None:
        """Learn that a step takes an output: what it gives of the same kind is made of it."""
        known = self._known
        same_type = known.steps[consumer].twins == known.steps[option.step].twins
        if same_type and known.words[consumer].splits != known.words[option.step].splits:
            return  # a twin that only applies what the other fitted
        if known.steps[consumer].kind == "Transform":
            return  # predictions are no later form of the data
        for later in known.steps[consumer].outputs:
            if of_one_kind(option.output, later):
                self._link(option.key, (consumer, later.name))
                if is_predicted(option.output, known.steps[consumer], later):
                    self._predicted.add((consumer, later.name))
        if is_model_port(option.output):
            self._add_done_again(option.step, consumer)

    def _add_done_again(self, trained: int, consumer: int) -> None:
        """What a step finds out with a model stands for what its training says of that itself."""
        source, step = self._known.steps[trained], self._known.steps[consumer]
        for side in source.outputs if source.kind in ("Training", "Tuning") else ():
            found = [later for later in step.outputs if of_one_kind(side, later)]
            if is_data_port(side) and found:
                self._again[trained, side.name] |= {(consumer, later.name) for later in found}
                self._forms.clear()
                self._kinds.clear()

    def _link(self, earlier: OutputKey, later: OutputKey) -> None:
        self._later.setdefault(earlier, set()).add(later)
        self._before.setdefault(later, set()).add(earlier)
        self._forms.clear()
        self._kinds.clear()

    def weigh(self, search: Search, front: Sequence[Option], without: set[OutputKey]) -> bool:
        """Follow the chains from the best options, and note what they change in `search`.

        True if something changed, so that others may be best now. `without` are outputs that
        other inputs of the step take: it is given both forms on purpose.
        """
        changed = False
        for option in front:
            if option.key not in search.examined:
                search.examined.add(option.key)
                changed = self._follow(search, option, without) or changed
        return changed

    def _not_left_out(
        self, search: Search, earlier: Option, later: Sequence[OutputKey]
    ) -> Sequence[OutputKey]:
        """Of outputs of steps of a type those whose step no list leaves out that names the earlier.

        On purpose only if both are pipec's own, or the list is the project's.
        """
        steps = self._known.steps
        could_list = steps[later[0][0]].built_in or not steps[search.step].built_in
        if (
            not could_list
            or not earlier.evidence.listed
            or self._lookup.lists_type(search, later[0][0])
        ):
            return later
        named = self._lookup.named(search)
        return [key for key in later if steps[key[0]].name in named] if named else ()

    def _own_form(self, search: Search, earlier: Option, later: Option) -> bool:
        """Whether one of the project's own steps makes of a thing what one of pipec's asks for.

        It has the input's name or alias, and that says more than `model`, or the step's own name
        points to it: `register_calibrated` takes `calibrate.calibrated_model`.
        """
        told = later.lane >= CONSUMER_HAS_OUTPUT_WORD
        if not unknown_to(self._known, search, later):
            return False
        if self._is_split_off(search, earlier, later):
            return True
        if not (later.evidence.explicit or told):
            return False
        return closer(self._known, search, later, earlier) or _says_more(search.port, later.output)

    def _is_split_off(self, search: Search, earlier: Option, later: Option) -> bool:
        """Whether it is the part that is asked for, which a step has divided a thing into.

        Such a step gives another part, too: `train_tokens` and `val_tokens`, not `train_plots`.
        """
        if not is_part(lex(search.port.name)) or not _says_split(search, earlier, later):
            return False
        return any(
            differ_by_split(later.output.name, other.name)
            for other in self._known.steps[later.step].outputs
        )

    def last_forms(self, search: Search, found: list[Option]) -> list[Option]:
        """Of several forms of one thing, each made of the one before, the last, if it is meant."""
        return [
            earlier
            for earlier in found
            if not any(
                self.made_of(later.key, earlier.key) and self._is_meant(search, earlier, later)
                for later in found
            )
        ]

    def _is_meant(self, search: Search, earlier: Option, later: Option) -> bool:
        """Whether of two forms that come near the later is meant.

        What is registered is a model in its last form, and so mostly is any `model`. Of others
        it is the later that keeps the name, or is the part of the data that is asked for, if the
        earlier is not listed.
        """
        registered = registers(self._known.steps[search.step])
        doubted = search.rival is not None and search.rival.key == earlier.key
        if is_model_port(search.port) and (registered or self.is_last(search, earlier, later)):
            return later.lane >= earlier.lane and not doubted
        names = (earlier.output, later.output)
        is_same = same_name(*names) or (are_of_part(search.port, *names) and not doubted)
        return is_same and not earlier.evidence.listed

    def is_last(self, search: Search, earlier: Option, later: Option) -> bool:
        """Whether a step that asks for a model means what is made of another one.

        Not what is made to be delivered, nor where the step's twin may mean the one and it the
        other: `check_before` and `check_after`.
        """
        twins = self._known.twins[self._known.steps[search.step].twins]
        words, name = self._known.words[later.step], lex(later.output.name)
        is_delivered = name.is_of("package") or (name.keys | words.named | words.role) & _DELIVERED
        if is_delivered:
            return False
        return len(twins) == 1 or min(earlier.lane, later.lane) > 0

    def made_of(self, later: OutputKey, earlier: OutputKey) -> bool:
        """Whether an output is a later form of another, by any number of steps."""
        return later in self.forms(earlier)

    def earlier(self, later: OutputKey) -> set[OutputKey]:
        """All that an output is a later form of."""
        found: set[OutputKey] = set()
        stack = [later]
        while stack:
            new = self._before.get(stack.pop(), set()) - found
            found |= new
            stack += new
        return found

    def forms(self, earlier: OutputKey) -> KeysView[OutputKey]:
        """All later forms of an output."""
        return self._ordered(earlier).keys()

    def _ordered(self, earlier: OutputKey) -> dict[OutputKey, int]:
        """All later forms of an output, with the place of each in a fixed order."""
        if earlier not in self._forms:
            found = {earlier: 0}
            stack = [earlier] if earlier in self._later else []
            while stack:
                for key in sorted(self._later.get(stack.pop(), ())):
                    if key not in found:
                        found[key] = len(found)
                        stack.append(key)
            found = {key: at for key, at in found.items() if key not in self._predicted}
            found.pop(earlier, None)
            for key in sorted(self._again.get(earlier, ())):
                found.setdefault(key, len(found))
            self._forms[earlier] = found
        return self._forms[earlier]

    def _by_kind(self, earlier: OutputKey) -> Collection[list[OutputKey]]:
        """All later forms of an output, those that read the same of steps of a type together."""
        if earlier not in self._kinds:
            kinds: dict[object, list[OutputKey]] = defaultdict(list)
            for key in self._ordered(earlier):
                step = self._known.steps[key[0]]
                kinds[step.step_type, self._lookup.reading(key)].append(key)
            self._kinds[earlier] = kinds.values()
        return self._kinds[earlier]

    def _is_its_part(self, search: Search, earlier: Option, later: Option) -> bool:
        """Whether it is the part of the data that the step is about: the one to calibrate on.

        Or that its name says, whatever the parts are of: `low_value` is what `score_low` is about.
        """
        ours, parts = self._known.words[search.step], lex(later.output.name).splits
        if asked_splits(search.port):
            return False
        told = later.lane >= CONSUMER_HAS_OUTPUT_WORD and earlier.lane <= 0
        if told and self._says_part(search, later.key):
            return not is_worker(lex(search.port.name))
        if not ours.about or not parts:
            return False
        if splits_clash(ours.about, parts):
            return False
        # What the step's name says outweighs that the part does not say all that is asked for.
        return bool(ours.splits) or later.evidence.uncovered <= {"data"}

    def _says_part(self, search: Search, key: OutputKey) -> bool:
        """Whether the step's name says a word of an output that no other one beside it says."""
        ours = self._known.words[search.step].qualifiers - self._known.common
        beside = [o for o in self._known.steps[key[0]].outputs if is_data_port(o)]
        words = ours & lex(key[1]).keys
        return len(beside) > 1 and any(
            all(word not in lex(other.name).keys for other in beside if other.name != key[1])
            for word in words
        )

    def _follow(self, search: Search, earlier: Option, without: set[OutputKey]) -> bool:
        """Note what the later forms of an option change; True if something does."""
        forms = self._later_forms(search, earlier, without)
        changed = False
        for later in forms:
            if self._own_form(search, earlier, later) or _replaces(earlier, later):
                name = self._known.steps[later.step].name
                so_far = min(0, search.changes.get(earlier.key, NOTHING).points)
                less = min(so_far, later.points - MARGIN - earlier.points)
                search.changes[earlier.key] = Part(f"`{name}` offers it later", less)
                if later.points < THRESHOLD:  # it is meant as the earlier would be
                    search.options[later.key] = later
                    source = self._known.steps[earlier.step].name
                    more = THRESHOLD - later.points
                    search.changes[later.key] = Part(f"made of what `{source}` gives", more)
                changed = True
                is_passed_on = search.changes.get(later.key, NOTHING).points < 0
                if not is_passed_on or is_model_port(search.port):
                    break  # else what is made of that in its turn is meant
        if changed:
            return True
        for later in forms:
            short = search.points(earlier) - search.points(later)
            meant = _may_be_meant(search, earlier, later) and not self.is_packed(search, later)
            if short > 0 and (meant or self._is_its_part(search, earlier, later)):
                is_model = is_model_port(search.port)
                if later.lane < earlier.lane and (is_model or _is_spoken_against(later)):
                    continue
                name = self._known.steps[earlier.step].name
                search.options[later.key] = later
                so_far = search.changes.get(later.key, NOTHING).points
                search.changes[later.key] = Part(f"made of what `{name}` gives", so_far + short)
                changed = True
        return changed

    def is_packed(self, search: Search, later: Option) -> bool:
        """Whether it is a package, by its name or its step's, and who asks takes data, too.

        A package goes to where models are registered or deployed. A list may name it.
        """
        step = self._known.steps[search.step]
        if later.evidence.in_list or registers(step):
            return False
        asks = lex(search.port.name).is_of("package")
        return self.is_package(later) and not asks and takes_data(step)

    def is_package(self, option: Option) -> bool:
        """Whether an output is a package, by its name or its step's."""
        maker = self._known.words[option.step]
        said = lex(option.output.name).keys | maker.named | maker.role | maker.things
        return bool(said & (_PACKED | {"package"}))

    def _asks_enough(self, search: Search, earlier: Option) -> bool:
        """Whether a later form means nothing to an input unless it is listed or shares a word.

        That spares most comparisons where each step has a contract of its own.
        """
        if earlier.evidence.listed or self._known.steps[search.step].built_in:
            return False
        return lex(search.port.name).information == 1

    def _later_forms(
        self, search: Search, earlier: Option, without: set[OutputKey]
    ) -> list[Option]:
        """What is made of an output, by any number of steps, and could feed the input."""
        asks_enough = self._asks_enough(search, earlier)
        found: list[Option] = []
        keys = [
            key
            for of_kind in self._by_kind(earlier.key)
            if not asks_enough
            or self._lookup.has_in_common(search, of_kind[0])
            or self._says_part(search, of_kind[0])
            for key in self._not_left_out(search, earlier, of_kind)
            if not search.is_out(key) and key not in without
        ]
        for key in sorted(keys, key=self._ordered(earlier.key).__getitem__):
            later = search.options.get(key) or self._lookup.further_option(search, key)
            if later:
                found.append(later)
        return found


def _is_spoken_against(option: Option) -> bool:
    """Whether the steps' names speak against it, and not for its being a part only."""
    return any(part.points < 0 and part.rule is not Rule.ONLY_PART for part in option.of_steps)


def _replaces(earlier: Option, later: Option) -> bool:
    """Whether a later form of the same thing is to be preferred to the earlier one."""
    if later.points < THRESHOLD:
        return False
    if earlier.evidence.listed and not later.evidence.listed:
        return False
    near = later.points > earlier.points - MARGIN
    if same_name(earlier.output, later.output) and (near or earlier.evidence.listed):
        return True
    return later.evidence.listed and (near or later.evidence.explicit)


def _says_more(port: InputPort, output: OutputPort) -> bool:
    """Whether a name that port and output share says more than that it is a model."""
    return any(
        lex(left).keys - FAMILIES.keys() and reads_same(lex(left), lex(right))
        for left in (port.name, *port.aliases)
        for right in (output.name, *output.aliases)
    )


def _may_be_meant(search: Search, earlier: Option, later: Option) -> bool:
    """Whether it is unclear if the later form is meant, so that it draws level: an ambiguity.

    Any form of a listed one may be, as pipec's list cannot know all steps (`_not_left_out`). And an
    input without a list, whose name says little (`model`), may mean any model made of the
    first.
    """
    if later.evidence.clash:
        return False
    if later.evidence.in_list:
        return True
    if later.evidence.listed:
        return False
    if earlier.evidence.listed:
        return True
    says_less = later.evidence.uncovered - earlier.evidence.uncovered or later.lane < earlier.lane
    if are_of_part(search.port, earlier.output, later.output) and not says_less:
        return True
    name, form = lex(search.port.name), lex(later.output.name)
    if name.information < 1:
        things = {FAMILIES[thing] for thing in (name.artefact, form.artefact) if thing}
        asked = name.artefact is not None and not is_model_port(search.port)
        by_product = asked and not says_nothing(form) and (len(things) > 1 or not form.artefact)
        return later.lane >= earlier.lane and not by_product
    if later.evidence.explicit:
        return True  # an alias of what is made of it says that this is meant as well
    if name.artefact not in (None, "data") and _alone_is(name.artefact, later, earlier):
        return True  # `features`, for `claims_features`, and not the `claims` they are made of
    if has(earlier.of_steps, Rule.SAYS_INPUT) and form.splits <= name.splits:
        return False  # its step's name and its own together are the input's
    return not later.evidence.uncovered and not earlier.evidence.explicit


def _alone_is(artefact: str | None, later: Option, earlier: Option) -> bool:
    """Whether a later form alone is called the thing, whatever it is of."""
    before, after = lex(earlier.output.name).artefact, lex(later.output.name).artefact
    return after == artefact != before and not earlier.evidence.explicit


def _says_split(search: Search, earlier: Option, later: Option) -> bool:
    """Whether the later form alone is of the part of the data that the input asks for."""
    wanted = asked_splits(search.port)
    before, after = lex(earlier.output.name).splits, lex(later.output.name).splits
    return bool(wanted & after) and not wanted & before
