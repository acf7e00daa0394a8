"""Writes the tables beside this file: `python -m pipec.schemas.generate` (`make schemas`).

`api/<Kind>.json` comes from botocore's service model, `images/<framework>.json` from the image
registry of the SageMaker Python SDK, and `regions/aws.json` from botocore's endpoints and
partitions. No network. Each table names the versions it was made from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from unittest.mock import patch

from botocore.loaders import Loader
from botocore.regions import EndpointResolver

from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.steps.base import StepType

Json = dict[str, Any]

ALGORITHMS = (
    "blazingtext",
    "factorization-machines",
    "forecasting-deepar",
    "image-classification",
    "ipinsights",
    "kmeans",
    "knn",
    "lda",
    "linear-learner",
    "ntm",
    "object-detection",
    "object2vec",
    "pca",
    "randomcutforest",
    "semantic-segmentation",
    "seq2seq",
)
CHECKS = ("clarify", "model-monitor")
SERVERS = (
    "djl-deepspeed",
    "djl-fastertransformer",
    "djl-lmi",
    "djl-neuronx",
    "djl-tensorrtllm",
    "huggingface-llm",
    "huggingface-tei",
    "huggingface-tei-cpu",
    "huggingface-vllm",
    "sagemaker-tritonserver",
    "sparkml-serving",
    "vllm",
)
"""Images that only serve models."""
TOOLS = ("autogluon", "data-wrangler", "mxnet", "sagemaker-distribution", "spark")
FRAMEWORKS = (
    *("huggingface", "pytorch", "sklearn", "tensorflow", "xgboost"),
    *ALGORITHMS,
    *CHECKS,
    *SERVERS,
    *TOOLS,
)
PYTHON_OPTIONAL = ("spark",)
"""Frameworks with images by Python version, and one by none, which the SDK takes unasked."""

NEURON_FRAMEWORKS = ("huggingface", "pytorch")
"""Frameworks that the SDK looks up as `<name>-neuron` on Inferentia and Trainium."""

SCOPES = ("training", "inference", "inference_graviton", "processing", "monitoring")
"""Not `eia`: Elastic Inference is no longer offered."""

INSTANCES = {
    "cpu": "ml.m5.xlarge",
    "gpu": "ml.g5.xlarge",
    "inf": "ml.inf1.xlarge",
    "trn": "ml.trn1.2xlarge",
}
"""For each processor of the registry an instance type that leads the SDK to it."""

SHAPE_FACTS = ("required", "enum", "pattern", "min", "max", "union")


def main() -> None:
    """Write every table and remove those that are no longer made."""
    here = Path(__file__).parent
    files = api_files() | image_files() | region_files()
    for folder in ("api", "images", "regions"):
        (here / folder).mkdir(exist_ok=True)
        for path in (here / folder).glob("*.json"):
            if f"{folder}/{path.name}" not in files:
                path.unlink()
    for name, text in files.items():
        (here / name).write_text(text, encoding="utf-8", newline="\n")


# --- the API model ------------------------------------------------------------------------


def api_files() -> dict[str, str]:
    """`api/<Kind>.json` -> text, from the installed botocore: a table for each kind of step."""
    return {
        f"api/{kind}.json": _layout(_api_table(step_type), depth=2)
        for kind, step_type in STEP_TYPES.items()
        if step_type.request or step_type.described
    }


def _api_table(step_type: StepType) -> Json:
    shapes = dict(_service_shapes(step_type.service))
    for name, own in step_type.shapes.items():
        shapes[name] = _derived(dict(own), shapes)
    properties = step_type.described[0] if step_type.described else ""
    if len(step_type.described) > 1:
        properties = "+".join(step_type.described)
        joined = {n: m for each in step_type.described for n, m in shapes[each]["members"].items()}
        shapes[properties] = {"type": "structure", "members": joined}
    roots = [name for name in (step_type.request, properties) if name]
    return {
        "botocore": version("botocore"),
        "request": step_type.request,
        "properties": properties,
        "shapes": _closure(shapes, *roots),
    }


@cache
def _service_shapes(service: str) -> Json:
    shapes: Json = Loader().load_service_model(service, "service-2")["shapes"]
    return shapes


def _derived(own: Json, shapes: Json) -> Json:
    """A shape of a step file: in full, or `like` another.

    Then it lacks the members `without`, and those `with` are of other shapes. Members of a shape
    written in full are names of shapes.
    """
    if "like" in own:
        base = shapes[own["like"]]
        left_out = own.get("without", ())
        members = {n: m for n, m in base["members"].items() if n not in left_out}
        members |= {name: {"shape": shape} for name, shape in own.get("with", {}).items()}
        required = own.get("required", [n for n in base.get("required", ()) if n not in left_out])
        return {**base, "members": members, "required": list(required)}
    if "members" in own:
        own["members"] = {name: {"shape": shape} for name, shape in own["members"].items()}
    return own | {role: {"shape": own[role]} for role in ("member", "key", "value") if role in own}


def _closure(shapes: Json, *roots: str) -> Json:
    """The roots and every shape they lead to, by name; members keep the model's order."""
    found: Json = {}
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = _shape(shapes[name])
            waiting += _neighbours(found[name])
    return dict(sorted(found.items()))


