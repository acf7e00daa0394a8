"""Whether a model is an archive where the service wants one, and not a folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AnyMapping

from pipec.compiler import codes
from pipec.compiler.diagnostics import Related, Report
from pipec.compiler.linking.link import Links
from pipec.compiler.model import OutputPort, Step
from pipec.compiler.requests.places import no_archive
from pipec.compiler.requests.written import place_of_text
from pipec.compiler.steps.base import StepDefinition, mapping_at
from pipec.compiler.steps.processing import entry_name
from pipec.compiler.syntax import Scalar
from pipec.compiler.values import Join, Key, PropertyGet, Wire, mappings, path_text
from pipec.compiler.wiring.telling.lines import reference_to, to_write

_ARCHIVES = ("ModelDataUrl", "ArtifactUrl")
"""Members that "must point to a single gzip compressed tar archive" by botocore's model (1.44)."""


def check_model_data(
    definitions: Iterable[StepDefinition],
    steps: AnyMapping[str, Step],
    links: Links,
    report: Report,
) -> None:
    """Warn of a folder, or a file of another form, where a model must be one archive."""
    by_name = {step.name: step for step in definitions}
    for step in by_name.values():
        if step.contents.names.isdisjoint(_ARCHIVES):
            continue
        for member, value in _archives(step.arguments):
            place = _place(value)
            if place is None and (what := no_archive(value)):
                _warn_of_no_archive(step, steps[step.name], member, what, report)
            source = by_name.get(place.step) if place else None
            why = _uploads_folder(source, place) if source and place else None
            if source is None or place is None or why is None:
                continue
            port = output_port(steps[source.name], place)
            output = port.name if port else None
            given = f"{source.name}.{output or path_text(place.path)}"
            ways = []
            if source.kind == "Processing":  # else nothing is ever packed
                line = _line(steps[step.name], source.name, output, value, links)
                ways.append(f"if the archive lies in it, write {line}")
            if member == "ModelDataUrl":
                ways.append(
                    "for files in no archive write `ModelDataSource` in place of `ModelDataUrl`"
                )
            report.add(
                codes.FOLDER_AS_ARCHIVE,
                f"`{member}` of `{step.name}` must be one archive, and `{given}` is a folder",
                step.span,
                hint="; ".join(ways) or None,
                related=[Related(source.span, why)],
            )


def _archives(value: Wire) -> Iterator[tuple[str, Wire]]:
    """What must be one object: a container of many models and `ModelDataSource` take a folder."""
    for found in mappings(value):
        if found.get("Mode", "SingleModel") == "SingleModel":
            yield from ((member, found[member]) for member in _ARCHIVES if member in found)


def _warn_of_no_archive(
    step: StepDefinition, written: Step, member: str, what: str, report: Report
) -> None:
    is_folder = what.endswith("/")
    name = what if is_folder else what.rpartition("/")[2]
    hint = "pack it: `tar czf model.tar.gz FILES`"
    if is_folder:
        hint = f"name the archive in it: `{what}model.tar.gz`"
    if member == "ModelDataUrl":
        hint += "; for files in no archive write `ModelDataSource` in place of `ModelDataUrl`"
    report.add(
        codes.FOLDER_AS_ARCHIVE,
        f"`{member}` of `{step.name}` must be one `.tar.gz`, and `{name}` is "
        f"{'a folder' if is_folder else 'none'}",
        place_of_text(written, what),
        hint=hint,
    )


def _place(value: Wire) -> PropertyGet | None:
    """The property that a value is, with nothing that names a file behind it."""
    if isinstance(value, Join) and value.values[1:] in ((), ("/",)):
        value = value.values[0]
    return value if isinstance(value, PropertyGet) else None


def _uploads_folder(source: StepDefinition, place: PropertyGet) -> str | None:
    """That a property of a step is the place of a folder; None if it is not, or may not be."""
    if source.kind == "Processing" and place.path[-2:] == ("S3Output", "S3Uri"):
        return "a processing job uploads folders"
    upload = mapping_at(source.arguments, "OutputDataConfig")
    if place.path[:1] == ("ModelArtifacts",) and upload.get("CompressionType") == "NONE":
        return "its `OutputDataConfig` says `CompressionType: NONE`"
    return None


def output_port(source: Step, place: PropertyGet) -> OutputPort | None:
    """The output of a contract that is a property."""
    contract = source.contract
    for port in contract.outputs.values() if contract else ():
        if port.property_path == path_text(place.path):
            return port
        is_uploaded = source.kind == "Processing" and not (port.property_path or port.value)
        if contract and is_uploaded and Key(entry_name(contract, port)) in place.path:
            return port
    return None


def _line(step: Step, source: str, output: str | None, value: Wire, links: Links) -> str:
    """The wire to write for the file in a folder, if an input is what goes there."""
    bound = (links.bound.get(step.name) or {}).items()
    ports = [name for name, node in bound if isinstance(node, Scalar) and node.data == value]
    if not ports or output is None:
        return "`/model.tar.gz` behind it"
    file = reference_to(source, output).replace('}"', '}/model.tar.gz"')
    return to_write(step.body, {ports[0]: file})
