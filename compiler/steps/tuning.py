"""Tuning: many training jobs that search for good hyperparameters.

Arguments are `CreateHyperParameterTuningJobRequest`; all that one training has lies below
`TrainingJobDefinition`.
"""

from __future__ import annotations

import math

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report, Span
from pipec.compiler.language.keys import COUNT, SCALARS, TEXT, Schema
from pipec.compiler.model import Contract, InputPort
from pipec.compiler.python.idiomatic.tuning import GRID, tuning_step
from pipec.compiler.service.shapes import PathError
from pipec.compiler.steps import training
from pipec.compiler.steps.base import (
    BoundStep,
    CodePlace,
    PropertyPath,
    StepType,
    describe_property,
    mapping_at,
    mappings_in,
    members,
    sequence,
)
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar, Sequence
from pipec.compiler.values import Wire, wire_type

_JOB = "TrainingJobDefinition"
_CONFIG = "HyperParameterTuningJobConfig"
_KINDS = ("Integer", "Continuous", "Categorical")
_SUMMARIES = 50
"""How many trainings a step keeps: `TuningStep.get_top_model_s3_uri` in
`sagemaker.mlops.workflow.steps` (3.27)."""


def properties(_contract: Contract | None, path: PropertyPath) -> str | PathError | None:
    """The two answers, of which the list of trainings is no longer than what a step keeps."""
    match path:
        case ("TrainingJobSummaries", int() as index, *_) if index >= _SUMMARIES:
            message = f"a tuning step keeps its {_SUMMARIES} best trainings only"
            hint = f"write `[0]`, the best, to `[{_SUMMARIES - 1}]`"
            return PathError(1, message, hint=hint)
        case _:
            return describe_property("Tuning", path)


def carry(step: BoundStep) -> Mapping:
    """The training's channels and output place, and the keys that speak of the search."""
    job = Entry(_JOB, step.span, training.carry(step, input_mode=None))
    config = Entry(_CONFIG, step.span, _search(step))
    return Mapping({_JOB: job, _CONFIG: config}, step.span)


def given(request: Mapping, contract: Contract, port: InputPort) -> bool:
    """As a training's, of the one that all trainings are like."""
    job = request.get(_JOB)
    return isinstance(job, Mapping) and training.given(job, contract, port)


def _search(step: BoundStep) -> Mapping:
    """`objective` and `ranges` as members of the tuning's own configuration.

    A grid has no number of trainings unless one is said: its lists make it.
    """
    objective, ranges = step.keys.get("objective"), step.keys.get("ranges")
    entries: dict[str, Entry] = {}
    for entry in objective if isinstance(objective, Mapping) else ():
        goal = members(entry.key_span, Type=entry.key.capitalize(), MetricName=entry.value)
        name = "HyperParameterTuningJobObjective"
        entries[name] = Entry(name, entry.key_span, goal)
    if isinstance(ranges, Mapping) and ranges.entries:
        found = [(_range_kind(entry.value), _range(entry)) for entry in ranges]
        lists = {
            f"{kind}ParameterRanges": sequence([r for k, r in found if k == kind], ranges.span)
            for kind in _KINDS
        }
        name = "ParameterRanges"
        entries[name] = Entry(name, ranges.span, members(ranges.span, **lists))
    strategy = step.keys.get("strategy")
    if isinstance(strategy, Scalar) and strategy.text == GRID:
        name = "ResourceLimits"
        nothing = Scalar(None, "", True, strategy.span)
        limits = {"MaxNumberOfTrainingJobs": Entry("MaxNumberOfTrainingJobs", step.span, nothing)}
        entries[name] = Entry(name, step.span, Mapping(limits, step.span))
    return Mapping(entries, step.span)


def _range_kind(value: Node) -> str:
    """Whole limits make an integer range, others a continuous one, a list a choice."""
    if isinstance(value, Sequence):
        return "Categorical"
    limits = [value.get(key) for key in ("from", "to")] if isinstance(value, Mapping) else []
    whole = all(
        isinstance(limit, Scalar) and wire_type(limit.data) == "Integer" for limit in limits
    )
    return "Integer" if whole else "Continuous"


def _range(entry: Entry) -> Mapping:
    if isinstance(entry.value, Sequence):
        return members(entry.key_span, Name=entry.key, Values=entry.value)
    limits = entry.value if isinstance(entry.value, Mapping) else Mapping({}, entry.key_span)
    return members(
        entry.key_span,
        Name=entry.key,
        MinValue=limits.get("from"),
        MaxValue=limits.get("to"),
        ScalingType=limits.get("scale") or "Auto",
    )


def code(place: CodePlace, _command: Node | None) -> Mapping:
    """Script mode, as a training's."""
    span = place.entry.span
    hyperparameters, channels = training.script_mode(place)
    job = members(span, StaticHyperParameters=hyperparameters, InputDataConfig=channels)
    return members(span, **{_JOB: job})


