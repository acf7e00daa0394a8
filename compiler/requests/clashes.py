"""What is said twice in one request, so that one of the two would be lost in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.merge import NAMED_LISTS, is_null, named_entries, named_items
from pipec.compiler.parsing.kinds import GROUPS
from pipec.compiler.requests.friendly import Layer
from pipec.compiler.steps.base import BoundStep, MemberPath, StepType, member
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar, scalars
from pipec.compiler.syntax import Sequence as List

# --- within one layer -----------------------------------------------------------------------


def check_written_twice(request: Mapping, report: Report) -> None:
    """Report entries under the `request` of one layer that have one name.

    Only an entry of another layer is changed by one of its name; here the last would win.
    """
    pending: list[tuple[str, str, Node]] = [("", "", request)]
    while pending:
        path, key, node = pending.pop()
        if isinstance(node, Mapping):
            inside = f"{path}." if path else ""
            pending += [(f"{inside}{entry.key}", entry.key, entry.value) for entry in node]
        elif isinstance(node, List):
            _check_list(node, key, path, report)
            pending += [(f"{path}[{at}]", "", item) for at, item in enumerate(node.items)]


def _check_list(node: List, key: str, path: str, report: Report) -> None:
    seen = set[str]()
    for name, item in named_items(node, key):
        if name in seen:
            message = f"two entries of `{path}` are named `{name}`"
            hint = "give one of them another name"
            report.add(codes.BAD_MEMBER, message, item.span, hint=hint)
        seen.add(name)


# --- beside `code` --------------------------------------------------------------------------


def check_code_apart(code: Mapping, merged: Node, step: BoundStep, report: Report) -> None:
    """The code may not take the place of an input that has its name."""
    for entry in code:
        present = merged.get(entry.key) if isinstance(merged, Mapping) else None
        if isinstance(entry.value, Mapping) and present is not None:
            check_code_apart(entry.value, present, step, report)
        names = named_entries(present, entry.key)
        for name in sorted(names & named_entries(entry.value, entry.key)):
            carrier = "channel" if entry.key == "InputDataConfig" else "path"
            report.add(
                codes.BAD_NAME,
                f"`{step.name}` has an input `{name}`, the name under which its code travels",
                step.span,
                hint=f"give the input another name: `{carrier}: {{name: …}}` or rename `{name}`",
            )


def check_code_agrees(code: Mapping, keys: Mapping, step_type: StepType, report: Report) -> None:
    """What names the script to the container may not be said otherwise beside `code`.

    `keys` are those of the layer that says `code`: it may well replace what a lower one says.
    """
    for key in ("hyperparameters", "environment") if "code" in keys else ():
        written, place = keys.get(key), step_type.placements.get(key)
        made = member(code, *place) if place else None
        if not isinstance(written, Mapping) or not isinstance(made, Mapping):
            continue
        for entry in written:
            ours = made.get(entry.key)
            if ours is not None and not is_null(entry.value) and not _same(ours, entry.value):
                report.add(
                    codes.KEY_NOT_FOR_KIND,
                    f"`{entry.key}` of `{key}` and `code` exclude each other on {step_type.a_step}",
                    entry.key_span,
                    hint=f"remove it, as `code` sets `{entry.key}`; or remove `code`",
                )


def check_code_kept(code: Mapping, request: Mapping, step_type: StepType, report: Report) -> None:
    """What makes the container run the script may not be replaced under `request`.

    A program that is given the script, or starts what AWS's training images start, runs it still.
    `request` is that of the layer that says `code`, or of one above it.
    """
    made = dict(_leaves(code))
    excluded = (step_type.placements[key] for key in step_type.code_excludes)
    for path in (*made, *excluded):
        written = member(request, *path)
        if written is None or is_null(written):
            continue
        if path in made and (_same(made[path], written) or _runs(made[path], written, request)):
            continue
        if path not in made and any(_STARTS.search(item.text) for item in scalars(written)):
            continue
        report.add(
            codes.KEY_NOT_FOR_KIND,
            f"`{path[-1]}` under `request` and `code` exclude each other on {step_type.a_step}",
            written.span,
            hint="remove it, as `code` says what runs; or remove `code`, with `code: null` "
            "where the contract says it",
        )


_STARTS = re.compile(r"\btrain\b(?!\.)|sagemaker")
"""The program `train`, which reads where the code lies from the hyperparameters."""


def _leaves(code: Mapping, path: MemberPath = ()) -> Iterator[tuple[MemberPath, Node]]:
    """What code sets, each at its place; entries of lists that merge by name are others' too."""
    for entry in code:
        inside = (*path, entry.key)
        if isinstance(entry.value, Mapping):
            yield from _leaves(entry.value, inside)
        elif entry.key not in NAMED_LISTS and entry.key != "Containers":
            yield inside, entry.value


def _runs(made: Node, written: Node, request: Mapping) -> bool:
    """Whether an entrypoint, or its arguments, may yet name the script that ends another one."""
    if not isinstance(made, List):
        return False
    *_, script = scalars(made)
    folder, _, name = script.text.rpartition("/")
    said = [*scalars(written), *scalars(member(request, "AppSpecification") or written)]
    return any(name in item.text or folder in item.text or "${" in item.text for item in said)


def _same(one: Node, other: Node) -> bool:
    return isinstance(one, Scalar) and isinstance(other, Scalar) and one.data == other.data


# --- beside a null --------------------------------------------------------------------------


def check_keys_kept(layer: Layer, code: Mapping, step_type: StepType, report: Report) -> None:
    """Report keys of which nothing is left, as `request` beside them removes all around them.

    `code` are the members that the key `code` of this layer becomes.
    """
    if layer.request is None:
        return
    removed = list(_removed(layer.request))
    for entry in layer.keys if removed else ():
        around = [_around(path, removed) for path in _paths(entry, code, step_type)]
        if around and all(around) and not is_null(entry.value):
            gone = ".".join(str(part) for part in around[0] or ())
            one, several = step_type.several or ("", "")
            elsewhere = f"say it in each of the `{several}`, or " if gone == one else ""
            report.add(
                codes.BAD_MEMBER,
                f"nothing is left of `{entry.key}`, as `request` says `{gone}: null`",
                entry.key_span,
                hint=f"{elsewhere}remove `{entry.key}`",
            )


def _paths(entry: Entry, code: Mapping, step_type: StepType) -> list[MemberPath]:
    """The members that a key becomes."""
    placements, key, value = step_type.placements, entry.key, entry.value
    if key == "code":
        return [path for path, _ in _leaves(code)]
    if key in GROUPS and isinstance(value, Mapping):
        names = [f"{key}.{inner.key}" for inner in value if not is_null(inner.value)]
        return [placements[name] for name in names if name in placements]
    return [placements[key]] if key in placements else []


def _removed(node: Node, path: MemberPath = ()) -> Iterator[MemberPath]:
    """The members that a request says `null` for."""
    if is_null(node):
        yield path
    for entry in node if isinstance(node, Mapping) else ():
        yield from _removed(entry.value, (*path, entry.key))


def _around(path: MemberPath, removed: Sequence[MemberPath]) -> MemberPath | None:
    """What of the removed members holds a path; None for one that is not removed with another."""
    return next((p for p in removed if len(p) < len(path) and path[: len(p)] == p), None)
