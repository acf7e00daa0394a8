"""Tuning: many training jobs that search for good hyperparameters.

Arguments are `CreateHyperParameterTuningJobRequest`; all that one training has lies below
`TrainingJobDefinition`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.language.keys import COUNT, TEXT
from pipec.compiler.merge import merge_mappings, says
from pipec.compiler.model import Contract, InputPort
from pipec.compiler.python.idiomatic.tuning import GRID, tuning_step
from pipec.compiler.service.shapes import PathError
from pipec.compiler.steps import training
from pipec.compiler.steps.base import (
    BoundStep,
    CodePlace,
    MemberPath,
    PropertyPath,
    StepType,
    describe_property,
    mapping_at,
    mappings_in,
    member,
    members,
)
from pipec.compiler.steps.ranges import (
    RANGES,
    check_enough,
    check_grid,
    check_ranges,
    check_texts,
    framework_in,
    parameter_ranges,
)
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar
from pipec.compiler.values import Wire

JOB = "TrainingJobDefinition"
SEVERAL = "TrainingJobDefinitions"
_CONFIG = "HyperParameterTuningJobConfig"
_FLEXIBLE = "HyperParameterTuningResourceConfig"
_EXCLUDING: tuple[training.Excluding, ...] = (
    (_FLEXIBLE, "InstanceConfigs", ("InstanceType", "InstanceCount", "VolumeSizeInGB")),
)
"""What botocore's model says of it."""
_STOPS_TWICE = ("Hyperband", "Auto")
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
    trained = merge_mappings(training.carry(step, input_mode=None), _model_place(step))
    job = Entry(JOB, step.span, trained)
    config = Entry(_CONFIG, step.span, _search(step))
    return Mapping({JOB: job, _CONFIG: config}, step.span)


def _model_place(step: BoundStep) -> Mapping:
    """`model_dir`, without which TensorFlow's toolkit fails in a tuning.

    `main` in `sagemaker_tensorflow_container/training.py` of aws/sagemaker-tensorflow-training-
    toolkit puts the job's name behind a place in S3, as the SDK v2 gives, and lets this one be.
    """
    if "code" not in step.keys or framework_in(step.keys) != "tensorflow":
        return Mapping({}, step.span)
    static = members(step.span, model_dir="/opt/ml/model")
    return members(step.span, StaticHyperParameters=static)


def given(request: Mapping, contract: Contract, port: InputPort) -> bool:
    """As a training's, of the one that all trainings are like."""
    job = request.get(JOB)
    return isinstance(job, Mapping) and training.given(job, contract, port)


def _search(step: BoundStep) -> Mapping:
    """`objective` and `ranges` as members of the tuning's own configuration.

    A grid has no number of trainings unless one is said: its lists make it.
    """
    objective = step.keys.get("objective")
    entries: dict[str, Entry] = {}
    for entry in objective if isinstance(objective, Mapping) else ():
        goal = members(entry.key_span, Type=entry.key.capitalize(), MetricName=entry.value)
        name = "HyperParameterTuningJobObjective"
        entries[name] = Entry(name, entry.key_span, goal)
    if ranges := parameter_ranges(step):
        entries["ParameterRanges"] = Entry("ParameterRanges", ranges.span, ranges)
    strategy = step.keys.get("strategy")
    if isinstance(strategy, Scalar) and strategy.text == GRID:
        name = "ResourceLimits"
        nothing = Scalar(None, "", True, strategy.span)
        limits = {"MaxNumberOfTrainingJobs": Entry("MaxNumberOfTrainingJobs", step.span, nothing)}
        entries[name] = Entry(name, step.span, Mapping(limits, step.span))
    return Mapping(entries, step.span)


def code(place: CodePlace, _command: Node | None) -> Mapping:
    """Script mode, as a training's."""
    span = place.entry.span
    hyperparameters, channels = training.script_mode(place)
    job = members(span, StaticHyperParameters=hyperparameters, InputDataConfig=channels)
    return members(span, **{JOB: job})


def check(step: BoundStep, arguments: dict[str, Wire], report: Report) -> None:
    """One definition or a list of them, sound ranges, and each hyperparameter said once."""
    if arguments.get(SEVERAL):
        from pipec.compiler.steps.several import check_several  # few searches have any

        check_several(step, arguments, report)
    for path, job in _trainings(arguments):
        training.check_sources(step, job, report)
        training.check_excluding(step, job, path, report, _EXCLUDING)
        _check_resources(step, job, path, report)
    config = mapping_at(arguments, _CONFIG)
    static = mapping_at(arguments, JOB, "StaticHyperParameters")
    check_ranges(step, mapping_at(config, "ParameterRanges"), static, report)
    check_texts(member(step.request, _CONFIG, "ParameterRanges"), static, report)
    if config.get("Strategy") == GRID:
        check_grid(step, config, report)
    elif "Autotune" not in arguments:
        check_enough(step, config, report)
    _check_early_stopping(step, config, report)