def check(step: BoundStep, arguments: dict[str, Wire], report: Report) -> None:
    """One definition or a list of them, sound ranges, and each hyperparameter said once."""
    training.check_sources(step, mapping_at(arguments, _JOB), report)
    jobs = [name for name in (_JOB, "TrainingJobDefinitions") if arguments.get(name)]
    if len(jobs) > 1:
        report.add(
            codes.BAD_MEMBER,
            f"`{step.name}` has both one training and a list of `TrainingJobDefinitions`",
            step.span,
            hint="for the list alone, add `TrainingJobDefinition: null` under `request:`, "
            "and no keys that speak of one training",
        )
    config = mapping_at(arguments, _CONFIG)
    static = mapping_at(arguments, _JOB, "StaticHyperParameters")
    _check_ranges(step, mapping_at(config, "ParameterRanges"), static, report)
    if config.get("Strategy") == GRID:
        _check_grid(step, config, report)
    definitions = mappings_in(arguments.get("TrainingJobDefinitions"))
    for definition in definitions:
        ranges = mapping_at(definition, "HyperParameterRanges")
        static = mapping_at(definition, "StaticHyperParameters")
        _check_ranges(step, ranges, static, report)


def _check_ranges(
    step: BoundStep, ranges: dict[str, Wire], static: dict[str, Wire], report: Report
) -> None:
    for kind in _KINDS:
        for item in mappings_in(ranges.get(f"{kind}ParameterRanges")):
            name = item.get("Name")
            if name in static:
                problem = (
                    f"the hyperparameter `{name}` has both a fixed value and a range to search"
                )
                hint = "remove it from `hyperparameters` or from `ranges`"
            elif found := _range_problem(kind, item):
                problem, hint = f"the range of `{name}` {found[0]}", found[1]
            else:
                continue
            report.add(codes.BAD_MEMBER, problem, _span_of(step, name), hint=hint)


def _range_problem(kind: str, item: dict[str, Wire]) -> tuple[str, str] | None:
    """What is wrong with a range, and what to write; the rules are those of botocore's model."""
    texts = [item.get(key) for key in ("MinValue", "MaxValue")]
    limits = [_number(text) for text in texts]
    for key, text, limit in zip(("from", "to"), texts, limits, strict=True):
        if isinstance(text, str) and (limit is None or not math.isfinite(limit)):
            shown = text or '""'
            return f"has `{key}: {shown}`, which is no number", f"write a number: `{key}: 1`"
    low, high = limits
    if low is not None and high is not None and low > high:
        problem = f"begins at {texts[0]} and ends below it, at {texts[1]}"
        return problem, f"write `{{from: {texts[1]}, to: {texts[0]}}}`"
    scale = item.get("ScalingType")
    if scale == "Logarithmic" and low is not None and low <= 0:
        return (
            f"has a logarithmic scale and begins at {texts[0]}",
            "begin above 0, as `from: 0.001`",
        )
    if scale == "ReverseLogarithmic" and kind == "Integer":
        return "has whole numbers and a reverse logarithmic scale", "write `scale: Logarithmic`"
    known = [limit for limit in limits if limit is not None]
    if scale == "ReverseLogarithmic" and not all(0 <= limit < 1 for limit in known):
        return (
            "has a reverse logarithmic scale, which is for limits from 0 to below 1",
            "end below 1, as `to: 0.999`",
        )
    return None


def _check_grid(step: BoundStep, config: dict[str, Wire], report: Report) -> None:
    """A grid has lists only, and is run as a whole.

    https://docs.aws.amazon.com/sagemaker/latest/dg/automatic-model-tuning-how-it-works.html
    """
    ranges = mapping_at(config, "ParameterRanges")
    numeric = False
    for kind in ("Integer", "Continuous"):
        for item in mappings_in(ranges.get(f"{kind}ParameterRanges")):
            numeric = True
            report.add(
                codes.BAD_MEMBER,
                f"a grid is made of lists of values, and `{item.get('Name')}` has a range",
                _span_of(step, item.get("Name")),
                hint="write its values: `[1, 2, 4]`, or take another `strategy`",
            )
    choices = mappings_in(ranges.get("CategoricalParameterRanges"))
    lists = [item["Values"] for item in choices if isinstance(item.get("Values"), list)]
    count = mapping_at(config, "ResourceLimits").get("MaxNumberOfTrainingJobs")
    whole = math.prod(map(len, lists))
    known = not numeric and len(lists) == len(choices)
    if known and isinstance(count, int) and count != whole:
        max_jobs = step.keys.entries.get("max_jobs")
        report.add(
            codes.BAD_MEMBER,
            f"the grid has {whole} combinations, and `max_jobs` is {count}",
            max_jobs.key_span if max_jobs else step.span,
            hint="remove `max_jobs`: a grid is run as a whole",
        )


def _span_of(step: BoundStep, name: object) -> Span:
    ranges = step.keys.get("ranges")
    entry = ranges.entries.get(str(name)) if isinstance(ranges, Mapping) else None
    return entry.key_span if entry else step.span


def _number(value: Wire) -> float | None:
    """A limit that is known before the run; it is text on the wire."""
    try:
        return float(value) if isinstance(value, str) else None
    except ValueError:
        return None


