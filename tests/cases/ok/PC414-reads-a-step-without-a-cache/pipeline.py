"""The SageMaker pipeline P, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

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
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.steps import CacheConfig, ProcessingStep, TrainingStep
from sagemaker.train import ModelTrainer


def build(session: PipelineSession) -> Pipeline:
    """The pipeline P."""
    prepare_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1",
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
                    output_name="table",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://b-ucket/P/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/Prepare/output/table",
                            ],
                        ),
                        local_path="/opt/ml/processing/output/table",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
                ProcessingOutput(
                    output_name="fixed",
                    s3_output=ProcessingS3Output(
                        s3_uri="s3://b-ucket/fixed",
                        local_path="/opt/ml/processing/fixed",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
    )
    train_trainer = ModelTrainer(
        training_image="111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/R",
        compute=Compute(
            instance_type="ml.m5.large",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        hyperparameters={},
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(s3_output_path="s3://b-ucket/P/Train"),
        base_job_name="Train",
        sagemaker_session=session,
    )
    train = TrainingStep(
        name="Train",
        step_args=train_trainer.train(
            input_data_config=[
                InputData(
                    channel_name="train",
                    data_source=prepare.properties.ProcessingOutputConfig.Outputs[
                        "table"
                    ].S3Output.S3Uri,
                ),
            ],
        ),
        cache_config=CacheConfig(enable_caching=True, expire_after="P30D"),
    )
    fixed_trainer = ModelTrainer(
        training_image="111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/R",
        compute=Compute(
            instance_type="ml.m5.large",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        hyperparameters={},
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(s3_output_path="s3://b-ucket/P/Fixed"),
        base_job_name="Fixed",
        sagemaker_session=session,
    )
    fixed = TrainingStep(
        name="Fixed",
        step_args=fixed_trainer.train(
            input_data_config=[
                InputData(
                    channel_name="train",
                    data_source=prepare.properties.ProcessingOutputConfig.Outputs[
                        "fixed"
                    ].S3Output.S3Uri,
                ),
            ],
        ),
        cache_config=CacheConfig(enable_caching=True, expire_after="P30D"),
    )
    cached_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Cached",
        sagemaker_session=session,
    )
    cached = ProcessingStep(
        name="Cached",
        step_args=cached_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="model",
                    s3_input=ProcessingS3Input(
                        s3_uri=train.properties.ModelArtifacts.S3ModelArtifacts,
                        local_path="/opt/ml/processing/input/model",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
            ],
        ),
        cache_config=CacheConfig(enable_caching=True, expire_after="P30D"),
    )
    first_trainer = ModelTrainer(
        training_image="111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/R",
        compute=Compute(
            instance_type="ml.m5.large",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        hyperparameters={},
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(s3_output_path="s3://b-ucket/P/First"),
        base_job_name="First",
        sagemaker_session=session,
    )
    first = TrainingStep(name="First", step_args=first_trainer.train())
    behind_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Behind",
        sagemaker_session=session,
    )
    behind = ProcessingStep(
        name="Behind",
        step_args=behind_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="model",
                    s3_input=ProcessingS3Input(
                        s3_uri=first.properties.ModelArtifacts.S3ModelArtifacts,
                        local_path="/opt/ml/processing/input/model",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
            ],
        ),
        cache_config=CacheConfig(enable_caching=True, expire_after="P30D"),
    )

    return Pipeline(
        name="P",
        steps=[prepare, train, fixed, cached, first, behind],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
