"""Python expressions as text, laid out as `ruff format` leaves them.

Default settings, 88 columns: an expression stands on one line if it fits, else one item a
line with a trailing comma. Measured from ruff 0.17; a property test compares the two.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from pipec.compiler.python.pycode import (
    Attr,
    Call,
    Dict_,
    Expression,
    Index,
    List_,
    Lit,
    LiteralValue,
    Raw,
)
from pipec.compiler.record import Record

WIDTH = 88
INDENT = 4


def bound(before: str, value: Expression, indent: int) -> str:
    """`name = value` or `return value`, in parentheses where only that makes it fit."""
    return _Layout().bound(before, value, indent)


class _Link(Record):
    """A piece of a chain: text that cannot be broken, then perhaps brackets that can.

    `node` is what the brackets belong to; None where they hold nothing.
    """

    text: str
    node: Index | Call | None


class _Layout:
    """The layout of one expression, which remembers each node's text on one line.

    Every level of nesting asks for the texts of all levels below it. They are known by the
    node's identity: `Lit(1)` and `Lit(True)` are equal.
    """

    def __init__(self) -> None:
        self.flats: dict[int, str] = {}

    def bound(self, before: str, value: Expression, indent: int) -> str:
        """As the function `bound`."""
        column = indent + width(before)
        inner = indent + INDENT
        flat = self.flat(value)
        if column + width(flat) <= WIDTH:
            return before + flat
        if isinstance(value, List_ | Dict_):
            return before + self.layout(value, indent, column, 0)
        links = self._links(value)
        fluent = _is_fluent(value)
        breaks_in_brackets = any(link.node for link in links) and (
            column + _unbroken(links, 0) <= WIDTH
        )
        if breaks_in_brackets and not fluent:
            return before + self.layout(value, indent, column, 0)
        margin = " " * indent
        wrapped = f"{before}(\n{' ' * inner}{self.layout(value, inner, inner, 0)}\n{margin})"
        lines = f"{margin}{wrapped}".split("\n")
        if fluent or all(width(line) <= WIDTH for line in lines):
            return wrapped
        return before + self.layout(value, indent, column, 0)

    def layout(self, node: Expression, indent: int, before: int, after: int) -> str:
        """An expression that begins at column `before` of a line indented by `indent`.

        `after` columns follow on its last line.
        """
        flat = self.flat(node)
        if before + width(flat) + after <= WIDTH:
            return flat
        match node:
            case List_() | Dict_() if node.items:
                opening, closing = ("[", "]") if isinstance(node, List_) else ("{", "}")
                return exploded(opening, self._laid_out_items(node, indent), closing, indent)
            case Attr() | Index() | Call():
                return self._chain(node, indent, before, after)
            case _:
                return flat

    def flat(self, node: Expression) -> str:
        """An expression on one line."""
        text = self.flats.get(id(node))
        if text is None:
            text = self.flats[id(node)] = self._flat(node)
        return text

    def _flat(self, node: Expression) -> str:
        match node:
            case Lit():
                return _literal(node.value)
            case Raw():
                return node.text
            case Attr():
                return f"{self.flat(node.owner)}.{node.name}"
            case Index():
                return f"{self.flat(node.owner)}[{_literal(node.key)}]"
            case Call():
                func = node.func if isinstance(node.func, str) else self.flat(node.func)
                return f"{func}({self._flat_items(node)})"
            case List_():
                return f"[{self._flat_items(node)}]"
            case Dict_():
                return f"{{{self._flat_items(node)}}}"

    def _flat_items(self, node: Call | List_ | Dict_) -> str:
        return ", ".join(before + self.flat(item) for before, item in _items(node))

    def _laid_out_items(self, node: Call | List_ | Dict_, indent: int) -> list[str]:
        inner = indent + INDENT
        return [
            before + self.layout(item, inner, inner + width(before), 1)
            for before, item in _items(node)
        ]

    def _links(self, node: Expression) -> list[_Link]:
        """`a.b["c"].d(e).f` as `a.b` `["c"]`, `.d` `(e)`, `.f`."""
        match node:
            case Attr():
                return _extended(self._links(node.owner), f".{node.name}", None)
            case Index():
                return _extended(self._links(node.owner), "", node)
            case Call():
                func = node.func
                owner = [_Link(func, None)] if isinstance(func, str) else self._links(func)
                if node.args or node.kwargs:
                    return _extended(owner, "", node)
                return _extended(owner, "()", None)
            case _:
                return [_Link(self.flat(node), None)]

    def _chain(self, node: Attr | Index | Call, indent: int, before: int, after: int) -> str:
        """A chain that does not fit on the line: broken before dots, or else in its brackets."""
        links = self._links(node)
        if not _is_fluent(node):
            return self._broken_in_brackets(links, indent, before, after)
        lines: list[list[_Link]] = [[]]
        for link in links:
            if lines[-1] and link.text.startswith("."):
                lines.append([])
            lines[-1].append(link)
        texts = [
            self._broken_in_brackets(
                line, indent, indent if number else before, after if number == len(lines) - 1 else 0
            )
            for number, line in enumerate(lines)
        ]
        return f"\n{' ' * indent}".join(texts)

    def _broken_in_brackets(self, links: list[_Link], indent: int, before: int, after: int) -> str:
        """Each bracket stays closed if the line fits up to where it can be broken next."""
        text = ""
        column = before
        for number, link in enumerate(links):
            text += link.text
            column += width(link.text)
            if link.node is None:
                continue
            flat = self._brackets(link.node)
            if column + width(flat) + _unbroken(links[number + 1 :], after) <= WIDTH:
                text += flat
                column += width(flat)
            else:
                text += self._opened(link.node, indent)
                column = indent + 1
        return text

    def _brackets(self, node: Index | Call) -> str:
        if isinstance(node, Index):
            return f"[{_literal(node.key)}]"
        return f"({self._flat_items(node)})"

    def _opened(self, node: Index | Call, indent: int) -> str:
        if isinstance(node, Call):
            return exploded("(", self._laid_out_items(node, indent), ")", indent)
        margin = " " * indent
        return f"[\n{margin}{' ' * INDENT}{_literal(node.key)}\n{margin}]"


def _items(node: Call | List_ | Dict_) -> list[tuple[str, Expression]]:
    """What stands in the brackets: each item, and the text before it (`name=`, `"key": `)."""
    match node:
        case Call():
            named = [(f"{name}=", item) for name, item in node.kwargs]
            return [("", item) for item in node.args] + named
        case List_():
            return [("", item) for item in node.items]
        case Dict_():
            return [(f"{_literal(key)}: ", item) for key, item in node.items]


def exploded(opening: str, items: Iterable[str], closing: str, indent: int) -> str:
    """Brackets with one item a line; `indent` is that of the line that they begin on."""
    margin = " " * (indent + INDENT)
    lines = [f"{margin}{item},\n" for item in items]
    return f"{opening}\n{''.join(lines)}{' ' * indent}{closing}"


def _extended(links: list[_Link], text: str, node: Index | Call | None) -> list[_Link]:
    """The links with more text and brackets: a new link behind brackets, also empty ones."""
    last = links[-1]
    if last.node is None and not (text.startswith(".") and last.text.endswith(")")):
        return [*links[:-1], _Link(last.text + text, node)]
    return [*links, _Link(text, node)]


def _is_fluent(node: Expression) -> bool:
    """Whether the formatter breaks before the dots: two of them follow brackets."""
    dots = 0
    while isinstance(node, Attr | Index | Call):
        owner = node.func if isinstance(node, Call) else node.owner
        if isinstance(owner, str):
            break
        dots += isinstance(node, Attr) and isinstance(owner, Index | Call)
        node = owner
    return dots >= 2


def _unbroken(links: list[_Link], after: int) -> int:
    """Columns up to the next place where the line can be broken."""
    columns = 0
    for link in links:
        columns += width(link.text)
        if link.node:
            return columns + 1
    return columns + after


# --- literals and words --------------------------------------------------------------------


def _literal(value: LiteralValue) -> str:
    match value:
        case str():
            return _quoted(value)
        case float():
            return repr(value).replace("e+", "e")
        case _:
            return repr(value)


def _quoted(text: str) -> str:
    """A string literal on one line, in the quotes that need fewer escapes (first `"`)."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    return quote + _escaped(text, quote) + quote


_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}

# Fixed for ever, so that the same text is printed alike by every Python; characters younger
# than this table (emoji) are spelt out.
_UNICODE = unicodedata.ucd_3_2_0


def _escaped(text: str, quote: str) -> str:
    """The text as it stands in a literal: what cannot be seen is spelt out, as `repr` does."""
    for character in (quote, *_ESCAPES):
        if character in text:
            return visible("".join(_ESCAPES.get(c, f"\\{c}" if c == quote else c) for c in text))
    return visible(text)


def visible(text: str) -> str:
    r"""The text with each character that does not print replaced by its escape (`\x00`)."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if _prints(c) else _code_point(c) for c in text)


def _prints(character: str) -> bool:
    return character.isprintable() and _UNICODE.category(character) != "Cn"


def _code_point(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def width(text: str) -> int:
    """Columns of a text as the formatter counts them: two for East Asian wide characters.

    Some 200 rare characters (old Korean vowels, a few Indian signs) are counted otherwise there.
    """
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if _UNICODE.category(character) in ("Mn", "Me"):
        return 0
    return 2 if _UNICODE.east_asian_width(character) in ("W", "F") else 1
