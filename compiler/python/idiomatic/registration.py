"""RegisterModel as `ModelBuilder.register` and `ModelStep`, for a version of a group.

The builder writes `Environment` even where there is none, and metrics always get `Bias` and
`Explainability`. Without a group it wants a name for the package, which the pipeline drops.
"""

from __future__ import annotations

from pipec.compiler.python.idiomatic.forms import (
    ANY_TEXT,
    ANYTHING,
    TEXT,
    URI,
    Argument,
    Entries,
    Keywords,
    Made,
    Table,
    keywords,
    says,
)
from pipec.compiler.python.idiomatic.job import Job, assigned, session
from pipec.compiler.python.pycode import Attr, Call, Expression, Lit
from pipec.compiler.python.pywriter import MLOPS, PythonWriter
from pipec.compiler.values import Wire

_METRICS = "sagemaker.core.model_metrics"
SOURCE = Made(
    _METRICS,
    "MetricsSource",
    {
        "ContentType": Argument("content_type", ANY_TEXT, needed=True),
        "S3Uri": Argument("s3_uri", ANY_TEXT, needed=True),
        "ContentDigest": Argument("content_digest", ANY_TEXT),
    },
)
FILE = Made(
    _METRICS,
    "FileSource",
    {
        "S3Uri": Argument("s3_uri", ANY_TEXT, needed=True),
        "ContentDigest": Argument("content_digest", ANY_TEXT),
        "ContentType": Argument("content_type", ANY_TEXT),
    },
)
METRICS = {
    "ModelQuality.Statistics": Argument("model_statistics", SOURCE),
    "ModelQuality.Constraints": Argument("model_constraints", SOURCE),
    "ModelDataQuality.Statistics": Argument("model_data_statistics", SOURCE),
    "ModelDataQuality.Constraints": Argument("model_data_constraints", SOURCE),
    "Bias.Report": Argument("bias", SOURCE),
    "Bias.PreTrainingReport": Argument("bias_pre_training", SOURCE),
    "Bias.PostTrainingReport": Argument("bias_post_training", SOURCE),
    "Explainability.Report": Argument("explainability", SOURCE),
}
BASELINES = {
    "ModelQuality.Statistics": Argument("model_statistics", SOURCE),
    "ModelQuality.Constraints": Argument("model_constraints", SOURCE),
    "ModelDataQuality.Statistics": Argument("model_data_statistics", SOURCE),
    "ModelDataQuality.Constraints": Argument("model_data_constraints", SOURCE),
    "Bias.ConfigFile": Argument("bias_config_file", FILE),
    "Bias.PreTrainingConstraints": Argument("bias_pre_training_constraints", SOURCE),
    "Bias.PostTrainingConstraints": Argument("bias_post_training_constraints", SOURCE),
    "Explainability.Constraints": Argument("explainability_constraints", SOURCE),
    "Explainability.ConfigFile": Argument("explainability_config_file", FILE),
}


class Metrics:
    """`ModelMetrics`, which writes `Bias` and `Explainability` also where they are empty."""

    made = Made(_METRICS, "ModelMetrics", METRICS)

    def takes(self, value: Wire) -> bool:
        """Metrics with both of the two, apart from which nothing is empty."""
        forced = ("Bias", "Explainability")
        if not isinstance(value, dict) or not all(name in value for name in forced):
            return False
        return says({k: v for k, v in value.items() if v != {} or k not in forced}, METRICS)

    def code(self, value: Wire, writer: PythonWriter) -> Expression:
        """The call that makes it."""
        return self.made.code(value, writer)


