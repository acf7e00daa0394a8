"""What ClarifyCheck and QualityCheck share: processing jobs of AWS's own images."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.language.keys import FLAG, SCALARS, Schema
from pipec.compiler.merge import says
from pipec.compiler.model import Contract, OutputPort
from pipec.compiler.service.shapes import PathError
from pipec.compiler.steps import processing
from pipec.compiler.steps.base import BoundStep, PropertyPath, member
from pipec.compiler.syntax import Mapping, Scalar

_JOB = processing.STEP


_REGISTERED = {
    "DATA_QUALITY": {
        "Statistics": ("ModelDataQuality.Statistics", "ModelDataQuality.Statistics"),
        "Constraints": ("ModelDataQuality.Constraints", "ModelDataQuality.Constraints"),
    },
    "MODEL_QUALITY": {
        "Statistics": ("ModelQuality.Statistics", "ModelQuality.Statistics"),
        "Constraints": ("ModelQuality.Constraints", "ModelQuality.Constraints"),
    },
    "DATA_BIAS": {"Constraints": ("Bias.PreTrainingReport", "Bias.PreTrainingConstraints")},
    "MODEL_BIAS": {"Constraints": ("Bias.PostTrainingReport", "Bias.PostTrainingConstraints")},
    "MODEL_EXPLAINABILITY": {
        "Constraints": ("Explainability.Report", "Explainability.Constraints")
    },
}
"""Where the registry keeps what a check gives: among its `ModelMetrics`, and among the
`DriftCheckBaselines`. The source is AWS's developer guide for SageMaker, on the page
`pipelines-quality-clarify-baseline-lifecycle`."""
_LOOKS_AT = {
    "DATA_QUALITY": ["train"],
    "DATA_BIAS": ["train"],
    "MODEL_BIAS": ["train"],
    "MODEL_QUALITY": ["predictions"],
}
_CALCULATED, _USED = "CalculatedBaseline", "BaselineUsedForDriftCheck"


def knows(contract: Contract) -> Contract:
    """Which places of the registry a check's outputs are made for, and what data it looks at.

    What is measured is the data to train on. Quality is that of predictions where it is a model's,
    and models are explained on any data.
    """
    kind = member(contract.body, "check", "type")
    check = kind.text if isinstance(kind, Scalar) else ""
    parts = frozenset(_LOOKS_AT.get(check, ()))
    given = {port.property_path for port in contract.outputs.values()}
    return contract._replace(
        inputs={name: port._replace(parts=parts) for name, port in contract.inputs.items()},
        outputs={
            name: port._replace(places=_places(check, port, given))
            for name, port in contract.outputs.items()
        },
    )


def _places(check: str, port: OutputPort, given: set[str | None]) -> tuple[str, ...]:
    """The places of requests that an output is made for; for want of one, also the other's."""
    for what, (metric, baseline) in _REGISTERED.get(check, {}).items():
        calculated, used = _CALCULATED + what, _USED + what
        metrics, baselines = f"ModelMetrics.{metric}", f"DriftCheckBaselines.{baseline}"
        if port.property_path == calculated:
            return (metrics,) if used in given else (metrics, baselines)
        if port.property_path == used:
            return (baselines,) if calculated in given else (baselines, metrics)
    return ()


def check_carry(step: BoundStep, folder: Callable[[str], str]) -> Mapping:
    """As a Processing, but that the SDK's check steps write less of an input."""
    return processing.carry(step, folder, (None, None))


_OWN_PROGRAM = "the image runs its own program"
_BASELINES = ("model_package_group", "baseline_statistics", "baseline_constraints")


