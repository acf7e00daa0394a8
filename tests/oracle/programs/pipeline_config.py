"""What stands beside the steps: experiment, MLflow, and names that the jobs' names begin with."""

from __future__ import annotations

from sagemaker.core.lambda_helper import Lambda
from sagemaker.core.processing import Processor
from sagemaker.core.shapes import MlflowConfig
from sagemaker.core.transformer import Transformer
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.parameters import ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.core.workflow.pipeline_definition_config import PipelineDefinitionConfig
from sagemaker.mlops.workflow.lambda_step import LambdaStep
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import (
    PipelineExperimentConfig,
    PipelineExperimentConfigProperties,
)
from sagemaker.mlops.workflow.steps import ProcessingStep, TransformStep
from sagemaker.serve.model_builder import ModelBuilder

ROLE = "arn:aws:iam::111122223333:role/SageMakerRole"
IMAGE = "111122223333.dkr.ecr.us-east-1.amazonaws.com/my-image:1.0"


def build(session: PipelineSession) -> Pipeline:
    """The pipeline."""
    experiment = ParameterString("Experiment", default_value="exp")
    processor = Processor(
        role=ROLE,
        image_uri=IMAGE,
        instance_count=1,
        instance_type="ml.m5.large",
        base_job_name="my-prefix",
        sagemaker_session=session,
    )
    process = ProcessingStep("Proc", step_args=processor.run())
    transformer = Transformer(
        model_name="m",
        instance_count=1,
        instance_type="ml.m5.large",
        base_transform_job_name="tr-prefix",
        output_path="s3://b",
        sagemaker_session=session,
    )
    transform = TransformStep("Transform", step_args=transformer.transform(data="s3://b"))
    builder = ModelBuilder(
        image_uri=IMAGE,
        s3_model_data_url="s3://b/m.tar.gz",
        sagemaker_session=session,
        role_arn=ROLE,
    )
    model = ModelStep("Model", step_args=builder.build(model_name="model-prefix"))
    tell = LambdaStep(
        "Exp",
        lambda_func=Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:f", session=session
        ),
        inputs={
            "e": PipelineExperimentConfigProperties.EXPERIMENT_NAME,
            "t": PipelineExperimentConfigProperties.TRIAL_NAME,
        },
    )
    return Pipeline(
        name="pipeline-config",
        parameters=[experiment],
        steps=[process, transform, model, tell],
        sagemaker_session=session,
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment, Join(on="-", values=["t", ExecutionVariables.PIPELINE_EXECUTION_ID])
        ),
        mlflow_config=MlflowConfig(
            mlflow_resource_arn="arn:aws:sagemaker:us-east-1:111122223333:mlflow-app/app-1",
            mlflow_experiment_name="e",
        ),
        pipeline_definition_config=PipelineDefinitionConfig(use_custom_job_prefix=True),
    )
