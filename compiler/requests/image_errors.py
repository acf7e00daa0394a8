"""What to say of a short image that names none, or not one; loaded when there is something."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Mapping as AnyMapping

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report, Span, write
from pipec.compiler.linking.variables import partitions
from pipec.compiler.record import Record
from pipec.compiler.requests.machines import Machine
from pipec.compiler.service import images
from pipec.compiler.similarity import did_you_mean, hint_from
from pipec.compiler.steps.base import BoundStep
from pipec.compiler.syntax import Mapping, Scalar
from pipec.compiler.values import Hole, ParameterGet

TO_TAKE = {
    "cpu": "an instance without a GPU, such as `ml.m5.xlarge`",
    "gpu": "an instance with a GPU, such as `ml.g5.xlarge`",
    "inf": "an Inferentia instance, such as `ml.inf2.xlarge`",
    "trn": "a Trainium instance, such as `ml.trn1.2xlarge`",
}
"""For each processor an instance to take."""
_OTHER_IMAGE = (
    "write the URI of one that is there, `image: ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG`"
)
_CALLED = {"cpu": "CPUs", "gpu": "GPUs", "inf": "Inferentia", "trn": "Trainium"}


Lookup = Callable[[str | None, str | None], str | images.ImageProblem]
"""What there is for a machine and an `accelerator`."""


class Case(Record):
    """A step with the short form of its image, also as `texts`, and the machine it runs on."""

    step: BoundStep
    image: Mapping
    machine: Machine
    texts: AnyMapping[str, str]
    scope: str

    @property
    def machine_text(self) -> str:
        """The machine in a sentence, and why that one."""
        parameter = self.machine.node.data if self.machine.node else None
        if not isinstance(parameter, ParameterGet):
            return f"`{self.machine.type}`"
        why = "the default of" if self.machine.has_default else "a value of"
        return f"`{self.machine.type}`, {why} `{parameter.name}`"

    @property
    def runs_on(self) -> str:
        """The beginning of a sentence: the step and its machine."""
        verb = "serves" if self.scope == "inference" else "runs"
        return f"`{self.step.name}` {verb} on {self.machine_text}"

    @property
    def label(self) -> str:
        """The image in a sentence."""
        return ":".join(filter(None, (self.texts["framework"], self.texts["version"])))

    def place(self, *places: Span | None) -> Span:
        """The first of the places that is the step's own; the step itself if none is."""
        own = [span for span in places if span and span.file == self.step.span.file]
        return (own or [self.step.span])[0]

    @property
    def machine_span(self) -> Span | None:
        """Where the machine is said."""
        return self.machine.node.span if self.machine.node else None

    def choosing(self, processors: Sequence[str]) -> str:
        """What to write to choose between images, whatever the machine."""
        if self.image.span.file == self.step.span.file:
            return "add " + " or ".join(f"`accelerator: {p}`" for p in processors) + " to `image`"
        return "add " + " or ".join(f"`image: {{accelerator: {p}}}`" for p in processors)


def report_problem(
    case: Case, problem: images.ImageProblem, region: Scalar, report: Report
) -> None:
    """Report that there is no image."""
    entry = case.image.entries.get(problem.field)
    if problem.field == "region":
        is_there = region.text in partitions()
        hint = _OTHER_IMAGE if is_there else hint_from(region.text, problem.known)
        report.add(codes.BAD_IMAGE, problem.message, region.span, hint=hint)
    elif problem.field == "accelerator" and entry is None:
        _report_processor(case, problem, report)
    elif problem.of_machine and "accelerator" not in case.image:
        span = entry.value.span if entry else None
        hint = f"take {TO_TAKE['cpu']}, or {TO_TAKE['gpu']}"
        if entry:
            hint += f"; of version there is {_listed(problem.known)}"
        report.add(
            codes.BAD_IMAGE,
            f"{case.runs_on}, and {problem.message}",
            case.place(case.machine_span, span, case.image.span),
            hint=hint,
        )
    elif entry and isinstance(entry.value, Scalar):
        hint = _hint(entry.value.text, problem)
        report.add(codes.BAD_IMAGE, problem.message, entry.value.span, hint=hint)
    else:
        named = problem.field in ("py", "base")
        hint = f"add `{problem.field}:` to `image`; known: {_listed(problem.known)}"
        place = case.place(case.image.span)
        report.add(codes.BAD_IMAGE, problem.message, place, hint=hint if named else None)


def _listed(known: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in known)


