"""What the matrix must mean: facts that hold in the JSON, which its Python twin cannot show."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from oracle.pipec_side import ROOT, compile_folder
from pipec.compiler.steps import STEP_TYPES

CORPUS = ROOT / "tests" / "oracle" / "corpus"
MATRIX = ROOT / "tests" / "oracle" / "matrix"
NAMES = sorted(path.parent.name for path in MATRIX.glob("*/pipeline.yaml"))


def steps(name: str) -> dict[str, dict[str, Any]]:
    """The steps of a matrix pipeline by name, those in branches too."""
    return {step["Name"]: step for step in flat(compile_folder(MATRIX / name).definition["Steps"])}


def flat(found: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Steps with those of their branches."""
    for step in found:
        yield step
        if step["Type"] in ("Condition", "ForEach"):
            for member in ("IfSteps", "ElseSteps", "ForEachBody"):
                yield from flat(step["Arguments"].get(member, []))


def test_every_step_type_and_key_is_in_the_matrix() -> None:
    """All step types, and of each kind every request member that a friendly key sets."""
    seen: dict[str, list[dict[str, Any]]] = {kind: [] for kind in STEP_TYPES}
    for name in NAMES:
        for step in steps(name).values():
            if step["Type"] in seen:  # others are unchecked
                seen[step["Type"]].append(step["Arguments"])
    missing = [
        (kind, key)
        for kind, item in STEP_TYPES.items()
        for key, place in item.placements.items()
        if not any(reaches(arguments, place) for arguments in seen[kind])
    ]

    assert all(seen.values())
    assert missing == []


def reaches(value: Any, place: tuple[str | int, ...]) -> bool:
    """Whether a request has a member at this place."""
    for part in place:
        if isinstance(part, str) and not (isinstance(value, dict) and part in value):
            return False
        value = value[part]
    return True


def test_null_removes_what_lower_layers_set() -> None:
    """One member, one entry of a mapping, one tag, a whole group, and what is thereby empty."""
    request = steps("merging")["Overrides"]["Arguments"]

    assert "StoppingCondition" not in request
    assert "EnableNetworkIsolation" not in request
    assert request["VpcConfig"] == {"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-9"]}
    assert request["Environment"] == {"A": "2", "B": "3"}
    assert [tag["Key"] for tag in request["Tags"]] == ["team", "changed", "added", "last"]
    assert "VolumeKmsKeyId" not in request["ResourceConfig"]
    bare = steps("merging")["Networkless"]["Arguments"]
    assert not {"NetworkConfig", "StoppingCondition", "Tags", "Environment"} & bare.keys()


def test_lists_merge_by_name() -> None:
    """A wired channel keeps its reference when one of its members is changed; new ones follow."""
    channels = steps("merging")["Overrides"]["Arguments"]["InputDataConfig"]

    assert [channel["ChannelName"] for channel in channels] == ["a", "b", "c"]
    assert channels[1]["DataSource"]["S3DataSource"]["S3DataType"] == "ManifestFile"
    assert channels[1]["DataSource"]["S3DataSource"]["S3Uri"] == "s3://example-bucket/b"
    assert "InputMode" not in channels[1]


def test_inputs_that_nothing_is_bound_to_leave_no_trace() -> None:
    """No entry without a place, no flag without its value, no emptied list."""
    full = steps("processing")["Full"]["Arguments"]
    inputs = {entry["InputName"]: entry for entry in full["ProcessingInputs"]}

    assert not {"left_out", "mentioned_left_out"} & inputs.keys()
    assert "S3Input" in inputs["default_place"]  # mentioned by its path only, hence mounted
    assert "--left-out" not in full["AppSpecification"]["ContainerArguments"]
    bare = steps("contracts")["Processing"]["Arguments"]
    assert "ProcessingInputs" not in bare
    assert "ContainerArguments" not in bare["AppSpecification"]


@pytest.mark.parametrize(
    "name", sorted(path.parent.name for path in MATRIX.glob("*/pipeline.yaml"))
)
def test_no_reference_is_left_as_text(name: str) -> None:
    """`${` is in a definition only where `$${` was written."""
    texts = [text for text in strings(compile_folder(MATRIX / name).definition) if "${" in text]

    assert all("${x}" in text or "${HOME}" in text or "${w}" in text for text in texts), texts


