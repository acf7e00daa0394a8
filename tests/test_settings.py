"""The pipeline's settings: what the service takes beside the definition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import botocore.session
import pytest
from botocore.validate import validate_parameters

from pipec.compiler.compile import Result, SourceFile, compile_pipeline, read_context
from pipec.compiler.deployment.tags import tags_of_a_new_pipeline
from pipec.compiler.model import Settings
from pipec.compiler.service.shapes import load_request

ROLE = "arn:aws:iam::111122223333:role/SageMakerRole"
OTHER = "arn:aws:iam::444455556666:role/Other"
PROJECT = f"vars: {{bucket: example-bucket, region: us-east-1, role: '{ROLE}'}}\n"
STEPS = """
steps:
  Load:
    kind: Lambda
    function: arn:aws:lambda:us-east-1:111122223333:function:load
"""
TRAINING = """
steps:
  Train:
    uses: XGBoostTraining
    hyperparameters: {num_round: 10}
    inputs: {training_data: s3://example-bucket/train}
"""


class NoFiles:
    """A disk without files."""

    def read(self, path: str) -> bytes | None:
        """Nothing."""
        del path
        return None

    def walk(self, folder: str) -> list[str] | None:
        """Nothing."""
        del folder
        return None


def compiled(
    settings: str,
    steps: str = STEPS,
    project: str = PROJECT,
    given: Mapping[str, str] | None = None,
) -> Result:
    """A pipeline with these top-level keys."""
    text = f"pipeline: Demo\n{settings}\n{steps}"
    context = read_context(SourceFile(name="pipec.yaml", content=project.encode()), [])
    source = SourceFile(name="p.yaml", content=text.encode())
    return compile_pipeline(source, context, NoFiles(), given)


def settings(text: str, project: str = PROJECT, **given: str) -> Settings:
    """The settings of a pipeline that compiles."""
    result = compiled(text, project=project, given=given)
    assert result.artifacts, result.diagnostics
    return result.artifacts.settings


def problems(text: str, steps: str = STEPS) -> list[tuple[str, str, int, int]]:
    """Code, message, line and column of all that is wrong."""
    result = compiled(text, steps)
    assert result.artifacts is None
    return [
        (d.code.number, d.message, d.span.line, d.span.column) for d in result.diagnostics if d.span
    ]


# --- what is taken ----------------------------------------------------------------------------


def test_nothing_said() -> None:
    """Without keys there is the role of the var, and nothing else."""
    assert settings("") == Settings(role=ROLE)
    assert settings("", project="vars: {region: us-east-1}\n") == Settings()


def test_all_said() -> None:
    """References to vars and the pipeline's name are evaluated, and text is kept as written."""
    found = settings(
        """\
vars: {team: growth, most: 4, account: "444455556666"}
role: arn:aws:iam::${vars.account}:role/Other
display_name: ${pipeline.name}-${vars.team}
description: Costs $${5}, of ${vars.team}
parallelism: ${vars.most}
tags: {team: "${vars.team}", version: 1.10, on: true, account: 012, none: "", gone: null}
"""
    )

    assert found == Settings(
        role=OTHER,
        display_name="Demo-growth",
        description="Costs ${5}, of growth",
        parallelism=4,
        tags={"team": "growth", "version": "1.10", "on": "true", "account": "012", "none": ""},
    )


@pytest.mark.parametrize(
    ("text", "member", "value"),
    [
        ("role: null", "role", None),
        (f"vars: {{role: '{OTHER}'}}", "role", OTHER),
        (f"role: {OTHER}", "role", OTHER),
        ('description: ""', "description", ""),
        ("description: 1.10", "description", "1.10"),
        ("description: >-\n  Two\n  lines", "description", "Two lines"),
        ("description: " + "x" * 3072, "description", "x" * 3072),
        ("display_name: 007", "display_name", "007"),
        ("display_name: a--b", "display_name", "a--b"),
        ("display_name: " + "x" * 256, "display_name", "x" * 256),
        ("parallelism: 1", "parallelism", 1),
        ("tags: null", "tags", {}),
        ("tags: {}", "tags", {}),
        ("tags: {a: null}", "tags", {}),
        ("tags: {Größe in m: 顧客 離れ}", "tags", {"Größe in m": "顧客 離れ"}),
        ("tags: {'a_.:/=+-@1': '_.:/=+-@'}", "tags", {"a_.:/=+-@1": "_.:/=+-@"}),
        ("tags: {my-aws:x: a}", "tags", {"my-aws:x": "a"}),
    ],
)
def test_what_is_taken(text: str, member: str, value: object) -> None:
    """Each value at the edge of what the service takes; a null role is none."""
    assert getattr(settings(text), member) == value


def test_parallelism_from_the_command_line() -> None:
    """A var of the command line is text, which may be a number here."""
    assert settings("parallelism: ${vars.most}", most="20").parallelism == 20


def test_the_definition_does_not_change() -> None:
    """Settings are no part of the definition, nor of the SDK program's."""
    said = compiled("description: x\nparallelism: 3\ntags: {a: b}").artifacts
    unsaid = compiled("").artifacts

    assert said
    assert unsaid
    assert said.definition_text == unsaid.definition_text
    assert said.manifest_text == unsaid.manifest_text


# --- what is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "message", "column"),
    [
        ("display_name: null", "PC103", "`display_name` cannot be null: the service keeps", 1),
        ("display_name:", "PC103", "`display_name` has no value", 1),
        ("description: null", "PC103", "`description` cannot be null: the service keeps", 1),
        ("description: # later", "PC103", "`description` has no value", 1),
        ("parallelism: null", "PC103", "`parallelism` cannot be null: the service keeps", 1),
        ("parallelism:", "PC103", "`parallelism` has no value", 1),
        ("role:", "PC103", "`role` has no value", 1),
        ("experiment:", "PC103", "`experiment` has no value", 1),
        ("experiment: {name: }", "PC103", "`name` of `experiment` has no value", 14),
        ("mlflow:", "PC103", "`mlflow` has no value", 1),
        ("mlflow: {arn: }", "PC103", "`arn` of `mlflow` has no value", 10),
        ("mlflow: {arn: null}", "PC102", "`mlflow` lacks `arn`", 1),
        ("display_name: Who leaves?", "PC104", "`Who leaves?` cannot be the display name of", 15),
        ("display_name: -x", "PC104", "`-x` cannot be the display name of a pipeline", 15),
        ("display_name: é", "PC104", "`é` cannot be the display name of a pipeline", 15),
        ("display_name: ''", "PC104", "`display_name` cannot be empty", 15),
        ("display_name: a" + "-" * 255 + "b", "PC104", "`a-", 15),
        ("display_name: [a]", "PC103", "`display_name` must be text, not a list", 1),
        ("description: " + "x" * 3073, "PC404", "`description` has 3073 characters, at most", 14),
        ("description: |\n  x", "PC404", "`description` cannot hold a line end", 14),
        ('description: "a\\rb"', "PC404", "`description` cannot hold a line end", 14),
        ("role: Admin", "PC404", "`role` cannot be `Admin`", 7),
        ("role: ''", "PC404", "`role` cannot be empty", 7),
        (f"role: {ROLE}/{'x' * 2048}", "PC404", "`role` has ", 7),
        ("parallelism: 0", "PC103", "`parallelism` must be a whole number, 1 or more", 14),
        ("parallelism: 1.5", "PC103", "`parallelism` must be a whole number, 1 or more", 14),
        ("parallelism: 2.0", "PC103", "`parallelism` must be a whole number, 1 or more", 14),
        ("parallelism: '2'", "PC103", "`parallelism` must be a whole number, 1 or more", 14),
        ("parallelism: true", "PC103", "`parallelism` must be a whole number, 1 or more", 14),
        ("parallelism: -${pipeline.name}", "PC103", "`parallelism` must be a whole number", 14),
        ("tags: [a]", "PC103", "`tags` must be a mapping of names to values, not a list", 1),
        ("tags: {a: [b]}", "PC103", "the tag `a` must be text, not a list", 8),
        ("tags: {a: {b: c}}", "PC103", "the tag `a` must be text, not a mapping", 8),
        ("tags: {a: b&c}", "PC404", "the tag `a` cannot hold `&`", 11),
        ("tags: {a&b: c}", "PC404", "a key of `tags` cannot hold `&`", 8),
        ("tags: {a: 🦪}", "PC404", "the tag `a` cannot hold `🦪`", 11),
        ('tags: {a: "b\\n"}', "PC404", "the tag `a` cannot hold a line end or another", 11),
        ("tags: {'': b}", "PC404", "a key of `tags` has 0 characters, at least 1", 8),
        (f"tags: {{{'k' * 129}: v}}", "PC404", "a key of `tags` has 129 characters, at most", 8),
        (f"tags: {{k: {'v' * 257}}}", "PC404", "the tag `k` has 257 characters, at most 256", 11),
        ("tags: {aws:a: b}", "PC404", "the tag `aws:a` cannot be set", 8),
        ("tags: {AwS:a: b}", "PC404", "the tag `AwS:a` cannot be set", 8),
        ("tags: {pipec:a: b}", "PC404", "the tag `pipec:a` cannot be set", 8),
    ],
)
def test_what_is_refused(text: str, code: str, message: str, column: int) -> None:
    """What the service would refuse is an error at its place."""
    [found] = problems(text)

    assert (found[0], found[2], found[3]) == (code, 2, column)
    assert found[1].startswith(message)


