"""The versions of a pipeline, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pipec.cli.report.excerpt import visible
from pipec.cli.report.table import table
from pipec.cli.report.times import iso, readable

if TYPE_CHECKING:
    from pipec.cli.aws.versions import Version

_HEAD = ("version", "created (UTC)", "aliases", "last run", "description")


def render(versions: Sequence[Version]) -> str:
    """A table, newest first."""
    return table(_HEAD, [_row(version) for version in versions])


def _row(version: Version) -> tuple[str, ...]:
    described = ": ".join(text for text in (version.name, version.description) if text)
    return (
        str(version.number),
        readable(version.created) if version.created else "",
        ", ".join(version.aliases),
        version.last_execution,
        visible(described),
    )


def to_data(pipeline: str, versions: Sequence[Version]) -> dict[str, Any]:
    """The same as JSON data; the first `version` is that of this form."""
    return {
        "version": 1,
        "pipeline": pipeline,
        "versions": [
            {
                "version": item.number,
                "created": iso(item.created),
                "name": item.name,
                "description": item.description,
                "aliases": list(item.aliases),
                "last_execution": item.last_execution or None,
            }
            for item in versions
        ],
    }
