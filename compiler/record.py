"""What `@dataclass(frozen=True)` is, at a twentieth of its price.

A dataclass writes and compiles code of its own while its module loads: a third of a millisecond
each, and ten more for the standard library's modules behind it, at every start of pipec. Here all
classes share one code; type checkers know the fields of each (PEP 681) and that they are frozen.
"""

from __future__ import annotations

from typing import Any, ClassVar, dataclass_transform


@dataclass_transform(frozen_default=True)
class Record:
    """A value with named parts: equal to another of the same class whose parts are equal.

    For what must not be a `NamedTuple`, as most records here are: what stands in a value of the
    definition, where a tuple is JSON's list, and what would be equal to something of another kind.
    A subclass names its fields by annotations; a default is one value for all, so never mutable.
    """

    __match_args__: ClassVar[tuple[str, ...]]

    def __init_subclass__(cls) -> None:
        cls.__match_args__ = tuple(cls.__annotations__)  # type: ignore[misc] # as dataclasses do

    def __init__(self, *values: Any, **named: Any) -> None:
        for name, value in zip(self.__match_args__, values, strict=False):
            setattr(self, name, value)
        for name, value in named.items():
            setattr(self, name, value)

    def _parts(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self.__match_args__)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash(self._parts())

    def __repr__(self) -> str:
        parts = zip(self.__match_args__, self._parts(), strict=True)
        return f"{type(self).__name__}({', '.join(f'{name}={part!r}' for name, part in parts)})"
