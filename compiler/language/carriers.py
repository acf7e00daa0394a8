"""How a port's value travels: `channel:` and `path:`, their short forms, their members."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as AnyMapping

from pipec.compiler.language.keys import SHORT_FORMS
from pipec.compiler.model import InputPort, OutputPort
from pipec.compiler.syntax import Mapping, Node, Scalar, text_node


def widen(carrier: Mapping) -> Mapping:
    """A carrier in its wide form: `channel: X` is `{name: X}`, `path: D` is `{local: D}`."""
    entries = dict(carrier.entries)
    for key in ("channel", "path"):
        entry = entries.get(key)
        if entry and isinstance(entry.value, Scalar) and entry.value.data is not None:
            entries[key] = entry.in_wide_form(SHORT_FORMS[key])
    return Mapping(entries, carrier.span)


def _member(port: InputPort | OutputPort, key: str, member: str) -> Node | None:
    """One member of a port's carrier, of the short form too."""
    entry = port.carrier.entries.get(key)
    if entry is None:  # as mostly
        return None
    carrier = entry.value
    if isinstance(carrier, Scalar):
        return carrier if member == SHORT_FORMS.get(key) and carrier.data is not None else None
    return carrier.get(member) if isinstance(carrier, Mapping) else None


def carrier_member(port: InputPort | OutputPort, key: str, member: str) -> Scalar | None:
    """One member of a port's `channel` or `path`, or None if it is not written."""
    value = _member(port, key, member)
    return value if isinstance(value, Scalar) and value.data is not None else None


def carrier_option(
    port: InputPort | OutputPort, key: str, member: str, default: str | None
) -> Scalar | str | None:
    """One member of a port's carrier that may also be removed, by null; else its default."""
    value = _member(port, key, member)
    if not isinstance(value, Scalar):
        return default
    return None if value.data is None else value


def carrier_text(port: InputPort | OutputPort, key: str, member: str, default: str) -> Scalar:
    """One member of a port's `channel` or `path`, or `default` at the port's own place."""
    return carrier_member(port, key, member) or text_node(default, port.span)


def input_paths(
    inputs: AnyMapping[str, InputPort], folder: Callable[[str], str] | None
) -> dict[str, Scalar]:
    """The folder in the container of each input that is mounted as one; `folder` is the kind's."""
    return {
        name: carrier_text(port, "path", "local", folder(name) if folder else "")
        for name, port in inputs.items()
        if folder or "path" in port.carrier
    }