def _shape(raw: Json) -> Json:
    shape: Json = {"type": raw["type"]}
    if "members" in raw:
        shape["members"] = {name: member["shape"] for name, member in raw["members"].items()}
    for role in ("member", "key", "value"):
        if role in raw:
            shape[role] = raw[role]["shape"]
    return shape | {fact: raw[fact] for fact in SHAPE_FACTS if fact in raw}


def _neighbours(shape: Json) -> list[str]:
    roles = [shape[role] for role in ("member", "key", "value") if role in shape]
    return [*shape.get("members", {}).values(), *roles]


# --- the image registry -------------------------------------------------------------------


def image_files() -> dict[str, str]:
    """`images/<framework>.json` -> text, from the installed SageMaker SDK.

    The SDK's `image_uris.retrieve` itself is asked for each combination, so that its many
    special cases need no second telling here. What it refuses is not in the table.
    """
    from sagemaker.core import image_uris

    tables = [(name, name) for name in FRAMEWORKS]
    tables += [(name, f"{name}-neuron") for name in NEURON_FRAMEWORKS]
    endpoints = EndpointResolver(Loader().load_data("endpoints"))
    # Else every question re-reads a registry and all of botocore's endpoints: 40 times slower.
    read_once = cache(image_uris.config_for_framework)
    with (
        patch.object(image_uris, "config_for_framework", read_once),
        patch.object(image_uris.utils, "_botocore_resolver", lambda: endpoints),
    ):
        return {
            f"images/{file}.json": _layout(_image_table(image_uris, endpoints, name, file), depth=3)
            for name, file in tables
        }


def _image_table(image_uris: Any, endpoints: Any, framework: str, config_name: str) -> Json:
    """One framework: scope -> version -> base framework -> Python -> processor -> image.

    An image is `[index into accounts, "repository:tag"]`; a level that a framework lacks has the
    one key "". Version aliases are versions of their own: the SDK puts them into the tag.
    """
    accounts: list[dict[str, str]] = []
    scopes: Json = {}
    config = image_uris.config_for_framework(config_name)
    for scope in config.get("scope", config):
        if scope not in SCOPES:
            continue
        combinations = _combinations(
            config.get(scope, config), python_optional=framework in PYTHON_OPTIONAL
        )
        for level, registries, processors in combinations:
            if registries not in accounts:
                accounts.append(registries)
            for processor in processors:
                image = _repository_and_tag(
                    image_uris, framework, scope, level, processor, next(iter(registries))
                )
                if image is not None:
                    place = scopes.setdefault(scope, {})
                    for key in level:
                        place = place.setdefault(key, {})
                    place[processor] = [accounts.index(registries), image]
    regions = sorted({region for registries in accounts for region in registries})
    suffixes = {region: _dns_suffix(endpoints, region) for region in regions}
    return {
        "sagemaker-core": version("sagemaker-core"),
        "botocore": version("botocore"),
        "default_scope": _default_scope(image_uris, framework, scopes),
        "graviton": image_uris.GRAVITON_ALLOWED_TARGET_INSTANCE_FAMILY,
        "dns_suffixes": {
            region: suffix for region, suffix in suffixes.items() if suffix != "amazonaws.com"
        },
        "accounts": [dict(sorted(registries.items())) for registries in accounts],
        "scopes": scopes,
    }


def _combinations(
    config: Json, *, python_optional: bool
) -> Iterator[tuple[tuple[str, str, str], dict[str, str], list[str]]]:
    """((version, base framework, Python), region -> account, processors) of one scope."""
    aliases = config.get("version_aliases", {})
    for name in [*config["versions"], *aliases]:
        entry = config["versions"][aliases.get(name, name)]
        for base, based in _base_frameworks(entry):
            pythons = based.get("py_versions") or (
                [""] if "repository" in based else [key for key in based if key != "processors"]
            )
            for py in ["", *pythons] if python_optional else pythons:
                leaf = based.get(py) or based
                processors = config.get("processors") or leaf.get("processors") or [""]
                if "gpu" in processors:
                    # Old images have a tag of their own for the family p4d.
                    processors = [*processors, "p4d"]
                yield (name, base, py), leaf["registries"], processors


