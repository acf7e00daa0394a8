"""Batch transforms: the plainest, and one with everything that a Transformer can say."""

from __future__ import annotations

from sagemaker.core.shapes import BatchDataCaptureConfig
from sagemaker.core.transformer import Transformer
from sagemaker.core.workflow.parameters import ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.retry import StepExceptionTypeEnum, StepRetryPolicy
from sagemaker.mlops.workflow.steps import CacheConfig, TransformStep


def build(session: PipelineSession) -> Pipeline:
    """The pipeline."""
    data = ParameterString("Data", default_value="s3://example-bucket/batch")
    instance_type = ParameterString("InstanceType", default_value="ml.m5.xlarge")

    plain_transformer = Transformer(
        model_name="my-model",
        instance_count=1,
        instance_type="ml.m5.xlarge",
        base_transform_job_name="plain",
        sagemaker_session=session,
    )
    plain = TransformStep("Plain", step_args=plain_transformer.transform(data=data))

    transformer = Transformer(
        model_name="my-model",
        instance_count=2,
        instance_type=instance_type,
        strategy="SingleRecord",
        assemble_with="Line",
        accept="text/csv",
        output_path="s3://example-bucket/scores",
        output_kms_key="output-key",
        volume_kms_key="volume-key",
        max_concurrent_transforms=2,
        max_payload=6,
        env={"LOG_LEVEL": "20"},
        tags=[{"Key": "team", "Value": "shellfish"}],
        base_transform_job_name="everything",
        sagemaker_session=session,
    )
    everything = TransformStep(
        "Everything",
        step_args=transformer.transform(
            data=plain.properties.TransformOutput.S3OutputPath,
            data_type="ManifestFile",
            content_type="text/csv",
            compression_type="Gzip",
            split_type="Line",
            input_filter="$[1:]",
            output_filter="$[0,-1]",
            join_source="Input",
            model_client_config={"InvocationsTimeoutInSeconds": 60, "InvocationsMaxRetries": 1},
            experiment_config={"TrialComponentDisplayName": "scores"},
            batch_data_capture_config=BatchDataCaptureConfig(
                destination_s3_uri="s3://example-bucket/capture",
                kms_key_id="capture-key",
                generate_inference_id=True,
            ),
        ),
        display_name="Score",
        description="With everything on",
        cache_config=CacheConfig(enable_caching=True, expire_after="P1D"),
        retry_policies=[
            StepRetryPolicy(exception_types=[StepExceptionTypeEnum.THROTTLING], max_attempts=3)
        ],
    )
    return Pipeline(
        name="transform",
        parameters=[data, instance_type],
        steps=[plain, everything],
        sagemaker_session=session,
    )
