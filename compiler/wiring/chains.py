"""Chains of steps that pass one thing on: of several that offer it, the last is meant."""

from __future__ import annotations

from collections.abc import Sequence

from pipec.compiler.model import OutputPort
from pipec.compiler.wiring.candidates import Field, Option, OutputKey, Search
from pipec.compiler.wiring.names import lex, reads_same, splits_clash
from pipec.compiler.wiring.scores import MARGIN, SUPERSEDED, THRESHOLD
from pipec.compiler.wiring.vocabulary import FAMILIES


class Chains:
    """From each output to those made of it that may be the same thing, worked on."""

    def __init__(self, known: Field) -> None:
        self._known = known
        self._later: dict[OutputKey, set[OutputKey]] = {}
        for number, step in enumerate(known.steps):
            for name in sorted(step.after & known.number.keys()):
                self._add_written(known.number[name], number)

    def _add_written(self, producer: int, consumer: int) -> None:
        """A chain that the user wrote: it shows only by an order and a name that is kept."""
        source, step = self._known.steps[producer], self._known.steps[consumer]
        if source.step_type == step.step_type:
            return  # more likely two of a kind that `depends_on` keeps apart
        for earlier in source.outputs:
            for later in step.outputs:
                if _same_name(earlier, later) and _of_one_kind(earlier, later):
                    self._link((producer, earlier.name), (consumer, later.name))

    def add(self, option: Option, consumer: int) -> None:
        """Learn that a step takes an output: what it gives of the same kind is made of it."""
        for later in self._known.steps[consumer].outputs:
            if _of_one_kind(option.output, later):
                self._link(option.key, (consumer, later.name))

    def _link(self, earlier: OutputKey, later: OutputKey) -> None:
        self._later.setdefault(earlier, set()).add(later)

    def weigh(self, search: Search, front: Sequence[Option]) -> bool:
        """Follow the chains from the best options, and note what they change in `search`.

        True if something changed, so that others may be best now.
        """
        changed = False
        for option in front:
            if option.key not in search.examined:
                search.examined.add(option.key)
                changed = self._follow(search, option) or changed
        return changed

    def _follow(self, search: Search, earlier: Option) -> bool:
        changed = False
        seen = {earlier.key}
        stack = [earlier.key]
        while stack:
            for key in sorted(self._later.get(stack.pop(), set()) - seen):
                seen.add(key)
                stack.append(key)
                later = search.options.get(key) or self._known.further_option(search, key)
                if later is None or key in search.after:
                    continue
                name = self._known.steps[key[0]].name
                if _replaces(search, earlier, later):
                    search.changes[earlier.key] = (f"`{name}` offers it later", SUPERSEDED)
                    return True
                short = search.points(earlier) - search.points(later)
                if short > 0 and _may_be_meant(search, earlier, later):
                    name = self._known.steps[earlier.step].name
                    search.options[key] = later
                    so_far = search.changes.get(key, ("", 0))[1]
                    search.changes[key] = (f"made of what `{name}` gives", so_far + short)
                    changed = True
        return changed


def _replaces(search: Search, earlier: Option, later: Option) -> bool:
    """Whether a later form of the same thing is to be preferred to the earlier one."""
    if later.points < THRESHOLD or earlier.key in search.changes:
        return False
    if earlier.evidence.listed and not later.evidence.listed:
        return False
    near = later.points > earlier.points - MARGIN
    if _same_name(earlier.output, later.output) and near:
        return True
    return later.evidence.listed and (near or later.evidence.explicit)


def _may_be_meant(search: Search, earlier: Option, later: Option) -> bool:
    """Whether it is unclear if the later form is meant, so that it draws level: an ambiguity.

    A list of sources may be incomplete where the name stays the same, or where only the later
    form bears the input's own name (a step of one's own before a built-in one). And an input
    without a list, whose name says little (`model`), may mean any model made of the first.
    """
    if later.evidence.listed or later.evidence.clash:
        return False
    if earlier.evidence.listed:
        named = later.evidence.explicit and not earlier.evidence.explicit
        return named or _same_name(earlier.output, later.output)
    return lex(search.port.name).information < 1


def _same_name(earlier: OutputPort, later: OutputPort) -> bool:
    return reads_same(lex(earlier.name), lex(later.name))


def _of_one_kind(earlier: OutputPort, later: OutputPort) -> bool:
    """Whether `later`, of a step that takes `earlier`, may be the same thing, worked on."""
    if earlier.type != later.type or earlier.data_type != later.data_type:
        return False
    a, b = lex(earlier.name), lex(later.name)
    if splits_clash(a.splits, b.splits):
        return False
    if a.artefact is None or b.artefact is None:
        return True
    return FAMILIES[a.artefact] == FAMILIES[b.artefact]
