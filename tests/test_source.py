"""Reading YAML: values, places, refusals, and what hostile text can do (nothing)."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipec.compiler.diagnostics import Diagnostic, Report, Span
from pipec.compiler.reader import source
from pipec.compiler.reader.source import read_yaml
from pipec.compiler.reader.yaml_places import LINE_BREAK
from pipec.compiler.reader.yaml_scalars import resolve_plain
from pipec.compiler.syntax import Mapping, Node, Scalar, Sequence, to_data


def read(text: str | bytes) -> tuple[Mapping | None, tuple[Diagnostic, ...]]:
    """The tree of a text, and the diagnostics."""
    report = Report()
    content = text.encode() if isinstance(text, str) else text
    return read_yaml("f.yaml", content, report), report.diagnostics()


def tree(text: str | bytes) -> Mapping:
    """The tree of a text that must be clean."""
    root, found = read(text)
    assert found == ()
    assert root is not None
    return root


def value(text: str, *path: str | int) -> Node:
    """The node at a path of keys and indices."""
    node: Node = tree(text)
    for part in path:
        if isinstance(node, Mapping):
            node = node.entries[str(part)].value
        else:
            assert isinstance(node, Sequence)
            assert isinstance(part, int)
            node = node.items[part]
    return node


def place(span: Span | None) -> tuple[int, int, int, int]:
    """Line, column, end line, end column."""
    assert span is not None
    return span.line, span.column, span.end_line, span.end_column


def only(text: str | bytes) -> Diagnostic:
    """The single diagnostic of a text that is refused."""
    root, found = read(text)
    assert root is None
    assert len(found) == 1, [item.message for item in found]
    return found[0]


# --- Values -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "data"),
    [
        *[(word, None) for word in ("", "~", "null", "Null", "NULL")],
        *[(word, True) for word in ("true", "True", "TRUE")],
        *[(word, False) for word in ("false", "False", "FALSE")],
        *[(word, word) for word in ("yes", "No", "on", "off", "y", "tRUE", "nULL", "NONE")],
        ("0", 0), ("-0", 0), ("+12", 12), ("0123", 123), ("012345678901", 12345678901),
        ("0o17", 15), ("0x1F", 31), ("0xfe", 254), ("0b1", "0b1"), ("-0x1", "-0x1"),
        ("1_000", "1_000"), ("1,5", "1,5"), ("2024-01-01", "2024-01-01"), ("12:30", "12:30"),
        ("1.10", 1.1), (".5", 0.5), ("1.", 1.0), ("9e-05", 9e-05), ("-1.5E+3", -1500.0),
        (".", "."), ("-", "-"), ("1e", "1e"), ("1.7-1", "1.7-1"), ("1 2", "1 2"),
        (".inf", math.inf), ("-.INF", -math.inf), ("+.Inf", math.inf), ("inf", "inf"),
        ("nan", "nan"), ("1e999", "1e999"), ("\u0661", "\u0661"), ("1\n", "1\n"),
        ("9" * 250, int("9" * 250)), ("9" * 5000, "9" * 5000),
        ("0x" + "f" * 5000, "0x" + "f" * 5000),
    ],
)  # fmt: skip
def test_plain_scalars_follow_the_core_schema(text: str, data: object) -> None:
    """A plain scalar is null, boolean, integer, float or text as YAML 1.2's core schema says."""
    resolved = resolve_plain(text)
    assert resolved == data
    assert type(resolved) is type(data)


