"""Diagnostics as SARIF 2.1.0 (OASIS), for code scanning of GitHub, Azure DevOps and others."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from hashlib import sha256
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from pipec.cli.fixing import edit_of
from pipec.compiler.diagnostics import Code, Diagnostic, Span

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
Json = dict[str, Any]


def render(
    diagnostics: Sequence[Diagnostic],
    sources: Callable[[str], str | None],
    files: Sequence[str],
) -> str:
    """One run. Columns count characters from 1, as SARIF wants them, and the end is exclusive.

    A result's fingerprint is of its code, file and message, not of its line: an alert stays the
    same one when lines are added above it. Of equal ones the number in order is part of it.
    """
    rules = sorted({item.code.number: item.code for item in diagnostics}.items())
    index = {number: position for position, (number, _) in enumerate(rules)}
    seen: Counter[str] = Counter()
    # Code scanning of GitHub refuses a log with a result that has no place.
    nowhere = Span(files[0] if files else "pipec.yaml", 1, 1, 1, 1)
    results = [
        _result(item, item.span or nowhere, index[item.code.number], sources, seen)
        for item in diagnostics
    ]
    driver = {
        "name": "pipec",
        "version": version("pipec"),
        "rules": [_rule(code) for _, code in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"ROOT": {"description": {"text": "the folder that pipec ran in"}}},
        "artifacts": [{"location": _artifact(name)} for name in files],
        "results": results,
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2) + "\n"


def _rule(code: Code) -> Json:
    return {
        "id": code.number,
        "name": "".join(word.capitalize() for word in code.slug.split("-")),
        "shortDescription": {"text": code.summary},
        "fullDescription": {"text": f"{code.summary}."},
        "help": {
            "text": f"{code.explanation}\n\nFor an example run: pipec explain {code.number}",
            "markdown": f"{code.explanation}\n\nFor an example run `pipec explain {code.number}`.",
        },
        "defaultConfiguration": {"level": code.severity.value},
    }


def _result(
    item: Diagnostic,
    span: Span,
    index: int,
    sources: Callable[[str], str | None],
    seen: Counter[str],
) -> Json:
    text = item.message + (f"\n{item.hint}" if item.hint else "")
    result: Json = {
        "ruleId": item.code.number,
        "ruleIndex": index,
        "level": item.code.severity.value,
        "message": {"text": text},
        "locations": [{"physicalLocation": _location(span)}],
        "partialFingerprints": {"pipec/v1": _fingerprint(item, seen)},
    }
    if item.related:
        result["relatedLocations"] = [
            {
                "id": number,
                "message": {"text": related.message},
                "physicalLocation": _location(related.span),
            }
            for number, related in enumerate(item.related, 1)
        ]
    if fix := _fix(item, sources):
        result["fixes"] = [fix]
    return result


def _fix(item: Diagnostic, sources: Callable[[str], str | None]) -> Json | None:
    if item.span is None or (text := sources(item.span.file)) is None:
        return None
    edit = edit_of(item, item.span.file, text)
    if edit is None:
        return None
    place = edit.span_in(text)
    replacement = {"deletedRegion": _region(place), "insertedContent": {"text": edit.new}}
    change = {"artifactLocation": _artifact(place.file), "replacements": [replacement]}
    return {"description": {"text": str(item.hint)}, "artifactChanges": [change]}


def _fingerprint(item: Diagnostic, seen: Counter[str]) -> str:
    file = item.span.file if item.span else ""
    said = f"{item.code.number}\n{file}\n{item.message}"
    digest = sha256(said.encode("utf-8", "replace"))
    shown = digest.hexdigest()[:32]
    seen[shown] += 1
    return f"{shown}:{seen[shown]}"


def _location(span: Span) -> Json:
    return {"artifactLocation": _artifact(span.file), "region": _region(span)}


def _artifact(file: str) -> Json:
    uri = quote(file.encode("utf-8", "replace"), safe="/")
    return {"uri": uri} if file.startswith("/") else {"uri": uri, "uriBaseId": "ROOT"}


def _region(span: Span) -> Json:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
