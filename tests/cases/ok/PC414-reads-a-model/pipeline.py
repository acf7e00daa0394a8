"""The SageMaker pipeline P, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.transformer import Transformer
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.steps import CacheConfig, TransformStep
from sagemaker.serve.model_builder import ModelBuilder


def build(session: PipelineSession) -> Pipeline:
    """The pipeline P."""
    create_builder = ModelBuilder(
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        s3_model_data_url="s3://my-bucket/m/model.tar.gz",
        env_vars={},
        role_arn="arn:aws:iam::111122223333:role/SageMakerRole",
        sagemaker_session=session,
    )
    create = ModelStep(name="Create", step_args=create_builder.build())
    by_default_transformer = Transformer(
        model_name=create.properties.ModelName,
        instance_type="ml.m5.xlarge",
        instance_count=1,
        strategy="MultiRecord",
        max_payload=6,
        output_path=Join(
            on="",
            values=[
                "s3://example-bucket/P/",
                ExecutionVariables.PIPELINE_EXECUTION_ID,
                "/ByDefault",
            ],
        ),
        accept="text/csv",
        assemble_with="Line",
        base_transform_job_name="ByDefault",
        sagemaker_session=session,
    )
    by_default = TransformStep(
        name="ByDefault",
        step_args=by_default_transformer.transform(
            data="s3://my-bucket/a",
            data_type="S3Prefix",
            content_type="text/csv",
            split_type="Line",
        ),
        cache_config=CacheConfig(enable_caching=True, expire_after="P30D"),
    )
    said_transformer = Transformer(
        model_name=create.properties.ModelName,
        instance_type="ml.m5.xlarge",
        instance_count=1,
        strategy="MultiRecord",
        max_payload=6,
        output_path=Join(
            on="",
            values=[
                "s3://example-bucket/P/",
                ExecutionVariables.PIPELINE_EXECUTION_ID,
                "/Said",
            ],
        ),
        accept="text/csv",
        assemble_with="Line",
        base_transform_job_name="Said",
        sagemaker_session=session,
    )
    said = TransformStep(
        name="Said",
        step_args=said_transformer.transform(
            data="s3://my-bucket/b",
            data_type="S3Prefix",
            content_type="text/csv",
            split_type="Line",
        ),
        cache_config=CacheConfig(enable_caching=True, expire_after="P7D"),
    )

    return Pipeline(
        name="P",
        steps=[create, by_default, said],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
