"""The SageMaker pipeline Roots, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.lambda_helper import Lambda
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.lambda_step import LambdaStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig


def build(session: PipelineSession) -> Pipeline:
    """The pipeline Roots."""
    tell = LambdaStep(
        name="tell",
        lambda_func=Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:tell",
            session=session,
        ),
        inputs={
            "alone": "vars.team",
            "of_a_shell": "$vars.team/x",
            "of_a_makefile": "s3://example-bucket/$(vars.team)/x",
            "of_python": "{vars.team} {step.name}",
            "of_a_template": "{{ execution.PipelineExecutionId }}",
            "run": "$(execution.StartDateTime)",
            "whole": "pipeline.name",
            "trial": "{pipeline.experiment.trial}",
            "own": "$(step.name)",
        },
    )
    silent = LambdaStep(
        name="silent",
        lambda_func=Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:tell",
            session=session,
        ),
        inputs={
            "right": Join(
                on="",
                values=["growth Roots silent ", ExecutionVariables.START_DATETIME],
            ),
            "unknown": "$vars.teams {execution.Started} $(pipeline.names) {step.id}",
            "prose": "the vars.team of execution.StartDateTime, see pipeline.name",
            "of_a_shell": "for step in *; do cat $step.name; done; echo $(date) $HOME $pipeline.name",
            "escaped": "${vars.team} of ${HOME}",
            "another_word": "$myvars.team {mypipeline.name}",
        },
    )

    return Pipeline(
        name="Roots",
        steps=[tell, silent],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
