"""TARGET on the command line: a file, a name or an ARN, and in which region it is looked for."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from cli_runs import CONTRACT, PIPELINE, PROJECT, Pipec, runner, write
from pipec.cli.aws.account import (
    account_of,
    caller_account,
    check_account,
    check_role,
    check_target,
)
from pipec.cli.aws.client import Aws
from pipec.cli.commands.aws_options import AwsOptions
from pipec.cli.stop import Stop, stop
from pipec.cli.target import Target, read_target
from pipec.compiler import codes
from pipec.compiler.diagnostics import Code, Diagnostic

ROLE = "arn:aws:iam::111122223333:role/SageMakerRole"  # of PROJECT
NAMED = "pipeline: demo\nvars: {region: eu-west-1}\nsteps: {}\n"
ENVIRONMENTS = (
    PROJECT + "environments:\n  prod:\n    vars: {region: eu-central-1}\n  dev:\n    vars: {}\n"
)
SECOND = NAMED.replace("{region: eu-west-1}", "{}")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def read(text: str, env: str | None = None, **given: str) -> Target:
    """What a TARGET means."""
    return read_target(text, env, given)


def refused(text: str, env: str | None = None, **given: str) -> tuple[Diagnostic, int]:
    """Why a TARGET means nothing, and the exit code."""
    with pytest.raises(Stop) as error:
        read(text, env, **given)
    return error.value.diagnostics[0], error.value.exit_code


# --- files ------------------------------------------------------------------------------


def test_a_file_tells_name_and_region() -> None:
    """The name, and the vars `region` and `role`, of the file or its project."""
    write("a/pipeline.yml", NAMED)
    write("a/demo", NAMED)
    write("b/pipec.yaml", PROJECT)
    write("b/pipeline.yaml", PIPELINE)
    source = "the var `region`"
    assert read("a/pipeline.yml") == Target(name="demo", region="eu-west-1", source=source)
    assert read("a/demo").region == "eu-west-1"
    assert read("b/pipeline.yaml") == Target(
        name="demo", region="us-east-1", source=source, role=ROLE
    )


def test_without_a_region_the_profile_decides() -> None:
    """As boto3 does."""
    write("pipeline.yaml", PIPELINE)
    assert read("pipeline.yaml").region is None
    assert read("demo").region is None


def test_the_environment_and_the_command_line_outweigh_the_file() -> None:
    """As they do when it is compiled."""
    write("pipec.yaml", ENVIRONMENTS)
    write("pipeline.yaml", NAMED)
    write("second.yaml", SECOND)
    assert read("pipeline.yaml").region == "eu-west-1"
    assert read("pipeline.yaml", "prod").region == "eu-central-1"
    assert read("pipeline.yaml", "dev").region == "eu-west-1"
    assert read("second.yaml", "dev").region == "us-east-1"
    assert read("pipeline.yaml", "prod", region="us-west-2").region == "us-west-2"


def test_a_file_that_does_not_compile_has_a_name() -> None:
    """A run can be stopped while its file is being worked on."""
    write("pipeline.yaml", NAMED.replace("steps: {}", "steps:\n  Load: {kidn: 1, code: none.py}\n"))
    assert read("pipeline.yaml") == Target(
        name="demo", region="eu-west-1", source="the var `region`"
    )


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """`-`, with the project of the working folder."""
    write("pipec.yaml", PROJECT)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PIPELINE.encode())))
    source = "the var `region`"
    assert read("-") == Target(name="demo", region="us-east-1", source=source, role=ROLE)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("pipeline: [demo\n", codes.YAML_SYNTAX),
        ("", codes.EMPTY_FILE),
        (CONTRACT, codes.NOT_A_PIPELINE),
        (PROJECT, codes.NOT_A_PIPELINE),
        ("pipeline: a b\nsteps: {}\n", codes.BAD_NAME),
        (f"pipeline: {'a' * 257}\nsteps: {{}}\n", codes.BAD_NAME),
        ("pipeline: [a]\nsteps: {}\n", codes.WRONG_VALUE),
        ("steps: {}\n", codes.MISSING_KEY),
        (NAMED.replace("eu-west-1", "mars"), codes.BAD_VAR),
    ],
)
def test_a_file_without_a_name(content: str, code: Code) -> None:
    """It is said what is wrong with it, with exit code 1."""
    write("pipeline.yaml", content)
    diagnostic, exit_code = refused("pipeline.yaml")
    assert (diagnostic.code, exit_code) == (code, 1)


@pytest.mark.parametrize(
    ("path", "message", "hint"),
    [
        ("pipelin.yaml", "`pipelin.yaml` does not exist", "did you mean `pipeline.yaml`?"),
        (
            "flats/pipeline.ya",
            "`flats/pipeline.ya` does not exist",
            "did you mean `pipeline.yaml`?",
        ),
        ("flats/", "`flats/` is a folder, not a file", "did you mean `flats/pipeline.yaml`?"),
        ("./flats", "`./flats` is a folder, not a file", "did you mean `flats/pipeline.yaml`?"),
        ("none/demo", "`none/demo` does not exist", "the folder `none` does not exist either"),
    ],
)
def test_a_path_that_is_no_file(path: str, message: str, hint: str) -> None:
    """What has a `/` or ends as YAML does is a path, there or not."""
    write("pipeline.yaml", NAMED)
    write("flats/pipeline.yaml", NAMED)
    diagnostic, exit_code = refused(path)
    assert (diagnostic.code, diagnostic.message, exit_code) == (codes.UNREADABLE_FILE, message, 1)
    assert hint in (diagnostic.hint or "")


@pytest.mark.parametrize("target", ["pipeline.yaml", "demo"])
def test_an_environment_that_there_is_not(target: str) -> None:
    """Nothing is looked for in the region of another one."""
    write("pipec.yaml", ENVIRONMENTS)
    write("pipeline.yaml", NAMED)
    diagnostic, exit_code = refused(target, "prd")
    assert (diagnostic.code, exit_code) == (codes.UNKNOWN_ENVIRONMENT, 1)
    assert "did you mean `prod`?" in (diagnostic.hint or "")


# --- names ------------------------------------------------------------------------------


def test_a_name_is_looked_for_where_it_is_said() -> None:
    """By the working folder's project, `--env` and `--var region`; a pipeline file has no say."""
    write("pipec.yaml", ENVIRONMENTS)
    write("pipeline.yaml", NAMED)
    Path("demo").mkdir()
    assert read("demo") == Target(name="demo", region="us-east-1")
    assert read("demo", None, region="eu-north-1").region == "eu-north-1"
    assert read("demo", "prod").region == "eu-central-1"
    assert read("demo", "dev").region == "us-east-1"
    assert read("demo", "prod", region="eu-north-1").region == "eu-north-1"


