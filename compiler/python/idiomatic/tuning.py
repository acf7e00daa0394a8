"""Tuning as `HyperparameterTuner` around a `ModelTrainer`, and `TuningStep`."""

from __future__ import annotations

from pipec.compiler.python.idiomatic import channels, training
from pipec.compiler.python.idiomatic.forms import (
    FIXED_NUMBER,
    FIXED_TEXT,
    NUMBER,
    TEXT,
    TRUE,
    Argument,
    Each,
    Either,
    Entries,
    Keywords,
    Made,
    Plain,
    Table,
    keywords,
    loosened,
    says,
)
from pipec.compiler.python.idiomatic.job import SHAPES, Job, assigned, step
from pipec.compiler.python.pycode import Call, Dict_, Expression, List_, Lit
from pipec.compiler.python.pywriter import PythonWriter
from pipec.compiler.values import Join, ParameterGet, Wire

GRID = "Grid"
"""The strategy that tries every combination."""
_CONFIG, _JOB = "HyperParameterTuningJobConfig", "TrainingJobDefinition"


class Static:
    """A fixed hyperparameter, of which the SDK makes a text with `str` or `to_string`."""

    def takes(self, value: Wire) -> bool:
        """A text, or a variable that `to_string` leaves as it is."""
        is_text = isinstance(value, ParameterGet) and value.type == "String"
        return is_text or isinstance(value, str | Join)

    def code(self, value: Wire, writer: PythonWriter) -> Expression:
        """A number where the text is one."""
        return Lit(_number(value)) if isinstance(value, str) else writer.value(value)


def _number(text: str) -> str | float:
    """The number that `str` turns back into the text; `str` writes truth values differently."""
    value = loosened(text)
    return text if isinstance(value, bool) else value


_NAME = Argument("", FIXED_TEXT, needed=True)
_LIMITS = {
    "Name": _NAME,
    "MinValue": Argument("", FIXED_TEXT, needed=True),
    "MaxValue": Argument("", FIXED_TEXT, needed=True),
    "ScalingType": Argument("", TEXT, needed=True),
}
_CHOICE = {"Name": _NAME, "Values": Argument("", Each(FIXED_TEXT), needed=True)}
_RANGES = {"Integer": _LIMITS, "Continuous": _LIMITS, "Categorical": _CHOICE}


class Ranges:
    """The ranges of all kinds, which are one mapping by the hyperparameters' names."""

    def takes(self, value: Wire) -> bool:
        """Ranges of the three kinds, with each name once."""
        table = {
            f"{kind}ParameterRanges": Argument("", Each(_like(members)))
            for kind, members in _RANGES.items()
        }
        return isinstance(value, dict) and bool(value) and says(value, table) and _distinct(value)

    def code(self, value: Wire, writer: PythonWriter) -> Expression:
        """`{"eta": ContinuousParameter(...)}`."""
        return Dict_(
            tuple(
                (item["Name"], _range(f"{kind}Parameter", item, writer))
                for kind in _RANGES
                for item in value.get(f"{kind}ParameterRanges", ())
            )
        )


def _like(table: Table) -> Plain:
    return Plain(lambda item: isinstance(item, dict) and says(item, table))


def _distinct(ranges: dict[str, Wire]) -> bool:
    return len(names_of(ranges)) == sum(map(len, ranges.values()))


def names_of(ranges: dict[str, Wire]) -> set[str]:
    """The hyperparameters that have a range."""
    return {item["Name"] for items in ranges.values() for item in items}


def _range(kind: str, item: dict[str, Wire], writer: PythonWriter) -> Call:
    name = writer.use("sagemaker.core.parameter", kind)
    if "Values" in item:
        return Call(name, (List_(tuple(Lit(_number(value)) for value in item["Values"])),))
    limits = (Lit(_number(item["MinValue"])), Lit(_number(item["MaxValue"])))
    return Call(name, limits, (("scaling_type", writer.value(item["ScalingType"])),))


class Enabled:
    """The mode of `Autotune`, of which the class knows but one."""

    def takes(self, value: Wire) -> bool:
        """That it is on."""
        return isinstance(value, dict) and list(value.items()) == [("Mode", "Enabled")]

    def code(self, _value: Wire, _writer: PythonWriter) -> Lit:
        """A flag."""
        return Lit(value=True)


