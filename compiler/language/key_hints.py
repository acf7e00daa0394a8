"""What was meant by a key that is not known: the hints of `compiler/language/schema.py` for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipec.compiler.diagnostics import Hint
from pipec.compiler.language.almost import almost_hint, lone_reference
from pipec.compiler.language.keys import SHORT_FORMS, Schema
from pipec.compiler.merge import is_null
from pipec.compiler.similarity import did_you_mean
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar, Sequence

_LONGEST = 100
GIGABYTES = re.compile(r"([0-9]{1,9}) ?(?:g|gb|gib)", re.IGNORECASE)
"""A size as people write it, where a number of GB is wanted."""
_SPOT = "EnableManagedSpotTraining: true, StoppingCondition: {MaxWaitTimeInSeconds: …}"
_RENAMED = {
    "arguments": "args",
    "base_job_name": "job_prefix",
    "condition": "if",
    "else_steps": "else",
    "entry_point": "code",
    "if_false": "else",
    "if_steps": "then",
    "if_true": "then",
    "max_run": "timeout",
    "max_runtime_in_seconds": "timeout",
    "needs": "depends_on",
    "script": "code",
    "sources": "compatible_sources",
}
"""Keys as SageMaker's SDK and other tools call them, whose values may stay as they are."""
_BELOW = {
    "instance": {
        "instance_type": "type",
        "instance_count": "count",
        "volume_size": "volume_gb",
        "volume_size_in_gb": "volume_gb",
    },
    "image": {"framework_version": "version", "py_version": "py"},
    "code": {"source_dir": "dir", "entry_point": "entry", "script": "entry"},
}
"""What other tools write beside a key, or call otherwise below it, by that key."""
_PARTNERS = {"image": "framework", "code": "entry"}
"""What a mapping must hold with the other keys of `_BELOW`, if it has no `uri`.

For `code` it is also what its short form, a file, says beside a folder.
"""
_ELSEWHERE = {
    "allow": ("description", "a comment on the line of the warning: `# pipec: allow CODE: why`"),
    "optional": ("required", "`required: false` for an input that may be left out"),
    "output_path": ("outputs", "`outputs: {NAME: {to: s3://…}}`"),
    "report": ("outputs", "`outputs: {NAME: {report: FILE.json}}`"),
    "use_spot_instances": ("request", f"`request: {{{_SPOT}}}`"),
    "vpc_config": ("network", "`network: {subnets: […], security_groups: […]}`"),
}
"""Keys of other tools whose values are written in another form here, and the key for them."""
BRANCHES = ("steps", "then", "else")
_HEADS = ("uses", "kind", "if", "for_each", "fail")


def key_hint(entry: Entry, node: Node, error: Any) -> str:
    """What was meant by a key that is not known: a near one, or the same word elsewhere."""
    key, known = entry.key, error.schema.get("properties", {})
    if reference := lone_reference(node):
        return almost_hint(reference)
    if branch := _branch_above(entry, node, known):
        return f"indent it below `{branch}:`, with all that belongs to it"
    if (place := _place(key, error)) and isinstance(node, Mapping):
        return _moved(place[0], node, error)
    if elsewhere := _elsewhere(key, error):
        return f"write {elsewhere}"
    if meant := _renamed(key, error):
        if meant in error.instance:
            return f"`{meant}`, which is there too, says the same: keep one of them"
        return Hint(f"write `{meant}` in place of `{key}`", key, meant)
    absent = [name for name in known if name not in error.instance]
    if near := did_you_mean(key, absent, are_keys=True):
        return near
    if begins := _beginning(key, known):
        return f"did you mean `{begins}`?"  # no `Hint`: its value has another form
    longer = [name for name in known if len(key) >= 3 and name.startswith(key)]  # `env`
    if len(longer) == 1:
        return f"did you mean `{longer[0]}`?"
    if "for" in known and isinstance(entry.value, Mapping) and key[:1].isupper():
        return f"for steps of one contract or kind write `for: {{{key}: {inline(entry.value)}}}`"
    if "request" in known and key[:1].isupper():
        return f"a member of the service's request is written `request: {{{key}: …}}`"
    taken = error.schema.get("taken", known)
    return "its keys: " + ", ".join(f"`{name}`" for name in taken)


