"""The SageMaker pipeline Churn, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.lambda_helper import Lambda
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
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
    """The pipeline Churn."""
    input_data = ParameterString(name="InputData", default_value="s3://bucket/in")
    rounds = ParameterString(name="Rounds", default_value="50")

    count = LambdaStep(
        name="count",
        lambda_func=Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:count",
            session=session,
        ),
        inputs={"place": input_data, "rounds": rounds},
        outputs=[LambdaOutput("rows", LambdaOutputTypeEnum.Integer)],
    )
    tell = LambdaStep(
        name="tell",
        lambda_func=Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:count",
            session=session,
        ),
        inputs={
            "as_in_a_makefile": "$(parameters.Rounds)",
            "of_a_shell": "s3://$parameters.InputData/x",
            "of_python": "s3://bucket/{parameters.InputData}/x",
            "of_a_template": "{{ steps.count.rows }} rows, by $steps.count.rows",
            "beside_a_right_one": Join(
                on="",
                values=[input_data, "/{parameters.Rounds}"],
            ),
            "brace_too_many": Join(on="", values=[input_data, "}"]),
            "another": Join(
                on="",
                values=["s3://bucket/", count.properties.Outputs["rows"], "}/x"],
            ),
        },
    )
    silent = LambdaStep(
        name="silent",
        lambda_func=Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:count",
            session=session,
        ),
        inputs={
            "no_parameter": "s3://$parameters.Bucket/{parameters.inputData}/x",
            "escaped": "${parameters.InputData} and s3://${parameters.InputData}}/x",
            "no_sign": "the value of parameters.InputData, steps.count.rows",
            "json": Join(
                on="",
                values=['{"a": {"place": "', input_data, '", "rows": ', rounds, "}}"],
            ),
            "another_word": "$myparameters.InputData",
            "money": "$ parameters.InputData",
        },
    )

    return Pipeline(
        name="Churn",
        parameters=[input_data, rounds],
        steps=[count, tell, silent],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
