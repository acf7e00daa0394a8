"""Tags that are written as the service has them, where pipec has names and texts."""

from __future__ import annotations

from collections.abc import Iterable

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.language.examples import inline
from pipec.compiler.syntax import Entry, Mapping, Scalar


def check_pairs(written: Iterable[Entry | None], report: Report) -> None:
    """Warn of two tags `Key` and `Value`, with which one is meant; `written` are keys `tags`."""
    for tags in filter(None, written):
        pair = tags.value
        if not isinstance(pair, Mapping) or {*pair.entries} != {"Key", "Value"}:
            continue
        name, text = pair.get("Key"), pair.get("Value")
        if isinstance(name, Scalar) and isinstance(text, Scalar):
            report.add(
                codes.ODD_VALUE,
                "`tags` sets two tags here, one named `Key` and one named `Value`",
                tags.key_span,
                hint=f"for one tag write `tags: {{{inline(name)}: {inline(text)}}}`",
            )
