"""Processing: a processing job. Arguments are `CreateProcessingJobRequest`."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.language.carriers import carrier_option, carrier_text
from pipec.compiler.merge import named_item, says
from pipec.compiler.model import Contract, InputPort, OutputPort
from pipec.compiler.python.idiomatic.processing import processing_step
from pipec.compiler.service.machines import local_gigabytes
from pipec.compiler.steps.base import (
    NO_EXPERIMENT,
    BoundStep,
    CodePlace,
    StepType,
    carried_inputs,
    is_absent,
    mapping_at,
    mappings_in,
    members,
    sequence,
)
from pipec.compiler.syntax import Mapping, Node, Scalar, Sequence, text_node
from pipec.compiler.values import Wire

CODE_FOLDER = "/opt/ml/processing/input/code"


def input_folder(port_name: str) -> str:
    """Where an input is mounted that names no `path`."""
    return f"/opt/ml/processing/input/{port_name}"


def _uploaded(contract: Contract) -> tuple[OutputPort, ...]:
    """The outputs that are files, and no property or value."""
    ports = contract.outputs.values()
    return tuple(port for port in ports if port.property_path is None and port.value is None)


def entry_name(contract: Contract, port: OutputPort) -> str:
    """The `OutputName` of the entry that uploads an output, perhaps another's of its folder."""
    return wire_name(_by_folder(_uploaded(contract))[_folder(port)])


def output_place(contract: Contract, port: OutputPort) -> Node | None:
    """Where the contract's text says that an output is written to, or another of its folder."""
    uploaded = _uploaded(contract)
    return _places(uploaded).get(_folder(port)) if port in uploaded else None


@lru_cache(maxsize=4096)
def _places(uploaded: tuple[OutputPort, ...]) -> dict[str, Node]:
    """The place of each folder that has one; of several that of the output whose name is first."""
    found: dict[str, Node] = {}
    placed = (port for port in uploaded if "to" in port.carrier)
    for port in sorted(placed, key=wire_name):
        found.setdefault(_folder(port), port.carrier.entries["to"].value)
    return found


@lru_cache(maxsize=4096)
def _by_folder(uploaded: tuple[OutputPort, ...]) -> dict[str, OutputPort]:
    """The output of each folder whose name is first; found once for a contract.

    Outputs with the same folder share one entry, named after the alphabetically first.
    """
    found: dict[str, OutputPort] = {}
    for port in uploaded:
        folder = _folder(port)
        other = found.get(folder)
        found[folder] = min(other, port, key=wire_name) if other else port
    return found


def _folder(port: OutputPort) -> str:
    """An output's folder, without a slash at its end, which means nothing."""
    return output_folder(port).text.rstrip("/")


def output_folder(port: OutputPort) -> Scalar:
    """The folder in the container that becomes this output."""
    return carrier_text(port, "path", "local", f"/opt/ml/processing/output/{port.name}")


def wire_name(port: OutputPort) -> str:
    """An output's own `OutputName`: the port's name unless `name` says otherwise."""
    return carrier_text(port, "path", "name", port.name).text


def output_path(contract: Contract, port: OutputPort) -> str:
    """Where the service tells the output's S3 folder."""
    name = entry_name(contract, port)
    return f"ProcessingOutputConfig.Outputs['{name}'].S3Output.S3Uri"


