"""Training as `ModelTrainer` and `TrainingStep`."""

from __future__ import annotations

import re

from pipec.compiler.python.idiomatic.channels import CHANNELS, CONFIGS
from pipec.compiler.python.idiomatic.forms import (
    ENVIRONMENT,
    FIXED_NUMBER,
    FIXED_TEXT,
    FLAG,
    LISTED,
    NUMBER,
    TEXT,
    TRUE,
    Argument,
    Each,
    Entries,
    Keywords,
    Loose,
    Made,
    Plain,
    Table,
    keywords,
    says,
)
from pipec.compiler.python.idiomatic.job import SHAPES, Job, assigned, session, step
from pipec.compiler.python.pycode import Attr, Call, Lit
from pipec.compiler.python.pywriter import PythonWriter
from pipec.compiler.values import Wire


def _role(role: Wire) -> bool:
    """`ModelTrainer` wants a role that is known now, and asks IAM for one that is but a name."""
    return isinstance(role, str) and bool(re.match("arn:.*:iam::", role))


METRIC = {
    "Name": Argument("name", TEXT, needed=True),
    "Regex": Argument("regex", TEXT, needed=True),
}
GROUP = {
    "InstanceGroupName": Argument("instance_group_name", TEXT, needed=True),
    "InstanceType": Argument("instance_type", TEXT, needed=True),
    "InstanceCount": Argument("instance_count", FIXED_NUMBER, needed=True),
}
REPOSITORY = "TrainingRepositoryAuthConfig"
IMAGE_CONFIG = {
    "TrainingRepositoryAccessMode": Argument("training_repository_access_mode", TEXT, needed=True),
    REPOSITORY: Argument(
        "training_repository_auth_config",
        Made(
            SHAPES,
            REPOSITORY,
            {
                "TrainingRepositoryCredentialsProviderArn": Argument(
                    "training_repository_credentials_provider_arn", TEXT, needed=True
                )
            },
        ),
    ),
}
COMPUTE = {
    "ResourceConfig.InstanceType": Argument("instance_type", TEXT),
    "ResourceConfig.InstanceCount": Argument("instance_count", NUMBER),
    "ResourceConfig.InstanceGroups": Argument(
        "instance_groups", Each(Made(SHAPES, "InstanceGroup", GROUP))
    ),
    "ResourceConfig.VolumeSizeInGB": Argument("volume_size_in_gb", FIXED_NUMBER, needed=True),
    "ResourceConfig.VolumeKmsKeyId": Argument("volume_kms_key_id", TEXT),
    "ResourceConfig.KeepAlivePeriodInSeconds": Argument("keep_alive_period_in_seconds", NUMBER),
    "ResourceConfig.TrainingPlanArn": Argument("training_plan_arn", TEXT),
    "EnableManagedSpotTraining": Argument("enable_managed_spot_training", FLAG),
}
VPC = {
    "VpcConfig.SecurityGroupIds": Argument("security_group_ids", LISTED),
    "VpcConfig.Subnets": Argument("subnets", LISTED),
}
NETWORKING = {
    **VPC,
    "EnableNetworkIsolation": Argument("enable_network_isolation", FLAG),
    "EnableInterContainerTrafficEncryption": Argument(
        "enable_inter_container_traffic_encryption", FLAG
    ),
}
STOPPING = {
    "MaxRuntimeInSeconds": Argument("max_runtime_in_seconds", FIXED_NUMBER, needed=True),
    "MaxWaitTimeInSeconds": Argument("max_wait_time_in_seconds", FIXED_NUMBER),
    "MaxPendingTimeInSeconds": Argument("max_pending_time_in_seconds", FIXED_NUMBER),
}
OUTPUT = {
    "S3OutputPath": Argument("s3_output_path", TEXT, needed=True),
    "KmsKeyId": Argument("kms_key_id", TEXT),
    "CompressionType": Argument("compression_type", TEXT),
}
CHECKPOINT = {
    "S3Uri": Argument("s3_uri", TEXT, needed=True),
    "LocalPath": Argument("local_path", TEXT),
}
TAG = {
    "Key": Argument("key", TEXT, needed=True),
    "Value": Argument("value", TEXT, needed=True),
}
PACKAGE = {
    "ModelPackageGroupArn": Argument("model_package_group_arn", TEXT, needed=True),
    "SourceModelPackageArn": Argument("source_model_package_arn", TEXT),
}
HYPERPARAMETERS = Entries(Loose(), without=frozenset({"sagemaker_job_name"}), empty=True)

