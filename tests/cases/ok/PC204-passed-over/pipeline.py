"""The SageMaker pipeline PassedOver, written by pipec from pipeline.yaml.

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
    """The pipeline PassedOver."""
    evaluate_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Evaluate",
        sagemaker_session=session,
    )
    evaluate = ProcessingStep(
        name="Evaluate",
        step_args=evaluate_processor.run(
            outputs=[
                ProcessingOutput(
                    output_name="evaluation_report",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://b-ucket/PassedOver/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/Evaluate/output/evaluation_report",
                            ],
                        ),
                        local_path="/opt/ml/processing/output/evaluation_report",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
    )
    enrich_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Enrich",
        sagemaker_session=session,
    )
    enrich = ProcessingStep(
        name="Enrich",
        step_args=enrich_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="findings",
                    s3_input=ProcessingS3Input(
                        s3_uri=evaluate.properties.ProcessingOutputConfig.Outputs[
                            "evaluation_report"
                        ].S3Output.S3Uri,
                        local_path="/opt/ml/processing/input/findings",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
            ],
            outputs=[
                ProcessingOutput(
                    output_name="enriched_evaluation_report",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://b-ucket/PassedOver/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/Enrich/output/enriched_evaluation_report",
                            ],
                        ),
                        local_path="/opt/ml/processing/output/enriched_evaluation_report",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
    )
    publish_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Publish",
        sagemaker_session=session,
    )
    publish = ProcessingStep(
        name="Publish",
        step_args=publish_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="evaluation_report",
                    s3_input=ProcessingS3Input(
                        s3_uri=evaluate.properties.ProcessingOutputConfig.Outputs[
                            "evaluation_report"
                        ].S3Output.S3Uri,
                        local_path="/opt/ml/processing/input/evaluation_report",
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
        name="PassedOver",
        steps=[evaluate, enrich, publish],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
