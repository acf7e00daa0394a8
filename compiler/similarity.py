"""How alike two names are: the only user of jellyfish.

The same measure serves the wiring and every "did you mean".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Mapping as AnyMapping
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from pipec.compiler.diagnostics import Hint

_MAX_LENGTH = 256
_FEW = 100
"""So many names are compared faster than every slip is tried."""
_MOST_SUGGESTED = 3
_MOST_COMPARED = 300
_MOST_SLIPS = 20_000
"""With these a file of thousands of mistakes still takes seconds."""
_RUN = re.compile(r"(.)\1+", re.DOTALL)
_NO_CHARACTER = re.compile("[\ud800-\udfff]")
"""What Python makes of a byte in a file's name that is no UTF-8."""
_SHORTEST_KEY = 4
"""A shorter key with another letter may be another word."""
_MOST_LISTED = 12
"""So many names are short enough to read."""


@lru_cache(maxsize=65536)
def token_similarity(left: str, right: str) -> float:
    """Likeness of two lower-case words, 0 to 1 (Jaro-Winkler)."""
    if left == right:
        return 1.0
    from jellyfish import jaro_winkler_similarity

    return float(jaro_winkler_similarity(_folded(left), _folded(right)))


def suggestions(wrong: str, known: Iterable[str], *, within: int | None = None) -> list[str]:
    """Up to three known names that `wrong` may be a misspelling of, nearest first.

    A name differing only in letter case comes first, and one that lacks only its first part
    (`m5.xlarge`); else the edit distance (Damerau-Levenshtein)
    must be within a third of the length, as gleam and rustc do, so that no far-fetched
    suggestion is made; `within` says another limit. What is farther away than the nearest is
    left out; of what is as near, the more usual slip comes first.
    """
    return _nearest(wrong, tuple(known), within)[0][:_MOST_SUGGESTED]


@lru_cache(maxsize=256)  # a file asks for the same few words again and again
def _nearest(wrong: str, known: tuple[str, ...], within: int | None) -> tuple[list[str], bool]:
    return _nearest_of(wrong, known, within, _any_name)


def _any_name(_name: str) -> bool:
    return True


def _nearest_of(
    wrong: str, known: tuple[str, ...], within: int | None, may: Callable[[str], bool]
) -> tuple[list[str], bool]:
    """The names that are nearest, and whether there can be no other that is as near.

    jellyfish takes memory by the product of two lengths, so nothing is near a very long name.
    """
    if len(wrong) > _MAX_LENGTH:
        return [], True
    text = _folded(wrong)
    names = _index(known)

    def meant(other: str) -> list[str]:
        return [name for name in names.by_text[other] if may(name)]

    if same := [name for name in names.same.get(text, ()) if may(name)]:
        return sorted(same), True
    near, are_all = [*filter(meant, _one_slip_away(text, names))], True
    if not near:
        near, are_all = _closest(text, names, within, meant)
    ranked = sorted((_unusual(text, other), name) for other in near for name in meant(other))
    return [name for _, name in ranked], are_all


def _folded(name: str) -> str:
    """A name as it is compared; a byte of a file's name that is no UTF-8 is like no letter."""
    return name.casefold().encode("utf-8", "replace").decode("utf-8")


class _Index(NamedTuple):
    """Names, by what tells which are near without comparing all: a file may have thousands.

    `by_text` has them as they are compared; `same` also without their first parts; `letters` are
    all that occur; `alike` has those that begin with the same letter, consist of the same ones
    (a bit for each) and are as long.
    """

    by_text: AnyMapping[str, list[str]]
    same: AnyMapping[str, list[str]]
    letters: Sequence[str]
    alike: AnyMapping[tuple[str, int, int], list[str]]


@lru_cache(maxsize=8)
def _index(names: tuple[str, ...]) -> _Index:
    """What is known of names; those that no file can hold are left out."""
    by_text: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        if not _NO_CHARACTER.search(name):
            by_text.setdefault(_folded(name), []).append(name)
    same = {text: [*written] for text, written in by_text.items()}
    alike: dict[tuple[str, int, int], list[str]] = {}
    for text, written in by_text.items():
        alike.setdefault((text[:1], _bits(text), len(text)), []).append(text)
        parts = text.split(".")
        for first in range(1, len(parts)):
            if tail := ".".join(parts[first:]):
                same.setdefault(tail, []).extend(written)
    return _Index(by_text, same, sorted(set().union(*by_text)), alike)


def _bits(text: str) -> int:
    """A bit for each letter of a text; two letters may have the same."""
    bits = 0
    for letter in text:
        bits |= 1 << ord(letter) % 64
    return bits


def _one_slip_away(text: str, names: _Index) -> Iterator[str]:
    """Of very many names those at distance 1, found by trying every slip: most are such."""
    if len(names.by_text) <= _FEW or len(text) * len(names.letters) > _MOST_SLIPS:
        return
    tried = set()
    for place in range(len(text) + 1):
        left, right = text[:place], text[place:]
        tried |= {left + right[1:], left + right[1:2] + right[:1] + right[2:]}
        for letter in names.letters:
            tried |= {left + letter + right, left + letter + right[1:]}
    yield from names.by_text.keys() & tried


