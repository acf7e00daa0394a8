"""What a step fits and its twins apply: the state that one contract both gives and takes.

`encode_training` gives `tables`, which `encode_test` and `encode_monthly` take, as their contract
has an optional input and an output of this name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from pipec.compiler.model import InputPort, OutputPort, WiringStep
from pipec.compiler.wiring.evidence.step_words import StepWords
from pipec.compiler.wiring.words.names import (
    Name,
    is_worker,
    lex,
    says_nothing,
)
from pipec.compiler.wiring.words.vocabulary import NO_ROWS, SPLITS


class Fitted:
    """The state of each contract, and which of its steps fits it for which others."""

    def __init__(
        self,
        steps: Sequence[WiringStep],
        words: Sequence[StepWords],
        twins: Mapping[str, Collection[int]],
    ) -> None:
        self._steps = steps
        self._words = words
        self._states = _states(steps)
        self._giving: dict[str, set[int]] = defaultdict(set)
        for number, step in enumerate(steps):
            for output in step.outputs:
                self._giving[lex(output.name).folded].add(number)
        of_training = {
            contract: [number for number in numbers if "train" in words[number].splits]
            for contract, numbers in twins.items()
            if len(numbers) > 1
        }
        self._fitting = {contract: found for contract, found in of_training.items() if found}

    def is_state(self, step: int, port: InputPort | OutputPort) -> bool:
        """Whether a port of a step is for the state that its contract both gives and takes."""
        if isinstance(port, InputPort) and port.required:
            return False
        states = self._states.get(self._steps[step].twins, frozenset())
        return bool(states) and _state(port.name) in states

    def is_beside_data(self, step: int, output: OutputPort, port: InputPort) -> bool:
        """Whether an output is no data, but what lies beside what the step makes of them.

        The state of its contract, or a schema; and the input does not say so.
        """
        if not self._is_no_data(step, output):
            return False  # as nearly all: it is asked often
        wanted, offered = lex(port.name), lex(output.name)
        asks = wanted.artefact is None or wanted.is_of("data")
        if not asks or is_worker(wanted) or _texts(wanted) & _texts(offered) - {"data"}:
            return False
        others = (other for other in self._steps[step].outputs if other.type == output.type)
        return not all(self._is_no_data(step, other) for other in others)

    def _is_no_data(self, step: int, output: OutputPort) -> bool:
        content = lex(output.name).content  # of `_` there is none
        tells = bool(content) and content[-1].text in NO_ROWS
        return tells or self.is_state(step, output)

    def by_another(self, consumer: int, port: InputPort, producer: int) -> str | None:
        """The step that fits a state which a step might take from another twin or fits itself."""
        contract = self._steps[consumer].twins
        if contract != self._steps[producer].twins or not self.is_state(consumer, port):
            return None
        fitting = self._fitting.get(contract, ())
        if producer in fitting and consumer not in fitting:
            return None
        meant = [one for one in fitting if one == consumer or self.fits_for(consumer, port, one)]
        return self._steps[meant[0]].name if meant else None

    def passed_on(self, consumer: int, producer: int, output: OutputPort) -> str | None:
        """The twin that fits for another contract a state which a step only applies."""
        contract = self._steps[producer].twins
        fitting = self._fitting.get(contract, ())
        if contract == self._steps[consumer].twins or producer in fitting:
            return None
        return self._steps[fitting[0]].name if fitting and self.is_state(producer, output) else None

    def fitting(self, consumer: int, port: InputPort) -> Collection[int]:
        """The twins that fit on the training part what a step takes."""
        fitting = self._fitting.get(self._steps[consumer].twins, ())
        return [one for one in fitting if self.fits_for(consumer, port, one)]

    def fits_for(self, consumer: int, port: InputPort, producer: int) -> bool:
        """Whether a step's twin fits on the training part what the step applies to other data.

        `impute_calibration.parameters` and `impute_monthly.parameters` come from
        `impute_training`; but without a part in its name `impute_users` does not apply what
        `impute_training_items` has fitted.
        """
        if self._steps[consumer].twins != self._steps[producer].twins:
            return False
        ours, theirs = self._words[consumer], self._words[producer]
        if "train" in ours.splits or not theirs.splits <= {"train"}:
            return False
        if not ours.splits and not (
            theirs.splits
            and self.is_state(consumer, port)
            and theirs.qualifiers - SPLITS.keys() <= ours.qualifiers
        ):
            return False
        return self.is_state(consumer, port) or not says_nothing(lex(port.name))

    def is_by_same_work(self, consumer: int, port: InputPort, producer: int) -> bool:
        """Whether only what does a step's work on the training data gives what the step takes.

        `bin_test` takes the `bin_definitions` of `bin_train`, though its contract fits none.
        """
        ours, theirs = self._words[consumer], self._words[producer]
        if not ours.splits or "train" in ours.splits or "train" not in theirs.splits:
            return False  # as nearly all: it is asked often
        name = lex(port.name)
        works = ours.named - SPLITS.keys() == theirs.named - SPLITS.keys()
        if not works or name.is_of("data") or says_nothing(name):
            return False
        return all("train" in self._words[one].splits for one in self._giving[name.folded])


def _state(name: str) -> str:
    """A name without the side of the wire that it stands on: `risk_tables_input`."""
    words = [token.text for token in lex(name).tokens]
    while len(words) > 1 and words[-1] in ("input", "output"):
        words.pop()
    return "".join(words)


def _texts(name: Name) -> frozenset[str]:
    return frozenset(token.text for token in name.content)


def _states(steps: Sequence[WiringStep]) -> dict[str, frozenset[str]]:
    """By contract the names that it both gives and takes, and nobody else gives.

    `labels` that an augmentation passes on come from elsewhere.
    """
    kept: dict[str, set[str]] = defaultdict(set)
    giving: dict[str, set[str]] = defaultdict(set)
    for step in steps:
        kept[step.twins] |= _kept(step)
        for output in step.outputs:
            giving[_state(output.name)].add(step.twins)
    return {
        contract: frozenset(
            name for name in names if all(name in kept[other] for other in giving[name])
        )
        for contract, names in kept.items()
        if names
    }


def _kept(step: WiringStep) -> set[str]:
    """The optional inputs of a step that bear the name of one of its outputs.

    `data` may be one only beside what the step works on.
    """
    given = {_state(output.name) for output in step.outputs}
    works = any(port.required for port in step.ports)
    return {
        _state(port.name)
        for port in step.ports
        if not port.required
        and _state(port.name) in given
        and (works or not says_nothing(lex(port.name)))
    }
