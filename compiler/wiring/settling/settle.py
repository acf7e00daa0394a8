"""What settles the inputs that the rounds leave open.

Each rule is tried when those before it have nothing more to settle, and says whether it did.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from pipec.compiler.wiring.choice.assignment import Assignment
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.choice.ties import is_barred, is_report
from pipec.compiler.wiring.evidence.options import Named, Option, OutputKey
from pipec.compiler.wiring.evidence.scores import LONE
from pipec.compiler.wiring.settling.learnt import doubt_learnt, doubt_whole, favour_learnt
from pipec.compiler.wiring.settling.lineage import favour_last_report, favour_report
from pipec.compiler.wiring.settling.lone import favour_lone, lift_lone
from pipec.compiler.wiring.settling.luck import (
    drop_exchangeable,
    drop_found,
    drop_turned,
    drop_widowed,
)
from pipec.compiler.wiring.settling.must_feed import favour_idle, favour_last, favour_lost
from pipec.compiler.wiring.settling.only_one import favour_purpose
from pipec.compiler.wiring.settling.same_form import doubt_other_form, favour_same_form
from pipec.compiler.wiring.settling.same_rows import favour_same_rows
from pipec.compiler.wiring.settling.second_thoughts import (
    doubt_in_a_row,
    doubt_past_lost,
    doubt_registered_twice,
    doubt_twice,
)
from pipec.compiler.wiring.settling.siblings import (
    favour_pairs,
    favour_parts,
    favour_twin_steps,
    favour_twins,
)
from pipec.compiler.wiring.settling.strangers import put_aside
from pipec.compiler.wiring.settling.told_by_names import favour_abbreviated, favour_roles
from pipec.compiler.wiring.settling.unseen import favour_unseen
from pipec.compiler.wiring.words.names import (
    lex,
)


def settle(now: Assignment, used: Collection[Named]) -> bool:
    """Apply the first rule that changes something; False if none does."""
    return (
        favour_lost(now, used)
        or favour_unseen(now, tied=True)
        or favour_same_rows(now)
        or favour_purpose(now)
        or favour_lone(now)
        or lift_lone(now)
        or favour_last(now)
        or favour_idle(now)
        or favour_twins(now)
        or favour_twin_steps(now)
        or favour_pairs(now)
        or favour_parts(now)
        or favour_report(now)
        or favour_roles(now)
        or favour_last_report(now)
        or favour_abbreviated(now)
        or suspect(now)
        or doubt_past_lost(now, used)
        or doubt_learnt(now, used)
        or doubt_whole(now)
        or favour_learnt(now)
        or favour_unseen(now, tied=False)
        or favour_same_form(now)
        or doubt_in_a_row(now)
        or doubt_twice(now)
        or doubt_registered_twice(now)
        or doubt_other_form(now)
        or drop_found(now)
        or drop_exchangeable(now)
        or drop_turned(now)
        or drop_widowed(now)
        or put_aside(now)
    )


def _nearest(now: Assignment, search: Search) -> list[Option]:
    """What comes nearest to a required input that nothing fits: its step may work on that."""
    now.lookup.look_everywhere(search)
    near = [
        option
        for option in search.options.values()
        if option.points >= LONE and not option.evidence.clash
        if not is_barred(search, option) and not search.is_out(option.key)
        if not now.order.follows(option.step, search.step)
    ]
    return [max(near, key=lambda option: (option.points, option.key))] if near else []


def suspect(now: Assignment) -> bool:
    """Take what an unclear input hesitates between for what its step may work on.

    So that an output is not passed over for that its own step's input is unclear. True if that
    is news.
    """
    news: dict[tuple[OutputKey, int], Option] = {}
    for search in now.searches:
        if search.chosen or not search.port.required:
            continue
        front = now.front(search, now.taken(search)) or _nearest(now, search)
        if search.want.only is None and front:
            asks_report = lex(search.port.name).is_of("report")
            front = [o for o in front if asks_report or not is_report(o.output)]
            news |= {(option.key, search.step): option for option in front}
    pairs = {(option.step, step) for (_, step), option in news.items()}
    # Two steps that may stand either way round are known to work on what is before both only.
    either, takers = defaultdict[int, set[int]](set), defaultdict[OutputKey, set[int]](set)
    for producer, step in pairs:
        if (step, producer) in pairs:
            either[step].add(producer)
    for key, step in news:
        takers[key].add(step)
    news = {
        (key, step): option
        for (key, step), option in news.items()
        if (key, step) not in now.suspected and either[step] <= takers[key]
    }
    now.suspected |= news
    for (_, step), option in news.items():
        now.chains.add(option, step)
    return bool(news)
