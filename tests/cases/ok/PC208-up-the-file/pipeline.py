"""The SageMaker pipeline UpTheFile, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.processing import Processor
from sagemaker.core.shapes import (
    ProcessingInput,
    ProcessingOutput,
    ProcessingS3Input,
    ProcessingS3Output,
)
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.steps import ProcessingStep


def build(session: PipelineSession) -> Pipeline:
    """The pipeline UpTheFile."""
    load_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Load",
        sagemaker_session=session,
    )
    load = ProcessingStep(
        name="Load",
        step_args=load_processor.run(
            outputs=[
                ProcessingOutput(
                    output_name="rows",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://b-ucket/UpTheFile/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/Load/output/rows",
                            ],
                        ),
                        local_path="/opt/ml/processing/output/rows",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
                ProcessingOutput(
                    output_name="prices",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://b-ucket/UpTheFile/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/Load/output/prices",
                            ],
                        ),
                        local_path="/opt/ml/processing/output/prices",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
    )
    clip_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Clip",
        sagemaker_session=session,
    )
    clip = ProcessingStep(
        name="Clip",
        step_args=clip_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="rows",
                    s3_input=ProcessingS3Input(
                        s3_uri=load.properties.ProcessingOutputConfig.Outputs[
                            "rows"
                        ].S3Output.S3Uri,
                        local_path="/opt/ml/processing/input/rows",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
            ],
            outputs=[
                ProcessingOutput(
                    output_name="clipped_rows",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://b-ucket/UpTheFile/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/Clip/output/clipped_rows",
                            ],
                        ),
                        local_path="/opt/ml/processing/output/clipped_rows",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
    )
    scale_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Scale",
        sagemaker_session=session,
    )
    scale = ProcessingStep(
        name="Scale",
        step_args=scale_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="prices",
                    s3_input=ProcessingS3Input(
                        s3_uri=load.properties.ProcessingOutputConfig.Outputs[
                            "prices"
                        ].S3Output.S3Uri,
                        local_path="/opt/ml/processing/input/prices",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
            ],
            outputs=[
                ProcessingOutput(
                    output_name="scaled_prices",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://b-ucket/UpTheFile/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/Scale/output/scaled_prices",
                            ],
                        ),
                        local_path="/opt/ml/processing/output/scaled_prices",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
    )
    join_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Join",
        sagemaker_session=session,
    )
    join = ProcessingStep(
        name="Join",
        step_args=join_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="clipped_rows",
                    s3_input=ProcessingS3Input(
                        s3_uri=clip.properties.ProcessingOutputConfig.Outputs[
                            "clipped_rows"
                        ].S3Output.S3Uri,
                        local_path="/opt/ml/processing/input/clipped_rows",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
                ProcessingInput(
                    input_name="scaled_prices",
                    s3_input=ProcessingS3Input(
                        s3_uri=scale.properties.ProcessingOutputConfig.Outputs[
                            "scaled_prices"
                        ].S3Output.S3Uri,
                        local_path="/opt/ml/processing/input/scaled_prices",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
            ],
            outputs=[
                ProcessingOutput(
                    output_name="joined_rows",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://b-ucket/UpTheFile/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/Join/output/joined_rows",
                            ],
                        ),
                        local_path="/opt/ml/processing/output/joined_rows",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
    )
    report_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Report",
        sagemaker_session=session,
    )
    report = ProcessingStep(
        name="Report",
        step_args=report_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="joined_rows",
                    s3_input=ProcessingS3Input(
                        s3_uri=join.properties.ProcessingOutputConfig.Outputs[
                            "joined_rows"
                        ].S3Output.S3Uri,
                        local_path="/opt/ml/processing/input/joined_rows",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
            ],
        ),
    )

    return Pipeline(
        name="UpTheFile",
        steps=[load, clip, scale, join, report],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