@pytest.mark.parametrize("key", ["role", "display_name", "description", "parallelism", "tags"])
@pytest.mark.parametrize(
    "reference", ["parameters.P", "execution.PipelineExecutionId", "steps.Train.model_artifacts"]
)
def test_run_time_references(key: str, reference: str) -> None:
    """Nothing that only a run knows can be a setting."""
    value = f'{{a: "${{{reference}}}"}}' if key == "tags" else f"x-${{{reference}}}"
    found = problems(f"{key}: {value}\nparameters: {{P: x}}", TRAINING)
    named = "the tag `a`" if key == "tags" else f"`{key}`"

    assert [item[:2] for item in found] == [
        ("PC010", f"{named} must be known before the pipeline runs")
    ]


@pytest.mark.parametrize("reference", ["step.name", "options.x", "inputs.x", "vars.nope", "item"])
def test_other_references(reference: str) -> None:
    """What has no meaning outside a step is reported once."""
    assert len(problems(f"description: ${{{reference}}}")) == 1


def test_a_var_that_is_not_set() -> None:
    """A compiler's var that is not set is missed here as it is in a step."""
    result = compiled("description: In ${vars.bucket}", project="vars: {region: us-east-1}\n")

    assert [d.message for d in result.diagnostics] == [
        "`Demo` needs the var `bucket` for an S3 place"
    ]


