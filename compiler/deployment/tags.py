"""Which tags a deploy sets and removes, so that those of other people stay.

AddTags sets tags by key and DeleteTags removes them by key; UpdatePipeline takes none. What pipec
has put on a pipeline is remembered on the pipeline itself, in the tag `pipec:tags`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pipec.compiler.deployment.members import ABSENT, Change

RECORD = "pipec:tags"
"""The tag whose value lists the keys of the tags that pipec has put, `RECORD-2` and so on too."""

RESERVED = ("aws:", "pipec:")
"""How keys begin that no pipeline file may state: the service's own, and pipec's."""

LIMIT = 256
"""Characters of a tag's value, from botocore's model of AddTags."""

_RECORD = re.compile(re.escape(RECORD) + r"(-([2-9]|[1-9][0-9]+))?")
_CONTINUED = "="
_ESCAPES = {"=": "=3D", " ": "=20"}


class TagChanges(NamedTuple):
    """What to do to a pipeline's tags: `put` goes to AddTags, `remove` to DeleteTags.

    `changes` is the same for people, by key, and has the old values too. pipec's own records are
    among them. All are sorted by key.
    """

    put: dict[str, str]
    remove: tuple[str, ...]
    changes: tuple[Change, ...]


def is_reserved(key: str) -> bool:
    """Whether a key is one that a pipeline file cannot state."""
    return key.casefold().startswith(RESERVED)


def tag_changes(deployed: Mapping[str, str], wanted: Mapping[str, str]) -> TagChanges:
    """How the deployed tags become those that the pipeline file wants.

    * A wanted tag is put if it is not there or has another value, whoever put that one.
    * A tag is removed if pipec has put it, by its record, and the file does not want it now.
    * A wanted tag that is there already was put by others; pipec does not claim it, so that it
      stays when the file no longer wants it.
    * The record holds keys: one that others removed and put again since still counts as pipec's.
    * Reserved keys are left alone, whatever the file says; pipec's record is kept up to date,
      and is not there if there is nothing to record.
    """
    stated = {key: value for key, value in wanted.items() if not is_reserved(key)}
    differing = {key: value for key, value in stated.items() if deployed.get(key) != value}
    before = _recorded(deployed)
    record = _record(sorted(key for key in stated if key in before or key in differing))
    target = {**differing, **record}
    put = {key: target[key] for key in sorted(target) if deployed.get(key) != target[key]}
    gone = [key for key in deployed if _RECORD.fullmatch(key) and key not in record]
    gone += [key for key in before if key in deployed and key not in stated]
    remove = tuple(sorted(gone))
    changed = sorted([*put, *remove])
    return TagChanges(
        put=put,
        remove=remove,
        changes=tuple(
            Change(key, deployed.get(key, ABSENT), put.get(key, ABSENT)) for key in changed
        ),
    )


def tags_of_a_new_pipeline(wanted: Mapping[str, str]) -> dict[str, str]:
    """The tags to create a pipeline with: the wanted ones, and the record of them."""
    return tag_changes({}, wanted).put


def _record(keys: Iterable[str]) -> dict[str, str]:
    """The tags that remember these keys, none for none.

    A value lists keys, joined by spaces, as many as fit; a key that is too long for one value
    alone goes on in the next one, and then `=` ends the first. Escapes keep the values within
    the characters of tags: spaces and `=` inside a key are `=20` and `=3D`.
    """
    values: list[str] = []
    line = ""
    for key in keys:
        word = re.sub("[= ]", lambda found: _ESCAPES[found[0]], key)
        if line and len(line) + 1 + len(word) > LIMIT:
            values.append(line)
            line = ""
        line = f"{line} {word}" if line else word
        while len(line) > LIMIT:
            values.append(line[: LIMIT - 1] + _CONTINUED)
            line = line[LIMIT - 1 :]
    if line:
        values.append(line)
    return {_record_key(number): value for number, value in enumerate(values, start=1)}


def _recorded(deployed: Mapping[str, str]) -> set[str]:
    """The keys that pipec remembers having put.

    Where a part of the record is missing, what follows it is not relied on: better to leave a
    tag of pipec's than to remove one of somebody else's.
    """
    keys: set[str] = set()
    begun = ""
    number = 1
    while (key := _record_key(number)) in deployed:
        number += 1
        line = begun + deployed[key]
        begun = ""
        if line.endswith(_CONTINUED):
            begun = line.removesuffix(_CONTINUED)
        else:
            words = line.split(" ")
            keys.update(word.replace("=20", " ").replace("=3D", "=") for word in words if word)
    return {key for key in keys if not is_reserved(key)}


def _record_key(number: int) -> str:
    return RECORD if number == 1 else f"{RECORD}-{number}"
