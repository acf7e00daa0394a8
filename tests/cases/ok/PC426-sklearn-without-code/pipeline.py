"""The SageMaker pipeline SklearnWithoutCode, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.serve.model_builder import ModelBuilder


def build(session: PipelineSession) -> Pipeline:
    """The pipeline SklearnWithoutCode."""
    create_builder = ModelBuilder(
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        s3_model_data_url="s3://example-bucket/model.tar.gz",
        env_vars={},
        role_arn="arn:aws:iam::111122223333:role/SageMakerRole",
        sagemaker_session=session,
    )
    create = ModelStep(name="Create", step_args=create_builder.build())

    return Pipeline(
        name="SklearnWithoutCode",
        steps=[create],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
