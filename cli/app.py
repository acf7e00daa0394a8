"""The `pipec` command: which commands there are, and how each of them ends.

Exit codes: 0 clean, 1 errors found, 2 wrong usage, 3 environment or a bug of pipec.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Annotated

import typer

from pipec.cli.commands import compiling, deploying, runs, stubs, wiring
from pipec.cli.commands import versions as past
from pipec.cli.commands.shared import show
from pipec.cli.memory import collect_rarely
from pipec.cli.stop import CLEAN, ENVIRONMENT, Stop

app = typer.Typer(
    name="pipec",
    help="Compile SageMaker pipelines from YAML: what you see is what runs.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("compile")(compiling.compile_)
app.command()(compiling.validate)
app.command()(compiling.explain)
app.command()(wiring.wire)
app.command()(stubs.stubs)
app.command()(deploying.diff)
app.command()(deploying.upsert)
app.command()(deploying.upload)
app.command()(runs.start)
app.command()(runs.status)
app.command()(runs.logs)
app.command()(runs.stop)
app.command()(runs.retry)
app.command()(past.versions)
app.command()(past.rollback)
app.command()(past.delete)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        sys.stdout.write(f"pipec {version('pipec')}\n")
        raise typer.Exit


@app.callback()
def _options(
    _version_wanted: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    pass


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; gives the exit code. Tests call this, the console script exits with it."""
    collect_rarely()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # The same bytes everywhere, and no terminal that cannot show an arrow ends the run.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    arguments = list(sys.argv[1:] if argv is None else argv)
    debug = "--debug" in arguments
    try:
        app(args=[item for item in arguments if item != "--debug"], prog_name="pipec")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else CLEAN
    except Stop as stop:
        show(stop.diagnostics, sys.stderr)
        return stop.exit_code
    except OSError as error:
        place = f"`{error.filename}`: " if error.filename else ""
        sys.stderr.write(f"pipec: {place}{error.strerror or error}\n")
        return ENVIRONMENT
    except Exception:  # noqa: BLE001 - the last line of defence: a bug must not look like the user's mistake
        sys.stderr.write(
            "pipec: this is a bug in pipec, sorry. Please report it with your files.\n"
        )
        if debug:
            traceback.print_exc()
        else:
            sys.stderr.write("pipec: --debug shows where it happened.\n")
        return ENVIRONMENT
    return CLEAN
