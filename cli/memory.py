"""How often the garbage collector looks for cycles."""

from __future__ import annotations

import atexit
import gc


def collect_rarely() -> None:
    """Look for cycles seldom: a run keeps nearly all that it makes, and then ends.

    With Python's own thresholds a pipeline of 1,000 steps spends a seventh of its time on it.
    """
    gc.set_threshold(200_000, 30, 30)
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)  # nor are they looked for in what ends with the process
