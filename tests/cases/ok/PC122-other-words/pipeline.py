"""The SageMaker pipeline OtherWords, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.lambda_helper import Lambda
from sagemaker.core.processing import Processor
from sagemaker.core.shapes import (
    OutputDataConfig,
    ProcessingInput,
    ProcessingOutput,
    ProcessingS3Input,
    ProcessingS3Output,
    StoppingCondition,
)
from sagemaker.core.training.configs import Compute, InputData
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join, JsonGet
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.core.workflow.properties import PropertyFile
from sagemaker.mlops.workflow.lambda_step import (
    LambdaOutput,
    LambdaOutputTypeEnum,
    LambdaStep,
)
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.steps import ProcessingStep, TrainingStep
from sagemaker.train import ModelTrainer


def build(session: PipelineSession) -> Pipeline:
    """The pipeline OtherWords."""
    train_trainer = ModelTrainer(
        training_image="111122223333.dkr.ecr.us-east-1.amazonaws.com/own:1",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        compute=Compute(
            instance_type="ml.m5.large",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        hyperparameters={},
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://example-bucket/OtherWords/Train",
        ),
        base_job_name="Train",
        sagemaker_session=session,
    )
    train = TrainingStep(
        name="Train",
        step_args=train_trainer.train(
            input_data_config=[
                InputData(
                    channel_name="train",
                    data_source="s3://example-bucket/train",
                ),
            ],
        ),
    )
    found = PropertyFile(name="found", output_name="found", path="found.json")
    embed_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/own:1",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Embed",
        sagemaker_session=session,
    )
    embed = ProcessingStep(
        name="Embed",
        step_args=embed_processor.run(
            outputs=[
                ProcessingOutput(
                    output_name="vectors",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://example-bucket/OtherWords/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/Embed/output/vectors",
                            ],
                        ),
                        local_path="/opt/ml/processing/output/vectors",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
                ProcessingOutput(
                    output_name="found",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://example-bucket/OtherWords/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/Embed/output/found",
                            ],
                        ),
                        local_path="/opt/ml/processing/output/found",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
        property_files=[found],
    )
    index_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/own:1",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Index",
        sagemaker_session=session,
    )
    index = ProcessingStep(
        name="Index",
        step_args=index_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="vectors",
                    s3_input=ProcessingS3Input(
                        s3_uri=embed.properties.ProcessingOutputConfig.Outputs[
                            "vectors"
                        ].S3Output.S3Uri,
                        local_path="/opt/ml/processing/input/vectors",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
            ],
        ),
    )
    tell = LambdaStep(
        name="Tell",
        lambda_func=Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:tell",
            session=session,
        ),
        inputs={
            "precision": JsonGet(
                step_name="Embed",
                property_file=found,
                json_path="precision",
            ),
        },
        outputs=[LambdaOutput("rounded", LambdaOutputTypeEnum.String)],
    )

    return Pipeline(
        name="OtherWords",
        steps=[train, embed, index, tell],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