def _branch_above(entry: Entry, node: Node, known: Schema) -> str:
    """The key of steps that a step stands below without being indented; "" for none."""
    value = entry.value
    if not isinstance(value, Mapping) or not any(head in value for head in _HEADS):
        return ""
    branch = ""
    for other in node if isinstance(node, Mapping) else ():
        if other is entry:
            break
        if other.key in BRANCHES and other.key in known:
            branch = other.key if isinstance(other.value, Mapping) or is_null(other.value) else ""
    return branch


def _elsewhere(key: str, error: Any) -> str:
    """What to write for a key that has another form here, or is of another file; "" if unknown."""
    if elsewhere := error.schema.get("elsewhere", {}).get(key):
        return str(elsewhere)
    needed, text = _ELSEWHERE.get(key, ("", ""))
    return text if needed in error.schema.get("properties", {}) else ""


def _renamed(key: str, error: Any) -> str:
    """The known key that says what a key of another tool does; "" for none."""
    path = error.absolute_path
    below = _BELOW.get(path[-1], {}) if path else {}
    meant = below.get(key) or _RENAMED.get(key, "")
    return meant if meant in error.schema.get("properties", {}) else ""


def _beginning(key: str, known: Schema) -> str:
    """The longest known key that another one begins with: `image` of `image_uri`."""
    return max((n for n in known if key.startswith((f"{n}_", f"{n}-"))), key=len, default="")


def _place(key: str, error: Any) -> tuple[str, str] | None:
    """Below which key, and as what, one belongs that is not known: `instance`, `type`."""
    known = error.schema.get("properties", {})
    if inside := error.schema.get("inside", {}).get(key):
        return inside, key
    for place, names in _BELOW.items():
        if key in names and place in known and _is_mapping(place, key, error):
            return place, names[key]
    if did_you_mean(key, [name for name in known if name not in error.instance]):
        return None
    begins = _beginning(key, known)
    rest = key[len(begins) + 1 :]
    return (begins, rest) if begins and rest in _inner(begins, known) else None


def _is_mapping(place: str, key: str, error: Any) -> bool:
    """Whether what a key says belongs in a mapping: `entry_point` only with a `source_dir`."""
    if key not in _RENAMED:
        return True
    others = _BELOW[place].keys() - _RENAMED
    return isinstance(error.instance.get(place), dict) or any(o in error.instance for o in others)


def _inner(place: str, known: Schema) -> Schema:
    """What the mapping of a key may hold."""
    schema = known.get(place, {})
    found: Schema = schema.get("then", schema).get("properties", {})
    return found


def _moved(place: str, node: Mapping, error: Any) -> str:
    """To write below one key all that belongs there: there can be only one of it."""
    moved = {}
    for entry in not_known(node, error):
        if (found := _place(entry.key, error)) and found[0] == place:
            moved[found[1]] = _without_unit(found[1], inline(entry.value))
    inner, there = _inner(place, error.schema.get("properties", {})), node.get(place)
    if isinstance(there, Mapping):
        lines = " and ".join(f"`{key}: {value}`" for key, value in moved.items())
        return f"write {lines} under `{place}:`"
    if place in SHORT_FORMS and isinstance(there, Scalar):
        short = SHORT_FORMS[place]
        moved = {short if short in inner else _PARTNERS[place]: inline(there), **moved}
    if place in _PARTNERS and "uri" not in moved:
        moved.setdefault(_PARTNERS[place], "…")
    ordered = {name: moved[name] for name in inner if name in moved}
    return f"write `{place}: {braces(ordered | moved)}`"


def _without_unit(key: str, text: str) -> str:
    size = GIGABYTES.fullmatch(text) if key == "volume_gb" else None
    return size[1] if size else text


def inline(node: Node) -> str:
    """A value as it can stand between braces; `…` for one that is long."""
    match node:
        case Mapping():
            text = braces({entry.key: inline(entry.value) for entry in node})
        case Sequence():
            text = f"[{', '.join(map(inline, node))}]"
        case Scalar(data=None):
            return "…"
        case _ if node.plain and not re.search(r"[,\[\]{}\n]", node.text):
            text = node.text
        case _:
            text = "…" if re.search(r"[\"\\\n]", node.text) else f'"{node.text}"'
    return text if len(text) <= _LONGEST else "…"


def braces(entries: dict[str, str]) -> str:
    """A mapping on one line."""
    return f"{{{', '.join(f'{key}: {value}' for key, value in entries.items())}}}"


def not_known(node: Node, error: Any) -> Iterator[Entry]:
    """The entries of a mapping that its schema does not know."""
    if isinstance(node, Mapping):
        yield from (e for e in node if e.key not in error.schema.get("properties", {}))
