"""The inferred wires of a pipeline, and its text with them written down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipec.cli import workspace
from pipec.compiler import codes
from pipec.compiler.compile import Context, Result, SourceFile, compile_pipeline
from pipec.compiler.diagnostics import Report
from pipec.compiler.reader.pins import Answers, Pinned, pin
from pipec.compiler.reader.source import read_yaml
from pipec.compiler.syntax import to_data

Wires = dict[str, dict[str, str]]
"""By step and input the output that feeds it, `step.output`."""

_UNCLEAR = (
    codes.BAD_REFERENCE,
    codes.UNKNOWN_ROOT,
    codes.BAD_CONDITION,
    codes.UNKNOWN_STEP,
    codes.UNKNOWN_OUTPUT,
    codes.NOT_VISIBLE,
    codes.CYCLE,
    codes.NEVER_RUNS,
)
"""Errors about what the steps say of each other: what runs before what, and what is taken.

Wires are inferred from that. Once it is mended they may be others, and one that was written down
before would stand in the way. No other error makes a wire doubtful.
"""


_TRIED = 3
"""So many outputs are shown for an open input, and tried for each."""


@dataclass(frozen=True, slots=True)
class WiredText:
    """A pipeline's text with some wires in it, and what it compiles to."""

    pinned: Pinned
    wires: Wires
    result: Result

    @classmethod
    def as_it_is(cls, text: str, result: Result) -> WiredText:
        """A text into which nothing is written yet."""
        return cls(Pinned(text, ()), {}, result)

    @property
    def written(self) -> Wires:
        """The wires that found a place in the text."""
        return {step: ports for step, ports in self.wires.items() if step not in self.pinned.left}


@dataclass(frozen=True, slots=True)
class Compilation:
    """A pipeline, and what it is compiled with, to compile it again."""

    source: SourceFile
    context: Context
    files: workspace.DiskFiles
    given: dict[str, str]

    @classmethod
    def of(cls, source: SourceFile, context: Context, given: dict[str, str]) -> Compilation:
        """Of a file on the disk; `-`, as `<stdin>`, is in the working folder."""
        folder = workspace.folder_of("-" if source.name == "<stdin>" else source.name)
        return cls(source, context, workspace.DiskFiles(folder), given)

    def compiled(self, text: str | None = None, *, explain: bool = False) -> Result:
        """The pipeline compiled, with another text if one is given."""
        content = self.source.content if text is None else text.encode()
        source = SourceFile(name=self.source.name, content=content)
        return compile_pipeline(source, self.context, self.files, self.given, explain=explain)

    def pinned(self, text: str, wires: Answers) -> Pinned:
        """The pipeline's own text with the wires in it."""
        tree = read_yaml(self.source.name, self.source.content, Report())
        assert tree is not None
        return pin(text, tree, wires)


def inferred(result: Result) -> Wires:
    """The wires that no text says."""
    found: Wires = {}
    for decision in result.links.decisions if result.links else ():
        if chosen := decision.chosen:
            wire_ = f"{chosen.step}.{chosen.output}"
            found.setdefault(decision.step, {})[decision.input] = wire_
    return found


def unclear(result: Result) -> str | None:
    """Why no wire may be written; None where those that are inferred may."""
    if result.links is None:
        return "the errors must be mended before the steps can be wired"
    found = {item.code.number for item in result.diagnostics if item.code in _UNCLEAR}
    if not found:
        return None
    return (
        "wires depend on what the steps say of each other, and that is not clear "
        f"({', '.join(sorted(found))}); mend it first"
    )


def with_wires(old: WiredText, wires: Wires, project: Compilation) -> WiredText:
    """The text with as many of the wires in it as are seen to leave its meaning as it was."""
    certain = _lasting(wires, old, project)
    new = _tried(old, certain, project)
    return new if _is_same(new, old) else _most(old, old, certain, project)