def test_nan_is_a_float() -> None:
    """`.nan` is the float that does not equal itself."""
    assert math.isnan(float(str(resolve_plain(".nan"))))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: 1.10", (1.1, "1.10", True), id="a number keeps its text"),
        pytest.param("a: 012345678901", (12345678901, "012345678901", True), id="zeros are kept"),
        pytest.param("a: '1'", ("1", "1", False), id="single quotes make text"),
        pytest.param('a: "1\\n\\u00e9"', ("1\né", "1\né", False), id="escapes are undone"),
        pytest.param("a: !!str 1", ("1", "1", False), id="the tag !!str makes text"),
        pytest.param("a: !!str", ("", "", False), id="!!str of nothing is empty text"),
        pytest.param("a: |\n  x\n  y\n", ("x\ny\n", "x\ny\n", False), id="a literal block"),
        pytest.param("a: >-\n  x\n  y\n\n  z\n", ("x y\nz", "x y\nz", False), id="a folded block"),
        pytest.param("a: x\n  y", ("x y", "x y", True), id="a plain text over two lines"),
        pytest.param("a:", (None, "", True), id="nothing is null"),
        pytest.param("a: ${x.y}", ("${x.y}", "${x.y}", True), id="a reference is plain text"),
        pytest.param("a: reg:squarederror", ("reg:squarederror",) * 2 + (True,), id="a colon"),
        pytest.param('a: "\\uE03A"', ("\ue03a", "\ue03a", False), id="the stand-in, escaped"),
        pytest.param("a: \ue03a x:y", ("\ue03a x:y",) * 2 + (True,), id="the stand-in, written"),
    ],
)
def test_a_scalar_keeps_data_text_and_whether_it_was_plain(
    text: str, expected: tuple[object, str, bool]
) -> None:
    """A scalar has its value, its source text and whether it was unquoted."""
    node = value(text, "a")
    assert isinstance(node, Scalar)
    assert (node.data, node.text, node.plain) == expected


@pytest.mark.parametrize(
    ("text", "data"),
    [
        pytest.param("1: a\ntrue: b\n~: c\n1.0: d", {"1": "a", "true": "b", "~": "c", "1.0": "d"},
                     id="keys are text as written"),
        pytest.param("'a b': 1\n\"c\": 2", {"a b": 1, "c": 2}, id="quoted keys"),
        pytest.param("{a: reg:linear, b: s3://x/y, c: arn:aws::z}",
                     {"a": "reg:linear", "b": "s3://x/y", "c": "arn:aws::z"},
                     id="colons inside flow collections"),
        pytest.param('{"a":1,"b":[2,{"c":"d"}]}', {"a": 1, "b": [2, {"c": "d"}]}, id="JSON"),
        pytest.param("a: [b: c, {d}]", {"a": [{"b": "c"}, {"d": None}]}, id="single pairs"),
        pytest.param("a:\n- b\n-\n- - c", {"a": ["b", None, ["c"]]}, id="lists unindented"),
        pytest.param("%YAML 1.2\n---\na: 1\n...\n", {"a": 1}, id="a YAML 1.2 directive"),
        pytest.param("%YAML 1.1\n---\na: yes\n", {"a": "yes"}, id="1.1 changes nothing"),
        pytest.param("a: &x {b: 1}\nc: *x\nd: [*x]",
                     {"a": {"b": 1}, "c": {"b": 1}, "d": [{"b": 1}]}, id="aliases repeat"),
        pytest.param("x: &k a\n*k : 2", {"x": "a", "a": 2}, id="an alias is a key by its text"),
        pytest.param("a: &x 1\nb: &x 2\nc: *x", {"a": 1, "b": 2, "c": 2}, id="the last anchor"),
        pytest.param("a: &x [&x 1, 2]\nb: *x", {"a": [1, 2], "b": 1}, id="the inner anchor"),
    ],
)  # fmt: skip
def test_the_data_of_a_file(text: str, data: object) -> None:
    """The tree holds what the YAML says, under text keys, in file order."""
    found = to_data(tree(text))
    assert found == data
    assert isinstance(data, dict)
    assert list(found) == list(data)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        pytest.param("d: &d {a: 1, b: 2}\nx:\n  <<: *d\n  b: 3\n", {"a": 1, "b": 3},
                     id="explicit keys win"),
        pytest.param("d: &d {a: 1}\ne: &e {a: 2, b: 2}\nx: {<<: [*d, *e], c: 3}",
                     {"a": 1, "b": 2, "c": 3}, id="earlier mappings win"),
        pytest.param("x: {z: 0, <<: {a: 1}, b: 2}", {"z": 0, "a": 1, "b": 2},
                     id="inline, at the place of the merge"),
        pytest.param("d: &d {a: 1}\ne: &e {<<: *d, b: 2}\nx: {<<: *e}", {"a": 1, "b": 2},
                     id="a merged mapping that merged"),
        pytest.param("x: {'<<': 1}", {"<<": 1}, id="a quoted << is a key"),
    ],
)  # fmt: skip
def test_merge_keys_are_flattened(text: str, data: dict[str, object]) -> None:
    """`<<` lays mappings under the keys that are written."""
    found = to_data(value(text, "x"))
    assert found == data
    assert list(found) == list(data)


