"""`pipec graph`: a pipeline to look at, in the terminal or as a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipec.cli import workspace
from pipec.cli.commands.options import (
    Environment,
    Pipeline,
    ShownOptions,
    Variables,
    choice,
    with_options,
)
from pipec.cli.commands.shared import compiled, has_errors, keep_fresh, source_name
from pipec.cli.graph.forms import SUFFIXES, Form, form_of, formed
from pipec.cli.graph.model import graph_of
from pipec.cli.stop import ERRORS
from pipec.compiler.dag import CycleFound


@with_options
def graph(
    file: Pipeline,
    form: Annotated[
        Form | None,
        typer.Option(
            "--as",
            metavar="FORM",
            parser=choice(Form),
            help="text (default), mermaid, dot, svg or html.",
        ),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(
            "--out", "-o", metavar="FILE", help="Write it there; the suffix tells the form."
        ),
    ] = None,
    var: Variables = None,
    env: Environment = None,
    *,
    shown: ShownOptions,
) -> None:
    """Show a pipeline's steps, what feeds what and how certain that is."""
    form = _form(form, out)
    # What was not taken takes time to weigh, and only the page shows it.
    result, _ = compiled(file, var, env=env, explain=form is Form.HTML)
    told = shown.settle(result.diagnostics, [source_name(file)])
    shown.write(told, sys.stderr, [source_name(file)])
    text = None
    if result.links is not None and result.plan is not None:
        name = "<stdin>" if file == "-" else Path(file).name
        try:
            found = graph_of(result, result.links, result.plan, name, workspace.source_text)
        except CycleFound:  # it was reported: steps that have no order have no places either
            pass
        else:
            text = formed(found, form, is_markdown=(out or "").lower().endswith(".md"))
    if text is not None and form is Form.MERMAID:
        from pipec.cli.graph.mermaid import too_large

        if note := too_large(text):
            shown.say(f"note: {note}\n")
    if out is None and text is not None:
        sys.stdout.write(text)
    if result.artifacts is None or has_errors(told) or text is None:
        raise typer.Exit(ERRORS)
    if out is not None:
        keep_fresh({Path(out): text}, shown, check=False)


def _form(form: Form | None, out: str | None) -> Form:
    """The form that is asked for, by `--as` or a suffix; they may not say two different ones."""
    of_name = form_of(out) if out is not None else None
    if out is not None and form is None and of_name is None:
        raise typer.BadParameter(
            f"{out!r} ends in none of {', '.join(SUFFIXES)}; say what it is to hold with --as",
            param_hint="--out",
        )
    if form and of_name and form is not of_name:
        raise typer.BadParameter(
            f"{out!r} is a name for {of_name}, and --as says {form}: leave one of them out",
            param_hint="--as",
        )
    return form or of_name or Form.TEXT
