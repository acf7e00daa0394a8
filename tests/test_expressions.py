from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipec.compiler.diagnostics import Report, Span
from pipec.compiler.language.expressions import (
    ROOTS,
    Names,
    Reference,
    input_alone,
    mentioned_inputs,
    parse_template,
)
from pipec.compiler.syntax import Scalar
from pipec.compiler.values import Key


def plain(text: str) -> Scalar:
    """A plain one-line scalar in column 5 of line 2."""
    return Scalar(text, text, True, Span("p.yaml", 2, 5, 2, 5 + len(text)))


def quoted(text: str) -> Scalar:
    """The same in quotes, which its span includes."""
    return Scalar(text, text, False, Span("p.yaml", 2, 5, 2, 7 + len(text)))


def parts(text: str) -> list[object]:
    """The parts of a template without errors, references as (root, path)."""
    report = Report()
    template = parse_template(plain(text), report)
    assert report.diagnostics() == ()
    assert template is not None
    return [part if isinstance(part, str) else (part.root, part.path) for part in template]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [""]),
        ("plain", ["plain"]),
        ("costs $5", ["costs $5"]),
        ("$", ["$"]),
        ("{}", ["{}"]),
        ("${item}", [("item", ())]),
        ("${item[0].a}", [("item", (0, "a"))]),
        ("${parameters.InputData}", [("parameters", ("InputData",))]),
        ("${vars['my var']}", [("vars", ("my var",))]),
        ("${steps.Train-2.model_artifacts}", [("steps", ("Train-2", "model_artifacts"))]),
        ("${steps.a}", [("steps", ("a",))]),
        ("${steps.e.report.mse['rmse:val']}", [("steps", ("e", "report", "mse", Key("rmse:val")))]),
        ("${steps.e.r['its own'][12]}", [("steps", ("e", "r", Key("its own"), 12))]),
        ("${steps.e.r['}']['']}", [("steps", ("e", "r", Key("}"), Key("")))]),
        ("${steps.outputs.x}", [("steps", ("outputs", "x"))]),
        ("${step.properties.A[0].B}", [("step", ("properties", "A", 0, "B"))]),
        ("a${vars.b}${item}c", ["a", ("vars", ("b",)), ("item", ()), "c"]),
        ("$5 ${vars.b}$", ["$5 ", ("vars", ("b",)), "$"]),
        ("$${HOME}", ["${HOME}"]),
        ("$$${HOME}", ["$${HOME}"]),
        ("x$${a}${item}", ["x${a}", ("item", ())]),
    ],
)
def test_reads_templates(text: str, expected: list[object]) -> None:
    """A template is texts and references in turn; `$${` is the text `${`."""
    assert parts(text) == expected


@pytest.mark.parametrize(
    ("text", "mentioned", "alone"),
    [
        ("${inputs.a-1}", ["a-1"], "a-1"),
        ("${inputs['a_1']}", ["a_1"], "a_1"),
        ("${inputs.a}/${inputs['b']} ${wrong", ["a", "b"], None),
        ("${inputs.a.path} ${inputs['a'].path} ${vars.a}", [], None),
        ("$${inputs.a} $${inputs['a']}", [], None),
        ("$${inputs.a}", [], None),
    ],
)
def test_mentions_of_inputs(text: str, mentioned: list[str], alone: str | None) -> None:
    """A name may be quoted, as everywhere in references."""
    assert mentioned_inputs(text) == mentioned
    assert input_alone(text) == alone


