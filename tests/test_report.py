"""Diagnostics as people see them: exact text, for odd lines and hostile ones too."""

from __future__ import annotations

import io
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipec.cli.report import Format, concise, renderer, text
from pipec.cli.report.excerpt import WIDTH, excerpt
from pipec.compiler.codes import CODES, UNKNOWN_KEY
from pipec.compiler.diagnostics import Code, Diagnostic, Related, Severity, Span

ERROR = CODES["PC201"]
WARNING = Code("PC999", "odd", Severity.WARNING, "Odd", "Odd.")


def diagnostic(
    span: Span | None,
    *,
    code: Code = ERROR,
    message: str = "`b` is wrong",
    hint: str | None = None,
    related: tuple[Related, ...] = (),
) -> Diagnostic:
    """A diagnostic of which only the place matters."""
    return Diagnostic(code=code, message=message, span=span, hint=hint, related=related)


def shown(source: str | None, *items: Diagnostic) -> str:
    """The text form when every file holds `source`."""
    return text.render_plain(items, lambda _: source)


def marked(source: str, span: Span) -> list[str]:
    """The shown line and the marks, without the frame."""
    return [line.partition("| ")[2] for line in shown(source, diagnostic(span)).split("\n")[3:5]]


def at(line: int, column: int, end_line: int, end_column: int, file: str = "p.yaml") -> Span:
    """A span."""
    return Span(file, line, column, end_line, end_column)


def expected(block: str) -> str:
    """An indented block of a test as text."""
    return textwrap.dedent(block).removeprefix("\n")


def test_an_error_shows_line_carets_hint_and_page() -> None:
    """The whole layout of one error."""
    source = "\n" * 13 + "  Train:\n"
    item = diagnostic(
        at(14, 3, 14, 8, "pipelines/abalone/pipeline.yaml"),
        message="`Train` needs `training_data`, and no output fits",
        hint="write one of\ninputs: {training_data: …}",
    )
    assert shown(source, item) == expected("""
        error[PC201]: `Train` needs `training_data`, and no output fits
          --> pipelines/abalone/pipeline.yaml:14:3
           |
        14 |   Train:
           |   ^^^^^
           = hint: write one of
                   inputs: {training_data: …}
           = explain: pipec explain PC201

        1 error
        """)


def test_a_related_place_is_shown_with_dashes() -> None:
    """A second place has its own line, and the numbers of all lines are aligned."""
    source = "a: 1\n" + "\n" * 9 + "a: 2\n"
    item = diagnostic(
        at(11, 1, 11, 2), related=(Related(at(1, 1, 1, 2), "first defined here"),), hint="rename"
    )
    assert shown(source, item) == expected("""
        error[PC201]: `b` is wrong
          --> p.yaml:11:1
           |
        11 | a: 2
           | ^
           = related: p.yaml:1:1: first defined here
           |
         1 | a: 1
           | -
           = hint: rename
           = explain: pipec explain PC201

        1 error
        """)


def test_an_unknown_file_shows_no_line() -> None:
    """Without the text of the file the place alone is shown."""
    assert shown(None, diagnostic(at(3, 1, 3, 2))) == expected("""
        error[PC201]: `b` is wrong
         --> p.yaml:3:1
          = explain: pipec explain PC201

        1 error
        """)


def test_no_place_at_all() -> None:
    """A diagnostic about no file has no arrow."""
    assert shown("a", diagnostic(None)) == expected("""
        error[PC201]: `b` is wrong
          = explain: pipec explain PC201

        1 error
        """)


def test_a_place_beyond_the_file_shows_no_line() -> None:
    """A file that has become shorter since does no harm."""
    assert "|" not in shown("a\n", diagnostic(at(9, 1, 9, 2)))


@pytest.mark.parametrize(
    ("source", "span", "line", "marks"),
    [
        pytest.param("ab: cd", at(1, 5, 1, 7), "ab: cd", "    ^^", id="a value"),
        pytest.param("ab:", at(1, 4, 1, 4), "ab:", "   ^", id="no width"),
        pytest.param("a: |\n  x", at(1, 4, 2, 4), "a: |", "   ^", id="several lines"),
        pytest.param("a: [x,  \n  y]", at(1, 4, 2, 5), "a: [x,", "   ^^^", id="but not its end"),
        pytest.param("a:\tb", at(1, 4, 1, 5), "a:  b", "    ^", id="a tab reaches the next stop"),
        pytest.param("\t\tb", at(1, 2, 1, 3), "        b", "    ^^^^", id="a tab is marked whole"),
        pytest.param("漢: é字", at(1, 4, 1, 6), "漢: é字", "    ^^^", id="wide ones count double"),
        pytest.param("a: e\u0301b", at(1, 6, 1, 7), "a: e\u0301b", "    ^", id="accents"),
        pytest.param("a: \x1b[2Jb", at(1, 8, 1, 9), "a: \\x1b[2Jb", "          ^", id="controls"),
        pytest.param("a: \u202eb", at(1, 5, 1, 6), "a: \\u202eb", "         ^", id="turning"),
        pytest.param("\ufeffa: b", at(1, 4, 1, 5), "a: b", "   ^", id="a byte order mark"),
        pytest.param("a\r\nb: c\r\n", at(2, 4, 2, 5), "b: c", "   ^", id="CRLF"),
        pytest.param("a", at(1, 9, 1, 12), "a", " ^", id="beyond the line"),
        pytest.param("", at(1, 1, 1, 1), "", "^", id="nothing"),
    ],
)  # fmt: skip
def test_marks_stand_below_what_they_mean(source: str, span: Span, line: str, marks: str) -> None:
    """The carets stand under the span as a terminal shows it."""
    assert [part.rstrip() for part in marked(source, span)] == [line, marks]


