"""Model as `ModelBuilder` and `ModelStep`, where one container and an environment are said.

`ModelBuilder.build` writes `Environment` even where there is none, and of several containers it
makes core models first. The session's own `create_model`, which would take any container, gives
its step arguments to `ModelStep` only by way of the session's state, which all steps share.
"""

from __future__ import annotations

from pipec.compiler.python.idiomatic.forms import (
    ANY_TEXT,
    LISTED,
    TAGS,
    TEXT,
    TRUE,
    URI,
    Argument,
    Entries,
    Keywords,
    Plain,
    keywords,
    says,
)
from pipec.compiler.python.idiomatic.job import NAME, Job, assigned, named_as_configured, session
from pipec.compiler.python.pycode import Attr, Call, Lit
from pipec.compiler.python.pywriter import MLOPS, PythonWriter

ROLE = Plain(lambda value: isinstance(value, str) and value[:4] == "arn:" and "/" in value)
"""A role's ARN; the class takes no variable, and asks AWS about anything else."""
IMAGE = Plain(lambda value: TEXT.takes(value) and not (isinstance(value, str) and "nova-" in value))
"""Any image but those of Nova, for which the class isolates the network unasked."""
BUILDER = {
    "PrimaryContainer.Image": Argument("image_uri", IMAGE, needed=True),
    "PrimaryContainer.ModelDataUrl": Argument("s3_model_data_url", URI, needed=True),
    "PrimaryContainer.Environment": Argument(
        "env_vars", Entries(ANY_TEXT, empty=True), needed=True
    ),
    "ExecutionRoleArn": Argument("role_arn", ROLE, needed=True),
}
NETWORK = {
    "VpcConfig.Subnets": Argument("subnets", LISTED),
    "VpcConfig.SecurityGroupIds": Argument("security_group_ids", LISTED),
    "EnableNetworkIsolation": Argument("enable_network_isolation", TRUE),
}
VPC = ("Subnets", "SecurityGroupIds")
"""Members of `VpcConfig`: the class writes both, if there is one."""
BUILD = {"ModelName": Argument("model_name", NAME), "Tags": Argument("tags", TAGS)}


def model_step(job: Job, common: Keywords, writer: PythonWriter) -> Call | None:
    """The step; None where `ModelBuilder` cannot say its request."""
    request = job.arguments
    if job.siblings or not says(request, {**BUILDER, **NETWORK, **BUILD}):
        return None
    if not named_as_configured(job, writer) or len(request.get("VpcConfig", VPC)) < len(VPC):
        return None
    arguments = keywords(request, BUILDER, writer)
    if network := keywords(request, NETWORK, writer):
        kind = writer.use("sagemaker.core.training.configs", "Networking")
        arguments = (*arguments, ("network", Call(kind, kwargs=network)))
    kind = writer.use("sagemaker.serve.model_builder", "ModelBuilder")
    builder = assigned(job, "builder", Call(kind, kwargs=(*arguments, session())), writer)
    build = Call(Attr(builder, "build"), kwargs=keywords(request, BUILD, writer))
    first: Keywords = (("name", Lit(job.name)), ("step_args", build))
    return Call(writer.use(f"{MLOPS}.model_step", "ModelStep"), kwargs=(*first, *common))
