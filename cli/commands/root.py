"""The options of `pipec` itself."""

from __future__ import annotations

import sys
from typing import Annotated

import typer


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        sys.stdout.write(f"pipec {version('pipec')}\n")
        raise typer.Exit


def options(
    _version_wanted: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Take what is not of one command."""