def carry(
    step: BoundStep,
    folder: Callable[[str], str] = input_folder,
    unasked: tuple[str | None, str | None] = ("FullyReplicated", "None"),
) -> Mapping:
    """Inputs are mounted as folders, outputs are folders that are uploaded at the end.

    `folder` tells where an input is mounted that names no `path`; `unasked` are the distribution
    and the compression of one that says none.
    """
    distribution, compression = unasked
    inputs: list[Node] = []
    for port, value in carried_inputs(step, "path"):
        wire = carrier_text(port, "path", "name", port.name)
        if is_absent(value):
            inputs.append(members(port.span, InputName=wire))
            continue
        s3_input = members(
            port.span,
            S3Uri=value,
            LocalPath=carrier_text(port, "path", "local", folder(port.name)),
            S3DataType="S3Prefix",
            S3InputMode=carrier_option(port, "path", "mode", "File"),
            S3DataDistributionType=carrier_option(port, "path", "distribution", distribution),
            S3CompressionType=carrier_option(port, "path", "compression", compression),
        )
        inputs.append(members(port.span, InputName=wire, S3Input=s3_input))
    outputs: list[Node] = []
    uploaded = _uploaded(step.contract)
    for shared, output in _by_folder(uploaded).items():
        name = wire_name(output)
        place = _places(uploaded).get(shared) or step.place("output", name, run=True)
        s3_output = members(
            output.span,
            S3Uri=place,
            LocalPath=output_folder(output),
            S3UploadMode=carrier_option(output, "path", "upload", "EndOfJob"),
        )
        outputs.append(members(output.span, OutputName=name, S3Output=s3_output))
    # A key for the outputs, from `defaults` perhaps, makes the service require their list.
    kms = step.keys.get("kms")
    listed = outputs or (isinstance(kms, Mapping) and "output" in kms)
    uploads = members(step.span, Outputs=Sequence(tuple(outputs), step.span)) if listed else None
    return members(
        step.span, ProcessingInputs=sequence(inputs, step.span), ProcessingOutputConfig=uploads
    )


def given(request: Mapping, _contract: Contract, port: InputPort) -> bool:
    """Whether an input's data are written: the definition of a data set, or S3 as a whole."""
    name = carrier_text(port, "path", "name", port.name).text
    written = named_item(request.get("ProcessingInputs"), "InputName", name)
    in_s3 = written.get("S3Input") if written else None
    is_whole = says(in_s3, "S3Uri") and says(in_s3, "S3DataType") and says(in_s3, "LocalPath")
    return is_whole or says(written, "DatasetDefinition")


def code(place: CodePlace, command: Node | None) -> Mapping:
    """The code is one more input; its script ends the entrypoint, after `command`."""
    span = place.entry.span
    s3_input = members(
        span,
        S3Uri=place.uri,
        LocalPath=CODE_FOLDER,
        S3DataType="S3Prefix",
        S3InputMode="File",
        S3DataDistributionType="FullyReplicated",
        S3CompressionType="None",
    )
    prefix = command.items if isinstance(command, Sequence) else (text_node("python3", span),)
    script = text_node(f"{CODE_FOLDER}/{place.entry.text}", span)
    return members(
        span,
        AppSpecification=members(span, ContainerEntrypoint=Sequence((*prefix, script), span)),
        ProcessingInputs=Sequence((members(span, InputName="code", S3Input=s3_input),), span),
    )


def siblings(step: BoundStep, _arguments: dict[str, Wire]) -> dict[str, Wire]:
    """`PropertyFiles`: the reports that `Std:JsonGet` may look into."""
    files = [
        {
            "PropertyFileName": port.report.name,
            "OutputName": entry_name(step.contract, port),
            "FilePath": port.report.file,
        }
        for port in step.contract.outputs.values()
        if port.report and port.property_path is None and port.value is None
    ]
    return {"PropertyFiles": files} if files else {}


def check(step: BoundStep, arguments: dict[str, Wire], report: Report) -> None:
    """Two reports of one name could not be told apart by `Std:JsonGet`."""
    check_folders(step, arguments, report)
    _check_sources(step, arguments, report)
    _check_managed(step, arguments, report)
    inputs, outputs = _folders(arguments)
    folders = [*inputs, *outputs]
    if len(set(folders)) < len(folders) or _holds_any(outputs, inputs):
        from pipec.compiler.steps.folders import check_apart

        check_apart(step, arguments, report)
    first: dict[str, OutputPort] = {}
    for port in step.contract.outputs.values():
        if port.report and first.setdefault(port.report.name, port) is not port:
            report.add(
                codes.BAD_NAME,
                f"the reports of `{first[port.report.name].name}` and `{port.name}` are both "
                f"named `{port.report.name}`",
                port.span,
                hint="give one another `name`",
            )