def _base_frameworks(entry: Json) -> list[tuple[str, Json]]:
    """Hugging Face versions are built on several PyTorch and TensorFlow ones, each with aliases."""
    aliases = entry.get("version_aliases", {})
    bases = [name for name in entry if name.startswith(("pytorch", "tensorflow"))]
    if not bases:
        return [("", entry)]
    return [(name, entry[aliases.get(name, name)]) for name in [*bases, *aliases]]


def _repository_and_tag(
    image_uris: Any,
    framework: str,
    scope: str,
    level: tuple[str, str, str],
    processor: str,
    region: str,
) -> str | None:
    """`repository:tag` as the SDK has it, None where it refuses or where p4d is like any GPU."""
    name, base, py = level

    def ask(instance_type: str | None) -> str | None:
        try:
            uri: str = image_uris.retrieve(
                framework,
                region,
                version=name,
                py_version=py or None,
                base_framework_version=base or None,
                image_scope=scope,
                instance_type=instance_type,
            )
        except (ValueError, KeyError, TypeError, AttributeError, UnboundLocalError):
            return None
        return uri.split("/", 1)[1]

    if processor == "p4d":
        image = ask("ml.p4d.24xlarge")
        return image if image != ask(INSTANCES["gpu"]) else None
    if scope == "inference_graviton":
        return ask("ml.c6g.xlarge")
    return ask(INSTANCES[processor] if processor else None)


def _default_scope(image_uris: Any, framework: str, scopes: Json) -> str | None:
    """The scope the SDK takes when none is named, None when it insists on one."""
    if len(scopes) == 1:
        return next(iter(scopes))
    latest = list(scopes["training"])[-1]
    try:
        image_uris.retrieve(framework, "us-east-1", version=latest, instance_type=INSTANCES["cpu"])
    except ValueError:
        return None
    return "training"


def _dns_suffix(endpoints: Any, region: str) -> str:
    endpoint = endpoints.construct_endpoint("ecr", region)
    if not endpoint:  # the SDK falls back in the same way, for il-central-1
        return "amazonaws.com"
    hostname: str = endpoint["hostname"]
    return hostname.removeprefix(f"ecr.{region}.")


# --- the regions --------------------------------------------------------------------------


def region_files() -> dict[str, str]:
    """`regions/aws.json` -> text, from the installed botocore: the regions of each partition."""
    endpoints, named = (
        Loader().load_data(name)["partitions"] for name in ("endpoints", "partitions")
    )
    partitions = regions_of(endpoints, named)
    table = {"botocore": version("botocore"), "partitions": partitions}
    return {"regions/aws.json": _layout(table, depth=2)}


def regions_of(endpoints: list[Json], named: list[Json]) -> dict[str, list[str]]:
    """The regions of each partition, by botocore's two lists.

    Each has regions that the other lacks; `aws-global` in the second is none.
    """
    known = {item["partition"]: set(item["regions"]) for item in endpoints}
    for item in named:
        of_partition = re.compile(item["regionRegex"])
        known.setdefault(item["id"], set()).update(filter(of_partition.search, item["regions"]))
    return {name: sorted(regions) for name, regions in known.items()}


# --- all of them --------------------------------------------------------------------------


def _layout(value: Any, depth: int) -> str:
    """JSON with a line for each entry down to `depth`, compact below: small, and diffs read well.

    A list or mapping of plain values is one line at any depth.
    """

    def lines(value: Any, depth: int) -> str:
        items = list(value.values() if isinstance(value, dict) else value)
        if not depth or not any(isinstance(item, dict | list) for item in items):
            return json.dumps(value, separators=(",", ":"))
        texts = [
            lines(item, depth - 1) if isinstance(item, dict | list) else json.dumps(item)
            for item in items
        ]
        if isinstance(value, dict):
            entries = [f"{json.dumps(key)}:{text}" for key, text in zip(value, texts, strict=True)]
            return "{\n" + ",\n".join(entries) + "\n}"
        return "[\n" + ",\n".join(texts) + "\n]"

    return lines(value, depth) + "\n"


if __name__ == "__main__":
    main()
