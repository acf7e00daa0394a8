"""The grammar of `if:` expressions: text in, a tree of tests out.

docs/language.md, Conditions. The tree keeps what was written: parentheses that group
make nodes, numbers keep their spelling. What a test becomes on the wire, and whether its
references exist and their types fit, is for later passes.
"""

from __future__ import annotations

import re

from pipec.compiler.diagnostics import Report, Span
from pipec.compiler.language.condition_errors import (
    ARITHMETIC,
    COMPARISON,
    FOREIGN,
    KEYWORDS,
    NUMBER,
    QUOTED,
    UNQUOTED,
    bare_word,
    braces_error,
    condition_error,
    in_parentheses,
    is_template,
    missing_value,
    stray_braces,
    token_place,
    unexpected,
)
from pipec.compiler.language.expressions import (
    NAME,
    NO_NAMES,
    ROOTS,
    GrammarError,
    Names,
    Reference,
    excerpt,
    parse_template,
    place,
    read_reference,
    report_grammar_error,
)
from pipec.compiler.reader.yaml_scalars import out_of_range
from pipec.compiler.record import Record
from pipec.compiler.similarity import did_you_mean
from pipec.compiler.syntax import Scalar

MAX_DEPTH = 50
"""How deep parentheses and `not` may nest; no expression that people read comes near."""


class Operand(Record):
    """A reference, a literal, or (as a scalar) a text with references in it.

    `text` is as written (`6.0`, `'a'`, `steps.a.b`, `'s3://${vars.bucket}/x'`).
    """

    value: Reference | Scalar | str | int | float | bool
    text: str
    span: Span


class Comparison(Record):
    """`left operator right`; the operator is `==`, `!=`, `<`, `<=`, `>` or `>=`."""

    operator: str
    left: Operand
    right: Operand
    span: Span


class Membership(Record):
    """`query in [values]`, or `query not in [values]`; there is at least one value."""

    query: Operand
    values: tuple[Operand, ...]
    negated: bool
    span: Span


class Truth(Record):
    """A lone operand, which means `== true`: a reference, `true` or `false`."""

    operand: Operand
    span: Span


class Not(Record):
    """`not test`."""

    test: Test
    span: Span


class And(Record):
    """Two or more tests joined by `and`."""

    tests: tuple[Test, ...]
    span: Span


class Or(Record):
    """Two or more tests joined by `or`."""

    tests: tuple[Test, ...]
    span: Span


Test = Comparison | Membership | Truth | Not | And | Or


def parse_condition(scalar: Scalar, report: Report, names: Names = NO_NAMES) -> Test | None:
    """The test that a scalar's text states; None after an error, of which there is one.

    `names` are for hints.
    """
    try:
        return _Parser(scalar, names).whole()
    except GrammarError as error:
        report_grammar_error(error, scalar, report)
        return None


_SPACES = re.compile(r"\s*")
_WHOLE_NUMBER = re.compile(r"[-+]?[0-9]+")


