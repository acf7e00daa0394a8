"""Diagnostics as the test report that Jenkins, GitLab and others read.

Each file that was checked is a test: one with an error has failed, a warning is in its output.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from xml.etree import ElementTree as ET

from pipec.cli.report import concise, text
from pipec.cli.report.excerpt import visible
from pipec.compiler.diagnostics import Diagnostic, Severity

NOWHERE = "pipec"
"""The test that what belongs to no file is told of."""


def render(
    diagnostics: Sequence[Diagnostic],
    sources: Callable[[str], str | None],
    files: Sequence[str],
) -> str:
    """One suite with a test for each file, those among them that were only found on the way."""
    found: dict[str, list[Diagnostic]] = {name: [] for name in files}
    for item in diagnostics:
        found.setdefault(item.span.file if item.span else NOWHERE, []).append(item)
    failed = sum(bool(_errors(items)) for items in found.values())
    counts = {"tests": str(len(found)), "failures": str(failed), "errors": "0"}
    suites = ET.Element("testsuites", {"name": "pipec", **counts})
    suite = ET.SubElement(suites, "testsuite", {"name": "pipec", **counts, "skipped": "0"})
    for name, items in found.items():
        attributes = {"classname": "pipec", "name": visible(name), "file": visible(name)}
        test = ET.SubElement(suite, "testcase", attributes)
        errors = _errors(items)
        if errors:
            line = _shown(concise.render(errors[:1], sources))
            message = line if len(errors) == 1 else f"{text.summary(errors)}: {line}"
            failure = {"type": errors[0].code.number, "message": message}
            report = text.render_plain(errors, sources)
            ET.SubElement(test, "failure", failure).text = _shown(report)
        if warnings := [item for item in items if item not in errors]:
            report = text.render_plain(warnings, sources)
            ET.SubElement(test, "system-out").text = _shown(report)
    ET.indent(suites)
    body = ET.tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _errors(items: Sequence[Diagnostic]) -> list[Diagnostic]:
    return [item for item in items if item.code.severity is Severity.ERROR]


def _shown(report: str) -> str:
    """A report without what no XML may hold; the reports have no control characters but these."""
    lines = report.rstrip("\n").split("\n")
    return "\n".join("".join(char for char in line if char not in "\ufffe\uffff") for line in lines)
