"""How wide a text is drawn, and as much of it as there is room for."""

from __future__ import annotations

import unicodedata


def width_of(text: str, size: int) -> float:
    """About how wide a text is. It differs from font to font, so it is rather too much."""
    return sum(_char_width(char) for char in text) * size


def shortened(text: str, size: int, room: float) -> str:
    """The text, or as much of its two ends as there is room for, with `…` between them.

    Names that begin alike often end in what tells them apart, as a number.
    """
    if width_of(text, size) <= room + 0.5:  # sums of fractions are not exact
        return text
    room -= width_of("…", size)
    start, end = 0, len(text)
    while start < end:
        from_start = start <= len(text) - end
        room -= width_of(text[start if from_start else end - 1], size)
        if room < 0:
            break
        start, end = (start + 1, end) if from_start else (start, end - 1)
    return f"{text[:start]}…{text[end:]}"


def _char_width(char: str) -> float:
    if char in "iljtfrI.,:|-' ":
        return 0.44
    if char in "mwMW…" or unicodedata.east_asian_width(char) in ("F", "W"):
        return 1.05
    return 0.76 if char.isupper() or char == "_" else 0.67