def test_the_region_of_a_name_may_be_outweighed() -> None:
    """Nothing is compiled for the project's region, so that `--region` is no contradiction."""
    write("pipec.yaml", ENVIRONMENTS)
    assert AwsOptions(region="eu-west-3").find("demo")[1].region == "eu-west-3"
    assert AwsOptions().find("demo")[1].region == "us-east-1"


def test_a_broken_project_does_not_hide_a_name() -> None:
    """A run can be stopped whatever `pipec.yaml` says; only `--env` needs it."""
    write("pipec.yaml", "vars: [")
    assert read("demo") == Target(name="demo")
    assert refused("demo", "prod")[0].code is codes.YAML_SYNTAX


def test_an_environment_without_a_project() -> None:
    """It cannot be known where that is."""
    diagnostic, _ = refused("demo", "prod")
    assert diagnostic.code is codes.UNKNOWN_ENVIRONMENT


def test_a_region_that_cannot_be() -> None:
    """It is found before AWS is looked for there."""
    diagnostic, _ = refused("demo", None, region="mars")
    assert diagnostic.code is codes.BAD_VAR


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("my_pipeline", "write `my-pipeline`"),
        ("demo.", "write `demo`"),
        ("", "letters, digits and hyphens"),
        ("a" * 257, f"write `{'a' * 256}`"),
    ],
)
def test_a_name_that_cannot_be(name: str, hint: str) -> None:
    """It is wrong usage, and the nearest name that can be is said."""
    diagnostic, exit_code = refused(name)
    assert (diagnostic.code, exit_code) == (codes.NO_TARGET, 2)
    assert diagnostic.message == f"`{name}` is no file, and no pipeline can have this name"
    assert (diagnostic.hint or "").startswith(hint)


