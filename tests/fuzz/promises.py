"""What the compiler promises for any input whatever, as checks that raise AssertionError."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from functools import cache

from fuzzing import IMAGE
from pipec.compiler.compile import Context, Result, SourceFile, compile_pipeline, read_context
from pipec.compiler.diagnostics import Diagnostic, Severity, Span

FILE, PROJECT, CONTRACT = "p.yaml", "pipec.yaml", "contracts/c.yaml"
VARS = {
    "bucket": "example-bucket",
    "region": "eu-central-1",
    "role": "arn:aws:iam::111122223333:role/SageMakerRole",
    "image": IMAGE,
}


class MemoryFiles:
    """A disk that holds the code that the examples name, and nothing else."""

    def read(self, path: str) -> bytes | None:
        return b"print()" if re.search(r"(code|src)/[\w/-]+\.(py|csv)$", path) else None

    def walk(self, folder: str) -> list[str] | None:
        return ["train.py", "process.py", "__pycache__/x.pyc"] if folder.endswith("src") else None


def compiled(text: str | bytes, context: Context | None = None, **also: str) -> Result:
    """Compile a text and check the answer; `also` are the other files that spans may lie in."""
    content = text if isinstance(text, bytes) else text.encode(errors="surrogatepass")
    source = SourceFile(name=FILE, content=content)
    result = compile_pipeline(source, context or plain_context(), MemoryFiles())
    check(result, {FILE: content.decode(errors="replace"), **also})
    return result


@cache
def plain_context() -> Context:
    """A project that sets the compiler's vars."""
    return context_of(json.dumps({"vars": VARS}))


def context_of(project: str | bytes, *contracts: str | bytes) -> Context:
    """The context of a project file and contract files."""
    files = [SourceFile(name=CONTRACT, content=_bytes(text)) for text in contracts]
    return read_context(SourceFile(name=PROJECT, content=_bytes(project)), files)


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


def check(result: Result, texts: Mapping[str, str]) -> None:
    """The promises that hold for any input."""
    severities = {item.code.severity for item in result.diagnostics}
    assert (result.artifacts is None) == (Severity.ERROR in severities)
    check_places(result.diagnostics, texts)
    if result.artifacts:
        artifacts = result.artifacts
        assert json.loads(artifacts.definition_text) == artifacts.definition
        ast.parse(artifacts.python_text)
        json.loads(artifacts.manifest_text)


def check_places(diagnostics: tuple[Diagnostic, ...], texts: Mapping[str, str]) -> None:
    """All that diagnostics point at lies in its file."""
    for item in diagnostics:
        for span in [item.span, *(related.span for related in item.related)]:
            if span is not None:
                check_span(span, texts)


def check_span(span: Span, texts: Mapping[str, str]) -> None:
    """A span lies in its file; those of the built-in contracts and `--var` are not looked up."""
    if span.file.startswith(("<pipec>/contracts/", "(command line)")):
        return
    lines = re.split(r"\r\n|\r|\n", texts[span.file].removeprefix("\ufeff"))
    start, end = (span.line, span.column), (span.end_line, span.end_column)
    assert start <= end, span
    for line, column in (start, end):
        assert 1 <= line <= len(lines), span
        assert 1 <= column <= len(lines[line - 1]) + 1, span
