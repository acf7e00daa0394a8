"""The SageMaker pipeline Churn, written by pipec from pipeline.yaml.

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
    """The pipeline Churn."""
    first_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3", "/opt/ml/processing/input/code/features.py"],
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="first",
        sagemaker_session=session,
    )
    first = ProcessingStep(
        name="first",
        step_args=first_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="table",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://bucket/table",
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
                        s3_uri="s3://example-bucket/Churn/code/c1ab3cc1dbe9201d0cca11ba19d50aad95063428dd0a042fb57565fe4146e9c2/features.py",
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
                    output_name="features",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://example-bucket/Churn/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/first/output/features",
                            ],
                        ),
                        local_path="/opt/ml/processing/features",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
            arguments=[
                "$options.n",
                "{options.n}",
                "--n={{options.n}}",
                "$inputs.table.path",
                "$(inputs.table.path)/x.csv",
                "options.n",
                "7 of /opt/ml/processing/input/table",
                "/opt/ml/processing/input/table}",
                "$options.other, ${options.n}",
            ],
        ),
    )
    second_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3", "/opt/ml/processing/input/code/features.py"],
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="second",
        sagemaker_session=session,
    )
    second = ProcessingStep(
        name="second",
        step_args=second_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="table",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://bucket/other",
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
                        s3_uri="s3://example-bucket/Churn/code/c1ab3cc1dbe9201d0cca11ba19d50aad95063428dd0a042fb57565fe4146e9c2/features.py",
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
                    output_name="features",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://example-bucket/Churn/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/second/output/features",
                            ],
                        ),
                        local_path="/opt/ml/processing/features",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
            arguments=[
                "$options.n",
                "{options.n}",
                "--n={{options.n}}",
                "$inputs.table.path",
                "$(inputs.table.path)/x.csv",
                "options.n",
                "7 of /opt/ml/processing/input/table",
                "/opt/ml/processing/input/table}",
                "$options.other, ${options.n}",
            ],
        ),
    )

    return Pipeline(
        name="Churn",
        steps=[first, second],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