@pytest.mark.parametrize(
    ("text", "number", "message", "hint", "place"),
    [
        (
            "${steps.train.model",
            "PC010",
            "`${` is not closed",
            "write `${steps.train.model}`",
            "${steps.train.model",
        ),
        (
            "${steps.a/${item}",
            "PC010",
            "`${` is not closed",
            "write `${steps.a}`",
            "${steps.a",
        ),
        (
            "s3://${",
            "PC010",
            "`${` is not closed",
            "write `${parameters.NAME}` for a reference, `$${` for the text `${`",
            "${",
        ),
        (
            "${}",
            "PC010",
            "the `${}` names nothing",
            "write `${parameters.NAME}` for a reference, `$${` for the text `${`",
            "${}",
        ),
        (
            "${ steps.a }",
            "PC010",
            "there are no spaces between the braces of a reference",
            "write `${steps.a}`",
            "${ steps.a }",
        ),
        ("${steps.}", "PC010", "a name must follow `steps.`", None, "."),
        ("${steps..a}", "PC010", "a name must follow `steps.`", None, "."),
        ("${steps}", "PC010", "a name must follow `steps`", "write `${steps.NAME}`", "steps"),
        ("${steps[0]}", "PC010", "a name must follow `steps`", "write `${steps.NAME}`", "steps[0]"),
        (
            "${a b}",
            "PC010",
            "`b` cannot follow `a`",
            "`${…}` holds a reference, not an expression; for the text `${` write `$${`",
            "b",
        ),
        (
            "${vars.größe}",
            "PC010",
            "`ö` cannot follow `vars.gr`",
            "names hold letters, digits, `_` and `-`; quote any other key: `['a key']`",
            "ö",
        ),
        ("${steps.a['x}", "PC010", "the quote is not closed", "write `['a key']`", "'x}"),
        ("${steps.a['x'}", "PC010", "`['x'` is not closed", "write `['x']`", "['x'"),
        ("${steps.a[0}", "PC010", "`[0` is not closed", "write `[0]`", "[0"),
        (
            "${steps.a[}",
            "PC010",
            "the `[` behind `steps.a` is not closed",
            "write `[0]` or `['a key']`",
            "[",
        ),
        (
            "${steps.a[-1]}",
            "PC010",
            "an index counts from 0",
            "write `[0]` for the first item",
            "[-1]",
        ),
        (
            '${steps.a["x"]}',
            "PC010",
            "an index or a key in single quotes must stand in the `[ ]` behind `steps.a`",
            "write `['x']`; where YAML's quotes around it all are single, make them double",
            '["x"]',
        ),
        (
            "${steps.a.r[1234567890]}",
            "PC010",
            "the index is too large",
            None,
            "1234567890",
        ),
        (
            "${steps.a.outputs.b}",
            "PC010",
            "an output of `a` is named without `outputs`",
            "drop `outputs`: `${steps.a.b}`",
            "outputs",
        ),
        (
            "${parametres.x}",
            "PC011",
            "a reference cannot begin with `parametres`",
            "did you mean `parameters`?",
            "parametres",
        ),
        (
            "echo ${HOME}",
            "PC011",
            "a reference cannot begin with `HOME`",
            "for the shell's variable write `$${HOME}`",
            "HOME",
        ),
        (
            "${TAG:-latest}",
            "PC011",
            "a reference cannot begin with `TAG`",
            "for the shell's variable write `$${TAG}`",
            "TAG",
        ),
    ],
)
def test_refuses_bad_references(
    text: str, number: str, message: str, hint: str | None, place: str
) -> None:
    """Each mistake gets its code, a sentence, a way out, and the exact place."""
    report = Report()
    assert parse_template(plain(text), report) is None
    (diagnostic,) = report.diagnostics()
    assert diagnostic.code.number == number
    assert diagnostic.message == message
    assert diagnostic.hint == hint
    assert diagnostic.span is not None
    assert text[diagnostic.span.column - 5 : diagnostic.span.end_column - 5] == place


def test_reports_every_mistake_of_a_scalar() -> None:
    """Reading goes on behind a bad reference, so that all are reported together."""
    report = Report()
    assert parse_template(plain("${steps.}/${vras.b}/${item}/${"), report) is None
    assert [d.code.number for d in report.diagnostics()] == ["PC010", "PC011", "PC010"]


