"""What stands at the top of a definition: experiment and MLflow settings of one's own."""

from __future__ import annotations

from sagemaker.core.lambda_helper import Lambda
from sagemaker.core.shapes import MlflowConfig
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.parameters import ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.lambda_step import LambdaStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig


def build(session: PipelineSession) -> Pipeline:
    """The pipeline."""
    trial = ParameterString("Trial", default_value="first")
    call = LambdaStep(
        "Call",
        lambda_func=Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:f", session=session
        ),
    )
    return Pipeline(
        name="settings",
        parameters=[trial],
        pipeline_experiment_config=PipelineExperimentConfig(
            "abalone",
            Join(on="-", values=[trial, ExecutionVariables.PIPELINE_EXECUTION_ID]),
        ),
        mlflow_config=MlflowConfig(
            mlflow_resource_arn=(
                "arn:aws:sagemaker:us-east-1:111122223333:mlflow-tracking-server/tracking"
            ),
            mlflow_experiment_name="abalone",
        ),
        steps=[call],
        sagemaker_session=session,
    )
