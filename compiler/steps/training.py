"""Training: a training job. Arguments are `CreateTrainingJobRequest`."""

from __future__ import annotations

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report, Span
from pipec.compiler.language.carriers import carrier_member, carrier_option, carrier_text
from pipec.compiler.merge import named_item, says
from pipec.compiler.model import Contract, InputPort
from pipec.compiler.python.idiomatic.training import training_step
from pipec.compiler.service.images import framework_of, is_prebuilt
from pipec.compiler.steps.base import (
    ARCHIVE,
    NO_EXPERIMENT,
    BoundStep,
    CodePlace,
    MemberPath,
    StepType,
    carried_inputs,
    file_name,
    is_absent,
    mapping_at,
    mappings_in,
    member,
    members,
    sequence,
)
from pipec.compiler.syntax import Mapping, Node, Scalar, Sequence, text_node
from pipec.compiler.values import Wire

_WHOLE = "FullyReplicated"


def carry(step: BoundStep, input_mode: str | None = "File") -> Mapping:
    """Inputs become channels, outputs lie under the pipeline's and the step's name.

    Tuning does the same, below `TrainingJobDefinition`. `input_mode` is what a channel has that
    says none: the SDK's trainers write `File`, its tuners nothing, which means the same.
    """
    channels = [
        _channel(
            port.span,
            value,
            carrier_option(port, "channel", "distribution", _WHOLE),
            ChannelName=carrier_text(port, "channel", "name", port.name),
            ContentType=carrier_member(port, "channel", "content_type"),
            CompressionType=carrier_member(port, "channel", "compression"),
            InputMode=carrier_option(port, "channel", "input_mode", input_mode),
        )
        for port, value in carried_inputs(step, "channel")
    ]
    return members(
        step.span,
        InputDataConfig=sequence(channels, step.span),
        OutputDataConfig=members(step.span, S3OutputPath=step.place()),
    )


def _channel(
    span: Span, uri: Node, distribution: Node | str | None, **more: Node | str | None
) -> Mapping:
    """A channel that reads S3; without a place it gets its source from `request`."""
    source = None
    if not is_absent(uri):
        place = members(span, S3DataType="S3Prefix", S3Uri=uri, S3DataDistributionType=distribution)
        source = members(span, S3DataSource=place)
    return members(span, DataSource=source, **more)


def given(request: Mapping, _contract: Contract, port: InputPort) -> bool:
    """Whether a channel's data source is written: a file system, or S3 with all it needs."""
    name = carrier_text(port, "channel", "name", port.name).text
    channel = named_item(request.get("InputDataConfig"), "ChannelName", name)
    source = channel.get("DataSource") if channel else None
    in_s3 = member(source, "S3DataSource") if source else None
    is_whole = says(in_s3, "S3Uri") and says(in_s3, "S3DataType")
    return is_whole or says(source, "FileSystemDataSource", "DatasetSource")


def code(place: CodePlace, _command: Node | None) -> Mapping:
    """Script mode by hyperparameters, which the framework images' training toolkit reads."""
    hyperparameters, channels = script_mode(place)
    return members(place.entry.span, HyperParameters=hyperparameters, InputDataConfig=channels)


def script_mode(place: CodePlace) -> tuple[Mapping, Sequence | None]:
    """The hyperparameters that name the script, and the channel that brings it if one must.

    The toolkit fetches the archive itself. Where it has no network the service does, as for
    `Framework` in `sagemaker.estimator` of the SDK (2.257). It is a file whatever the data are.
    """
    span, where, channels = place.entry.span, place.uri, None
    if place.isolated:
        archive = file_name(where.data) if isinstance(where, Scalar) else ""
        channel = _channel(span, where, _WHOLE, ChannelName="code", InputMode="File")
        where = text_node(f"/opt/ml/input/data/code/{archive or ARCHIVE}", span)
        channels = sequence([channel], span)
    named = members(span, sagemaker_program=place.entry, sagemaker_submit_directory=where)
    return named, channels


def check(step: BoundStep, arguments: dict[str, Wire], report: Report) -> None:
    """One image or one algorithm, and machines of one type or groups of several."""
    _check_notebook(step, arguments, report)
    _check_notebook_image(step, arguments, report)
    check_excluding(step, arguments, (), report)
    _check_machines(step, arguments, report)
    check_sources(step, arguments, report)


Excluding = tuple[str, str, tuple[str, ...]]
"""A place, a member there, and those that cannot be beside it."""
_EXCLUDING: tuple[Excluding, ...] = (
    ("AlgorithmSpecification", "AlgorithmName", ("TrainingImage",)),
    ("ResourceConfig", "InstanceGroups", ("InstanceType", "InstanceCount")),
)
"""Of groups `_prepare_resource_config` in `sagemaker.job` (2.257) says so."""


def check_excluding(
    step: BoundStep,
    training: dict[str, Wire],
    path: MemberPath,
    report: Report,
    more: tuple[Excluding, ...] = (),
) -> None:
    """Of members that exclude each other there is one; `path` is where the training lies."""
    for place, one, others in (*_EXCLUDING, *more):
        found = mapping_at(training, place)
        both = [other for other in others if one in found and other in found]
        if both:
            listed = ", ".join(f"`{other}`" for other in both)
            nulls = ", ".join(f"{other}: null" for other in both)
            report.add(
                codes.BAD_MEMBER,
                f"`{place}` of `{step.name}` has {listed} beside `{one}`, which exclude each other",
                step.place_of(*path, place, one),
                hint="keep one of them; what another layer says is left out by "
                f"`{{{nulls}, {one}: …}}`",
            )


