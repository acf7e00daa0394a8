from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any

import pytest

from pipec.compiler.service.images import ImageProblem, frameworks, lookup

HUGGING_FACE = "huggingface"
REGIONS = ("us-east-1", "cn-north-1")
INSTANCES = {
    "cpu": "ml.m5.xlarge",
    "gpu": "ml.g5.xlarge",
    "p4d": "ml.p4d.24xlarge",
    "graviton": "ml.c6g.xlarge",
    "inf": "ml.inf1.xlarge",
    "trn": "ml.trn1.2xlarge",
}


@pytest.mark.parametrize(
    ("asked", "uri"),
    [
        (
            {"framework": "xgboost", "version": "1.7-1"},
            "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        ),
        (
            {"framework": "xgboost", "version": "1.0-1"},
            "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.0-1-cpu-py3",
        ),
        (
            {"framework": "sklearn", "version": "1.2-1"},
            "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        ),
        (
            {"framework": "sklearn", "version": "1.2-1", "region": "cn-north-1"},
            "450853457545.dkr.ecr.cn-north-1.amazonaws.com.cn/sagemaker-scikit-learn:1.2-1-cpu-py3",
        ),
        (
            {
                "framework": "pytorch",
                "version": "2.0",
                "scope": "training",
                "instance_type": "ml.m5.xlarge",
            },
            "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-training:2.0-cpu-py310",
        ),
        (
            {
                "framework": "pytorch",
                "version": "2.0",
                "scope": "training",
                "instance_type": "ml.g5.xlarge",
            },
            "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-training:2.0-gpu-py310",
        ),
        (
            {
                "framework": "pytorch",
                "version": "2.0",
                "scope": "training",
                "instance_type": "ml.g5.xlarge",
                "accelerator": "cpu",
            },
            "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-training:2.0-cpu-py310",
        ),
        (
            {
                "framework": "huggingface",
                "version": "4.28.1",
                "scope": "training",
            },
            (
                "763104351884.dkr.ecr.us-east-1.amazonaws.com/huggingface-pytorch-training:"
                "2.0.0-transformers4.28.1-gpu-py310-cu118-ubuntu20.04"
            ),
        ),
        (
            {"framework": "linear-learner", "version": "1"},
            "382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1",
        ),
    ],
)
def test_image_is_found(asked: dict[str, Any], uri: str) -> None:
    """Known images, and the defaults for Python, processor, scope and base framework."""
    assert lookup(**{"region": "us-east-1"} | asked) == uri


@pytest.mark.parametrize(
    ("asked", "field", "message"),
    [
        (
            {"framework": "xgbost"},
            "framework",
            "pipec has no table of images for `xgbost`",
        ),
        (
            {"framework": "../api/Training"},
            "framework",
            "pipec has no table of images for `../api/Training`",
        ),
        (
            {"framework": "xgboost", "version": "9"},
            "version",
            "`xgboost` has no version `9`",
        ),
        (
            {"framework": "pytorch", "version": "2.7.1", "scope": "inference"},
            "version",
            "`pytorch:2.7.1` has images for training only",
        ),
        (
            {
                "framework": "pytorch",
                "version": "2.5.1",
                "scope": "training",
                "instance_type": "ml.trn1.2xlarge",
            },
            "version",
            "`pytorch` has no version `2.5.1` for Trainium instances",
        ),
        (
            {"framework": "xgboost", "version": "1.7-1", "instance_type": "ml.trn1.2xlarge"},
            "accelerator",
            "`xgboost:1.7-1` has no image for `trn`",
        ),
        (
            {"framework": "pytorch", "version": "2.0", "scope": "training"},
            "accelerator",
            "`pytorch:2.0` has images for `cpu` and for `gpu`",
        ),
        (
            {"framework": "xgboost", "version": "1.7-1", "region": "moon-1"},
            "region",
            "`xgboost:1.7-1` has no image in the region `moon-1`",
        ),
        (
            {"framework": "sklearn", "version": "1.2-1", "accelerator": "gpu"},
            "accelerator",
            "`sklearn:1.2-1` has no image for `gpu`",
        ),
        (
            {"framework": "sklearn", "version": "1.2-1", "accelerator": "tpu"},
            "accelerator",
            "`tpu` is not a kind of processor",
        ),
        (
            {"framework": "pytorch", "version": "2.0"},
            "scope",
            "`pytorch` has different images for training and for inference",
        ),
        (
            {"framework": "pytorch", "version": "2.0", "scope": "eia"},
            "scope",
            "`pytorch` has no images for `eia`",
        ),
        (
            {"framework": "huggingface", "version": "4.28.1", "instance_type": "ml.c6g.xlarge"},
            "scope",
            "`huggingface` has no images for Graviton instances",
        ),
        (
            {"framework": "pytorch", "version": "1.4.0", "scope": "training"},
            "py",
            "`pytorch:1.4.0` comes with more than one Python version, so one must be named",
        ),
        (
            {"framework": "pytorch", "version": "2.0", "scope": "training", "py": "py27"},
            "py",
            "`pytorch:2.0` has no image for the Python version `py27`",
        ),
        (
            {"framework": "huggingface", "version": "4.6.1", "scope": "training"},
            "base",
            "`huggingface:4.6.1` comes with more than one base framework, so one must be named",
        ),
        (
            {
                "framework": "huggingface",
                "version": "4.6.1",
                "scope": "training",
                "base_framework": "jax1",
            },
            "base",
            "`huggingface:4.6.1` has no image for the base framework `jax1`",
        ),
    ],
)
def test_image_that_does_not_exist_names_the_field_to_change(
    asked: dict[str, Any], field: str, message: str
) -> None:
    """The problem tells which field is wrong or missing, and lists what could stand there."""
    problem = lookup(**{"version": "1", "region": "us-east-1"} | asked)
    assert isinstance(problem, ImageProblem)
    assert (problem.field, problem.message) == (field, message)
    assert problem.known


def test_frameworks_are_sorted_and_show_no_internal_table() -> None:
    """The list is for messages: sorted, and without the Neuron variants."""
    assert list(frameworks()) == sorted(frameworks())
    assert {"xgboost", "sklearn", "pytorch", "tensorflow", "huggingface"} <= set(frameworks())
    assert not [name for name in frameworks() if name.endswith("-neuron")]


# --- against the SDK -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def sdk() -> Iterator[Any]:
    """`sagemaker.core.image_uris`, which then reads its files once; skips another version's."""
    loaders = pytest.importorskip("botocore.loaders")
    regions = pytest.importorskip("botocore.regions")
    image_uris = pytest.importorskip("sagemaker.core.image_uris")
    endpoints = regions.EndpointResolver(loaders.Loader().load_data("endpoints"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(image_uris, "config_for_framework", cache(image_uris.config_for_framework))
        patch.setattr(image_uris.utils, "_botocore_resolver", lambda: endpoints)
        yield image_uris


def _retrieved(sdk: Any, asked: dict[str, Any]) -> str | None:
    try:
        uri: str = sdk.retrieve(
            asked["framework"],
            asked["region"],
            version=asked["version"],
            py_version=asked["py"],
            base_framework_version=asked["base_framework"],
            image_scope=asked["scope"],
            instance_type=asked["instance_type"],
        )
    except (ValueError, KeyError, TypeError, AttributeError, UnboundLocalError):
        return None
    return uri


def _versions(sdk: Any, framework: str) -> list[str]:
    names = list(sdk.list_versions(framework))
    if framework in {"pytorch", HUGGING_FACE}:
        names += sdk.list_versions(f"{framework}-neuron")
    return list(dict.fromkeys(names))


def _bases(sdk: Any, framework: str, version: str) -> list[str | None]:
    if framework != HUGGING_FACE:
        return [None]
    found: list[str | None] = []
    for name in (framework, f"{framework}-neuron"):
        for scope in sdk.config_for_framework(name).values():
            full = scope.get("version_aliases", {}).get(version, version)
            entry = scope["versions"].get(full, {})
            found += [*entry.get("version_aliases", {}), *entry]
    return [base for base in dict.fromkeys(found) if base != "version_aliases"]


def _questions(sdk: Any, framework: str) -> Iterator[dict[str, Any]]:
    scopes = ("training", "inference", "inference_graviton", None)
    pythons = (None, "py2", "py27", "py3", "py36", "py37", "py38", "py39", "py310", "py312")
    for version in _versions(sdk, framework):
        for base, scope, py, instance in product(
            _bases(sdk, framework, version), scopes, pythons, (None, *INSTANCES.values())
        ):
            yield {
                "framework": framework,
                "version": version,
                "base_framework": base,
                "scope": scope,
                "py": py,
                "instance_type": instance,
            }


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("framework", frameworks())
def test_lookup_equals_the_sdk_wherever_that_succeeds(sdk: Any, framework: str) -> None:
    """Every version, scope, Python and kind of instance, in a standard and a China region.

    Save that the SDK takes any version at all where there is only one; pipec names that one.
    """
    succeeded = 0
    for question in _questions(sdk, framework):
        for region in REGIONS:
            asked = question | {"region": region}
            expected = _retrieved(sdk, asked)
            if expected is not None:
                succeeded += 1
                answer = lookup(**asked)
                if isinstance(answer, ImageProblem) and answer.field == "version":
                    answer = lookup(**asked | {"version": answer.known[0]})
                assert answer == expected, asked
    assert succeeded


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("framework", frameworks())
def test_lookup_finds_nothing_that_the_sdk_refuses(sdk: Any, framework: str) -> None:
    """With the base framework named, an answer is one of the SDK's.

    (Asked by name for Graviton's images on another instance, the SDK is of two minds.)
    """
    for question in _questions(sdk, framework):
        asked = question | {"region": "us-east-1"}
        complete = asked["base_framework"] or framework != HUGGING_FACE
        if asked["scope"] == "inference_graviton" or not complete:
            continue
        if isinstance(lookup(**asked), str):
            assert _retrieved(sdk, asked), asked


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("framework", frameworks())
def test_lookup_equals_the_sdk_in_every_region(sdk: Any, framework: str) -> None:
    """One image of each version, asked for in every region that the SDK or pipec has it in."""
    done = set()
    for question in _questions(sdk, framework):
        if question["version"] not in done and _retrieved(sdk, question | {"region": "us-east-1"}):
            done.add(question["version"])
            problem = lookup(**question | {"region": "nowhere"})
            assert isinstance(problem, ImageProblem)
            for region in problem.known if problem.field == "region" else ():
                asked = question | {"region": region}
                assert lookup(**asked) == _retrieved(sdk, asked) is not None, asked
    assert done
