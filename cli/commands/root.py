"""The options of `pipec` itself."""

from __future__ import annotations

from typing import Annotated

import typer

from pipec.cli.plain import show_version


def _version(wanted: bool) -> None:
    if wanted:
        raise typer.Exit(show_version())


def options(
    _version_wanted: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Take what is not of one command."""
