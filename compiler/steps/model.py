"""Model: makes a model that can be served. Arguments are `CreateModelInput`."""

from __future__ import annotations

from collections.abc import Iterable

from pipec.compiler import codes
from pipec.compiler.diagnostics import Related, Report, Span
from pipec.compiler.model import Contract, InputPort
from pipec.compiler.python.idiomatic.model import model_step
from pipec.compiler.steps.base import (
    BoundStep,
    CodePlace,
    StepType,
    fetches_code,
    gives_model,
    inference_code,
    mapping_at,
    mappings_in,
    member,
    members,
    sequence,
)
from pipec.compiler.syntax import Mapping, Node
from pipec.compiler.values import Wire


def code(place: CodePlace, _command: Node | None) -> Mapping:
    """Inference code by environment, which the framework images read."""
    span = place.entry.span
    return members(span, PrimaryContainer=members(span, Environment=inference_code(place)))


def code_in_list(place: CodePlace, _command: Node | None) -> Mapping:
    """The same for the first of several containers."""
    span = place.entry.span
    containers = sequence([members(span, Environment=inference_code(place))], span)
    return members(span, Containers=containers)


def for_request(requests: Iterable[Mapping]) -> StepType | None:
    """With a list of containers the keys describe its first one, as in RegisterModel.

    Not if that has an image: which of two is meant must not be guessed.
    """
    written = [member(request, "Containers", 0) for request in requests]
    firsts = [first for first in written if isinstance(first, Mapping)]
    if not firsts or any("Image" in first for first in firsts):
        return None
    first = ("Containers", 0)
    places = {key: (*first, key.capitalize()) for key in ("image", "environment")}
    parts = {**vars(STEP), "placements": {**STEP.placements, **places}, "code": code_in_list}
    return StepType(**parts)


def given(request: Mapping, contract: Contract, port: InputPort) -> bool:
    """Whether the request says where the model lies, in place of an input's archive."""
    return gives_model(contract, port, request.get("PrimaryContainer"))


def check(step: BoundStep, arguments: dict[str, Wire], report: Report) -> None:
    """The service takes one container or a list of them, whose code is there if isolated."""
    _check_code(step, arguments, report)
    if "PrimaryContainer" in arguments and "Containers" in arguments:
        elsewhere = _said_elsewhere(step)
        nulls = " and ".join(f"`{key}: null` in `{step.name}`" for key in elsewhere)
        leave_out = f"; to leave out what is said elsewhere, write {nulls}" if elsewhere else ""
        report.add(
            codes.BAD_MEMBER,
            f"`{step.name}` has both one container and a list of `Containers`",
            step.place_of("Containers"),
            hint="`image`, `environment` and `code` describe the one, or the first of a list that "
            f"has no `Image` there: remove them, or the list{leave_out}",
            related=[
                Related(at, f"`{key}` is said here")
                for key, at in elsewhere.items()
                if at != step.span
            ],
        )


def _said_elsewhere(step: BoundStep) -> dict[str, Span]:
    """The keys of a container that `defaults` or a contract says, and where."""
    entries = (step.keys.entries.get(key) for key in ("image", "environment", "code"))
    is_own = step.contract.name is None
    return {
        entry.key: entry.key_span
        for entry in entries
        if entry
        and (
            entry.key_span.file != step.span.file
            or (is_own and entry.key not in step.contract.body)
        )
    }


def _check_code(step: BoundStep, arguments: dict[str, Wire], report: Report) -> None:
    """A container fetches its code when it starts, which without a network it cannot.

    The SDK's framework models (2.257) pack it into the archive of the model then.
    """
    if arguments.get("EnableNetworkIsolation") in (None, False):
        return
    one, several = arguments.get("PrimaryContainer"), arguments.get("Containers")
    for container in (*mappings_in([one]), *mappings_in(several)):
        if fetches_code(container):
            where = step.keys.entries.get("code") or step.keys.entries.get("environment")
            report.add(
                codes.BAD_MEMBER,
                f"`{step.name}` runs without a network, and its container would have to fetch "
                "its code from S3",
                where.key_span if where else step.span,
                hint=_packed(mapping_at(container, "Environment"), is_code="code" in step.keys),
            )


def _packed(environment: dict[str, Wire], *, is_code: bool) -> str:
    """How the code reaches the container otherwise."""
    script = environment.get("SAGEMAKER_PROGRAM")
    return (
        "pack the code into the model with a step of the contract `ModelPackaging`, and "
        f"{'in place of `code` ' if is_code else ''}write `environment: {{SAGEMAKER_PROGRAM: "
        f"{script if isinstance(script, str) else 'SCRIPT'}, "
        "SAGEMAKER_SUBMIT_DIRECTORY: /opt/ml/model/code}`"
    )


_NO_JOB = "making a model starts no machine"

STEP = StepType(
    kind="Model",
    doc_url="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html",
    placements={
        "image": ("PrimaryContainer", "Image"),
        "role": ("ExecutionRoleArn",),
        "environment": ("PrimaryContainer", "Environment"),
        "network.subnets": ("VpcConfig", "Subnets"),
        "network.security_groups": ("VpcConfig", "SecurityGroupIds"),
        "network.isolation": ("EnableNetworkIsolation",),
        "job_prefix": ("ModelName",),
        "tags": ("Tags",),
    },
    reasons={"instance": _NO_JOB, "timeout": _NO_JOB, "args": _NO_JOB, "command": _NO_JOB},
    refused={"ModelName": "the service names each model itself"},
    # The model makes the containers optional; a model without an image serves nothing.
    needed={
        "image": (
            ("PrimaryContainer", "Image"),
            ("PrimaryContainer", "ModelPackageName"),
            ("PrimaryContainer", "InferenceSpecificationName"),
            ("Containers",),
        )
    },
    retry="step",
    for_request=for_request,
    given=given,
    code=code,
    packs_code=True,
    check=check,
    request="CreateModelInput",
    described=("DescribeModelOutput",),
    enum_member="CREATE_MODEL",
    idiomatic=model_step,
)
