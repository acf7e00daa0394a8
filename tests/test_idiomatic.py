"""Job steps as the SDK's own classes: which are, and that these say just the request."""

from __future__ import annotations

import copy
import json
import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from oracle.equal import exact_differences
from oracle.idiomatic_share import share
from oracle.pipec_side import ROOT, compile_folder
from oracle.sdk import ROLE, definition_of, load, offline, session
from pipec.compiler.diagnostics import Span
from pipec.compiler.emit.definition import definition_of as compiled_definition
from pipec.compiler.emit.definition import definition_text
from pipec.compiler.emit.plan import Plan
from pipec.compiler.emit.python import python_text
from pipec.compiler.model import Parameter
from pipec.compiler.python.pywriter import PythonWriter
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.steps.base import StepDefinition
from pipec.compiler.values import ExecutionGet, Join, Key, ParameterGet, PropertyGet, contents_of

if TYPE_CHECKING:
    from botocore.model import Shape

JOBS = {"Processing", "Transform", "Training", "Tuning"}
SPAN = Span("p.yaml", 1, 1, 1, 2)
S3 = "s3://example-bucket/data"
FIRST = PropertyGet(
    "First", ("ProcessingOutputConfig", "Outputs", Key("train"), "S3Output", "S3Uri"), "String"
)
TEXT_VARIABLES = [
    ParameterGet("Text", "String"),
    ExecutionGet("PipelineExecutionId"),
    Join((S3, ExecutionGet("PipelineExecutionId"))),
    FIRST,
]
VARIABLES: dict[str, list[Any]] = {
    "string": TEXT_VARIABLES,
    "integer": [ParameterGet("Count", "Integer")],
    "long": [ParameterGet("Count", "Integer")],
    "boolean": [ParameterGet("Flag", "Boolean")],
    "float": [ParameterGet("Rate", "Float")],
    "double": [ParameterGet("Rate", "Float")],
}
LITERALS: dict[str, list[Any]] = {
    "string": ["", "x", S3, "local", "0.50", "7", "true", "s3:/x"],
    "integer": [0, 1, 30],
    "long": [0, 1, 30],
    "boolean": [True, False],
    "float": [0.0, 0.5],
    "double": [0.0, 0.5],
}
PARAMETERS = tuple(
    Parameter(name=name, type=kind, default=default, enum=(), span=SPAN)
    for name, kind, default in (
        ("Text", "String", S3),
        ("Count", "Integer", 1),
        ("Flag", "Boolean", True),
        ("Rate", "Float", 0.5),
    )
)
S3_INPUT = {
    "S3Uri": S3,
    "LocalPath": "/opt/ml/processing/data",
    "S3DataType": "S3Prefix",
    "S3InputMode": "File",
    "S3DataDistributionType": "FullyReplicated",
    "S3CompressionType": "None",
}
REPORT = {"ContentType": "application/json", "S3Uri": S3, "ContentDigest": "d"}
TAGS = [{"Key": "team", "Value": "shellfish"}]
VPC = {"Subnets": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}
REQUESTS: dict[str, dict[str, Any]] = {
    "Model": {
        "ExecutionRoleArn": ROLE,
        "PrimaryContainer": {"Image": "image", "ModelDataUrl": S3, "Environment": {"A": "1"}},
        "VpcConfig": VPC,
        "EnableNetworkIsolation": True,
        "Tags": TAGS,
    },
    "Processing": {
        "RoleArn": ROLE,
        "AppSpecification": {
            "ImageUri": "image",
            "ContainerEntrypoint": ["python3", "x.py"],
            "ContainerArguments": ["--a", "1"],
        },
        "ProcessingResources": {
            "ClusterConfig": {
                "InstanceType": "ml.m5.large",
                "InstanceCount": 1,
                "VolumeSizeInGB": 30,
                "VolumeKmsKeyId": "key",
            }
        },
        "ProcessingInputs": [{"InputName": "data", "S3Input": S3_INPUT}],
        "ProcessingOutputConfig": {
            "KmsKeyId": "key",
            "Outputs": [
                {
                    "OutputName": "train",
                    "S3Output": {
                        "S3Uri": S3,
                        "LocalPath": "/opt/ml/processing/train",
                        "S3UploadMode": "EndOfJob",
                    },
                }
            ],
        },
        "StoppingCondition": {"MaxRuntimeInSeconds": 60},
        "Environment": {"A": "1"},
        "NetworkConfig": {
            "EnableNetworkIsolation": False,
            "EnableInterContainerTrafficEncryption": False,
            "VpcConfig": VPC,
        },
        "ExperimentConfig": {"TrialComponentDisplayName": "trial"},
        "Tags": TAGS,
    },
    "Transform": {
        "ModelName": "model",
        "MaxConcurrentTransforms": 0,
        "MaxPayloadInMB": 0,
        "BatchStrategy": "MultiRecord",
        "ModelClientConfig": {"InvocationsMaxRetries": 0},
        "Environment": {"A": "1"},
        "TransformInput": {
            "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": S3}},
            "ContentType": "text/csv",
            "CompressionType": "None",
            "SplitType": "Line",
        },
        "TransformOutput": {
            "S3OutputPath": S3,
            "Accept": "text/csv",
            "AssembleWith": "Line",
            "KmsKeyId": "key",
        },
        "TransformResources": {
            "InstanceType": "ml.m5.large",
            "InstanceCount": 1,
            "VolumeKmsKeyId": "key",
        },
        "DataCaptureConfig": {"DestinationS3Uri": S3, "GenerateInferenceId": True},
        "DataProcessing": {"InputFilter": "$", "OutputFilter": "$", "JoinSource": "Input"},
        "ExperimentConfig": {"TrialComponentDisplayName": "trial"},
        "Tags": TAGS,
    },
    "Tuning": {
        "HyperParameterTuningJobConfig": {
            "Strategy": "Bayesian",
            "StrategyConfig": {"HyperbandStrategyConfig": {"MinResource": 1, "MaxResource": 2}},
            "HyperParameterTuningJobObjective": {"Type": "Minimize", "MetricName": "loss"},
            "ResourceLimits": {
                "MaxNumberOfTrainingJobs": 2,
                "MaxParallelTrainingJobs": 1,
                "MaxRuntimeInSeconds": 60,
            },
            "ParameterRanges": {
                "IntegerParameterRanges": [
                    {"Name": "a", "MinValue": "1", "MaxValue": "9", "ScalingType": "Auto"}
                ],
                "ContinuousParameterRanges": [
                    {"Name": "b", "MinValue": "0.1", "MaxValue": "1", "ScalingType": "Auto"}
                ],
                "CategoricalParameterRanges": [{"Name": "c", "Values": ["x", "true", "1"]}],
            },
            "TrainingJobEarlyStoppingType": "Off",
            "TuningJobCompletionCriteria": {
                "TargetObjectiveMetricValue": 0.5,
                "ConvergenceDetected": {"CompleteOnConvergence": "Enabled"},
            },
            "RandomSeed": 1,
        },
        "TrainingJobDefinition": {
            "RoleArn": ROLE,
            "StaticHyperParameters": {"eta": "0.2", "on": "true", "text": "x"},
            "AlgorithmSpecification": {
                "TrainingImage": "image",
                "TrainingInputMode": "File",
                "MetricDefinitions": [{"Name": "loss", "Regex": "loss: (.*)"}],
            },
            "InputDataConfig": [
                {
                    "ChannelName": "train",
                    "DataSource": {
                        "S3DataSource": {
                            "S3DataType": "S3Prefix",
                            "S3Uri": S3,
                            "S3DataDistributionType": "FullyReplicated",
                        }
                    },
                    "ContentType": "text/csv",
                }
            ],
            "OutputDataConfig": {"S3OutputPath": S3, "KmsKeyId": "key"},
            "ResourceConfig": {
                "InstanceType": "ml.m5.large",
                "InstanceCount": 1,
                "VolumeSizeInGB": 30,
            },
            "VpcConfig": VPC,
            "StoppingCondition": {"MaxRuntimeInSeconds": 60, "MaxWaitTimeInSeconds": 60},
            "EnableManagedSpotTraining": True,
            "CheckpointConfig": {"S3Uri": S3, "LocalPath": "/c"},
            "RetryStrategy": {"MaximumRetryAttempts": 1},
            "Environment": {"A": "1"},
        },
        "WarmStartConfig": {
            "WarmStartType": "TransferLearning",
            "ParentHyperParameterTuningJobs": [{"HyperParameterTuningJobName": "parent"}],
        },
        "Tags": TAGS,
    },
    "RegisterModel": {
        "ModelPackageGroupName": "group",
        "ModelPackageDescription": "d",
        "InferenceSpecification": {
            "Containers": [
                {
                    "Image": "image",
                    "ModelDataUrl": S3,
                    "Environment": {"A": "1"},
                    "NearestModelName": "xgboost",
                    "ModelInput": {"DataInputConfig": "{}"},
                }
            ],
            "SupportedContentTypes": ["text/csv"],
            "SupportedResponseMIMETypes": ["text/csv"],
            "SupportedRealtimeInferenceInstanceTypes": ["ml.m5.large"],
            "SupportedTransformInstanceTypes": ["ml.m5.large"],
        },
        "ModelApprovalStatus": "Approved",
        "ModelMetrics": {
            "ModelQuality": {"Statistics": REPORT, "Constraints": REPORT},
            "ModelDataQuality": {"Statistics": REPORT},
            "Bias": {"Report": REPORT, "PreTrainingReport": REPORT},
            "Explainability": {},
        },
        "DriftCheckBaselines": {
            "ModelQuality": {"Statistics": REPORT},
            "Bias": {"ConfigFile": REPORT, "PostTrainingConstraints": REPORT},
        },
        "MetadataProperties": {"CommitId": "c", "Repository": "r"},
        "CustomerMetadataProperties": {"A": "1"},
        "Domain": "MACHINE_LEARNING",
        "Task": "REGRESSION",
        "SamplePayloadUrl": S3,
        "SkipModelValidation": "None",
        "SourceUri": S3,
        "ModelLifeCycle": {"Stage": "s", "StageStatus": "t", "StageDescription": "d"},
    },
    "Lineage": {
        "Actions": [
            {
                "ActionName": "run",
                "Source": {"SourceUri": S3, "SourceType": "t"},
                "ActionType": "t",
                "Description": "d",
                "Status": "Completed",
                "Properties": {"A": "1"},
                "Tags": TAGS,
            }
        ],
        "Artifacts": [
            {
                "ArtifactName": "model",
                "Source": {"SourceUri": S3},
                "ArtifactType": "t",
                "Properties": {"A": "1"},
                "Tags": TAGS,
            }
        ],
        "Contexts": [
            {
                "ContextName": "context",
                "Source": {"SourceUri": S3, "SourceType": "t"},
                "ContextType": "t",
                "Description": "d",
                "Properties": {"A": "1"},
                "Tags": TAGS,
            }
        ],
        "Associations": [
            {
                "Source": {"Name": "run", "Type": "Action"},
                "Destination": {"Name": "model", "Type": "Artifact"},
                "AssociationType": "Produced",
            },
            {"Source": {"Arn": "arn"}, "Destination": {"Name": "context", "Type": "Context"}},
        ],
    },
    "Training": {
        "RoleArn": ROLE,
        "HyperParameters": {"eta": "0.2", "rounds": "50", "objective": "reg:linear"},
        "AlgorithmSpecification": {
            "TrainingImage": "image",
            "TrainingInputMode": "File",
            "MetricDefinitions": [{"Name": "loss", "Regex": "loss: (.*)"}],
            "TrainingImageConfig": {"TrainingRepositoryAccessMode": "Vpc"},
        },
        "InputDataConfig": [
            {
                "ChannelName": "train",
                "DataSource": {
                    "S3DataSource": {
                        "S3DataType": "S3Prefix",
                        "S3Uri": S3,
                        "S3DataDistributionType": "FullyReplicated",
                    }
                },
                "ContentType": "text/csv",
                "InputMode": "File",
            },
            {
                "ChannelName": "files",
                "DataSource": {
                    "FileSystemDataSource": {
                        "FileSystemId": "fs-1",
                        "FileSystemAccessMode": "ro",
                        "FileSystemType": "EFS",
                        "DirectoryPath": "/d",
                    }
                },
                "ShuffleConfig": {"Seed": 1},
            },
        ],
        "OutputDataConfig": {"S3OutputPath": S3, "KmsKeyId": "key", "CompressionType": "GZIP"},
        "ResourceConfig": {
            "InstanceType": "ml.m5.large",
            "InstanceCount": 1,
            "VolumeSizeInGB": 30,
            "VolumeKmsKeyId": "key",
            "KeepAlivePeriodInSeconds": 60,
        },
        "VpcConfig": VPC,
        "StoppingCondition": {"MaxRuntimeInSeconds": 60, "MaxWaitTimeInSeconds": 60},
        "EnableNetworkIsolation": False,
        "EnableInterContainerTrafficEncryption": False,
        "EnableManagedSpotTraining": False,
        "CheckpointConfig": {"S3Uri": S3, "LocalPath": "/c"},
        "TensorBoardOutputConfig": {"S3OutputPath": S3, "LocalPath": "/t"},
        "Environment": {"A": "1"},
        "RetryStrategy": {"MaximumRetryAttempts": 1},
        "RemoteDebugConfig": {"EnableRemoteDebug": True},
        "InfraCheckConfig": {"EnableInfraCheck": True},
        "SessionChainingConfig": {"EnableSessionTagChaining": True},
        "Tags": TAGS,
    },
}


