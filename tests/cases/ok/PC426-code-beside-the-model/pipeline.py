"""The SageMaker pipeline NoInferenceCode, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.serve.model_builder import ModelBuilder


def build(session: PipelineSession) -> Pipeline:
    """The pipeline NoInferenceCode."""
    create_builder = ModelBuilder(
        image_uri="763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-inference:2.5.1-cpu-py311",
        s3_model_data_url="s3://example-bucket/packed/model.tar.gz",
        env_vars={
            "SAGEMAKER_PROGRAM": "inference.py",
            "SAGEMAKER_SUBMIT_DIRECTORY": "s3://example-bucket/NoInferenceCode/code/ebfd6db1e471a9b17d92758051559f8b927f052ff5feb156ffd056d47071266c/sourcedir.tar.gz",
        },
        role_arn="arn:aws:iam::111122223333:role/SageMakerRole",
        sagemaker_session=session,
    )
    create = ModelStep(name="Create", step_args=create_builder.build())

    return Pipeline(
        name="NoInferenceCode",
        steps=[create],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
