"""The SageMaker pipeline Scripts, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.processing import Processor
from sagemaker.core.shapes import ProcessingInput, ProcessingS3Input
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.steps import ProcessingStep


def build(session: PipelineSession) -> Pipeline:
    """The pipeline Scripts."""
    clean_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3", "/opt/ml/processing/input/code/clean.py"],
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Clean",
        sagemaker_session=session,
    )
    clean = ProcessingStep(
        name="Clean",
        step_args=clean_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="code",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://example-bucket/Scripts/code/9e5ed720ab86875a88d04c503c59350e3323af46a6e3a8abbb841f02e90ef204/clean.py",
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
    clean_again_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3", "/opt/ml/processing/input/code/clean.py"],
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="CleanAgain",
        sagemaker_session=session,
    )
    clean_again = ProcessingStep(
        name="CleanAgain",
        step_args=clean_again_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="code",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://example-bucket/Scripts/code/9e5ed720ab86875a88d04c503c59350e3323af46a6e3a8abbb841f02e90ef204/clean.py",
                        local_path="/opt/ml/processing/input/code",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
            ],
        ),
        depends_on=[clean],
    )
    later_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3", "/opt/ml/processing/input/code/later.py"],
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Later",
        sagemaker_session=session,
    )
    later = ProcessingStep(
        name="Later",
        step_args=later_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="code",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://example-bucket/Scripts/code/52c008dc16f16089b34ff967f87303e59b7142c12996f75581466a4377c4e479/src",
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
    shell_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["sh", "/opt/ml/processing/input/code/clean.sh"],
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Shell",
        sagemaker_session=session,
    )
    shell = ProcessingStep(
        name="Shell",
        step_args=shell_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="code",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://example-bucket/Scripts/code/f0c21bb0456848a1cc3294636fbe192ebb81d18ac23ef977db7e23ad4d4dac96/clean.sh",
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
        name="Scripts",
        steps=[clean, clean_again, later, shell],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
