"""What can be wrong in an `if:` expression, and how people are told.

Also the tokens that the grammar and these messages share. Each function looks at the text
where reading stopped and gives the error to raise.
"""

from __future__ import annotations

import re

from pipec.compiler.codes import BAD_CONDITION
from pipec.compiler.diagnostics import Hint, write
from pipec.compiler.language.expressions import (
    CURLY,
    NAME,
    ROOTS,
    GrammarError,
    Names,
    excerpt,
)
from pipec.compiler.similarity import did_you_mean
from pipec.compiler.syntax import Scalar

NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
QUOTED = re.compile(r"'((?:[^']|'')*)'|\"([^\"]*)\"")
UNQUOTED = re.compile(r"[^\s()\[\],'\"=<>!&|]+")
COMPARISON = re.compile(r"==|!=|<=|>=|<|>")
_DECIMAL_COMMA = re.compile(r"(?<![\w.,])[-+]?[0-9]+,[0-9]+(?![\w.,])")
_PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?)%")
_PARENTHESES = re.compile(r"\(((?:'[^']*'|\"[^\"]*\"|[^()'\"])+)\)")
_BRACED = re.compile(r"(['\"]?)\$\{([^{}]*)\}\1")

KEYWORDS = ("and", "or", "not", "in")
ARITHMETIC = ("+", "-", "*", "/", "%", "^")

FOREIGN = re.compile(
    r"===|!==|<>|=<|=>|=(?!=)|&&?|\|\|?|!(?!=)|(?:is|eq|ne|[gl]te?|[gl]e)(?![\w.-])"
)
_NULLS = ("null", "none", "nil", "undefined")
_IS_NOT = re.compile(r"is\s+not(?![\w.-])")
_IS_NULL = re.compile(rf"is(?:\s+not)?\s+(?i:{'|'.join(_NULLS)})(?![\w.-])")
_OURS = {
    "===": "==",
    "!==": "!=",
    "<>": "!=",
    "=<": "<=",
    "=>": ">=",
    "=": "==",
    "&&": "and",
    "&": "and",
    "||": "or",
    "|": "or",
    "!": "not",
    "is": "==",
    "eq": "==",
    "ne": "!=",
    "gt": ">",
    "gte": ">=",
    "ge": ">=",
    "lt": "<",
    "lte": "<=",
    "le": "<=",
}
"""What other languages write, and what is written here."""


def _token(text: str, at: int) -> str:
    """What stands at `at`: an operator, a word or a single character; empty at the end."""
    found = COMPARISON.match(text, at) or UNQUOTED.match(text, at)
    return found.group() if found else text[at : at + 1]


def token_place(text: str, at: int) -> tuple[int, int]:
    """Where the token at `at` stands; at the end of the text, its last character."""
    if token := _token(text, at):
        return at, at + len(token)
    end = len(text.rstrip())
    return max(0, end - 1), end


def condition_error(message: str, start: int, end: int, hint: str | None = None) -> GrammarError:
    """A mistake in the expression, at characters `start` to `end` of its text."""
    return GrammarError(BAD_CONDITION, message, start, end, hint)


def in_parentheses(text: str, at: int) -> str | None:
    """What stands in the parentheses that open at `at`, as other languages write lists."""
    found = _PARENTHESES.match(text, at)
    return excerpt(found[1].strip()) if found else None


def braces_error(text: str) -> GrammarError:
    """`${…}` somewhere in the expression, where references stand bare."""
    start = text.index("${")
    closing = text.find("}", start)
    end = closing + 1 if closing >= 0 else len(text)
    bare = _BRACED.sub(r"\2", text)
    hint = "a reference stands bare, and with `${}` only as a part of a text in quotes"
    first = _BRACED.search(text)
    if first and "${" not in bare:
        start, end = first.span()
        hint = Hint(f"write `{bare}`", first[0], first[2])
    message = "a reference stands bare in an `if:` expression, without `${}` and quotes"
    return condition_error(message, start, end, hint)


def is_template(quoted: str) -> bool:
    """Whether a text in quotes has references among other text: `'s3://${vars.bucket}/x'`."""
    return "${" in quoted and not _BRACED.fullmatch(quoted)


def stray_braces(text: str) -> bool:
    """Whether `${` stands in an expression where no part of a text in quotes is meant."""
    rest = QUOTED.sub(lambda quoted: "" if is_template(quoted.group()) else quoted.group(), text)
    return "${" in rest


def _foreign(operator: re.Match[str]) -> GrammarError:
    text, at = operator.string, operator.start()
    if of_null := _IS_NULL.match(text, at):
        return _no_null(*of_null.span())
    negated = _IS_NOT.match(text, at)
    found = negated or operator
    right = "!=" if negated else _OURS[found.group()]
    hint = Hint(f"write `{right}`", found.group(), _parted(right, text, *found.span()))
    return condition_error(f"`{found.group()}` is no operator here", *found.span(), hint)


def _parted(operator: str, text: str, start: int, end: int) -> str:
    """An operator as it is written in place of another one: a word is parted from its values."""
    if not operator.isalpha():
        return operator
    before = "" if not text[:start].strip(" (") or text[start - 1] in " (" else " "
    behind = "" if text[end : end + 1] == " " else " "
    return f"{before}{operator}{behind}"


def _no_null(start: int, end: int) -> GrammarError:
    """There is nothing that stands for no value."""
    hint = "compare with a value that means none, as `parameters.X == ''` with `X: \"\"`"
    return condition_error("no value of a pipeline is null", start, end, hint)


