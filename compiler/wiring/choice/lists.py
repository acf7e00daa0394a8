"""Which steps the lists of sources name, can name, and leave out."""

from __future__ import annotations

from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.evidence.field import Field
from pipec.compiler.wiring.evidence.options import Option


def unknown_to(known: Field, search: Search, option: Option) -> bool:
    """Whether it is of the project's own contracts, which pipec's own lists cannot name."""
    return known.steps[search.step].built_in and not known.steps[option.step].built_in


def left_out(known: Field, search: Search, option: Option, *, although_named: bool = False) -> bool:
    """Whether a project's own list of sources leaves a step out, which it could name.

    Not if the user names the step, unless that does not matter (`although_named`).
    """
    own = not known.steps[search.step].built_in
    listed = option.evidence.in_list if although_named else option.evidence.listed
    return own and bool(search.port.compatible_sources) and not listed
