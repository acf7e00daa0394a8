"""What only a whole, finished pipeline shows: what is idle in it, and what it has too much of."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Mapping as AnyMapping
from itertools import chain, pairwise

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.language.almost import (
    almost_hint,
    almost_references,
    brace_too_many,
    lone_reference,
    without_plus,
)
from pipec.compiler.language.expressions import NAME_BEHIND_ROOT, excerpt, place
from pipec.compiler.linking.evaluate import FIXED_NAMES, World
from pipec.compiler.linking.link import Links
from pipec.compiler.model import OutputPort, Parameter, Step
from pipec.compiler.requests.written import place_of_text, requested
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.steps.base import PropertyPath, StepDefinition, Whole
from pipec.compiler.syntax import Mapping, Node, Scalar, scalars
from pipec.compiler.syntax import Sequence as List
from pipec.compiler.values import (
    ABSENT,
    ExecutionGet,
    Expression,
    ParameterGet,
    PropertyGet,
    Wire,
    expressions,
    path_text,
)

_MENTION = re.compile(rf"\bparameters{NAME_BEHIND_ROOT}")
_NEW_IN_EACH_RUN = (
    "StartDateTime",
    "CurrentDateTime",
    "PipelineExecutionId",
    "PipelineExecutionArn",
)
_OUTPUTS = ("ProcessingOutputConfig", "TransformOutput", "OutputDataConfig")
"""Members of requests that say where a job writes to."""
_OF_A_JOB = {
    "TrainingJobName": ("Training", "Tuning"),
    "ProcessingJobName": ("Processing", "ClarifyCheck", "QualityCheck"),
}
"""The kinds whose steps a name of a job has a value in, by the variable."""
_MOST_PARAMETERS = 200
"""`ParameterList` of StartPipelineExecution in botocore's model (1.44)."""
_LONGEST_VALUE = 1024
"""Characters: `String1024`, the type of a parameter's value in the same place."""
_MOST_STEPS = 50
"""https://docs.aws.amazon.com/general/latest/gr/sagemaker.html, "steps per pipeline"."""


def check_whole(
    world: World,
    steps: Sequence[StepDefinition],
    others: Iterable[Wire],
    texts: Iterable[Node],
    links: Links,
    report: Report,
) -> None:
    """Report what is wrong with the pipeline as a whole.

    `steps` are all that there are; `others` are values outside the steps (experiment, MLflow);
    `texts` are the trees that may mention a parameter in a place that did not reach a request.
    Of a pipeline with errors the requests are not whole, so nothing is said about it.
    """
    if report.has_errors:
        return
    whole = whole_of(steps)
    parameters = tuple(world.parameters.values())
    names: AnyMapping[str, Collection[str]] = {
        "steps": whole.steps,
        "parameters": world.parameters,
        "vars": world.variables,
        **FIXED_NAMES,
    }
    _check_used(parameters, steps, others, texts, report)
    _check_quotas(parameters, steps, report)
    _check_slips(texts, report)
    _check_keys(texts, names, report)
    for step in steps:
        written = world.steps[step.name]
        if _check_cache(step, whole, written, report):
            _check_places(written, world, links, report)
        _check_own_variables(step, written, report)
        _check_texts(step, names, written, report)
        _check_items(step, parameters, report)
        if among := STEP_TYPES[step.kind].check_among:
            among(step, whole, report)


def _check_used(
    parameters: Iterable[Parameter],
    steps: Iterable[StepDefinition],
    others: Iterable[Wire],
    texts: Iterable[Node],
    report: Report,
) -> None:
    said = chain(expressions([*others]), *(step.contents.expressions for step in steps))
    used = {found.name for found in said if isinstance(found, ParameterGet)}
    unused = [parameter for parameter in parameters if parameter.name not in used]
    if not unused:
        return
    mentioned = {
        name for text in texts for scalar in scalars(text) for name in _MENTION.findall(scalar.text)
    }
    for parameter in unused:
        if parameter.name not in mentioned:
            report.add(
                codes.UNUSED_PARAMETER,
                f"nothing uses the parameter `{parameter.name}`",
                parameter.span,
                hint=f"remove it, or write `${{parameters.{parameter.name}}}` where it is meant",
            )


