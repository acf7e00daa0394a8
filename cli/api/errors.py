"""What a pipeline that is wrong raises: everything that is wrong with it, as the CLI shows it."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence

from pipec.cli.api.places import source_text
from pipec.cli.report import concise, text
from pipec.cli.settling import settle
from pipec.compiler import codes
from pipec.compiler.diagnostics import Code, Diagnostic, Related, Report, Severity, Span
from pipec.compiler.model import Contract


class PipelineError(Exception):
    """Mistakes in a pipeline, a contract or a project, or what AWS refused.

    `diagnostics` are the mistakes as values; the text is the report that the CLI prints.
    """

    __module__ = "pipec"  # as a traceback names it

    def __init__(self, diagnostics: Sequence[Diagnostic], report: str | None = None) -> None:
        self.diagnostics = tuple(diagnostics)
        self.report = text.render_plain(diagnostics, source_text) if report is None else report
        super().__init__(self.diagnostics, self.report)

    def __str__(self) -> str:
        return f"\n\n{self.report.rstrip()}"

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback: the lines that are wrong, and no others."""
        return self.report.splitlines()


class PipelineWarning(UserWarning):
    """Something in a pipeline that compiles and may not be meant."""

    __module__ = "pipec"


def mistake(
    code: Code,
    message: str,
    span: Span,
    *,
    hint: str | None = None,
    related: Iterable[Related] = (),
) -> PipelineError:
    """An error for one mistake, which keeps the program from going on."""
    report = Report()
    report.add(code, message, span, hint=hint, related=related)
    return PipelineError(report.diagnostics())


def defined_twice(contract: Contract, first: Contract) -> PipelineError:
    """An error for two different contracts of one name."""
    return mistake(
        codes.DUPLICATE_CONTRACT,
        f"the contract `{contract.name}` is defined twice",
        contract.span,
        hint="rename or remove one of them",
        related=[Related(first.span, "first defined here")],
    )


def check(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The warnings among some diagnostics, each given as a `PipelineWarning` too.

    Those that a comment in the program allows are left out. Raises `PipelineError` with all of
    them if one is an error.
    """
    found = settle(diagnostics, (), source_text)
    if any(item.code.severity is Severity.ERROR for item in found):
        raise PipelineError(found)
    for item in found:
        shown = concise.render([item], source_text).rstrip()
        warnings.warn(shown, PipelineWarning, stacklevel=3)
    return found
