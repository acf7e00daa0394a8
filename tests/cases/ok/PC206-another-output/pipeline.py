"""The SageMaker pipeline AnotherOutput, written by pipec from pipeline.yaml.

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
from sagemaker.core.training.configs import Compute
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.steps import ProcessingStep, TrainingStep
from sagemaker.serve.model_builder import ModelBuilder
from sagemaker.train import ModelTrainer


def build(session: PipelineSession) -> Pipeline:
    """The pipeline AnotherOutput."""
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
            s3_output_path="s3://example-bucket/AnotherOutput/Train",
        ),
        base_job_name="Train",
        sagemaker_session=session,
    )
    train = TrainingStep(name="Train", step_args=train_trainer.train())
    encode_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/own:1",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Encode",
        sagemaker_session=session,
    )
    encode = ProcessingStep(name="Encode", step_args=encode_processor.run())
    register_builder = ModelBuilder(
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        s3_model_data_url=train.properties.CheckpointConfig.S3Uri,
        env_vars={},
        dependencies={},
        role_arn="arn:aws:iam::000000000000:role/registering-uses-no-role",
        sagemaker_session=session,
    )
    register = ModelStep(
        name="Register",
        step_args=register_builder.register(
            model_package_group_name="houses",
            content_types=["text/csv"],
            response_types=["text/csv"],
            inference_instances=["ml.m5.large", "ml.m5.xlarge"],
            transform_instances=["ml.m5.xlarge"],
            approval_status="PendingManualApproval",
            skip_model_validation="None",
        ),
    )
    serve_builder = ModelBuilder(
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        s3_model_data_url="s3://example-bucket/encoders/model.tar.gz",
        env_vars={},
        role_arn="arn:aws:iam::111122223333:role/SageMakerRole",
        sagemaker_session=session,
    )
    serve = ModelStep(
        name="Serve",
        step_args=serve_builder.build(),
        depends_on=[encode],
    )
    repack_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3", "/opt/ml/processing/input/code/pack.py"],
        instance_type="ml.m5.xlarge",
        instance_count=1,
        volume_size_in_gb=30,
        max_runtime_in_seconds=3600,
        base_job_name="Repack",
        sagemaker_session=session,
    )
    repack = ProcessingStep(
        name="Repack",
        step_args=repack_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="model",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://example-bucket/encoders/model.tar.gz",
                        local_path="/opt/ml/processing/input/model",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
                ProcessingInput(
                    input_name="code",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://example-bucket/AnotherOutput/code/7207bcb99850b09d1a0363d4f7bfdbf36f3fbba779c50e7bf2a5519d440a9ef0/pack.py",
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
                    output_name="package",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://example-bucket/AnotherOutput/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/Repack/output/package",
                            ],
                        ),
                        local_path="/opt/ml/processing/output",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
        depends_on=[encode],
    )

    return Pipeline(
        name="AnotherOutput",
        steps=[train, encode, register, serve, repack],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
