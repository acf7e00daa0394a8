"""Starting a run: the request that is sent, and what is refused before."""

from __future__ import annotations

import json
from typing import Any

import pytest

from deploy.aws import REGION, Moto
from deploy.stubs import PIPELINE_ARN, Stubs, run_arn, step
from pipec.cli.aws.client import Aws
from pipec.cli.aws.lookup import find_execution
from pipec.cli.aws.pipelines import need_deployed
from pipec.cli.aws.sources import parameters_of
from pipec.cli.aws.start import Wish, client_token, prepare_start, start
from pipec.cli.stop import Stop
from pipec.compiler.deployment.deployed import Deployed
from pipec.compiler.model import Settings

DEFINITION: dict[str, Any] = {
    "Version": "2020-12-01",
    "Parameters": [
        {"Name": "Rounds", "Type": "Integer", "DefaultValue": 50},
        {"Name": "Force", "Type": "Boolean", "DefaultValue": False},
    ],
    "Steps": [
        {"Name": "Prepare", "Type": "Processing", "Arguments": {}},
        {
            "Name": "Train",
            "Type": "Training",
            "Arguments": {"X": {"Get": "Steps.Prepare.Out"}},
        },
        {"Name": "Eval", "Type": "Processing", "Arguments": {"X": {"Get": "Steps.Train.Out"}}},
        {"Name": "Tell", "Type": "Processing", "Arguments": {"X": {"Get": "Steps.Eval.Out"}}},
    ],
}
DEPLOYED = Deployed(
    name="demo", arn=PIPELINE_ARN, definition=DEFINITION, settings=Settings(), modified=""
)


def refused(stubs: Stubs, wish: Wish) -> list[tuple[str, str, str | None]]:
    """Everything that is wrong with a wish."""
    with pytest.raises(Stop) as stopped:
        prepare_start(stubs.aws, DEPLOYED, wish)
    return [(item.code.number, item.message, item.hint) for item in stopped.value.diagnostics]


def source_parameters(stubs: Stubs, *given: tuple[str, str], run: str = "old") -> None:
    """Script the parameters that a run was started with."""
    stubs.answer(
        "list_pipeline_parameters_for_execution",
        {"PipelineParameters": [{"Name": name, "Value": value} for name, value in given]},
        PipelineExecutionArn=run_arn(run),
        MaxResults=100,
    )


def test_the_plainest_start(stubs: Stubs) -> None:
    """Only the pipeline's name is sent (and botocore's token)."""
    prepared = prepare_start(stubs.aws, DEPLOYED, Wish())
    stubs.answer(
        "start_pipeline_execution", {"PipelineExecutionArn": run_arn()}, PipelineName="demo"
    )
    assert start(stubs.aws, prepared) == run_arn()


def test_everything_that_can_be_wished_for(stubs: Stubs) -> None:
    """Each option is the member that it should be, and botocore takes the request."""
    stubs.answer(
        "describe_pipeline",
        {"PipelineName": "demo", "PipelineDefinition": json.dumps(DEFINITION)},
        PipelineName="demo",
        PipelineVersionId=2,
    )
    wish = Wish(
        parameters={"Rounds": "5", "Force": "TRUE"},
        name="Nightly-1",
        description="for the report",
        parallelism=3,
        version=2,
        token="ticket 7",  # noqa: S106 - not a password
    )
    prepared = prepare_start(stubs.aws, DEPLOYED, wish)
    stubs.answer(
        "start_pipeline_execution",
        {"PipelineExecutionArn": run_arn()},
        PipelineName="demo",
        PipelineExecutionDisplayName="Nightly-1",
        PipelineExecutionDescription="for the report",
        ParallelismConfiguration={"MaxParallelExecutionSteps": 3},
        PipelineVersionId=2,
        PipelineParameters=[
            {"Name": "Rounds", "Value": "5"},
            {"Name": "Force", "Value": "true"},
        ],
        ClientRequestToken=client_token("demo", "ticket 7"),
    )
    start(stubs.aws, prepared)


