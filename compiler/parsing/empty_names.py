"""Names in a contract with nothing behind them."""

from __future__ import annotations

from collections.abc import Iterable

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.syntax import Entry

_AS = {
    "inputs": "`{}: {{type: processing_output}}`; a model is `model_artifacts`, and data to train "
    "on `training_data`",
    "options": "`{}: {{type: number}}`, or `string`, `integer`, `boolean`",
}
"""By the key they stand below, how names are written that say more than themselves."""


def report_empty(empty: Iterable[tuple[str, Entry]], report: Report) -> None:
    """Report names of which only the name is there; each is given with what it stands below."""
    for key, entry in empty:
        report.add(
            codes.WRONG_VALUE,
            f"the {key[:-1]} `{entry.key}` must be a mapping, not nothing",
            entry.key_span,
            hint=f"write {_AS[key].format(entry.key)}",
        )