HYPERBAND = {
    "MinResource": Argument("min_resource", FIXED_NUMBER),
    "MaxResource": Argument("max_resource", FIXED_NUMBER),
}
STRATEGY = {
    "HyperbandStrategyConfig": Argument(
        "hyperband_strategy_config", Made(SHAPES, "HyperbandStrategyConfig", HYPERBAND)
    )
}
COMPLETION = {
    "TargetObjectiveMetricValue": Argument(
        "target_objective_metric_value",
        Plain(lambda value: isinstance(value, float) and value != 0),
    ),
    "BestObjectiveNotImproving": Argument(
        "best_objective_not_improving",
        Made(
            SHAPES,
            "BestObjectiveNotImproving",
            {
                "MaxNumberOfTrainingJobsNotImproving": Argument(
                    "max_number_of_training_jobs_not_improving", FIXED_NUMBER
                )
            },
        ),
    ),
    "ConvergenceDetected": Argument(
        "convergence_detected",
        Made(
            SHAPES,
            "ConvergenceDetected",
            {"CompleteOnConvergence": Argument("complete_on_convergence", TEXT)},
        ),
    ),
}
PARENT = {"HyperParameterTuningJobName": Argument("hyper_parameter_tuning_job_name", TEXT)}
WARM_START = {
    "ParentHyperParameterTuningJobs": Argument(
        "parent_hyper_parameter_tuning_jobs",
        Each(Made(SHAPES, "ParentHyperParameterTuningJob", PARENT)),
        needed=True,
    ),
    "WarmStartType": Argument("warm_start_type", TEXT, needed=True),
}
TAG = {"Key": Argument("", TEXT, needed=True), "Value": Argument("", TEXT, needed=True)}
_OBJECTIVE, _MAXIMA = f"{_CONFIG}.HyperParameterTuningJobObjective", f"{_CONFIG}.ResourceLimits"
TUNER = {
    f"{_OBJECTIVE}.MetricName": Argument("objective_metric_name", TEXT, needed=True),
    f"{_OBJECTIVE}.Type": Argument("objective_type", TEXT, needed=True),
    f"{_CONFIG}.ParameterRanges": Argument("hyperparameter_ranges", Ranges()),
    f"{_CONFIG}.Strategy": Argument("strategy", TEXT, needed=True),
    f"{_CONFIG}.StrategyConfig": Argument(
        "strategy_config", Made(SHAPES, "HyperParameterTuningJobStrategyConfig", STRATEGY)
    ),
    f"{_MAXIMA}.MaxNumberOfTrainingJobs": Argument("max_jobs", FIXED_NUMBER),
    f"{_MAXIMA}.MaxParallelTrainingJobs": Argument("max_parallel_jobs", FIXED_NUMBER, needed=True),
    f"{_MAXIMA}.MaxRuntimeInSeconds": Argument("max_runtime_in_seconds", FIXED_NUMBER),
    f"{_CONFIG}.TrainingJobEarlyStoppingType": Argument("early_stopping_type", TEXT, needed=True),
    f"{_CONFIG}.TuningJobCompletionCriteria": Argument(
        "completion_criteria_config", Made(SHAPES, "TuningJobCompletionCriteria", COMPLETION)
    ),
    f"{_CONFIG}.RandomSeed": Argument("random_seed", NUMBER),
    "WarmStartConfig": Argument(
        "warm_start_config", Made(SHAPES, "HyperParameterTuningJobWarmStartConfig", WARM_START)
    ),
    "Tags": Argument("tags", Each(_like(TAG))),
    "Autotune": Argument("autotune", Enabled()),
}
METRICS = {
    "AlgorithmSpecification.MetricDefinitions": Argument(
        "metric_definitions", Each(_like({"Name": TAG["Key"], "Regex": TAG["Value"]}))
    )
}
_IMAGE = "AlgorithmSpecification.TrainingImage"
# The tuner passes on less of its trainer than a training does.
TABLES: dict[str, Table] = {
    "image": {
        _IMAGE: Argument("training_image", TEXT, needed=True),
        "AlgorithmSpecification.TrainingInputMode": training.IMAGE[
            "AlgorithmSpecification.TrainingInputMode"
        ],
        "RoleArn": training.IMAGE["RoleArn"],
    },
    "compute": {
        "ResourceConfig.InstanceType": Argument("instance_type", TEXT, needed=True),
        "ResourceConfig.InstanceCount": Argument("instance_count", NUMBER, needed=True),
        "ResourceConfig.VolumeSizeInGB": training.COMPUTE["ResourceConfig.VolumeSizeInGB"],
        "EnableManagedSpotTraining": Argument("enable_managed_spot_training", TRUE),
    },
    "networking": training.VPC,
    "more": {
        "StaticHyperParameters": Argument("hyperparameters", Entries(Static())),
        "Environment": training.TRAINER["Environment"],
        "StoppingCondition": Argument(
            "stopping_condition",
            Made(
                SHAPES,
                "StoppingCondition",
                {
                    name: argument
                    for name, argument in training.STOPPING.items()
                    if name != "MaxPendingTimeInSeconds"
                },
            ),
            needed=True,
        ),
        "OutputDataConfig": training.TRAINER["OutputDataConfig"],
        "CheckpointConfig": training.TRAINER["CheckpointConfig"],
    },
    "with": {"RetryStrategy": training.WITH["RetryStrategy"]},
}
# Other than a training's, the channel of an `InputData` has no input mode here.
INPUT_DATA = {
    place: argument for place, argument in channels.INPUT_DATA.items() if place != "InputMode"
}
TUNE = {
    "InputDataConfig": Argument(
        "inputs", Each(Either(Made(channels.CONFIGS, "InputData", INPUT_DATA), channels.CHANNEL))
    )
}
ALL = {
    place: argument
    for table in (*TABLES.values(), METRICS, TUNE)
    for place, argument in table.items()
}


