"""The SageMaker pipeline P, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.lambda_helper import Lambda
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.parameters import ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.lambda_step import (
    LambdaOutput,
    LambdaOutputTypeEnum,
    LambdaStep,
)
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig


def build(session: PipelineSession) -> Pipeline:
    """The pipeline P."""
    rounds = ParameterString(name="Rounds", default_value="50")

    first = LambdaStep(
        name="First",
        lambda_func=Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:f",
            session=session,
        ),
        inputs={"x": rounds},
        outputs=[LambdaOutput("a", LambdaOutputTypeEnum.String)],
    )
    call = LambdaStep(
        name="Call",
        lambda_func=Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:f",
            session=session,
        ),
        inputs={
            "a": "steps.First.a",
            "b": "{parameters.Rounds}",
            "c": "$parameters.Rounds",
            "d": "steps.Nobody.a",
            "e": "the parameters.Rounds",
        },
    )

    return Pipeline(
        name="P",
        parameters=[rounds],
        steps=[first, call],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
