"""Prebuilt SageMaker images: framework and version to an image URI, as the Python SDK has it.

The tables are `schemas/images/<framework>.json`, made from `sagemaker.core.image_uris` by
`pipec.schemas.generate`; where an answer exists, it equals that module's `retrieve`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator, Mapping
from functools import cache
from typing import Any, Literal

from pipec.compiler.packaged import names, read
from pipec.compiler.record import Record
from pipec.compiler.service.machines import family_of

ACCELERATORS = ("cpu", "gpu", "inf", "trn")
SCOPES = {
    "training": "training",
    "inference": "inference",
    "inference_graviton": "Graviton instances",
}
"""Scope -> what a message calls it."""

_NEURON = {"inf": "Inferentia instances", "trn": "Trainium instances"}
"""Processors with tables of their own -> what a message calls their machines."""

SCRIPT_FRAMEWORKS = frozenset({"huggingface", "pytorch", "sklearn", "tensorflow"})
"""Frameworks whose images run nothing without a script; the others are algorithms too."""

VERSIONLESS = frozenset({"model-monitor"})
"""Frameworks of which there is one image, without a version."""

ALIASES = {
    "hf": "huggingface",
    "hugging-face": "huggingface",
    "hugging_face": "huggingface",
    "scikit-learn": "sklearn",
    "scikit_learn": "sklearn",
    "tf": "tensorflow",
    "torch": "pytorch",
    "transformers": "huggingface",
    "xgb": "xgboost",
}
"""Frameworks as others call them."""

Images = Mapping[str, tuple[int, str]]
"""Processor -> index into the table's accounts, and `repository:tag`."""

Version = Mapping[str, Mapping[str, Images]]
"""Base framework -> Python -> images; a level that the framework lacks has the one key ""."""


class ImageProblem(Record):
    """Why there is no image: the field to change, and what may stand there.

    `of_machine` is True where there is one, and none for machines of this kind.
    """

    field: Literal["framework", "version", "region", "py", "accelerator", "scope", "base"]
    message: str
    known: tuple[str, ...]
    of_machine: bool = False


def lookup(  # noqa: PLR0913 (each is a key of the language's `image`)
    framework: str,
    version: str,
    region: str,
    *,
    py: str | None = None,
    accelerator: str | None = None,
    instance_type: str | None = None,
    scope: str | None = None,
    base_framework: str | None = None,
) -> str | ImageProblem:
    """The URI of a prebuilt image.

    What is not given is filled in as the SDK does: the only Python version, the processor of the
    instance type (or the image's only one), training for xgboost and scikit-learn.
    `base_framework` (`pytorch2.0.0`) is for huggingface alone; the only one is the default.
    `accelerator` outweighs the instance type, whose family may still ask for an image of its own.
    """
    family = family_of(instance_type)
    processor = accelerator or processor_of(instance_type)
    problem = _check_words(framework, accelerator)
    if problem is not None:
        return problem
    table = _table(framework, processor)
    where = _NEURON.get(processor or "") if table is not _load(framework) else None
    bases = _choose_version(framework, version, table, _scope(table, family, scope), where)
    if isinstance(bases, ImageProblem):
        return bases
    label = f"{framework}:{version}"
    images = _choose_images(label, bases, base_framework, py)
    if isinstance(images, ImageProblem):
        return images
    image = _choose_image(label, images, processor, family)
    if isinstance(image, ImageProblem):
        return image
    accounts: Mapping[str, str] = table["accounts"][image[0]]
    if region not in accounts:
        message = f"`{label}` has no image in the region `{region}`"
        return ImageProblem("region", message, tuple(accounts))
    return _place(table, accounts, region, image[1])


@cache
def frameworks() -> tuple[str, ...]:
    """Every framework and built-in algorithm of the tables, sorted."""
    known = names("pipec.schemas", ".json", "images")
    return tuple(name for name in known if not name.endswith("-neuron"))


