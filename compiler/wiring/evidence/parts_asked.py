"""The part of the data that an input asks for, whatever the thing itself is called.

`train_series` is `cut.train_window` rather than the `series` that the step cuts.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipec.compiler.model import InputPort, OutputPort, WiringStep
from pipec.compiler.wiring.evidence.parts import Part, Parts, Rule
from pipec.compiler.wiring.evidence.scores import LIKENESS, PART_ONLY, SAME_PART, names_agree
from pipec.compiler.wiring.evidence.step_words import StepWords
from pipec.compiler.wiring.words.comparison import (
    likeness,
    without_work,
)
from pipec.compiler.wiring.words.names import (
    is_part,
    lex,
)
from pipec.compiler.wiring.words.vocabulary import FAMILIES, SPLITS


class PartsAsked:
    """What speaks for an output that is the part which an input's name says."""

    def __init__(self, steps: Sequence[WiringStep], words: Sequence[StepWords]) -> None:
        self._steps = steps
        self._words = words
        self._gives_holdout = any(
            "holdout" in lex(output.name).splits for step in steps for output in step.outputs
        )

    def said(self, port: InputPort, output: OutputPort) -> frozenset[str]:
        """The part of the data that two names say; where no step gives a holdout, `test` is it."""
        wanted, offered = lex(port.name).splits, lex(output.name).splits
        if wanted == {"holdout"} and not self._gives_holdout:
            wanted = frozenset({"test"})
        return wanted & offered

    def most(self, port: InputPort, output: OutputPort) -> int:
        """The points that it may add at most: none where the names agree anyway."""
        if not self.said(port, output) or names_agree(port, output):
            return 0
        return max(0, SAME_PART - round(LIKENESS * likeness(port.name, output.name)))

    def evidence(self, consumer: int, port: InputPort, producer: int, output: OutputPort) -> Parts:
        """That an output is the part that is asked for, besides what else the names say.

        If it is the only such output of its step, and the only such input: of `train_rows` and
        `train_masks` none is the `train_images`.
        """
        same = self.said(port, output)
        if not same:
            return ()  # as nearly all: it is asked for each option
        wanted, offered = lex(port.name), lex(output.name)
        worth = PART_ONLY if is_part(wanted) else SAME_PART
        more = worth - round(LIKENESS * likeness(port.name, output.name))
        is_data = all(name.artefact is None or name.is_of("data") for name in (wanted, offered))
        if more <= 0 or not is_data or self._steps[consumer].kind == "RegisterModel":
            return ()
        if self._is_other_thing(consumer, port, producer, output):
            return ()
        step, source = self._steps[consumer], self._steps[producer]
        if not wanted.splits & same and not all(lex(one.name).splits for one in source.outputs):
            return ()  # of parts and others, a holdout may be one of the others
        beside = [one.name for one in source.outputs if one is not output]
        beside += [want.port.name for want in step.wants if want.port is not port]
        beside += [one.name for one in (*step.given, *(one for one, *_ in step.written))]
        if any(lex(name).splits & same for name in beside if name != port.name):
            return ()
        return (Part(f"both are the {min(same)} part", more, Rule.SAME_PART),)

    def _is_other_thing(
        self, consumer: int, port: InputPort, producer: int, output: OutputPort
    ) -> bool:
        """Whether an output says another thing than an input for any part, or the step's own work.

        Not only what its own step does (`split.train_split`), or what was done (`balanced_train`).
        """
        source, offered = self._steps[producer], lex(output.name)
        says = without_work(offered, lex(source.name), lex(source.step_type))
        says -= {*FAMILIES, *SPLITS, *(t.key for t in offered.content if t.text.endswith("ed"))}
        own = {word for _, word in self._words[consumer].makes}
        return bool(says) and (is_part(lex(port.name)) or bool(says & own))