# --- Places -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        pytest.param("a: foo # c", ("a",), (1, 4, 1, 7), id="a plain scalar"),
        pytest.param("a: 'b c'", ("a",), (1, 4, 1, 9), id="quotes are part"),
        pytest.param("a: x\n  y\n\nb: 1", ("a",), (1, 4, 2, 4), id="over two lines"),
        pytest.param("a: |\n  x\n  y\n\n\nb: 1", ("a",), (1, 4, 3, 4), id="a block text"),
        pytest.param("a:\nb: 1", ("a",), (1, 2, 1, 2), id="nothing stands after its key"),
        pytest.param("{a, b: }", ("b",), (1, 6, 1, 6), id="nothing, in braces"),
        pytest.param("a:\n-\n- 1", ("a", 0), (2, 2, 2, 2), id="nothing, in a list"),
        pytest.param("é漢😀: 漢 x", ("é漢😀",), (1, 6, 1, 9), id="characters count, not bytes"),
        pytest.param("\ufeffa: b", ("a",), (1, 4, 1, 5), id="a byte order mark does not count"),
        pytest.param("a: 1\r\nb: 2\r\n", ("b",), (2, 4, 2, 5), id="CRLF"),
        pytest.param("a: 1\rb: 2", ("b",), (2, 4, 2, 5), id="lone CR"),
        pytest.param("a: &x b", ("a",), (1, 7, 1, 8), id="an anchor is not part"),
        pytest.param("a: &x !!str\n  b", ("a",), (2, 3, 2, 4), id="nor properties above"),
        pytest.param("a: &x\nb: 1", ("a",), (1, 4, 1, 6), id="an anchor alone"),
        pytest.param("a: [1, {b: 2}]", ("a",), (1, 4, 1, 15), id="a flow list with its brackets"),
        pytest.param("a: [1, {b: 2}]", ("a", 1), (1, 8, 1, 14), id="a flow mapping"),
        pytest.param("a:\n  b: 1\n  c: 2\n\n# d\ne: 3", ("a",), (2, 3, 3, 7), id="a block mapping"),
        pytest.param("a:\n  - 1\n  - 2 # x\nb: 3", ("a",), (2, 3, 3, 6), id="a block list"),
        pytest.param("a: &x\n  b: 1\nc: 3", ("a",), (2, 3, 2, 7), id="an anchored mapping"),
        pytest.param("a: &x b\nc: *x", ("c",), (1, 7, 1, 8), id="an alias points at the anchor"),
        pytest.param("a: {b: s3://c}", ("a", "b"), (1, 8, 1, 14), id="colons move nothing"),
    ],
)  # fmt: skip
def test_places(text: str, path: tuple[str | int, ...], expected: tuple[int, ...]) -> None:
    """Each value knows where it stands: from 1, in characters, end exclusive."""
    assert place(value(text, *path).span) == expected


def test_keys_have_places_and_aliases_are_the_same_node() -> None:
    """A key has its own place, and an alias is the anchored object itself."""
    root = tree("a: &x {k: 1}\nb: *x\n'c d' : 2")
    assert place(root.entries["c d"].key_span) == (3, 1, 3, 6)
    assert root.get("a") is root.get("b")
    assert place(root.span) == (1, 1, 3, 10)