_REPOSITORY = re.compile(r"(\d+)\.dkr\.ecr\.[^/]+/([^:@]+)")
_FRAMEWORK = re.compile(
    r"(?:sagemaker-)?(?:huggingface-)?(xgboost|scikit-learn|pytorch|tensorflow)\b"
)
"""The repositories of AWS's framework images; each algorithm has one by its name."""


def framework_of(uri: str) -> str | None:
    """The framework or built-in algorithm of a prebuilt image that trains or serves its models."""
    found = _REPOSITORY.match(uri)
    if found is None:
        return None
    account, repository = found.groups()
    if framework := _FRAMEWORK.match(repository):
        return framework[1].replace("scikit-learn", "sklearn")
    if repository not in frameworks() or "training" not in _load(repository)["scopes"]:
        return None  # what only serves, such as vllm, serves what others train
    return repository if _has_account(repository, account) else None


def _has_account(framework: str, account: str) -> bool:
    """Whether AWS keeps images of a framework there, in whatever region."""
    return any(account in regions.values() for regions in _load(framework)["accounts"])


def is_own_xgboost(uri: str) -> bool:
    """Whether an image is AWS's own XGBoost, which is an algorithm to the service.

    A copy of it in another account is an image like any other.
    """
    found = _REPOSITORY.match(uri)
    return (
        found is not None and framework_of(uri) == "xgboost" and _has_account("xgboost", found[1])
    )


class Found(Record):
    """What a table has an image for; a level that the framework lacks is ""."""

    framework: str
    version: str
    base: str
    py: str
    processor: str


def found_in_tables(uri: str) -> Found | None:
    """What the image at a place is, if a short form names it; None for any other image."""
    framework, at = framework_of(uri), _REPOSITORY.match(uri)
    if framework is None or at is None:
        return None
    if at[2].startswith("huggingface-"):
        framework = "huggingface"
    wanted = uri.partition("/")[2]
    return next((found for found, _, image in _all_in(framework) if image == wanted), None)


def _all_in(framework: str) -> Iterator[tuple[Found, int, str]]:
    """Every image of a table: what it is, the index of its accounts, and `repository:tag`."""
    for versions_ in _load(framework)["scopes"].values():
        for version, bases in versions_.items():
            for base, pythons in bases.items():
                for py, images in pythons.items():
                    for processor, (index, image) in images.items():
                        yield Found(framework, version, base, py, processor), index, image


def is_prebuilt(uri: str) -> bool:
    """Whether it is the place of AWS's own image, and not of one by the same name."""
    found, at = found_in_tables(uri), _REPOSITORY.match(uri)
    return found is not None and at is not None and _has_account(found.framework, at[1])


@cache
def processor_for(uri: str) -> str | None:
    """Whether AWS's own image is for CPUs or for GPUs; None for any other, and one for both.

    The tags of its framework images tell, where an image is not in the tables:
    `2.5.1-cpu-py311-ubuntu22.04-sagemaker`.
    """
    found, wanted = found_in_tables(uri), uri.partition("/")[2]
    if found is None:
        return _processor_by_tag(uri)
    if not is_prebuilt(uri):
        return None
    kinds = {other.processor for other, _, image in _all_in(found.framework) if image == wanted}
    return found.processor if len(kinds) == 1 and found.processor in ("cpu", "gpu") else None


def _processor_by_tag(uri: str) -> str | None:
    framework, at = framework_of(uri), _REPOSITORY.match(uri)
    if framework is None or at is None or not _has_account(framework, at[1]):
        return None
    words = uri.rpartition(":")[2].split("-")
    told = [word for word in words if word in ("cpu", "gpu")]
    return told[0] if len(told) == 1 else None


def in_region(uri: str, region: str) -> str | None:
    """The place of an image of AWS in another region; None where pipec knows of none."""
    at, wanted = _REPOSITORY.match(uri), uri.partition("/")[2]
    for framework in frameworks():
        for _, index, image in _all_in(framework):
            accounts = _load(framework)["accounts"][index]
            if at and image == wanted and at[1] in accounts.values() and region in accounts:
                return _place(_load(framework), accounts, region, image)
    return None


