"""The quality of classifiers: by predicted classes, by probabilities, and by both."""

from __future__ import annotations

from sagemaker.core.model_monitor import DatasetFormat
from sagemaker.core.workflow.parameters import ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.check_job_config import CheckJobConfig
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.quality_check_step import ModelQualityCheckConfig, QualityCheckStep

ROLE = "arn:aws:iam::111122223333:role/SageMakerRole"


def build(session: PipelineSession) -> Pipeline:
    """The pipeline."""
    threshold = ParameterString("Threshold", default_value="0.7")
    job = CheckJobConfig(
        role=ROLE,
        instance_count=1,
        instance_type="ml.m5.xlarge",
        volume_size_in_gb=30,
        sagemaker_session=session,
    )
    shared = {
        "baseline_dataset": "s3://example-bucket/scores.csv",
        "dataset_format": DatasetFormat.csv(header=False),
        "output_s3_uri": "s3://example-bucket/quality",
        "ground_truth_attribute": "_c0",
    }
    checks = {
        "Probabilities": ModelQualityCheckConfig(
            problem_type="BinaryClassification",
            probability_attribute="_c1",
            probability_threshold_attribute=0.5,
            **shared,
        ),
        "Both": ModelQualityCheckConfig(
            problem_type="BinaryClassification",
            inference_attribute="_c2",
            probability_attribute="_c1",
            probability_threshold_attribute=threshold,
            **shared,
        ),
        "Classes": ModelQualityCheckConfig(
            problem_type="MulticlassClassification", inference_attribute="_c1", **shared
        ),
    }
    steps = [
        QualityCheckStep(name, quality_check_config=config, check_job_config=job, skip_check=True)
        for name, config in checks.items()
    ]
    return Pipeline(
        name="model-quality", parameters=[threshold], steps=steps, sagemaker_session=session
    )
