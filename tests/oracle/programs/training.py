"""Training jobs with everything that ModelTrainer can say about one."""

from __future__ import annotations

from sagemaker.core.shapes import Channel, CheckpointConfig, DataSource, S3DataSource
from sagemaker.core.shapes import OutputDataConfig as CoreOutputDataConfig
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.parameters import ParameterFloat, ParameterInteger, ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.retry import (
    SageMakerJobExceptionTypeEnum,
    SageMakerJobStepRetryPolicy,
    StepExceptionTypeEnum,
    StepRetryPolicy,
)
from sagemaker.mlops.workflow.steps import CacheConfig, TrainingStep
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import (
    Compute,
    FileSystemDataSource,
    InputData,
    MetricDefinition,
    Networking,
    OutputDataConfig,
    RemoteDebugConfig,
    RetryStrategy,
    ShuffleConfig,
    StoppingCondition,
    Tag,
    TensorBoardOutputConfig,
    TrainingImageConfig,
    TrainingRepositoryAuthConfig,
)

ROLE = "arn:aws:iam::111122223333:role/SageMakerRole"
IMAGE = "111122223333.dkr.ecr.us-east-1.amazonaws.com/my-image:1.0"


def build(session: PipelineSession) -> Pipeline:
    """The pipeline."""
    learning_rate = ParameterFloat("LearningRate", default_value=9e-05)
    epochs = ParameterInteger("Epochs", default_value=3)
    data = ParameterString("Data", default_value="s3://example-bucket/train")
    key = ParameterString("Key", default_value="output-key")

    pretrainer = ModelTrainer(
        training_image=IMAGE,
        role=ROLE,
        base_job_name="pretrain",
        output_data_config=CoreOutputDataConfig(s3_output_path="s3://example-bucket/pretrained"),
        sagemaker_session=session,
    )
    pretrain = TrainingStep("Pretrain", step_args=pretrainer.train())

    trainer = ModelTrainer(
        training_image=IMAGE,
        training_image_config=TrainingImageConfig(
            training_repository_access_mode="Vpc",
            training_repository_auth_config=TrainingRepositoryAuthConfig(
                training_repository_credentials_provider_arn=(
                    "arn:aws:lambda:us-east-1:111122223333:function:auth"
                )
            ),
        ),
        training_input_mode="Pipe",
        role=ROLE,
        base_job_name="train",
        compute=Compute(
            instance_type="ml.p3.2xlarge",
            instance_count=2,
            volume_size_in_gb=100,
            volume_kms_key_id="volume-key",
            keep_alive_period_in_seconds=600,
            enable_managed_spot_training=True,
        ),
        networking=Networking(
            subnets=["subnet-1", "subnet-2"],
            security_group_ids=["sg-1"],
            enable_network_isolation=True,
            enable_inter_container_traffic_encryption=True,
        ),
        stopping_condition=StoppingCondition(
            max_runtime_in_seconds=7200, max_wait_time_in_seconds=10800
        ),
        output_data_config=OutputDataConfig(
            s3_output_path=Join(
                on="/",
                values=["s3://example-bucket/models", ExecutionVariables.PIPELINE_EXECUTION_ID],
            ),
            kms_key_id=key,
            compression_type="NONE",
        ),
        checkpoint_config=CheckpointConfig(
            s3_uri="s3://example-bucket/checkpoints", local_path="/opt/ml/checkpoints"
        ),
        environment={"LOG_LEVEL": "20", "DATA": data, "FLAG": "true"},
        hyperparameters={
            "objective": "reg:squarederror",
            "num_round": 50,
            "eta": 0.2,
            "tolerance": 1e-07,
            "verbose": True,
            "nothing": None,
            "layers": [64, 32],
            "schedule": {"warmup": 5, "decay": 0.5},
            "version": "1.10",
            "numeric_text": "5",
            "learning_rate": learning_rate,
            "epochs": epochs,
            "run": Join(on="-", values=["run", ExecutionVariables.PIPELINE_EXECUTION_ID]),
            "nested": Join(
                on="",
                values=[
                    '{"rate": ',
                    learning_rate,
                    ', "run": "run-',
                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                    '"}',
                ],
            ),
        },
        tags=[Tag(key="team", value="shellfish"), Tag(key="cost-center", value="0042")],
        sagemaker_session=session,
    )
    trainer = (
        trainer.with_retry_strategy(RetryStrategy(maximum_retry_attempts=3))
        .with_remote_debug_config(RemoteDebugConfig(enable_remote_debug=True))
        .with_tensorboard_output_config(
            TensorBoardOutputConfig(
                s3_output_path="s3://example-bucket/tensorboard", local_path="/opt/ml/tensorboard"
            )
        )
        .with_metric_definitions(
            [
                MetricDefinition(name="loss", regex="loss: ([0-9.]+)"),
                MetricDefinition(name="validation:rmse", regex=r"rmse=(\S+)"),
            ]
        )
    )
    train = TrainingStep(
        "Train",
        step_args=trainer.train(
            input_data_config=[
                InputData(channel_name="train", data_source=data, content_type="text/csv"),
                InputData(
                    channel_name="pretrained",
                    data_source=pretrain.properties.ModelArtifacts.S3ModelArtifacts,
                ),
                Channel(
                    channel_name="images",
                    content_type="application/x-recordio",
                    compression_type="Gzip",
                    record_wrapper_type="RecordIO",
                    input_mode="Pipe",
                    shuffle_config=ShuffleConfig(seed=7),
                    data_source=DataSource(
                        s3_data_source=S3DataSource(
                            s3_data_type="AugmentedManifestFile",
                            s3_uri="s3://example-bucket/images.manifest",
                            s3_data_distribution_type="ShardedByS3Key",
                            attribute_names=["source-ref", "label"],
                        )
                    ),
                ),
                InputData(
                    channel_name="shared",
                    data_source=FileSystemDataSource(
                        file_system_id="fs-0123456789abcdef0",
                        file_system_access_mode="ro",
                        file_system_type="FSxLustre",
                        directory_path="/fsx/data",
                    ),
                ),
            ]
        ),
        display_name="Train it",
        description="With everything on",
        depends_on=[pretrain],
        cache_config=CacheConfig(enable_caching=True, expire_after="PT12H"),
        retry_policies=[
            StepRetryPolicy(
                exception_types=[
                    StepExceptionTypeEnum.SERVICE_FAULT,
                    StepExceptionTypeEnum.THROTTLING,
                ],
                interval_seconds=10,
                backoff_rate=1.5,
                max_attempts=5,
            ),
            SageMakerJobStepRetryPolicy(
                exception_types=[SageMakerJobExceptionTypeEnum.RESOURCE_LIMIT],
                expire_after_mins=120,
            ),
        ],
    )
    return Pipeline(
        name="training",
        parameters=[learning_rate, epochs, data, key],
        steps=[pretrain, train],
        sagemaker_session=session,
    )
