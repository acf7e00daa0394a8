"""What serves a model, by the session's own calls: `session.create_endpoint(…)` and its like.

Under a `PipelineSession` they give the request back. `create_endpoint` always writes `Tags`, and
`create_inference_component` always a `RuntimeConfig`: a request without them is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipec.compiler.python.idiomatic.forms import Keywords
from pipec.compiler.python.idiomatic.job import Job
from pipec.compiler.python.pycode import Attr, Call, Lit, Raw
from pipec.compiler.python.pywriter import MLOPS, PythonWriter
from pipec.compiler.values import Wire

_CONFIG = {
    "EndpointConfigName": "name",
    "ProductionVariants": "production_variants",
    "DataCaptureConfig": "data_capture_config_dict",
    "AsyncInferenceConfig": "async_inference_config_dict",
    "ExplainerConfig": "explainer_config_dict",
    "KmsKeyId": "kms_key",
    "VpcConfig": "vpc_config",
    "EnableNetworkIsolation": "enable_network_isolation",
    "ExecutionRoleArn": "role",
    "Tags": "tags",
}
_ENDPOINT = {"EndpointName": "endpoint_name", "EndpointConfigName": "config_name", "Tags": "tags"}
_COMPONENT = {
    "InferenceComponentName": "inference_component_name",
    "EndpointName": "endpoint_name",
    "VariantName": "variant_name",
    "Specification": "specification",
    "RuntimeConfig": "runtime_config",
    "Tags": "tags",
}


def endpoint_config_step(job: Job, common: Keywords, writer: PythonWriter) -> Call | None:
    """The step; None if it has other members, or neither a model nor the ARN of a role.

    Where no variant names a model the call must have a role, and looks up one without a path.
    """
    variants = job.arguments["ProductionVariants"]
    if not isinstance(variants, list):
        return None
    role = job.arguments.get("ExecutionRoleArn")
    has_role = isinstance(role, str) and "/" in role
    if not has_role and not any("ModelName" in variant for variant in variants):
        return None
    empty = ("EnableNetworkIsolation",)
    return _step(job, common, writer, "EndpointConfig", _CONFIG, empty=empty)


def endpoint_step(job: Job, common: Keywords, writer: PythonWriter) -> Call | None:
    """The step; None if it has other members, or no tags: an empty list of them will do."""
    return _step(job, common, writer, "Endpoint", _ENDPOINT, needed=("Tags",), empty=("Tags",))


def inference_component_step(job: Job, common: Keywords, writer: PythonWriter) -> Call | None:
    """The step; None if it lacks one of the members that the call must have."""
    needed = ("VariantName", "Specification", "RuntimeConfig")
    return _step(job, common, writer, "InferenceComponent", _COMPONENT, needed=needed)


def _step(
    job: Job,
    common: Keywords,
    writer: PythonWriter,
    kind: str,
    arguments: Mapping[str, str],
    needed: tuple[str, ...] = (),
    empty: tuple[str, ...] = (),
) -> Call | None:
    request: Mapping[str, Wire] = job.arguments
    if not request.keys() <= arguments.keys() or not request.keys() >= set(needed):
        return None
    if not all(value or name in empty for name, value in request.items()):
        return None  # the calls leave out what is empty, but for the members of `empty`
    words = "".join(f"_{char.lower()}" if char.isupper() else char for char in kind)
    given = tuple((arguments[name], writer.value(value)) for name, value in request.items())
    made = Call(Attr(Raw("session"), f"create{words}"), kwargs=given)
    module = "inference_component_step" if kind == "InferenceComponent" else "endpoint_step"
    step = writer.use(f"{MLOPS}.{module}", f"{kind}Step")
    return Call(step, kwargs=(("name", Lit(job.name)), ("step_args", made), *common))