def check_baseline(step: BoundStep, report: Report) -> None:
    """Warn of a check that has nothing to compare with.

    `SkipCheck` of `QualityCheckStepMetadata` in botocore's model (1.44): "If it is set to False,
    the previous baseline of the configured check type must be available".
    """
    given = step.keys.get("check")
    if not isinstance(given, Mapping) or says(given, *_BASELINES):
        return
    skip = given.get("skip")
    if isinstance(skip, Scalar) and skip.data not in (False, None):
        return
    kind = given.get("type")
    report.add(
        codes.ODD_VALUE,
        f"`{step.name}` compares with a baseline, and none is given: the check fails",
        kind.span if isinstance(kind, Scalar) and kind.span.file == step.span.file else step.span,
        hint="add `model_package_group: …` or `baseline_constraints: s3://…` below `check:`; where "
        "a baseline is only made write `check: {skip: true, register_new_baseline: true}`",
    )


CHECK_JOB: dict[str, Any] = {
    "placements": {
        key: place
        for key, place in _JOB.placements.items()
        if key not in ("command", "args", "job_prefix")
    },
    "reasons": {"code": _OWN_PROGRAM, "command": _OWN_PROGRAM, "args": _OWN_PROGRAM},
    "instead": _JOB.instead,
    "unasked": {
        **_JOB.unasked,
        "StoppingCondition": {"MaxRuntimeInSeconds": 86400},
    },
    "refused": _JOB.refused,
    "needed": _JOB.needed,
    "port_keys": _JOB.port_keys,
    "cache": True,
    "check": processing.check_folders,
    "knows": knows,
    "known_by": ("check",),
    "carry": lambda step: check_carry(step, processing.input_folder),
    "carries_inputs": True,
    "given": processing.given,
    "input_folder": processing.input_folder,
    "output_path": processing.output_path,
    "output_place": processing.output_place,
    "request": _JOB.request,
    "python_attributes": False,
}
"""Fields of their step types."""


# The patterns of `ArnOrName`, `ModelName` and `S3Uri` in botocore's model, or a reference.
_NAMED: Schema = {
    "type": SCALARS,
    "pattern": r"^arn:|^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$|\$\{",
    "words": "a name of letters, digits and hyphens",
}
_S3_PLACE: Schema = {
    "type": "string",
    "pattern": r"^s3://|^https://|\$\{",
    "words": "a place in S3, as `s3://bucket/file.json`",
}


_CHECK = {
    "type": "What is checked.",
    "model_package_group": "The group of model packages whose baseline is compared with.",
    "model_name": "The model that the check asks, as `${steps.CreateModel.model_name}`.",
    "skip": "Whether nothing is compared, and a baseline is only made.",
    "fail_on_violation": "Whether the step fails where the baseline is broken; `true` by default.",
    "register_new_baseline": "Whether what is found becomes the baseline of the group.",
    "baseline_statistics": "The statistics to compare with: a file in S3.",
    "baseline_constraints": "The constraints to compare with: a file in S3.",
}


def check_key(*types: str, left_out: tuple[str, ...] = ()) -> Schema:
    """The schema of `check:`, with the types of check that a kind has."""
    members: dict[str, Schema] = {
        "type": {"enum": list(types), "words": " or ".join(types)},
        "model_package_group": _NAMED,
        "model_name": _NAMED,
        "skip": FLAG,
        "fail_on_violation": FLAG,
        "register_new_baseline": FLAG,
        "baseline_statistics": _S3_PLACE,
        "baseline_constraints": _S3_PLACE,
    }
    members = {key: {**schema, "description": _CHECK[key]} for key, schema in members.items()}
    return {
        "type": "object",
        "properties": {key: schema for key, schema in members.items() if key not in left_out},
        "additionalProperties": False,
        "words": "a mapping with `type`",
        "description": "What is checked, and against which baseline.",
    }


def fixed_properties(
    *names: str,
) -> Callable[[Contract | None, PropertyPath], str | PathError | None]:
    """For kinds that answer with S3 places under fixed names only."""

    def properties(_contract: Contract | None, path: PropertyPath) -> str | PathError | None:
        if len(path) == 1 and path[0] in names:
            return "String"
        return PathError(0, "a check has only its baselines", names)

    return properties
