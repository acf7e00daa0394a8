"""What `--emit terraform` writes, asked of Terraform itself; skipped where it is not installed.

The binary and the AWS provider come with the machine, or not: neither is on PyPI. What the
emitted text must be for them is also tested without, in `test_emit_templates.py`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import unicodedata
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from deploy import hcl
from deploy.aws import REGION, Moto
from pipec.cli.app import main
from pipec.compiler.emit.definition import definition_text
from pipec.compiler.emit.terraform import quoted, terraform_text
from pipec.compiler.model import Settings

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases" / "ok"
PLUGINS = [
    path
    for path in (
        Path.home() / ".terraform.d" / "plugins",
        Path("/usr/local/share/terraform/plugins"),
        Path("/opt/tf-plugins"),
    )
    if (path / "registry.terraform.io" / "hashicorp" / "aws").is_dir()
]
needs_terraform = pytest.mark.skipif(not shutil.which("terraform"), reason="there is no terraform")
needs_provider = pytest.mark.skipif(
    not (shutil.which("terraform") and PLUGINS), reason="there is no AWS provider for terraform"
)
ROLE = "arn:aws:iam::111122223333:role/SageMakerRole"
PROVIDER = """\
provider "aws" {{
  region                      = "{region}"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  endpoints {{
    sagemaker = "{url}"
  }}
}}
"""


def call(module: Path) -> str:
    """A call of a module, with a role where it asks for one."""
    asks = 'variable "role_arn"' in (module / "pipeline.tf").read_text(encoding="utf-8")
    role = f'  role_arn = "{ROLE}"\n' if asks else ""
    return f'\nmodule "{module.name}" {{\n  source = "./{module.name}"\n{role}}}\n'


def terraform(folder: Path, *arguments: str) -> str:
    """What a terraform command prints; it may look nothing up on the network."""
    environment = {**os.environ, "TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1"}
    run = subprocess.run(
        ["terraform", *arguments, "-no-color"],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def emit(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One of the right pipelines compiled for Terraform below a folder; gives its folder."""
    example = ROOT / "pipelines" / name
    monkeypatch.chdir(example if example.is_dir() else CASES / name)
    out = folder / "build"
    assert main(["compile", "pipeline.yaml", "--emit", "terraform", "--out", str(out)]) == 0
    (made,) = (path for path in out.iterdir() if path.is_dir())
    return made.rename(folder / f"m{len(list(folder.glob('m*')))}")


@needs_terraform
def test_terraform_evaluates_to_the_same_texts(tmp_path: Path) -> None:
    """Every text of four of HCL's special characters survives, as a definition and quoted."""
    texts = ["".join(each) for size in range(5) for each in product('$%{\\"', repeat=size)]
    texts += ["\nJSON\n", "JSON", "\0\x1b\x7f\x85\u2028\ufeff", "顧🦪", "e\u0301", "~} ${~x~}"]
    definition = {"Texts": texts, "Numbers": [6.0, 1e-05, 6, 2**70], **dict.fromkeys(texts, None)}
    module = terraform_text("p", definition, Settings(), "p.yaml")
    plain = ",\n".join(map(quoted, texts))
    write = (tmp_path / "main.tf").write_text
    write(
        f'output "definition" {{\nvalue = {hcl.definition_token(module)}\n}}\n'
        f'output "texts" {{\nvalue = [\n{plain}\n]\n}}\n',
        encoding="utf-8",
    )
    terraform(tmp_path, "apply", "-auto-approve")
    found = json.loads(terraform(tmp_path, "output", "-json"))
    assert found["definition"]["value"] == definition_text(definition)
    # Terraform keeps texts in NFC; in the definition, which is ASCII, that changes nothing.
    assert found["texts"]["value"] == [unicodedata.normalize("NFC", text) for text in texts]


@needs_terraform
def test_terraform_would_not_format_it_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`terraform fmt` finds nothing to change, whatever arguments there are."""
    for name in ("abalone", "text-as-written", "text-of-the-world"):
        emit(tmp_path, name, monkeypatch)
    settings = Settings(
        role=ROLE,
        display_name="d",
        description="größe",
        parallelism=2,
        tags={"a": "b", "größe": ""},
    )
    for number, given in enumerate((settings, Settings(parallelism=2), Settings(tags={"a": ""}))):
        (tmp_path / f"{number}.tf").write_text(terraform_text("p", {}, given, "p.yaml"))
    assert terraform(tmp_path, "fmt", "-check", "-recursive", "-diff") == ""


@needs_provider
@pytest.mark.needs_loopback
def test_terraform_deploys_it(tmp_path: Path, moto: Moto, monkeypatch: pytest.MonkeyPatch) -> None:
    """The AWS provider takes the files, and creates pipelines of these very definitions."""
    modules = [emit(tmp_path, name, monkeypatch) for name in ("abalone", "text-as-written")]
    definitions = [(path / "definition.json").read_text(encoding="utf-8") for path in modules]
    settings = Settings(
        role=ROLE,
        display_name="All-of-it",
        description='über "Nacht", $${1} \\ %{2}',
        parallelism=7,
        tags={"team": "ml", "cost centre": "42/7"},
    )
    provider = PROVIDER.format(region=REGION, url=moto.url)
    (tmp_path / "main.tf").write_text(provider + "".join(map(call, modules)))
    full = terraform_text("Full", json.loads(definitions[0]), settings, "p.yaml")
    (tmp_path / "full.tf").write_text(full, encoding="utf-8")
    terraform(tmp_path, "init", f"-plugin-dir={PLUGINS[0]}")
    terraform(tmp_path, "apply", "-auto-approve", "-input=false")

    sagemaker = moto.client("sagemaker")
    names = [item["PipelineName"] for item in sagemaker.list_pipelines()["PipelineSummaries"]]
    assert sorted(names) == ["0042", "AbalonePipeline", "Full"]
    deployed: dict[str, Any] = {n: sagemaker.describe_pipeline(PipelineName=n) for n in names}
    assert deployed["AbalonePipeline"]["PipelineDefinition"] == definitions[0]
    assert deployed["0042"]["PipelineDefinition"] == definitions[1]
    assert deployed["0042"]["RoleArn"] == ROLE
    found = deployed["Full"]
    assert found["PipelineDefinition"] == definitions[0]
    assert found["PipelineDisplayName"] == settings.display_name
    assert found["PipelineDescription"] == settings.description
    assert found["RoleArn"] == ROLE
    assert found["ParallelismConfiguration"] == {"MaxParallelExecutionSteps": 7}
    tags = sagemaker.list_tags(ResourceArn=found["PipelineArn"])["Tags"]
    assert {tag["Key"]: tag["Value"] for tag in tags} == settings.tags