def test_the_hint_for_a_display_name_holds() -> None:
    """The text that the hint shows is one that the service takes."""
    result = compiled("display_name: '  Who leaves — next? '")
    hint = result.diagnostics[0].hint

    assert hint is not None
    assert hint.startswith("write `Who-leaves-next`")
    assert settings("display_name: Who-leaves-next").display_name == "Who-leaves-next"


@pytest.mark.parametrize(
    ("tags", "fits"),
    [
        ([f"k{n}" for n in range(48)], True),
        (["k" * 120 + str(n) for n in range(24)], True),
        ([f"k{n}" for n in range(50)], False),
        (["k" * 120 + str(n) for n in range(45)], False),
    ],
    ids=["48", "24-long", "50", "45-long"],
)
def test_how_many_tags(tags: list[str], fits: bool) -> None:  # noqa: FBT001
    """The service takes 50, those in which pipec notes its own among them."""
    text = "tags: {" + ", ".join(f"{key}: v" for key in tags) + "}"
    all_tags = tags_of_a_new_pipeline(dict.fromkeys(tags, "v"))
    assert (len(all_tags) <= 50) is fits

    result = compiled(text)
    assert bool(result.artifacts) is fits
    if not fits:
        assert result.diagnostics[0].code.number == "PC404"
        assert result.diagnostics[0].message.startswith(f"`tags` has {len(tags)} entries")


# --- texts of steps ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("display_name", "y" * 257, "`display_name` has 257 characters, at most 256 are allowed"),
        ("display_name", "${vars.long}", "`display_name` has 300 characters, at most 256"),
        ("description", "y" * 3073, "`description` has 3073 characters, at most 3072 are allowed"),
        ("description", "${execution.PipelineName}", "`description` must be known before"),
        ("description", "${vars.prefix}", "`Load` needs the var `prefix`"),
    ],
)
def test_texts_of_steps(key: str, value: str, message: str) -> None:
    """A step's own texts follow the same rules, after their references are evaluated."""
    found = problems(f"vars: {{long: {'x' * 300}}}", f"{STEPS}    {key}: {value}\n")

    assert len(found) == 1
    assert found[0][1].startswith(message)


def test_tags_of_steps() -> None:
    """A step's tags follow the rule of the pipeline's."""
    found = problems("", f"{TRAINING}    tags: {{a: b&c}}\n")

    assert [item[0] for item in found] == ["PC404"]


# --- the source of it all ---------------------------------------------------------------------


def operation(name: str) -> Any:
    """The shape of a request in botocore's model."""
    model = botocore.session.get_session().get_service_model("sagemaker")
    return model.operation_model(name).input_shape


def test_the_shapes_are_those_of_create_pipeline() -> None:
    """The model of a pipeline's role and tags is the one that we read from CreateTrainingJob."""
    members, ours = operation("CreatePipeline").members, load_request("Training")

    assert ours.member("RoleArn").name == members["RoleArn"].name  # type: ignore[union-attr]
    assert ours.member("Tags").name == members["Tags"].name  # type: ignore[union-attr]
    assert members["Tags"].metadata["max"] == 50
    name = members["PipelineDisplayName"].metadata
    assert name["pattern"] == "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,255}"
    assert (name["min"], name["max"]) == (1, 256)
    description = members["PipelineDescription"].metadata
    assert (description["min"], description["max"], description["pattern"]) == (0, 3072, ".*")
    parallelism = members["ParallelismConfiguration"].members["MaxParallelExecutionSteps"]
    assert (parallelism.type_name, parallelism.metadata) == ("integer", {"min": 1})


def test_settings_make_a_request() -> None:
    """Settings of the largest kind make a request that botocore's model takes."""
    found = settings(
        f"display_name: {'x' * 256}\ndescription: {'x' * 3072}\nparallelism: 1\n"
        f"tags: {{{'k' * 128}: {'v' * 256}}}"
    )
    validate_parameters(
        {
            "PipelineName": "Demo",
            "PipelineDisplayName": found.display_name,
            "PipelineDescription": found.description,
            "ClientRequestToken": "x" * 32,
            "RoleArn": found.role,
            "ParallelismConfiguration": {"MaxParallelExecutionSteps": found.parallelism},
            "Tags": [{"Key": key, "Value": value} for key, value in found.tags.items()],
        },
        operation("CreatePipeline"),
    )