def _check_quotas(
    parameters: Sequence[Parameter], steps: Sequence[StepDefinition], report: Report
) -> None:
    if len(parameters) > _MOST_PARAMETERS:
        report.add(
            codes.OVER_A_QUOTA,
            f"the pipeline has {len(parameters)} parameters, "
            f"and an execution can be given {_MOST_PARAMETERS}",
            parameters[_MOST_PARAMETERS].span,
            hint="make vars of those that no execution sets",
        )
    for parameter in parameters:
        length = max(len(str(value)) for value in (parameter.default or "", *parameter.enum))
        if length > _LONGEST_VALUE:
            report.add(
                codes.OVER_A_QUOTA,
                f"the parameter `{parameter.name}` has a value of {length} characters, "
                f"and an execution can be given {_LONGEST_VALUE}",
                parameter.span,
                hint="shorten it, or put the text into a file in S3 and give its place",
            )
    if len(steps) > _MOST_STEPS:
        report.add(
            codes.OVER_A_QUOTA,
            f"the pipeline has {len(steps)} steps, and unless AWS has raised your account's "
            f"quota it can have {_MOST_STEPS}",
            steps[_MOST_STEPS].span,
            hint="ask for a higher quota, or make two pipelines of it",
        )


def whole_of(definitions: Iterable[StepDefinition]) -> Whole:
    """The finished steps, and what is read of each."""
    steps = {step.name: step for step in definitions}
    reads: dict[str, list[tuple[StepDefinition, PropertyGet]]] = {}
    for step in steps.values():
        for found in step.contents.expressions:
            if isinstance(found, PropertyGet):
                reads.setdefault(found.step, []).append((step, found))
    return Whole(steps, reads)


def _check_cache(step: StepDefinition, whole: Whole, written: Step, report: Report) -> bool:
    """Report a cache that is never used; False, too, if there is none.

    What counts is what AWS documents; places where a job writes to do not.
    """
    if not (step.cache and step.cache.get("Enabled")):
        return False
    from pipec.compiler.deployment.caching import COUNTING

    members = {"Arguments": step.arguments, **step.siblings}
    for path in COUNTING.get(step.kind, ()):
        value = _at(members, path)
        if path == "Arguments" and isinstance(value, dict):
            value = {name: item for name, item in value.items() if name not in _OUTPUTS}
        for found in expressions(value):
            if isinstance(found, ExecutionGet) and found.name in _NEW_IN_EACH_RUN:
                variable = f"execution.{found.name}"
                report.add(
                    codes.CACHE_NEVER_HITS,
                    f"the cache of `{step.name}` is never used: `{variable}` in "
                    f"`{path.removeprefix('Arguments.')}` is another in every run",
                    place_of_text(written, variable),
                    hint=f"write `cache: false` for this step, or do without `{variable}` there",
                )
                return False
            producer = whole.steps.get(found.step) if isinstance(found, PropertyGet) else None
            if isinstance(found, PropertyGet) and producer and _is_new(producer, found.path):
                can_mend = STEP_TYPES[producer.kind].cache
                if not can_mend and not _says_cache(written):
                    return False  # `defaults` mean the steps that can make use of it
                report.add(
                    codes.CACHE_NEVER_HITS,
                    f"the cache of `{step.name}` is never used: it reads `{path_text(found.path)}` "
                    f"of `{producer.name}`, which has no cache and gives another in every run",
                    place_of_text(written, f"steps.{producer.name}."),
                    hint=f"give `{producer.name}` a `cache` too, or write `cache: false` here"
                    if can_mend
                    else f"write `cache: false` here: {STEP_TYPES[producer.kind].a_step} can "
                    "have none",
                )
                return False
    return True


def _check_places(step: Step, world: World, links: Links, report: Report) -> None:
    """Report a place of each run that is read, where a step with a cache may not write to it."""
    contract = step.contract
    if contract is None:
        return
    for port in contract.outputs.values():
        place = port.value or STEP_TYPES[step.kind].output_place(contract, port)
        text = place.text if isinstance(place, Scalar) else ""
        variable = next((name for name in _NEW_IN_EACH_RUN if f"{{execution.{name}}}" in text), "")
        if not variable or "step.properties." in text:
            continue
        if _is_taken(step, port, world, links):
            variable = f"execution.{variable}"
            report.add(
                codes.CACHE_NEVER_HITS,
                f"`{step.name}` has a cache, and `{port.name}` lies in a place of each run, "
                f"`{excerpt(text)}`: where an earlier run is used again, nothing is written there",
                place_of_text(step, variable),
                hint=f"write `cache: false` for this step, or a place without `{variable}`",
            )
            return  # outputs may share a place


def _is_taken(step: Step, port: OutputPort, world: World, links: Links) -> bool:
    from pipec.compiler.linking.unused import taken_outputs

    return (step.name, port.name) in taken_outputs(world.steps, links)


def _says_cache(step: Step) -> bool:
    """Whether a step or its contract asks for a cache, and not only `defaults`."""
    return "cache" in step.body or (step.contract is not None and "cache" in step.contract.body)


def _is_new(producer: StepDefinition, path: PropertyPath) -> bool:
    """Whether a property of a step without a cache is surely another in every run."""
    if producer.cache and producer.cache.get("Enabled"):
        return False
    from pipec.compiler.deployment.known import GENERATED

    if path[0] in (GENERATED.get(producer.kind), "ModelArtifacts", "BestTrainingJob"):
        return True
    value = requested(producer, path)
    return any(
        isinstance(found, ExecutionGet) and found.name in _NEW_IN_EACH_RUN
        for found in expressions(value)
    )


