"""What is said twice in one request, so that one of the two would be lost in silence."""

from __future__ import annotations

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.merge import is_null, named_entries, named_items
from pipec.compiler.steps.base import BoundStep, StepType, member
from pipec.compiler.syntax import Mapping, Node, Scalar, Sequence

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
        elif isinstance(node, Sequence):
            _check_list(node, key, path, report)
            pending += [(f"{path}[{at}]", "", item) for at, item in enumerate(node.items)]


def _check_list(node: Sequence, key: str, path: str, report: Report) -> None:
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


def _same(one: Node, other: Node) -> bool:
    return isinstance(one, Scalar) and isinstance(other, Scalar) and one.data == other.data
