"""QualityCheck: measures the quality of data or of a model, and compares with a baseline.

Arguments are `CreateProcessingJobRequest`; members as `sagemaker.mlops.workflow.quality_check_step`
(3.27) has them.
"""

from __future__ import annotations

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.steps import processing
from pipec.compiler.steps.base import BoundStep, SiblingKey, StepType, mapping_at
from pipec.compiler.steps.checks import CHECK_JOB, check_baseline, check_key, fixed_properties
from pipec.compiler.values import Wire


def check(step: BoundStep, arguments: dict[str, Wire], report: Report) -> None:
    """Predictions are held against the truth, and not against themselves."""
    processing.check_folders(step, arguments, report)
    check_baseline(step, report)
    columns = mapping_at(arguments, "Environment")
    truth = columns.get("ground_truth_attribute")
    if isinstance(truth, str) and truth == columns.get("inference_attribute"):
        report.add(
            codes.ODD_VALUE,
            f"`{step.name}` takes the column `{truth}` for the prediction and for the truth",
            step.place_of("Environment", "inference_attribute"),
            hint="let `inference_attribute` name the column of the prediction, or be `null` where "
            "the files hold probabilities only",
        )


STEP = StepType(
    kind="QualityCheck",
    doc_url="https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-steps-types.html",
    keys={"check": check_key("DATA_QUALITY", "MODEL_QUALITY", left_out=("model_name",))},
    sibling_keys={
        "check.type": SiblingKey("CheckType"),
        "check.model_package_group": SiblingKey("ModelPackageGroupName", None),
        "check.skip": SiblingKey("SkipCheck", False, "Boolean"),
        "check.fail_on_violation": SiblingKey("FailOnViolation", True, "Boolean"),
        "check.register_new_baseline": SiblingKey("RegisterNewBaseline", False, "Boolean"),
        "check.baseline_statistics": SiblingKey("SuppliedBaselineStatistics", None),
        "check.baseline_constraints": SiblingKey("SuppliedBaselineConstraints", None),
    },
    properties=fixed_properties(
        "CalculatedBaselineConstraints",
        "CalculatedBaselineStatistics",
        "BaselineUsedForDriftCheckConstraints",
        "BaselineUsedForDriftCheckStatistics",
    ),
    image_scope="monitoring",
    own_image={"framework": "model-monitor"},
    enum_member="QUALITY_CHECK",
    **{**CHECK_JOB, "check": check},
)