def _check_items(step: StepDefinition, parameters: Iterable[Parameter], report: Report) -> None:
    """The list that a loop takes from a parameter is JSON by default; an empty text is none."""
    items = step.arguments.get("IterableItems")
    name = items.name if isinstance(items, ParameterGet) else None
    for parameter in parameters:
        text = parameter.default
        if parameter.name == name and isinstance(text, str) and text and not _is_list(text):
            report.add(
                codes.BAD_DEFAULT,
                f"the parameter `{parameter.name}`, the list of the loop `{step.name}`, is no "
                "JSON list by default",
                parameter.span,
                hint='write it like `["a", "b"]`, in single quotes',
            )


def _is_list(text: str) -> bool:
    try:
        return isinstance(json.loads(text), list)
    except ValueError:
        return False


def _check_texts(
    step: StepDefinition, names: AnyMapping[str, Collection[str]], written: Step, report: Report
) -> None:
    """Warn of a text that is a reference but for its `${…}`, or has one in it.

    Not where it is told with its value, as the SDK's `@step` tells its program both.
    """
    for text in dict.fromkeys(step.contents.texts):
        for found in almost_references(text, names):
            piece = text[found.start : found.end]
            if piece[0].isupper() and _is_before_its_value(piece, step.arguments):
                continue
            report.add(
                codes.TEXT_LIKE_A_REFERENCE,
                f"`{step.name}` is given the text `{piece}` itself, not what it names",
                place_of_text(written, piece),
                hint=almost_hint(found),
            )


def _is_before_its_value(text: str, value: Wire) -> bool:
    """Whether a text stands in a list with a reference behind it."""
    if isinstance(value, dict):
        return any(_is_before_its_value(text, inner) for inner in value.values())
    if not isinstance(value, list):
        return False
    if any(name == text and isinstance(told, Expression) for name, told in pairwise(value)):
        return True
    return any(_is_before_its_value(text, inner) for inner in value)


def _check_slips(texts: Iterable[Node], report: Report) -> None:
    """Warn of `${parameters.X}}`, and of parts of a place that ` + ` is to join.

    The body of a `kind:` step is in two of the trees.
    """
    written = {scalar.span: scalar for text in texts for scalar in scalars(text)}
    for scalar in written.values():
        if found := brace_too_many(scalar.text):
            report.add(
                codes.TEXT_LIKE_A_REFERENCE,
                f"the second `}}` of `{excerpt(scalar.text[found.start : found.end])}` stays "
                "as text behind the value",
                place(scalar, found.start, found.end),
                hint=f"write `{excerpt(found.reference)}`",
            )
        if meant := without_plus(scalar.text):
            report.add(
                codes.TEXT_LIKE_A_REFERENCE,
                "the ` + ` beside a reference stays in the place as text",
                scalar.span,
                hint=f"write `{meant}`: text and references stand side by side",
            )


def _check_keys(
    texts: Iterable[Node], names: AnyMapping[str, Collection[str]], report: Report
) -> None:
    """Warn of `{parameters.X}`, which is a key without a value, and so sets nothing at all."""
    nodes = [*texts]
    while nodes:
        node = nodes.pop()
        if isinstance(node, List):
            nodes += node.items
        if not isinstance(node, Mapping):
            continue
        nodes += (entry.value for entry in node)
        found = lone_reference(node)
        if found and any(almost_references(found.reference, names)):
            report.add(
                codes.TEXT_LIKE_A_REFERENCE,
                f"`{{{found.reference}}}` is a key without a value, not what it names",
                next(iter(node)).key_span,
                hint=almost_hint(found),
            )


def _check_own_variables(step: StepDefinition, written: Step, report: Report) -> None:
    """Two variables of the execution are names of the job of the step that they stand in."""
    for found in step.contents.expressions:
        kinds = _OF_A_JOB.get(found.name, ()) if isinstance(found, ExecutionGet) else ()
        if isinstance(found, ExecutionGet) and kinds and step.kind not in kinds:
            report.add(
                codes.NO_VALUE_HERE,
                f"`execution.{found.name}` has no value in `{step.name}`, "
                f"{STEP_TYPES[step.kind].a_step}: it is the name of a step's own job",
                place_of_text(written, f"execution.{found.name}"),
                hint=f"read it of the step that runs the job: "
                f"`${{steps.NAME.properties.{found.name}}}`",
            )


def _at(value: Wire, path: str) -> Wire:
    for key in path.split("."):
        value = value.get(key, ABSENT) if isinstance(value, dict) else ABSENT
    return value
