"""Models that are served by an image that does not fit them, or that finds no code."""

from __future__ import annotations

import re

import pytest

from pipec.compiler.service.images import lookup, reads_archive_only, versions
from test_display import compiled

ECR = "dkr.ecr.us-east-1.amazonaws.com"
OWN = f"111122223333.{ECR}/team-forecaster:3"
AWS = f"683313688378.{ECR}/sagemaker-xgboost:1.7-1"
HEAD = """
pipeline: Models
vars: {bucket: example-bucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
DEFAULTS
steps:
  Train:
    kind: Training
    instance: ml.m5.large
    image: IMAGE
    hyperparameters: {num_round: 10}
    outputs: {model: {type: model_artifacts, property_path: ModelArtifacts.S3ModelArtifacts}}
"""
TUNE = """
  Train:
    kind: Tuning
    instance: ml.m5.large
    image: IMAGE
    hyperparameters: {num_round: 10}
    ranges: {epochs: {from: 3, to: 10}}
    objective: {minimize: "test:RMSE"}
    max_jobs: 2
    request:
      TrainingJobDefinition:
        AlgorithmSpecification: {MetricDefinitions: [{Name: "test:RMSE", Regex: "RMSE=(.*)"}]}
    outputs:
      best: {data_type: String, property_path: BestTrainingJob.TrainingJobName}
      model: {type: model_artifacts, value: "s3://b-b/${step.properties.BestTrainingJob.TrainingJobName}/output/model.tar.gz"}
"""
REGISTER = """
  Register: {uses: ModelRegistration, options: {model_package_group: g}, MORE}
"""
DEEPAR = '{framework: forecasting-deepar, version: "1"}'
XGBOOST = "{framework: xgboost, version: 1.7-1}"


SKLEARN = "{framework: sklearn, version: 1.2-1}"
TORCH = "{framework: pytorch, version: 2.5.1, py: py311}"
CODE = 'code: {uri: "s3://example-bucket/code.tar.gz", entry: inference.py}'
SCRIPT = HEAD.replace("    image: IMAGE\n", f"    image: IMAGE\n    {CODE}\n")
IN_ARCHIVE = "{SAGEMAKER_PROGRAM: inference.py, SAGEMAKER_SUBMIT_DIRECTORY: /opt/ml/model/code}"


def _told(image: str, more: str = "", defaults: str = "", head: str = HEAD) -> list[str]:
    """The hints of what is told of a model trained with an image."""
    text = head.replace("IMAGE", image).replace("DEFAULTS", defaults)
    text += REGISTER.replace(", MORE", f", {more}" if more else "")
    found = compiled(text).diagnostics
    assert {item.code.number for item in found} <= {"PC411"}
    return [str(item.hint) for item in found]


@pytest.mark.parametrize(
    ("image", "hint"),
    [
        (DEEPAR, f"write `image: {DEEPAR}` in `Register`"),
        ('{framework: blazingtext, version: "1"}', 'framework: blazingtext, version: "1"'),
        ('{framework: linear-learner, version: "1"}', 'framework: linear-learner, version: "1"'),
        (OWN, f"if that is this one, write `image: {XGBOOST}`"),
        (f"111122223333.{ECR}/kmeans:1", f"if that is this one, write `image: {XGBOOST}`"),
    ],
)
def test_an_image_that_nobody_chose_is_told(image: str, hint: str) -> None:
    """The default is for XGBoost; the mended line is silent."""
    (told,) = _told(image)
    assert hint in told
    mended = told.split("write `")[1].split("`")[0]
    assert _told(image, mended) == []


@pytest.mark.parametrize("kind", ["training", "tuning"])
@pytest.mark.parametrize(
    ("image", "count"),
    [(DEEPAR, 1), (OWN, 1), (XGBOOST, 0), (f"111122223333.{ECR}/our-xgboost:3", 0)],
)
def test_the_best_of_a_tuning_is_a_model_too(kind: str, image: str, count: int) -> None:
    """As what a training makes."""
    head = HEAD if kind == "training" else HEAD.split("  Train:", maxsplit=1)[0] + TUNE
    if image == XGBOOST:  # its metrics are its own
        head = head.replace("test:RMSE", "validation:rmse")
        head = re.sub(r"    request:\n.*\n.*MetricDefinitions.*\n", "", head)
    assert len(_told(image, head=head)) == count


@pytest.mark.parametrize(
    ("image", "more", "defaults"),
    [
        (XGBOOST, "", ""),
        ("${parameters.Image}", "", f"parameters: {{Image: '{OWN}'}}"),
        (OWN, f"image: {XGBOOST}", ""),
        (OWN, f"image: {OWN}", ""),
        (DEEPAR, f"image: {OWN}", ""),
        (DEEPAR, f"image: {DEEPAR}", ""),
        (OWN, "", f"defaults: {{for: {{ModelRegistration: {{image: {XGBOOST}}}}}}}"),
        (OWN, f"request: {{InferenceSpecification: {{Containers: [{{Image: '{AWS}'}}]}}}}", ""),
    ],
)
def test_an_image_that_is_said_is_left_alone(image: str, more: str, defaults: str) -> None:
    """And what the image of a training is, where it cannot be known."""
    assert _told(image, more, defaults) == []


