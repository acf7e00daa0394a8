"""ClarifyCheck: measures bias or explains a model, and compares with a baseline.

Arguments are `CreateProcessingJobRequest`; rules as `sagemaker.mlops.workflow.clarify_check_step`
(3.27) has them.
"""

from __future__ import annotations

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.steps import processing
from pipec.compiler.steps.base import (
    OMITTED,
    BoundStep,
    SiblingKey,
    StepType,
    file_name,
    mapping_at,
    mappings_in,
)
from pipec.compiler.steps.checks import (
    CHECK_JOB,
    check_baseline,
    check_carry,
    check_key,
    fixed_properties,
)
from pipec.compiler.syntax import Mapping, Scalar
from pipec.compiler.values import Wire

_FOLDERS = {"dataset": "data", "analysis_config": "config"}
"""By the names that the SDK gives the inputs: `sagemaker.core.clarify` (3.27)."""
_CONFIG = "analysis_config.json"
_OF_MODELS = ("MODEL_BIAS", "MODEL_EXPLAINABILITY")


def input_folder(port_name: str) -> str:
    """Where the image looks for its two inputs; others lie under their own names."""
    return processing.input_folder(_FOLDERS.get(port_name, port_name))


def carry(step: BoundStep) -> Mapping:
    """A processing job's inputs and outputs, the inputs where the image looks for them."""
    return check_carry(step, input_folder)


def check(step: BoundStep, arguments: dict[str, Wire], report: Report) -> None:
    """A check of a model names it, a check of data names none."""
    processing.check_folders(step, arguments, report)
    check_baseline(step, report)
    for entry in mappings_in(arguments.get("ProcessingInputs")):
        name = file_name(mapping_at(entry, "S3Input").get("S3Uri"))
        if entry.get("InputName") == "analysis_config" and name not in ("", _CONFIG):
            given_as = step.inputs.get("analysis_config")
            report.add(
                codes.BAD_MEMBER,
                f"the analysis of `{step.name}` is in the file `{name}`, and the image looks for "
                f"`{_CONFIG}`",
                given_as.span if given_as else step.span,
                hint=f"name the file `{_CONFIG}`",
            )
    given = step.keys.get("check")
    kind = given.get("type") if isinstance(given, Mapping) else None
    if not isinstance(given, Mapping) or not isinstance(kind, Scalar):
        return
    if (kind.text in _OF_MODELS) == ("model_name" in given):
        return
    if kind.text in _OF_MODELS:
        report.add(
            codes.MISSING_KEY,
            f"the check `{kind.text}` of `{step.name}` does not say which model it asks",
            kind.span,
            hint="add `model_name: …` below `check:`, such as `${steps.CreateModel.model_name}`",
        )
    else:
        report.add(
            codes.BAD_MEMBER,
            f"the check `{kind.text}` of `{step.name}` asks no model, so it has no `model_name`",
            given.entries["model_name"].key_span,
            hint="remove it",
        )


STEP = StepType(
    kind="ClarifyCheck",
    doc_url="https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-steps-types.html",
    keys={"check": check_key("DATA_BIAS", *_OF_MODELS)},
    sibling_keys={
        "check.type": SiblingKey("CheckType"),
        "check.model_package_group": SiblingKey("ModelPackageGroupName", None),
        "check.skip": SiblingKey("SkipCheck", False, "Boolean"),
        "check.fail_on_violation": SiblingKey("FailOnViolation", True, "Boolean"),
        "check.register_new_baseline": SiblingKey("RegisterNewBaseline", False, "Boolean"),
        "check.model_name": SiblingKey("ModelName", OMITTED),
        "check.baseline_constraints": SiblingKey("SuppliedBaselineConstraints", None),
    },
    properties=fixed_properties(
        "CalculatedBaselineConstraints", "BaselineUsedForDriftCheckConstraints"
    ),
    image_scope="processing",
    own_image={"framework": "clarify", "version": "1.0"},
    enum_member="CLARIFY_CHECK",
    **{**CHECK_JOB, "check": check, "carry": carry, "input_folder": input_folder},
)