@pytest.mark.parametrize(
    ("tabs", "spaces"),
    [
        ("a:\tb\n", "a: b\n"),
        ("a: \t b\n", "a: b\n"),
        ('a:\t"b"\nc:\t{d:\te}\n', 'a: "b"\nc: {d: e}\n'),
        ("a:\t|\n  b\tc\n", "a: |\n  b\tc\n"),
        ("a: b\t# c\n", "a: b # c\n"),
        ("a: b\t\n\t\n\t# c\nd: e\n", "a: b\n\n# c\nd: e\n"),
        ("a:\t\n  b: c\n", "a:\n  b: c\n"),
        ("a:\t- b\n", None),
        ("a: b\n\tc: d\n", None),
        ("a: b\tc\n", None),
        ("-\ta: b\n \tc: d\n", None),
    ],
)
def test_tabs_between_a_key_and_its_value_are_spaces(tabs: str, spaces: str | None) -> None:
    """As YAML 1.2 says; in the indentation, and within an unquoted text, they are refused."""
    if spaces is None:
        assert only(tabs).code.number == "PC003"
    else:
        assert to_data(tree(tabs)) == to_data(tree(spaces))


# --- Refusals -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number", "at", "message", "hint"),
    [
        ("a:\n\tb: 1\n", "PC003", (2, 1), "a tab indents", "indent with spaces"),
        ("a: 1\t2\n", "PC003", (1, 5), "a tab stands between", "a space"),
        ('a: "b\nc: 1\nd: "e"\n', "PC003", (1, 4), "not closed on its line", "closing quote"),
        ('a: "b\n  c: d\n  e" f\n', "PC003", (3, 6), "follows a closing quote", "whole value"),
        ('- - a: "b\n    c: "d"\n', "PC003", (1, 8), "not closed on its line", "closing quote"),
        ('a: "b\n  c" d\n', "PC003", (2, 6), "follows a closing quote", "whole value"),
        ("a:\u00a0b\nc: 1\n", "PC003", (1, 3), "no-break space, U+00A0", "plain space"),
        ("a:\n\u3000 b: 1\n  c: 2\n", "PC003", (2, 1), "ideographic space", "plain space"),
        ("a:\n  b:\n    c: 1\nd:\n    e: 2\n  f: 3\n", "PC003", (4, 1), "less than", "2 spaces"),
        ("a: 'b\nc: 1\n", "PC003", (1, 4), "never closed", "closing quote"),
        ("a: [1, 2\n", "PC003", (1, 4), "`[` is never closed", "`]`"),
        ("a: {b: 1\nc: 2\n", "PC003", (2, 2), "expected `,` or `}`", "close the `{`"),
        ("a: [1}\n", "PC003", (1, 6), "`[` is closed by `}`", "`]`"),
        ("a: ]\n", "PC003", (1, 4), "missing before `]`", "quote"),
        ("s:\n  uses:X\n  code: y\n", "PC003", (2, 3), "`uses:` needs a space", "`uses: X`"),
        ("a: 1\nuses:X\nc: y\n", "PC003", (2, 1), "not `key: value`", "`uses: X`"),
        ("a: 1\nb\nc: 2\n", "PC003", (2, 1), "not `key: value`", "indent it"),
        ("a: b: c\n", "PC003", (1, 5), "second `: `", "quote"),
        ("a: 1\n  b: 2\n", "PC003", (2, 3), "cannot stand here", "indent"),
        ("a:\n  b: 1\n c: 2\n", "PC003", (3, 2), "indentation", "indent"),
        ("a: 1\n- b\n", "PC003", (2, 1), "a list item", "indent"),
        ("x:\n- a\nb: 1\n- c\n", "PC003", (4, 1), "a list item", "indent"),
        ("- a\nb: 1\n", "PC003", (2, 1), "a key stands", "`- `"),
        ("a: - b\n", "PC003", (1, 4), "list item", "`[a, b]`"),
        ("a: ? b\n", "PC003", (1, 4), "`?`", "quote"),
        ("a: @b/c\n", "PC003", (1, 4), "begin with `@`", '`"@b/c"`'),
        ("a: `b\n", "PC003", (1, 4), "a backtick", '"`b"'),
        ("a: %b\n", "PC003", (1, 4), "begin with `%`", '`"%b"`'),
        ("a: 'b' == c\n", "PC003", (1, 8), "follows a closing quote", "whole value"),
        ('a: ["b"c]\n', "PC003", (1, 8), "follows a closing quote", "whole value"),
        ('a: "\\d"\n', "PC003", (1, 6), "`\\d`", "single quotes"),
        ("a: *.csv\n", "PC003", (1, 4), "read as an alias", '`"*.csv"`'),
        ("a: * b\n", "PC003", (1, 4), "must follow `*`", "quote"),
        ("a: >b\n", "PC003", (1, 5), "can follow `|` or `>`", "next line"),
        ("a: |\n  \n   b\n\t", "PC003", (3, 4), "fewer spaces", "empty that line"),
        ("a: !b! c\n", "PC006", (1, 4), "begins a YAML tag", 'write `"!b! c"`'),
        ("a: {b: !c, d: e}\n", "PC006", (1, 8), "begins a YAML tag", '`"!c"`'),
        ('a: {if: !${x.Y} == "b", d: e}\n', "PC006", (1, 9), "YAML tag", "`not x.Y == 'b'`"),
        ("- !b! c\n", "PC003", (1, 6), "tag", "quote"),
        ("%YAML 1.9\n---\na: 1\n", "PC003", (1, 1), "directive", "remove"),
        ("[a]\n]\n", "PC003", (2, 1), "nothing more", "brackets"),
        ("a: \x01b\n", "PC003", (1, 4), "U+0001", "remove"),
        ("a: b\x00\n", "PC003", (1, 5), "U+0000", "remove"),
        ("a: b\u2028c\n", "PC003", (1, 5), "U+2028", "\\u2028"),
        ("a: {b: ${x.Y}}\n", "PC010", (1, 8), "quoted inside", '`"${x.Y}"`'),
        ("a: [b, s3://${x.Y}/c d, e]\n", "PC010", (1, 8), "quoted inside", '`"s3://${x.Y}/c d"`'),
        ("a: {b: ${x['k: v']}, c: 1}\n", "PC010", (1, 8), "quoted inside", "`\"${x['k: v']}\"`"),
        ("a: [${x\n", "PC010", (1, 5), "quoted inside", '`"${…}"`'),
        ("a: 1\n---\nb: 2\n", "PC006", (2, 1), "second document", "own"),
        ("a: !Ref b\n", "PC006", (1, 4), "`!Ref` is read as a YAML tag", "${parameters.b}"),
        ("a: &x !Own b\n", "PC006", (1, 7), "`!Own` is read as a YAML tag", "quote"),
        ("a: !!int 1\n", "PC006", (1, 4), "`!!int` is read as a YAML tag", "remove `!!int`"),
        ("a: !!str [1]\n", "PC006", (1, 4), "`!!str` is read as a YAML tag", "remove"),
        ("[a]: 1\n", "PC006", (1, 1), "a list cannot be a key", "quote"),
        ("? {a: b}\n: 1\n", "PC006", (1, 3), "a mapping cannot be a key", "quote"),
        ("a: &x [*x]\n", "PC006", (1, 8), "stands inside `&x`", "write"),
        ("a: {<<: 1}\n", "PC006", (1, 9), "`<<` merges", '"<<"'),
        ("a: {<<: [{}, 1]}\n", "PC006", (1, 9), "`<<` merges", '"<<"'),
        ("", "PC005", (1, 1), "holds nothing", "pipeline: NAME"),
        ("\n# x\n", "PC005", (1, 1), "holds nothing", "pipeline: NAME"),
        ("---\n", "PC005", (1, 1), "holds nothing", "pipeline: NAME"),
        ("- a\n", "PC008", (1, 1), "a list, not a mapping", "without `- `"),
        ("null\n", "PC008", (1, 1), "a single value", "pipeline: NAME"),
        ("pipeline:X\n", "PC008", (1, 1), "a single value", "space after `pipeline:`"),
        (b"a: b\nc: \xe9\n", "PC002", (2, 4), "0xE9", "Latin-1"),
        ("a: b".encode("utf-16"), "PC002", (1, 1), "0xFF", "UTF-16"),
    ],
)  # fmt: skip
def test_refusals(
    text: str | bytes, number: str, at: tuple[int, int], message: str, hint: str
) -> None:
    """A text that is not ours is refused once, at its place, with a way out."""
    found = only(text)
    assert (found.code.number, place(found.span)[:2]) == (number, at)
    assert message in found.message
    assert found.hint is not None
    assert hint in found.hint