def test_an_algorithm_is_not_served_by_another() -> None:
    """Even if the other is written."""
    assert len(_told(DEEPAR, 'image: {framework: linear-learner, version: "1"}')) == 1


@pytest.mark.parametrize(
    ("image", "hint"),
    [
        ("{framework: xgboost, version: 3.0-5}", "{framework: xgboost, version: 3.0-5}"),
        ("{framework: xgboost, version: 1.5-1}", "{framework: xgboost, version: 1.5-1}"),
        ("{framework: xgboost, version: 1.7-1}", None),
        (f"683313688378.{ECR}/sagemaker-xgboost:3.0-5", "{framework: xgboost, version: 3.0-5}"),
        (f"683313688378.{ECR}/sagemaker-xgboost:9.9-9", None),
    ],
)
def test_a_version_that_nobody_chose_is_told(image: str, hint: str | None) -> None:
    """The default is one version; the mended line is silent."""
    told = _told(image)
    assert told == ([f"write `image: {hint}` in `Register`"] if hint else [])
    if hint:
        assert _told(image, f"image: {hint}") == []


@pytest.mark.parametrize(
    ("serving", "hint"),
    [
        ("{framework: pytorch, version: 2.5.1, py: py311}", None),
        ("{framework: pytorch, version: 2.6.0, py: py312}", None),
        ("{framework: pytorch, version: 2.4.0, py: py311}", "{framework: pytorch, version: 2.5.1}"),
        ("{framework: pytorch, version: 2.5, py: py311}", None),
    ],
)
def test_an_older_version_is_told_even_if_it_is_written(serving: str, hint: str | None) -> None:
    """A newer one is somebody's choice. The line has no more keys than it takes."""
    told = _told(TORCH, f"image: {serving}", head=SCRIPT)
    assert told == ([f"write `image: {hint}` in `Register`"] if hint else [])


def test_a_version_that_nothing_serves_is_told() -> None:
    """There is no line to write then."""
    training = "{framework: pytorch, version: 2.7.1, py: py312}"
    serving = "image: {framework: pytorch, version: 2.6.0, py: py312}"
    (told,) = _told(training, serving, head=SCRIPT)
    assert told == "train with a version that has an image to serve it, such as 2.6.0"


@pytest.mark.parametrize(
    ("serving", "options", "keys"),
    [
        ("pytorch, version: 2.4.0, py: py311, accelerator: cpu", "", ", accelerator: cpu"),
        ("pytorch, version: 2.4.0, py: py311, accelerator: gpu", "", ", accelerator: gpu"),
        ("tensorflow, version: 2.18.0, accelerator: cpu", "", ", accelerator: cpu"),
        ("xgboost, version: 1.7-1", "", ", accelerator: gpu"),
        ("pytorch, version: 2.4.0, py: py311", "ml.m5.xlarge", ""),
        ("pytorch, version: 2.4.0, py: py311", "ml.g5.xlarge", ""),
        (
            "pytorch, version: 2.4.0, py: py311, accelerator: gpu",
            "ml.m5.xlarge",
            ", accelerator: gpu",
        ),
    ],
)
def test_the_processor_that_somebody_chose_to_serve_on_stays(
    serving: str, options: str, keys: str
) -> None:
    """Whatever the model was trained on; the mended line is silent."""
    head = SCRIPT.replace("ml.m5.large", "ml.g5.xlarge").replace("DEFAULTS", "")
    head = head.replace("IMAGE", TORCH)
    uses = "uses: CreateModel"
    if options:
        uses = "uses: ModelRegistration\n    options: {model_package_group: g, "
        uses += f"inference_instances: [{options}]}}"

    def told(image: str) -> list[str]:
        step = f"  Serve:\n    {uses}\n    image: {image}\n"
        return [str(item.hint) for item in compiled(head + step).diagnostics]

    line = f"{{framework: pytorch, version: 2.5.1{keys}}}"
    assert told(f"{{framework: {serving}}}") == [f"write `image: {line}` in `Serve`"]
    assert told(line) == []


MODEL = """
pipeline: Models
vars: {bucket: example-bucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
steps:
  Serve:
    uses: USES
    image: IMAGE
    inputs: {model_artifacts: "s3://example-bucket/model.tar.gz"}
    MORE
"""


def _served(image: str, more: str, uses: str) -> list[str]:
    text = MODEL.replace("IMAGE", image).replace("MORE", more).replace("USES", uses)
    if uses == "ModelRegistration":
        text += "    options: {model_package_group: g}\n"
    found = compiled(text).diagnostics
    assert {item.code.number for item in found} <= {"PC426"}
    return [item.message for item in found]


