"""Times in UTC, for people and for programs."""

from __future__ import annotations

from datetime import UTC, datetime


def iso(time: datetime | None) -> str | None:
    """ISO 8601 to the second, `2026-05-04T09:02:00Z`; None for none."""
    return None if time is None else time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def readable(time: datetime) -> str:
    """`2026-05-04 09:02:00`."""
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