@pytest.mark.parametrize("make", [plain, quoted])
def test_spans_cover_the_reference(make: object) -> None:
    """The span of a reference covers its text without the braces, in quotes or not."""
    assert callable(make)
    scalar = make("s3://${vars.b}/x")
    template = parse_template(scalar, Report())
    assert template is not None
    reference = template[1]
    assert isinstance(reference, Reference)
    begin = 5 + len("s3://${") + (0 if scalar.plain else 1)
    assert reference.text == "vars.b"
    assert reference.span == Span("p.yaml", 2, begin, 2, begin + len("vars.b"))


@pytest.mark.parametrize(
    "span",
    [Span("p.yaml", 2, 5, 4, 1), Span("p.yaml", 2, 5, 2, 40)],
    ids=["over several lines", "with escapes"],
)
def test_spans_fall_back_to_the_scalar(span: Span) -> None:
    """Where offsets in the text are not offsets in the file, the whole scalar is the place."""
    template = parse_template(Scalar("${item}", "${item}", False, span), Report())
    assert template is not None
    assert isinstance(template[0], Reference)
    assert template[0].span == span


def test_text_without_dollar_is_not_scanned() -> None:
    """Nearly every scalar holds no `$`: it comes back as the very same text."""
    text = "x" * 1000
    template = parse_template(plain(text), Report())
    assert template is not None
    assert template[0] is text


FRAGMENTS = ["${", "$${", "}", "$", ".", "[", "]", "'", '"', " ", "0", "-1", "a", "é", "HOME"]


@given(st.lists(st.sampled_from([*FRAGMENTS, *ROOTS]) | st.text(max_size=3)).map("".join))
def test_any_text_reads_or_reports(text: str) -> None:
    """No text makes the reader raise; there is a result exactly when nothing was reported."""
    report = Report()
    template = parse_template(plain(text), report)
    assert (template is None) == report.has_errors
    if template is not None:
        texts = [
            part.replace("${", "$${") if isinstance(part, str) else f"${{{part.text}}}"
            for part in template
        ]
        assert "".join(texts) == text
    for diagnostic in report.diagnostics():
        assert diagnostic.span is not None
        assert 5 <= diagnostic.span.column < diagnostic.span.end_column <= 5 + len(text)


NAMES = st.from_regex(r"[A-Za-z0-9_-]{1,8}", fullmatch=True)
PARTS = st.one_of(
    NAMES.filter(lambda name: name != "outputs").map(lambda name: f".{name}"),
    st.integers(0, 999_999_999).map(lambda index: f"[{index}]"),
    st.text(max_size=8).map(lambda key: "['" + key.replace("'", "''") + "']"),
)


@given(st.sampled_from(ROOTS), NAMES, st.lists(PARTS, max_size=4), st.text(alphabet="ab/ {}'"))
def test_every_wellformed_reference_is_read(
    root: str, name: str, path: list[str], around: str
) -> None:
    """What the grammar produces is read back whole, with any text around it."""
    written = f"{root}.{name}{''.join(path)}"
    template = parse_template(plain(f"{around}${{{written}}}{around}"), Report())
    assert template is not None
    (reference,) = [part for part in template if isinstance(part, Reference)]
    assert reference.text == written
    assert len(reference.path) == 1 + len(path)


class Unwalked(dict[str, None]):
    """Names that may be looked up, and not walked through."""

    def __iter__(self) -> Iterator[str]:
        pytest.fail("a reference looks at all names, so that many references take their square")


def test_a_right_reference_looks_names_up() -> None:
    """A pipeline has thousands of steps, and each of them references."""
    names = Names(steps=Unwalked({"Train": None}), parameters=Unwalked({"Rounds": None}))
    template = parse_template(plain("${parameters.Rounds}, ${steps.Train.x}"), Report(), names)
    assert template is not None
    assert len(template) == 3
