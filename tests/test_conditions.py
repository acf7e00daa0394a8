from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipec.compiler.diagnostics import Report, Span
from pipec.compiler.language.conditions import (
    And,
    Comparison,
    Membership,
    Not,
    Operand,
    Or,
    Test,
    Truth,
    condition_references,
    parse_condition,
)
from pipec.compiler.language.expressions import Reference
from pipec.compiler.syntax import Scalar

NOWHERE = Span("p.yaml", 1, 1, 1, 1)


def scalar(text: str) -> Scalar:
    """A plain one-line scalar in column 5."""
    return Scalar(text, text, True, Span("p.yaml", 1, 5, 1, 5 + len(text)))


def parsed(text: str) -> Test:
    """The test that a correct expression states."""
    report = Report()
    test = parse_condition(scalar(text), report)
    assert report.diagnostics() == ()
    assert test is not None
    return test


def bare(node: Any) -> Any:
    """A node as tuples, without its spans."""
    names = getattr(node, "__match_args__", ())
    if names:
        inner = tuple(bare(getattr(node, name)) for name in names if name != "span")
        return (type(node).__name__, *inner)
    if isinstance(node, tuple):
        return tuple(bare(item) for item in node)
    return type(node).__name__, node


def a() -> Operand:
    """`parameters.a`."""
    return Operand(
        Reference("parameters", ("a",), NOWHERE, "parameters.a"), "parameters.a", NOWHERE
    )


def value(content: str | float, text: str) -> Operand:
    """A literal operand."""
    return Operand(content, text, NOWHERE)


TRUE = Truth(value(True, "true"), NOWHERE)
FALSE = Truth(value(False, "false"), NOWHERE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("true", TRUE),
        ("parameters.a", Truth(a(), NOWHERE)),
        ("parameters.a<=6.0", Comparison("<=", a(), value(6.0, "6.0"), NOWHERE)),
        ("parameters.a == 6", Comparison("==", a(), value(6, "6"), NOWHERE)),
        ("parameters.a != -3e-05", Comparison("!=", a(), value(-3e-05, "-3e-05"), NOWHERE)),
        ("'it''s' == parameters.a", Comparison("==", value("it's", "'it''s'"), a(), NOWHERE)),
        ('parameters.a == "a\'b"', Comparison("==", a(), value("a'b", '"a\'b"'), NOWHERE)),
        (
            "parameters.a in[1,'b']",
            Membership(a(), (value(1, "1"), value("b", "'b'")), False, NOWHERE),
        ),
        ("parameters.a not in [true]", Membership(a(), (value(True, "true"),), True, NOWHERE)),
        ("not true", Not(TRUE, NOWHERE)),
        ("not(not(true))", Not(Not(TRUE, NOWHERE), NOWHERE)),
        ("((true))", TRUE),
        ("true and false and true", And((TRUE, FALSE, TRUE), NOWHERE)),
        ("(true and false) and true", And((And((TRUE, FALSE), NOWHERE), TRUE), NOWHERE)),
        (
            "true or false and not true",
            Or((TRUE, And((FALSE, Not(TRUE, NOWHERE)), NOWHERE)), NOWHERE),
        ),
        ("(true or false) and\n  true", And((Or((TRUE, FALSE), NOWHERE), TRUE), NOWHERE)),
    ],
)
def test_reads_expressions(text: str, expected: Test) -> None:
    """Literals keep their type, `and` binds tighter than `or`, parentheses group."""
    assert bare(parsed(text)) == bare(expected)


def test_reads_references_of_every_form() -> None:
    """A reference stands bare, with hyphens, quoted keys and indices in its path."""
    test = parsed("steps.Eval-2.report['a b'][0] < item")
    assert isinstance(test, Comparison)
    assert isinstance(test.left.value, Reference)
    assert test.left.value.text == "steps.Eval-2.report['a b'][0]"
    assert isinstance(test.right.value, Reference)
    assert [reference.root for reference in condition_references(test)] == ["steps", "item"]


def test_yaml_boolean_is_an_expression() -> None:
    """`if: true` reaches the compiler as a boolean, and is read by its text."""
    test = parse_condition(Scalar(True, "true", True, NOWHERE), Report())
    assert bare(test) == bare(TRUE)


def test_spans_are_exact() -> None:
    """Every node knows the characters that it was read from."""
    text = "true or  parameters.a == 5 "
    test = parsed(text)
    assert isinstance(test, Or)
    comparison = test.tests[1]
    assert isinstance(comparison, Comparison)
    nodes: list[Test | Operand] = [test, comparison, comparison.left, comparison.right]
    assert [text[node.span.column - 5 : node.span.end_column - 5] for node in nodes] == [
        "true or  parameters.a == 5",
        "parameters.a == 5",
        "parameters.a",
        "5",
    ]


