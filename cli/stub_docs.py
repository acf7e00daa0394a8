"""What the classes that `pipec stubs` writes say of themselves, in the words of the contracts."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from pipec.compiler.model import Contract
from pipec.compiler.python.pylayout import visible
from pipec.compiler.syntax import to_data

_WIDTH = 88


def about(contract: Contract) -> Iterator[str]:
    """The lines that tell what a contract, its inputs and its options are."""
    yield from wrapped(contract.description or f"Makes a step of the kind {contract.kind}.")
    items = [*_inputs(contract), *_options(contract)]
    if items:
        yield ""
    for item in items:
        yield from wrapped(item, "    ")


def _inputs(contract: Contract) -> Iterator[str]:
    for port in contract.inputs.values():
        if port.description:
            yield f"{port.name}: {port.description}{'' if port.required else ' Optional.'}"


def _options(contract: Contract) -> Iterator[str]:
    for name, node in contract.options.items():
        schema = to_data(node)
        default = f" By default {schema['default']!r}." if "default" in schema else ""
        if words := f"{schema.get('description') or ''}{default}".strip():
            yield f"{name}: {words}"


def wrapped(text: str, hanging: str = "") -> Iterator[str]:
    """The lines of a text, none much too long; what goes on in a further line is set in."""
    fill = textwrap.TextWrapper(
        _WIDTH, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False
    )
    for line in text.strip().splitlines() or [""]:
        yield from fill.wrap(" ".join(line.split())) or [""]


def docstring(lines: Iterable[str], indent: str) -> Iterator[str]:
    """Lines as a docstring in Python."""
    texts = [visible(line.replace("\\", r"\\")) for line in lines]
    alone = len(texts) == 1
    quotes = '"' if alone and texts[0].endswith('"') else '"""'
    first, *more = (text.replace(quotes, quotes.replace('"', r"\"")) for text in texts)
    yield f'{indent}"""{first}' + '"""' * alone
    if not alone:
        yield from (f"{indent}{line}".rstrip() for line in more)
        yield f'{indent}"""'
