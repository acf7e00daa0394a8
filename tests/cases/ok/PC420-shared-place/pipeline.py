"""The SageMaker pipeline P, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.processing import Processor
from sagemaker.core.shapes import ProcessingOutput, ProcessingS3Output
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.for_each_step import CurrentItem, ForEachStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.steps import ProcessingStep


def build(session: PipelineSession) -> Pipeline:
    """The pipeline P."""
    prepare_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/my-image:1.0",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Prepare",
        sagemaker_session=session,
    )
    prepare = ProcessingStep(
        name="Prepare",
        step_args=prepare_processor.run(
            outputs=[
                ProcessingOutput(
                    output_name="result",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://example-bucket/P/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/Prepare/output/result",
                            ],
                        ),
                        local_path="/opt/ml/processing/output/result",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
            arguments=["--item", CurrentItem()],
        ),
    )
    apart_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/my-image:1.0",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Apart",
        sagemaker_session=session,
    )
    apart = ProcessingStep(
        name="Apart",
        step_args=apart_processor.run(
            outputs=[
                ProcessingOutput(
                    output_name="result",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://example-bucket/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/",
                                CurrentItem(),
                            ],
                        ),
                        local_path="/opt/ml/processing/output/result",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
            arguments=["--item", CurrentItem()],
        ),
    )
    each = ForEachStep(
        name="Each",
        iterable_items=["a", "b"],
        max_concurrency=2,
        for_each_body=[prepare, apart],
    )

    return Pipeline(
        name="P",
        steps=[each],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