ARITHMETIC = "there is no arithmetic in an `if:` expression"
COMPUTE = "compute the value in a step, and compare that step's output"
BRACES = "a reference stands bare in an `if:` expression, without `${}` and quotes"
NOT_CLOSED = (
    "add `'` behind the text; where ` #` cuts it off, as a comment in YAML, "
    "quote the whole expression"
)
JOIN = "join tests with `and` or `or`"
LIST = "write `parameters.a in [1, 2]`, with your own values"
BEGINS = "a step's output begins with `steps.`, a parameter with `parameters.`"
NEITHER = "is neither a reference nor a text in quotes"


@pytest.mark.parametrize(
    ("text", "message", "hint", "place"),
    [
        ("", "the expression is empty", None, ""),
        (
            "${steps.a.b} <= ${parameters.c}",
            BRACES,
            "write `steps.a.b <= parameters.c`",
            "${steps.a.b}",
        ),
        ("item == '${vars.c}'", BRACES, "write `item == vars.c`", "'${vars.c}'"),
        (
            "item == ${vars.c",
            BRACES,
            "a reference stands bare, and with `${}` only as a part of a text in quotes",
            "${vars.c",
        ),
        ("parameters.a = 5", "`=` is no operator here", "write `==`", "="),
        ("parameters.a === 5", "`===` is no operator here", "write `==`", "==="),
        ("parameters.a <> 5", "`<>` is no operator here", "write `!=`", "<>"),
        ("parameters.a is true", "`is` is no operator here", "write `==`", "is"),
        ("parameters.a && true", "`&&` is no operator here", "write `and`", "&&"),
        ("parameters.a || true", "`||` is no operator here", "write `or`", "||"),
        ("!parameters.a", "`!` is no operator here", "write `not`", "!"),
        ("true AND true", "`AND` cannot stand here", "write `and`", "AND"),
        (
            "1 < parameters.a < 3",
            "`<` cannot follow a comparison",
            "write `1 < parameters.a and parameters.a < 3`",
            "<",
        ),
        ("parameters.a + 1 > 2", ARITHMETIC, COMPUTE, "+"),
        ("parameters.a > 2 * 3", ARITHMETIC, COMPUTE, "*"),
        ("parameters.a/2 > 3", ARITHMETIC, COMPUTE, "/"),
        ("1+1 > parameters.a", ARITHMETIC, COMPUTE, "1+1"),
        ("parameters.a >", "a value is missing at the end", None, ">"),
        ("true and", "a value is missing at the end", None, "d"),
        ("< 5", "a value is missing before `<`", None, "<"),
        ("true or or true", "a value is missing before `or`", None, "or"),
        ("(parameters.a", "the `(` is not closed", "write `)`", "("),
        ("parameters.a in [1, 2", "the `[` is not closed", "write `]`", "["),
        ("parameters.a)", "nothing is open that `)` could close", None, ")"),
        (
            "parameters.a == 'x",
            "the quote is not closed",
            NOT_CLOSED,
            "'x",
        ),
        ("parameters.a in [1,]", "a value is missing before `]`", None, "]"),
        ("parameters.a in []", "a value is missing before `]`", None, "]"),
        ("parameters.a in 'b'", "a list must follow `in`", LIST, "'"),
        ("parameters.a in", "a list must follow `in`", LIST, "n"),
        ("parameters.a not 5", "`in` must follow `not` here", None, "not"),
        (
            "[1] == parameters.a",
            "a list can only follow `in`",
            "write `parameters.X in [1, 2]`, with your own values",
            "[",
        ),
        ("foo == 1", f"`foo` {NEITHER}", BEGINS, "foo"),
        ("item == foo", f"`foo` {NEITHER}", "write `'foo'` for a text", "foo"),
        ("item == s3://b/c", f"`s3://b/c` {NEITHER}", "write `'s3://b/c'` for a text", "s3://b/c"),
        ("item == True", f"`True` {NEITHER}", "write `true`", "True"),
        ("paramters == 1", f"`paramters` {NEITHER}", "did you mean `parameters`?", "paramters"),
        (
            "item == ml.m5.large",
            f"`ml.m5.large` {NEITHER}",
            f"{BEGINS}; a text is written `'ml.m5.large'`",
            "ml.m5.large",
        ),
        ("item == 1.2.3", f"`1.2.3` {NEITHER}", "write `'1.2.3'` for a text", "1.2.3"),
        ("item == 1e999", "the number `1e999` is too large: numbers end at 1.8e308", None, "1e999"),
        (
            "5",
            "`5` alone is not a test",
            "compare it with something, as `parameters.NAME == 1`",
            "5",
        ),
        ("true true", "`true` cannot stand here", JOIN, "true"),
        (
            "(item) == 5",
            "`==` can only compare references and literals",
            "write a value without parentheses",
            "==",
        ),
        ("item in [1] == true", "`==` can only compare references and literals", None, "=="),
    ],
)
def test_refuses_what_is_not_an_expression(
    text: str, message: str, hint: str | None, place: str
) -> None:
    """Each mistake is said once, with a way out, at its exact place."""
    report = Report()
    assert parse_condition(scalar(text), report) is None
    (diagnostic,) = report.diagnostics()
    assert (diagnostic.code.number, diagnostic.message, diagnostic.hint) == ("PC012", message, hint)
    assert diagnostic.span is not None
    assert text[diagnostic.span.column - 5 : diagnostic.span.end_column - 5] == place


