"""What was meant by a key that is not known: the hints of `compiler/language/schema.py` for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipec.compiler.diagnostics import Hint
from pipec.compiler.language.almost import almost_hint, lone_reference
from pipec.compiler.language.examples import braces, inline, nested
from pipec.compiler.language.keys import BRANCHES, SHORT_FORMS, Schema
from pipec.compiler.merge import is_null
from pipec.compiler.similarity import did_you_mean
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar, Sequence

GIGABYTES = re.compile(r"([0-9]{1,9}) ?(?:g|gb|gib)", re.IGNORECASE)
"""A size as people write it, where a number of GB is wanted."""
_RENAMED = {
    "arguments": "args",
    "backoff_rate": "backoff",
    "base_job_name": "job_prefix",
    "base_transform_job_name": "job_prefix",
    "base_tuning_job_name": "job_prefix",
    "condition": "if",
    "container_arguments": "args",
    "container_entry_point": "command",
    "else_steps": "else",
    "entry_point": "code",
    "entrypoint": "command",
    "env": "environment",
    "environment_variables": "environment",
    "error_message": "fail",
    "exception_type": "on",
    "exception_types": "on",
    "expire_after": "expire",
    "expire_after_mins": "expire_minutes",
    "failure_reason_types": "on",
    "function_arn": "function",
    "hyperparameter_ranges": "ranges",
    "if_false": "else",
    "if_steps": "then",
    "if_true": "then",
    "interval_seconds": "interval",
    "job_arguments": "args",
    "lambda_func": "function",
    "max_attempts": "attempts",
    "max_parallel_jobs": "parallel_jobs",
    "max_run": "timeout",
    "max_runtime_in_seconds": "timeout",
    "needs": "depends_on",
    "notebook_job_name": "job_prefix",
    "pipeline_experiment_config": "experiment",
    "pipeline_name": "pipeline",
    "script": "code",
    "sources": "compatible_sources",
    "sqs_queue_url": "queue",
}
"""Keys as SageMaker's SDK and other tools call them, whose values may stay as they are."""
_BELOW = {
    "instance": {
        "instance_type": "type",
        "instance_count": "count",
        "volume_size": "volume_gb",
        "volume_size_in_gb": "volume_gb",
        "keep_alive_period_in_seconds": "keep_alive",
    },
    "image": {
        "framework_version": "version",
        "py_version": "py",
        "training_image": "uri",
    },
    "code": {"source_dir": "dir", "entry_point": "entry", "script": "entry"},
    "network": {
        "security_group_ids": "security_groups",
        "enable_network_isolation": "isolation",
        "encrypt_inter_container_traffic": "encrypt",
        "enable_inter_container_traffic_encryption": "encrypt",
    },
    "experiment": {"experiment_name": "name", "trial_name": "trial"},
    "kms": {"volume_kms_key": "volume", "output_kms_key": "output"},
    "check": {
        "skip_check": "skip",
        "fail_on_violation": "fail_on_violation",
        "register_new_baseline": "register_new_baseline",
        "model_package_group_name": "model_package_group",
        "supplied_baseline_statistics": "baseline_statistics",
        "supplied_baseline_constraints": "baseline_constraints",
    },
}
"""What other tools write beside a key, or call otherwise below it, by that key."""
_OF_NAMED = {
    "inputs": {
        "data_source": "value",
        "destination": "path",
        "local_path": "path",
        "s3_data": "value",
        "s3_uri": "value",
        "source": "value",
    },
    "outputs": {
        "destination": "to",
        "local_path": "path",
        "property_file": "report",
        "s3_uri": "to",
        "source": "path",
    },
    "ranges": {
        **dict.fromkeys(("min", "minimum", "min_value", "low", "MinValue"), "from"),
        **dict.fromkeys(("max", "maximum", "max_value", "high", "MaxValue"), "to"),
        **dict.fromkeys(("scaling_type", "ScalingType"), "scale"),
    },
}
"""What the SDK calls what belongs to one input, output or range, as `_RENAMED`."""
_PARTNERS = {"image": "framework", "code": "entry"}
"""What a mapping must hold with the other keys of `_BELOW`, if it has no `uri`.

For `code` it is also what its short form, a file, says beside a folder.
"""
_ELIF = "`else: {NAME: {if: …, then: …}}`: another condition is a step of the other branch"
_OPTIONAL = "`required: false` for an input that may be left out"
_ELSEWHERE = {
    "default": ("required", f"`value:` for an input that is always the same, {_OPTIONAL}"),
    "allow": ("description", "a comment on the line of the warning: `# pipec: allow CODE: why`"),
    "elif": ("else", _ELIF),
    "else_if": ("else", _ELIF),
    "optional": ("required", _OPTIONAL),
    "report": ("outputs", "`outputs: {NAME: {report: FILE.json}}`"),
}
"""Keys of other tools whose values are written in another form here, and the key for them."""
_HEADS = ("uses", "kind", "if", "for_each", "fail")


