"""How often the garbage collector looks for cycles."""

from __future__ import annotations

import gc


def collect_rarely() -> None:
    """Look for cycles seldom: a run keeps nearly all that it makes, and then ends.

    With Python's own thresholds a pipeline of 1,000 steps spends a seventh of its time on it. The
    compiler leaves no cycles behind; the threshold is for what libraries leave, in a long run.
    """
    gc.set_threshold(2_000_000, 30, 30)
