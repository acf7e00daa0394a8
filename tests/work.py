"""How much work something is, as a number that is the same on every machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def calls(work: Callable[[], object], of: str = "pipec") -> int:
    """How many functions are called, of files with this in their name."""
    count = 0

    def seen(frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event == "call" and of in frame.f_code.co_filename

    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count
