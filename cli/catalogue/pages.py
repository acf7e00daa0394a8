"""The pages of a catalogue in Markdown: an index, and one for each contract."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping

from pipec.cli.catalogue.escaping import code, prose
from pipec.cli.catalogue.model import End, Entry
from pipec.cli.catalogue.tables import contract_tables, table

MARK = "<!-- Made by `pipec docs`: run it again after a change of the contracts. -->"
"""The first line of each page."""
INDEX = "README.md"
"""What GitHub shows of a folder."""
_FIRST = 140

LinkTo = Callable[[str], str]
"""The way from the pages to a file of the project."""


def pages(entries: Iterable[Entry], link_to: LinkTo) -> dict[str, str]:
    """All pages by their file names."""
    listed = tuple(entries)
    names = {entry.name for entry in listed}
    return {
        INDEX: _text(_index(listed)),
        **{page_of(entry.name): _text(_page(entry, names, link_to)) for entry in listed},
    }


def page_of(name: str) -> str:
    """The file of a contract's page, beside the index on any file system."""
    page = f"{name}.md"
    return page if page.lower() != INDEX.lower() else f"{name}_.md"


def _text(lines: Iterable[str]) -> str:
    return "\n".join((MARK, "", *lines)).rstrip("\n") + "\n"


def _index(entries: tuple[Entry, ...]) -> Iterator[str]:
    yield from ("# Contracts", "")
    for heading, is_own in (
        ("Of this project", True),
        ("Of pipec, where a pipeline uses them", False),
    ):
        rows = [_row(entry) for entry in entries if entry.is_own is is_own]
        if rows:
            yield from (f"## {heading}", "")
            yield from table(("contract", "kind", "what it is", "steps"), rows)
    if not entries:
        yield "There are none, and no pipeline uses one of pipec's own."


def _row(entry: Entry) -> tuple[str, ...]:
    words = " ".join((entry.contract.description or "").split())
    first = words.split(". ")[0].removesuffix(".")
    short = first if len(first) <= _FIRST else f"{first[:_FIRST]}…"
    link = f"[{entry.name}]({page_of(entry.name)})"
    return link, entry.contract.kind, prose(short), str(len(entry.uses))


def _page(entry: Entry, names: set[str], link_to: LinkTo) -> Iterator[str]:
    yield from (f"# {entry.name}", "")
    yield from contract_tables(entry.contract)
    if entry.is_own:
        span = entry.contract.span
        yield from (f"Defined in {link_to(span.file)}, line {span.line}.", "")
    else:
        yield from ("One of pipec's own contracts.", "")
    if entry.example:
        yield from ("## Example", "", *_fenced(entry.example), "")
        if any(port.required and port.type for port in entry.contract.inputs.values()):
            yield "An input that an output of another step fits can be left out: pipec finds it."
            yield ""
    wires = [*_wires(entry.feeds, "takes", names), *_wires(entry.takers, "feeds", names)]
    if wires:
        yield from ("## Wires", "")
        yield from table(("port", "wire", "other end", "steps", "pipeline"), wires)
    if entry.uses:
        yield from ("## Steps", "")
        rows = ((code(step), code(file)) for file, step in entry.uses)
        yield from table(("step", "pipeline"), rows)


def _fenced(text: str) -> Iterator[str]:
    """A block whose fence no line of it can end."""
    fence = "```"
    while fence in text:
        fence += "`"
    yield from (f"{fence}yaml", *text.rstrip("\n").split("\n"), fence)


def _wires(
    ends: Mapping[str, tuple[End, ...]], verb: str, names: set[str]
) -> Iterator[tuple[str, ...]]:
    arrow = "←" if verb == "takes" else "→"
    for port, found in ends.items():
        for end in found:
            of = f"[{end.contract}]({page_of(end.contract)})" if end.contract in names else "a step"
            what = f"{code(end.port)} of {of}" if end.port else f"a value in {of}"
            steps = f"{code(end.step)} {arrow} {code(end.other)}"
            yield code(port), verb, what, steps, code(end.file)


def linked(folder: str) -> LinkTo:
    """Links from pages in `folder` to files, both from the working folder or absolute."""

    def link_to(file: str) -> str:
        try:
            way = os.path.relpath(file, folder).replace(os.sep, "/")
        except ValueError:  # another drive, on Windows
            return code(file)
        # Between < and > all but these may stand in the way of a link.
        safe = "".join(f"%{ord(char):02X}" if char in "<>\\%\n\r" else char for char in way)
        return f"[{prose(posixpath.basename(file))}](<{safe}>)"

    return link_to