def test_an_unclosed_bracket_shows_where_it_was_opened() -> None:
    """When the text goes on after an open bracket, the bracket is shown too."""
    (related,) = only("a: [1,\n  2\nb: 3\n").related
    assert (place(related.span), related.message) == ((1, 4, 1, 5), "`[` opened here")


def test_the_whole_unquoted_reference_is_marked() -> None:
    """The span of an unquoted reference covers the value that needs quotes."""
    assert place(only("a: [b, s3://${x.Y}/c, e]").span) == (1, 8, 1, 21)


def test_every_duplicate_key_is_reported_with_the_first() -> None:
    """All repeated keys are reported, compared as text, each with the first one."""
    _, found = read("a: 1\nb: {c: 1, 'c': 2}\n'a': 2\na: 3\n")
    assert [item.code.number for item in found] == ["PC004"] * 3
    assert [place(item.span)[:2] for item in found] == [(2, 11), (3, 1), (4, 1)]
    assert [place(item.related[0].span)[:2] for item in found] == [(2, 5), (1, 1), (1, 1)]
    assert found[1].message == "the key `a` is there twice"


def test_a_second_merge_is_a_duplicate() -> None:
    """Two `<<` in one mapping are refused with the list form."""
    assert "[*a, *b]" in (only("x: {<<: {a: 1}, <<: {b: 2}}").hint or "")