def _check_sources(step: BoundStep, arguments: dict[str, Wire], report: Report) -> None:
    """An input lies in one place, and is unpacked in a pipe only.

    `ProcessingInput` in AWS's documentation, `S3CompressionType` in botocore's model, and
    `sagemaker.processing` (2.257), which raises "Data can only be gzipped when the input mode is
    Pipe".
    """
    for entry in mappings_in(arguments.get("ProcessingInputs")):
        if "S3Input" in entry and "DatasetDefinition" in entry:
            report.add(
                codes.BAD_MEMBER,
                f"the input `{entry.get('InputName')}` of `{step.name}` has both `S3Input` and "
                "`DatasetDefinition`, and can have one",
                step.span,
                hint="remove the value of the input: what `request:` says of it is enough",
            )
        in_s3 = mapping_at(entry, "S3Input")
        if in_s3.get("S3CompressionType") == "Gzip" and in_s3.get("S3InputMode") == "File":
            name = str(entry.get("InputName"))
            port = step.contract.inputs.get(name)
            report.add(
                codes.ODD_VALUE,
                f"the input `{name}` of `{step.name}` is to be unpacked, which the service "
                "does in the input mode Pipe only, and its mode is File",
                port.span if port and port.span.file else step.span,
                hint="remove `compression: Gzip` and let the script unpack the files, or write "
                "`path: {mode: Pipe, compression: Gzip}`, which gives it a stream",
            )


def _folders(arguments: dict[str, Wire]) -> tuple[list[str], list[str]]:
    """Every folder of inputs and of outputs in the container, without a slash at its end."""
    uploads = mapping_at(arguments, "ProcessingOutputConfig").get("Outputs")
    given = _local_paths(arguments.get("ProcessingInputs"), "S3Input")
    return given, _local_paths(uploads, "S3Output")


def _holds_any(folders: list[str], others: list[str]) -> bool:
    """Whether one of the others lies below a folder; a job has ten of each at most."""
    return any(other.startswith(f"{folder}/") for folder in folders for other in others)


def _local_paths(entries: Wire, place: str) -> list[str]:
    found = (mapping_at(entry, place).get("LocalPath") for entry in mappings_in(entries))
    return [folder.rstrip("/") for folder in found if isinstance(folder, str)]


def _check_managed(step: BoundStep, arguments: dict[str, Wire], report: Report) -> None:
    """`FeatureStoreOutput` in botocore's model: "only supported when AppManaged is specified"."""
    uploads = mapping_at(arguments, "ProcessingOutputConfig").get("Outputs")
    for entry in mappings_in(uploads):
        if "FeatureStoreOutput" in entry and entry.get("AppManaged", False) is False:
            report.add(
                codes.MISSING_MEMBER,
                f"the output `{entry.get('OutputName')}` of `{step.name}` goes to a feature store, "
                "and lacks `AppManaged: true`, without which the service writes no features",
                step.place_of("ProcessingOutputConfig", "Outputs"),
                hint="add `AppManaged: true` beside `FeatureStoreOutput`",
            )


_CLUSTER = ("ProcessingResources", "ClusterConfig")


def check_folders(step: BoundStep, arguments: dict[str, Wire], report: Report) -> None:
    """Folders in the container lie where botocore's model says of `LocalPath` that they must.

    And the disks of the machines, which they lie on, are no larger than there are.
    """
    _check_disks(step, arguments, report)
    uploads = mapping_at(arguments, "ProcessingOutputConfig").get("Outputs")
    for entries, name, place, begin in (
        (arguments.get("ProcessingInputs"), "InputName", "S3Input", "/opt/ml/processing/"),
        (uploads, "OutputName", "S3Output", "/"),
    ):
        for entry in mappings_in(entries):
            folder = mapping_at(entry, place).get("LocalPath")
            if isinstance(folder, str) and not f"{folder}/".startswith(begin):
                port = str(entry.get(name))
                own = f"{folder}/".removeprefix("/opt/ml/").strip("/") or port
                ports = (step.contract.inputs.get(port), step.contract.outputs.get(port))
                spans = [known.span for known in ports if known and known.span.file]
                report.add(
                    codes.BAD_MEMBER,
                    f"the folder of `{port}` in the container is `{folder}`, "
                    f"and it must begin with `{begin}`",
                    spans[0] if spans else step.span,
                    hint=f"write `path: {begin}{own}`",
                )


