"""The SageMaker pipeline p, written by pipec from pipeline.yaml.

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
    """The pipeline p."""
    score_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/own:1",
        entrypoint=["python3", "score.py", "--depth", "3"],
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Score",
        sagemaker_session=session,
    )
    score = ProcessingStep(
        name="Score",
        step_args=score_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="data",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://example-bucket/x",
                        local_path="/opt/ml/processing/input/data",
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
        name="p",
        steps=[score],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
