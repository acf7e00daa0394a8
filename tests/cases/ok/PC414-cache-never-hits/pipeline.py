"""The SageMaker pipeline Churn, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.processing import Processor
from sagemaker.core.shapes import ProcessingOutput, ProcessingS3Output
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.steps import CacheConfig, ProcessingStep


def build(session: PipelineSession) -> Pipeline:
    """The pipeline Churn."""
    prepare_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/my-image:1.0",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        env={"STARTED": ExecutionVariables.START_DATETIME},
        base_job_name="prepare",
        sagemaker_session=session,
    )
    prepare = ProcessingStep(
        name="prepare",
        step_args=prepare_processor.run(
            outputs=[
                ProcessingOutput(
                    output_name="result",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://example-bucket/Churn/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/prepare/output/result",
                            ],
                        ),
                        local_path="/opt/ml/processing/output/result",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
        cache_config=CacheConfig(enable_caching=True, expire_after="P30D"),
    )
    apart_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/my-image:1.0",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        env={"PIPELINE": ExecutionVariables.PIPELINE_NAME},
        base_job_name="apart",
        sagemaker_session=session,
    )
    apart = ProcessingStep(
        name="apart",
        step_args=apart_processor.run(
            outputs=[
                ProcessingOutput(
                    output_name="result",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://example-bucket/Churn/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/apart/output/result",
                            ],
                        ),
                        local_path="/opt/ml/processing/output/result",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
        cache_config=CacheConfig(enable_caching=True, expire_after="P30D"),
    )

    return Pipeline(
        name="Churn",
        steps=[prepare, apart],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
