"""Steps whose names number them in a row."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

_A_ROW = 3
"""Steps with numbers that make a row; two of a kind are more likely numbered side by side."""


def numbered(names: Sequence[str]) -> dict[int, tuple[str, int]]:
    """The row and the number of each step of a row: `s1_load`, `s2_clean`, `s3_split`."""
    rows: dict[str, dict[int, int]] = defaultdict(dict)
    twice: set[str] = set()
    for step, name in enumerate(names):
        if match := re.match(r"([A-Za-z]*)[-_]?0*(\d{1,3})(?=[-_A-Z]|$)", name):
            row, number = match[1].lower(), int(match[2])
            if number in rows[row]:
                twice.add(row)
            rows[row][number] = step
    return {
        step: (row, number)
        for row, steps in rows.items()
        if len(steps) >= _A_ROW and row not in twice
        for number, step in steps.items()
    }
