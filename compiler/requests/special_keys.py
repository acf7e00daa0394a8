"""The keys whose members depend on other keys, perhaps of another layer: `image` and `code`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Sequence
from typing import TypeGuard

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report, Span
from pipec.compiler.language.examples import example
from pipec.compiler.language.expressions import excerpt
from pipec.compiler.linking.evaluate import World
from pipec.compiler.merge import is_null, merge_mappings
from pipec.compiler.requests.assets import FETCH, is_elsewhere
from pipec.compiler.requests.friendly import Layer, spliced
from pipec.compiler.requests.machines import Machine, machine_of
from pipec.compiler.requests.places import Places, no_archive
from pipec.compiler.requests.scripts import check_script
from pipec.compiler.service import images
from pipec.compiler.service.shapes import PathError, load_request, walk
from pipec.compiler.steps.base import (
    BoundStep,
    CodePlace,
    StepType,
    file_name,
    member,
    members,
    nest,
)
from pipec.compiler.syntax import Mapping, Node, Scalar, scalars, text_node, to_data
from pipec.compiler.values import UNKNOWN, Expression, Hole

_UNPACKS = re.compile(r"\b(tar|tarfile|zip|unzip|zipfile|unpack)\b")
"""What a command says that has to do with an archive; Python runs one that ends with `.zip`."""


def effective_image(
    span: Span, layers: Iterable[Layer], place: tuple[str | int, ...] | None = None
) -> Mapping:
    """`image:` as it counts: by URI or by framework, whichever the stronger layer says.

    With the `place` of an image in a request, what a layer's `request` says there counts too.
    """
    image = empty = Mapping({}, span)
    for layer in layers:
        upper = layer.keys.get("image")
        if is_null(upper):
            image = empty
        elif isinstance(upper, Mapping):
            image = merge_mappings(image if _completes(upper, image) else empty, upper)
        asked = member(layer.request, *place) if place and layer.request else None
        if asked is not None:
            image = empty if is_null(asked) else members(span, uri=asked)
    return image


def image_members(
    step: BoundStep, layers: Sequence[Layer], step_type: StepType, world: World, report: Report
) -> Mapping:
    """The image of a step, its short form looked up in the shipped table for the region.

    `layers` stand weakest first.
    """
    image = effective_image(step.span, layers)
    empty = Mapping({}, step.span)
    place = step_type.placements.get("image")
    if place is None or not image.entries:
        return empty
    node = image.get("uri")
    if node is None:
        machine = machine_of(layers, step_type, world.parameters)
        node = _framework_image(step, image, machine, step_type, world, report)
    elif isinstance(node, Scalar):
        _check_uri(node, report)
    return as_mapping(nest(place, node, image.span))


def _check_uri(uri: Scalar, report: Report) -> None:
    """Report what is no place of an image, such as a framework that is written as if it were."""
    if isinstance(uri.data, str) and not re.fullmatch(r"\S+", uri.text):
        what = "has a blank in it" if uri.text.strip() else "is empty"
        message = f"`image` {what}" if not uri.text else f"the image `{excerpt(uri.text)}` {what}"
        hint = f"write {example('image')}, or the URI of an image"
        report.add(codes.BAD_IMAGE, message, uri.span, hint=hint)
        return
    framework, _, version = uri.text.partition(":")
    if isinstance(uri.data, str) and framework in images.frameworks():
        known = [text for text in images.versions(framework) if text != "latest"]
        text = f", version: {version or known[-1]}" if version or known else ""
        short = f"{{framework: {framework}{text}}}"
        report.add(
            codes.BAD_IMAGE,
            f"`{uri.text}` is not the place of an image but a framework",
            uri.span,
            hint=f"write `image: {short}`",
        )


def check_processor(
    step: BoundStep,
    image: Mapping,
    layers: Sequence[Layer],
    step_type: StepType,
    world: World,
    report: Report,
) -> None:
    """Warn of AWS's own image, by its place, on a machine that it is not for.

    The short form is chosen by the machine; a model's machine is that of another step.
    """
    uri = image.get("uri")
    if step_type.image_scope == "inference" or not is_text(uri):
        return
    processor = images.processor_for(uri.text)
    if processor is None:
        return
    machine = machine_of(layers, step_type, world.parameters)
    other = "gpu" if processor == "cpu" else "cpu"
    for kind in filter(None, (machine.type, *machine.others)):
        if images.processor_of(kind) == other:
            from pipec.compiler.requests.image_errors import TO_TAKE

            report.add(
                codes.OTHER_PROCESSOR,
                f"`{step.name}` runs on `{kind}`, and its image is for {processor.upper()}s",
                uri.span if uri.span.file == step.span.file else step.span,
                hint=f"take the image for {other.upper()}s, or {TO_TAKE[processor]}",
            )
            return


def _completes(upper: Mapping, image: Mapping) -> bool:
    """Whether a layer only changes an image by framework, and does not name another one."""
    if "uri" in upper or "uri" in image:
        return False
    new, old = upper.get("framework"), image.get("framework")
    return new is None or old is None or to_data(new) == to_data(old)


def _framework_image(
    step: BoundStep,
    image: Mapping,
    machine: Machine,
    step_type: StepType,
    world: World,
    report: Report,
) -> Scalar:
    unknown = Scalar(UNKNOWN, "image", False, image.span)
    if _is_of_another(image, step_type, report):
        return unknown
    texts = _literal_texts(image, report)
    region = world.variables.get("region")
    if texts is None:
        return unknown
    if region is None:
        users = image.span if image.span.file == step.span.file else step.span
        return Scalar(Hole("var", "region"), "image", False, users)

    def for_machine(kind: str | None, accelerator: str | None) -> str | images.ImageProblem:
        return images.lookup(
            texts["framework"],
            texts["version"],
            region.text,
            py=texts.get("py"),
            accelerator=accelerator,
            base_framework=texts.get("base"),
            instance_type=kind,
            scope=step_type.image_scope,
        )

    accelerator = texts.get("accelerator")
    found = for_machine(machine.type, accelerator)
    by_kind = {kind: for_machine(kind, accelerator) for kind in machine.others}
    others = {kind: image for kind, image in by_kind.items() if image != found}
    if isinstance(found, str) and not others:
        return text_node(found, image.span)
    from pipec.compiler.requests import image_errors  # loaded when there is something to say

    if not _runs_on(machine, step_type):
        return unknown  # an error of the machine, which is told where the request is checked
    case = image_errors.Case(step, image, machine, texts, step_type.image_scope)
    if isinstance(found, str):
        image_errors.report_others(case, others, for_machine, region, report)
        return text_node(found, image.span)
    image_errors.report_problem(case, found, region, report)
    return unknown


def _runs_on(machine: Machine, step_type: StepType) -> bool:
    """Whether there is such a machine for jobs of a kind, or none is known."""
    if machine.type is None or not step_type.machines:
        return True
    shape = walk(load_request(step_type.kind), step_type.machines[0])
    return isinstance(shape, PathError) or not shape.enum or machine.type in shape.enum


def _is_of_another(image: Mapping, step_type: StepType, report: Report) -> bool:
    """Report a framework whose image does not do what the step's kind does."""
    framework, own = image.get("framework"), step_type.own_image.get("framework")
    if not own or not isinstance(framework, Scalar) or not isinstance(framework.data, str):
        return False
    if framework.text == own:
        return False
    report.add(
        codes.BAD_IMAGE,
        f"{step_type.a_step} runs the image of `{own}`, and none of `{excerpt(framework.text)}`",
        image.span,
        hint=f"write {step_type.example('image')}, or the URI of an image",
    )
    return True


