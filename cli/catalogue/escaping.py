"""Texts of contracts in Markdown, as GitHub reads it: each stays in its place, and is text.

https://github.github.com/gfm/. What people mark as code stays code where that is safe; all else
that would be HTML, a link, a cell or a line of its own is escaped.
"""

from __future__ import annotations

import json
import re
from typing import Any

from pipec.cli.report.markup import plain

_PIECES = re.compile(r"\\.|(?<!`)(`+)(?!`)([^`\\|]+)(?<!`)\1(?!`)|.", re.DOTALL)
_ESCAPED = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "|": "&#124;",
    "[": "&#91;",
    "]": "&#93;",
    "`": "&#96;",
    "\\": "&#92;",
}
_NO_CODE = re.compile(r"[`|\\]")
_MARKS = re.compile(r"[^\w ./:,=-]")


def prose(text: str) -> str:
    """A description as one line of Markdown; its code spans stay."""
    line = plain(" ".join(text.split()))
    return _PIECES.sub(_piece, line)


def code(value: Any, before: str = "") -> str:
    """A value as code, with what is to stand before it there; a list or mapping as YAML has it."""
    text = plain(" ".join(f"{before}{_flow(value)}".splitlines()))
    if not text.strip() or text != text.strip() or _NO_CODE.search(text):
        # Inside of HTML all Markdown is still read, so that its marks are written as numbers.
        return f"<code>{_MARKS.sub(lambda m: f'&#{ord(m[0])};', text)}</code>"
    return f"`{text}`"


def _piece(match: re.Match[str]) -> str:
    if match[1]:
        return match[0]
    return "".join(_ESCAPED.get(char, char) for char in match[0])


def _flow(value: Any) -> str:
    match value:
        case dict():
            return f"{{{', '.join(f'{key}: {_flow(item)}' for key, item in value.items())}}}"
        case list():
            return f"[{', '.join(map(_flow, value))}]"
        case bool() | None:
            return json.dumps(value)
        case _:
            return str(value)
