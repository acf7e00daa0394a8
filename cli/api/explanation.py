"""Which output feeds which input, and why, as a program and a notebook see it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from pipec.cli.explain import explain, explain_json
from pipec.compiler.compile import Result


@dataclass(frozen=True, slots=True)
class Explanation:
    """What `pipec explain` shows, of all steps or of `step`: printed as its text."""

    result: Result
    step: str | None = None

    def __str__(self) -> str:
        return "\n".join(explain(self.result, self.step)).rstrip()

    def __repr__(self) -> str:
        return str(self)

    def to_dict(self) -> dict[str, Any]:
        """What `pipec explain --json` prints."""
        found: dict[str, Any] = json.loads(explain_json(self.result, self.step))
        return found

    def _repr_html_(self) -> str:
        from pipec.cli.report.explain_html import wiring_html

        return wiring_html(self.result, self.step)
