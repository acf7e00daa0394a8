"""Names, lexed: `trainingDataS3Uri` says train and data, and that it travels as an S3 URI.

The wiring never compares raw strings. A name becomes tokens, each with a kind and a key under
which its spellings meet (`val`, `valid`, `validation`). `vocabulary.py` has, as data, each
canonical word and the words that are read as it. What it does not know is a qualifier, under
its stem. `docs/wiring.md` explains it to users.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from pipec.compiler.wiring.words.lexicon import lexicon, of_words
from pipec.compiler.wiring.words.vocabulary import (
    ARTEFACTS,
    BRITISH,
    FAMILIES,
    FINDINGS,
    MEASURES,
    PHRASES,
    PRODUCTS,
    QUALIFIERS_BY_STEM,
    WORKERS,
    Kind,
    stem,
)

DATA_SAYS = 0.4
"""How much `data` says about which thing is meant."""


class Token(NamedTuple):
    """A word of a name: as written (lower case), the key that its spellings share, its kind."""

    text: str
    key: str
    kind: Kind

    @property
    def is_ordinal(self) -> bool:
        """Whether it only numbers things: `2`, `v2`, a single letter."""
        return self.key.isdigit() or len(self.key) == 1

    @property
    def weight(self) -> float:
        """How much it says about which thing is meant."""
        if self.kind is Kind.CARRIER:
            return 0.2
        if self.is_ordinal:
            return 0.5
        if self.kind is Kind.ARTEFACT:
            return DATA_SAYS if self.key == "data" else 0.8
        return 1.0


class Name(NamedTuple):
    """A lexed name.

    `folded` is the name without case and separators. `content` are the tokens that say which
    thing is meant: without carriers, unless there is nothing else, and without `data` where a
    split says as much (`test_data` is `test`). `artefact` is the last artefact word, as the head
    of an English compound (`model_metrics` are metrics). `splits` are empty for a model, a
    setting and the like: `training_config` is not a part of the data. `keys` are those of the
    content; `information` is how much it says, 0 to 1: `data` alone little, `test_report` all.
    `measured` is what a report is about, the data or the model: `data` of `data_quality`.
    """

    folded: str
    tokens: tuple[Token, ...]
    content: tuple[Token, ...]
    artefact: str | None
    splits: frozenset[str]
    keys: frozenset[str]
    information: float
    measured: frozenset[str] = frozenset()

    @property
    def spelled(self) -> list[str]:
        """All its words in one spelling: the same for `model_artifacts` and `mdlArtifacts`."""
        return [token.key for token in self.tokens]

    def written(self, key: str) -> str:
        """A word as the name spells it, if it says it."""
        return next((token.text for token in self.tokens if token.key == key), key)

    def is_of(self, artefact: str) -> bool:
        """Whether it says that it is a thing of the same family."""
        return self.artefact is not None and FAMILIES[self.artefact] == FAMILIES[artefact]


# Of a forecast: `p10`, `Q90`. The letter alone says nothing, and the number only tells apart.
_QUANTILE = r"(?:[PQ]|(?<![A-Za-z])[pq])[-_]?\d\d(?!\d)"
_WORDS = re.compile(
    rf"(?i:{PRODUCTS})|{_QUANTILE}|[sS]3(?!\d)|[vV](?=\d)|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+"
)


@of_words
@lru_cache(maxsize=16384)
def lex(name: str) -> Name:
    """The tokens of a name and what they say; snake, kebab and camel case, digits apart."""
    tokens = tuple(token for word in _words(name) for token in _tokens(word))
    artefacts = [token.key for token in tokens if token.kind is Kind.ARTEFACT]
    if len(tokens) > 1 and tokens[0].key == "metadata" and tokens[1].kind is not Kind.CARRIER:
        artefacts.pop(0)  # where it comes from: `metadata_image`
    artefact = artefacts[-1] if artefacts else None
    if "digest" in artefacts:
        artefact = "digest"  # `hash_of_data`
    if len(tokens) > 1 and tokens[-1].text == "data" and tokens[-2].key in ARTEFACTS["settings"]:
        artefact = tokens[-2].key  # `config_data`
    if artefact and _is_finding(tokens):
        artefact = "report"
    content = tuple(token for token in tokens if token.kind is not Kind.CARRIER) or tokens
    splits: frozenset[str] = frozenset()
    if _has_splits(artefact):
        splits = frozenset(token.key for token in tokens if token.kind is Kind.SPLIT)
        if artefact is not None and FAMILIES[artefact] == "report":
            splits -= {"evaluation"}  # that is how it was made, not what of
    if splits and artefact == "data":
        content = tuple(token for token in content if token.key != "data")
    folded = "".join(char for char in name.casefold() if char.isalnum())
    keys = frozenset(token.key for token in content)
    # `input-1` says nothing, but `X` and `y` are names.
    says = len(name) == 1 or not all(token.is_ordinal for token in content)
    information = min(1.0, sum(token.weight for token in content)) if says else 0.0
    return Name(folded, tokens, content, artefact, splits, keys, information, _measured(tokens))


def _is_finding(tokens: tuple[Token, ...]) -> bool:
    """Whether the last word that is no number or carrier is of what is found out about a thing."""
    words = [token for token in tokens if token.kind is not Kind.CARRIER and not token.is_ordinal]
    findings = FINDINGS.split()
    return bool(words) and any(words[-1].text in (finding, finding + "s") for finding in findings)


def _has_splits(artefact: str | None) -> bool:
    return artefact is None or FAMILIES[artefact] in ("data", "predictions", "report")


def is_data(name: Name) -> bool:
    """Whether the name may be of data, or of something said about it, that splits divide."""
    return _has_splits(name.artefact)


def is_part(name: Name) -> bool:
    """Whether a name says nothing but which part of the data it is: `train`."""
    return bool(name.splits) and name.keys <= name.splits


def _words(name: str) -> list[str]:
    words = [re.sub("[-_]", "", word).lower() for word in _WORDS.findall(name)]
    # The `v` of `v2` and the `s` of `s3_clean` say nothing that the number does not.
    words = [
        word
        for word, following in zip(words, [*words[1:], ""], strict=False)
        if not (len(word) == 1 and word.isalpha() and following.isdigit())
    ]
    joined: list[str] = []
    for word in words:
        if joined and (joined[-1], word) in PHRASES:
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _tokens(word: str) -> list[Token]:
    if found := known(word):
        return [Token(word, *found)]
    if word.isdigit():
        return [Token(word, word, Kind.QUALIFIER)]
    if re.fullmatch(_QUANTILE, word):
        return [Token(word, f"p{word[1:]}", Kind.QUALIFIER)]
    for cut in range(3, len(word) - 1):
        left, right = known(word[:cut]), known(word[cut:])
        if left and right:  # `traindata`
            return [Token(word[:cut], *left), Token(word[cut:], *right)]
    american = _american(word)
    found = known(american)
    return [Token(word, *found)] if found else [Token(word, stem(american), Kind.QUALIFIER)]


def known(word: str) -> tuple[str, Kind] | None:
    """The key and the kind of a word of the vocabulary, or of which it is a plural or a form."""
    vocabulary = lexicon().vocabulary
    found = vocabulary.get(word) or vocabulary.get(word.removesuffix("s"))
    return found or QUALIFIERS_BY_STEM.get(stem(word))


def _american(word: str) -> str:
    for british, american in BRITISH.items():
        word = re.sub(british, american, word)
    return word


@of_words
@lru_cache(maxsize=16384)
def of_model(name: str) -> str:
    """A name that ends in `model_data` without the `data`, any other as it is."""
    tokens = lex(name).tokens
    places = [place for place, token in enumerate(tokens) if token.kind is Kind.ARTEFACT]
    if len(places) < 2 or [tokens[place].key for place in places[-2:]] != ["model", "data"]:
        return name
    if places[-1] != places[-2] + 1:
        return name
    return "_".join(token.text for place, token in enumerate(tokens) if place != places[-1])


FILLER = frozenset({"data", "process", "raw", "clean"})


def says_nothing(name: Name) -> bool:
    """Whether a name says only that it is data: `data`, `processed_data`, `output`."""
    if name.artefact not in (None, "data"):
        return False
    if any(token.text in WORKERS for token in name.content):
        return False
    carriers = {token.key for token in name.content if token.kind is Kind.CARRIER}
    return name.keys <= FILLER | carriers


def says_what_was_done(name: Name) -> bool:
    """Whether a name ends in a participle, so that it may be the data, worked on: `deduped`."""
    last = name.content[-1:]  # `_` has none
    return any(token.kind is Kind.QUALIFIER and token.text.endswith("ed") for token in last)


def _measured(tokens: tuple[Token, ...]) -> frozenset[str]:
    return frozenset(
        of.key
        for of, what in pairwise(tokens)
        if of.key in ("data", "model")
        and (what.text in MEASURES or FAMILIES.get(what.key) == "report")
    )


def is_worker(name: Name) -> bool:
    """Whether a name ends in what does the work, and so is no data: `scaler`, `label_encoders`.

    A part of the data is for such a one: `train_transformer`.
    """
    words = [token for token in name.content if not token.is_ordinal]
    return bool(words) and words[-1].text in WORKERS and not name.splits
