"""ClarifyCheck: measures bias or explains a model, and compares with a baseline.

Arguments are `CreateProcessingJobRequest`; rules as `sagemaker.mlops.workflow.clarify_check_step`
(3.27) has them.
"""

from __future__ import annotations

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.steps.base import OMITTED, BoundStep, SiblingKey, StepType
from pipec.compiler.steps.processing import CHECK_JOB, check_key, fixed_properties
from pipec.compiler.syntax import Mapping, Scalar
from pipec.compiler.values import Wire

_OF_MODELS = ("MODEL_BIAS", "MODEL_EXPLAINABILITY")


def check(step: BoundStep, _arguments: dict[str, Wire], report: Report) -> None:
    """A check of a model names it, a check of data names none."""
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
    check=check,
    properties=fixed_properties(
        "CalculatedBaselineConstraints", "BaselineUsedForDriftCheckConstraints"
    ),
    image_scope="processing",
    enum_member="CLARIFY_CHECK",
    **CHECK_JOB,
)