def _literal_texts(image: Mapping, report: Report) -> dict[str, str] | None:
    """The members of a short form as text; None if one is missing or only known at run time."""
    texts: dict[str, str] = {}
    for entry in image:
        if not isinstance(entry.value, Scalar) or isinstance(entry.value.data, Hole):
            return None
        if isinstance(entry.value.data, Expression):
            report.add(
                codes.BAD_IMAGE,
                f"`image.{entry.key}` must be known before the pipeline runs",
                entry.value.span,
                hint="a run-time image is written whole: `image: ${parameters.Image}`",
            )
            return None
        texts[entry.key] = entry.value.text
    if texts.get("framework") in images.VERSIONLESS:
        texts.setdefault("version", "")
    for needed in ("framework", "version"):
        if needed not in texts:
            report.add(
                codes.BAD_IMAGE,
                f"`image` lacks `{needed}`",
                image.span,
                hint=f"add `{needed}`, as in {example('image')}, or write the image's whole URI",
            )
            return None
    return texts


def code_members(
    step: BoundStep, step_type: StepType, places: Places, report: Report, *, isolated: bool
) -> Mapping:
    """Local code as an asset, or code that is in S3 already; else the bare `command`."""
    code, command = step.keys.get("code"), step.keys.get("command")
    command = spliced(command) if command else None
    empty = Mapping({}, step.span)
    if not isinstance(code, Mapping) or step_type.code is None:
        place = step_type.placements.get("command")
        return as_mapping(nest(place, command, command.span)) if command and place else empty
    for key in step_type.code_excludes:
        if key in step.keys:
            report.add(
                codes.KEY_NOT_FOR_KIND,
                f"`{key}` and `code` exclude each other on {step_type.a_step}",
                step.keys.entries[key].key_span,
                hint="with `code`, the container runs the script; pass `hyperparameters`",
            )
    found = _code_place(code, step_type, places, report)
    if found is None:
        return empty
    uri = code.get("uri")
    if isinstance(uri, Scalar) and not step_type.packs_code:
        _check_folder(uri, found.entry.text, command, step_type, report)
    return step_type.code(found._replace(isolated=isolated), command)