IMAGE = {
    "AlgorithmSpecification.TrainingImage": Argument("training_image", TEXT),
    "AlgorithmSpecification.AlgorithmName": Argument("algorithm_name", TEXT),
    "AlgorithmSpecification.TrainingImageConfig": Argument(
        "training_image_config", Made(SHAPES, "TrainingImageConfig", IMAGE_CONFIG)
    ),
    "AlgorithmSpecification.TrainingInputMode": Argument(
        "training_input_mode", FIXED_TEXT, needed=True
    ),
    "RoleArn": Argument("role", Plain(_role), needed=True),
}
TRAINER = {
    "HyperParameters": Argument("hyperparameters", HYPERPARAMETERS, needed=True),
    "Environment": Argument("environment", ENVIRONMENT),
    "StoppingCondition": Argument(
        "stopping_condition", Made(SHAPES, "StoppingCondition", STOPPING), needed=True
    ),
    "OutputDataConfig": Argument(
        "output_data_config", Made(SHAPES, "OutputDataConfig", OUTPUT), needed=True
    ),
    "CheckpointConfig": Argument("checkpoint_config", Made(SHAPES, "CheckpointConfig", CHECKPOINT)),
    "ModelPackageConfig": Argument(
        "model_package_config", Made(SHAPES, "ModelPackageConfig", PACKAGE)
    ),
    "Tags": Argument("tags", Each(Made(SHAPES, "Tag", TAG))),
}
TRAIN = {"InputDataConfig": Argument("input_data_config", CHANNELS)}


def _switch(shape: str, member: str, argument: str) -> Made:
    return Made(SHAPES, shape, {member: Argument(argument, TRUE, needed=True)})


WITH = {
    "AlgorithmSpecification.MetricDefinitions": Argument(
        "with_metric_definitions", Each(Made(SHAPES, "MetricDefinition", METRIC))
    ),
    "TensorBoardOutputConfig": Argument(
        "with_tensorboard_output_config",
        Made(
            SHAPES,
            "TensorBoardOutputConfig",
            {
                "S3OutputPath": Argument("s3_output_path", TEXT, needed=True),
                "LocalPath": Argument("local_path", TEXT),
            },
        ),
    ),
    "RetryStrategy": Argument(
        "with_retry_strategy",
        Made(
            SHAPES,
            "RetryStrategy",
            {"MaximumRetryAttempts": Argument("maximum_retry_attempts", FIXED_NUMBER, needed=True)},
        ),
    ),
    "RemoteDebugConfig": Argument(
        "with_remote_debug_config",
        _switch("RemoteDebugConfig", "EnableRemoteDebug", "enable_remote_debug"),
    ),
    "InfraCheckConfig": Argument(
        "with_infra_check_config",
        _switch("InfraCheckConfig", "EnableInfraCheck", "enable_infra_check"),
    ),
    "SessionChainingConfig": Argument(
        "with_session_chaining_config",
        _switch("SessionChainingConfig", "EnableSessionTagChaining", "enable_session_tag_chaining"),
    ),
}
"""By the place in the request, the method of the trainer that sets it."""

TABLES: dict[str, Table] = {
    "image": IMAGE,
    "compute": COMPUTE,
    "networking": NETWORKING,
    "more": TRAINER,
    "with": WITH,
}
ALL = {**IMAGE, **COMPUTE, **NETWORKING, **TRAINER, **WITH, **TRAIN}


def training_step(job: Job, common: Keywords, writer: PythonWriter) -> Call | None:
    """The step; None where `ModelTrainer` cannot say its request."""
    request = job.arguments
    if job.siblings or not says(request, ALL) or not _whole(request):
        return None
    made = trainer(request, job.name, TABLES, writer)
    owner = assigned(job, "trainer", made, writer)
    run = keywords(request, TRAIN, writer)
    return step(job, "TrainingStep", (owner, "train", run), common, writer)


def trainer(
    request: dict[str, Wire], name: str, tables: dict[str, Table], writer: PythonWriter
) -> Call:
    """`ModelTrainer` with what the tables say, by its arguments and methods."""
    groups: list[tuple[str, Call]] = []
    for argument, kind in (("compute", "Compute"), ("networking", "Networking")):
        table = tables[argument]
        if given := keywords(request, table, writer):
            groups.append((argument, Call(writer.use(CONFIGS, kind), kwargs=given)))
    kwargs: Keywords = (
        *keywords(request, tables["image"], writer),
        *groups,
        *keywords(request, tables["more"], writer),
        ("base_job_name", Lit(name)),
        session(),
    )
    made = Call(writer.use("sagemaker.train", "ModelTrainer"), kwargs=kwargs)
    for method, value in keywords(request, tables["with"], writer):
        made = Call(Attr(made, method), (value,))
    return made


def _whole(request: dict[str, Wire]) -> bool:
    """Whether what goes together is there, so that the SDK neither fails nor fills in."""
    image, machines = request["AlgorithmSpecification"], request["ResourceConfig"]
    one = {"InstanceType", "InstanceCount"} & machines.keys()
    by_group = "InstanceGroups" in machines
    return (
        ("TrainingImage" in image) != ("AlgorithmName" in image)
        and len(one) == (0 if by_group else 2)
        and ("VpcConfig" not in request or len(request["VpcConfig"]) == len(VPC))
    )