def _check_disks(step: BoundStep, arguments: dict[str, Wire], report: Report) -> None:
    """A machine with local storage has no other: `VolumeSizeInGB` in botocore's model.

    It is said of processing only; of a training the size does not matter there.
    """
    cluster = mapping_at(arguments, *_CLUSTER)
    machine, asked = cluster.get("InstanceType"), cluster.get("VolumeSizeInGB")
    there = local_gigabytes(machine) if isinstance(machine, str) else None
    if there and isinstance(asked, int) and asked > there:
        report.add(
            codes.BAD_MEMBER,
            f"`{step.name}` asks for {asked} GB on `{machine}`, whose own disks are {there} GB; "
            "the service adds none to them",
            step.place_of(*_CLUSTER, "VolumeSizeInGB"),
            hint=f"write `volume_gb: {there}` or less, or take a larger machine",
        )


_MACHINES = ((*_CLUSTER, "InstanceType"), (*_CLUSTER, "InstancePreferences"))

STEP = StepType(
    kind="Processing",
    doc_url="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateProcessingJob.html",
    placements={
        "instance.type": ("ProcessingResources", "ClusterConfig", "InstanceType"),
        "instance.count": ("ProcessingResources", "ClusterConfig", "InstanceCount"),
        "instance.volume_gb": ("ProcessingResources", "ClusterConfig", "VolumeSizeInGB"),
        "kms.volume": ("ProcessingResources", "ClusterConfig", "VolumeKmsKeyId"),
        "kms.output": ("ProcessingOutputConfig", "KmsKeyId"),
        "image": ("AppSpecification", "ImageUri"),
        "role": ("RoleArn",),
        "environment": ("Environment",),
        "command": ("AppSpecification", "ContainerEntrypoint"),
        "args": ("AppSpecification", "ContainerArguments"),
        "network.subnets": ("NetworkConfig", "VpcConfig", "Subnets"),
        "network.security_groups": ("NetworkConfig", "VpcConfig", "SecurityGroupIds"),
        "network.isolation": ("NetworkConfig", "EnableNetworkIsolation"),
        "network.encrypt": ("NetworkConfig", "EnableInterContainerTrafficEncryption"),
        "timeout": ("StoppingCondition", "MaxRuntimeInSeconds"),
        "job_prefix": ("ProcessingJobName",),
        "tags": ("Tags",),
    },
    reasons={
        "hyperparameters": "a processing script takes `args` or `environment`",
        "instance.keep_alive": "only training jobs can keep their machines",
    },
    unasked={"ProcessingResources": {"ClusterConfig": {"InstanceCount": 1, "VolumeSizeInGB": 30}}},
    instead={
        (*_CLUSTER, "InstancePreferences", 0, "InstanceCount"): ((*_CLUSTER, "InstanceCount"),)
    },
    refused={"ProcessingJobName": "the service names each job itself", **NO_EXPERIMENT},
    needed={"instance": _MACHINES},
    machines=_MACHINES,
    runs=(("AppSpecification", "ContainerEntrypoint"),),
    port_keys={"inputs": frozenset({"path"}), "outputs": frozenset({"path", "to", "report"})},
    cache=True,
    retry="job",
    carry=carry,
    carries_inputs=True,
    given=given,
    code=code,
    image_scope="training",
    input_folder=input_folder,
    property_files=True,
    output_path=output_path,
    siblings=siblings,
    check=check,
    request="CreateProcessingJobRequest",
    described=("DescribeProcessingJobResponse",),
    enum_member="PROCESSING",
    idiomatic=processing_step,
)
