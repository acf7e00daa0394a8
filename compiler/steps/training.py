"""Training: a training job. Arguments are `CreateTrainingJobRequest`."""

from __future__ import annotations

from pipec.compiler.language.carriers import carrier_member, carrier_text
from pipec.compiler.python.idiomatic.training import training_step
from pipec.compiler.steps.base import (
    NO_EXPERIMENT,
    BoundStep,
    CodePlace,
    StepType,
    carried_inputs,
    members,
    sequence,
)
from pipec.compiler.syntax import Mapping, Node


def carry(step: BoundStep, input_mode: str | None = "File") -> Mapping:
    """Inputs become channels, outputs lie under the pipeline's and the step's name.

    Tuning does the same, below `TrainingJobDefinition`. `input_mode` is what a channel has that
    says none: the SDK's trainers write `File`, its tuners nothing, which means the same.
    """
    channels = []
    for port, value in carried_inputs(step, "channel"):
        source = members(
            port.span,
            S3DataType="S3Prefix",
            S3Uri=value,
            S3DataDistributionType=carrier_text(port, "channel", "distribution", "FullyReplicated"),
        )
        channels.append(
            members(
                port.span,
                ChannelName=carrier_text(port, "channel", "name", port.name),
                DataSource=members(port.span, S3DataSource=source),
                ContentType=carrier_member(port, "channel", "content_type"),
                CompressionType=carrier_member(port, "channel", "compression"),
                InputMode=carrier_member(port, "channel", "input_mode") or input_mode,
            )
        )
    return members(
        step.span,
        InputDataConfig=sequence(channels, step.span),
        OutputDataConfig=members(step.span, S3OutputPath=step.place()),
    )


def code(place: CodePlace, _command: Node | None) -> Mapping:
    """Script mode by hyperparameters, which the framework images' training toolkit reads."""
    span = place.entry.span
    return members(
        span,
        HyperParameters=members(
            span, sagemaker_program=place.entry, sagemaker_submit_directory=place.uri
        ),
    )


STEP = StepType(
    kind="Training",
    doc_url="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html",
    placements={
        "instance.type": ("ResourceConfig", "InstanceType"),
        "instance.count": ("ResourceConfig", "InstanceCount"),
        "instance.volume_gb": ("ResourceConfig", "VolumeSizeInGB"),
        "instance.keep_alive": ("ResourceConfig", "KeepAlivePeriodInSeconds"),
        "kms.volume": ("ResourceConfig", "VolumeKmsKeyId"),
        "kms.output": ("OutputDataConfig", "KmsKeyId"),
        "image": ("AlgorithmSpecification", "TrainingImage"),
        "role": ("RoleArn",),
        "environment": ("Environment",),
        "hyperparameters": ("HyperParameters",),
        "command": ("AlgorithmSpecification", "ContainerEntrypoint"),
        "args": ("AlgorithmSpecification", "ContainerArguments"),
        "network.subnets": ("VpcConfig", "Subnets"),
        "network.security_groups": ("VpcConfig", "SecurityGroupIds"),
        "network.isolation": ("EnableNetworkIsolation",),
        "network.encrypt": ("EnableInterContainerTrafficEncryption",),
        "timeout": ("StoppingCondition", "MaxRuntimeInSeconds"),
        "job_prefix": ("TrainingJobName",),
        "tags": ("Tags",),
    },
    unasked={
        "AlgorithmSpecification": {"TrainingInputMode": "File"},
        "HyperParameters": {},
        "ResourceConfig": {"InstanceCount": 1, "VolumeSizeInGB": 30},
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
    },
    refused={"TrainingJobName": "the service names each job itself", **NO_EXPERIMENT},
    needed={
        "image": (
            ("AlgorithmSpecification", "TrainingImage"),
            ("AlgorithmSpecification", "AlgorithmName"),
            ("ServerlessJobConfig",),
        ),
        "instance": (
            ("ResourceConfig", "InstanceType"),
            ("ResourceConfig", "InstanceGroups"),
            ("ResourceConfig", "InstancePreferences"),
            ("ServerlessJobConfig",),
        ),
    },
    runs=(
        ("AlgorithmSpecification", "ContainerEntrypoint"),
        ("HyperParameters", "sagemaker_program"),
    ),
    runs_algorithms=True,
    port_keys={"inputs": frozenset({"channel"}), "outputs": frozenset({"report"})},
    cache=True,
    retry="job",
    carry=carry,
    carries_inputs=True,
    code=code,
    packs_code=True,
    code_excludes=("command", "args"),
    image_scope="training",
    request="CreateTrainingJobRequest",
    described=("DescribeTrainingJobResponse",),
    enum_member="TRAINING",
    idiomatic=training_step,
)
