"""A small project of a user, and pipec run in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli_runs import Run
from deploy.aws import Moto
from pipec.cli import app as cli

NAME = "Houses"
ARN = f"arn:aws:sagemaker:us-east-1:123456789012:pipeline/{NAME}"
FILE = """\
pipeline: Houses
description: What a house costs.
display_name: House-prices
parallelism: 4
tags: {team: homes, cost-center: 12}
vars:
  bucket: example-bucket
  region: us-east-1
  role: arn:aws:iam::123456789012:role/SageMakerRole
parameters:
  Rounds: 50
steps:
  Prepare:
    uses: TabularPreprocessing
    code: prepare.py
    cache: 30d
    inputs: {raw_data: s3://example-bucket/houses.csv}
  Train:
    uses: XGBoostTraining
    cache: 30d
    hyperparameters: {objective: reg:squarederror, num_round: "${parameters.Rounds}"}
"""
SECOND = (
    FILE.replace("What a house costs.", "What a flat costs.")
    .replace("parallelism: 4", "parallelism: 2")
    .replace("team: homes, cost-center: 12", "team: flats")
    .replace("reg:squarederror", "reg:absoluteerror")
    .replace("role/SageMakerRole", "role/OtherRole")
)
SCRIPT = "print('prepare')\n"
OTHER_SCRIPT = "print('prepare otherwise')\n"


class Project:
    """A folder with `pipeline.yaml` and its code, and a moto server to deploy to."""

    def __init__(self, folder: Path, moto: Moto, capture: pytest.CaptureFixture[str]) -> None:
        self.folder, self.moto, self._capture = folder, moto, capture
        self.write(FILE, SCRIPT)

    def write(self, pipeline: str, script: str = SCRIPT) -> None:
        """The project's two files."""
        (self.folder / "pipeline.yaml").write_text(pipeline, "utf-8")
        (self.folder / "prepare.py").write_text(script, "utf-8")

    def run(self, *arguments: str) -> Run:
        """A command, pointed at the server."""
        code = cli.main([*arguments, "--endpoint-url", self.moto.url])
        return Run(code, self._capture)

    def upsert(self, *arguments: str) -> Run:
        """`pipec upsert pipeline.yaml --yes`."""
        return self.run("upsert", "pipeline.yaml", "--yes", *arguments)

    def compiled(self) -> dict[str, Any]:
        """The definition that the project's file compiles to."""
        assert cli.main(["compile", "pipeline.yaml", "--stdout"]) == 0
        found: dict[str, Any] = json.loads(self._capture.readouterr().out)
        return found

    def deployed(self) -> dict[str, Any] | None:
        """All that one UpdatePipeline sets, as the server has it; None for no pipeline."""
        client = self.moto.client("sagemaker")
        names = [item["PipelineName"] for item in client.list_pipelines()["PipelineSummaries"]]
        if NAME not in names:
            return None
        found = client.describe_pipeline(PipelineName=NAME)
        return {
            "definition": json.loads(found["PipelineDefinition"]),
            "role": found["RoleArn"],
            "description": found.get("PipelineDescription"),
            "display_name": found["PipelineDisplayName"],
            "parallelism": found.get("ParallelismConfiguration"),
        }

    def tags(self) -> dict[str, str]:
        """The pipeline's tags."""
        answer = self.moto.client("sagemaker").list_tags(ResourceArn=ARN)
        return {tag["Key"]: tag["Value"] for tag in answer["Tags"]}

    def uploads(self) -> dict[str, int]:
        """How often each object was put; the bucket keeps versions."""
        answer = self.moto.client("s3").list_object_versions(Bucket="example-bucket")
        counts: dict[str, int] = {}
        for version in answer.get("Versions", []):
            counts[version["Key"]] = counts.get(version["Key"], 0) + 1
        return counts


@pytest.fixture
def project(
    tmp_path: Path,
    moto: Moto,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Project:
    """The project in an empty folder, and a bucket that keeps versions."""
    monkeypatch.chdir(tmp_path)
    moto.make_bucket(versioned=True)
    return Project(tmp_path, moto, capsys)
