"""How alike two names are: the only user of jellyfish.

The same measure serves the wiring and every "did you mean".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

from pipec.compiler.diagnostics import Hint

_MAX_LENGTH = 256
_MANY = 500
_SHORTEST_KEY = 4
"""A shorter key with another letter may be another word."""


@lru_cache(maxsize=65536)
def token_similarity(left: str, right: str) -> float:
    """Likeness of two lower-case words, 0 to 1 (Jaro-Winkler)."""
    if left == right:
        return 1.0
    from jellyfish import jaro_winkler_similarity

    return float(jaro_winkler_similarity(left, right))


def suggestions(
    wrong: str, known: Iterable[str], limit: int = 3, *, within: int | None = None
) -> list[str]:
    """Known names that `wrong` may be a misspelling of, nearest first.

    A name differing only in letter case comes first, and one that lacks only its first part
    (`m5.xlarge`); else the edit distance (Damerau-Levenshtein)
    must be within a third of the length, as gleam and rustc do, so that no far-fetched
    suggestion is made; `within` says another limit. What is farther away than the nearest is
    left out.
    """
    from jellyfish import damerau_levenshtein_distance

    folded = wrong.casefold()
    ranked: list[tuple[int, str]] = []
    for name in _compared(wrong, known):
        if name.casefold() == folded or (folded and name.casefold().endswith(f".{folded}")):
            ranked.append((0, name))
            continue
        allowed = within or max(1, max(len(wrong), len(name)) // 3)
        if abs(len(wrong) - len(name)) > allowed:
            continue
        distance = damerau_levenshtein_distance(folded, name.casefold())
        if distance <= allowed:
            ranked.append((distance, name))
    nearest = min(ranked, default=(0, ""))[0]
    return [name for distance, name in sorted(ranked) if distance == nearest][:limit]


def _compared(wrong: str, known: Iterable[str]) -> list[str]:
    """The names that are worth comparing, so that a file full of mistakes does not take for ever.

    jellyfish takes memory by the product of two lengths; and of very many names, those that begin
    otherwise are seldom meant.
    """
    if len(wrong) > _MAX_LENGTH:
        return []
    names = list(known)
    if len(names) <= _MANY:
        return names
    begins = (wrong[:1].lower(), wrong[:1].upper())
    return list(islice((name for name in names if name.startswith(begins)), _MANY))


def did_you_mean(wrong: str, known: Iterable[str], *, are_keys: bool = False) -> str | None:
    """A hint with the nearest names ("did you mean `a` or `b`?"), or None.

    If there is just one, and `wrong` is a slip of it, it is a `Hint`, which can be applied.
    `are_keys`: the names are words of the language, so that no other one can be meant.
    """
    near = suggestions(wrong, known)
    if not near:
        return None
    is_slip = _is_slip(wrong, near[0]) or (are_keys and _is_slip_of_key(wrong, near[0]))
    if len(near) == 1 and not is_slip:
        return f"did you mean `{near[0]}`?"
    if len(near) == 1:
        return Hint(f"did you mean `{near[0]}`?", wrong, near[0])
    names = [f"`{name}`" for name in near]
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

    wrong, right = wrong.casefold(), right.casefold()
    if wrong == right:
        return True
    if min(len(wrong), len(right)) < 3 or not wrong.isalpha():
        return False
    is_substitution = len(wrong) == len(right) and sorted(wrong) != sorted(right)
    if is_substitution and len(wrong) < 6:
        return False
    return int(damerau_levenshtein_distance(wrong, right)) == 1


def hint_from(wrong: str, known: Iterable[str]) -> str | None:
    """`did_you_mean`, else the list of what there is when it is short enough to read."""
    known = sorted(known)
    if near := did_you_mean(wrong, known):
        return near
    if known and len(known) <= 12:
        return "known: " + ", ".join(f"`{name}`" for name in known)
    return None


def no_such(what: str, name: str, known: Iterable[str]) -> str:
    """That there is no step, contract, … of a name, and which may be meant."""
    near = did_you_mean(name, known)
    return f"there is no {what} `{name}`" + (f"; {near}" if near else "")
