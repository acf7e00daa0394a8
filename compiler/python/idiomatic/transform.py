"""Transform as `Transformer` and `TransformStep`."""

from __future__ import annotations

from pipec.compiler.python.idiomatic.forms import (
    COUNT,
    ENVIRONMENT,
    FIXED_NUMBER,
    TAGS,
    TEXT,
    TRUE,
    URI,
    Argument,
    Entries,
    Keywords,
    Made,
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
from pipec.compiler.python.pycode import Call, Lit
from pipec.compiler.python.pywriter import PythonWriter

CAPTURE = Made(
    SHAPES,
    "BatchDataCaptureConfig",
    {
        "DestinationS3Uri": Argument("destination_s3_uri", TEXT, needed=True),
        "KmsKeyId": Argument("kms_key_id", TEXT),
        "GenerateInferenceId": Argument("generate_inference_id", TRUE),
    },
)
TRANSFORMER = {
    "ModelName": Argument("model_name", TEXT, needed=True),
    "TransformResources.InstanceType": Argument("instance_type", TEXT, needed=True),
    "TransformResources.InstanceCount": Argument("instance_count", FIXED_NUMBER, needed=True),
    "TransformResources.VolumeKmsKeyId": Argument("volume_kms_key", TEXT),
    "TransformResources.TransformAmiVersion": Argument("transform_ami_version", TEXT),
    "BatchStrategy": Argument("strategy", TEXT),
    "MaxConcurrentTransforms": Argument("max_concurrent_transforms", COUNT),
    "MaxPayloadInMB": Argument("max_payload", COUNT),
    "TransformOutput.S3OutputPath": Argument("output_path", TEXT, needed=True),
    "TransformOutput.Accept": Argument("accept", TEXT),
    "TransformOutput.AssembleWith": Argument("assemble_with", TEXT),
    "TransformOutput.KmsKeyId": Argument("output_kms_key", TEXT),
    "Environment": Argument("env", ENVIRONMENT),
    "Tags": Argument("tags", TAGS),
}
_SOURCE = "TransformInput.DataSource.S3DataSource"
TRANSFORM = {
    f"{_SOURCE}.S3Uri": Argument("data", URI, needed=True),
    f"{_SOURCE}.S3DataType": Argument("data_type", TEXT, needed=True),
    "TransformInput.ContentType": Argument("content_type", TEXT),
    "TransformInput.CompressionType": Argument("compression_type", TEXT),
    "TransformInput.SplitType": Argument("split_type", TEXT),
    "DataProcessing.InputFilter": Argument("input_filter", TEXT),
    "DataProcessing.OutputFilter": Argument("output_filter", TEXT),
    "DataProcessing.JoinSource": Argument("join_source", TEXT),
    "ModelClientConfig": Argument("model_client_config", Entries(COUNT)),
    "DataCaptureConfig": Argument("batch_data_capture_config", CAPTURE),
    "TransformJobName": Argument("job_name", NAME),
    **trial(),
}


def transform_step(job: Job, common: Keywords, writer: PythonWriter) -> Call | None:
    """The step; None where `Transformer` cannot say its request."""
    request = job.arguments
    if job.siblings or not says(request, {**TRANSFORMER, **TRANSFORM}):
        return None
    if not named_as_configured(job, writer):
        return None
    arguments = keywords(request, TRANSFORMER, writer)
    kind = writer.use("sagemaker.core.transformer", "Transformer")
    name = ("base_transform_job_name", Lit(job.name))
    made = Call(kind, kwargs=(*arguments, name, session()))
    transformer = assigned(job, "transformer", made, writer)
    run = keywords(request, TRANSFORM, writer)
    return step(job, "TransformStep", (transformer, "transform", run), common, writer)