# --- ARNs -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("partition", "region"),
    [("aws", "us-east-1"), ("aws-cn", "cn-north-1"), ("aws-us-gov", "us-gov-west-1")],
)
def test_an_arn_tells_everything(partition: str, region: str) -> None:
    """Name, region and account, in every partition; an environment adds nothing."""
    arn = f"arn:{partition}:sagemaker:{region}:111122223333:pipeline/demo"
    expected = Target(name="demo", region=region, source="the ARN", account="111122223333")
    assert read(arn) == expected
    assert read(arn, "prod", region=region) == expected


@pytest.mark.parametrize(
    ("arn", "message", "hint"),
    [
        ("arn:aws:sagemaker:us-east-1:111122223333:model/demo", "is not the ARN of a", "give a"),
        ("arn:aws:sagemaker:us-east-1:1:pipeline/demo", "is not the ARN of a pipeline", "give a"),
        ("arn:aws:sagemaker:us-east-1:111122223333:pipeline/", "is not the ARN of a", "give a"),
    ],
)
def test_an_arn_of_something_else(arn: str, message: str, hint: str) -> None:
    """It is wrong usage."""
    diagnostic, exit_code = refused(arn)
    assert (diagnostic.code, exit_code) == (codes.NO_TARGET, 2)
    assert message in diagnostic.message
    assert (diagnostic.hint or "").startswith(hint)


RUN = "arn:aws:sagemaker:us-east-1:111122223333:pipeline/demo/execution/abc"


def test_the_arn_of_a_run() -> None:
    """It tells everything, and the run."""
    target = read(RUN)
    assert (target.name, target.region, target.account) == ("demo", "us-east-1", "111122223333")
    assert target.run == RUN
    for same in (None, "abc", RUN):
        target.check_execution(same)
    with pytest.raises(Stop, match="`--execution abd` is another run than that of the ARN"):
        target.check_execution("abd")
    with pytest.raises(Stop, match="is a run, and this is done to a pipeline"):
        target.refuse_run()
    read("demo").refuse_run()


def test_a_command_on_the_same_run() -> None:
    """As it would be typed: with the options that were, and the run."""
    options = AwsOptions(env="prod", profile="my prod", var=["a=b"])
    assert options.line("logs", "p 1.yaml", RUN, "Train") == (
        "pipec logs 'p 1.yaml' Train --execution abc --env prod --profile 'my prod' --var a=b"
    )
    assert AwsOptions().line("stop", RUN.replace("abc", "xyz"), RUN) == f"pipec stop {RUN}"


# --- two regions, two accounts ----------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "options", "message", "hint"),
    [
        (
            "pipeline.yaml",
            AwsOptions(region="us-east-2"),
            "`--region us-east-2` contradicts the var `region`: `eu-west-1`",
            "to deploy there, compile for it: `--var region=us-east-2`",
        ),
        (
            "arn:aws:sagemaker:eu-west-1:111122223333:pipeline/demo",
            AwsOptions(region="us-east-2"),
            "`--region us-east-2` contradicts the ARN: `eu-west-1`",
            "leave `--region` out",
        ),
        (
            "arn:aws:sagemaker:eu-west-1:111122223333:pipeline/demo",
            AwsOptions(var=["region=us-east-2"]),
            "`--var region=us-east-2` contradicts the ARN: `eu-west-1`",
            "leave `--var region` out",
        ),
    ],
)
def test_two_regions_that_contradict(
    target: str, options: AwsOptions, message: str, hint: str
) -> None:
    """It is wrong usage: nothing is looked for in either."""
    write("pipeline.yaml", NAMED)
    with pytest.raises(Stop) as error:
        options.find(target)
    (diagnostic,) = error.value.diagnostics
    assert (diagnostic.code, error.value.exit_code) == (codes.OTHER_REGION, 2)
    assert (diagnostic.message, diagnostic.hint) == (message, hint)


