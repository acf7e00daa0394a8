"""Processing as `Processor` and `ProcessingStep`."""

from __future__ import annotations

from pipec.compiler.python.idiomatic.forms import (
    ANY_FLAG,
    ANY_TEXT,
    COUNT,
    FLAG,
    LISTED,
    TAGS,
    TEXT,
    URI,
    Argument,
    Each,
    Entries,
    Keywords,
    Made,
    Plain,
    keywords,
    says,
)
from pipec.compiler.python.idiomatic.job import (
    NAME,
    SHAPES,
    Job,
    assigned,
    named_as_configured,
    session,
    step,
    trial,
)
from pipec.compiler.python.pycode import Call, List_, Lit, Raw
from pipec.compiler.python.pywriter import PythonWriter
from pipec.compiler.values import Wire


def _expanded(role: Wire) -> bool:
    """The SDK asks IAM for the ARN of a role that is but a name."""
    return TEXT.takes(role) and (not isinstance(role, str) or "/" in role)


def _in_the_cloud(instance_type: Wire) -> bool:
    """By these two names the SDK runs the job on this machine."""
    return TEXT.takes(instance_type) and instance_type not in ("local", "local_gpu")


INPUT = Made(
    SHAPES,
    "ProcessingInput",
    {
        "InputName": Argument("input_name", TEXT, needed=True),
        "AppManaged": Argument("app_managed", FLAG),
        "S3Input": Argument(
            "s3_input",
            Made(
                SHAPES,
                "ProcessingS3Input",
                {
                    "S3Uri": Argument("s3_uri", URI, needed=True),
                    "LocalPath": Argument("local_path", TEXT),
                    "S3DataType": Argument("s3_data_type", TEXT, needed=True),
                    "S3InputMode": Argument("s3_input_mode", TEXT, needed=True),
                    "S3DataDistributionType": Argument(
                        "s3_data_distribution_type", TEXT, needed=True
                    ),
                    "S3CompressionType": Argument("s3_compression_type", TEXT, needed=True),
                },
            ),
            needed=True,
        ),
    },
)
OUTPUT = Made(
    SHAPES,
    "ProcessingOutput",
    {
        "OutputName": Argument("output_name", TEXT, needed=True),
        "AppManaged": Argument("app_managed", FLAG),
        "S3Output": Argument(
            "s3_output",
            Made(
                SHAPES,
                "ProcessingS3Output",
                {
                    "S3Uri": Argument("s3_uri", URI, needed=True),
                    "LocalPath": Argument("local_path", TEXT),
                    "S3UploadMode": Argument("s3_upload_mode", TEXT, needed=True),
                },
            ),
            needed=True,
        ),
    },
)
NETWORK = Made(
    "sagemaker.core.network",
    "NetworkConfig",
    {
        "EnableNetworkIsolation": Argument("enable_network_isolation", ANY_FLAG, needed=True),
        "EnableInterContainerTrafficEncryption": Argument(
            "encrypt_inter_container_traffic", ANY_FLAG
        ),
        "VpcConfig.SecurityGroupIds": Argument("security_group_ids", LISTED),
        "VpcConfig.Subnets": Argument("subnets", LISTED),
    },
)
PROCESSOR = {
    "RoleArn": Argument("role", Plain(_expanded), needed=True),
    "AppSpecification.ImageUri": Argument("image_uri", TEXT, needed=True),
    "AppSpecification.ContainerEntrypoint": Argument("entrypoint", LISTED),
    "ProcessingResources.ClusterConfig.InstanceType": Argument(
        "instance_type", Plain(_in_the_cloud)
    ),
    "ProcessingResources.ClusterConfig.InstancePreferences": Argument(
        "instance_preferences", Each(Plain(lambda item: isinstance(item, dict)))
    ),
    "ProcessingResources.ClusterConfig.InstanceCount": Argument("instance_count", COUNT),
    "ProcessingResources.ClusterConfig.VolumeSizeInGB": Argument(
        "volume_size_in_gb", COUNT, needed=True
    ),
    "ProcessingResources.ClusterConfig.VolumeKmsKeyId": Argument("volume_kms_key", TEXT),
    "ProcessingOutputConfig.KmsKeyId": Argument("output_kms_key", TEXT),
    "StoppingCondition.MaxRuntimeInSeconds": Argument("max_runtime_in_seconds", COUNT),
    "Environment": Argument("env", Entries(ANY_TEXT, empty=True)),
    "NetworkConfig": Argument("network_config", NETWORK),
    "Tags": Argument("tags", TAGS),
}
RUN = {
    "ProcessingInputs": Argument("inputs", Each(INPUT)),
    "ProcessingOutputConfig.Outputs": Argument("outputs", Each(OUTPUT)),
    "AppSpecification.ContainerArguments": Argument("arguments", LISTED),
    "ProcessingJobName": Argument("job_name", NAME),
    **trial(),
}


def processing_step(job: Job, common: Keywords, writer: PythonWriter) -> Call | None:
    """The step; None where `Processor` cannot say its request."""
    request = job.arguments
    uploads = request.get("ProcessingOutputConfig", {})
    # Without outputs the SDK loses the key for them.
    lost = isinstance(uploads, dict) and "KmsKeyId" in uploads and "Outputs" not in uploads
    if lost or job.siblings.keys() - {"PropertyFiles"} or not says(request, {**PROCESSOR, **RUN}):
        return None
    if not named_as_configured(job, writer) or not _counted(
        request["ProcessingResources"]["ClusterConfig"]
    ):
        return None
    arguments = keywords(request, PROCESSOR, writer)
    kind = writer.use("sagemaker.core.processing", "Processor")
    name = ("base_job_name", Lit(job.name))
    processor = assigned(job, "processor", Call(kind, kwargs=(*arguments, name, session())), writer)
    files = tuple(
        Raw(writer.variable("file", job.name, file["PropertyFileName"]))
        for file in job.siblings.get("PropertyFiles", [])
    )
    found: Keywords = (("property_files", List_(files)),) if files else ()
    run = keywords(request, RUN, writer)
    return step(job, "ProcessingStep", (processor, "run", run), (*found, *common), writer)


def _counted(cluster: dict[str, Wire]) -> bool:
    """One type and its count; or several, with one count for all or one of each."""
    preferences = cluster.get("InstancePreferences", [])
    if not preferences or "InstanceType" in cluster:
        return not preferences and {"InstanceType", "InstanceCount"} <= cluster.keys()
    types = [repr(item.get("InstanceType")) for item in preferences]
    counts = ["InstanceCount" in item for item in preferences]
    once = not any(counts) if "InstanceCount" in cluster else all(counts)
    return once and len(types) == len(set(types))
