"""What to say of folders of a processing container that are one; loaded when some are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report, Span
from pipec.compiler.language.carriers import carrier_member, carrier_text
from pipec.compiler.model import InputPort, OutputPort
from pipec.compiler.record import Record
from pipec.compiler.steps.base import BoundStep, mapping_at, mappings_in, member
from pipec.compiler.syntax import Scalar, Sequence
from pipec.compiler.values import Wire

_BELOW = "/opt/ml/processing/"


class _Folder(Record):
    """A folder of the container with what it is for; `written` is where the user says so.

    Without a `port` that is in a `request`, of the step or of its contract; or nowhere, for the
    code.
    """

    path: str
    name: str
    kind: str
    port: InputPort | OutputPort | None
    written: Scalar | None

    @property
    def called(self) -> str:
        """What lies in it, in a sentence."""
        return f"`{self.name}`" if self.port or self.written else "the code"

    @property
    def shown(self) -> str:
        """The folder in a sentence, whose last slash does not count; `/` is only that."""
        return f"`{self.path or '/'}`"


def check_apart(step: BoundStep, arguments: dict[str, Wire], report: Report) -> None:
    """No two inputs lie in one folder, and none where an output is collected.

    The service refuses the first (aws/sagemaker-python-sdk#4939). Of the second it is said only
    (#1950), but the output would hold what the input brought; so it is with folders below it.
    """
    given, uploaded = (list(find(step, arguments)) for find in (_input_folders, _output_folders))
    taken = {folder.path for folder in (*given, *uploaded)}
    inputs: dict[str, _Folder] = {}
    for folder in given:
        first = inputs.setdefault(folder.path, folder)
        if first is not folder:
            at, other = _to_change(folder, first)
            report.add(
                codes.BAD_MEMBER,
                f"{at.called} lies in {at.shown}, and so does {other.called}; "
                "the service takes one input for a folder",
                step.span if _may_both_stay_empty(at, other) else _place(at, step.span),
                hint=_another(at, taken),
            )
    for folder in uploaded:
        if brought := inputs.get(folder.path):
            at, _ = _to_change(brought, folder)
            report.add(
                codes.SHARED_FOLDER,
                f"{brought.called} lies in {folder.shown}, "
                f"which is uploaded as the output {folder.called}",
                _place(at, step.span),
                hint=_another(at, taken),
            )
        below = [other for other in given if other.path.startswith(f"{folder.path}/")]
        if below:
            # Where much lies in it, it is the output that lies too high.
            is_one = len(below) == 1 and (below[0].port or below[0].written)
            at = below[0] if is_one else folder
            names = " and ".join(other.called for other in below)
            verb = "lies" if len(below) == 1 else "lie"
            report.add(
                codes.SHARED_FOLDER,
                f"{names} {verb} below {folder.shown}, which is uploaded as the output "
                f"{folder.called}",
                _place(at, step.span),
                hint=_another(at, taken),
            )


def _input_folders(step: BoundStep, arguments: dict[str, Wire]) -> Iterator[_Folder]:
    entries = mappings_in(arguments.get("ProcessingInputs"))
    written = _written(step, ("ProcessingInputs",), "InputName", "S3Input")
    ports = {
        carrier_text(port, "path", "name", port.name).text: port
        for port in step.contract.inputs.values()
    }
    for entry in entries:
        path, name = mapping_at(entry, "S3Input").get("LocalPath"), entry.get("InputName")
        if isinstance(path, str) and isinstance(name, str):
            yield _folder(path, name, "input", ports.get(name), written)


def _output_folders(step: BoundStep, arguments: dict[str, Wire]) -> Iterator[_Folder]:
    uploads = mapping_at(arguments, "ProcessingOutputConfig").get("Outputs")
    written = _written(step, ("ProcessingOutputConfig", "Outputs"), "OutputName", "S3Output")
    ports = {
        carrier_text(port, "path", "name", port.name).text: port
        for port in step.contract.outputs.values()
    }
    for entry in mappings_in(uploads):
        path, name = mapping_at(entry, "S3Output").get("LocalPath"), entry.get("OutputName")
        if isinstance(path, str) and isinstance(name, str):
            yield _folder(path, name, "output", ports.get(name), written)


def _written(step: BoundStep, entries: tuple[str, ...], name: str, place: str) -> dict[str, Scalar]:
    """Where the request says the folder of each entry, by the entry's name."""
    found = member(step.request, *entries) if step.request else None
    items = found.items if isinstance(found, Sequence) else ()
    pairs = ((member(item, name), member(item, place, "LocalPath")) for item in items)
    return {
        called.text: path
        for called, path in pairs
        if isinstance(called, Scalar) and isinstance(path, Scalar)
    }


def _folder(
    path: str,
    name: str,
    kind: str,
    port: InputPort | OutputPort | None,
    written: Mapping[str, Scalar],
) -> _Folder:
    said = written.get(name) if name != "code" else None
    if port is not None:
        said = carrier_member(port, "path", "local")
    return _Folder(path=path.rstrip("/"), name=name, kind=kind, port=port, written=said)


def _to_change(one: _Folder, other: _Folder) -> tuple[_Folder, _Folder]:
    """The one of two that should lie elsewhere, with the other: `one` if either will do.

    What a `request` says, mostly the step's own, is changed before a port: others may use that.
    """
    pairs = ((one, other), (other, one))
    said = [(at, rest) for at, rest in pairs if at.written]
    own = [(at, rest) for at, rest in said if at.port is None]
    if own or said:
        return (own or said)[0]
    return (one, other) if one.port or not other.port else (other, one)


def _may_both_stay_empty(one: _Folder, other: _Folder) -> bool:
    """Whether a contract is right to give two inputs one folder: a step may take either."""
    return all(isinstance(at.port, InputPort) and not at.port.required for at in (one, other))


def _place(at: _Folder, otherwise: Span) -> Span:
    known = at.written or at.port
    return known.span if known and known.span.file else otherwise


def _another(at: _Folder, taken: set[str]) -> str:
    """The line to write for a folder of its own."""
    folder = f"{_BELOW}{at.kind}/{at.port.name if at.port else at.name}"
    while folder in taken:
        folder += "_files"
    if at.port is None:
        return f"write `LocalPath: {folder}`, and let the script use that folder"
    name = carrier_member(at.port, "path", "name")
    path = f"{{name: {name.text}, local: {folder}}}" if name else folder
    return f"write `path: {path}`, and let the script use that folder"