class _Parser:
    """Recursive descent, one method for each rule of the grammar.

    `at` is where the next token begins, `end` where the last one ended.
    """

    def __init__(self, scalar: Scalar, names: Names) -> None:
        self.scalar = scalar
        self.names = names
        self.text = scalar.text
        self.at = self.end = self.depth = 0

    def whole(self) -> Test:
        """The text as one expression."""
        self._move(0)
        if self.at == len(self.text):
            raise condition_error("the expression is empty", 0, len(self.text))
        if stray_braces(self.text):
            raise braces_error(self.text)
        test = self._expression()
        if self.at < len(self.text):
            raise unexpected(self.text, self.at)
        return test

    def _expression(self) -> Test:
        start = self.at
        tests = [self._conjunction()]
        while self._take_word("or"):
            tests.append(self._conjunction())
        return tests[0] if len(tests) == 1 else Or(tuple(tests), self._span(start))

    def _conjunction(self) -> Test:
        start = self.at
        tests = [self._negation()]
        while self._take_word("and"):
            tests.append(self._negation())
        return tests[0] if len(tests) == 1 else And(tuple(tests), self._span(start))

    def _negation(self) -> Test:
        start = self.at
        self.depth += 1
        if self.depth > MAX_DEPTH:
            message = f"the expression nests deeper than {MAX_DEPTH} levels"
            raise condition_error(message, start, start + 1)
        if self._take_word("not"):
            inner = self._negation()
            test: Test = Not(inner, self._span(start))
        elif self._take("("):
            test = self._expression()
            self._close("(", ")", start)
        else:
            test = self._test()
        self.depth -= 1
        return test

    def _test(self) -> Test:
        start = self.at
        left = self._operand()
        foreign = FOREIGN.match(self.text, self.at)
        if not foreign and (operator := COMPARISON.match(self.text, self.at)):
            self._move(operator.end())
            right = self._operand()
            self._refuse_chain(left, operator.group(), right)
            return Comparison(operator.group(), left, right, self._span(start))
        word_start = self.at
        negated = self._take_word("not")
        if self._take_word("in"):
            values = self._values(left, "not in" if negated else "in")
            return Membership(left, values, negated, self._span(start))
        if negated:
            raise condition_error("`in` must follow `not` here", word_start, self.end)
        if foreign or self.text[self.at : self.at + 1] in ARITHMETIC:
            raise unexpected(self.text, self.at)
        if isinstance(left.value, Reference | bool):
            return Truth(left, self._span(start))
        message = f"`{excerpt(left.text)}` alone is not a test"
        hint = "compare it with something, as `parameters.NAME == 1`"
        raise condition_error(message, start, self.end, hint)

    def _refuse_chain(self, left: Operand, operator: str, right: Operand) -> None:
        again = COMPARISON.match(self.text, self.at)
        if not again or FOREIGN.match(self.text, self.at):
            return
        start = self.at
        self._move(again.end())
        third = self._operand()
        hint = f"{left.text} {operator} {right.text} and {right.text} {again.group()} {third.text}"
        message = f"`{again.group()}` cannot follow a comparison"
        raise condition_error(message, start, again.end(), f"write `{hint}`")

    def _values(self, query: Operand, word: str) -> tuple[Operand, ...]:
        start = self.at
        if not self._take("["):
            message = f"a list must follow `{word}`"
            values = in_parentheses(self.text, start) or "1, 2"
            hint = f"write `{query.text} {word} [{values}]`"
            hint += ", with your own values" if values == "1, 2" else ""
            raise condition_error(message, *token_place(self.text, start), hint)
        found = [self._operand()]
        while self._take(","):
            found.append(self._operand())
        self._close("[", "]", start)
        return tuple(found)

    def _operand(self) -> Operand:
        start = self.at
        value: Reference | Scalar | str | int | float | bool
        if quoted := QUOTED.match(self.text, start):
            single, double = quoted.groups()
            value = double if single is None else single.replace("''", "'")
            self._move(quoted.end())
            if is_template(quoted.group()):
                value = self._template(value, start)
        elif word := UNQUOTED.match(self.text, start):
            value, end = self._unquoted(word.group())
            self._move(end)
        else:
            raise missing_value(self.text, self.at)
        return Operand(value, self.text[start : self.end], self._span(start))

    def _template(self, text: str, start: int) -> Scalar:
        """A text with references in it, whose quotes open at `start`."""
        scalar = Scalar(text, text, True, place(self.scalar, start + 1, self.end - 1))
        report = Report()
        parse_template(scalar, report, self.names)
        for found in report.diagnostics():
            raise GrammarError(found.code, found.message, start, self.end, found.hint)
        return scalar

    def _unquoted(self, word: str) -> tuple[Reference | int | float | bool, int]:
        """The value of a word that begins at `at`, and the offset behind it."""
        start, end = self.at, self.at + len(word)
        if word in ("true", "false"):
            return word == "true", end
        if NUMBER.fullmatch(word):
            if problem := out_of_range(word):
                message = f"the number `{excerpt(word)}` {problem}"
                raise condition_error(message, start, end)
            return (int(word) if _WHOLE_NUMBER.fullmatch(word) else float(word)), end
        if word in KEYWORDS:
            raise missing_value(self.text, self.at)
        name = NAME.match(word)
        root = name.group() if name else ""
        follows = self.text[start + len(root) : start + len(root) + 1]
        is_path = follows in (".", "[")
        # A misspelt root makes a bad reference; any other word may well be meant as a text.
        if word in ROOTS or (is_path and (root in ROOTS or did_you_mean(root, ROOTS))):
            return read_reference(self.scalar, start)
        raise bare_word(self.scalar, word, start, self.names)

    # --- tokens -------------------------------------------------------------------------

    def _move(self, end: int) -> None:
        self.end = end
        spaces = _SPACES.match(self.text, end)
        self.at = spaces.end() if spaces else end

    def _take(self, symbol: str) -> bool:
        if found := self.text.startswith(symbol, self.at):
            self._move(self.at + len(symbol))
        return found

    def _next_word(self) -> str:
        word = UNQUOTED.match(self.text, self.at)
        return word.group() if word else ""

    def _take_word(self, word: str) -> bool:
        if found := self._next_word() == word:
            self._move(self.at + len(word))
        return found

    def _span(self, start: int) -> Span:
        return place(self.scalar, start, self.end)

    def _close(self, opening: str, closing: str, start: int) -> None:
        if self._take(closing):
            return
        if self.at < len(self.text):
            raise unexpected(self.text, self.at)
        message = f"the `{opening}` is not closed"
        raise condition_error(message, start, start + 1, f"write `{closing}`")


def condition_references(test: Test) -> tuple[Reference, ...]:
    """Every reference of an expression, from left to right."""
    operands: tuple[Operand, ...] = ()
    match test:
        case Comparison():
            operands = (test.left, test.right)
        case Membership():
            operands = (test.query, *test.values)
        case Truth():
            operands = (test.operand,)
        case Not():
            return condition_references(test.test)
        case And() | Or():
            return tuple(item for inner in test.tests for item in condition_references(inner))
    return tuple(reference for item in operands for reference in _references(item.value))


def _references(value: object) -> tuple[Reference, ...]:
    if isinstance(value, Scalar):
        parts = parse_template(value, Report()) or ()
        return tuple(part for part in parts if isinstance(part, Reference))
    return (value,) if isinstance(value, Reference) else ()
