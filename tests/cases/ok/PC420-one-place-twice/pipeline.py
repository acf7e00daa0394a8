"""The SageMaker pipeline Twice, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.processing import Processor
from sagemaker.core.shapes import ProcessingOutput, ProcessingS3Output
from sagemaker.core.workflow.conditions import ConditionGreaterThan
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.parameters import ParameterInteger
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.condition_step import ConditionStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.steps import ProcessingStep


def build(session: PipelineSession) -> Pipeline:
    """The pipeline Twice."""
    limit = ParameterInteger(name="Limit", default_value=5)

    first_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/my-image:1.0",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="First",
        sagemaker_session=session,
    )
    first = ProcessingStep(
        name="First",
        step_args=first_processor.run(
            outputs=[
                ProcessingOutput(
                    output_name="one",
                    s3_output=ProcessingS3Output(
                        s3_uri="s3://b-ucket/result",
                        local_path="/opt/ml/processing/one",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
                ProcessingOutput(
                    output_name="two",
                    s3_output=ProcessingS3Output(
                        s3_uri="s3://b-ucket/result/",
                        local_path="/opt/ml/processing/two",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
    )
    second_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/my-image:1.0",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Second",
        sagemaker_session=session,
    )
    second = ProcessingStep(
        name="Second",
        step_args=second_processor.run(
            outputs=[
                ProcessingOutput(
                    output_name="one",
                    s3_output=ProcessingS3Output(
                        s3_uri="s3://b-ucket/result",
                        local_path="/opt/ml/processing/one",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
    )
    much_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/my-image:1.0",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Much",
        sagemaker_session=session,
    )
    much = ProcessingStep(
        name="Much",
        step_args=much_processor.run(
            outputs=[
                ProcessingOutput(
                    output_name="one",
                    s3_output=ProcessingS3Output(
                        s3_uri="s3://b-ucket/size",
                        local_path="/opt/ml/processing/one",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
    )
    little_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/my-image:1.0",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Little",
        sagemaker_session=session,
    )
    little = ProcessingStep(
        name="Little",
        step_args=little_processor.run(
            outputs=[
                ProcessingOutput(
                    output_name="one",
                    s3_output=ProcessingS3Output(
                        s3_uri="s3://b-ucket/size",
                        local_path="/opt/ml/processing/one",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
    )
    large = ConditionStep(
        name="Large",
        conditions=[ConditionGreaterThan(left=limit, right=3)],
        if_steps=[much],
        else_steps=[little],
    )

    return Pipeline(
        name="Twice",
        parameters=[limit],
        steps=[first, second, large],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
