"""Which values an argument of an SDK class passes on unchanged, and how they are written."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from collections.abc import Mapping as AnyMapping
from typing import Protocol

from pipec.compiler.python.pycode import Call, Dict_, Expression, List_, Lit
from pipec.compiler.python.pywriter import PythonWriter
from pipec.compiler.record import Record
from pipec.compiler.values import Expression as Variable
from pipec.compiler.values import Wire

Keywords = tuple[tuple[str, Expression], ...]


class Form(Protocol):
    """How one argument takes its value."""

    def takes(self, value: Wire) -> bool:
        """Whether the class puts just this value into the request."""

    def code(self, value: Wire, writer: PythonWriter) -> Expression:
        """The value as the argument, one that it `takes`."""


class Plain(Record):
    """The value itself."""

    test: Callable[[Wire], bool]

    def takes(self, value: Wire) -> bool:
        """By the test."""
        return self.test(value)

    def code(self, value: Wire, writer: PythonWriter) -> Expression:
        """As it stands."""
        return writer.value(value)


class Each(Record):
    """A list with something in it (an empty one gets lost on the way), its items in a form."""

    item: Form

    def takes(self, value: Wire) -> bool:
        """A list of items that the form takes; a variable may not stand for all of it."""
        return isinstance(value, list) and bool(value) and all(map(self.item.takes, value))

    def code(self, value: Wire, writer: PythonWriter) -> Expression:
        """A list."""
        return List_(tuple(self.item.code(item, writer) for item in value))


class Entries(Record):
    """A mapping with free keys and something in it, its values in a form."""

    value: Form
    without: frozenset[str] = frozenset()
    empty: bool = False

    def takes(self, value: Wire) -> bool:
        """A mapping of values that the form takes, without the keys that the SDK removes."""
        return (
            isinstance(value, dict)
            and (bool(value) or self.empty)
            and not self.without & value.keys()
            and all(map(self.value.takes, value.values()))
        )

    def code(self, value: Wire, writer: PythonWriter) -> Expression:
        """A dict."""
        return Dict_(tuple((key, self.value.code(item, writer)) for key, item in value.items()))


class Argument(Record):
    """One argument: its name, its form, and whether the class forces a value in without it.

    The name is empty for what the class writes unasked.
    """

    name: str
    form: Form
    needed: bool = False


Table = AnyMapping[str, Argument]
"""By the place in a request, with dots: the argument that says what is there."""


class Made(Record):
    """An object of a class of the SDK, made of the members in a table."""

    module: str
    name: str
    table: Table

    def takes(self, value: Wire) -> bool:
        """A mapping of nothing but the members in the table, and not an empty one."""
        return isinstance(value, dict) and bool(value) and says(value, self.table)

    def code(self, value: Wire, writer: PythonWriter) -> Expression:
        """The call that makes it."""
        return Call(writer.use(self.module, self.name), kwargs=keywords(value, self.table, writer))


class Either(Record):
    """The first form where it takes the value, else the second."""

    first: Form
    second: Form

    def takes(self, value: Wire) -> bool:
        """By one of them."""
        return self.first.takes(value) or self.second.takes(value)

    def code(self, value: Wire, writer: PythonWriter) -> Expression:
        """By the one that takes it."""
        return (self.first if self.first.takes(value) else self.second).code(value, writer)


class Loose:
    """A text that the SDK makes from a number or a truth value too, written as such."""

    def takes(self, value: Wire) -> bool:
        """Any text, or a variable."""
        return _text(value)

    def code(self, value: Wire, writer: PythonWriter) -> Expression:
        """`"0.2"` as `0.2`, which `json.dumps` in the SDK turns back into the same text."""
        return Lit(loosened(value)) if isinstance(value, str) else writer.value(value)


def loosened(text: str) -> str | int | float | bool:
    """The number or truth value that JSON writes as this text, else the text."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    exact = isinstance(value, int | float) and math.isfinite(value) and json.dumps(value) == text
    return value if exact else text


def _text(value: Wire) -> bool:
    return isinstance(value, str | Variable)


def _some_text(value: Wire) -> bool:
    return _text(value) and value != ""


def _integer(value: Wire) -> bool:
    return type(value) is int or isinstance(value, Variable)


ANYTHING = Plain(lambda _value: True)
"""For an argument that the class hands on as it is."""
TEXT = Plain(_some_text)
"""A text with something in it: the SDK's shapes lose what is empty, zero or false."""
ANY_TEXT = Plain(_text)
FIXED_TEXT = Plain(lambda value: isinstance(value, str) and value != "")
"""A text that is known now: the argument refuses a variable."""
URI = Plain(lambda value: _text(value) and (not isinstance(value, str) or value[:5] == "s3://"))
"""A place in S3; the SDK takes other texts for local files."""
COUNT = Plain(_integer)
NUMBER = Plain(lambda value: _integer(value) and value != 0)
FIXED_NUMBER = Plain(lambda value: type(value) is int and value != 0)
"""A number that is known now: the argument refuses a variable."""
FLAG = Plain(lambda value: isinstance(value, bool))
ANY_FLAG = Plain(lambda value: isinstance(value, bool | Variable))
TRUE = Plain(lambda value: value is True)
LISTED = Each(ANY_TEXT)
ENVIRONMENT = Entries(ANY_TEXT)
TAG = {"Key": Argument("", TEXT, needed=True), "Value": Argument("", ANY_TEXT, needed=True)}
TAGS = Each(Plain(lambda tag: isinstance(tag, dict) and says(tag, TAG)))
"""Tags as the plain mappings that most classes take."""


def found(request: dict[str, Wire], table: Table, inside: str = "") -> dict[str, Wire] | None:
    """The request's values by their places; None where one of them is in no place of the table."""
    values: dict[str, Wire] = {}
    for name, value in request.items():
        place = f"{inside}{name}"
        if place in table:
            values[place] = value
            continue
        deeper = any(other.startswith(f"{place}.") for other in table)
        below = found(value, table, f"{place}.") if deeper and isinstance(value, dict) else None
        if not below:
            return None
        values |= below
    return values


def says(request: dict[str, Wire], table: Table) -> bool:
    """Whether the arguments of a table say all of a request, and force nothing into it."""
    values = found(request, table)
    return (
        values is not None
        and all(table[place].form.takes(value) for place, value in values.items())
        and all(place in values for place, argument in table.items() if argument.needed)
    )


def keywords(request: dict[str, Wire], table: Table, writer: PythonWriter) -> Keywords:
    """The arguments of one table that a request has values for, in the table's order."""
    given = []
    for place, argument in table.items():
        value: Wire = request
        for name in place.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        if value is not None and argument.name:
            given.append((argument.name, argument.form.code(value, writer)))
    return tuple(given)


def unasked(value: Wire) -> Argument:
    """What the class writes without an argument; a request without it is not what it makes."""
    return Argument("", Plain(lambda other: other == value), needed=True)
