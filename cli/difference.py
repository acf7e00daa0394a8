"""How the old and the new text of a file are shown side by side."""

from __future__ import annotations

from difflib import unified_diff


def difference(old: str, new: str, name: str, new_name: str) -> str:
    """What changes between two texts of a file, as `diff -u` shows it; "" where nothing does."""
    return "".join(unified_diff(_lines(old), _lines(new), name, new_name))


def _lines(text: str) -> list[str]:
    """Lines for a diff; each ends, so that the last one does not run into the next."""
    return [line if line.endswith("\n") else f"{line}\n" for line in text.splitlines(keepends=True)]