@pytest.mark.parametrize("kind", REQUESTS)
def test_a_request_with_everything_the_class_takes_is_idiomatic(kind: str) -> None:
    """Else the property below would be about nothing."""
    assert idiomatic(step("S", kind, REQUESTS[kind]))


@pytest.mark.parametrize("name", ["abalone", "batch-scoring", "xgboost-pipeline"])
def test_the_examples_steps_are_all_idiomatic(name: str) -> None:
    """What the library's contracts ask for, the SDK's classes can say."""
    found = share([compile_folder(ROOT / "pipelines" / name)])

    assert found.keys() & JOBS
    assert all(own == all_ for own, all_ in found.values())


def test_the_librarys_other_contracts_are_idiomatic_but_for_the_notebook() -> None:
    """A notebook job's image has an entrypoint of its own, which no trainer can say."""
    found = share([compile_folder(ROOT / "tests" / "oracle" / "matrix" / "library")])

    left = {kind: all_ - own for kind, (own, all_) in found.items() if own != all_}
    assert left == {"Training": 1}


def test_half_the_jobs_of_the_matrix_and_the_twins_are_idiomatic() -> None:
    """Of each kind, though the matrix is there for unusual members that no class can say."""
    places = ("tests/oracle/matrix", "tests/oracle/twins")
    folders = [path.parent for place in places for path in ROOT.glob(f"{place}/*/pipeline.yaml")]

    found = share(compile_folder(folder) for folder in folders)

    assert found.keys() >= JOBS
    assert all(own >= all_ / 2 for kind, (own, all_) in found.items() if kind in JOBS)


