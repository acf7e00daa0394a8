"""The SageMaker pipeline Greeting, written by pipec from pipeline.yaml.

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
    """The pipeline Greeting."""
    load_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3", "/opt/ml/processing/input/code/load.py"],
        instance_type="ml.m5.xlarge",
        instance_count=1,
        volume_size_in_gb=30,
        max_runtime_in_seconds=3600,
        base_job_name="Load",
        sagemaker_session=session,
    )
    load = ProcessingStep(
        name="Load",
        step_args=load_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="code",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://example-bucket/Greeting/code/0e2218fff9ea39ad68e626ad3c9a3391c0a4a7950b5df3dc1ee739d8f59832b1/load.py",
                        local_path="/opt/ml/processing/input/code",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
            ],
            outputs=[
                ProcessingOutput(
                    output_name="data",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://example-bucket/Greeting/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/Load/output/data",
                            ],
                        ),
                        local_path="/opt/ml/processing/output/data",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
    )
    hello_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3", "/opt/ml/processing/input/code/greet.py"],
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Hello",
        sagemaker_session=session,
    )
    hello = ProcessingStep(
        name="Hello",
        step_args=hello_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="table",
                    s3_input=ProcessingS3Input(
                        s3_uri=load.properties.ProcessingOutputConfig.Outputs[
                            "data"
                        ].S3Output.S3Uri,
                        local_path="/opt/ml/processing/input/table",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
                ProcessingInput(
                    input_name="code",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://example-bucket/Greeting/code/79f6248523100dd16a1274b2f17b641d2ed568523b3b987cacab17a4cc745a05/greet.py",
                        local_path="/opt/ml/processing/input/code",
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
        name="Greeting",
        steps=[load, hello],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