def _lasting(wires: Wires, old: WiredText, project: Compilation) -> Wires:
    """Those of the inferred wires that stay, whichever of the first outputs an open input means.

    What nobody takes so far may be what an open input means. Steps have all their wires or none.
    """
    if old.result.artifacts:
        return wires
    asked = _asked(project.compiled(explain=True))
    for place in range(_TRIED):
        meant: Wires = {}
        for (step, name), outputs in asked.items():
            if place < len(outputs):
                meant.setdefault(step, {})[name] = outputs[place]
        if not meant:
            break
        then = inferred(project.compiled(project.pinned(old.pinned.text, meant).text))
        wires = {
            step: ports
            for step, ports in wires.items()
            if all(then.get(step, {}).get(name, output) == output for name, output in ports.items())
        }
    return wires


def _asked(explained: Result) -> dict[tuple[str, str], list[str]]:
    """The open inputs, each with the outputs that it may mean, best first."""
    found: dict[tuple[str, str], list[str]] = {}
    for decision in explained.links.decisions if explained.links else ():
        could = [f"{one.step}.{one.output}" for one in decision.others if not one.refused]
        if decision.chosen is None and could:
            found[decision.step, decision.input] = could
    return found


def _most(kept: WiredText, old: WiredText, wires: Wires, project: Compilation) -> WiredText:
    """`kept` with as many of the `wires` more as can be written and all else stays as it was.

    Beside an open input that may be fewer: a written wire is certain, and an inferred one is
    weighed with the open ones, so that writing it down may settle what was open. Where nothing is
    open, a step's text may be used elsewhere, too, so that writing there changes more.
    """
    for half in _halves(wires):
        new = _tried(old, {**kept.wires, **half}, project)
        if _is_same(new, old):
            kept = new
        elif len(half) > 1:
            kept = _most(kept, old, half, project)
    return kept


def _halves(wires: Wires) -> tuple[Wires, Wires]:
    steps = list(wires)
    middle = len(steps) // 2
    first, second = (
        {step: wires[step] for step in half} for half in (steps[:middle], steps[middle:])
    )
    return first, second


def _tried(old: WiredText, wires: Wires, project: Compilation) -> WiredText:
    pinned = project.pinned(old.pinned.text, wires)
    return WiredText(pinned, wires, project.compiled(pinned.text))


def _is_same(new: WiredText, old: WiredText) -> bool:
    """Whether a text means what it meant, reports nothing new, and says the wires put into it."""
    said, before = (
        Counter((item.code, item.message) for item in text.result.diagnostics)
        for text in (new, old)
    )
    still = inferred(new.result).keys() & new.written.keys()
    return _meaning(new.result) == _meaning(old.result) and not said - before and not still


def _meaning(result: Result) -> Any:
    """The definition, or where errors are in its way what each input is bound to."""
    if result.artifacts:
        return result.artifacts.definition_text
    bound = result.links.bound if result.links else {}
    return {
        (step, name): to_data(value)
        for step, inputs in bound.items()
        for name, value in inputs.items()
    }


def left_out(text: WiredText, wires: Wires) -> Iterator[str]:
    """Which of the inferred `wires` are not in a text, and why, in sentences."""
    yield from map(shares_text, text.pinned.left)
    if left := wires.keys() - text.wires.keys():
        names = ", ".join(f"`{step}`" for step in wires if step in left)
        why = "by which the open inputs are weighed; settle those, then run it again"
        if text.result.artifacts:
            why = "whose text is used elsewhere, too: write them by hand"
        yield f"left out: the wires of {names}, {why}"


def shares_text(step: str) -> str:
    """That a step has no text of its own to write to."""
    return f"`{step}` shares its text with another step: write its wires by hand"


def count(wires: Answers) -> str:
    """How many there are, in words."""
    count = sum(map(len, wires.values()))
    return f"{count} wire{'' if count == 1 else 's'}"
