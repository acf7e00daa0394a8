"""What `@dataclass(frozen=True)` is, at a twentieth of its price.

A dataclass writes and compiles code of its own while its module loads, and so does a named tuple:
0.4 and 0.15 milliseconds each, at every start of pipec. Here all classes share one code; type
checkers know the fields of each (PEP 681) and that they are frozen.
"""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn, dataclass_transform


@dataclass_transform(frozen_default=True)
class Record:
    """A value with named parts: equal to another of the same class whose parts are equal.

    A `NamedTuple` is made in a third of the time: it is for what a compile makes by the thousand,
    and for what `_replace` changes. It cannot stand in a value of the definition, where a tuple is
    JSON's list, nor where it could be taken for another kind of equal parts.
    A subclass names its fields by annotations; a default is one value for all, so never changed.
    """

    __match_args__: ClassVar[tuple[str, ...]]
    _defaults: ClassVar[dict[str, Any]]
    _all_names: ClassVar[frozenset[str]]

    def __init_subclass__(cls) -> None:
        inherited = getattr(cls, "__match_args__", ())
        names = tuple(dict.fromkeys((*inherited, *cls.__annotations__)))
        cls.__match_args__ = names  # type: ignore[misc] # as dataclasses do
        cls._all_names = frozenset(names)
        # In each object, too: a function of the class would be a method.
        cls._defaults = {name: getattr(cls, name) for name in names if hasattr(cls, name)}

    def __init__(self, *values: Any, **named: Any) -> None:
        names = self.__match_args__
        parts = self._defaults | named
        if values:
            parts.update(zip(names, values, strict=False))
        if len(values) > len(names) or parts.keys() != self._all_names:
            raise TypeError(f"{type(self).__name__} has the parts {', '.join(names)}")
        self.__dict__.update(parts)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} cannot be changed")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} cannot be changed")

    def _parts(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self.__match_args__)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash(self._parts())

    def __repr__(self) -> str:
        parts = zip(self.__match_args__, self._parts(), strict=True)
        return f"{type(self).__name__}({', '.join(f'{name}={part!r}' for name, part in parts)})"
