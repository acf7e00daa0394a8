"""Models that are served by an image of another framework than they were trained with."""

from __future__ import annotations

import pytest

from test_display import compiled

ECR = "dkr.ecr.us-east-1.amazonaws.com"
OWN = f"111122223333.{ECR}/team-forecaster:3"
AWS = f"683313688378.{ECR}/sagemaker-xgboost:1.7-1"
HEAD = """
pipeline: Models
vars: {bucket: example-bucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
DEFAULTS
steps:
  Train:
    kind: Training
    instance: ml.m5.large
    image: IMAGE
    outputs: {model: {type: model_artifacts, property_path: ModelArtifacts.S3ModelArtifacts}}
"""
TUNE = """
  Train:
    kind: Tuning
    instance: ml.m5.large
    image: IMAGE
    ranges: {epochs: {from: 3, to: 10}}
    objective: {minimize: "test:RMSE"}
    max_jobs: 2
    outputs:
      best: {data_type: String, property_path: BestTrainingJob.TrainingJobName}
      model: {type: model_artifacts, value: "s3://b-b/${step.properties.BestTrainingJob.TrainingJobName}/output/model.tar.gz"}
"""
REGISTER = """
  Register: {uses: ModelRegistration, options: {model_package_group: g}, MORE}
"""
DEEPAR = '{framework: forecasting-deepar, version: "1"}'
XGBOOST = "{framework: xgboost, version: 1.7-1}"


def _told(image: str, more: str = "", defaults: str = "", head: str = HEAD) -> list[str]:
    """The hints of what is told of a model trained with an image."""
    text = head.replace("IMAGE", image).replace("DEFAULTS", defaults)
    text += REGISTER.replace(", MORE", f", {more}" if more else "")
    found = compiled(text).diagnostics
    assert {item.code.number for item in found} <= {"PC411"}
    return [str(item.hint) for item in found]


@pytest.mark.parametrize(
    ("image", "hint"),
    [
        (DEEPAR, f"write `image: {DEEPAR}` in `Register`"),
        ('{framework: blazingtext, version: "1"}', 'framework: blazingtext, version: "1"'),
        ('{framework: linear-learner, version: "1"}', 'framework: linear-learner, version: "1"'),
        (OWN, f"if that is this one, write `image: {XGBOOST}`"),
        (f"111122223333.{ECR}/kmeans:1", f"if that is this one, write `image: {XGBOOST}`"),
    ],
)
def test_an_image_that_nobody_chose_is_told(image: str, hint: str) -> None:
    """The default is for XGBoost; the mended line is silent."""
    (told,) = _told(image)
    assert hint in told
    mended = told.split("write `")[1].split("`")[0]
    assert _told(image, mended) == []


@pytest.mark.parametrize("kind", ["training", "tuning"])
@pytest.mark.parametrize(
    ("image", "count"),
    [(DEEPAR, 1), (OWN, 1), (XGBOOST, 0), (f"111122223333.{ECR}/our-xgboost:3", 0)],
)
def test_the_best_of_a_tuning_is_a_model_too(kind: str, image: str, count: int) -> None:
    """As what a training makes."""
    head = HEAD if kind == "training" else HEAD.split("  Train:", maxsplit=1)[0] + TUNE
    assert len(_told(image, head=head)) == count


@pytest.mark.parametrize(
    ("image", "more", "defaults"),
    [
        (XGBOOST, "", ""),
        ("${parameters.Image}", "", f"parameters: {{Image: '{OWN}'}}"),
        (OWN, f"image: {XGBOOST}", ""),
        (OWN, f"image: {OWN}", ""),
        (DEEPAR, f"image: {OWN}", ""),
        (DEEPAR, f"image: {DEEPAR}", ""),
        (OWN, "", f"defaults: {{for: {{ModelRegistration: {{image: {XGBOOST}}}}}}}"),
        (OWN, f"request: {{InferenceSpecification: {{Containers: [{{Image: '{AWS}'}}]}}}}", ""),
    ],
)
def test_an_image_that_is_said_is_left_alone(image: str, more: str, defaults: str) -> None:
    """And what the image of a training is, where it cannot be known."""
    assert _told(image, more, defaults) == []


def test_an_algorithm_is_not_served_by_another() -> None:
    """Even if the other is written."""
    assert len(_told(DEEPAR, 'image: {framework: linear-learner, version: "1"}')) == 1
