"""Options that several commands share, as typer reads them."""

from __future__ import annotations

from typing import Annotated

import typer

from pipec.cli.commands.shared import Format

Pipeline = Annotated[
    str, typer.Argument(metavar="FILE", help="The pipeline file; - for standard input.")
]
Variables = Annotated[
    list[str] | None,
    typer.Option("--var", metavar="NAME=VALUE", help="Set a compile-time var; may be repeated."),
]
Environment = Annotated[
    str | None,
    typer.Option("--env", metavar="NAME", help="Compile for this environment of pipec.yaml."),
]
Shown = Annotated[Format, typer.Option("--format", help="How diagnostics are shown.")]