@pytest.mark.parametrize("kind", REQUESTS)
@settings(max_examples=3, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(seed=st.integers(0, 2**32))
def test_what_is_written_with_a_class_is_just_the_request(kind: str, seed: int) -> None:
    """Members left out, added, empty, zero, false, and variables: the SDK makes the same JSON."""
    chance = random.Random(seed)  # noqa: S311 - hypothesis's own draws take minutes for as many
    tried = [step(f"S{number}", kind, changed(kind, chance)) for number in range(400)]
    written = [item for item in tried if idiomatic(item)]

    assert len(written) > 20
    assert differences(written) == []


def differences(steps: list[StepDefinition]) -> list[str]:
    """Where the SDK makes another definition of the steps than the compiler."""
    first = step("First", "Processing", REQUESTS["Processing"])  # whose output variables name
    plan = Plan(
        name="p",
        file="p.yaml",
        parameters=PARAMETERS,
        steps=(first, *steps),
        experiment=None,
        mlflow=None,
    )
    with tempfile.TemporaryDirectory() as folder, offline():
        program = Path(folder) / "pipeline.py"
        program.write_text(python_text(plan), "utf-8")
        made = definition_of(load(program).build(session()))
    compiled = json.loads(definition_text(compiled_definition(plan)))
    return exact_differences(made, compiled)


def step(name: str, kind: str, request: dict[str, Any]) -> StepDefinition:
    """A step that is only a request."""
    contents = contents_of(request)
    return StepDefinition(name=name, kind=kind, span=SPAN, arguments=request, contents=contents)


def idiomatic(item: StepDefinition) -> bool:
    """Whether the kind's writer finds a class for a step."""
    writer = PythonWriter(property_names={})
    hook = STEP_TYPES[item.kind].idiomatic
    return hook is not None and hook(item, (), writer) is not None


def changed(kind: str, chance: Random) -> dict[str, Any]:
    """The request with everything, with a few members left out, replaced and added."""
    request = copy.deepcopy(REQUESTS[kind])
    for _ in range(chance.choice([0, 0, 1, 3])):
        owner, key = chance.choice(list(places(request)))
        del owner[key]
    for _ in range(chance.choice([0, 1, 2])):
        add(request, request_shape(kind), chance)
    for _ in range(chance.choice([0, 1, 2])):
        leaves = [(o, k) for o, k in places(request) if not isinstance(o[k], dict | list)]
        owner, key = chance.choice(leaves)
        sort = {bool: "boolean", int: "integer"}.get(type(owner[key]), "string")
        owner[key] = leaf(sort, chance)
    return request


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each member and item, as what holds it and its key."""
    keys = value if isinstance(value, dict) else range(len(value) if isinstance(value, list) else 0)
    for key in keys:
        yield value, key
        yield from places(value[key])


def leaf(sort: str, chance: Random, more: Sequence[str] = ()) -> Any:
    """A literal of a type, or a variable."""
    return chance.choice([*LITERALS[sort], *more, *VARIABLES[sort]])


def add(value: Any, shape: Shape, chance: Random) -> None:
    """Add a member that the request's shape has, somewhere in it."""
    if shape.type_name == "list" and isinstance(value, list) and value:
        add(chance.choice(value), shape.member, chance)
    elif shape.type_name == "map" and isinstance(value, dict):
        value[chance.choice(["A", "B", "sagemaker_job_name"])] = tree(shape.value, chance)
    elif shape.type_name == "structure" and isinstance(value, dict):
        name = chance.choice(list(shape.members))
        if name in value and isinstance(value[name], dict | list):
            add(value[name], shape.members[name], chance)
        else:
            value[name] = tree(shape.members[name], chance)


def tree(shape: Shape, chance: Random) -> Any:
    """Any value of a shape: members that it must have, and a few others."""
    if shape.type_name == "structure":
        names = [n for n in shape.members if n in shape.required_members or chance.random() < 0.3]
        return {name: tree(shape.members[name], chance) for name in names}
    if shape.type_name == "list":
        return [tree(shape.member, chance) for _ in range(chance.choice([0, 1, 1, 2]))]
    if shape.type_name == "map":
        return {key: tree(shape.value, chance) for key in chance.choice(["", "A"])}
    return leaf(shape.type_name, chance, getattr(shape, "enum", ()))


@cache
def request_shape(kind: str) -> Shape:
    """The shape of a kind's request in botocore's model."""
    import botocore.session
    from botocore.model import ShapeResolver

    model = botocore.session.Session().get_service_model("sagemaker")
    own = {name: _as_botocore(shape) for name, shape in STEP_TYPES[kind].shapes.items()}
    resolver = ShapeResolver({**model._service_description["shapes"], **own})
    return resolver.get_shape_by_name(STEP_TYPES[kind].request)


def _as_botocore(shape: Mapping[str, Any]) -> dict[str, Any]:
    """A shape of our own, as botocore's model would hold it."""
    found = dict(shape)
    if "member" in shape:
        found["member"] = {"shape": shape["member"]}
    if "members" in shape:
        found["members"] = {name: {"shape": to} for name, to in shape["members"].items()}
    return found