_NUMBER: Schema = {"type": ["number", "string"], "words": "a number or a reference"}
_FROM = {**_NUMBER, "description": "The least value."}
_TO = {**_NUMBER, "description": "The greatest value."}
_RANGES: Schema = {
    "type": "object",
    "words": "a mapping of hyperparameters to `{from, to}` or lists of values",
    "description": "What is searched: `{eta: {from: 0.1, to: 0.5}, max_depth: [4, 6, 8]}`.",
    "additionalProperties": {
        "if": {"type": "array"},
        "then": {
            "type": "array",
            "minItems": 1,
            "items": {"type": SCALARS},
            "words": "a list of values",
        },
        "else": {
            "type": "object",
            "properties": {
                "from": _FROM,
                "to": _TO,
                "scale": {
                    "enum": ["Auto", "Linear", "Logarithmic", "ReverseLogarithmic"],
                    "words": "Auto, Linear, Logarithmic or ReverseLogarithmic",
                    "description": "How values are spread over the range; `Auto` by default.",
                },
            },
            "required": ["from", "to"],
            "additionalProperties": False,
            "words": "`{from: 1, to: 10}`, or a list of values",
        },
    },
}

_MACHINES = (
    (_JOB, "ResourceConfig", "InstanceType"),
    (_JOB, "ResourceConfig", "InstanceGroups"),
    (_JOB, "HyperParameterTuningResourceConfig"),
)

STEP = StepType(
    kind="Tuning",
    doc_url="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateHyperParameterTuningJob.html",
    keys={
        "ranges": _RANGES,
        "objective": {
            "type": "object",
            "properties": {
                key: {**TEXT, "description": f"The metric to {key}, as the image names it."}
                for key in ("maximize", "minimize")
            },
            "additionalProperties": False,
            "minProperties": 1,
            "maxProperties": 1,
            "words": "`{maximize: METRIC}` or `{minimize: METRIC}`",
            "description": "What the search is for: `{minimize: validation:rmse}`.",
        },
        "strategy": {**TEXT, "description": "How the search goes on; `Bayesian` by default."},
        "max_jobs": {**COUNT, "description": "How many trainings there are in all."},
        "parallel_jobs": {**COUNT, "description": "How many trainings run at once."},
    },
    placements={
        **{
            key: (_JOB, *place)
            for key, place in training.STEP.placements.items()
            if key not in ("tags", "job_prefix", "hyperparameters", "command", "args")
            and key != "instance.keep_alive"
        },
        "hyperparameters": (_JOB, "StaticHyperParameters"),
        "strategy": (_CONFIG, "Strategy"),
        "max_jobs": (_CONFIG, "ResourceLimits", "MaxNumberOfTrainingJobs"),
        "parallel_jobs": (_CONFIG, "ResourceLimits", "MaxParallelTrainingJobs"),
        "job_prefix": ("HyperParameterTuningJobName",),
        "tags": ("Tags",),
    },
    reasons={
        "command": "the trainings of a tuning run their image's own program",
        "args": "the trainings of a tuning run their image's own program",
        "instance.keep_alive": "the service keeps no machines between the trainings of a tuning",
    },
    instead={
        (_JOB, "HyperParameterTuningResourceConfig"): ((_JOB, "ResourceConfig"),),
        (_JOB, "ResourceConfig", "InstanceGroups"): ((_JOB, "ResourceConfig", "InstanceCount"),),
    },
    unasked={
        _CONFIG: {
            "Strategy": "Bayesian",
            "ResourceLimits": {"MaxParallelTrainingJobs": 1, "MaxNumberOfTrainingJobs": 1},
            "TrainingJobEarlyStoppingType": "Off",
        },
        _JOB: {
            "AlgorithmSpecification": {"TrainingInputMode": "File"},
            "ResourceConfig": {"InstanceCount": 1, "VolumeSizeInGB": 30},
            "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
        },
    },
    refused={"HyperParameterTuningJobName": "the service names each job itself"},
    # The model makes all of these optional, for lists of definitions and for Autotune.
    needed={
        "image": (
            (_JOB, "AlgorithmSpecification", "TrainingImage"),
            (_JOB, "AlgorithmSpecification", "AlgorithmName"),
            ("TrainingJobDefinitions",),
        ),
        "instance": (*_MACHINES, ("TrainingJobDefinitions",)),
        "objective": (
            (_CONFIG, "HyperParameterTuningJobObjective", "MetricName"),
            (_JOB, "TuningObjective"),
            ("TrainingJobDefinitions",),
        ),
        "ranges": (
            (_CONFIG, "ParameterRanges"),
            (_JOB, "HyperParameterRanges"),
            ("TrainingJobDefinitions",),
            ("Autotune",),
        ),
    },
    machines=_MACHINES,
    check=check,
    port_keys=training.STEP.port_keys,
    cache=True,
    retry="job",
    carry=carry,
    carries_inputs=True,
    given=given,
    code=code,
    packs_code=True,
    image_scope="training",
    request="CreateHyperParameterTuningJobRequest",
    described=(
        "DescribeHyperParameterTuningJobResponse",
        "ListTrainingJobsForHyperParameterTuningJobResponse",
    ),
    properties=properties,
    enum_member="TUNING",
    idiomatic=tuning_step,
)