def _place(table: Mapping[str, Any], accounts: Mapping[str, str], region: str, image: str) -> str:
    suffix = table["dns_suffixes"].get(region, "amazonaws.com")
    return f"{accounts[region]}.dkr.ecr.{region}.{suffix}/{image}"


def short_form(uri: str, scope: str, instance_type: str | None, processor: str = "") -> str | None:
    """The short form, as it is written, of the image for `scope` that is like another one.

    With no more keys than it takes on that machine; None where there is none. It is for
    `processor` if there is one, whatever the machine and the other image are for.
    """
    found, at = found_in_tables(uri), re.match(r"\d+\.dkr\.ecr\.([^.]+)", uri)
    if found is None or at is None:
        return None
    asked = {"region": at[1], "scope": scope, "instance_type": instance_type}
    form = _completed(found, asked, {})
    if processor:
        chosen = _completed(found, asked, {"accelerator": processor})
        if chosen and (form is None or chosen[0] != form[0]):
            form = chosen
    if form is None:
        return None
    version = f'"{found.version}"' if re.fullmatch(r"\d+(\.\d+)?", found.version) else found.version
    keys = {"framework": found.framework, "version": version, **form[1]}
    texts = (f"{key.removesuffix('_framework')}: {text}" for key, text in keys.items())
    return "{" + ", ".join(texts) + "}"


def _completed(
    found: Found, asked: Mapping[str, Any], given: dict[str, str]
) -> tuple[str, dict[str, str]] | None:
    """The image that is asked for, and what is given with what it takes more of another one."""
    more = {"py": found.py, "base_framework": found.base, "accelerator": found.processor}
    while True:
        image = lookup(found.framework, found.version, **asked, **given)
        if isinstance(image, str):
            return image, given
        lacking = {"base": "base_framework"}.get(image.field, image.field)
        if lacking in given or not more.get(lacking):
            return None
        given = {**given, lacking: more[lacking]}


_READS_ARCHIVE = re.compile(
    r"[^/]+/(?:(?:huggingface-)?(?:pytorch|tensorflow|mxnet)-inference"
    r"|sagemaker-(?:tensorflow|mxnet)-serving)\b"
)
"""The repositories of AWS's serving images that look for code in the model's archive only.

For these the SDK (v2) repacks the model: `PyTorchModel` from 1.2, `MXNetModel` from 1.4, where
these repositories begin; `HuggingFaceModel` and `TensorFlowModel` always."""


def reads_archive_only(uri: str) -> bool:
    """Whether an image serves with code from `/opt/ml/model/code` only, and fetches none."""
    return _REPOSITORY.match(uri) is not None and _READS_ARCHIVE.match(uri) is not None


@cache
def versions(framework: str) -> tuple[str, ...]:
    """Every version of a framework that has an image, for whatever purpose."""
    scopes = _load(framework)["scopes"].values()
    return tuple(dict.fromkeys(version for scope in scopes for version in scope if version))


def _table(framework: str, processor: str | None) -> Mapping[str, Any]:
    """The framework's table; Inferentia and Trainium have one of their own, if any."""
    if processor in _NEURON and framework in ("huggingface", "pytorch"):
        return _load(f"{framework}-neuron")
    return _load(framework)


@cache
def _load(name: str) -> Mapping[str, Any]:
    table: Mapping[str, Any] = json.loads(read("pipec.schemas", f"images/{name}.json"))
    return table


def processor_of(instance_type: str | None) -> str | None:
    """What the SDK takes an instance type to be; None if there is none to tell from."""
    family = family_of(instance_type)
    if family is None:
        return None
    if family.startswith(("inf", "trn")):
        return family[:3]
    return "gpu" if family[0] in "gp" else "cpu"


def _scope(table: Mapping[str, Any], family: str | None, scope: str | None) -> str | None:
    """The scope to look in; None where the SDK insists on one and none is named."""
    if family in table["graviton"]:
        return "inference_graviton"
    if scope is None or len(table["scopes"]) == 1:
        default: str | None = table["default_scope"]
        return default
    return scope


