"""The pages of the diagnostic codes, which `pipec explain PC201` prints.

They are `docs/codes/` of the project, made from `compiler/code_tables/` and the cases of the tests,
and are installed as `pipec/codes/`. A page is found without the compiler.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from importlib.resources import files
from typing import TextIO

_NUMBER = re.compile(r"PC(\d*)|(\d+)", re.IGNORECASE)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def code_page(name: str) -> str | None:
    """The page, Markdown, of a code by its number (`PC201`, `pc201`, `201`) or its name.

    The beginning of numbers (`PC2`) gives a list of their codes. None for what is no code, as a
    path. A file of this name is always meant as a file. Raises `LookupError` with the sentence to
    show for a number that no code has, and for a word that is nearly the name of one.
    """
    if _is_there(name):
        return None
    if number := _number(name):
        return _page(number) or _listed(number) or _fail(number)
    return _page_of_slug(name) if _SLUG.fullmatch(name) else None


def _is_there(name: str) -> bool:
    """Whether a path leads to something; a name that no file can have leads nowhere."""
    return os.path.exists(name)  # noqa: PTH110 - Path.exists raises for a NUL


def print_plainly(arguments: Sequence[str], stream: TextIO) -> bool:
    """Print the page that `pipec explain` is asked for by a number and nothing else.

    False for whatever else it is given: then the command has to be understood, which takes the
    compiler and several times as long.
    """
    number = _number(arguments[0]) if len(arguments) == 1 else None
    if number is None or _is_there(arguments[0]):
        return False
    if page := _page(number):
        print_page(page, stream)
    return page is not None


def print_page(page: str, stream: TextIO) -> None:
    """Write a page: rendered where a terminal shows it, the Markdown as it is elsewhere."""
    if stream.isatty():
        from rich.console import Console
        from rich.markdown import Markdown

        Console(file=stream).print(Markdown(page))
    else:
        stream.write(page)


def _number(name: str) -> str | None:
    """A code's number, or the beginning of one, as pipec writes it; None for another word."""
    match = _NUMBER.fullmatch(name)
    return f"PC{match[1] or match[2] or ''}" if match else None


def _listed(beginning: str) -> str | None:
    """The codes whose numbers begin so, as a table; None if none does."""
    from pipec.compiler.codes import CODES

    found = [code for number, code in sorted(CODES.items()) if number.startswith(beginning)]
    rows = [f"| {code.number} | `{code.slug}` | {code.summary} |\n" for code in found]
    head = "| code | name | what is wrong |\n| --- | --- | --- |\n"
    return "".join((head, *rows)) if rows else None


def _page(number: str) -> str | None:
    path = files("pipec") / "codes" / f"{number}.md"
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _page_of_slug(name: str) -> str | None:
    from pipec.compiler.codes import CODES
    from pipec.compiler.similarity import did_you_mean

    numbers = {code.slug: code.number for code in CODES.values()}
    if name in numbers:
        return _page(numbers[name])
    if near := did_you_mean(name, numbers):
        raise LookupError(f"there is no file and no code {name!r}; {near}")
    return None


def _fail(number: str) -> str:
    from pipec.compiler.codes import CODES
    from pipec.compiler.similarity import did_you_mean

    hint = did_you_mean(number, CODES) or "a report names its code in brackets: error[PC201]"
    raise LookupError(f"there is no code {number}; {hint}")
