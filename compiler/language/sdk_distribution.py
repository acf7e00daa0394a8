"""`distribution` of the SDK's version 2 and `distributed` of version 3, as hyperparameters."""

from __future__ import annotations

import json
from collections.abc import Iterator
from collections.abc import Mapping as AnyMapping
from types import MappingProxyType
from typing import Any, NamedTuple

from pipec.compiler.language.examples import inline
from pipec.compiler.syntax import Mapping, Node, Scalar, Sequence


class _Way(NamedTuple):
    """What turns a way of distributing on, what its options become, and whether it asks machines.

    `on` is "" for what has no switch of its own.
    """

    on: str
    options: AnyMapping[str, str] = MappingProxyType({})
    on_instances: bool = False


_MPI = "sagemaker_mpi_custom_mpi_options"
_PROCESSES = "sagemaker_mpi_num_of_processes_per_host"
_TORCH = "sagemaker_torch_distributed_enabled"
_DATA_PARALLEL = "sagemaker_distributed_dataparallel"
_WAYS = {
    "dataparallel": _Way(
        f"{_DATA_PARALLEL}_enabled",
        {"custom_mpi_options": f"{_DATA_PARALLEL}_custom_mpi_options"},
        on_instances=True,
    ),
    "modelparallel": _Way("", {"parameters": "mp_parameters"}, on_instances=True),
    "mpi": _Way(
        "sagemaker_mpi_enabled",
        {
            "processes_per_host": _PROCESSES,
            "process_count_per_node": _PROCESSES,
            "custom_mpi_options": _MPI,
            "mpi_additional_options": _MPI,
        },
    ),
    "multi_worker_mirrored_strategy": _Way("sagemaker_multi_worker_mirrored_strategy_enabled"),
    "parameter_server": _Way("sagemaker_parameter_server_enabled"),
    "pytorchddp": _Way("sagemaker_pytorch_ddp_enabled", on_instances=True),
    "pytorchxla": _Way("sagemaker_pytorch_xla_multi_worker_enabled"),
    "torch_distributed": _Way(_TORCH, on_instances=True),
    "torchrun": _Way(_TORCH, {"smp": "mp_parameters"}, on_instances=True),
}
"""The hyperparameters by which the images learn of each way: `sagemaker.estimator` and
`sagemaker.pytorch.estimator` of version 2; `sagemaker.train.distributed` of version 3 has the last
and `mpi`, and drivers of its own for them."""
_GROUPS = "sagemaker_distribution_instance_groups"


def hyperparameters(value: Node, step: dict[str, Any]) -> dict[str, str] | None:
    """What a distribution becomes; nothing for one that is turned off, None for an unknown one."""
    found: dict[str, str] = {}
    asks_machines = False
    ways = list(_chosen(value))
    for name, options in ways:
        if name == "instance_groups":
            found[_GROUPS] = inline(options)
            continue
        if name not in _WAYS:
            return None
        said = options if isinstance(options, Mapping) else Mapping({}, options.span)
        if _is_off(said.get("enabled")):
            continue
        way = _WAYS[name]
        found |= {way.on: "true"} if way.on else {}
        found |= {way.options[e.key]: _option(e.value) for e in said if e.key in way.options}
        asks_machines |= way.on_instances
    if asks_machines:
        instance = step.get("instance_type") or step.get("instance") or "…"
        found["sagemaker_instance_type"] = str(
            instance.get("type", "…") if isinstance(instance, dict) else instance
        )
    return found if ways else None


def _chosen(value: Node) -> Iterator[tuple[str, Node]]:
    """Each way that is named, with what is said of it."""
    if isinstance(value, Scalar):  # `torchrun`, `Torchrun()`; what else one word is, torch can do
        name = value.text.casefold().removesuffix("()")
        yield (name if name in _WAYS else "torch_distributed"), value
    for entry in value if isinstance(value, Mapping) else ():
        name = entry.key.casefold()
        if name == "smdistributed" and isinstance(entry.value, Mapping):
            yield from ((inner.key.casefold(), inner.value) for inner in entry.value)
        else:
            yield name, entry.value


def _is_off(enabled: Node | None) -> bool:
    return isinstance(enabled, Scalar) and enabled.data is False


def _option(value: Node) -> str:
    """An option's value; the options of `mpirun` are one text."""
    if isinstance(value, Sequence):
        return json.dumps(" ".join(getattr(item, "text", "…") for item in value))
    return inline(value)