def check_sources(step: BoundStep, arguments: dict[str, Wire], report: Report) -> None:
    """A channel lies in one place, and a file system is reached from a network of one's own.

    `DataSource` and `FileSystemDataSource` in AWS's documentation of training jobs.
    """
    channels = mappings_in(arguments.get("InputDataConfig"))
    for channel in channels:
        sources = mapping_at(channel, "DataSource")
        if len(sources) > 1:
            name = channel.get("ChannelName")
            listed = " and ".join(f"`{source}`" for source in sources)
            report.add(
                codes.BAD_MEMBER,
                f"the channel `{name}` of `{step.name}` has both {listed}, and can have one",
                step.span,
                hint=_one_source(step, name),
            )
    in_files = any("FileSystemDataSource" in mapping_at(item, "DataSource") for item in channels)
    if in_files and "VpcConfig" not in arguments:
        report.add(
            codes.MISSING_MEMBER,
            f"`{step.name}` reads a file system, and has no network to reach it",
            step.span,
            hint="add `network: {subnets: [subnet-0123456789], security_groups: [sg-0123456789]}`",
        )


def _one_source(step: BoundStep, name: Wire) -> str:
    """What to remove where a channel has two sources: the value of an input, if it has one."""
    for port in step.contract.inputs.values():
        if carrier_text(port, "channel", "name", port.name).text == name and port.given:
            return (
                f"remove the value of the input `{port.name}`, or write `{port.name}: null`: what "
                "`request:` says of the channel is enough"
            )
    return "keep one of them"


def _check_machines(step: BoundStep, arguments: dict[str, Wire], report: Report) -> None:
    """At least one machine, which the model does not say."""
    cluster = mapping_at(arguments, "ResourceConfig")
    if cluster.get("InstanceCount") == 0:
        message = f"`{step.name}` trains on 0 machines"
        place = step.place_of("ResourceConfig", "InstanceCount")
        report.add(codes.BAD_MEMBER, message, place, hint="write `count: 1` or more")


_NOTEBOOKS = "amazon_sagemaker_scheduler"
"""The program that runs a notebook: the entrypoint that the SDK's `NotebookJobStep` writes."""
_DISTRIBUTION = 'image: {framework: sagemaker-distribution, version: "3.2"}'
_PERHAPS_WITH_NOTEBOOKS = frozenset({"huggingface", "pytorch", "tensorflow"})
"""Frameworks whose images have much beside them; the others' have no such program."""


def _runs_notebook(arguments: dict[str, Wire]) -> bool:
    entrypoint = mapping_at(arguments, "AlgorithmSpecification").get("ContainerEntrypoint")
    return isinstance(entrypoint, list) and entrypoint[:1] == [_NOTEBOOKS]


def to_add(arguments: dict[str, Wire]) -> dict[str, str]:
    """A notebook needs an image that runs notebooks."""
    return {"image": f"`{_DISTRIBUTION}`"} if _runs_notebook(arguments) else {}


def _check_notebook_image(step: BoundStep, arguments: dict[str, Wire], report: Report) -> None:
    """Warn of an image of AWS that surely runs no notebooks."""
    image = mapping_at(arguments, "AlgorithmSpecification").get("TrainingImage")
    if not (isinstance(image, str) and is_prebuilt(image) and _runs_notebook(arguments)):
        return
    framework = framework_of(image)
    if framework not in _PERHAPS_WITH_NOTEBOOKS:
        report.add(
            codes.ODD_VALUE,
            f"`{step.name}` runs a notebook by `{_NOTEBOOKS}`, which the image for {framework} "
            "does not have",
            step.span,
            hint=f"write `{_DISTRIBUTION}`",
        )


def _check_notebook(step: BoundStep, arguments: dict[str, Wire], report: Report) -> None:
    """A notebook job finds its notebook by the file's name: the SDK's `NotebookJobStep`."""
    name = mapping_at(arguments, "Environment").get("SM_INPUT_NOTEBOOK_NAME")
    files = [
        file_name(mapping_at(channel, "DataSource", "S3DataSource").get("S3Uri"))
        for channel in mappings_in(arguments.get("InputDataConfig"))
    ]
    if isinstance(name, str) and any(files) and name not in files:
        report.add(
            codes.BAD_MEMBER,
            f"`{step.name}` runs the notebook `{name}`, and is given `{next(filter(None, files))}`",
            step.span,
            hint="let the option `notebook_name` be the name of the file",
        )


_MACHINES = (
    ("ResourceConfig", "InstanceType"),
    ("ResourceConfig", "InstanceGroups"),
    ("ResourceConfig", "InstancePreferences"),
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
    # As the SDK: `ModelTrainer` for clusters of several types, its evaluators' templates
    # (`sagemaker.train.evaluate`, 3.27) for serverless jobs.
    instead={
        ("ResourceConfig", "InstanceGroups"): (("ResourceConfig", "InstanceCount"),),
        ("ServerlessJobConfig",): (("AlgorithmSpecification",), ("ResourceConfig",)),
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
        "instance": (*_MACHINES, ("ServerlessJobConfig",)),
    },
    to_add=to_add,
    machines=_MACHINES,
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
    given=given,
    code=code,
    packs_code=True,
    code_excludes=("command", "args"),
    image_scope="training",
    check=check,
    request="CreateTrainingJobRequest",
    described=("DescribeTrainingJobResponse",),
    enum_member="TRAINING",
    idiomatic=training_step,
)
