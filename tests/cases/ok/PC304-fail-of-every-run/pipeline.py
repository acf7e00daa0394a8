"""The SageMaker pipeline Always, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.lambda_helper import Lambda
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.fail_step import FailStep
from sagemaker.mlops.workflow.lambda_step import LambdaStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.step_dependency import StepDependency, TriggerCondition


def build(session: PipelineSession) -> Pipeline:
    """The pipeline Always."""
    tell = LambdaStep(
        name="Tell",
        lambda_func=Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:tell",
            session=session,
        ),
    )
    stop = FailStep(name="Stop", error_message="always")
    after = FailStep(
        name="After",
        error_message="told nobody",
        depends_on=[StepDependency(tell, TriggerCondition.FAILED)],
    )

    return Pipeline(
        name="Always",
        steps=[tell, stop, after],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