def report_others(
    case: Case,
    others: AnyMapping[str, str | images.ImageProblem],
    for_machine: Lookup,
    region: Scalar,
    report: Report,
) -> None:
    """Report that a run may take a machine that another image is for, or none.

    `others` are such machines, with what there is for each.
    """
    lacking = {kind: found for kind, found in others.items() if not isinstance(found, str)}
    if not case.machine.has_default:
        _report_undecided(case, others, lacking, region, report)
        return
    told = list(lacking or others)
    more = f" or {len(told) - 1} more" if len(told) > 1 else ""
    what = "for which there is no image" if lacking else "which has another image"
    settling = _settling(case.machine, for_machine)
    which = "which one it is to be" if len(settling) > 1 else "that it is to be the same"
    report.add(
        codes.OTHER_PROCESSOR,
        f"the image of `{case.step.name}` is for {case.machine_text}, and a run may give "
        f"`{told[0]}`{more}, {what}",
        case.place(case.machine_span, case.image.span),
        hint="let the `enum` hold machines for one image"
        + (f", or say {which} on all: {case.choosing(settling)}" if settling else ""),
    )


def _settling(machine: Machine, for_machine: Lookup) -> list[str]:
    """The processors to write: of the machines that a run may take, and with an image for all."""
    kinds = (machine.type, *machine.others)
    own = {images.processor_of(kind) for kind in kinds}
    found = {p: {for_machine(kind, p) for kind in kinds} for p in images.ACCELERATORS if p in own}
    return [p for p, of_all in found.items() if len(of_all) == 1 and _are_places(of_all)]


def _are_places(found: Iterable[str | images.ImageProblem]) -> bool:
    return all(isinstance(image, str) for image in found)


def _report_undecided(
    case: Case,
    others: Iterable[str],
    lacking: AnyMapping[str, images.ImageProblem],
    region: Scalar,
    report: Report,
) -> None:
    """Report values of a parameter without a default, each as good as the first."""
    if not lacking:
        processors = map(images.processor_of, (case.machine.type, *others))
        _report_open(case, tuple(dict.fromkeys(filter(None, processors))), report)
        return
    kind, problem = next(iter(lacking.items()))
    on_it = Machine(type=kind, node=case.machine.node, has_default=False)
    report_problem(
        Case(case.step, case.image, on_it, case.texts, case.scope), problem, region, report
    )


def _report_processor(case: Case, problem: images.ImageProblem, report: Report) -> None:
    """Report that the machine is not one that the image is for, or that none decides."""
    machine, known = case.machine, problem.known
    if machine.type is None:
        if not (machine.node and isinstance(machine.node.data, Hole)):  # else there is an error
            _report_open(case, known, report)
        return
    if images.processor_of(machine.type) is None:  # a type that is none is an error, too
        return
    only = " and ".join(_CALLED[name] for name in known)
    hint = "take " + ", or ".join(TO_TAKE[name] for name in known)
    if known[0] in ("cpu", "gpu"):
        hint += f"; if it is to run there all the same, {case.choosing(known[:1])}"
    report.add(
        codes.BAD_IMAGE,
        f"{case.runs_on}, and `{case.label}` has images for {only} only",
        case.place(case.machine_span, case.image.span),
        hint=hint,
    )


def _report_open(case: Case, known: Sequence[str], report: Report) -> None:
    """Report that nothing decides between images for several processors."""
    node, why = case.machine.node, ""
    if node is not None:
        why = ": its machine is known only in a run"
        if isinstance(node.data, ParameterGet):
            why = f": `{node.data.name}`, its machine, has no default that tells"
    images_for = " and for ".join(_CALLED[name] for name in known)
    report.add(
        codes.BAD_IMAGE,
        f"`{case.label}` has images for {images_for}, and nothing tells which `{case.step.name}` "
        f"needs{why}",
        case.place(case.image.span, case.machine_span),
        hint=case.choosing(known),
    )


def _hint(wrong: str, problem: images.ImageProblem) -> str | None:
    """What to write in place of a word of which there is no image."""
    if problem.field == "framework":
        if meant := images.ALIASES.get(wrong.lower()):
            return write(meant, wrong)
        return did_you_mean(wrong, problem.known) or (
            "write the URI of the image, `image: ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG`; "
            "`pipec explain PC408` lists the frameworks that pipec has tables for"
        )
    if problem.field == "version":  # the image's own number is a part of it: `1.7-1`
        longer = [known for known in problem.known if known.startswith((f"{wrong}-", f"{wrong}."))]
        if len(longer) == 1:
            return write(longer[0], wrong)
        if longer:
            return "did you mean " + " or ".join(f"`{known}`" for known in longer) + "?"
    return hint_from(wrong, problem.known)
