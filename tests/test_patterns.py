"""What the service's patterns ask for, told in words."""

from __future__ import annotations

import re

import pytest

from pipec.compiler.requests.patterns import in_words

KEY = "[a-zA-Z0-9:/_-]*"
WORD = "[a-zA-Z_][a-zA-Z0-9_]*"
ARN = r"arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:"
ROLE = r"arn:aws[a-z\-]*:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+"
OTHER = r"\d+\.\d+\.\d+"


@pytest.mark.parametrize(
    ("pattern", "text", "words"),
    [
        (KEY, "my key", "letters, digits and `:/_-`"),
        (r"[A-Za-z0-9\.\-_]+", "a/b", "letters, digits and `.-_`"),
        ("[A-Za-z0-9 /_.:=+@-]*", "#", "letters, digits, blanks and `/_.:=+@-`"),
        ("[0-9a-z]+", "A", "small letters and digits"),
        ("[0-9]{12}", "x", "digits"),
        (WORD, "my key", "letters, digits and `_`"),
        (WORD, "1a", "letters or `_` at the beginning"),
        (
            f"{ARN}mlflow-[a-zA-Z-]*/.*",
            "x",
            "an ARN such as `arn:aws:sagemaker:REGION:ACCOUNT:mlflow-…`",
        ),
        (rf"{ARN}key\/[a-z]+", "x", "an ARN such as `arn:aws:sagemaker:REGION:ACCOUNT:key/…`"),
        (f"{ARN}.*/.*", "x", "an ARN such as `arn:aws:sagemaker:REGION:ACCOUNT:…`"),
        (ROLE, "x", "an ARN such as `arn:aws:iam::ACCOUNT:role/…`"),
    ],
)
def test_a_pattern_in_words(pattern: str, text: str, words: str) -> None:
    """Of which characters a text is made, or what it looks like."""
    assert not re.fullmatch(pattern, text)
    assert in_words(pattern, text) == words


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (OTHER, "1"),
        (r"[\S]+", " "),
        ("[^:*]*", ":"),
        ("[+-.]+", "x"),
        ("[a-z]+(?!x)", "A"),
        ("[0-9]+K", "1"),
    ],
)
def test_what_says_more_is_shown_as_it_is(pattern: str, text: str) -> None:
    """A pattern with other characters than in its `[ ]`, or with other ranges."""
    assert in_words(pattern, text) == f"the service wants `{pattern}`"
