"""Members under `request` beside `code`: a script that is uploaded is run."""

from __future__ import annotations

import pytest

from test_members_together import IMAGE, told

PROCESSING = f"S: {{kind: Processing, image: {IMAGE}, instance: ml.m5.large, CODE, request: MORE}}"
TRAINING = PROCESSING.replace("Processing", "Training")
CODE = "code: {uri: 's3://example-bucket/code', entry: clean.py}"
FOLDER = "/opt/ml/processing/input/code"


def _codes(step: str, more: str, code: str = CODE) -> list[str]:
    archive = code.replace("/code'", "/code.tar.gz'") if step is TRAINING else code
    found = told(step.replace("CODE", archive).replace("MORE", more))
    return [f"{number} {message.split('`')[1]}" for number, message in found]


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("ContainerEntrypoint: [python]", ["PC118 ContainerEntrypoint"]),
        (
            "ContainerEntrypoint: [python], ContainerArguments: [other.py]",
            ["PC118 ContainerEntrypoint"],
        ),
        (f"ContainerEntrypoint: [python3, -X, dev, {FOLDER}/clean.py]", []),
        (f"ContainerEntrypoint: [python3, {FOLDER}/another.py]", []),
        ("ContainerEntrypoint: [bash, -c], ContainerArguments: ['cd code; python clean.py']", []),
        ("ContainerArguments: [--fast]", []),
        ("ContainerEntrypoint: null", []),
    ],
)
def test_a_processing_job_runs_its_script(more: str, found: list[str]) -> None:
    """By another program too, as far as can be told."""
    assert _codes(PROCESSING, f"{{AppSpecification: {{{more}}}}}") == found


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("AlgorithmSpecification: {ContainerEntrypoint: [python]}", ["PC118 ContainerEntrypoint"]),
        (
            "AlgorithmSpecification: {ContainerArguments: [--fast]}",
            ["PC118 ContainerArguments"],
        ),
        ("HyperParameters: {sagemaker_program: other.py}", ["PC118 sagemaker_program"]),
        ("AlgorithmSpecification: {ContainerEntrypoint: [bash, -c, 'nproc && train']}", []),
        ("HyperParameters: {sagemaker_program: clean.py, depth: '3'}", []),
    ],
)
def test_a_training_runs_its_script(more: str, found: list[str]) -> None:
    """Which it does by the program that the image starts."""
    assert _codes(TRAINING, f"{{{more}}}") == found


def test_without_code_the_request_is_the_users_own() -> None:
    """There is no script that could be lost."""
    more = "{AppSpecification: {ContainerEntrypoint: [python]}}"
    assert _codes(PROCESSING, more, "timeout: 1h") == []
    assert _codes(PROCESSING, more, "command: [sh]") == []
