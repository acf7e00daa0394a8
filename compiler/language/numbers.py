"""Numbers that neither YAML's reader nor JSON can hold."""

from __future__ import annotations

import re

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.language.expressions import excerpt
from pipec.compiler.reader.yaml_scalars import out_of_range
from pipec.compiler.syntax import Scalar

_LEADING_ZERO = re.compile(r"[-+]?0[0-9]")


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


def loses_zero(node: Scalar) -> bool:
    """Whether a value is a number that is written as no number is: an account, a post code."""
    return isinstance(node.data, int | float) and bool(_LEADING_ZERO.match(node.text))


def number_stays(node: Scalar, report: Report) -> bool:
    """`number_holds`, where nothing says whether a number or a text is wanted."""
    if not loses_zero(node):
        return number_holds(node, report)
    report.add(
        codes.WRONG_VALUE,
        f"`{excerpt(node.text)}` is a number, which would lose its leading zero",
        node.span,
        hint="if it is a text, write it in quotes",
    )
    return False