def test_an_old_version_has_its_own_parameters(stubs: Stubs) -> None:
    """What is given is held against the definition that will run."""
    stubs.answer(
        "describe_pipeline",
        {"PipelineName": "demo", "PipelineDefinition": '{"Steps": []}'},
        PipelineName="demo",
        PipelineVersionId=1,
    )
    wrong = refused(stubs, Wish(version=1, parameters={"Rounds": "5"}))
    assert [number for number, _, _ in wrong] == ["PC530"]


def test_no_such_version(stubs: Stubs) -> None:
    """It says where to look."""
    stubs.fail("describe_pipeline", "ResourceNotFound")
    assert refused(stubs, Wish(version=9)) == [
        ("PC512", "`demo` has no version 9", "`pipec versions demo` lists them")
    ]


def test_everything_wrong_is_told_at_once(stubs: Stubs) -> None:
    """Parameters, steps and options, and nothing is asked of AWS."""
    wish = Wish(
        parameters={"Round": "5"}, select=("Trian",), name="my run!", description="x" * 3073
    )
    assert [number for number, _, _ in refused(stubs, wish)] == [
        "PC530",
        "PC533",
        "PC540",
        "PC540",
    ]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("my run!", "write `--name my-run`"),
        ("-x", "write `--name x`"),
        ("a_b", "write `--name a-b`"),
        ("x" * 83, f"write `--name {'x' * 82}`"),
        ("", "use letters, digits and `-`"),
        ("übung", "write `--name bung`"),
        ("x\n", "write `--name x`"),
    ],
)
def test_a_name_that_the_service_does_not_take(name: str, hint: str, stubs: Stubs) -> None:
    """The hint has the name mended."""
    assert [(number, told) for number, _, told in refused(stubs, Wish(name=name))] == [
        ("PC540", hint)
    ]


@pytest.mark.parametrize("name", ["x", "Nightly-2026-05-01", "a--b", "x" * 82])
def test_names_that_pass(name: str, stubs: Stubs) -> None:
    """As botocore's pattern has them."""
    wish = Wish(name=name)
    request = prepare_start(stubs.aws, DEPLOYED, wish).request
    assert request["PipelineExecutionDisplayName"] == name


def test_a_description_of_two_lines(stubs: Stubs) -> None:
    """The service's pattern has no line break."""
    assert refused(stubs, Wish(description="a\nb"))[0][0] == "PC540"


def test_tokens() -> None:
    """The same text is the same token, for one pipeline only, and of the length the API wants."""
    assert client_token("demo", "x") == client_token("demo", "x")
    assert client_token("demo", "x") != client_token("other", "x")
    assert client_token("demo", "x") != client_token("demo", "y")
    assert {len(client_token("demo", text)) for text in ("", "x" * 5000, "ü")} == {64}


# --- selected steps ---------------------------------------------------------------------------


def test_selected_first_steps_need_no_source(stubs: Stubs) -> None:
    """No run is looked for."""
    prepared = prepare_start(stubs.aws, DEPLOYED, Wish(select=("Prepare", "Train")))
    assert prepared.source is None
    stubs.answer(
        "start_pipeline_execution",
        {"PipelineExecutionArn": run_arn()},
        PipelineName="demo",
        SelectiveExecutionConfig={
            "SelectedSteps": [{"StepName": "Prepare"}, {"StepName": "Train"}]
        },
    )
    start(stubs.aws, prepared)


def test_the_source_is_found(stubs: Stubs) -> None:
    """The steps between are added, and the run with Prepare's outputs is named."""
    stubs.runs(("new", "Failed"), ("old", "Succeeded"), page=100)
    stubs.steps(step("Prepare", "Failed"), run="new")
    stubs.steps(step("Prepare"), run="old")
    source_parameters(stubs, ("Rounds", "50"))
    prepared = prepare_start(stubs.aws, DEPLOYED, Wish(select=("Train", "Tell")))

    assert prepared.selection
    assert prepared.selection.added == ("Eval",)
    assert (prepared.source, prepared.differing) == (run_arn("old"), {})
    stubs.answer(
        "start_pipeline_execution",
        {"PipelineExecutionArn": run_arn()},
        PipelineName="demo",
        SelectiveExecutionConfig={
            "SourcePipelineExecutionArn": run_arn("old"),
            "SelectedSteps": [{"StepName": "Train"}, {"StepName": "Eval"}, {"StepName": "Tell"}],
        },
    )
    start(stubs.aws, prepared)