def test_a_long_line_is_cut_around_the_marks() -> None:
    """Of a very long line only the part around the span is shown."""
    source = "x" * 500 + "HERE" + "y" * 500
    line, marks = marked(source, at(1, 501, 1, 505))
    assert line == "…" + "x" * 30 + "HERE" + "y" * 66 + "…"
    assert marks == " " * 31 + "^^^^"


def test_a_long_span_is_marked_as_far_as_it_is_shown() -> None:
    """Marks end where the shown part does."""
    line, marks = marked("a: " + "x" * 500, at(1, 4, 1, 504))
    assert line == "a: " + "x" * 97 + "…"
    assert marks == "   " + "^" * 97


def test_nothing_reaches_the_terminal_raw() -> None:
    """Escapes in messages, hints, names of files and related texts are shown, not sent."""
    evil = "\x1b]0;x\x07\x9b\u2028\ud800\r"
    span = at(1, 1, 1, 2, evil)
    item = diagnostic(span, message=evil + "\n", hint=evil, related=(Related(span, evil),))
    for format_ in Format:
        result = renderer(format_)([item], lambda _: evil, [evil])
        result.encode()
        assert not set(result) & set("\x1b\x07\x9b\u2028\ud800\r"), format_
    assert "error[PC201]: \\x1b]0;x\\x07\\x9b\\u2028\\ud800\\r\\n\n" in shown(evil, item)


@pytest.mark.parametrize(
    ("codes", "line"),
    [
        ([], ""),
        ([ERROR], "1 error"),
        ([ERROR, WARNING, ERROR], "2 errors, 1 warning"),
        ([WARNING, WARNING], "2 warnings"),
    ],
)
def test_the_summary_counts(codes: list[Code], line: str) -> None:
    """The last line counts errors and warnings, and is missing when there are none."""
    items = [diagnostic(None, code=code) for code in codes]
    assert text.summary(items) == line
    assert shown("", *items).endswith(f"\n{line}\n" if line else "")
    assert bool(shown("", *items)) == bool(items)


def test_a_warning_says_so() -> None:
    """The severity is the first word."""
    assert shown("", diagnostic(None, code=WARNING)).startswith("warning[PC999]: `b` is wrong\n")


def test_concise_is_a_line_each() -> None:
    """File, line, column, severity, code and message, as editors parse it."""
    items = [diagnostic(at(3, 5, 3, 6), hint="x"), diagnostic(None, code=WARNING)]
    assert concise.render(items, lambda _: None) == expected("""
        p.yaml:3:5: error[PC201]: `b` is wrong
        warning[PC999]: `b` is wrong
        """)


def test_rich_text_has_the_same_words_and_styles() -> None:
    """The coloured form is the plain one with styles; a plain console leaves them out."""
    from rich.console import Console

    items = [diagnostic(at(1, 1, 1, 2), message="[red]x[/red]", hint="y" * 300)]
    styled = text.render(items, lambda _: "a: 1", 80)
    assert styled.plain == shown("a: 1", *items)
    assert any("red" in str(part.style) for part in styled.spans)
    for color, has_escapes in (("standard", True), (None, False)):
        stream = io.StringIO()
        console = Console(
            file=stream, width=40, force_terminal=bool(color), no_color=not color,
            color_system="standard" if color else None,
        )  # fmt: skip
        console.print(styled, soft_wrap=True, end="")
        assert ("\x1b[" in stream.getvalue()) == has_escapes
        if not has_escapes:
            assert stream.getvalue() == shown("a: 1", *items)


@given(st.text(max_size=300), st.integers(1, 320), st.integers(0, 320), st.integers(1, 2))
def test_any_line_fits_with_its_marks_below_it(
    line: str, column: int, width: int, lines: int
) -> None:
    """No line is too long, and the marks never stand outside of what is shown."""
    result = excerpt(line, at(1, column, lines, column + width))
    columns = sum(2 if char > "\u10ff" else 1 for char in result.text)
    assert len(result.text) <= WIDTH + 2
    assert result.width >= 1
    assert result.start + result.width <= columns + 1


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_no_line_of_a_file_wraps_in_a_terminal(columns: int) -> None:
    """The marks stand below what they mark, however narrow the terminal is."""
    source = f"key: {'x' * 60} marked {'y' * 60}"
    at = source.index("marked") + 1
    item = Diagnostic(UNKNOWN_KEY, "no key", Span("a.yaml", 1, at, 1, at + 6))
    shown = text.render([item], lambda _: source, columns).plain.split("\n")
    line = next(row for row in shown if row.startswith("1 |"))
    marks = shown[shown.index(line) + 1]
    assert max(len(line), len(marks)) <= columns
    assert line[marks.index("^") : marks.rindex("^") + 1] == "marked"