def test_a_syntax_error_stands_alone() -> None:
    """Keys that are there twice are not reported for a text that breaks off."""
    assert only("a: 1\na: 2\nb: [\n").code.number == "PC003"


# --- Limits -------------------------------------------------------------------------------

BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)
)
MERGE_BOMB = "a0: &a0 {k: [x, x, x]}\n" + "".join(
    f"a{n}: &a{n} {{<<: *a{n - 1}, x: *a{n - 1}, y: *a{n - 1}}}\n" for n in range(1, 60)
)
DEEP_ALIASES = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 200))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(BOMB, id="aliases of aliases"),
        pytest.param(MERGE_BOMB, id="merges of merges"),
        pytest.param(DEEP_ALIASES, id="aliases that nest"),
        pytest.param("a: " + "[" * 100_000, id="brackets"),
        pytest.param("{a: " * 100_000, id="braces"),
        pytest.param("- " * 100_000, id="dashes"),
        pytest.param("? " * 100_000, id="question marks"),
        pytest.param("a: " + "[" * 100_000 + "\t", id="brackets for the pure parser"),
        pytest.param("a: [" + "x, " * 200_001 + "]", id="many values"),
        pytest.param("a: " + "x" * (4 * 1024 * 1024), id="much text"),
    ],
)
def test_no_text_makes_a_large_tree(text: str) -> None:
    """Bombs are refused as too large, and soon."""
    began = time.perf_counter()
    assert only(text).code.number == "PC007"
    assert time.perf_counter() - began < 30


def test_a_hundred_levels_are_taken() -> None:
    """The limit of depth itself is not refused."""
    assert tree("a: " + "[" * 99 + "]" * 99).entries
    assert only("a: " + "[" * 100 + "]" * 100).code.number == "PC007"


