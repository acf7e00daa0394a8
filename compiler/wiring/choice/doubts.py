"""Doubts: outputs that draw level with the best, as they say more of what is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipec.compiler.wiring.choice.chains import Chains
from pipec.compiler.wiring.choice.lists import left_out, unknown_to
from pipec.compiler.wiring.choice.lookup import Lookup
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.choice.ties import asked_part, closer, is_named, is_report, ties, unsaid
from pipec.compiler.wiring.evidence.field import Field
from pipec.compiler.wiring.evidence.options import Option
from pipec.compiler.wiring.evidence.parts import NOTHING, Part, Rule, has
from pipec.compiler.wiring.evidence.ports import asked_splits, is_model_port
from pipec.compiler.wiring.evidence.scores import KIND_ASKS, MARGIN, ONLY_PART, TYPE
from pipec.compiler.wiring.words.names import (
    FILLER,
    Name,
    lex,
)
from pipec.compiler.wiring.words.vocabulary import FAMILIES, stem


class Doubts(NamedTuple):
    """Weighs the outputs that are not among the best against those that are.

    `register_spend` does not mean `train_purchase.model` for its being a listed source only, if
    there is a `train_spend.model`; and `baseline_data` is no `load.data` while there is a
    `baseline_sample`.
    """

    known: Field
    lookup: Lookup
    chains: Chains

    def level(self, search: Search, best: Sequence[Option]) -> bool:
        """Let outputs draw level with the best that may be meant rather; True if one does."""
        if not best:
            return False
        self._look(search, best)
        top = max(search.points(option) for option in best)
        found = False
        for option in search.options.values():
            short = top - search.points(option)
            change = search.changes.get(option.key, NOTHING)
            so_far = change.points
            if short <= 0 or so_far > 0 or option.key in search.after or option.evidence.clash:
                continue
            if change.rule is Rule.MODEL_KNOWS:
                continue
            tied = all(
                closer(self.known, search, option, other)
                and (is_report(other.output) or not is_report(option.output))
                for other in best
            )
            if self._is_out(search, option, best, tied=tied):
                continue
            if tied or self._may_be_meant(search, option, best):
                # pipec's own lists cannot name what one of the project's steps gives.
                own = unknown_to(self.known, search, option)
                ahead = MARGIN if tied and own and is_named(self.known, search, option) else 0
                label = "it says more of what is asked for"
                search.changes[option.key] = Part(label, so_far + short + ahead)
                found = True
        return found

    def _look(self, search: Search, best: Sequence[Option]) -> None:
        """Look at the outputs that say what the best do not."""
        words = frozenset.intersection(*(self._lacks(search, option) for option in best))
        if not self._of_asked_part(search, best):
            words |= asked_splits(search.port)
        if words:
            self.lookup.look_for(search, words)
        if len(best) == 1:
            self.lookup.look_for_spelling(search, best[0].key)

    def _lacks(self, search: Search, option: Option) -> frozenset[str]:
        """What an output leaves unsaid; `labels`, too, if only the consumer's name speaks for it.

        `train_layout` does not mean `page_layout` by its `labels` beside `crowd_labels`.
        """
        lacking = unsaid(self.known, search, option)
        if is_model_port(search.port) or option.evidence.points > TYPE:
            return lacking
        things = option.evidence.uncovered & FAMILIES.keys() - {"data"}
        return lacking | things - self.known.words[option.step].things

    def _of_asked_part(self, search: Search, best: Sequence[Option]) -> bool:
        return any(asked_part(self.known, search, option) for option in best)

    def _is_out(
        self, search: Search, option: Option, best: Sequence[Option], *, tied: bool
    ) -> bool:
        """Whether an output is no rival: made beside the step, or worked on since."""
        if is_model_port(search.port) or (tied and _is_vague(best)):
            return False
        return all(self.chains.made_of(other.key, option.key) for other in best)

    def _may_be_meant(self, search: Search, option: Option, best: Sequence[Option]) -> bool:
        if left_out(self.known, search, option):
            return False
        if self._is_pointed_at(search, option, best):
            return True
        if _is_beside_no_whole(self.known, search, option, best) or _is_respelt(
            self.known, search, option, best
        ):
            return True
        own = unsaid(self.known, search, option)
        if option.lane >= 0 and all(own < self._lacks(search, other) for other in best):
            return True
        part = asked_part(self.known, search, option)
        if not part or self._of_asked_part(search, best):
            return False
        if asked_splits(search.port):
            return True
        if all(other.lane > option.lane + KIND_ASKS for other in best):
            return False  # the names of the steps say more than what their kind asks for
        # What the step's name says of the part outweighs no output that says all else.
        if lex(search.port.name).information < 1:
            return _is_vague(best)
        return all(unsaid(self.known, search, other) for other in best)

    def _is_pointed_at(self, search: Search, option: Option, best: Sequence[Option]) -> bool:
        """Whether the steps' names point at an output, and at none of the best."""
        if option.lane <= 0 or any(other.lane > 0 for other in best):
            return False
        if _is_vague(best) and ties(self.known, search, option):
            return True
        return option.evidence.explicit


_WHOLE = frozenset(map(stem, ["all", "complete", "entire", "full", "total", "whole"]))
"""Words of the whole of the data."""


def _is_beside_no_whole(
    known: Field, search: Search, option: Option, best: Sequence[Option]
) -> bool:
    """Whether it is behind for being a part of the data, and the best is no whole.

    Of `train`, `test` and `baseline` none is what an input for any data means. And where the only
    part is called `validation_cohort`, `discovery_cohort` is the other one.
    """
    asked, own = lex(search.port.name).keys, lex(option.output.name).keys
    divides = known.words[option.step].divides
    return has(option.of_steps, Rule.ONLY_PART) and all(
        other.points + ONLY_PART < option.points + MARGIN
        and (said := lex(other.output.name).keys - FAMILIES.keys() - _WHOLE)
        and (
            not (said & asked) - {"data"}
            or (other.step == option.step and not divides and said - own - FILLER)
        )
        for other in best
    )


def _is_respelt(known: Field, search: Search, option: Option, best: Sequence[Option]) -> bool:
    """Whether one leads it by the spelling of its name only: `data` leads `dataset`.

    Not where a step gives both, or one asks for it by its own name: they are two things then.
    """
    first = best[0]
    name, said = lex(option.output.name), lex(first.output.name)
    if len(best) > 1 or name.spelled != said.spelled or not _are_spellings(name, said):
        return False
    if option.step == first.step or name.folded in known.asked_names:
        return False
    spelled_so = option.output._replace(name=first.output.name)
    would = known.evidence(search.step, search.want, option.step, spelled_so).points
    gain = would - option.evidence.points
    return search.points(option) + gain >= search.points(first)


def _are_spellings(name: Name, other: Name) -> bool:
    """Whether two names are the same, spelled in two ways: `rows` and `table` are two words."""
    words = [[token.text for token in one.tokens] for one in (name, other)]
    return words[0] != words[1] and all(a[0] == b[0] for a, b in zip(*words, strict=True))


def _is_vague(best: Sequence[Option]) -> bool:
    return not any(option.evidence.explicit for option in best)
