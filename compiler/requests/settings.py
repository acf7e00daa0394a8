"""What the service takes beside a pipeline's definition: its role, names, tags and parallelism.

Members of CreatePipeline and UpdatePipeline in botocore's model (1.44).
"""

from __future__ import annotations

import re
from collections.abc import Collection

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report, Span
from pipec.compiler.language.almost import almost_hint, almost_references
from pipec.compiler.language.schema import describe
from pipec.compiler.linking.evaluate import Scope, World
from pipec.compiler.linking.variables import role_elsewhere
from pipec.compiler.merge import is_null
from pipec.compiler.model import Pipeline, Settings
from pipec.compiler.parsing.parse import pipeline_name_hint
from pipec.compiler.requests.fixed import fixed_text, fixed_value
from pipec.compiler.requests.friendly import check_pairs
from pipec.compiler.requests.limits import text_problem
from pipec.compiler.requests.unwritten import check_unwritten_settings, check_unwritten_tags
from pipec.compiler.service.shapes import Shape, load_request
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar

MAX_DESCRIPTION = 3072
"""Characters of `PipelineDescription`."""
# Its pattern is `.*`. Lambda, whose description has the same one, refuses line ends:
# https://github.com/amazon-connect/voicemail-for-amazon-connect/issues/26
LINE_END = re.compile(r"[\n\r\u0085\u2028\u2029]")


def settings_of(pipeline: Pipeline, world: World, report: Report) -> Settings:
    """The pipeline's own keys, evaluated and held against the service's model.

    Run-time references are an error. `role` falls back on the var `role`; a null role is none.
    """
    check_unwritten_settings(pipeline.body, report)
    scope = Scope(world=world, report=report)
    body = pipeline.body
    return Settings(
        role=_role(body, scope),
        display_name=_display_name(body.get("display_name"), scope),
        description=_description(body.get("description"), scope),
        parallelism=_parallelism(body.get("parallelism"), scope),
        tags=_tags(body.entries.get("tags"), scope),
    )


def _role(body: Mapping, scope: Scope) -> str | None:
    if "role" not in body:
        default = scope.world.variables.get("role")
        return default.text if default else None
    value = fixed_value(body.get("role"), "`role`", scope)
    if value is None:
        return None
    if problem := text_problem(value.text, _member("RoleArn")):
        message = f"`role` {problem.message}"
        scope.report.add(codes.BAD_MEMBER, message, value.span, hint=problem.hint)
        return value.text
    region = scope.world.variables.get("region")
    if region and (elsewhere := role_elsewhere(value.text, region.text)):
        scope.report.add(codes.BAD_MEMBER, elsewhere[0], value.span, hint=elsewhere[1])
    return value.text


def _display_name(node: Node | None, scope: Scope) -> str | None:
    value = fixed_value(node, "`display_name`", scope)
    if value is None:
        return None
    if hint := pipeline_name_hint(value.text):
        message = f"`{value.text}` cannot be the display name of a pipeline"
        if not value.text:
            name = scope.world.pipeline
            message = "`display_name` cannot be empty"
            hint = f"to show the name, write it: `display_name: {name}`; without the key what is "
            hint += "deployed stays"
        scope.report.add(codes.BAD_NAME, message, value.span, hint=hint)
    return value.text


def _description(node: Node | None, scope: Scope) -> str | None:
    text = fixed_text(node, "description", scope, at_most=MAX_DESCRIPTION)
    if node is not None and text is not None and LINE_END.search(text):
        message = "`description` cannot hold a line end, the service wants it on one line"
        hint = "write `description: >-` and the text below it: its lines are joined"
        scope.report.add(codes.BAD_MEMBER, message, node.span, hint=hint)
    if node is not None and text is not None:
        _check_text("`description`", text, node.span, scope)
    return text


def _check_text(what: str, text: str, place: Span, scope: Scope) -> None:
    """Warn of `$(vars.team)`: of all references only these two can stand here."""
    names: dict[str, Collection[str]] = {"vars": scope.world.variables, "pipeline": ("name",)}
    for found in almost_references(text, names):
        scope.report.add(
            codes.TEXT_LIKE_A_REFERENCE,
            f"{what} is given the text `{text[found.start : found.end]}` itself, not what it names",
            place,
            hint=almost_hint(found),
        )


def _parallelism(node: Node | None, scope: Scope) -> int | None:
    value = fixed_value(node, "`parallelism`", scope)
    if value is None:
        return None
    data = value.data
    if isinstance(data, int) and not isinstance(data, bool) and data >= 1:
        return data
    scope.report.add(
        codes.WRONG_VALUE,
        f"`parallelism` must be a whole number, 1 or more, not {describe(value)}",
        value.span,
    )
    return None


def _tags(given: Entry | None, scope: Scope) -> dict[str, str]:
    """Text is kept as written, `version: 1.10` is "1.10"; a null leaves its tag out."""
    found: dict[str, str] = {}
    if given is None or not isinstance(given.value, Mapping):
        return found
    check_unwritten_tags(given.value, scope.report)
    check_pairs([given], scope.report)
    from pipec.compiler.deployment.tags import tags_of_a_new_pipeline

    for entry in given.value:
        if is_null(entry.value):
            continue
        _check_key(entry, scope.report)
        found[entry.key] = _tag_value(entry, scope)
    most = _member("Tags").max
    count = len(tags_of_a_new_pipeline(found))
    if most is not None and count > most:
        scope.report.add(
            codes.BAD_MEMBER,
            f"`tags` has {len(found)} entries, which with pipec's own {count - len(found)} is more "
            f"than the {most} that the service takes",
            given.key_span,
            hint="pipec keeps the keys of the tags that it sets in tags of its own",
        )
    return found


def _check_key(entry: Entry, report: Report) -> None:
    from pipec.compiler.deployment.tags import is_reserved

    if is_reserved(entry.key):
        begin = entry.key.partition(":")[0]
        owner = "pipec's" if begin.casefold() == "pipec" else "the service's"
        message = (
            f"the tag `{entry.key}` cannot be set: keys that begin with `{begin}:` are {owner} own"
        )
        report.add(codes.BAD_MEMBER, message, entry.key_span, hint="remove it, or rename it")
    elif problem := text_problem(entry.key, _tag("Key")):
        message = f"a key of `tags` {problem.message}"
        report.add(codes.BAD_MEMBER, message, entry.key_span, hint=problem.hint)


def _tag_value(entry: Entry, scope: Scope) -> str:
    what = f"the tag `{entry.key}`"
    if not isinstance(entry.value, Scalar):
        message = f"{what} must be text, not {describe(entry.value)}"
        scope.report.add(codes.WRONG_VALUE, message, entry.key_span)
        return ""
    value = fixed_value(entry.value, what, scope)
    if value is None:
        return ""
    if problem := text_problem(value.text, _tag("Value"), scope.world.names):
        message = f"{what} {problem.message}"
        scope.report.add(codes.BAD_MEMBER, message, value.span, hint=problem.hint)
    else:
        _check_text(what, value.text, value.span, scope)
    return value.text


# CreatePipeline's RoleArn and Tags have the shapes that they have in CreateTrainingJob.


def _member(name: str) -> Shape:
    shape = load_request("Training").member(name)
    assert shape is not None
    return shape


def _tag(name: str) -> Shape:
    element = _member("Tags").element
    shape = element.member(name) if element else None
    assert shape is not None
    return shape
