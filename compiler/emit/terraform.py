"""The pipeline as a Terraform module of one file in HCL, with the definition inline.

The definition stands there as JSON text in a heredoc, the text of definition.json. `jsonencode`
of an HCL value would read better, but is not the same definition: Terraform has one type for
numbers and gives `6` for `6.0`, sorts members by name, and normalizes texts (Unicode's NFC).

The arguments are those of the AWS provider's `aws_sagemaker_pipeline`. It insists on a display
name. There is neither a provider nor a `required_providers` block: the team's own configuration
has them, and a module may have the second only once.
"""

from __future__ import annotations

import json
import re
from typing import Any

from pipec.compiler.emit.definition import MAX_DEFINITION, definition_text
from pipec.compiler.emit.notice import notice
from pipec.compiler.model import Settings

HEREDOC = "JSON"
"""No line of a JSON object is this word alone, so the text cannot end the heredoc early."""

_TEMPLATE_SEQUENCE = re.compile(r"([$%])\{")
_ESCAPES = {'"': r"\"", "\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"}


def terraform_text(name: str, definition: dict[str, Any], settings: Settings, file: str) -> str:
    """The module's text, as `terraform fmt` would write it.

    `definition` is the pipeline definition as JSON data, `file` the name of the YAML file.
    Without a role in the settings the module has a variable for it.
    """
    blocks = ["\n".join(f"# {line}" for line in notice(name, file))]
    if settings.role is None:
        blocks.append(_block('variable "role_arn"', _ROLE_VARIABLE))
    blocks.append(
        _block(
            f'resource "aws_sagemaker_pipeline" "{resource_name(name)}"',
            *_arguments(name, settings),
            f"  pipeline_definition = <<{HEREDOC}\n{_heredoc(definition)}{HEREDOC}\n",
        )
    )
    return "\n\n".join(blocks) + "\n"


def resource_name(name: str) -> str:
    """The resource's name inside the module; HCL's identifiers do not begin with a digit."""
    return f"_{name}" if name[0].isdigit() else name


def quoted(text: str) -> str:
    """A text as a quoted HCL string, with the escapes of HCL's native syntax.

    Terraform itself keeps texts in Unicode's form NFC.
    """
    escaped = (_ESCAPES.get(char) or _printable(char) for char in text)
    return f'"{_literal("".join(escaped))}"'


_ROLE_VARIABLE = """\
  type        = string
  description = "ARN of the role that the pipeline runs under"
"""


def _arguments(name: str, settings: Settings) -> list[str]:
    arguments = {
        "pipeline_name": quoted(name),
        "pipeline_display_name": quoted(settings.display_name or name),
    }
    if settings.description:
        arguments["pipeline_description"] = quoted(settings.description)
    arguments["role_arn"] = "var.role_arn" if settings.role is None else quoted(settings.role)
    found = [_aligned(arguments)]
    if settings.parallelism is not None:
        limit = f"    max_parallel_execution_steps = {settings.parallelism}\n"
        found.append(f"  parallelism_configuration {{\n{limit}  }}\n")
    if settings.tags:
        tags = {quoted(key): quoted(value) for key, value in settings.tags.items()}
        found.append(f"  tags = {{\n{_aligned(tags, '    ')}  }}\n")
    return found


def _block(head: str, *parts: str) -> str:
    """A block, of parts that end with a newline each."""
    body = "\n".join(parts)  # a blank line between them
    return f"{head} {{\n{body}}}"


def _aligned(arguments: dict[str, str], indent: str = "  ") -> str:
    """Lines `name = value` with the signs below each other, as `terraform fmt` puts them."""
    width = max(map(len, arguments))
    return "".join(f"{indent}{key:{width}} = {value}\n" for key, value in arguments.items())


def _heredoc(definition: dict[str, Any]) -> str:
    """The definition's file inside a heredoc, where only template sequences are special.

    The service counts the indentation too: where it is too much, all stands on one line.
    """
    text = definition_text(definition)
    return _literal(text if len(text) <= MAX_DEFINITION else json.dumps(definition) + "\n")


def _literal(text: str) -> str:
    """A text in which `${` and `%{` stand for themselves."""
    return _TEMPLATE_SEQUENCE.sub(r"\1\1{", text)


def _printable(char: str) -> str:
    return char if char.isprintable() else rf"\U{ord(char):08x}"
