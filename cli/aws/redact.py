"""Keeps credentials and signed URLs out of everything that is shown."""

from __future__ import annotations

import re

_SECRETS = (
    # A user and password in an address; the password may hold an `@`.
    (re.compile(r"(\w+://)[^/\s\"'`]+@"), r"\1[secret]@"),
    # A signed URL: all that follows the path.
    (
        re.compile(r"(?i)(https?://[^\s\"'?]+)\?[^\s\"']*(?:X-Amz-|Signature=)[^\s\"']*"),
        r"\1?[signed]",
    ),
    # The header that signs a request, to its end.
    (
        re.compile(r"(?i)(authorization[\"']?\s*[=:]\s*|bearer\s+|AWS4-HMAC-SHA256\s+).*"),
        r"\1[secret]",
    ),
    # `name=value` and `"name": "value"` of what signs.
    (
        re.compile(
            r"(?i)((?:x-amz-[a-z-]*(?:token|signature|credential)|signature"
            r"|session[_ -]?token|secret[_ -]?access[_ -]?key)[\"']?\s*[=:]\s*[\"']?)[^\s&\"',;]+"
        ),
        r"\1[secret]",
    ),
    # Access key ids: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
    (re.compile(r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}\b"), "[access key]"),
)
_SHORTEST = 16
"""A shorter secret is none, but a word like `testing` for a server that imitates AWS."""
_known: set[str] = set()


def hide(secret: str) -> None:
    """Take a secret out of all that is shown from now on, in whatever form a library quotes it."""
    # An exception has what cannot be printed as an escape: the parts between are the same.
    parts = re.split(r"[^\x21-\x7e]+", secret)
    _known.update(part for part in parts if len(part) >= _SHORTEST)


def redacted(text: str) -> str:
    """A text without what would let somebody act in the caller's name."""
    for secret in sorted(_known.copy(), key=len, reverse=True):
        text = text.replace(secret, "[secret]")
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text
