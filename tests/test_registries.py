"""Whether the service can pull an image from where it lies."""

from __future__ import annotations

import pytest

from test_display import compiled

HEAD = """
pipeline: P
vars: {bucket: example-bucket, region: REGION, role: "arn:PARTITION:iam::111122223333:role/R"}
"""
OWN = "111122223333.dkr.ecr.us-east-1.amazonaws.com/own:1"
AWS = "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-training:2.5.1-gpu-py311"


def _told(
    image: str, region: str = "us-east-1", kind: str = "Processing", more: str = ""
) -> list[tuple[str, str | None]]:
    """The codes and hints about an image."""
    partition = "aws-cn" if region.startswith("cn-") else "aws"
    head = HEAD.replace("REGION", region).replace("PARTITION", partition)
    text = f'steps: {{S: {{kind: {kind}, image: "{image}", instance: ml.m5.large{more}}}}}'
    found = compiled(head + text).diagnostics
    return [(item.code.number, item.hint) for item in found if "the image" in item.message]


@pytest.mark.parametrize(
    ("image", "region"),
    [
        (OWN, "us-east-1"),
        (OWN.replace("us-east-1", "${vars.region}"), "eu-west-1"),
        ("111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/own@sha256:0", "cn-north-1"),
        ("111122223333.dkr.ecr-fips.us-gov-west-1.amazonaws.com/own:1", "us-gov-west-1"),
        ("111122223333.dkr-ecr.us-east-1.on.aws/own:1", "us-east-1"),
    ],
)
def test_an_image_of_the_region_is_no_mistake(image: str, region: str) -> None:
    """In all partitions, by all names of its registry."""
    assert not _told(image, region)


@pytest.mark.parametrize(
    ("image", "region", "hint"),
    [
        (OWN, "eu-west-1", f"write `{OWN.replace('us-east-1', '${vars.region}')}`, if the image "),
        (AWS, "eu-west-1", f"write `{AWS.replace('us-east-1', '${vars.region}')}`"),
        (AWS, "cn-north-1", "write `727897471807.dkr.ecr.cn-north-1.amazonaws.com.cn/pytorch-tra"),
        (OWN, "cn-north-1", "write the place of an image of an account in `cn-north-1`"),
    ],
)
def test_an_image_of_another_region_is_shown_in_this_one(
    image: str, region: str, hint: str
) -> None:
    """An image of AWS lies in other accounts elsewhere."""
    ((code, told),) = _told(image, region)
    assert code == "PC430"
    assert told
    assert told.startswith(hint)


def test_a_registry_in_a_vpc_may_be_allowed() -> None:
    """A training and a model can say so; what is in a container's environment is no image."""
    for mode, count in (("Vpc", 0), ("Platform", 1)):
        access = f"{{TrainingImageConfig: {{TrainingRepositoryAccessMode: {mode}}}}}"
        more = f", request: {{AlgorithmSpecification: {access}}}"
        for image in ("registry.example.com/own:1", OWN.replace("us-east-1", "us-west-2")):
            assert len(_told(image, kind="Training", more=more)) == count
    assert not _told(OWN, more=', environment: {Image: "python:3"}')


def test_what_only_a_run_tells_is_let_be() -> None:
    """Whatever the default of the parameter."""
    text = f"parameters: {{Image: {OWN}}}\nsteps: {{S: {{kind: Processing, instance: ml.m5.large, "
    head = HEAD.replace("REGION", "eu-west-1").replace("PARTITION", "aws")
    assert not compiled(head + text + 'image: "${parameters.Image}"}}').diagnostics


def test_an_account_has_twelve_digits() -> None:
    """A name in its place is none either."""
    for account in ("12345", "ACCOUNT"):
        ((code, _),) = _told(OWN.replace("111122223333", account))
        assert code == "PC404"


def test_where_another_region_stands_in_nothing_is_told() -> None:
    """The region that cannot be is told alone."""
    assert not _told(OWN.replace("us-east-1", "us-west-2"), "us_west")


@pytest.mark.parametrize(
    "step",
    [
        (
            "{kind: Lambda, function: 'arn:aws:lambda:us-east-1:111122223333:function:f', "
            "inputs: {Image: {value: 'IMAGE'}}}"
        ),
        (
            "{kind: Callback, queue: 'https://sqs.us-east-1.amazonaws.com/111122223333/q', "
            "inputs: {ImageUri: {value: 'IMAGE'}}}"
        ),
    ],
)
def test_a_payload_may_say_any_image(step: str) -> None:
    """A function that copies images between regions is told from where; nothing is pulled."""
    head = HEAD.replace("REGION", "eu-west-1").replace("PARTITION", "aws")

    found = compiled(f"{head}steps: {{S: {step.replace('IMAGE', OWN)}}}").diagnostics

    assert [item.code.number for item in found] == []


OWN_NAMES = {
    "Environment": (
        "{kind: Processing, image: 'HERE', instance: ml.m5.large, environment: {MEMBER: 'IMAGE'}}"
    ),
    "HyperParameters": (
        "{kind: Training, image: 'HERE', instance: ml.m5.large, hyperparameters: {MEMBER: 'IMAGE'}}"
    ),
    "RuleParameters": (
        "{kind: Training, image: 'HERE', instance: ml.m5.large, request: {DebugRuleConfigurations: "
        "[{RuleConfigurationName: r, RuleEvaluatorImage: 'HERE', "
        "RuleParameters: {MEMBER: 'IMAGE'}}]}}"
    ),
    "HookParameters": (
        "{kind: Training, image: 'HERE', instance: ml.m5.large, request: {DebugHookConfig: "
        "{S3OutputPath: s3://example-bucket/d, HookParameters: {MEMBER: 'IMAGE'}, "
        "CollectionConfigurations: [{CollectionParameters: {MEMBER: 'IMAGE'}}]}}}"
    ),
    "Properties": (
        "{kind: Lineage, request: {Artifacts: [{ArtifactName: a, ArtifactType: Image, "
        "Source: {SourceUri: s3://example-bucket/d}, Properties: {MEMBER: 'IMAGE'}}]}}"
    ),
    "CustomerMetadataProperties": (
        "{uses: ModelRegistration, image: 'HERE', options: {model_package_group: g}, "
        "inputs: {model_artifacts: s3://example-bucket/m.tar.gz}, "
        "request: {CustomerMetadataProperties: {MEMBER: 'IMAGE'}}}"
    ),
}


@pytest.mark.parametrize("member", ["Image", "ImageUri", "TrainingImage"])
@pytest.mark.parametrize("step", OWN_NAMES.values(), ids=OWN_NAMES)
def test_a_name_of_the_users_own_is_no_place_of_an_image(step: str, member: str) -> None:
    """What a script, a rule or a colleague is told by it, nobody pulls."""
    head = HEAD.replace("REGION", "eu-west-1").replace("PARTITION", "aws")
    here = OWN.replace("us-east-1", "eu-west-1")
    text = step.replace("MEMBER", member).replace("IMAGE", OWN).replace("HERE", here)

    assert [item.message for item in compiled(f"{head}steps: {{S: {text}}}").diagnostics] == []
