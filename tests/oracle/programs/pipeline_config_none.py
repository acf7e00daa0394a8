"""No experiment, and MLflow without the name of one."""

from __future__ import annotations

from sagemaker.core.processing import Processor
from sagemaker.core.shapes import MlflowConfig
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.steps import ProcessingStep


def build(session: PipelineSession) -> Pipeline:
    """The pipeline."""
    processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/my-image:1.0",
        instance_count=1,
        instance_type="ml.m5.large",
        base_job_name="my-prefix",
        sagemaker_session=session,
    )
    return Pipeline(
        name="noexp",
        steps=[ProcessingStep("Proc", step_args=processor.run())],
        sagemaker_session=session,
        pipeline_experiment_config=None,
        mlflow_config=MlflowConfig(
            mlflow_resource_arn="arn:aws:sagemaker:us-east-1:111122223333:mlflow-app/app-1"
        ),
    )
