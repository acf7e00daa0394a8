"""The pipeline as a CloudFormation template in JSON, with the definition inline.

JSON because every JSON document is what it seems: nothing in it can be taken for a YAML date,
number or tag, and it is written without a YAML writer. The parts that people read are few, and
the definition is text inside of the template in either form.

The members are those of the resource type `AWS::SageMaker::Pipeline`; its schema is public, and
cfn-lint ships it. There PipelineName alone is create-only: another name makes a new pipeline and
deletes the old one. All else is updated in place.
"""

from __future__ import annotations

import json
import re
from typing import Any

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.emit.notice import notice
from pipec.compiler.model import Settings

MAX_TEMPLATE = 1_000_000
"""Bytes that CloudFormation reads from S3 ("1 MB" on its page of quotas; cfn-lint counts so)."""

MAX_LOGICAL_ID = 255
"""Characters, from CloudFormation's page on resources."""

ROLE_PARAMETER = "RoleArn"
ROLE_PATTERN = r"^arn:aws[a-z\-]*:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+$"
"""As the resource's schema has it."""

DYNAMIC_REFERENCE = "{{resolve:"
"""CloudFormation puts a stored value, a secret even, in the place of a text that begins so."""

_TAKEN_FOR_ITS_OWN = re.compile(r"(?<=\$)\{|\{(?=\{resolve:)")


def cloudformation_text(
    name: str, definition: dict[str, Any], settings: Settings, file: str
) -> str:
    """The template's text: indented, with a newline at the end.

    `definition` is the pipeline definition as JSON data, `file` the name of the YAML file.
    Without a role in the settings the template has a parameter for it. A description's emoji
    stand as they are: cfn-lint reads JSON as YAML, which has no surrogates.
    """
    what, *notes = notice(name, file)
    template: dict[str, Any] = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": what,
        "Metadata": {"pipec": notes},
    }
    if settings.role is None:
        template["Parameters"] = {
            ROLE_PARAMETER: {
                "Type": "String",
                "Description": "ARN of the role that the pipeline runs under",
                "AllowedPattern": ROLE_PATTERN,
                "ConstraintDescription": "must be the ARN of an IAM role",
            }
        }
    template["Resources"] = {
        logical_id(name): {
            "Type": "AWS::SageMaker::Pipeline",
            "Properties": _properties(name, definition, settings),
        }
    }
    return json.dumps(template, indent=2, ensure_ascii=False) + "\n"


def check_cloudformation(name: str, text: str, settings: Settings, report: Report) -> None:
    """Report what CloudFormation would refuse, or would change, in a template's text."""
    size = len(text.encode())
    if size > MAX_TEMPLATE:
        report.add(
            codes.TOO_LARGE_TEMPLATE,
            f"the template of `{name}` has {size} bytes, and CloudFormation takes {MAX_TEMPLATE}",
            None,
            hint="deploy it with `pipec upsert`, which puts a large definition into S3",
        )
    if DYNAMIC_REFERENCE in (settings.description or ""):
        report.add(
            codes.DYNAMIC_REFERENCE,
            f"the description of `{name}` contains `{DYNAMIC_REFERENCE}`, which CloudFormation "
            "takes for a reference to a stored value",
            None,
            hint="write the description in other words",
        )


def logical_id(name: str) -> str:
    """The resource's name inside the template: letters and digits, and not the parameter's."""
    found = name.replace("-", "")[:MAX_LOGICAL_ID]
    return f"{found}Pipeline" if found == ROLE_PARAMETER else found


def _properties(name: str, definition: dict[str, Any], settings: Settings) -> dict[str, Any]:
    found: dict[str, Any] = {"PipelineName": name}
    if settings.display_name:
        found["PipelineDisplayName"] = settings.display_name
    if settings.description:
        found["PipelineDescription"] = settings.description
    found["RoleArn"] = settings.role or {"Ref": ROLE_PARAMETER}
    if settings.parallelism is not None:
        found["ParallelismConfiguration"] = {"MaxParallelExecutionSteps": settings.parallelism}
    if settings.tags:
        found["Tags"] = [{"Key": key, "Value": value} for key, value in settings.tags.items()]
    found["PipelineDefinition"] = {"PipelineDefinitionBody": _body(definition)}
    return found


def _body(definition: dict[str, Any]) -> str:
    r"""The definition as compact JSON text that CloudFormation leaves alone.

    A brace inside of a text is also JSON when it is written as `\u007b`. So are written the braces
    of `{{resolve:`, which CloudFormation would replace, and of `${`, which it leaves alone in a
    plain text but linters take for a forgotten `Fn::Sub` (cfn-lint's E1029). Outside of texts
    no JSON has either. ASCII alone, because CloudFormation takes other characters, but gives
    them back as `?` when asked for the template.
    """
    return _TAKEN_FOR_ITS_OWN.sub(r"\\u007b", json.dumps(definition, separators=(",", ":")))
