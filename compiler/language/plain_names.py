"""Names out of letters that the service takes, made of those that people write."""

from __future__ import annotations

import re


def plain_name(text: str, longest: int = 256, *, underscores: bool = True) -> str:
    """The nearest name of letters A to Z, digits and hyphens, without accents; "" if there is none.

    What stands between them becomes a hyphen, `_` only where there are no `underscores`.
    """
    from unicodedata import combining, normalize

    base = (char for char in normalize("NFKD", text) if not combining(char))
    letters = "".join(char if char.isascii() else char.casefold() for char in base)  # ss for one
    others = r"[^A-Za-z0-9_-]+" if underscores else r"[^A-Za-z0-9]+"
    return re.sub(others, "-", letters).strip("-")[:longest].rstrip("-")


def snake_case(name: str) -> str:
    """`S3InputMode` as `s3_input_mode`."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()