def strings(value: Any) -> Iterator[str]:
    """Every text in JSON data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from strings(item)


def test_a_default_of_the_pipeline_wins_over_the_project() -> None:
    """Layers, weakest first: project, pipeline, contract, project for it, pipeline for it, step."""
    found = steps("defaults")

    assert found["All"]["Arguments"]["Environment"]["LAYER"] == "pipeline-for"
    assert found["Own"]["Arguments"]["Environment"]["LAYER"] == "step"
    assert found["InPlace"]["Arguments"]["Environment"]["LAYER"] == "pipeline"
    assert "CacheConfig" not in found["NotCached"]
    assert found["Notify"]["CacheConfig"]["ExpireAfter"] == "P2D"


def test_code_reaches_a_container_without_a_network_as_it_does_for_the_sdk() -> None:
    """The archive is a channel, of which the container is told the folder (SDK 2.257)."""
    stored = json.loads((CORPUS / "v2" / "isolated.json").read_text("utf-8"))
    sdk = {step["Name"]: step["Arguments"] for step in stored["Steps"]}
    ours = {name: step["Arguments"] for name, step in steps("code").items()}

    assert sdk.keys() == {"Always", "Asked", "Search"}
    for name, request in sdk.items():
        assert brought(ours[name]) == brought(request)
    assert named_to("IsolatedUri", ours) == "/opt/ml/input/data/code/code.tar.gz"
    assert named_to("NotIsolated", ours) == "s3://example-bucket/code.tar.gz"
    assert "InputDataConfig" not in ours["NotIsolated"]


def named_to(step: str, requests: dict[str, Any]) -> str:
    """Where the container of a training is told to find its code."""
    found: str = requests[step]["HyperParameters"]["sagemaker_submit_directory"]
    return found


def brought(request: dict[str, Any]) -> list[Any]:
    """The channels, the code's without its place and mode, and what the container is told.

    The SDK v2 says no mode, which is that of the job's data; and it writes texts as JSON.
    """
    job = request.get("TrainingJobDefinition", request)
    told = job.get("HyperParameters") or job["StaticHyperParameters"]
    *others, code = job["InputDataConfig"]
    source = dict(code["DataSource"]["S3DataSource"])
    assert source.pop("S3Uri").endswith("/sourcedir.tar.gz")
    return [
        [channel["ChannelName"] for channel in others],
        {"ChannelName": code["ChannelName"], "source": source},
        told["sagemaker_submit_directory"].strip('"'),
        told["sagemaker_program"].strip('"'),
        job["EnableNetworkIsolation"],
    ]


def test_a_range_is_of_the_type_that_the_sdk_has_for_it() -> None:
    """AWS's own XGBoost has types of its own, of a script too: the limits need not tell."""
    stored = json.loads((CORPUS / "v2" / "built_in_tuning.json").read_text("utf-8"))
    sdk = stored["Steps"][0]["Arguments"]["HyperParameterTuningJobConfig"]["ParameterRanges"]
    ours = {name: ranges(step) for name, step in steps("tuning").items()}

    assert ours["BuiltIn"] == sdk
    assert types(ours["BuiltInByUri"]) == {"eta": "Continuous", "alpha": "Integer"}
    assert types(ours["Typed"]) == {
        "eta": "Continuous",
        "rate": "Continuous",
        "depth": "Integer",
        "alpha": "Continuous",
        "gamma": "Integer",
        "max_depth": "Integer",
    }
    assert types(ours["BuiltInUnderRequest"]) == {"eta": "Continuous", "max_depth": "Integer"}
    assert types(ours["OwnUnderRequest"]) == {"eta": "Integer"}


def ranges(step: dict[str, Any]) -> dict[str, list[Any]]:
    """What a tuning searches, by kind."""
    found: dict[str, list[Any]] = (
        step["Arguments"].get("HyperParameterTuningJobConfig", {}).get("ParameterRanges", {})
    )
    return found


def types(found: dict[str, list[Any]]) -> dict[str, str]:
    """The kind of each hyperparameter's range."""
    return {
        item["Name"]: kind.removesuffix("ParameterRanges")
        for kind, items in found.items()
        for item in items
    }


def test_one_slash_stands_behind_a_place_that_ends_with_one() -> None:
    """The service writes no second one either."""
    tuned = steps("tuning")
    place = "Steps.BuiltIn.TrainingJobDefinition.OutputDataConfig.S3OutputPath"
    model = tuned["UseBuiltIn"]["Arguments"]["PrimaryContainer"]["ModelDataUrl"]

    job = tuned["BuiltIn"]["Arguments"]["TrainingJobDefinition"]
    assert job["OutputDataConfig"]["S3OutputPath"].endswith("/tune/")
    assert model["Std:Join"]["Values"][:2] == [
        {"Get": place},
        {"Get": "Steps.BuiltIn.BestTrainingJob.TrainingJobName"},
    ]


def test_a_tuning_tells_tensorflow_where_the_model_lies() -> None:
    """Its toolkit reads `model_dir` in each training of a tuning, and fails without it."""
    tuned = {
        name: step["Arguments"]["TrainingJobDefinition"]["StaticHyperParameters"].get("model_dir")
        for name, step in steps("tuning").items()
        if name in ("TensorFlow", "TensorFlowElsewhere", "Script")
    }

    assert tuned == {
        "TensorFlow": "/opt/ml/model",
        "TensorFlowElsewhere": "s3://example-bucket/checkpoints",
        "Script": None,
    }
