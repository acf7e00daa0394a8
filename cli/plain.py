"""Everyday calls of `compile` and `validate`, and `--version`, understood without typer.

To read a command's options typer loads pydantic, and takes longer than a whole compile. So what
is surely well-formed is taken here, as jsonschema has `compiler/language/accepts.py` in front of
it; typer stays the judge of all else, and the only one to refuse or to help.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from pipec.cli.stop import CLEAN

_SHARED = {"--env": "env", "--var": "var"}
_FLAGS = {"check", "unused_outputs"}


def plain_call(arguments: Sequence[str]) -> Callable[[], int] | None:
    """What these arguments call, which gives the exit code; None for typer to say."""
    match arguments:
        case ["--version"]:
            return show_version
        case ["compile", *rest]:
            read = _read(rest, {**_SHARED, "--out": "out", "-o": "out", "--check": "check"})
            if read and read[0]:
                from pipec.cli.compiling import compile_files

                return partial(compile_files, read[0], **read[1])
        case ["validate", *rest]:
            read = _read(rest, {**_SHARED, "--unused-outputs": "unused_outputs"})
            if read and read[0]:
                from pipec.cli.compiling import validate_paths

                return partial(validate_paths, read[0], **read[1])
        case _:
            pass
    return None


def show_version() -> int:
    """Print the installed version; gives the exit code."""
    from importlib.metadata import version

    sys.stdout.write(f"pipec {version('pipec')}\n")
    return CLEAN


def _read(
    arguments: Sequence[str], options: Mapping[str, str]
) -> tuple[list[str], dict[str, Any]] | None:
    """Paths, and options by their parameter; None where anything is not plain."""
    paths: list[str] = []
    found: dict[str, Any] = {}
    variables: dict[str, str] = {}  # `NAME=VALUE` by its name
    rest = iter(arguments)
    for argument in rest:
        option = options.get(argument)
        if option in _FLAGS:
            found[option] = True
            continue
        value = argument if option is None else next(rest, "-")
        if value.startswith("-") or not value.strip() or not value.isprintable():
            return None
        if option is None:
            paths.append(value)
        elif option != "var":
            found[option] = value
        else:
            name, sign, _ = value.partition("=")
            if not (name and sign) or name in variables:
                return None
            variables[name] = value
    return paths, {**found, "var": list(variables.values())} if variables else found
