"""The words of a step's name and type, by which it is told from others."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from pipec.compiler.model import WiringStep
from pipec.compiler.wiring.evidence.ports import takes_models
from pipec.compiler.wiring.words.names import (
    Name,
    lex,
)
from pipec.compiler.wiring.words.vocabulary import SPLITS, Kind


class StepWords(NamedTuple):
    """The words of a step's name that its type does not explain, and those of its type.

    `calibrate` of type `XGBoostTraining` has the qualifier `calibration` and the role words
    `xgboost`, `train`. `splits` are those among the qualifiers, `about` these or else those that
    the type says too. `telling` are the words of the name that the type may say too, if no other
    step has it; `alike`: others have it. `spelled` is how name and type write each word.
    `measuring` is the name, or else the type, that says what is measured (`data_quality_check`);
    `divides` are the parts that it gives, if it gives several; `makes` the words of what it gives,
    with the type of each.
    """

    qualifiers: frozenset[str]
    role: frozenset[str]
    splits: frozenset[str]
    things: frozenset[str]
    named: frozenset[str]
    spelled: dict[str, str]
    about: frozenset[str]
    telling: frozenset[str]
    measuring: Name
    divides: frozenset[str] = frozenset()
    alike: bool = False
    makes: frozenset[tuple[str | None, str]] = frozenset()

    def as_one_of_several(self, *, is_part: bool) -> StepWords:
        """The same of a step that is not the only one of its contract.

        `is_part`: these are for parts of the data (`clean_train`), and it evaluates no model, so
        that `clean_eval` is for one as well.
        """
        splits = self.splits | (self.qualifiers & {"evaluation"} if is_part else frozenset())
        about = splits or self.about
        return self._replace(alike=True, telling=frozenset[str](), splits=splits, about=about)

    def of_type_alone(self) -> StepWords:
        """The words that every step of its type has."""
        nothing = frozenset[str]()
        return self._replace(
            qualifiers=nothing,
            splits=nothing,
            things=nothing,
            named=self.named & self.role,
            about=_about(self.role),
        )

    def shown(self, keys: Iterable[str]) -> str:
        """The first of some words as the step spells it."""
        key = min(keys)
        return self.spelled.get(key, key)

    def shown_all(self, keys: Iterable[str]) -> str:
        """The first two of some words as the step spells them, each in backquotes."""
        return " and ".join(f"`{self.spelled.get(key, key)}`" for key in sorted(keys)[:2])


# Nearly every step does that: it tells none.
_GENERIC = frozenset(
    {"process", "transform", "run", "make", "creat", "get", "build", "do"}
    | {"component", "gen", "generat", "generator", "op"}
)


def step_words(step: WiringStep) -> StepWords:
    """The words of a step's name and type; artefacts, carriers and generic verbs left out."""
    role = _step_keys(step.step_type)
    if step.family:  # the part of the data is what tells its contract from the others
        role = {key: text for key, text in role.items() if key not in SPLITS}
    role |= _step_keys(step.kind)
    name, named = lex(step.name), _step_keys(step.name)
    qualifiers = named.keys() - role.keys()
    # Evaluating is what a step does, not a part of the data that it belongs to.
    splits = frozenset(key for key in qualifiers if key in SPLITS and key != "evaluation")
    things = {
        token.key: token.text
        for token in name.tokens
        if token.kind is Kind.ARTEFACT and token.key not in ("data", "model")
    }
    # What evaluates no model looks at the data as they are.
    of_data = set() if takes_models(step) else {"evaluation"}
    parts = frozenset[str]().union(*(lex(output.name).splits for output in step.outputs))
    return StepWords(
        qualifiers=frozenset(qualifiers),
        role=frozenset(role),
        splits=splits,
        things=frozenset(things),
        named=frozenset(named),
        spelled=things | role | named,
        about=splits or _about({*named, *role} - of_data),
        telling=frozenset(named.keys() - SPLITS.keys()),
        measuring=name if name.measured else lex(step.step_type),
        divides=parts if len(parts) > 1 else frozenset(),
        makes=frozenset(
            (output.type, word) for output in step.outputs for word in lex(output.name).keys
        ),
    )


def _about(words: AbstractSet[str]) -> frozenset[str]:
    """The part of the data that words of a name and a type are about; all trainings train."""
    return frozenset(words & SPLITS.keys() - {"train"})


def _step_keys(name: str) -> dict[str, str]:
    return {
        token.key: token.text
        for token in lex(name).tokens
        if token.kind in (Kind.SPLIT, Kind.QUALIFIER) and token.key not in _GENERIC
    }
