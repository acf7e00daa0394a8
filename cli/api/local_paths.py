"""Local paths of a program, as they are written in a file that lies elsewhere."""

from __future__ import annotations

import posixpath
from collections.abc import Callable

from pipec.cli.api.drafts import BRANCHES
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar

_LOCAL = ("./", "../")


def moved_pipeline(tree: Mapping, folder: str) -> Mapping:
    """A pipeline, all of whose steps are `moved`."""
    return _with(tree, "steps", lambda steps: _moved_steps(steps, folder))


def _moved_steps(steps: Mapping, folder: str) -> Mapping:
    entries = {}
    for entry in steps:
        step = entry.value
        if isinstance(step, Mapping):
            step = moved(step, folder)
            for key in BRANCHES:
                step = _with(step, key, lambda inner: _moved_steps(inner, folder))
        entries[entry.key] = Entry(entry.key, entry.key_span, step)
    return Mapping(entries, steps.span)


def _with(tree: Mapping, key: str, change: Callable[[Mapping], Mapping]) -> Mapping:
    """The mapping with a changed mapping under a key, where there is one."""
    entry = tree.entries.get(key)
    if entry is None or not isinstance(entry.value, Mapping):
        return tree
    changed = Entry(key, entry.key_span, change(entry.value))
    return Mapping({**tree.entries, key: changed}, tree.span)


def moved(step: Mapping, folder: str) -> Mapping:
    """A step, or a contract, whose local paths lead to the same files from `folder`.

    `folder` and the files in spans are relative to one place. What was written in a file of that
    folder stays as it is.
    """
    entries = dict(step.entries)
    if code := entries.get("code"):
        # `{dir, entry}`: the entry is a name in the folder.
        key, keys = ("dir", code.value) if isinstance(code.value, Mapping) else ("code", step)
        if path := keys.entries.get(key):
            new = Entry(key, path.key_span, _path(path.value, folder))
            whole = Mapping({**keys.entries, key: new}, keys.span)
            entries["code"] = new if key == "code" else Entry("code", code.key_span, whole)
    return _with(Mapping(entries, step.span), "inputs", lambda inputs: _each(inputs, folder))


def _each(inputs: Mapping, folder: str) -> Mapping:
    """The inputs, of which a text that begins with `./` or `../` is a local file."""
    entries = {}
    for entry in inputs:
        value = entry.value
        if isinstance(value, Mapping):
            value = _each(value, folder)  # `{value: ./data.csv, …}`
        elif isinstance(value, Scalar) and value.text.startswith(_LOCAL):
            value = _path(value, folder, start="./")
        entries[entry.key] = Entry(entry.key, entry.key_span, value)
    return Mapping(entries, inputs.span)


def _path(value: Node, folder: str, start: str = "") -> Node:
    """A path from `folder`; where it does not lead out of it, it begins with `start`."""
    if not isinstance(value, Scalar) or not isinstance(value.data, str) or "${" in value.text:
        return value
    home = posixpath.dirname(value.span.file)
    if posixpath.normpath(home or ".") == posixpath.normpath(folder or "."):
        return value
    path = posixpath.relpath(posixpath.join(home, value.text), folder or ".")
    if not path.startswith("../"):
        path = f"{start}{path}"
    return Scalar(path, path, False, value.span)
