"""The words by which names are read: pipec's own, with those that a project adds.

What is made of names is cached for the whole process, as nearly all pipelines share it, and
forgotten when a project with other words comes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock
from typing import Any, Protocol, TypeVar

from pipec.compiler.model import Words
from pipec.compiler.wiring.vocabulary import LANE_OPPOSED, OPPOSED, VOCABULARY, Kind


class _Cached(Protocol):
    def cache_clear(self) -> Any: ...


Function = TypeVar("Function", bound=_Cached)
_caches: list[_Cached] = []
_lock = RLock()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Each word with its key and kind, and the groups of words of which one excludes the others.

    `opposed` are those of ports, `lanes` those of ports and of steps.
    """

    words: Words
    vocabulary: Mapping[str, tuple[str, Kind]]
    opposed: Mapping[str, tuple[str, ...]]
    lanes: Mapping[str, tuple[str, ...]]


def _with(words: Words) -> Lexicon:
    """Pipec's own words, and a project's, which outweigh them."""
    known = dict(VOCABULARY)
    known |= {word: (word, Kind.CARRIER) for word in words.ignored}
    for group in words.opposites:
        known |= {word: known.get(word, (word, Kind.QUALIFIER)) for word in group}
    for word, read_as in words.same:
        token = known.get(read_as, (read_as, Kind.QUALIFIER))
        known |= dict.fromkeys((read_as, read_as.removesuffix("s"), word), token)
    groups = [tuple(known[word][0] for word in group) for group in words.opposites]
    own = {key: group for group in groups for key in group}
    return Lexicon(words, known, {**OPPOSED, **own}, {**LANE_OPPOSED, **own})


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
