"""Conditions made by operators mean what the text of an `if:` means."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api_programs import (
    in_a_project,
    new,
    steps_of,
    tell,
)
from pipec import (
    PipelineWarning,
    Reference,
    Test,
)


@pytest.fixture(autouse=True)
def _in_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a project folder of its own."""
    in_a_project(tmp_path, monkeypatch)


Pair = tuple[Test, str]


NUMBERS = {"parameters.F": "F", "parameters.I": "I", "steps.S.auc": "auc"}


def references() -> st.SearchStrategy[tuple[Reference, str]]:
    """References to numbers, with their texts."""
    return st.sampled_from([(Reference(text), text) for text in NUMBERS])


def literals() -> st.SearchStrategy[tuple[Any, str]]:
    """Numbers, with their texts."""
    whole = st.integers(-1000, 1000).map(lambda n: (n, str(n)))
    broken = st.floats(-1e6, 1e6).map(lambda x: (x, repr(x)))
    return st.one_of(whole, broken)


WORDS = st.text(
    st.characters(codec="utf-8", exclude_characters="$", exclude_categories=["Cs", "Cc"]),
    max_size=8,
)


@st.composite
def comparisons(draw: st.DrawFn) -> Pair:
    """One test by a comparison, `in`, or a Boolean parameter."""
    kind = draw(st.sampled_from(["number", "turned", "text", "in", "in texts", "boolean"]))
    if kind == "boolean":
        return Test("parameters.B"), "parameters.B"
    if kind == "text":
        word = draw(WORDS)
        text = f"parameters.T == '{word.replace(chr(39), chr(39) * 2)}'"
        return Reference("parameters.T") == word, text
    if kind == "in texts":
        words = draw(st.lists(WORDS, min_size=1, max_size=3))
        listed = ", ".join("'" + word.replace("'", "''") + "'" for word in words)
        return Reference("parameters.T").is_in(words), f"parameters.T in [{listed}]"
    (left, left_text), (right, right_text) = (
        draw(references()),
        draw(st.one_of(references(), literals())),
    )
    if kind == "in":
        return left.is_in([right, 5]), f"{left_text} in [{right_text}, 5]"
    name = draw(st.sampled_from(["<", "<=", ">", ">=", "==", "!="]))
    operators: dict[str, Callable[[Any, Any], Any]] = {
        "<": lambda a, b: a < b,
        "<=": lambda a, b: a <= b,
        ">": lambda a, b: a > b,
        ">=": lambda a, b: a >= b,
        "==": lambda a, b: a == b,
        "!=": lambda a, b: a != b,
    }
    made: Test = operators[name](left, right)
    if kind == "turned" and not isinstance(right, Reference):
        made = operators[name](right, left)
        turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(name, name)
        return made, f"{left_text} {turned} {right_text}"
    return made, f"{left_text} {name} {right_text}"


def joined(inner: st.SearchStrategy[Pair]) -> st.SearchStrategy[Pair]:
    """Two tests joined, or one turned round, with parentheses around all."""
    return st.one_of(
        st.tuples(inner, inner).map(lambda p: (p[0][0] & p[1][0], f"({p[0][1]}) and ({p[1][1]})")),
        st.tuples(inner, inner).map(lambda p: (p[0][0] | p[1][0], f"({p[0][1]}) or ({p[1][1]})")),
        inner.map(lambda p: (~p[0], f"not ({p[1]})")),
    )


TREES = st.recursive(comparisons(), joined, max_leaves=8)


def conditions(tests: list[Any]) -> list[Any]:
    """The wire forms of tests, each in a step of its own."""
    builder = new()
    builder.parameter("F", 1.5)
    builder.parameter("I", 1)
    builder.parameter("T", "t")
    builder.parameter("B", default=True)
    tell(builder, "S")
    for number, test in enumerate(tests):
        builder.condition(f"C{number}", test).then.fail(f"F{number}", "x")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PipelineWarning)
        steps = steps_of(builder)
    return [steps[f"C{number}"]["Arguments"]["Conditions"] for number in range(len(tests))]


