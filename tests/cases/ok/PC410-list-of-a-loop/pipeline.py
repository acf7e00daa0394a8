"""The SageMaker pipeline P, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.lambda_helper import Lambda
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.parameters import ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.for_each_step import CurrentItem, ForEachStep
from sagemaker.mlops.workflow.lambda_step import LambdaStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig


def build(session: PipelineSession) -> Pipeline:
    """The pipeline P."""
    items = ParameterString(name="Items", default_value="a, b")
    later = ParameterString(name="Later", default_value="")
    right = ParameterString(name="Right", default_value='["a", "b"]')

    one = LambdaStep(
        name="One",
        lambda_func=Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:f",
            session=session,
        ),
        inputs={"x": CurrentItem()},
    )
    wrong = ForEachStep(
        name="Wrong",
        iterable_items=items,
        max_concurrency=1,
        for_each_body=[one],
    )
    two = LambdaStep(
        name="Two",
        lambda_func=Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:f",
            session=session,
        ),
        inputs={"x": CurrentItem()},
    )
    given = ForEachStep(
        name="Given",
        iterable_items=later,
        max_concurrency=1,
        for_each_body=[two],
    )
    three = LambdaStep(
        name="Three",
        lambda_func=Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:f",
            session=session,
        ),
        inputs={"x": CurrentItem()},
    )
    good = ForEachStep(
        name="Good",
        iterable_items=right,
        max_concurrency=1,
        for_each_body=[three],
    )

    return Pipeline(
        name="P",
        parameters=[items, later, right],
        steps=[wrong, given, good],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
