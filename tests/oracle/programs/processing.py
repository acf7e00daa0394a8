"""Processing jobs with everything that a Processor can say, and one that reads a report."""

from __future__ import annotations

from sagemaker.core.network import NetworkConfig
from sagemaker.core.processing import Processor, ScriptProcessor
from sagemaker.core.shapes import (
    ProcessingInput,
    ProcessingOutput,
    ProcessingS3Input,
    ProcessingS3Output,
)
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join, JsonGet
from sagemaker.core.workflow.parameters import ParameterInteger, ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.core.workflow.properties import PropertyFile
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.retry import (
    SageMakerJobExceptionTypeEnum,
    SageMakerJobStepRetryPolicy,
    StepExceptionTypeEnum,
    StepRetryPolicy,
)
from sagemaker.mlops.workflow.steps import CacheConfig, ProcessingStep

ROLE = "arn:aws:iam::111122223333:role/SageMakerRole"
IMAGE = "111122223333.dkr.ecr.us-east-1.amazonaws.com/my-image:1.0"


def build(session: PipelineSession) -> Pipeline:
    """The pipeline."""
    count = ParameterInteger("Count", default_value=2)
    instance_type = ParameterString("InstanceType", default_value="ml.m5.xlarge")
    data = ParameterString("Data", default_value="s3://example-bucket/raw")

    plain_processor = Processor(
        role=ROLE,
        image_uri=IMAGE,
        instance_count=1,
        instance_type="ml.m5.large",
        sagemaker_session=session,
    )
    plain = ProcessingStep("Plain", step_args=plain_processor.run())

    processor = Processor(
        role=ROLE,
        image_uri=IMAGE,
        instance_count=count,
        instance_type=instance_type,
        entrypoint=["python3", "/opt/run.py"],
        volume_size_in_gb=50,
        volume_kms_key="volume-key",
        output_kms_key="output-key",
        max_runtime_in_seconds=5400,
        env={"LOG_LEVEL": "20", "DATA": data, "COUNT": count.to_string()},
        tags=[{"Key": "team", "Value": "shellfish"}],
        network_config=NetworkConfig(
            enable_network_isolation=True,
            encrypt_inter_container_traffic=True,
            subnets=["subnet-1"],
            security_group_ids=["sg-1", "sg-2"],
        ),
        base_job_name="everything",
        sagemaker_session=session,
    )
    report = PropertyFile(name="Report", output_name="metrics", path="report.json")
    everything = ProcessingStep(
        "Everything",
        step_args=processor.run(
            inputs=[
                ProcessingInput(
                    input_name="sharded",
                    s3_input=ProcessingS3Input(
                        s3_uri=data,
                        local_path="/opt/ml/processing/sharded",
                        s3_data_type="S3Prefix",
                        s3_input_mode="Pipe",
                        s3_data_distribution_type="ShardedByS3Key",
                        s3_compression_type="Gzip",
                    ),
                ),
                ProcessingInput(
                    input_name="manifest-input",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://example-bucket/data.manifest",
                        local_path="/opt/ml/processing/manifest",
                        s3_data_type="ManifestFile",
                        s3_input_mode="File",
                    ),
                ),
            ],
            outputs=[
                ProcessingOutput(
                    output_name="metrics",
                    s3_output=ProcessingS3Output(
                        s3_uri="default",
                        local_path="/opt/ml/processing/metrics",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
                ProcessingOutput(
                    output_name="fixed",
                    s3_output=ProcessingS3Output(
                        s3_uri="s3://example-bucket/fixed",
                        local_path="/opt/ml/processing/fixed",
                        s3_upload_mode="Continuous",
                    ),
                ),
                ProcessingOutput(
                    output_name="joined",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="/",
                            values=[
                                "s3://example-bucket",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "joined",
                            ],
                        ),
                        local_path="/opt/ml/processing/joined",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
            arguments=[
                "--rounds",
                "3",
                "--data",
                data,
                "--count",
                count.to_string(),
                Join(on="=", values=["--workers", count]),
            ],
        ),
        display_name="Everything!",
        description="All options",
        depends_on=[plain],
        property_files=[report],
        cache_config=CacheConfig(enable_caching=True, expire_after="P30D"),
        retry_policies=[
            StepRetryPolicy(
                exception_types=[
                    StepExceptionTypeEnum.SERVICE_FAULT,
                    StepExceptionTypeEnum.THROTTLING,
                ],
                max_attempts=5,
                interval_seconds=10,
                backoff_rate=1.5,
            ),
            SageMakerJobStepRetryPolicy(
                exception_types=[SageMakerJobExceptionTypeEnum.RESOURCE_LIMIT],
                failure_reason_types=[SageMakerJobExceptionTypeEnum.CAPACITY_ERROR],
                expire_after_mins=60,
            ),
        ],
    )

    script_processor = ScriptProcessor(
        role=ROLE,
        image_uri=IMAGE,
        command=["python3", "-u"],
        instance_count=1,
        instance_type="ml.m5.large",
        volume_size_in_gb=40,
        sagemaker_session=session,
    )
    outputs = everything.properties.ProcessingOutputConfig.Outputs
    summarise = ProcessingStep(
        "Summarise",
        step_args=script_processor.run(
            code="s3://example-bucket/code/summarise.py",
            inputs=[
                ProcessingInput(
                    input_name="joined",
                    s3_input=ProcessingS3Input(
                        s3_uri=outputs["joined"].S3Output.S3Uri,
                        local_path="/opt/ml/processing/input/joined",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                    ),
                )
            ],
            arguments=[
                "--score",
                JsonGet(step_name="Everything", property_file=report, json_path="a.b[0]"),
                "--quoted",
                JsonGet(step_name="Everything", property_file=report, json_path="m['rmse:val']"),
                "--report",
                Join(on="/", values=[outputs["metrics"].S3Output.S3Uri, "report.json"]),
                "--job",
                everything.properties.ProcessingJobName,
            ],
        ),
    )
    return Pipeline(
        name="processing",
        parameters=[count, instance_type, data],
        steps=[plain, everything, summarise],
        sagemaker_session=session,
    )
