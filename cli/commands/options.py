"""Groups of options that several commands have: a dataclass each, which a command takes whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from inspect import Parameter, Signature, signature
from typing import Any, get_type_hints


def with_options(command: Callable[..., None]) -> Callable[..., None]:
    """A command as typer sees it: with an option for each field of the dataclasses it takes.

    They come behind the command's own options, in the order in which it takes them.
    """
    parameters = signature(command, eval_str=True).parameters.values()
    groups: dict[str, Any] = {
        item.name: item.annotation for item in parameters if is_dataclass(item.annotation)
    }
    own = [
        item.replace(kind=Parameter.KEYWORD_ONLY) for item in parameters if item.name not in groups
    ]
    shared = [option for group in groups.values() for option in _options(group)]

    def run(**given: Any) -> None:
        made = {
            name: group(**{item.name: given.pop(item.name) for item in fields(group)})
            for name, group in groups.items()
        }
        command(**given, **made)

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
