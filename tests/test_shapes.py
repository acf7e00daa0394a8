from __future__ import annotations

import pytest

from pipec.compiler.service.shapes import (
    PathError,
    Shape,
    load_properties,
    load_request,
    walk,
)
from pipec.compiler.values import Key

Path = tuple[str | int | Key, ...]
KINDS = ("Training", "Processing", "Transform", "Model", "RegisterModel")


def test_request_tells_members_in_the_models_order_and_which_are_required() -> None:
    """A request's members keep the order of the service's documentation."""
    request = load_request("Training")
    assert request.name == "CreateTrainingJobRequest"
    assert request.type == "structure"
    assert request.members[:3] == ("TrainingJobName", "HyperParameters", "AlgorithmSpecification")
    assert request.required == {"TrainingJobName", "RoleArn", "OutputDataConfig"}


def test_shapes_tell_what_values_they_take() -> None:
    """Enums, patterns and limits of the service are at hand, and absent where it has none."""
    request = load_request("Training")
    mode = walk(request, ("AlgorithmSpecification", "TrainingInputMode"))
    assert isinstance(mode, Shape)
    assert set(mode.enum) == {"File", "Pipe", "FastFile"}
    name = request.member("TrainingJobName")
    assert name is not None
    assert (name.type, name.min, name.max, name.enum) == ("string", 1, 63, ())
    assert name.pattern == "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}"
    assert name.members == ()
    assert name.member("X") is name.element is name.key is name.value is None
    parameters = request.member("HyperParameters")
    assert parameters is not None
    assert parameters.key is not None
    assert parameters.key.max == 256
    assert parameters.max == 100
    accept = walk(load_request("Model"), ("EnableNetworkIsolation",))
    assert isinstance(accept, Shape)
    assert (accept.pattern, accept.min, accept.max) == (None, None, None)


@pytest.mark.parametrize("kind", KINDS)
def test_tables_are_closed(kind: str) -> None:
    """Every shape that a table mentions is in it, and every required member exists."""
    for root in (load_request(kind), load_properties(kind)):
        for name in root.shapes.table:
            shape = root.shapes[name]
            parts = [shape.member(member) for member in shape.members]
            parts += [shape.element, shape.key, shape.value]
            assert all(part.name in root.shapes.table for part in parts if part is not None)
            assert shape.required <= set(shape.members)


@pytest.mark.parametrize(
    ("kind", "path", "type_"),
    [
        ("Training", ("TrainingJobName",), "String"),
        ("Training", ("ModelArtifacts", "S3ModelArtifacts"), "String"),
        ("Training", ("CreationTime",), "String"),
        ("Training", ("BillableTimeInSeconds",), "Integer"),
        ("Training", ("EnableManagedSpotTraining",), "Boolean"),
        ("Training", ("FinalMetricDataList", Key("loss"), "Value"), "Float"),
        ("Training", ("FinalMetricDataList", 0, "Value"), "Float"),
        ("Training", ("InputDataConfig", Key("train"), "DataSource", "S3DataSource"), None),
        ("Training", ("HyperParameters", Key("eta")), "String"),
        ("Training", ("VpcConfig", "Subnets", 0), "String"),
        ("Training", ("VpcConfig", "Subnets"), None),
        ("Training", (), None),
        (
            "Processing",
            ("ProcessingOutputConfig", "Outputs", Key("train"), "S3Output", "S3Uri"),
            "String",
        ),
        ("Processing", ("ProcessingInputs", 0, "S3Input", "S3Uri"), "String"),
        ("Processing", ("Environment", Key("A B")), "String"),
        ("Transform", ("TransformOutput", "S3OutputPath"), "String"),
        ("Model", ("PrimaryContainer", "ModelDataUrl"), "String"),
        ("RegisterModel", ("ModelPackageArn",), "String"),
        ("RegisterModel", ("InferenceSpecification", "Containers", 0, "Image"), "String"),
    ],
)
def test_path_leads_to_its_shape(kind: str, path: Path, type_: str | None) -> None:
    """Members by dot, entries by index or name, map values by key, as the SDK writes them."""
    shape = walk(load_properties(kind), path)
    assert isinstance(shape, Shape), shape
    assert shape.json_type == type_


@pytest.mark.parametrize(
    ("path", "index", "message", "hint"),
    [
        (
            ("ModelArtifacts", "Uri"),
            1,
            "`ModelArtifacts` has no member `Uri`",
            None,
        ),
        (
            ("Nope",),
            0,
            "`DescribeTrainingJobResponse` has no member `Nope`",
            None,
        ),
        (
            ("TrainingJobName", "Text"),
            1,
            "`TrainingJobName` is a plain value, which `.Text` cannot follow",
            "end the path at `TrainingJobName`",
        ),
        (
            ("TrainingJobName", 0),
            1,
            "`TrainingJobName` is a plain value, which `[0]` cannot follow",
            "end the path at `TrainingJobName`",
        ),
        (
            ("ModelArtifacts", 0),
            1,
            "`ModelArtifacts` is a structure, which `[0]` cannot follow",
            "write a member's name after a dot: `ModelArtifacts.NAME`",
        ),
        (
            ("ModelArtifacts", Key("S3ModelArtifacts")),
            1,
            "`ModelArtifacts` is a structure, which `['S3ModelArtifacts']` cannot follow",
            "write a member's name after a dot: `ModelArtifacts.S3ModelArtifacts`",
        ),
        (
            ("InputDataConfig", "train", "DataSource"),
            1,
            "`InputDataConfig` is a list, which `.train` cannot follow",
            "write an index or an entry's name: `InputDataConfig[0]` or `InputDataConfig['train']`",
        ),
        (
            ("VpcConfig", "Subnets", Key("a")),
            2,
            "`VpcConfig.Subnets` is a list, which `['a']` cannot follow",
            "write an index: `VpcConfig.Subnets[0]`",
        ),
        (
            ("HyperParameters", "eta"),
            1,
            "`HyperParameters` is a map, which `.eta` cannot follow",
            "write a quoted key: `HyperParameters['eta']`",
        ),
        (
            ("HyperParameters", 0),
            1,
            "`HyperParameters` is a map, which `[0]` cannot follow",
            "write a quoted key: `HyperParameters['KEY']`",
        ),
    ],
)
def test_path_that_leads_nowhere_says_where_and_what_to_write(
    path: Path, index: int, message: str, hint: str | None
) -> None:
    """The first wrong part is named, in the user's words, with a right way to write it."""
    error = walk(load_properties("Training"), path)
    assert isinstance(error, PathError)
    assert (error.index, error.message, error.hint) == (index, message, hint)


def test_unknown_member_lists_the_known_ones() -> None:
    """The known members are there for a "did you mean"."""
    error = walk(load_properties("Training"), ("ModelArtifacts", "S3ModelArtefacts"))
    assert isinstance(error, PathError)
    assert error.known == ("S3ModelArtifacts",)


def test_tables_are_read_once() -> None:
    """The request and the properties of a kind share one table in memory."""
    assert load_request("Model").shapes.table is load_properties("Model").shapes.table