def test_a_source_that_is_named(stubs: Stubs) -> None:
    """It is looked at, and parameters that it had and this run will not are told."""
    stubs.runs(("new", "Failed"))
    stubs.run("old", "CompletedWithFailures")
    stubs.steps(step("Prepare"), run="old")
    source_parameters(stubs, ("Rounds", "7"), ("Force", "false"), ("Gone", "x"))
    wish = Wish(select=("Train",), source="old")
    prepared = prepare_start(stubs.aws, DEPLOYED, wish)
    assert (prepared.source, prepared.differing) == (run_arn("old"), {"Rounds": "7"})


def test_a_parameter_that_is_given_differs_on_purpose(stubs: Stubs) -> None:
    """It is not told."""
    stubs.runs(("old", "Succeeded"), page=100)
    stubs.steps(step("Prepare"), run="old")
    source_parameters(stubs, ("Rounds", "7"))
    wish = Wish(select=("Train",), parameters={"Rounds": "8"})
    assert prepare_start(stubs.aws, DEPLOYED, wish).differing == {}


@pytest.mark.parametrize("status", ["Executing", "Stopping"])
def test_a_source_that_goes_on(status: str, stubs: Stubs) -> None:
    """Outputs are taken from runs that have ended."""
    stubs.runs(("old", status))
    stubs.run("old", status)
    wrong = refused(stubs, Wish(select=("Train",), source="old"))
    assert [number for number, _, _ in wrong] == ["PC539"]


def test_a_named_source_without_the_outputs(stubs: Stubs) -> None:
    """It says what did not succeed there."""
    stubs.runs(("old", "Failed"))
    stubs.run("old", "Failed")
    stubs.steps(step("Prepare", "Failed"), run="old")
    [(number, text, _)] = refused(stubs, Wish(select=("Train",), source="old"))
    assert number == "PC537"
    assert text.startswith("in the run `old` `Prepare` did not succeed")


def test_a_source_without_a_selection(stubs: Stubs) -> None:
    """It would not be used."""
    assert refused(stubs, Wish(source="old"))[0][::2] == ("PC540", "add `--select STEP`")


def test_parameters_come_page_by_page(stubs: Stubs) -> None:
    """A run may have 200 of them."""
    request = {"PipelineExecutionArn": run_arn(), "MaxResults": 100}
    first = {"PipelineParameters": [{"Name": "A", "Value": "1"}], "NextToken": "t"}
    stubs.answer("list_pipeline_parameters_for_execution", first, **request)
    second = {"PipelineParameters": [{"Name": "B", "Value": ""}]}
    stubs.answer("list_pipeline_parameters_for_execution", second, **request, NextToken="t")
    assert parameters_of(stubs.aws, run_arn()) == {"A": "1", "B": ""}


# --- against a server ---------------------------------------------------------------------


@pytest.mark.needs_loopback
def test_a_start_against_a_server(moto: Moto) -> None:
    """A pipeline that is there is started, and the run is the latest one."""
    moto.client("sagemaker").create_pipeline(
        PipelineName="demo",
        PipelineDefinition=json.dumps(DEFINITION),
        RoleArn="arn:aws:iam::111122223333:role/SageMakerRole",
        ClientRequestToken="x" * 32,
    )
    aws = Aws(region=REGION, endpoint_url=moto.url)
    deployed = need_deployed(aws, "demo")
    arns = [
        start(aws, prepare_start(aws, deployed, Wish(name=name, parameters={"Rounds": "5"})))
        for name in ("first", "second")
    ]
    latest = find_execution(aws, "demo", None)
    assert (latest.arn, latest.display_name) == (arns[1], "second")
    assert find_execution(aws, "demo", arns[0].rpartition("/")[2]).display_name == "first"
    assert parameters_of(aws, latest.arn) == {"Rounds": "5"}
