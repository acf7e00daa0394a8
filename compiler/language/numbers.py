"""Numbers that neither YAML's reader nor JSON can hold."""

from __future__ import annotations

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.language.expressions import excerpt
from pipec.compiler.reader.yaml_scalars import out_of_range
from pipec.compiler.syntax import Scalar


def number_holds(node: Scalar, report: Report) -> bool:
    """Whether a value is no number out of range, which would become a text or 0; reports one."""
    problem = None
    if node.plain and isinstance(node.data, str | float):
        problem = out_of_range(node.text)
    if problem:
        report.add(
            codes.WRONG_VALUE,
            f"the number `{excerpt(node.text)}` {problem}",
            node.span,
            hint="if it is a text, write it in quotes",
        )
    return problem is None
