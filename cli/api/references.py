"""Values that are known when a pipeline runs, and the tests that its conditions make of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Never

from pipec.cli.api.plain import listed, readable, spelled
from pipec.compiler.language.expressions import NAME
from pipec.compiler.similarity import did_you_mean

Literal = str | int | float | bool
_SINGLE = ("parameters.", "vars.", "execution.")
"""What these name has no parts."""
_OF_TEXTS = frozenset(
    (
        *("startswith", "endswith", "removeprefix", "removesuffix", "split", "rsplit"),
        *("strip", "lstrip", "rstrip", "replace", "lower", "upper", "join", "encode"),
    )
)
"""Methods of texts that are hardly names of what a value holds."""


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """What stands between `${` and `}` in YAML: `parameters.Rounds`, `steps.Train.model`.

    In a text it is written as it is there, so `f"s3://bucket/{rounds}"` is a text with a
    reference. `reference["mse"]` goes on into a report, an item or a property. Compared
    (`<`, `==`, …) it gives a `Test` for a condition, and so it has no order and no equality.
    `owner` is the pipeline that it is of, as another one may have the same names.
    """

    text: str
    owner: object = None

    def __str__(self) -> str:
        return f"${{{self.text}}}"

    def __format__(self, specification: str) -> str:
        if specification:
            raise TypeError(f"{self!r} is known only when the pipeline runs, and has no form yet")
        return str(self)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.text}>"

    def __add__(self, other: object) -> str:
        return f"{self}{other}" if isinstance(other, str | Reference) else self._refuse(other)

    def __radd__(self, other: object) -> str:
        return f"{other}{self}" if isinstance(other, str) else self._refuse(other)

    def _refuse(self, other: object = None) -> Never:
        """Raise what is said of all that Python would compute now."""
        is_text = isinstance(other, str | PathLike)
        way = (
            'write it into a text, `f"{…}/x"`' if is_text else "compute with it in a step's script"
        )
        raise TypeError(f"{self!r} is known only when the pipeline runs; {way}")

    __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _refuse
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = _refuse
    __neg__ = __pos__ = __abs__ = __int__ = __float__ = __index__ = __len__ = _refuse

    def __fspath__(self) -> Never:
        self._refuse("")

    def __contains__(self, part: object) -> Never:
        raise TypeError(
            f"{self!r} is known only when the pipeline runs; whether it is one of several values "
            "tells `is_in([…])` in a `condition`"
        )

    def __getitem__(self, part: str | int) -> Reference:
        """A part of the value: a name in a mapping, an index in a list."""
        if self.text.startswith(_SINGLE):
            raise TypeError(f"{self!r} is a single value, and has no parts")
        return Reference(self.text + part_text(part), self.owner)

    if not TYPE_CHECKING:  # or checkers would take every name for one of its own

        def __getattr__(self, name: str) -> Never:
            if name.startswith("_") or name in self.__slots__:
                raise AttributeError(name)
            if name in _OF_TEXTS or self.text.startswith(_SINGLE):
                raise AttributeError(
                    f"{self!r} is known only when the pipeline runs, and has no `.{name}`; "
                    "what is made of a text is made in a step's script"
                )
            raise AttributeError(f"what is in {self!r} is read by `[{name!r}]`, not by `.{name}`")

    def __iter__(self) -> Never:
        raise TypeError(f"{self!r} is known only when the pipeline runs; loop by `for_each`")

    def __bool__(self) -> bool:
        raise TypeError(f"{self!r} is known only when the pipeline runs; decide by `condition`")

    __hash__ = object.__hash__

    def __lt__(self, other: Reference | Literal) -> Test:
        return _compared(self, "<", other)

    def __le__(self, other: Reference | Literal) -> Test:
        return _compared(self, "<=", other)

    def __gt__(self, other: Reference | Literal) -> Test:
        return _compared(self, ">", other)

    def __ge__(self, other: Reference | Literal) -> Test:
        return _compared(self, ">=", other)

    def __eq__(self, other: Reference | Literal) -> Test:  # type: ignore[override]
        return _compared(self, "==", other)

    def __ne__(self, other: Reference | Literal) -> Test:  # type: ignore[override]
        return _compared(self, "!=", other)

    def is_in(self, values: Iterable[Reference | Literal]) -> Test:
        """Whether the value is one of these."""
        given = listed(values, "what `is_in` takes")
        operands = ", ".join(_operand(value) for value in given)
        return Test(f"{self.text} in [{operands}]", owners=_owners(self, *given))

    def __and__(self, other: Reference | Test) -> Test:
        return as_test(self) & other

    def __or__(self, other: Reference | Test) -> Test:
        return as_test(self) | other

    def __rand__(self, other: object) -> Never:
        raise TypeError(
            f"write each comparison in parentheses: `(a > 1) & (b < 2)`, not {other!r} & …"
        )

    def __ror__(self, other: object) -> Never:
        raise TypeError(
            f"write each comparison in parentheses: `(a > 1) | (b < 2)`, not {other!r} | …"
        )

    def __invert__(self) -> Test:
        return ~as_test(self)


@dataclass(frozen=True, slots=True, eq=False)
class Test:
    """A condition: joined by `&` and `|`, turned round by `~`, and decided when the pipeline runs.

    `text` is the `if:` expression of docs/language.md; `joined` is the word that joins its parts;
    `owners` are the pipelines that its references are of.
    """

    text: str
    joined: str | None = None
    owners: tuple[object, ...] = ()

    def __repr__(self) -> str:
        return f"<Test {self.text}>"

    def __format__(self, specification: str) -> str:
        raise TypeError(f"{self!r} is no text: it is what `condition` decides by")

    __test__ = False  # pytest would take it for a class of tests

    def __and__(self, other: Reference | Test) -> Test:
        return _joined(self, "and", as_test(other))

    def __or__(self, other: Reference | Test) -> Test:
        return _joined(self, "or", as_test(other))

    def __invert__(self) -> Test:
        return Test(f"not {_grouped(self, None)}", owners=self.owners)

    def __bool__(self) -> bool:
        raise TypeError(
            f"`{self.text}` is decided only when the pipeline runs: write `&` for `and`, `|` for "
            "`or`, `~` for `not`, each comparison in parentheses, `a.is_in([…])` for `in`, and "
            "`(1 < a) & (a < 5)` for `1 < a < 5`"
        )

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> Never:  # Python's own would give a plain False
        raise TypeError(
            f"`{self.text}` is decided only when the pipeline runs, and is no value to compare: "
            "write `a` for `a == True`, `~a` for `a == False`, `(a & b) | (~a & ~b)` for `a == b`, "
            "and `(a & ~b) | (~a & b)` for `a != b`"
        )

    __ne__ = __eq__


def as_test(value: object) -> Test:
    """A test as it is, a Boolean value as a test of it.

    Raises `TypeError` for anything else: a comparison of two plain values is decided already.
    """
    if isinstance(value, Test):
        return value
    if isinstance(value, Reference):
        return Test(value.text, owners=_owners(value))
    raise TypeError(
        f"a condition compares what is known when the pipeline runs, and {value!r} is known now"
    )


def part_text(part: str | int) -> str:
    """One more part of a reference: `.name`, `[0]` or `['any text']`."""
    if isinstance(part, bool) or not isinstance(part, int | str):
        raise TypeError(f"{part!r} is no name and no index")
    if isinstance(part, int):
        return f"[{part}]"
    if NAME.fullmatch(part) and not part.isdigit():
        return f".{part}"
    return f"[{quoted(part)}]"


def quoted(value: str) -> str:
    """A text as references and conditions have it: `'it''s'`."""
    return "'" + value.replace("'", "''") + "'"


def _compared(left: Reference, operator: str, right: Reference | Literal) -> Test:
    return Test(f"{left.text} {operator} {_operand(right)}", owners=_owners(left, right))


def _owners(*values: object) -> tuple[object, ...]:
    return tuple(value.owner for value in values if isinstance(value, Reference))


def _operand(value: object) -> str:
    if isinstance(value, Reference):
        return value.text
    single = readable(value, "what it is compared with")
    if isinstance(single, str):
        return quoted(single)
    return spelled(single)


def _joined(left: Test, word: str, right: Test) -> Test:
    text = f"{_grouped(left, word)} {word} {_grouped(right, word)}"
    return Test(text, word, (*left.owners, *right.owners))


def _grouped(test: Test, word: str | None) -> str:
    return test.text if test.joined in (None, word) else f"({test.text})"


class Names:
    """The references of one root: `names.bucket` or `names["bucket"]`."""

    def __init__(self, root: str, known: Iterable[str] | None, owner: object) -> None:
        self._root = root
        self._owner = owner
        self._known = None if known is None else tuple(known)

    def __getattr__(self, name: str) -> Reference:
        if name.startswith("_"):
            raise AttributeError(name)
        if self._known is not None and name not in self._known:
            near = did_you_mean(name, self._known) or f"there are {', '.join(self._known)}"
            raise AttributeError(f"`{self._root}` has no `{name}`; {near}")
        return self[name]

    def __getitem__(self, name: str) -> Reference:
        return Reference(self._root, self._owner)[name]

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *(self._known or ())]

    def __repr__(self) -> str:
        return f"<references {self._root}.…>"
