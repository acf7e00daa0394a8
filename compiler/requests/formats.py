"""Texts with a form of their own: content types, and the filters of a batch transform."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.model import Step
from pipec.compiler.requests.written import place_of_text
from pipec.compiler.similarity import suggestions
from pipec.compiler.steps.base import StepDefinition, mapping_at
from pipec.compiler.values import Wire, mappings

_TYPES = (
    "ContentType",
    "Accept",
    "SupportedContentTypes",
    "SupportedResponseMIMETypes",
)
"""Members of requests that hold content types, each one or a list of them."""
_OWN = ("Environment", "HyperParameters", "StaticHyperParameters", "HadoopJarStep", "Tags")
"""Members whose names are the user's own."""
_LISTED = """
application/arrow application/avro application/bson application/gzip application/json
application/json5 application/jsonl application/jsonlines application/octet-stream
application/parquet application/pdf application/x-image application/x-json application/x-jsonl
application/x-jsonlines application/x-ndjson application/x-npy application/x-npz
application/x-parquet application/x-recordio application/x-recordio-protobuf application/x-text
application/xml application/zip audio/mp2 audio/mp3 audio/mp4 audio/mpa audio/mpeg audio/wav
audio/wave image/apng image/bmp image/gif image/jp2 image/jpeg image/jpg image/jpm image/jpx
image/pjpeg image/png image/tif image/tiff image/webp text/css text/csv text/html text/libsvm
text/markdown text/plain text/tsv text/x-libsvm text/xml
"""
_KNOWN = frozenset(_LISTED.split())
"""Those of AWS's algorithms and serving toolkits, and IANA's that lie near one of them."""
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_PAIRS = {"]": "[", ")": "("}


def check_formats(step: StepDefinition, written: Step, report: Report) -> None:
    """Report a filter that is no JSONPath, and warn of a content type with a slip in it."""
    has_none = step.contents.names.isdisjoint(_TYPES)  # as most
    for text in () if has_none else dict.fromkeys(_headers(step.arguments)):
        if known := _of_word(text):
            report.add(
                codes.ODD_VALUE,
                f"the content type `{text}` of `{step.name}` says only half of one",
                place_of_text(written, text),
                hint=f"write `{'` or `'.join(known)}`",  # no `Hint`, as below
            )
    for text in () if has_none else dict.fromkeys(_content_types(step.arguments)):
        if meant := meant_type(text):
            report.add(
                codes.ODD_VALUE,
                f"the content type `{text}` of `{step.name}` is nearly one that is known",
                place_of_text(written, text),
                hint=f"did you mean `{meant}`?",  # no `Hint`: it may be one of the user's own
            )
    filters = mapping_at(step.arguments, "DataProcessing")
    for member in ("InputFilter", "OutputFilter"):
        path = filters.get(member)
        if isinstance(path, str) and (problem := _path_problem(path)):
            report.add(
                codes.BAD_MEMBER,
                f"`{member}` of `{step.name}` is no JSONPath: `{path}` {problem[0]}",
                place_of_text(written, path),
                hint=problem[1],
            )


def type_of(content: str) -> str:
    """A content type without what stands behind a `;`."""
    return content.partition(";")[0].strip()


def meant_type(content: str) -> str | None:
    """The content type of those that are known that one is a slip of."""
    name = type_of(content)
    near = suggestions(name, _KNOWN, within=1) if name.lower() not in _KNOWN else []
    return near[0] if near else None


def _of_word(word: str) -> list[str]:
    """The known types that a word without a `/` is the second half of, those of IANA first."""
    for half in (word, f"x-{word}"):
        if found := sorted(name for name in _KNOWN if name.partition("/")[2] == half.lower()):
            return found
    return []


def _content_types(value: Wire) -> Iterator[str]:
    """Every content type in a request that is known."""
    for found in mappings(value, beside=_OWN):
        for member in _TYPES:
            said = found.get(member)
            texts = said if isinstance(said, list) else [said]
            yield from (text for text in texts if isinstance(text, str))


def _headers(value: Wire) -> Iterator[str]:
    """Those that a model is asked with; of a channel a word is enough for XGBoost's container."""
    for found in mappings(value, beside=_OWN):
        if "ChannelName" not in found:
            yield from _content_types({name: found[name] for name in _TYPES if name in found})


def _path_problem(path: str) -> tuple[str, str] | None:
    """What keeps a text from being a JSONPath, and what to write; the rest the service tells."""
    if path and not path.startswith("$"):
        dot = "" if path.startswith(("[", ".")) else "."
        return "does not begin with `$`", f"write `{_quoted(f'${dot}{path}')}`"
    opened: list[str] = []
    for sign in _QUOTED.sub("", path):
        if sign in _PAIRS.values():
            opened.append(sign)
        elif sign in _PAIRS and (not opened or opened.pop() != _PAIRS[sign]):
            return f"has a `{sign}` that nothing opens", f"remove the `{sign}`, or open it"
    if opened:
        closing = {begin: end for end, begin in _PAIRS.items()}
        end = "".join(closing[sign] for sign in reversed(opened))
        return f"has a `{opened[-1]}` that nothing closes", f"write `{_quoted(path + end)}`"
    return None


def _quoted(path: str) -> str:
    return f"'{path}'" if '"' in path and "'" not in path else json.dumps(path, ensure_ascii=False)
