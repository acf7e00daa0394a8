"""Which machine decides between the images of a framework, and what is told where none does."""

from __future__ import annotations

from typing import Any

import pytest

from pipec.compiler.service.images import frameworks
from test_display import compiled

HEAD = """
pipeline: P
vars: {bucket: example-bucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
"""
TORCH = "image: {framework: pytorch, version: 2.5.1, py: py311MORE}"
GPU, CPU, TRN = "ml.g5.xlarge", "ml.m5.xlarge", "ml.trn1.2xlarge"


def _compiled(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The processor of the only step's image, and the code and message of what is told."""
    result = compiled(HEAD + text)
    told = [(item.code.number, item.message) for item in result.diagnostics]
    if result.artifacts is None:
        return "", told
    found = {part for part in ("-cpu-", "-gpu-") if part in result.artifacts.definition_text}
    assert len(found) == 1
    return found.pop().strip("-"), told


def _step(kind: str, keys: str, parameters: str = "", accelerator: str = "") -> str:
    more = f", accelerator: {accelerator}" if accelerator else ""
    image = TORCH.replace("MORE", more)
    data = "command: [python3, train.py]" if kind != "Tuning" else ""
    if kind == "Tuning":
        data = "ranges: {epochs: {from: 3, to: 10}}, objective: {minimize: loss}"
        data += ", request: {TrainingJobDefinition: {AlgorithmSpecification: {MetricDefinitions: "
        data += "[{Name: loss, Regex: 'loss=(.*)'}]}}}"
    return f"""
parameters: {{{parameters}}}
steps:
  Step: {{kind: {kind}, {image}, {data}, {keys}}}
"""


def _enum(*kinds: str, default: str = "") -> str:
    said = f"default: {default}, " if default else ""
    return f"G: {{type: String, {said}enum: [{', '.join(kinds)}]}}"


@pytest.mark.parametrize("kind", ["Training", "Processing", "Tuning"])
@pytest.mark.parametrize(
    ("parameters", "processor"),
    [
        (f"G: {GPU}", "gpu"),
        (f"G: {CPU}", "cpu"),
        (f"G: {{type: String, default: {GPU}}}", "gpu"),
        (_enum(GPU, "ml.p3.2xlarge", default=GPU), "gpu"),
        (_enum(GPU, "ml.p3.2xlarge"), "gpu"),
        (_enum(CPU), "cpu"),
    ],
)
def test_the_default_of_a_parameter_decides(kind: str, parameters: str, processor: str) -> None:
    """As in the SDK; without one, the values that it can have, if they are of one mind."""
    text = _step(kind, 'instance: "${parameters.G}"', parameters)
    assert _compiled(text) == (processor, [])


@pytest.mark.parametrize("kind", ["Training", "Processing"])
def test_a_parameter_of_two_minds_is_told(kind: str) -> None:
    """Of the values of its enum, or if there is no default; `accelerator` settles both."""
    instance = 'instance: "${parameters.G}"'
    both = _enum(CPU, GPU, "ml.g5.4xlarge", default=CPU)
    processor, ((code, message),) = _compiled(_step(kind, instance, both))
    assert (processor, code) == ("cpu", "PC425")
    assert f"the image of `Step` is for `{CPU}`, the default of `G`" in message
    assert f"a run may give `{GPU}` or 1 more" in message
    assert _compiled(_step(kind, instance, both, "gpu")) == ("gpu", [])
    for parameters in ("G: {type: String}", "G: ''", _enum(CPU, GPU)):
        _, ((code, message),) = _compiled(_step(kind, instance, parameters))
        assert code == "PC408"
        assert message.endswith(
            "nothing tells which `Step` needs: `G`, its machine, has no default that tells"
        )
        assert _compiled(_step(kind, instance, parameters, "gpu")) == ("gpu", [])


SKLEARN = """
parameters: {PARAMETERS}
steps:
  Step:
    kind: Processing
    image: {framework: sklearn, version: 1.2-1MORE}
    command: [python3, prepare.py]
    instance: "${parameters.G}"
"""


def test_a_machine_that_there_is_no_image_for_is_told() -> None:
    """Not as another image, and what is offered is no error: scikit-learn's are for CPUs only."""
    text = SKLEARN.replace("PARAMETERS", _enum(CPU, GPU, default=CPU))
    (told,) = compiled(HEAD + text.replace("MORE", "")).diagnostics
    assert told.code.number == "PC425"
    assert f"a run may give `{GPU}`, for which there is no image" in told.message
    assert str(told.hint).endswith("on all: add `accelerator: cpu` to `image`")
    assert _compiled(text.replace("MORE", ", accelerator: cpu")) == ("cpu", [])


@pytest.mark.parametrize("kinds", [(CPU, GPU), (GPU, CPU)])
def test_without_a_default_a_machine_without_an_image_is_an_error(kinds: tuple[str, str]) -> None:
    """Whichever of the values is the first; nothing is said of images that do not exist."""
    text = SKLEARN.replace("PARAMETERS", _enum(*kinds))
    (told,) = compiled(HEAD + text.replace("MORE", "")).diagnostics
    assert told.code.number == "PC408"
    assert told.message == (
        f"`Step` runs on `{GPU}`, a value of `G`, and `sklearn:1.2-1` has images for CPUs only"
    )
    assert str(told.hint).endswith("add `accelerator: cpu` to `image`")
    assert _compiled(text.replace("MORE", ", accelerator: cpu")) == ("cpu", [])


@pytest.mark.parametrize(
    ("image", "kinds", "offered"),
    [
        ("kmeans, version: '1'", "CPUs and GPUs", CPU),
        ("xgboost, version: 1.7-1", "CPUs and GPUs", GPU),
        ("djl-neuronx, version: 0.23.0", "Inferentia", "ml.inf2.xlarge"),
    ],
)
def test_an_image_for_all_machines_but_trainium_says_what_it_is_for(
    image: str, kinds: str, offered: str
) -> None:
    """Its table names no processor."""
    text = REGISTRATION.replace("IMAGE", f"image: {{framework: {image}}}")
    step = text.replace("OPTIONS", 'inference_instances: ["${parameters.G}"]')
    (told,) = compiled(HEAD + step.replace("G: ml.g5.xlarge", f"G: {TRN}")).diagnostics
    assert told.code.number == "PC408"
    assert told.message.endswith(f"has images for {kinds} only")
    assert f"such as `{offered}`" in str(told.hint)
    assert not compiled(HEAD + step.replace("G: ml.g5.xlarge", f"G: {offered}")).diagnostics


def test_only_what_settles_it_is_offered() -> None:
    """A Graviton machine has an image of its own, whatever the accelerator."""
    text = REGISTRATION.replace("IMAGE", TORCH.replace("MORE", ""))
    text = text.replace("OPTIONS", 'inference_instances: ["${parameters.G}"]')
    enum = _enum(CPU, "ml.c7g.xlarge", default=CPU)
    (told,) = compiled(HEAD + text.replace("G: ml.g5.xlarge", enum)).diagnostics
    assert told.code.number == "PC425"
    assert told.hint == "let the `enum` hold machines for one image"


GROUP = "{InstanceGroupName: GROUP, InstanceType: TYPE, InstanceCount: 1}"


def _groups(*kinds: str) -> str:
    made = [GROUP.replace("GROUP", kind[3:5]).replace("TYPE", kind) for kind in kinds]
    return f"request: {{ResourceConfig: {{InstanceGroups: [{', '.join(made)}]}}}}"


@pytest.mark.parametrize(
    ("kind", "keys", "processor"),
    [
        ("Training", f"request: {{ResourceConfig: {{InstanceType: {GPU}}}}}", "gpu"),
        (
            "Training",
            f"instance: {CPU}, request: {{ResourceConfig: {{InstanceType: {GPU}}}}}",
            "gpu",
        ),
        ("Training", _groups(CPU, GPU), "gpu"),
        ("Training", _groups(CPU, "ml.c5.xlarge"), "cpu"),
        (
            "Processing",
            f"request: {{ProcessingResources: {{ClusterConfig: {{InstanceType: {GPU}}}}}}}",
            "gpu",
        ),
    ],
)
def test_a_machine_below_request_decides(kind: str, keys: str, processor: str) -> None:
    """Also over `instance`, and of groups the first with a GPU, as the SDK's estimators do."""
    assert _compiled(_step(kind, keys)) == (processor, [])


@pytest.mark.parametrize(
    ("said", "processor"),
    [("", "gpu"), (f"instance: {GPU}", "gpu"), (f"instance: {CPU}", "cpu")],
)
@pytest.mark.parametrize("contract", ["PyTorchTraining", "TensorFlowTraining"])
def test_the_image_of_a_built_in_contract_follows_the_instance(
    contract: str, said: str, processor: str
) -> None:
    """Of the step, or of `defaults` for the contract."""
    step = f"""
    uses: {contract}
    code: {{uri: "s3://example-bucket/code.tar.gz", entry: train.py}}
    inputs: {{training_data: "s3://example-bucket/train"}}
"""
    assert _compiled(f"steps:\n  Step:{step}    {said}\n") == (processor, [])
    defaults = f"defaults: {{for: {{{contract}: {{{said}}}}}}}\n"
    assert _compiled(f"{defaults}steps:\n  Step:{step}") == (processor, [])


REGISTRATION = """
parameters: {G: ml.g5.xlarge}
steps:
  Step:
    uses: ModelRegistration
    IMAGE
    inputs: {model_artifacts: "s3://example-bucket/model.tar.gz"}
    options: {model_package_group: g, OPTIONS}
"""


@pytest.mark.parametrize(
    ("options", "processor"),
    [
        ("inference_instances: [ml.g5.xlarge, ml.m5.large]", "gpu"),
        ("inference_instances: [ml.m5.large, ml.g5.xlarge]", "cpu"),
        ('inference_instances: ["${parameters.G}"]', "gpu"),
        ("transform_instances: [ml.g5.xlarge]", "cpu"),
    ],
)
def test_a_registration_is_for_its_first_machine(options: str, processor: str) -> None:
    """`inference_instances[0]`, as the SDK's `register` asks for."""
    text = REGISTRATION.replace("OPTIONS", options).replace("IMAGE", TORCH.replace("MORE", ""))
    if "parameters.G" not in options:
        text = text.replace("parameters: {G: ml.g5.xlarge}", "")
    found, told = _compiled(text)
    assert found == processor
    assert {code for code, _ in told} <= {"PC425"}  # of the machines that it is not for


def test_the_sdk_takes_the_default_too() -> None:
    """The SDK's own `retrieve`, given a parameter."""
    image_uris = pytest.importorskip("sagemaker.core.image_uris")
    parameters = pytest.importorskip("sagemaker.core.workflow.parameters")
    asked: dict[str, Any] = {"version": "2.5.1", "py_version": "py311"}
    for default in (GPU, CPU):
        machine = parameters.ParameterString("G", default_value=default)
        uri = image_uris.retrieve(
            "pytorch", "us-east-1", instance_type=machine, image_scope="training", **asked
        )
        result = compiled(HEAD + _step("Training", 'instance: "${parameters.G}"', f"G: {default}"))
        assert result.artifacts is not None
        assert uri in result.artifacts.definition_text
    with pytest.raises(ValueError, match="Empty SageMaker instance type"):
        image_uris.retrieve(
            "pytorch",
            "us-east-1",
            instance_type=parameters.ParameterString("G"),
            image_scope="training",
            **asked,
        )


def test_a_wrong_machine_is_told_by_itself_only() -> None:
    """Not by its image as well."""
    for instance in ("m5.xlarge", '"${vars.nothing}"'):
        _, told = _compiled(_step("Training", f"instance: {instance}"))
        assert told
        assert "PC408" not in [code for code, _ in told]


def test_a_default_that_is_no_machine_is_never_silent() -> None:
    """It is but warned of, as a run may give another, so the image must be asked for."""
    for parameters in ("G: m5.xlarge", _enum("m5.xlarge", "g5.xlarge")):
        _, told = _compiled(_step("Training", 'instance: "${parameters.G}"', parameters))
        assert {code for code, _ in told} == {"PC410", "PC408"}


def test_spark_has_a_short_form() -> None:
    """One image for each version; the SDK names no Python unless it is asked to."""
    text = """
steps:
  Step:
    kind: Processing
    image: {framework: spark, version: 3.3}
    instance: ml.m5.4xlarge
    command: [smspark-submit, /opt/job.py]
"""
    result = compiled(HEAD + text)
    assert result.artifacts is not None
    uri = "173754725891.dkr.ecr.us-east-1.amazonaws.com/sagemaker-spark-processing:3.3-cpu"
    assert f'"{uri}"' in result.artifacts.definition_text


def test_the_explanation_lists_every_framework() -> None:
    """`pipec explain PC408` says what there is."""
    from pipec.compiler.codes import BAD_IMAGE

    listed = BAD_IMAGE.explanation.split("The frameworks are ")[1]
    assert [word.strip("`,. ") for word in listed.replace(" and ", " ").split()] == list(
        frameworks()
    )