def _trainings(arguments: dict[str, Wire]) -> Iterator[tuple[MemberPath, dict[str, Wire]]]:
    """The training of a search, or all that it has, each with where it lies."""
    yield (JOB,), mapping_at(arguments, JOB)
    for index, definition in enumerate(mappings_in(arguments.get(SEVERAL))):
        yield (SEVERAL, index), definition


def _check_resources(
    step: BoundStep, job: dict[str, Wire], path: MemberPath, report: Report
) -> None:
    """One of the two ways to say machines: each is to be used instead of the other."""
    if "ResourceConfig" in job and _FLEXIBLE in job:
        report.add(
            codes.BAD_MEMBER,
            f"`{step.name}` has both `ResourceConfig`, which the key `instance` makes, and "
            f"`{_FLEXIBLE}`, which exclude each other",
            step.place_of(*path, _FLEXIBLE),
            hint=f"write `ResourceConfig: null` beside `{_FLEXIBLE}:`, or all that there is to say "
            "as `instance`",
        )


def _check_early_stopping(step: BoundStep, config: dict[str, Wire], report: Report) -> None:
    """Hyperband stops trainings by itself: `TrainingJobEarlyStoppingType` in botocore's model."""
    if (config.get("Strategy"), config.get("TrainingJobEarlyStoppingType")) == _STOPS_TWICE:
        report.add(
            codes.BAD_MEMBER,
            f"`{step.name}` searches by Hyperband, which stops trainings early by itself, and says "
            "`TrainingJobEarlyStoppingType: Auto`, which the service refuses beside it",
            step.place_of(_CONFIG, "TrainingJobEarlyStoppingType"),
            hint="remove `TrainingJobEarlyStoppingType`",
        )


def for_request(requests: Iterable[Mapping]) -> StepType | None:
    """The key of the disks goes where the machines are said."""
    if not any(says(request.get(JOB), _FLEXIBLE) for request in requests):
        return None
    places = {**STEP.placements, "kms.volume": (JOB, _FLEXIBLE, "VolumeKmsKeyId")}
    return StepType(**{**vars(STEP), "placements": places})


_MACHINES = (
    (JOB, "ResourceConfig", "InstanceType"),
    (JOB, "ResourceConfig", "InstanceGroups"),
    (JOB, _FLEXIBLE),
)

STEP = StepType(
    kind="Tuning",
    doc_url="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateHyperParameterTuningJob.html",
    keys={
        "ranges": RANGES,
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
            "elsewhere": dict.fromkeys(
                ("MetricName", "Type", "metric_name", "type"),
                "`objective: {minimize: METRIC}`, or `maximize`",
            ),
            "description": "What the search is for: `{minimize: validation:rmse}`.",
        },
        "strategy": {**TEXT, "description": "How the search goes on; `Bayesian` by default."},
        "max_jobs": {**COUNT, "description": "How many trainings there are in all."},
        "parallel_jobs": {**COUNT, "description": "How many trainings run at once."},
    },
    placements={
        **{
            key: (JOB, *place)
            for key, place in training.STEP.placements.items()
            if key not in ("tags", "job_prefix", "hyperparameters", "command", "args")
            and key != "instance.keep_alive"
        },
        "hyperparameters": (JOB, "StaticHyperParameters"),
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
    several=(JOB, SEVERAL),
    for_request=for_request,
    instead={
        (JOB, _FLEXIBLE): ((JOB, "ResourceConfig"),),
        (JOB, "ResourceConfig", "InstanceGroups"): ((JOB, "ResourceConfig", "InstanceCount"),),
    },
    unasked={
        _CONFIG: {
            "Strategy": "Bayesian",
            "ResourceLimits": {"MaxParallelTrainingJobs": 1, "MaxNumberOfTrainingJobs": 1},
            "TrainingJobEarlyStoppingType": "Off",
        },
        JOB: {
            "AlgorithmSpecification": {"TrainingInputMode": "File"},
            "ResourceConfig": {"InstanceCount": 1, "VolumeSizeInGB": 30},
            "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
        },
    },
    refused={"HyperParameterTuningJobName": "the service names each job itself"},
    # The model makes all of these optional, for lists of definitions and for Autotune.
    needed={
        "image": (
            (JOB, "AlgorithmSpecification", "TrainingImage"),
            (JOB, "AlgorithmSpecification", "AlgorithmName"),
            (SEVERAL,),
        ),
        "instance": (*_MACHINES, (SEVERAL,)),
        "objective": (
            (_CONFIG, "HyperParameterTuningJobObjective", "MetricName"),
            (JOB, "TuningObjective"),
            (SEVERAL,),
        ),
        "ranges": (
            (_CONFIG, "ParameterRanges"),
            (JOB, "HyperParameterRanges"),
            (SEVERAL,),
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
