"""Entries of one list that say the same name, which merging would lay over each other."""

from __future__ import annotations

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.merge import named_items
from pipec.compiler.syntax import Mapping, Node, Sequence


def check_written_twice(request: Mapping, report: Report) -> None:
    """Report entries under the `request` of one layer that have one name.

    Only an entry of another layer is changed by one of its name; here the last would win.
    """
    pending: list[tuple[str, str, Node]] = [("", "", request)]
    while pending:
        path, member, node = pending.pop()
        if isinstance(node, Mapping):
            inside = f"{path}." if path else ""
            pending += [(f"{inside}{entry.key}", entry.key, entry.value) for entry in node]
        elif isinstance(node, Sequence):
            _check_list(node, member, path, report)
            pending += [(f"{path}[{at}]", "", item) for at, item in enumerate(node.items)]


def _check_list(node: Sequence, member: str, path: str, report: Report) -> None:
    seen = set[str]()
    for name, item in named_items(node, member):
        if name in seen:
            message = f"two entries of `{path}` are named `{name}`"
            hint = "give one of them another name"
            report.add(codes.BAD_MEMBER, message, item.span, hint=hint)
        seen.add(name)
