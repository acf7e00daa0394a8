"""The words by which names are read: pipec's own, with those that a project adds.

What is made of names is cached for the whole process, as nearly all pipelines share it, and
forgotten when a project with other words comes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import RLock
from typing import Any, Protocol, TypeVar

from pipec.compiler.model import Words
from pipec.compiler.record import Record
from pipec.compiler.wiring.words.vocabulary import LANE_OPPOSED, OPPOSED, VOCABULARY, Kind, stem


class _Cached(Protocol):
    def cache_clear(self) -> Any: ...


Function = TypeVar("Function", bound=_Cached)
_caches: list[_Cached] = []
_lock = RLock()


class Lexicon(Record):
    """Each word with its key and kind, and the groups of words of which one excludes the others.

    `opposed` are those of ports, `lanes` those of ports and of steps.
    """

    words: Words
    vocabulary: Mapping[str, tuple[str, Kind]]
    opposed: Mapping[str, tuple[str, ...]]
    lanes: Mapping[str, tuple[str, ...]]


def _with(words: Words) -> Lexicon:
    """Add a project's words to those of pipec, which they outweigh."""
    known = dict(VOCABULARY)
    known |= {word: (word, Kind.CARRIER) for word in words.ignored}

    def token(word: str) -> tuple[str, Kind]:
        return known.get(word) or (stem(word), Kind.QUALIFIER)

    known |= {word: token(read_as) for word, read_as in words.same}
    own: dict[str, tuple[str, ...]] = {}
    for group in words.opposites:
        keys = tuple(token(word)[0] for word in group)
        own |= {key: (*own.get(key, ()), *keys) for key in keys}
    opposed, lanes = (
        {**groups, **{key: (*groups.get(key, ()), *keys) for key, keys in own.items()}}
        for groups in (OPPOSED, LANE_OPPOSED)
    )
    return Lexicon(words, known, opposed, lanes)


_current = _with(Words())


def lexicon() -> Lexicon:
    """The words that hold now."""
    return _current


@contextmanager
def speaking(words: Words) -> Iterator[None]:
    """Read names by a project's words; one project at a time."""
    global _current  # noqa: PLW0603 - see above: the caches are the process's as well
    with _lock:
        if words != _current.words:
            _current = _with(words)
            for cached in _caches:
                cached.cache_clear()
        yield


def of_words(cached: Function) -> Function:
    """Forget what a cached function has made of names when the words change."""
    _caches.append(cached)
    return cached
