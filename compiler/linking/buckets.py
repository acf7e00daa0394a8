"""The slash that a place in S3 needs behind its bucket."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report, write
from pipec.compiler.language.expressions import Reference
from pipec.compiler.model import Parameter
from pipec.compiler.syntax import Scalar
from pipec.compiler.values import ExecutionGet, Expression, ParameterGet


def check_bucket(
    scalar: Scalar,
    parts: tuple[str | Reference, ...],
    values: Sequence[str | Expression],
    parameters: AnyMapping[str, Parameter],
    report: Report,
) -> None:
    """Warn of a slash that is missing behind the bucket, which makes another one of it.

    `values` are those of the parts.
    """
    if len(parts) < 3 or parts[0] != "s3://":
        return
    bucket, behind = parts[1:3]
    is_bucket = isinstance(bucket, Reference) and bucket.text == "vars.bucket"
    if is_bucket and _begins_with_letter(values[2], parameters):
        word = behind.partition("/")[0] if isinstance(behind, str) else f"${{{behind.text}}}"
        report.add(
            codes.ODD_VALUE,
            f"`{word}` stands behind the bucket without a `/`, so that it is a part of its name",
            scalar.span,
            hint=write(f"${{vars.bucket}}/{word}", f"${{vars.bucket}}{word}"),
        )


def _begins_with_letter(value: str | Expression, parameters: AnyMapping[str, Parameter]) -> bool:
    """Whether a text surely begins with a letter or a digit, a parameter by default."""
    if isinstance(value, ParameterGet):
        default = parameters[value.name].default
        value = "" if default is None else str(default)
    return isinstance(value, ExecutionGet) or (isinstance(value, str) and value[:1].isalnum())