def missing_value(text: str, at: int) -> GrammarError:
    """A value should begin at `at`, but something else stands there, or nothing."""
    if foreign := FOREIGN.match(text, at):
        return _foreign(foreign)
    start, end = token_place(text, at)
    if at == len(text):
        return condition_error("a value is missing at the end", start, end)
    match text[start:end]:
        case "'" | '"' as quote:
            hint = (
                f"add `{quote}` behind the text; where ` #` cuts it off, as a comment in YAML, "
                "quote the whole expression"
            )
            return condition_error("the quote is not closed", at, len(text), hint)
        case "[":
            hint = "write `parameters.X in [1, 2]`, with your own values"
            return condition_error("a list can only follow `in`", at, end, hint)
        case token:
            message = f"a value is missing before `{excerpt(token)}`"
            return condition_error(message, at, end)


def unexpected(text: str, at: int) -> GrammarError:
    """The expression could end at `at`, but something stands there that cannot follow."""
    if foreign := FOREIGN.match(text, at):
        return _foreign(foreign)
    comma = next((m for m in _DECIMAL_COMMA.finditer(text) if m.start() < at < m.end()), None)
    if comma:
        message = "a decimal point is written `.`, not `,`"
        right = comma[0].replace(",", ".")
        return condition_error(message, *comma.span(), write(right, comma[0]))
    token = _token(text, at)
    end = at + len(token)
    if token[0] in ARITHMETIC:
        hint = "compute the value in a step, and compare that step's output"
        return condition_error("there is no arithmetic in an `if:` expression", at, at + 1, hint)
    if COMPARISON.fullmatch(token):
        message = f"`{token}` can only compare references and literals"
        grouped = text[:at].rstrip().endswith(")")
        advice = "write a value without parentheses" if grouped else None
        return condition_error(message, at, end, advice)
    if token in (")", "]"):
        return condition_error(f"nothing is open that `{token}` could close", at, end)
    keyword = token.lower()
    hint = write(keyword, token) if keyword in KEYWORDS else "join tests with `and` or `or`"
    return condition_error(f"`{excerpt(token)}` cannot stand here", at, end, hint)


def bare_word(scalar: Scalar, word: str, start: int, names: Names) -> GrammarError:
    """A word that is neither a reference nor a literal."""
    text, end = scalar.text, start + len(word)
    if percent := _PERCENT.fullmatch(word):
        share = f"{float(percent[1]) / 100:.12g}"
        hint = f"write `{share}` where the metric is a share of 1, `{percent[1]}` where of 100"
        return condition_error("a number has no `%`", start, end, hint)
    if any(sign in word for sign in "+*/%^") and NUMBER.match(word) and "://" not in word:
        hint = "compute the value in a step, and compare that step's output"
        return condition_error("there is no arithmetic in an `if:` expression", start, end, hint)
    if text.startswith("(", end):
        from pipec.compiler.language.sdk_conditions import in_our_words

        hint = in_our_words(word, text, end)
        hint = hint or "compute the value in a step, and compare that step's output"
        return condition_error("there are no functions in an `if:` expression", start, end, hint)
    if word.lower() in _NULLS:
        return _no_null(start, end)
    if curly := CURLY.match(text, start):
        return _curly_quotes(scalar, curly)
    if word.lower() in ("true", "false"):
        hint = write(word.lower(), word)
    elif meant := names.hint(word):
        hint = meant
    elif NAME.fullmatch(word) and (near := did_you_mean(word, ROOTS)):
        hint = near
    elif start == 0 or ("." in word and word[0].isalpha()):
        # What is compared is hardly a text; and YAML would take a quote here for its own.
        hint = "a step's output begins with `steps.`, a parameter with `parameters.`"
        hint += "" if start == 0 else f"; a text is written `'{excerpt(word)}'`"
    else:
        hint = f"write `'{excerpt(word)}'` for a text"
    message = f"`{excerpt(word)}` is neither a reference nor a text in quotes"
    return condition_error(message, start, end, hint)


def _curly_quotes(scalar: Scalar, found: re.Match[str]) -> GrammarError:
    """A text in quotes that are none here."""
    message = f"the quotes of `{excerpt(found[0])}` are not `'` or `\"`"
    return condition_error(message, *found.span(), _straight_quotes(scalar, found))


def _straight_quotes(scalar: Scalar, found: re.Match[str]) -> str:
    """What to write; as text to write only where that can be read within the quotes of the file."""
    rest, right = scalar.text[found.end() :], "'{}'".format(found[1].replace("'", "''"))
    if UNQUOTED.match(rest):  # an apostrophe, so that the text ends elsewhere
        return "write straight quotes around the whole text: `'…'` or `\"…\"`"
    if NUMBER.fullmatch(found[1]):
        return f"write `{found[1]}` for a number, straight quotes around it for a text"
    if not scalar.plain:
        return 'write straight quotes: `\'…\'` where `"` is around the expression, else `"…"`'
    if found.start() > 0:
        return write(right, found[0])
    # YAML would take the first quote for its own.
    if '"' not in scalar.text and "\\" not in scalar.text and excerpt(rest) == rest:
        return f'write `"{right}{rest}"`'
    if "'" not in scalar.text and '"' not in found[1] and excerpt(rest) == rest:
        return f"write `'\"{found[1]}\"{rest}'`"
    return "write straight quotes, and the other kind around the whole expression"
