"""Text inside HTML and SVG."""

from __future__ import annotations

import html

from pipec.cli.report.excerpt import visible

# Not characters in XML, not even as references.
_NONE = {0xFFFE: "\\ufffe", 0xFFFF: "\\uffff"}


def escaped(text: str) -> str:
    """A text of the user's for an element or a quoted attribute; what would hide shows as code."""
    return html.escape(plain(text))


def plain(text: str) -> str:
    """The same without the mark-up: all of it is characters that XML can hold."""
    return visible(text).translate(_NONE)


def tag(name: str, *children: str, **attributes: str | float | None) -> str:
    """An element. Children are markup already, attributes are text; those of None are left out.

    `_` in an attribute's name is `-`.
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escaped(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{given}>{''.join(children)}</{name}>"