def key_hint(entry: Entry, node: Node, error: Any) -> str:
    """What was meant by a key that is not known: a near one, or the same word elsewhere."""
    key, known = entry.key, _known(error)
    if reference := lone_reference(node):
        return almost_hint(reference)
    if branch := _branch_above(entry, node, known):
        return f"indent it below `{branch}:`, with all that belongs to it"
    if told := _told_otherwise(entry, node, error):
        return told
    if near := _near(key, error):
        return near
    if "same" in known and not isinstance(entry.value, Mapping):  # the words of a team
        return f"words that mean one thing stand below `same`: {{{key}: [WORD, …]}}"
    if begins := _beginning(key, known):
        return f"did you mean `{begins}`?"  # no `Hint`: its value has another form
    longer = [name for name in known if len(key) >= 3 and name.startswith(key)]  # `env`
    if len(longer) == 1:
        return f"did you mean `{longer[0]}`?"
    if "for" in known and isinstance(entry.value, Mapping) and key[:1].isupper():
        return f"for the steps of one contract write `for: {{{key}: {inline(entry.value)}}}`"
    if "request" in known and "from" in known and _is_step(entry.value):
        return f"a step stands beside the others: move `{key}:` to the left, with all below it"
    if "request" in known and key[:1].isupper():
        return f"a member of the service's request is written `request: {{{key}: …}}`"
    keys = ", ".join(f"`{name}`" for name in known)
    if (
        known.get("value") == {}
        and isinstance(node, Mapping)
        and not node.entries.keys() & known.keys()
    ):
        form = f"{error.absolute_path[-1]}: {{value: {inline(node)}}}"
        return f"for a mapping as its value write `{form}`; its keys: {keys}"
    return f"its keys: {keys}"


def _known(error: Any) -> Schema:
    """The keys that mean something where one is not known."""
    properties: Schema = error.schema.get("properties", {})
    taken = error.schema.get("taken", properties)
    return {name: schema for name, schema in properties.items() if name in taken}


def _near(key: str, error: Any) -> str | None:
    """The key that another one is a misspelling of, and none for what the SDK's ports have."""
    from pipec.compiler.language.sdk_ports import is_of_ports

    if "port_of" in error.schema and is_of_ports(key):
        return None
    absent = [name for name in _known(error) if name not in error.instance]
    return did_you_mean(key, absent, are_keys=True)


def _told_otherwise(entry: Entry, node: Node, error: Any) -> str:
    """What to write for a key that is known by another name, place or form; "" for none."""
    names_all = entry.key == "name" and renamed(entry.key, error)  # the whole file
    if isinstance(node, Mapping) and not names_all:
        if elsewhere := _elsewhere(entry, node, error):
            return f"write {elsewhere}"
        if places := _places(entry, error):
            first, *others = (_moved(place, node, error) for place in places)
            return " and ".join([first, *(other.removeprefix("write ") for other in others)])
    meant = renamed(entry.key, error)
    if meant in error.instance:
        return f"`{meant}`, which is there too, says the same: keep one of them"
    return Hint(f"write `{meant}` in place of `{entry.key}`", entry.key, meant) if meant else ""


def _branch_above(entry: Entry, node: Node, known: Schema) -> str:
    """The key of steps that a step stands below without being indented; "" for none."""
    value = entry.value
    if not _is_step(value) or entry.key in _ELSEWHERE:
        return ""
    branch = ""
    for other in node if isinstance(node, Mapping) else ():
        if other is entry:
            break
        if other.key in BRANCHES and other.key in known:
            branch = other.key if isinstance(other.value, Mapping) or is_null(other.value) else ""
    return branch


def _is_step(node: Node) -> bool:
    return isinstance(node, Mapping) and any(head in node for head in _HEADS)


def _elsewhere(entry: Entry, node: Mapping, error: Any) -> str:
    """What to write for a key that has another form here, or is of another file; "" if unknown."""
    from pipec.compiler.language.sdk_names import sdk_words

    if elsewhere := error.schema.get("elsewhere", {}).get(entry.key):
        return str(elsewhere)
    if entry.key in error.schema.get("inside", {}):
        return ""
    needed, text = _ELSEWHERE.get(entry.key, ("", ""))
    known = error.schema.get("properties", {})
    return text if needed in known else sdk_words(entry, node, error)


def renamed(key: str, error: Any) -> str:
    """The known key that says what a key of another tool does; "" for none."""
    path = error.absolute_path
    if key == "name" and not path:
        heads = (head for head in ("contract", "pipeline") if head in error.schema["properties"])
        return next(heads, "")
    below = _BELOW.get(path[-1], {}) if path else {}
    if len(path) > 1:
        below = below | _OF_NAMED.get(path[-2], {})
    meant = below.get(key) or _RENAMED.get(key, "")
    if len(path) > 1 and path[-1] in ("channel", "path"):
        from pipec.compiler.language.sdk_ports import inside

        meant = inside(path[-1], key, error.schema.get("properties", {})) or meant
    return meant if meant in _known(error) else ""


