"""The SageMaker pipeline P, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.lambda_helper import Lambda
from sagemaker.core.workflow.conditions import (
    ConditionEquals,
    ConditionGreaterThan,
    ConditionIn,
    ConditionNot,
    ConditionOr,
)
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.parameters import ParameterFloat, ParameterInteger
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.condition_step import ConditionStep
from sagemaker.mlops.workflow.fail_step import FailStep
from sagemaker.mlops.workflow.lambda_step import (
    LambdaOutput,
    LambdaOutputTypeEnum,
    LambdaStep,
)
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig


def build(session: PipelineSession) -> Pipeline:
    """The pipeline P."""
    rounds = ParameterInteger(name="Rounds", default_value=5)
    rate = ParameterFloat(name="Rate", default_value=1.0)

    count = LambdaStep(
        name="Count",
        lambda_func=Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:f",
            session=session,
        ),
        outputs=[LambdaOutput("rows", LambdaOutputTypeEnum.Integer)],
    )
    stop = FailStep(name="Stop", error_message="never")
    check = ConditionStep(
        name="Check",
        conditions=[ConditionEquals(left=rounds, right=1.5)],
        if_steps=[stop],
        else_steps=[],
    )
    halt = FailStep(name="Halt", error_message="always")
    turned = ConditionStep(
        name="Turned",
        conditions=[
            ConditionNot(
                ConditionEquals(left=2.5, right=count.properties.Outputs["rows"]),
            ),
        ],
        if_steps=[halt],
        else_steps=[],
    )
    quit_ = FailStep(name="Quit", error_message="sometimes")
    among = ConditionStep(
        name="Among",
        conditions=[ConditionIn(value=rounds, in_values=[1, 1.5, 2.0])],
        if_steps=[quit_],
        else_steps=[],
    )
    end = FailStep(name="End", error_message="maybe")
    right = ConditionStep(
        name="Right",
        conditions=[
            ConditionOr(
                conditions=[
                    ConditionEquals(left=rate, right=1.5),
                    ConditionEquals(left=rounds, right=2.0),
                    ConditionGreaterThan(left=rounds, right=1.5),
                ],
            ),
        ],
        if_steps=[end],
        else_steps=[],
    )

    return Pipeline(
        name="P",
        parameters=[rounds, rate],
        steps=[count, check, turned, among, right],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