@pytest.mark.parametrize(
    ("text", "number", "hint"),
    [
        ("paramters.a == 1", "PC011", "did you mean `parameters`?"),
        ("steps.a.outputs.b == 1", "PC010", "drop `outputs`: `steps.a.b`"),
        ("steps == 1", "PC010", "write `steps.NAME`"),
        ("steps.a[x] == 1", "PC010", "write `['x']`"),
    ],
)
def test_bad_references_keep_their_codes(text: str, number: str, hint: str) -> None:
    """A reference that cannot be read is told as in a template, but without braces."""
    report = Report()
    assert parse_condition(scalar(text), report) is None
    (diagnostic,) = report.diagnostics()
    assert (diagnostic.code.number, diagnostic.hint) == (number, hint)


@pytest.mark.parametrize("text", ["(" * 10_000, "not " * 10_000 + "true", "(not " * 5_000])
def test_nesting_is_bounded(text: str) -> None:
    """Absurd nesting is an error of the text, not a crash of the compiler."""
    report = Report()
    assert parse_condition(scalar(text), report) is None
    (diagnostic,) = report.diagnostics()
    assert diagnostic.message == "the expression nests deeper than 50 levels"


def test_long_chains_are_fine() -> None:
    """Only nesting is bounded, not length."""
    test = parsed(" or ".join(["item == 'x'"] * 5_000))
    assert isinstance(test, Or)
    assert len(test.tests) == 5_000


WORDS = ["and", "or", "not", "in", "true", "==", "=", "<", "!", "(", ")", "[", "]", ",", "'", '"',
         " ", "steps.a.b", "item", "${", "}", "5", "-", ".", "stepz.a", "outputs"]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=3)).map("".join))
def test_any_text_reads_or_reports(text: str) -> None:
    """No text makes the parser raise; there is a tree exactly when nothing was reported."""
    report = Report()
    test = parse_condition(scalar(text), report)
    assert (test is None) == report.has_errors
    for diagnostic in report.diagnostics():
        assert diagnostic.span is not None
        assert 5 <= diagnostic.span.column <= diagnostic.span.end_column <= 5 + len(text)


def literal_text(text: str) -> Operand:
    """A text operand as it is usually written."""
    return Operand(text, "'" + text.replace("'", "''") + "'", NOWHERE)


REFERENCES = st.sampled_from(
    [a(), Operand(Reference("item", (), NOWHERE, "item"), "item", NOWHERE)]
)
TRUTHS = st.booleans().map(lambda flag: Operand(flag, "true" if flag else "false", NOWHERE))
OPERANDS = st.one_of(
    REFERENCES,
    TRUTHS,
    st.integers().map(lambda number: Operand(number, str(number), NOWHERE)),
    st.floats(allow_nan=False, allow_infinity=False).map(lambda n: Operand(n, repr(n), NOWHERE)),
    st.text().filter(lambda text: "${" not in text).map(literal_text),
)
LEAVES = st.one_of(
    (REFERENCES | TRUTHS).map(lambda operand: Truth(operand, NOWHERE)),
    st.builds(
        Comparison,
        st.sampled_from(["==", "!=", "<", "<=", ">", ">="]),
        OPERANDS,
        OPERANDS,
        st.just(NOWHERE),
    ),
    st.builds(
        Membership,
        OPERANDS,
        st.lists(OPERANDS, min_size=1, max_size=3).map(tuple),
        st.booleans(),
        st.just(NOWHERE),
    ),
)
TESTS: st.SearchStrategy[Test] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda test: Not(test, NOWHERE)),
        st.lists(inner, min_size=2, max_size=3).map(lambda tests: And(tuple(tests), NOWHERE)),
        st.lists(inner, min_size=2, max_size=3).map(lambda tests: Or(tuple(tests), NOWHERE)),
    ),
    max_leaves=12,
)


def to_text(test: Test) -> str:
    """The expression in its usual spelling; parsing it gives the same tree (spans aside)."""
    match test:
        case Comparison():
            return f"{test.left.text} {test.operator} {test.right.text}"
        case Membership():
            values = ", ".join(value.text for value in test.values)
            return f"{test.query.text} {'not in' if test.negated else 'in'} [{values}]"
        case Truth():
            return test.operand.text
        case Not():
            return f"not {_grouped(test.test, (And, Or))}"
        case And():
            return " and ".join(_grouped(part, (And, Or)) for part in test.tests)
        case Or():
            return " or ".join(_grouped(part, (Or,)) for part in test.tests)


def _grouped(test: Test, looser: tuple[type, ...]) -> str:
    return f"({to_text(test)})" if isinstance(test, looser) else to_text(test)


@given(TESTS)
def test_printing_and_parsing_are_inverse(test: Test) -> None:
    """`to_text` writes just the parentheses that the tree needs."""
    assert bare(parsed(to_text(test))) == bare(test)