def _beginning(key: str, known: Schema) -> str:
    """The longest known key that another one begins with: `image` of `image_uri`."""
    return max((n for n in known if key.startswith((f"{n}_", f"{n}-"))), key=len, default="")


def _places(entry: Entry, error: Any) -> dict[str, dict[str, str]]:
    """Below which keys what one says belongs, and what to write there by dotted names."""
    kind = error.schema.get("step", {}).get("kind")
    if kind in ("Training", "Tuning"):
        from pipec.compiler.language.sdk_trainer import CONFIGS, trainer_places

        if entry.key in CONFIGS:
            return trainer_places(entry, error.instance, kind)
    found = _place(entry, error)
    return {found[0]: found[1]} if found else {}


def _place(entry: Entry, error: Any) -> tuple[str, dict[str, str]] | None:
    """Below which key one belongs that is not known, and what to write there by dotted names."""
    from pipec.compiler.language.sdk_names import sdk_places
    from pipec.compiler.language.sdk_ports import port_place

    if "port_of" in error.schema:
        return port_place(entry, error)
    key, text = entry.key, inline(entry.value)
    known = _known(error)
    is_member = key == "framework" and text.isupper()  # of a container: `XGBOOST`
    if not is_member and (inside := error.schema.get("inside", {}).get(key)):
        return inside, {key: text}
    if found := sdk_places(entry, error):
        return found
    for place, names in _BELOW.items():
        if key in names and _has(place, names[key], error) and _is_mapping(place, key, error):
            return place, {names[key]: text}
    if did_you_mean(key, [name for name in known if name not in error.instance]):
        return None
    begins = _beginning(key, known)
    rest = key[len(begins) + 1 :]
    return (begins, {rest: text}) if begins and rest in _inner(begins, known) else None


def _has(place: str, name: str, error: Any) -> bool:
    """Whether a key is known, and on this kind of step means something with that name below it."""
    placed = error.schema.get("step", {}).get("placed", {})
    if place not in _known(error):
        return False
    is_placed = place in placed or f"{place}.{name}" in placed
    return is_placed or not placed or place in ("check", "code")


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
    moved: dict[str, str] = {}
    for entry in not_known(node, error):
        for name, text in _places(entry, error).get(place, {}).items():
            if name not in moved or text != "…":  # which another argument may say
                moved[name] = _without_unit(name, text)
    if "" in moved:
        return (
            f"write `{place}: {moved['']}`"
            if place not in node
            else f"keep the `{place}:` you have"
        )
    of_step = place == "request" and "port_of" in error.schema
    inner = _inner(place, error.schema.get("properties", {}))
    there = (error.schema["port_of"]["body"] if of_step else node).get(place)
    if isinstance(there, Mapping):
        return _under(place, there, moved)
    if place in SHORT_FORMS and isinstance(there, Scalar):
        short = SHORT_FORMS[place]
        moved = {short if short in inner else _PARTNERS[place]: inline(there), **moved}
    if place == "image" and isinstance(there, Scalar) and "framework" not in moved:
        return "write nothing in its place: the image's URI says which one it is"
    if place == "image" and moved.keys() == {"uri"}:
        return f"write `image: {moved['uri']}`"
    if place in _PARTNERS and "uri" not in moved:
        moved.setdefault(_PARTNERS[place], "…")
    ordered = {name: moved[name] for name in inner if name in moved}
    beside = f" beside `{error.absolute_path[0]}:`" if of_step else ""
    return f"write `{place}: {braces(nested(ordered | moved))}`{beside}"


def _under(place: str, there: Mapping, moved: dict[str, str]) -> str:
    """To write lines into a mapping that is there, or into one within it that all belong to."""
    around = ""
    while len(first := {name.split(".")[0] for name in moved}) == 1 and first.isdisjoint(moved):
        inner = there.get(name := first.pop())
        if not isinstance(inner, Mapping):
            break
        place, around, there = name, f" of `{place}:`{around}", inner
        moved = {path.removeprefix(f"{name}."): text for path, text in moved.items()}
    lines = nested(moved)
    if len(lines) == 1 and isinstance(there.get(key := next(iter(lines))), Sequence):
        return f"add `{lines[key][1:-1]}` to the list `{key}:` under `{place}:`{around}"
    listed = " and ".join(f"`{key}: {value}`" for key, value in lines.items())
    return f"write {listed} under `{place}:`{around}"


def _without_unit(key: str, text: str) -> str:
    size = GIGABYTES.fullmatch(text) if key == "volume_gb" else None
    return size[1] if size else text


def not_known(node: Node, error: Any) -> Iterator[Entry]:
    """The entries of a mapping that its schema does not know."""
    if isinstance(node, Mapping):
        yield from (e for e in node if e.key not in error.schema.get("properties", {}))