@pytest.mark.parametrize("uses", ["CreateModel", "ModelRegistration"])
@pytest.mark.parametrize(
    ("image", "more", "part"),
    [
        ("{framework: pytorch, version: 2.5.1, py: py311, accelerator: cpu}", CODE, "beside"),
        ("{framework: pytorch, version: 1.1.0, py: py3, accelerator: cpu}", CODE, None),
        ("{framework: tensorflow, version: 2.18.0, accelerator: cpu}", CODE, "beside"),
        ("{framework: mxnet, version: 1.9.0, py: py38, accelerator: cpu}", CODE, "beside"),
        (f"763104351884.{ECR}/pytorch-inference:2.9.0-cpu-py312", CODE, "beside"),
        (f"111122223333.{ECR}/our-server:1", CODE, None),
        (SKLEARN, CODE, None),
        (XGBOOST, CODE, None),
        ("{framework: pytorch, version: 2.5.1, py: py311, accelerator: cpu}", "", None),
        (
            "{framework: pytorch, version: 2.5.1, py: py311, accelerator: cpu}",
            f"environment: {IN_ARCHIVE}",
            None,
        ),
        (SKLEARN, "", "serves nothing without"),
        (SKLEARN, f"environment: {IN_ARCHIVE}", None),
        (XGBOOST, "", None),
    ],
)
def test_code_that_an_image_does_not_find_is_told(
    image: str, more: str, part: str | None, uses: str
) -> None:
    """Either beside the model where the image looks into the archive, or nowhere."""
    told = _served(image, more, uses)
    assert len(told) == (part is not None)
    assert part is None or part in told[0]


def test_code_that_cannot_be_fetched_is_told_once() -> None:
    """Without a network it is an error for each image, which says the same to write."""
    image = "{framework: pytorch, version: 2.5.1, py: py311, accelerator: cpu}"
    text = MODEL.replace("IMAGE", image).replace("USES", "CreateModel")
    text = text.replace("MORE", f"{CODE}\n    network: {{isolation: true}}")
    assert [item.code.number for item in compiled(text).diagnostics] == ["PC404"]
    text = MODEL.replace("IMAGE", SKLEARN).replace("USES", "CreateModel")
    (told,) = compiled(text.replace("MORE", "network: {isolation: true}")).diagnostics
    assert told.code.number == "PC426"
    assert "code: inference.py" not in str(told.hint)


def test_the_images_that_read_the_archive_are_those_the_sdk_repacks_for() -> None:
    """`_LOWEST_MMS_VERSION` of `PyTorchModel` and `MXNetModel` (v2); TF's own server from 1.11."""
    lowest = {"pytorch": "1.2", "mxnet": "1.4", "tensorflow": "1.11"}
    for framework, first in lowest.items():
        for version in versions(framework):
            images = (
                lookup(
                    framework,
                    version,
                    "us-east-1",
                    scope="inference",
                    instance_type="ml.m5.xlarge",
                    py=py,
                )
                for py in (None, "py3", "py37", "py38", "py310")
            )
            uri = next((image for image in images if isinstance(image, str)), None)
            if uri is not None:
                numbers, least = (tuple(map(int, v.split(".")[:2])) for v in (version, first))
                assert reads_archive_only(uri) == (numbers >= least), uri


CHAIN = """
pipeline: Models
vars: {bucket: example-bucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
steps:
  Chain:
    kind: Model
    image: {framework: sklearn, version: 1.2-1}
    CODE
    environment: {LEVEL: 1}
    request:
      Containers:
        - {FIRST}
        - {Image: IMAGE, ModelDataUrl: "s3://example-bucket/two.tar.gz"}
"""


def test_the_keys_describe_the_first_of_several_containers() -> None:
    """As in RegisterModel; what is written under `request` is added."""
    first = 'ModelDataUrl: "s3://example-bucket/one.tar.gz", Environment: {A: b}'
    text = CHAIN.replace("FIRST", first).replace("IMAGE", OWN).replace("CODE", CODE)
    result = compiled(text)
    assert result.diagnostics == ()
    assert result.artifacts is not None
    arguments = result.artifacts.definition["Steps"][0]["Arguments"]
    assert "PrimaryContainer" not in arguments
    one, two = arguments["Containers"]
    assert one["Image"].endswith("/sagemaker-scikit-learn:1.2-1-cpu-py3")
    assert one["Environment"] == {
        "LEVEL": "1",
        "SAGEMAKER_PROGRAM": "inference.py",
        "SAGEMAKER_SUBMIT_DIRECTORY": "s3://example-bucket/code.tar.gz",
        "A": "b",
    }
    assert two == {"Image": OWN, "ModelDataUrl": "s3://example-bucket/two.tar.gz"}
    silent = CHAIN.replace("FIRST", first).replace("IMAGE", OWN).replace("    CODE\n", "")
    assert [item.code.number for item in compiled(silent).diagnostics] == ["PC426"]


def test_a_first_container_with_an_image_of_its_own_is_not_overridden() -> None:
    """Which of the two is meant is asked."""
    text = CHAIN.replace("FIRST", f"Image: {OWN}").replace("IMAGE", OWN).replace("CODE", CODE)
    assert [item.code.number for item in compiled(text).diagnostics] == ["PC404"]