def tuning_step(job: Job, common: Keywords, writer: PythonWriter) -> Call | None:
    """The step; None where `HyperparameterTuner` cannot say its request."""
    request = dict(job.arguments)
    training_job = request.pop(_JOB, None)
    if job.siblings or not isinstance(training_job, dict) or not _sayable(request, training_job):
        return None
    trainer = assigned(
        job, "trainer", training.trainer(training_job, job.name, TABLES, writer), writer
    )
    fixed = training_job.get("StaticHyperParameters")
    # Autotune chooses those that it is not told to keep.
    kept = List_(tuple(map(Lit, fixed))) if "Autotune" in request and fixed else None
    keep: Keywords = (("hyperparameters_to_keep_static", kept),) if kept else ()
    if "ParameterRanges" not in request[_CONFIG]:
        keep = (("hyperparameter_ranges", Lit(None)), *keep)
    kwargs: Keywords = (
        ("model_trainer", trainer),
        *keywords(request, TUNER, writer),
        *keep,
        *keywords(training_job, METRICS, writer),
        ("base_tuning_job_name", Lit(job.name)),
    )
    made = Call(writer.use("sagemaker.train.tuner", "HyperparameterTuner"), kwargs=kwargs)
    tuner = assigned(job, "tuner", made, writer)
    # Without this the SDK waits for a job that a pipeline has not started.
    run: Keywords = (*keywords(training_job, TUNE, writer), ("wait", Lit(value=False)))
    return step(job, "TuningStep", (tuner, "tune", run), common, writer)


def _sayable(request: dict[str, Wire], training_job: dict[str, Wire]) -> bool:
    """Whether tuner and trainer say it all, and the tuner keeps each fixed hyperparameter."""
    if not says(request, TUNER) or not says(training_job, ALL):
        return False
    fixed = training_job.get("StaticHyperParameters", {})
    config = request[_CONFIG]
    if "MaxNumberOfTrainingJobs" not in config["ResourceLimits"] and config["Strategy"] != GRID:
        return False  # of other strategies the tuner would run one training
    ranges = config.get("ParameterRanges")
    if ranges is None and "Autotune" not in request:
        return False
    searched = names_of(ranges or {})
    whole = len(training_job.get("VpcConfig", training.VPC)) == len(training.VPC)
    return whole and not searched & fixed.keys()
