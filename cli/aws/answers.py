"""Answers of AWS, in which a member that pipec cannot do without is there or told to be missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pipec.cli.stop import Stop


class Answer(dict[str, Any]):
    """A structure of an answer: `answer["Member"]` raises what `missing` gives if it has none.

    botocore's model requires hardly any member of an answer, and what a proxy sends in place of
    one is read as an answer without members.
    """

    def __init__(self, members: dict[str, Any], missing: Callable[[str], Stop]) -> None:
        super().__init__((name, _part(value, missing)) for name, value in members.items())
        self._missing = missing

    def __missing__(self, member: str) -> Any:
        raise self._missing(member)


def _part(value: Any, missing: Callable[[str], Stop]) -> Any:
    if isinstance(value, dict):
        return Answer(value, missing)
    if isinstance(value, list):
        return [_part(item, missing) for item in value]
    return value


def is_web_page(answer: dict[str, Any]) -> bool:
    """Whether an answer is a page for browsers, as of a proxy that wants somebody to log in.

    The type alone does not tell: an object in S3 may have it. But AWS numbers each answer.
    """
    about = answer.get("ResponseMetadata", {})
    kind = about.get("HTTPHeaders", {}).get("content-type", "")
    return "html" in kind and "RequestId" not in about
