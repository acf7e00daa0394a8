"""Options that several commands share, as typer reads them, and groups of them.

A group is a dataclass that a command takes whole.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_type_hints

import typer
from typer.models import OptionInfo

from pipec.cli.commands.shared import PLAIN, Shown
from pipec.cli.report import Format
from pipec.cli.stop import Stop

_Word = TypeVar("_Word", bound=StrEnum)
_EMPTY = "it is empty: give it a value, or leave it out"


def choice(words: type[_Word]) -> Callable[[str], _Word]:
    """Reads an option's value as one of a few words, and refuses another by naming those."""

    def read(word: str) -> _Word:
        try:
            return words(word)
        except ValueError as error:
            from pipec.compiler.similarity import did_you_mean

            near = f"; {found}" if (found := did_you_mean(word, words)) else ""
            message = f"`{word}` is not one of: {', '.join(words)}{near}"
            raise typer.BadParameter(message) from error

    return read


def as_path(text: str) -> Path:
    """Reads an option's value as a path; an empty one would be the working folder."""
    if not text.strip():
        raise typer.BadParameter(_EMPTY)
    return Path(text)


Pipeline = Annotated[
    str, typer.Argument(metavar="FILE", help="The pipeline file; - for standard input.")
]
Pipelines = Annotated[
    list[str], typer.Argument(metavar="FILE…", help="Pipeline files; - for standard input.")
]
Variables = Annotated[
    list[str] | None,
    typer.Option("--var", metavar="NAME=VALUE", help="Set a compile-time var; may be repeated."),
]
Environment = Annotated[
    str | None,
    typer.Option("--env", metavar="NAME", help="Compile for this environment of pipec.yaml."),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOptions(Shown):
    """How diagnostics are shown, and which."""

    format_: Annotated[
        Format,
        typer.Option(
            "--format",
            metavar=f"<{'|'.join(Format)}>",
            parser=choice(Format),
            help="How diagnostics are shown.",
        ),
    ] = Format.TEXT
    strict: Annotated[bool, typer.Option("--strict", help="Make every warning an error.")] = False
    select: Annotated[
        list[str] | None,
        typer.Option(
            "--select",
            metavar="CODE",
            help="Tell only these warnings: PC218, PC2 or may-not-run; may be repeated.",
        ),
    ] = None
    ignore: Annotated[
        list[str] | None,
        typer.Option("--ignore", metavar="CODE", help="Do not tell these; may be repeated."),
    ] = None


def with_options(command: Callable[..., None]) -> Callable[..., None]:
    """A command as typer sees it: with an option for each field of the dataclasses it takes.

    They come behind the command's own options, in the order in which it takes them. A `Stop` is
    shown in the format that they ask for. An option that is given an empty text is refused: it
    comes of a shell's variable that is not set, and to go on as without it would be a guess.
    """
    parameters = signature(command, eval_str=True).parameters.values()
    groups: dict[str, Any] = {
        item.name: item.annotation for item in parameters if is_dataclass(item.annotation)
    }
    own = [
        item.replace(kind=Parameter.KEYWORD_ONLY) for item in parameters if item.name not in groups
    ]
    shared = [option for group in groups.values() for option in _options(group)]
    flags = {item.name: flag for item in (*own, *shared) if (flag := _flag(item))}

    def run(**given: Any) -> None:
        for name, flag in flags.items():
            _check_given(given[name], flag)
        made = {
            name: group(**{item.name: given.pop(item.name) for item in fields(group)})
            for name, group in groups.items()
        }
        try:
            command(**given, **made)
        except Stop as stop:
            shown = next((item for item in made.values() if isinstance(item, Shown)), PLAIN)
            shown.write(shown.settle(stop.diagnostics, []), sys.stderr)
            raise typer.Exit(stop.exit_code) from stop

    run.__name__, run.__doc__ = command.__name__, command.__doc__
    run.__signature__ = Signature([*own, *shared])  # type: ignore[attr-defined] # read by typer
    run.__annotations__ = {item.name: item.annotation for item in (*own, *shared)}
    return run


def _options(group: Any) -> list[Parameter]:
    types = get_type_hints(group, include_extras=True)
    kind = Parameter.KEYWORD_ONLY
    return [
        Parameter(item.name, kind, default=item.default, annotation=types[item.name])
        for item in fields(group)
    ]


def _flag(parameter: Parameter) -> str | None:
    """The long name of an option; None for an argument."""
    for item in getattr(parameter.annotation, "__metadata__", ()):
        if isinstance(item, OptionInfo):
            names = (
                item.default,
                *(item.param_decls or ()),
            )  # within `Annotated` it has no default
            return next(name for name in names if str(name).startswith("--"))
    return None


def _check_given(value: Any, flag: str) -> None:
    texts = value if isinstance(value, list) else [value]
    if any(isinstance(text, str) and not text.strip() for text in texts):
        raise typer.BadParameter(_EMPTY, param_hint=flag)