def _closest(
    text: str, names: _Index, within: int | None, meant: Callable[[str], list[str]]
) -> tuple[list[str], bool]:
    """The nearest within the limit, and whether all that could be were compared."""
    from jellyfish import damerau_levenshtein_distance

    best, found, compared = _MAX_LENGTH, list[str](), 0
    for at_least, _, _, others in _likely(text, names, within):
        if at_least > best:
            break
        for other in others:
            if compared == _MOST_COMPARED:
                return found, False
            compared += 1
            distance = damerau_levenshtein_distance(text, other)
            if distance > min(best, _allowed(text, len(other), within)) or not meant(other):
                continue
            if distance < best:
                best, found = distance, []
            found.append(other)
    return found, True


def _likely(text: str, names: _Index, within: int | None) -> list[tuple[int, bool, int, list[str]]]:
    """Groups of names that may be near, the likeliest first: by the least that their distance is.

    That is as many as there are letters in one and not in the other.
    """
    bits = _bits(text)
    found = []
    for (first, others, length), group in names.alike.items():
        longer = abs(length - len(text))
        at_least = max(longer, (bits & ~others).bit_count(), (others & ~bits).bit_count())
        if at_least <= _allowed(text, length, within):
            found.append((at_least, first != text[:1], longer, group))
    return sorted(found)


def _allowed(text: str, length: int, within: int | None) -> int:
    return within or max(1, max(len(text), length) // 3)


def _unusual(wrong: str, right: str) -> int:
    """How unusual a slip is: letters exchanged or doubled, then some too many or missing."""
    if sorted(wrong) == sorted(right) or _RUN.sub(r"\1", wrong) == _RUN.sub(r"\1", right):
        return 0
    more, fewer = Counter(wrong), Counter(right)
    return 1 if more <= fewer or fewer <= more else 2


def did_you_mean(
    wrong: str,
    known: Iterable[str],
    *,
    are_keys: bool = False,
    may: Callable[[str], bool] | None = None,
) -> str | None:
    """A hint with the nearest names ("did you mean `a` or `b`?"), or None.

    If there is just one, and `wrong` is a slip of it, it is a `Hint`, which can be applied.
    `are_keys`: the names are words of the language, so that no other one can be meant. `may` says
    which are of use here, and is asked only of what is near: of the same names all are indexed
    once, however many mistakes there are.
    """
    every = tuple(known)
    near, are_all = _nearest_of(wrong, every, None, may) if may else _nearest(wrong, every, None)
    if not near:
        return None
    is_slip = _is_slip(wrong, near[0]) or (are_keys and _is_slip_of_key(wrong, near[0]))
    if len(near) == 1 and not (is_slip and are_all):
        return f"did you mean `{near[0]}`?"
    if len(near) == 1:
        return Hint(f"did you mean `{near[0]}`?", wrong, near[0])
    names = [f"`{name}`" for name in near[:_MOST_SUGGESTED]]
    return f"did you mean {', '.join(names[:-1])} or {names[-1]}?"


def _is_slip(wrong: str, right: str) -> bool:
    """Whether one is surely meant by the other: a slip of the hand in a word or two of it.

    Words are the parts of a name. A number, a short word (`DataA`, `DataB`) and all that is more
    than one letter away (`MinDepth`, `MaxDepth`) may be meant as they are.
    """
    folded, meant = wrong.casefold(), right.casefold()
    if meant == folded or meant.endswith(f".{folded}"):
        return True
    if re.sub(r"[-_ ]", "", folded) == re.sub(r"[-_ ]", "", meant):
        return True
    words, meant_words = _PART.findall(wrong), _PART.findall(right)
    return len(words) == len(meant_words) and all(map(_is_word_meant, words, meant_words))


def _is_slip_of_key(wrong: str, right: str) -> bool:
    """Whether one letter of a word of the language is another, but the first: `than` for `then`.

    Words that begin otherwise, as `when`, may have been meant to say something else.
    """
    if len(wrong) != len(right) or len(right) < _SHORTEST_KEY or wrong[0] != right[0]:
        return False
    return sum(one != other for one, other in zip(wrong, right, strict=True)) == 1


_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^A-Za-z0-9]+")


def _is_word_meant(wrong: str, right: str) -> bool:
    """A letter dropped, doubled or exchanged with the next; in a long word another one, too."""
    from jellyfish import damerau_levenshtein_distance

    wrong, right = _folded(wrong), _folded(right)
    if wrong == right:
        return True
    if min(len(wrong), len(right)) < 3 or not wrong.isalpha():
        return False
    is_substitution = len(wrong) == len(right) and sorted(wrong) != sorted(right)
    if is_substitution and len(wrong) < 6:
        return False
    return int(damerau_levenshtein_distance(wrong, right)) == 1


def hint_from(
    wrong: str, known: Iterable[str], may: Callable[[str], bool] | None = None
) -> str | None:
    """`did_you_mean`, else the list of what there is when it is short enough to read."""
    known = sorted(known)
    if near := did_you_mean(wrong, known, may=may):
        return near
    listed = [*islice(filter(may, known), _MOST_LISTED + 1)]
    if 0 < len(listed) <= _MOST_LISTED:
        return "known: " + ", ".join(f"`{name}`" for name in listed)
    return None


def no_such(what: str, name: str, known: Iterable[str]) -> str:
    """That there is no step, contract, … of a name, and which may be meant."""
    near = did_you_mean(name, known)
    return f"there is no {what} `{name}`" + (f"; {near}" if near else "")