def _check_words(framework: str, accelerator: str | None) -> ImageProblem | None:
    if framework not in frameworks():
        message = f"pipec has no table of images for `{framework}`"
        return ImageProblem("framework", message, frameworks())
    if accelerator is not None and accelerator not in ACCELERATORS:
        message = f"`{accelerator}` is not a kind of processor"
        return ImageProblem("accelerator", message, ACCELERATORS)
    return None


def _choose_version(
    framework: str, version: str, table: Mapping[str, Any], scope: str | None, where: str | None
) -> Version | ImageProblem:
    """`where` are the machines that the table is for, if it is for some only."""
    scopes: Mapping[str, Mapping[str, Version]] = table["scopes"]
    if scope is None:
        message = f"`{framework}` has different images for training and for inference"
        return ImageProblem("scope", message, tuple(scopes))
    purpose = SCOPES.get(scope, f"`{scope}`")
    of_machine = where is not None or scope == "inference_graviton"
    if scope not in scopes:
        message = f"`{framework}` has no images for {purpose}" + (f" on {where}" if where else "")
        return ImageProblem("scope", message, tuple(scopes), of_machine)
    if version in scopes[scope]:
        return scopes[scope][version]
    others = [SCOPES.get(other, other) for other in scopes if version in scopes[other]]
    if of_machine:
        message = f"`{framework}` has no version `{version}` for {where or purpose}"
    elif others:
        message = f"`{framework}:{version}` has images for {' and for '.join(others)} only"
    else:
        message = f"`{framework}` has no version `{version}`"
    return ImageProblem("version", message, tuple(scopes[scope]), of_machine)


def _choose_images(
    label: str, bases: Version, base: str | None, py: str | None
) -> Images | ImageProblem:
    """The images of one version for one base framework and one Python."""
    # `pytorch2.0` is short for `pytorch2.0.0`, not a second one
    full_names = [name for name in bases if not any(o.startswith(f"{name}.") for o in bases)]
    chosen = _only(base, bases, full_names)
    if chosen is None:
        message = _refusal(label, "base framework", base)
        return ImageProblem("base", message, tuple(bases))
    pythons = bases[chosen]
    chosen = _only(py, pythons, list(pythons))
    if chosen is None:
        message = _refusal(label, "Python version", py)
        return ImageProblem("py", message, tuple(pythons))
    return pythons[chosen]


def _only(wanted: str | None, known: Container[str], candidates: list[str]) -> str | None:
    """What is wanted if it is known; if nothing is, the one for that or the only candidate."""
    if candidates == [""] or (wanted is None and "" in candidates):
        return ""
    if wanted is None:
        return candidates[0] if len(candidates) == 1 else None
    return wanted if wanted in known else None


def _refusal(label: str, what: str, wanted: str | None) -> str:
    if wanted is None:
        return f"`{label}` comes with more than one {what}, so one must be named"
    return f"`{label}` has no image for the {what} `{wanted}`"


def _choose_image(
    label: str, images: Images, processor: str | None, family: str | None
) -> tuple[int, str] | ImageProblem:
    """The image for a processor, which must be named where there are several.

    A few old ones have one of their own for the family p4d.
    """
    if "" in images and processor != "trn":
        return images[""]
    known = tuple(name for name in ACCELERATORS if name in images)
    if processor is None and len(known) > 1:
        message = f"`{label}` has images for {' and for '.join(f'`{name}`' for name in known)}"
        return ImageProblem("accelerator", message, known)
    processor = processor or known[0]
    if processor == "gpu" and family is not None and family in images:
        return images[family]
    if processor not in images:
        message = f"`{label}` has no image for `{processor}`"
        return ImageProblem("accelerator", message, known or _runs_on(images[""][1]))
    return images[processor]


def _runs_on(image: str) -> tuple[str, ...]:
    """What an image that is the same for all processors but Trainium is meant for."""
    return ("inf",) if "neuron" in image else ("cpu", "gpu")