def _code_place(
    code: Mapping, step_type: StepType, places: Places, report: Report
) -> CodePlace | None:
    file, folder, uri, entry = (code.get(key) for key in ("file", "dir", "uri", "entry"))
    chosen = [node for node in (file, folder, uri) if isinstance(node, Scalar)]
    if len(chosen) != 1 or (file is None and not isinstance(entry, Scalar)):
        message = "`code` must be a file, `{dir, entry}` or `{uri, entry}`"
        hint = "add `entry: FILE`, the script to run" if len(chosen) == 1 else None
        report.add(codes.WRONG_VALUE, message, code.span, hint=hint)
        return None
    node = chosen[0]
    if isinstance(node.data, Hole):
        return None
    if node is uri and is_elsewhere(node.text):
        message = f"the service fetches code from S3, and `{node.text}` is no place there"
        report.add(codes.WRONG_VALUE, message, node.span, hint=FETCH)
        return None
    if node is uri and isinstance(entry, Scalar):
        if step_type.packs_code and (what := no_archive(node.data)):
            _warn_of_no_archive(node, what, report)
        return CodePlace(uri=node, entry=entry)
    if isinstance(node.data, Expression):
        report.add(
            codes.BAD_REFERENCE,
            "local `code` must be known before the pipeline runs",
            node.span,
            hint="code that is in S3 already: `{uri: …, entry: …}`",
        )
        return None
    if isinstance(entry, Scalar) and isinstance(entry.data, Expression):
        message = "the script of local `code` must be known before the pipeline runs"
        report.add(codes.BAD_REFERENCE, message, entry.span, hint="write the name of the file")
        return None
    if isinstance(entry, Scalar):
        entry = text_node(posixpath.normpath(entry.text), entry.span)
    wanted = entry if isinstance(entry, Scalar) else None
    asset = places.assets.add(node.text, node.span, archive=step_type.packs_code, entry=wanted)
    if asset is None:
        return None
    if node is file and asset.is_folder:
        report.add(
            codes.WRONG_VALUE,
            f"`{node.text}` is a folder, and `code` does not say which script of it to run",
            node.span,
            hint=f"write `code: {{dir: {node.text}, entry: SCRIPT}}`",
        )
        return None
    script = entry if isinstance(entry, Scalar) else text_node(asset.files[0][0], node.span)
    check_script(node, script, places.assets, in_folder=asset.is_folder)
    return CodePlace(uri=places.asset(asset, node.span), entry=script)


def _check_folder(
    uri: Scalar, script: str, command: Node | None, step_type: StepType, report: Report
) -> None:
    """Warn of an archive for a job that mounts its code as it is, unless its command unpacks it."""
    name = file_name(uri.data)
    unpacks = command and any(_UNPACKS.search(item.text) for item in scalars(command))
    if name.endswith((".tar.gz", ".tgz", ".zip")) and name != script and not unpacks:
        report.add(
            codes.ODD_VALUE,
            f"the code `{name}` is an archive, and {step_type.a_step} unpacks none: there is no "
            f"`{script}`",
            uri.span,
            hint="name the folder of the files in S3, or let pipec upload them: "
            "`code: {dir: FOLDER, entry: SCRIPT}`",
        )


def _warn_of_no_archive(uri: Scalar, what: str, report: Report) -> None:
    """`download_and_extract` in `sagemaker_training/files.py` of aws/sagemaker-training-toolkit.

    It opens what it gets from S3 as a `.tar.gz`, and the toolkits that serve do the same.
    """
    name = what if what.endswith("/") else what.rpartition("/")[2]
    report.add(
        codes.ODD_VALUE,
        f"the code `{name}` is {'a folder' if name == what else 'no `.tar.gz`'}, and AWS's images "
        "unpack one archive",
        uri.span,
        hint="pack the files of the folder: `tar czf sourcedir.tar.gz -C FOLDER .`, or let "
        "pipec do it: `code: {dir: FOLDER, entry: SCRIPT}`",
    )


def is_text(node: Node | None) -> TypeGuard[Scalar]:
    """Whether a node is a text that is known before the run."""
    return isinstance(node, Scalar) and isinstance(node.data, str)


def as_mapping(node: Node) -> Mapping:
    """A node that must be a mapping; an empty one for anything else."""
    return node if isinstance(node, Mapping) else Mapping({}, node.span)
