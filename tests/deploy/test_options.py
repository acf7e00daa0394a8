"""The options of the commands on AWS, as typer has them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
import typer

from pipec.cli import app as cli
from pipec.cli.commands import aws_options
from pipec.cli.commands.aws_options import AwsOptions
from pipec.cli.commands.options import with_options
from pipec.cli.commands.shared import variables

SHARED = {
    "--env": ("env", None),
    "--var": ("var", None),
    "--region": ("region", None),
    "--profile": ("profile", None),
    "--endpoint-url": ("endpoint_url", None),
    "--verbose": ("verbose", False),
}
RUN = {"--execution"}
WATCH = {"--watch", "--interval"}
SHOWN = {"--format", "--strict", "--select", "--ignore"}
OWN = {
    "diff": {"FILE", "--role", "--exit-code", "--json", *SHOWN},
    "upsert": {"FILE", "--role", "--dry-run", "--yes"},
    "upload": {"FILE"},
    "start": {
        "TARGET",
        "--parameter",
        "--name",
        "--description",
        "--parallelism",
        "--select",
        "--from",
        "--version",
        "--token",
        *WATCH,
    },
    "status": {"TARGET", "--json", *RUN, *WATCH},
    "runs": {"TARGET", "--limit", "--json"},
    "logs": {"TARGET", "STEP", "--follow", "--tail", "--times", "--json", *RUN},
    "stop": {"TARGET", "--yes", *RUN},
    "retry": {"TARGET", "--parallelism", *RUN, *WATCH},
    "versions": {"TARGET", "--json"},
    "rollback": {"TARGET", "--to", "--yes"},
    "delete": {"TARGET", "--yes"},
}
SHORT = {"--verbose": "-v", "--yes": "-y", "--watch": "-w", "--follow": "-f", "--parameter": "-p"}
COMMANDS: dict[str, Any] = typer.main.get_command(cli.application()).commands  # type: ignore[attr-defined] # a group
WITHOUT_AWS = {
    "init",
    "contracts",
    "compile",
    "validate",
    "explain",
    "graph",
    "docs",
    "wire",
    "fix",
    "stubs",
    "schema",
}


def options(command: str) -> dict[str, Any]:
    """A command's parameters by their long option, or an argument's name in capitals."""
    return {
        parameter.metavar
        if parameter.param_type_name == "argument"
        else parameter.opts[0]: parameter
        for parameter in COMMANDS[command].params
    }


def test_which_commands_there_are() -> None:
    """Every command is of one of the two kinds."""
    assert set(COMMANDS) == set(OWN) | WITHOUT_AWS


@pytest.mark.parametrize("command", OWN)
def test_a_command_on_aws_has_its_own_options_and_the_shared_ones(command: str) -> None:
    """The shared ones are the same everywhere: name, default, help."""
    found = options(command)
    assert set(found) == OWN[command] | set(SHARED)
    for option, (name, default) in SHARED.items():
        assert (found[option].name, found[option].default) == (name, default)
        assert found[option].help == options("diff")[option].help
    for option, short in SHORT.items():
        assert option not in found or short in found[option].opts


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_explained(command: str) -> None:
    """In a sentence; so is the command, and `options` is no option of it."""
    for name, parameter in options(command).items():
        assert parameter.help, name
        assert parameter.help.endswith("."), name
    assert COMMANDS[command].help.endswith(".")
    assert "--options" not in options(command)


def taking_texts(command: Any, *way: str) -> Iterator[tuple[str, ...]]:
    """The words that call a command or those below it, with each option that takes a text."""
    for name, below in getattr(command, "commands", {}).items():
        yield from taking_texts(below, *way, name)
    words = {"kind": "pipeline", "path": "."}
    arguments = [
        words.get(item.name, "x") for item in command.params if item.param_type_name == "argument"
    ]
    options = [item for item in command.params if item.param_type_name == "option"]
    for option in options:
        needed = [(item.opts[0], "x") for item in options if item.required and item != option]
        if not option.is_flag:
            yield *way, *arguments, *chain(*needed), option.opts[0]


@pytest.mark.parametrize("call", list(taking_texts(typer.main.get_command(cli.application()))))
@pytest.mark.parametrize("text", ["", " "])
def test_an_empty_text_is_refused(
    call: tuple[str, ...], text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """As an unset variable of a shell gives it: to go on as without the option would be a guess."""
    assert cli.main([*call, text]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert f"Invalid value for {call[-1]}" in said or f"Invalid value for '{call[-1]}'" in said


@pytest.mark.parametrize("command", sorted(WITHOUT_AWS - {"init"}))
def test_a_command_of_the_compiler_has_none_for_aws(command: str) -> None:
    """It reaches no AWS that they could be about; `init` writes a region into a file."""
    assert not {"--region", "--profile", "--endpoint-url", "--yes"} & set(options(command))


# --- what a command is given --------------------------------------------------------------


def given(*arguments: str) -> tuple[AwsOptions, str, bool]:
    """What a command gets of its command line: the shared options, an argument and a flag."""
    got: list[tuple[AwsOptions, str, bool]] = []
    app = typer.Typer()

    @app.command()
    @with_options
    def command(
        target: aws_options.TargetText,
        options: AwsOptions,
        yes: aws_options.Yes = False,  # noqa: FBT002 - as the commands have it
    ) -> None:
        """Remember."""
        got.append((options, target, yes))

    app(args=list(arguments), standalone_mode=False)
    return got[0]


def test_without_options_there_are_the_defaults() -> None:
    """None and False; the vars too."""
    assert given("demo") == (AwsOptions(), "demo", False)


def test_options_before_and_after_the_target() -> None:
    """All of them, in both places."""
    where = ("--region", "r", "--env", "e", "--var", "a=1", "--var", "b=2")
    how = ("--profile", "p", "--endpoint-url", "u", "-v", "-y")
    expected = AwsOptions(
        region="r", env="e", var=["a=1", "b=2"], profile="p", endpoint_url="u", verbose=True
    )
    assert given(*where, "demo", *how) == (expected, "demo", True)


def test_of_an_option_given_twice_the_last_counts() -> None:
    """So that one can be added to a command line of a script; vars add up, each of them once."""
    got, _, _ = given("demo", "--region", "a", "--region", "b", "--var", "x=1", "--var", "y=2")
    assert got.region == "b"
    assert variables(got.var) == {"x": "1", "y": "2"}
    with pytest.raises(typer.BadParameter, match="x is given twice"):
        variables(["x=1", "y=2", "x=1"])


def test_a_decorated_command_keeps_its_name_and_words() -> None:
    """Typer makes the command's name and help of them."""

    def some_command(options: AwsOptions) -> None:
        """Do it."""

    wrapped = with_options(some_command)
    assert (wrapped.__name__, wrapped.__doc__) == ("some_command", "Do it.")