BUILDER = {
    "Image": Argument("image_uri", TEXT, needed=True),
    "ModelDataUrl": Argument("s3_model_data_url", URI),
    "Environment": Argument("env_vars", Entries(ANY_TEXT, empty=True), needed=True),
}
REGISTER_CONTAINER = {
    "NearestModelName": Argument("nearest_model_name", ANY_TEXT),
    "ModelInput.DataInputConfig": Argument("data_input_configuration", ANY_TEXT),
}
_SPECIFICATION = "InferenceSpecification"
REGISTER: Table = {
    "ModelPackageGroupName": Argument("model_package_group_name", TEXT, needed=True),
    "ModelPackageDescription": Argument("description", ANY_TEXT),
    f"{_SPECIFICATION}.SupportedContentTypes": Argument("content_types", ANYTHING),
    f"{_SPECIFICATION}.SupportedResponseMIMETypes": Argument("response_types", ANYTHING),
    f"{_SPECIFICATION}.SupportedRealtimeInferenceInstanceTypes": Argument(
        "inference_instances", ANYTHING
    ),
    f"{_SPECIFICATION}.SupportedTransformInstanceTypes": Argument("transform_instances", ANYTHING),
    "ModelApprovalStatus": Argument("approval_status", ANY_TEXT, needed=True),
    "ModelMetrics": Argument("model_metrics", Metrics()),
    "DriftCheckBaselines": Argument(
        "drift_check_baselines",
        Made("sagemaker.core.drift_check_baselines", "DriftCheckBaselines", BASELINES),
    ),
    "MetadataProperties": Argument(
        "metadata_properties",
        Made(
            "sagemaker.core.metadata_properties",
            "MetadataProperties",
            {
                "CommitId": Argument("commit_id", TEXT),
                "Repository": Argument("repository", TEXT),
                "GeneratedBy": Argument("generated_by", TEXT),
                "ProjectId": Argument("project_id", TEXT),
            },
        ),
    ),
    "CustomerMetadataProperties": Argument("customer_metadata_properties", ANYTHING),
    "Domain": Argument("domain", ANY_TEXT),
    "Task": Argument("task", ANY_TEXT),
    "SamplePayloadUrl": Argument("sample_payload_url", ANY_TEXT),
    "SkipModelValidation": Argument("skip_model_validation", ANY_TEXT, needed=True),
    "SourceUri": Argument("source_uri", ANY_TEXT),
    "ModelLifeCycle": Argument(
        "model_life_cycle",
        Made(
            "sagemaker.core.model_life_cycle",
            "ModelLifeCycle",
            {
                "Stage": Argument("stage", TEXT, needed=True),
                "StageStatus": Argument("stage_status", TEXT, needed=True),
                "StageDescription": Argument("stage_description", TEXT),
            },
        ),
    ),
}
_NO_ROLE = "arn:aws:iam::000000000000:role/registering-uses-no-role"


def register_step(job: Job, common: Keywords, writer: PythonWriter) -> Call | None:
    """The step; None where `ModelBuilder.register` cannot say its request."""
    specification = dict(job.arguments.get(_SPECIFICATION, {}))
    containers = specification.pop("Containers", None)
    if not isinstance(containers, list) or len(containers) != 1:
        return None
    container, request = containers[0], dict(job.arguments)
    del request[_SPECIFICATION]
    if specification:
        request[_SPECIFICATION] = specification
    if not says(request, REGISTER) or not says(container, {**BUILDER, **REGISTER_CONTAINER}):
        return None
    kind = writer.use("sagemaker.serve.model_builder", "ModelBuilder")
    # An empty `dependencies` keeps the builder from packing this machine's.
    always: Keywords = (
        ("dependencies", writer.value({})),
        ("role_arn", Lit(_NO_ROLE)),
        session(),
    )
    made = Call(kind, kwargs=(*keywords(container, BUILDER, writer), *always))
    builder = assigned(job, "builder", made, writer)
    arguments = (
        *keywords(request, REGISTER, writer),
        *keywords(container, REGISTER_CONTAINER, writer),
    )
    register = Call(Attr(builder, "register"), kwargs=arguments)
    first: Keywords = (("name", Lit(job.name)), ("step_args", register))
    return Call(writer.use(f"{MLOPS}.model_step", "ModelStep"), kwargs=(*first, *common))