@pytest.mark.parametrize(
    "text",
    [
        "%YAML " + "9" * 5000 + ".1\n---\na", "%TAG ! x\n%TAG ! y\n---\na", "a: &" + "x" * 5000,
        "a: !<" + "%ff" * 10, "\r", "a: |9\n x", 'a: "\\x', 'a: "\\UFFFFFFFF"', '"\\ud800": 1',
        "&a", "!", "? ", ": ", "-", "{", "...", "a:\n- - -\n -", "*", "'", "|", "<<", "{<<}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("parser", ["C", "pure"])
def test_strange_texts_are_read_or_refused(
    text: str, parser: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever trips the parser is a diagnostic, not a traceback."""
    if parser == "pure":
        monkeypatch.setattr(source, "_c_parser", lambda: None)
    root, found = read(text)
    assert (root is None) == bool(found)


# --- Any text -----------------------------------------------------------------------------

PIECES = [
    "a", "b", "k: v", "1", " ", "  ", "\n", "\n  ", "\n- ", ": ", ":", "- ", "[", "]", "{", "}",
    ", ", '"', "'", " # c", "|\n  ", ">-\n  ", "&x ", "*x", "!!str ", "!t ", "? ", "<<: *x\n",
    "\\", "\t", "%", "@", "---\n", "${x}", "é", "漢", "😀", "\r\n", "\r", "~", "s3://x", "\ufeff",
]  # fmt: skip
yamlish = st.builds(
    lambda head, parts: head + "".join(parts),
    st.sampled_from(["", "a: ", "a:\n  ", "x: &x {k: v}\n"]),
    st.lists(st.sampled_from(PIECES), max_size=14),
)


def spans(thing: Any) -> Iterator[Span]:
    """Every span in trees and diagnostics."""
    if isinstance(thing, Span):
        yield thing
    elif names := getattr(thing, "__match_args__", ()):
        yield from spans([getattr(thing, name) for name in names])
    elif isinstance(thing, dict):
        yield from spans(list(thing.values()))
    elif isinstance(thing, (tuple, list)):
        for item in thing:
            yield from spans(item)


@given(st.one_of(st.text(max_size=60), yamlish))
@settings(deadline=None, max_examples=300)
def test_any_text_is_read_or_refused_with_places_inside_it(text: str) -> None:
    """Nothing raises; there is a tree or an error; every span lies in the text."""
    content = text.encode("utf-8", "surrogatepass")
    root, found = read(content)
    assert (root is None) == bool(found)
    lines = LINE_BREAK.split(text.removeprefix("\ufeff"))
    for span in spans((root, found)):
        assert 1 <= span.line <= span.end_line <= len(lines)
        assert 1 <= span.column <= len(lines[span.line - 1]) + 1
        assert 1 <= span.end_column <= len(lines[span.end_line - 1]) + 1
        assert (span.line, span.column) <= (span.end_line, span.end_column)


@given(st.binary(max_size=60))
@settings(deadline=None)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    """Nothing raises for any bytes either."""
    root, found = read(content)
    assert (root is None) == bool(found)


@given(yamlish)
@settings(deadline=None, max_examples=300)
def test_both_parsers_say_the_same(text: str) -> None:
    """With and without the C parser the result is one: same tree, same places, same errors."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "_c_parser", lambda: None)
        pure = read(text)
    if not any("fewer spaces" in item.message for item in pure[1]):
        assert read(text) == pure


def test_the_c_parser_is_what_reads_here() -> None:
    """The fast parser is found where it is installed; all tests rely on having it."""
    assert source._c_parser() is not None


@pytest.mark.parametrize(
    "text",
    [
        'a: {b: "x", url: s3://bucket/key, c: [reg:linear, "x:y"]}',
        'a: {"b":"x", "c":1}',
        "a: {b: \"say c:'x'\"}",
        'a: b:"x"',
    ],
)
def test_colons_without_a_space_that_may_be(text: str) -> None:
    """In texts, and behind a key in quotes, as JSON has it."""
    report = Report()
    assert read_yaml("f.yaml", f"{text}\n".encode(), report) is not None
    assert report.diagnostics() == ()


@pytest.mark.parametrize("text", ['a: ["b:"x", {]', 'a: {b: "say c:"${d}" now"}', 'a: {b: "x" y}'])
def test_a_quote_too_many_is_no_glued_key(text: str) -> None:
    """It is what it was: text behind a quote."""
    report = Report()
    read_yaml("f.yaml", f"{text}\n".encode(), report)
    assert [item.message for item in report.diagnostics()] == ["text follows a closing quote"]


def test_keys_for_anchors() -> None:
    """What is marked under a key with `x-` can be named below; nothing else is read of it."""
    root = tree("x-a: &a {b: 1}\nc: {<<: *a, x-d: 2}\nx-: [$]\nX-e: 3\nx: 4\n")
    assert list(root.entries) == ["c", "X-e", "x"]
    inner = root.get("c")
    assert isinstance(inner, Mapping)
    assert list(inner.entries) == ["b", "x-d"]