def flat(condition: dict[str, Any]) -> dict[str, Any]:
    """A wire form in which no `or` stands directly in another, and no `not` in a `not`."""
    match condition["Type"]:
        case "Not":
            inner = flat(condition["Condition"])
            return (
                inner["Condition"] if inner["Type"] == "Not" else {**condition, "Condition": inner}
            )
        case "Or":
            items = [flat(item) for item in condition["Conditions"]]
            found = [
                part
                for item in items
                for part in (item["Conditions"] if item["Type"] == "Or" else [item])
            ]
            return {**condition, "Conditions": found}
        case _:
            return condition


@settings(max_examples=60)
@given(pairs=st.lists(TREES, min_size=1, max_size=4))
def test_operators_mean_what_the_text_means(pairs: list[Pair]) -> None:
    """Any tree of tests has the wire form of the same in words with all parentheses."""
    for (_, text), made, written in zip(
        pairs,
        conditions([test for test, _ in pairs]),
        conditions([t for _, t in pairs]),
        strict=True,
    ):
        assert [flat(item) for item in made] == [flat(item) for item in written], text


def evaluated(condition: dict[str, Any], values: dict[str, bool]) -> bool:
    """What a wire form of Boolean parameters is."""
    match condition["Type"]:
        case "Or":
            return any(evaluated(item, values) for item in condition["Conditions"])
        case "Not":
            return not evaluated(condition["Condition"], values)
        case "Equals":
            left = condition["LeftValue"]["Get"].removeprefix("Parameters.")
            return values[left] is condition["RightValue"]
        case other:
            raise AssertionError(other)


@given(st.data())
def test_operators_mean_what_pythons_own_would(data: st.DataObject) -> None:
    """Built by `&`, `|` and `~` in an expression without helpers, and decided by hand."""
    expressions = st.recursive(
        st.sampled_from(["a", "b", "c"]),
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from(["&", "|"]), inner).map(" ".join),
            inner.map(lambda x: f"~({x})"),
            inner.map(lambda x: f"({x})"),
        ),
        max_leaves=7,
    )
    text = data.draw(expressions)
    builder = new()
    names = {name: builder.parameter(name, default=True) for name in "abc"}
    test = eval(text, {}, names)  # noqa: S307
    builder.condition("C", test).then.fail("F", "x")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PipelineWarning)
        found = steps_of(builder)["C"]["Arguments"]["Conditions"]
    for bits in range(8):
        values = {name: bool(bits >> place & 1) for place, name in enumerate("abc")}
        plain = text.replace("~", " not ").replace("&", "and").replace("|", "or")
        wanted = bool(eval(plain, {}, values))  # noqa: S307
        assert all(evaluated(item, values) for item in found) is wanted, (text, test.text, values)


@pytest.mark.parametrize(
    "value",
    [1e16, 1e-7, -0.0, -5, 10**30, 0.1, True, False, "it's", 'a"b', "a\nb", "", "$${x}", "\\"],
)
def test_literals_keep_their_value(value: Any) -> None:
    """In a condition each value is itself, of its own type."""
    builder = new()
    x = builder.parameter("X", value or "x" if isinstance(value, str) else value)
    builder.condition("C", x == value).then.fail("F", "x")
    [found] = steps_of(builder)["C"]["Arguments"]["Conditions"]
    wanted = "${x}" if value == "$${x}" else value
    assert repr(found["RightValue"]) == repr(wanted)


def test_texts_with_references_in_conditions() -> None:
    """An f-string is a text with references there too."""
    builder = new()
    x = builder.parameter("X", "a")
    builder.condition("C", x == f"it's {builder.vars.bucket}/{x}").then.fail("F", "x")
    [found] = steps_of(builder)["C"]["Arguments"]["Conditions"]
    assert found["RightValue"] == {
        "Std:Join": {"On": "", "Values": ["it's example-bucket/", {"Get": "Parameters.X"}]}
    }
