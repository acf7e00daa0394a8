"""The file that a new contract begins as: an example of each port, and all keys as comments.

A line that becomes YAML without its `#` has nothing between the two; words have spaces there.
All of it comes from the step type, so that a new kind has a draft without being told of here.
"""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from pipec.compiler.editor.forms import text_of
from pipec.compiler.language.keys import CONTRACT_KEYS
from pipec.compiler.service.shapes import PathError, Shape, load_properties, load_request, walk
from pipec.compiler.steps.base import NEEDED, StepType

_WIDTH = 98
_INPUT, _OUTPUT = "input_data", "result"
_MODEL = ("ModelArtifacts", "S3ModelArtifacts")
"""What a training gives is its model, not its ARN."""


def contract_draft(name: str, step_type: StepType, schema: str) -> str:
    """The text of a contract of this name, which has no mistakes and leaves much to be said.

    `schema` is the place of the contracts' JSON Schema, from the file.
    """
    lines = [
        f"# yaml-language-server: $schema={schema}",
        f"# The request that such a step makes: {step_type.doc_url}",
        f"contract: {name}",
        "description: What such a step does, in a sentence.",
        f"kind: {step_type.kind}",
        *_inputs(step_type),
        *_outputs(step_type),
        "",
        "# What a step chooses with `options:`, a JSON Schema each; below it is ${options.NAME}.",
        "#options:",
        "#  threshold: {type: number, default: 0.5, description: What it is for.}",
        "",
        "# What holds for all such steps that say nothing else. Take away the `#` before a key:",
        *_keys(step_type),
        *_request(step_type),
    ]
    return "\n".join(lines) + "\n"


def _inputs(step_type: StepType) -> Iterator[str]:
    if not step_type.carries_inputs:
        yield "#inputs:   # mention each of them below `request:`, as ${inputs.NAME}"
        yield f"#  {_INPUT}: {{type: processing_output, description: What it reads.}}"
        return
    keys = step_type.port_keys["inputs"]
    yield from ("inputs:", f"  {_INPUT}:", "    description: What it reads.")
    yield "    type: processing_output   # which outputs of other steps fit"
    yield "    required: true"
    yield "    compatible_sources: []    # contracts whose steps are meant first"
    yield "    aliases: []               # other names that outputs have for it"
    if "channel" in keys:
        yield f"    channel: {_INPUT}"
    elif "path" in keys and step_type.input_folder:
        yield f"    path: {step_type.input_folder(_INPUT)}"


def _outputs(step_type: StepType) -> Iterator[str]:
    head = ("outputs:", f"  {_OUTPUT}:", "    description: What it gives.")
    if "path" in step_type.port_keys["outputs"]:
        yield from (*head, "    type: processing_output")
        yield f"    path: /opt/ml/processing/output/{_OUTPUT}"
    elif path := _property(step_type):
        kind = "model_artifacts" if path == ".".join(_MODEL) else "custom_property"
        yield from (*head, f"    type: {kind}")
        if kind == "custom_property":
            yield "    data_type: String"
        yield f"    property_path: {path}   # of what describes the job"
    elif not step_type.described and step_type.carries_inputs:
        yield from (*head, "    type: custom_property", "    data_type: String")


def _property(step_type: StepType) -> str | None:
    """A property that is worth to be an output: the model, else the ARN of what is made."""
    if not step_type.described:
        return None
    shape = load_properties(step_type.kind)
    if not isinstance(walk(shape, _MODEL), PathError):
        return ".".join(_MODEL)
    return next((name for name in shape.members if name.endswith("Arn")), None)


def _keys(step_type: StepType) -> Iterator[str]:
    """The keys that the kind has, each with what it is for; those that are needed are marked."""
    keys = dict.fromkeys(path.partition(".")[0] for path in step_type.placements)
    keys |= dict.fromkeys(step_type.keys)
    has = {"code": step_type.code, "cache": step_type.cache, "retry": step_type.retry}
    keys |= dict.fromkeys(key for key, value in has.items() if value)
    siblings = (key for key, item in step_type.sibling_keys.items() if item.default is NEEDED)
    needed = {
        *step_type.required,
        *step_type.needed,
        *(key.partition(".")[0] for key in siblings),
    }
    for key in sorted(keys, key=lambda key: key not in needed):
        schema = step_type.keys.get(key) or CONTRACT_KEYS.get(key, {})
        text = " ".join(text_of(schema, key).split())
        must = "Needed, here or in each step. " if key in needed else ""
        yield "#"
        yield from (f"#   {line}" for line in wrap(must + text, _WIDTH - 4))
        yield f"#{_line(key, step_type)}"


def _line(key: str, step_type: StepType) -> str:
    """A key with a value that this kind takes."""
    if key == "check":
        return f"check: {{type: {step_type.keys[key]['properties']['type']['enum'][0]}}}"
    if key == "kms":
        paths = (path.partition(".") for path in step_type.placements)
        names = [name for first, _, name in paths if first == key]
        return f"kms: {{{', '.join(f'{name}: KEY-ID' for name in names)}}}"
    return step_type.example(key).strip("`")


def _request(step_type: StepType) -> Iterator[str]:
    """The members of the request that no key makes."""
    if not step_type.request:
        return
    shape = load_request(step_type.kind)
    made = {str(path[0]) for path in step_type.placements.values()} | {*step_type.unasked}
    left = [
        name
        for name in shape.members
        if name in shape.required and name not in made and name not in step_type.refused
    ]
    yield "#"
    yield "#   Members of the request that no key says, as AWS spells them."
    yield "#request:" if left else "#request: {}"
    yield from (f"#  {name}: {_form(shape.member(name))}   # needed" for name in left)


def _form(shape: Shape | None) -> str:
    """How a member looks like."""
    forms = {"structure": "{…}", "map": "{…}", "list": "[…]"}
    return forms.get(shape.type, "…") if shape else "…"
