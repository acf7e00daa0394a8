"""The SageMaker pipeline P, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.lambda_helper import Lambda
from sagemaker.core.workflow.conditions import ConditionGreaterThan
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.parameters import ParameterInteger
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.condition_step import ConditionStep
from sagemaker.mlops.workflow.lambda_step import LambdaStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig


def build(session: PipelineSession) -> Pipeline:
    """The pipeline P."""
    size = ParameterInteger(name="Size", default_value=1)

    large = LambdaStep(
        name="Large",
        lambda_func=Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:f",
            session=session,
        ),
    )
    small = LambdaStep(
        name="Small",
        lambda_func=Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:f",
            session=session,
        ),
    )
    check = ConditionStep(
        name="Check",
        conditions=[ConditionGreaterThan(left=size, right=1)],
        if_steps=[large],
        else_steps=[small],
    )
    after = LambdaStep(
        name="After",
        lambda_func=Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:f",
            session=session,
        ),
        depends_on=[large, small],
    )

    return Pipeline(
        name="P",
        parameters=[size],
        steps=[check, after],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
