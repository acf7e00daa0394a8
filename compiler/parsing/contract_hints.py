"""Which contract was meant by a name that none has, and which keys there are for one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AnyMapping

from pipec.compiler.diagnostics import Hint, Report
from pipec.compiler.language.examples import inline
from pipec.compiler.language.keys import (
    BRANCHES,
    CONTRACT_KEYS,
    FRIENDLY,
    JOB_KEYS,
    Schema,
    step_schema,
)
from pipec.compiler.model import Contract, InputPort, OutputPort
from pipec.compiler.parsing.contracts import ContractRegistry, is_built_in
from pipec.compiler.parsing.kinds import taken_keys
from pipec.compiler.similarity import did_you_mean
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.syntax import Entry, Mapping, Scalar

_SHOWN = 3
"""Most contracts that a hint names."""
_STEM = 4
"""So many letters of a word tell it from most others."""
_WORD = 3
"""A shorter word stands in too many names to tell anything."""


def unknown_contract_hint(name: str, registry: ContractRegistry, file: str) -> str:
    """What may be meant by a `uses:` in a file that names no contract: another one, or a kind."""
    if unlisted := registry.elsewhere(name, file):
        return unlisted
    known = registry.names()
    named = [kind for kind, item in STEP_TYPES.items() if item.head == "kind"]
    if kind := next((kind for kind in named if kind.lower() == name.lower()), None):
        # The contracts that are instances of the kind by their names: `XGBoostTraining`.
        examples = [item for item in known if name.lower() in item.lower()][:_SHOWN]
        listed = ", ".join(f"`{item}`" for item in examples)
        return f"write `kind: {kind}`, or use a contract" + (f" such as {listed}" if listed else "")
    if near := _near(name, registry):
        return near
    word = re.sub(r"[^a-z0-9]", "", name.lower())
    holding = [item for item in known if len(word) >= _WORD and word in item.lower()][:_SHOWN]
    if holding:
        return "did you mean " + " or ".join(f"`{item}`" for item in holding) + "?"
    return (
        "`pipec contracts list` shows all; your own lie in the folders that `contracts:` in "
        "pipec.yaml lists"
    )


def unknown_default_hint(
    entry: Entry, registry: ContractRegistry, steps: Mapping | None
) -> str | None:
    """What may be meant by a key of `defaults.for` that names no contract.

    Another contract, or one of the `steps`, or a kind.
    """
    name, used = entry.key, dict(_used(steps) if steps else ())
    if name in used and used[name] != name:
        contract = used[name]
        of_all = f", or below `{contract}` for each step that uses it" if contract else ""
        return f"it is a step: write its keys there{of_all}"
    kind = next((kind for kind in STEP_TYPES if kind.lower() == name.lower()), None)
    if kind:
        found = (registry.get(item, Report()) for item in used.values())
        named = sorted({f"`{item.name}`" for item in found if item and item.kind == kind})
        listed = f", as {' and '.join(named[:_SHOWN])}" if named else ""
        return f"it is a kind, and `for:` names contracts{listed}"
    return registry.elsewhere(name, entry.key_span.file) or did_you_mean(name, registry.names())


def _used(steps: Mapping) -> Iterator[tuple[str, str]]:
    """The names of steps, those of branches too, each with its contract, "" for none."""
    for entry in steps:
        if isinstance(body := entry.value, Mapping):
            contract = body.get("uses")
            yield entry.key, contract.text if isinstance(contract, Scalar) else ""
            for inner in map(body.get, BRANCHES):
                yield from _used(inner) if isinstance(inner, Mapping) else ()


def keys_for(contract: Contract) -> Schema:
    """What the schema of `defaults.for.NAME` says besides, for hints about its keys.

    Which of them the kind takes, and where those belong that only a step or a contract has.
    """
    step_type = STEP_TYPES[contract.kind]
    taken = taken_keys(step_type, [*FRIENDLY, *(["options"] if contract.options else [])])
    inside = step_schema({key: FRIENDLY.get(key, {}) for key in taken})["inside"]
    steps = f"in the steps that use `{contract.name}`"
    elsewhere = {name: f"`inputs: {{{name}: …}}` {steps}" for name in contract.inputs}
    for key in {**JOB_KEYS, **step_type.keys}.keys() - FRIENDLY.keys():
        in_contract = key in CONTRACT_KEYS or key in step_type.keys
        also = ", or in the contract" if in_contract and not is_built_in(contract) else ""
        elsewhere[key] = f"it {steps}{also}"
    return {
        "taken": taken,
        "step": {"placed": step_type.placements},
        "inside": {**inside, **dict.fromkeys(contract.options, "options")},
        "elsewhere": elsewhere,
    }


def _near(name: str, registry: ContractRegistry) -> str | None:
    """Contracts of nearly the name; if it is a slip of none, a project's own come first."""
    near = did_you_mean(name, registry.names())
    if isinstance(near, Hint):
        return near
    own = sorted({*registry.own, *registry.broken})
    return did_you_mean(name, own) or _of_like_words(name, own) or near


def _of_like_words(name: str, known: Iterable[str]) -> str | None:
    """The names of the same words in other forms or order: `TrainChurn` for `ChurnTraining`."""
    words = _words(name)
    near = [f"`{other}`" for other in known if len(words) > 1 and _are_like(words, _words(other))]
    return f"did you mean {' or '.join(near[:_SHOWN])}?" if near else None


def _words(name: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", name)]


def _are_like(words: list[str], others: list[str]) -> bool:
    """Whether each of as many words begins as one of the others does."""
    stems = [sorted(word[:_STEM] for word in some) for some in (words, others)]
    return stems[0] == stems[1]


def as_option(contract: Contract, entry: Entry) -> str | None:
    """What to write where a port is named that is an option of the contract."""
    if entry.key not in contract.options:
        return None
    return f"it is an option: write `options: {{{entry.key}: {inline(entry.value)}}}`"


def by_alias(
    name: str, ports: AnyMapping[str, InputPort] | AnyMapping[str, OutputPort]
) -> str | None:
    """The one port that has a name among its aliases, as a hint."""
    meant = [port.name for port in ports.values() if name in port.aliases]
    return Hint(f"did you mean `{meant[0]}`?", name, meant[0]) if len(meant) == 1 else None
