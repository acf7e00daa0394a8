"""The `pipec` command: which commands there are, and how each of them ends.

Exit codes: 0 clean, 1 errors found, 2 wrong usage, 3 environment or a bug of pipec, 130 Ctrl-C,
141 nobody reads the output any more.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from pipec.cli.plain import plain_call
from pipec.cli.stop import CLEAN, ENVIRONMENT, INTERRUPTED, UNREAD, Stop, was_interrupted
from pipec.cli.streams import flushed, prepare

if TYPE_CHECKING:
    from typer import Typer

COMMANDS = {
    "init": "init:init",
    "compile": "compiling:compile_",
    "validate": "compiling:validate",
    "explain": "compiling:explain",
    "graph": "looking:graph",
    "docs": "catalogue:docs",
    "wire": "wiring:wire",
    "fix": "fixing:fix_",
    "contracts": "contracts:contracts",
    "stubs": "stubs:stubs",
    "schema": "schemas:schema",
    "diff": "deploying:diff",
    "upsert": "deploying:upsert",
    "upload": "deploying:upload",
    "start": "runs:start",
    "runs": "runs:runs",
    "status": "runs:status",
    "logs": "logs:logs",
    "stop": "runs:stop",
    "retry": "runs:retry",
    "versions": "versions:versions",
    "rollback": "versions:rollback",
    "delete": "versions:delete",
}
"""Each command, in the order of the help, and where it is: a module of `cli/commands` and its
function, or its `Typer` with commands below it. Only the module of the command that is run is
imported."""
_ON_AWS = ("deploying", "logs", "runs", "versions")
"""The modules of commands that talk to AWS."""


def application(names: Iterable[str] = COMMANDS) -> Typer:
    """The commands of these names as one program."""
    from typer import Typer

    from pipec.cli.commands.root import options

    found = Typer(
        name="pipec",
        help="Compile SageMaker pipelines from YAML: what you see is what runs.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    found.callback()(options)
    for name in names:
        module, _, function = COMMANDS[name].partition(":")
        commands = import_module(f"pipec.cli.commands.{module}")
        command = getattr(commands, function)
        panel = "Commands on AWS" if module in _ON_AWS else None
        if isinstance(command, Typer):
            found.add_typer(command, name=name, rich_help_panel=panel)
        else:
            found.command(name, rich_help_panel=panel)(command)
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; gives the exit code. Tests call this, the console script exits with it."""
    prepare()
    try:
        code = _run(list(sys.argv[1:] if argv is None else argv))
    except OSError:  # not even the reason can be written
        code = ENVIRONMENT
    return flushed(code)


def _run(arguments: list[str]) -> int:
    """One command, however it ends."""
    debug = "--debug" in arguments
    try:
        arguments = [item for item in arguments if item != "--debug"]
        if arguments[:1] == ["explain"]:
            from pipec.cli.code_pages import print_plainly

            if print_plainly(arguments[1:], sys.stdout):
                return CLEAN
        if call := plain_call(arguments):
            return call()
        named = [arguments[0]] if arguments and arguments[0] in COMMANDS else COMMANDS
        application(named)(args=arguments, prog_name="pipec")
    except SystemExit as stop:
        if isinstance(
            stop.__context__, BrokenPipeError
        ):  # what typer makes of it is an exit with 1
            return UNREAD
        return stop.code if isinstance(stop.code, int) else CLEAN
    except Stop as stop:
        from pipec.cli.commands.shared import show

        show(stop.diagnostics, sys.stderr)
        return stop.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except MemoryError:
        sys.stderr.write("pipec: there is not enough memory for these files\n")
        return ENVIRONMENT
    except BrokenPipeError:  # whoever reads has read enough
        return UNREAD
    except OSError as error:
        place = f"`{error.filename}`: " if error.filename else ""
        sys.stderr.write(f"pipec: {place}{error.strerror or error}\n")
        return ENVIRONMENT
    except Exception as error:  # noqa: BLE001 - the last line of defence: a bug must not look like the user's mistake
        return _told_as_bug(error, debug=debug)
    return CLEAN


def _told_as_bug(error: Exception, *, debug: bool) -> int:
    if was_interrupted(error):
        return INTERRUPTED
    sys.stderr.write("pipec: this is a bug in pipec, sorry. Please report it with your files.\n")
    if debug:
        from traceback import format_exception

        from pipec.cli.aws.redact import redacted

        sys.stderr.write(redacted("".join(format_exception(error))))
    else:
        sys.stderr.write("pipec: --debug shows where it happened.\n")
    return ENVIRONMENT