@pytest.mark.parametrize("region", [None, "eu-west-1"])
def test_the_region_that_is_meant(region: str | None) -> None:
    """The target's; to say it again is no contradiction."""
    write("pipeline.yaml", NAMED)
    target, aws = AwsOptions(region=region, profile="p", endpoint_url="http://x").find(
        "pipeline.yaml"
    )
    assert (target.name, aws.region, aws.profile, aws.endpoint_url) == (
        "demo",
        "eu-west-1",
        "p",
        "http://x",
    )


class Sts:
    """An `Aws` that answers GetCallerIdentity alone, or fails."""

    def __init__(self, answer: str | Code) -> None:
        self.answer = answer

    def call(self, *_: str, **__: str) -> dict[str, str]:
        """As `Aws.call`."""
        if isinstance(self.answer, Code):
            raise stop(self.answer, "no")
        return {"Account": self.answer}


def sts(answer: str | Code) -> Aws:
    """A caller of this account, or one that cannot tell."""
    return Sts(answer)  # type: ignore[return-value] # has what is used of it


def test_whose_pipeline_an_arn_names() -> None:
    """Another account's is refused; in a closed network it is not known, and goes on."""
    check_account(sts("111122223333"), "demo", "111122223333")
    check_account(sts(codes.UNREACHABLE), "demo", "111122223333")
    with pytest.raises(Stop, match="`demo` belongs to account 111122223333, and the caller to 9"):
        check_account(sts("999999999999"), "demo", "111122223333")


def test_what_was_found_for_a_name() -> None:
    """It is of the caller's account, as the ARN and the role must be."""
    found = "arn:aws:sagemaker:eu-west-1:111122223333:pipeline/demo"
    role = "arn:aws:iam::{}:role/Role"
    check_target(Target(name="demo"), found)
    check_target(Target(name="demo", account="111122223333"), f"{found}/execution/abc")
    check_target(Target(name="demo", role=role.format("111122223333")), found)
    with pytest.raises(Stop, match="`demo` belongs to account 999999999999, and the caller to 1"):
        check_target(Target(name="demo", account="999999999999"), found)
    with pytest.raises(Stop, match="Role` belongs to account 999999999999, and the caller to 1"):
        check_target(Target(name="demo", role=role.format("999999999999")), found)


@pytest.mark.parametrize("code", [codes.NO_CREDENTIALS, codes.NO_REGION])
def test_what_every_call_would_find(code: Code) -> None:
    """It is said at once; what only STS cannot do is not."""
    with pytest.raises(Stop):
        caller_account(sts(code))
    assert caller_account(sts(codes.ACCESS_DENIED)) is None


def test_a_role_of_the_account() -> None:
    """In every partition and path; without a role or an account nothing can be compared."""
    for role in (
        None,
        "arn:aws:iam::111122223333:role/Role",
        "arn:aws-cn:iam::111122223333:role/path/to/R_o+l=e,.@-",
    ):
        check_role(role, "111122223333")
        check_role(role, None)
    assert account_of("arn:aws:iam::111122223333:role/Role") == "111122223333"


@pytest.mark.parametrize(
    ("role", "code", "hint"),
    [
        ("arn:aws:iam::999999999999:role/Role", codes.OTHER_ACCOUNT, "check `--profile`"),
        ("MyRole", codes.BAD_MEMBER, "`arn:aws:iam::111122223333:role/MyRole`"),
        ("", codes.BAD_MEMBER, "role/NAME`"),
        ("arn:aws:iam::111122223333:user/Me", codes.BAD_MEMBER, "role/NAME`"),
    ],
)
def test_a_role_that_sagemaker_would_refuse(role: str, code: Code, hint: str) -> None:
    """It is found before anything is uploaded."""
    with pytest.raises(Stop) as error:
        check_role(role, "111122223333")
    (diagnostic,) = error.value.diagnostics
    assert diagnostic.code is code
    assert hint in (diagnostic.hint or "")


def test_a_target_in_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report is as for a file, and the exit code says whose mistake it is."""
    pipec: Pipec = runner(tmp_path, monkeypatch, capsys)
    write("pipeline.yaml", CONTRACT)
    run = pipec("versions", "pipeline.yaml")
    assert (run.code, run.out) == (1, "")
    assert "this is a contract, not a pipeline" in run.err
    assert "1 | contract: Greet" in run.err
    run = pipec("delete", "my_pipeline")
    assert (run.code, run.out) == (2, "")
    assert "error[PC516]" in run.err
