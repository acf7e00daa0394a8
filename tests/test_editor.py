"""What an editor offers, shows and marks: the schemas in yaml-language-server itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from language_server import LanguageServer, language_server
from pipec.cli.app import main

ROOT = Path(__file__).resolve().parent.parent
CONTRACT = """\
contract: ChurnScores
description: Scores customers by the likelihood that they leave.
kind: Processing
inputs:
  customers: {type: processing_output, description: The customers to score.}
outputs:
  scores: {type: processing_output, path: /opt/ml/processing/scores}
options:
  threshold: {type: number, default: 0.5, description: Above it a customer is lost.}
  mode: {enum: [fast, exact], default: fast}
"""
PIPELINE = "# yaml-language-server: $schema=.pipec/pipeline.schema.json\npipeline: P\nsteps:\n"

TRAINING = f"{PIPELINE}  A:\n    kind: Training\n"
LOOP = f"{PIPELINE}  A:\n    for_each: [1]\n    max_concurrency: 1\n    steps:\n"
CONDITION = f"{PIPELINE}  A:\n    if: parameters.X > 1\n    then:\n"
A_CONTRACT = (
    "# yaml-language-server: $schema=.pipec/contract.schema.json\ncontract: A\nkind: Training\n"
)

pytestmark = pytest.mark.xdist_group("editor")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project with a contract of its own, and the schemas that `pipec schema` writes for it."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "contracts").mkdir()
    (folder / "contracts" / "own.yaml").write_text(CONTRACT)
    (folder / "pipec.yaml").write_text("contracts: [contracts]\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert main(["schema", "--write"]) == 0
        yield folder


@pytest.fixture(scope="module")
def server(project: Path) -> Iterator[LanguageServer]:
    """The language server that all tests of this file ask."""
    with language_server(project) as found:
        yield found


OFFERED = {
    "top-level keys": (
        "# yaml-language-server: $schema=.pipec/pipeline.schema.json\n|\n",
        {"pipeline", "parameters", "steps", "defaults"},
        {"uses", "contract"},
    ),
    "heads of a step": (
        f"{PIPELINE}  A:\n    |\n",
        {"uses", "kind", "if", "for_each", "fail"},
        {"instance"},
    ),
    "heads in a loop": (
        f"{LOOP}      B:\n        |\n",
        {"uses", "kind"},
        {"if", "for_each", "fail"},
    ),
    "keys of a training": (
        f"{PIPELINE}  A:\n    kind: Training\n    |\n",
        {"instance", "hyperparameters", "code", "timeout", "request", "inputs"},
        {"function", "ranges", "uses"},
    ),
    "keys of a Lambda step": (
        f"{PIPELINE}  A:\n    kind: Lambda\n    |\n",
        {"function", "inputs", "outputs"},
        {"instance", "hyperparameters", "timeout"},
    ),
    "keys in a branch": (
        f"{CONDITION}      B:\n        kind: Model\n        |\n",
        {"image", "code"},
        {"timeout"},
    ),
    "contracts, the project's own too": (
        f"{PIPELINE}  A:\n    uses: |\n",
        {"ChurnScores", "XGBoostTraining"},
        {"Training"},
    ),
    "kinds": (f"{PIPELINE}  A:\n    kind: |\n", {"Training", "Lambda"}, {"Condition"}),
    "options of the contract": (
        f"{PIPELINE}  A:\n    uses: ChurnScores\n    options:\n      |\n",
        {"threshold", "mode"},
        {"customers"},
    ),
    "values of an option": (
        f"{PIPELINE}  A:\n    uses: ChurnScores\n    options:\n      mode: |\n",
        {"fast", "exact"},
        set(),
    ),
    "inputs of the contract": (
        f"{PIPELINE}  A:\n    uses: XGBoostTraining\n    inputs:\n      |\n",
        {"training_data", "validation_data"},
        {"customers"},
    ),
    "outputs of the contract": (
        f"{PIPELINE}  A:\n    uses: ChurnScores\n    outputs:\n      |\n",
        {"scores"},
        {"customers"},
    ),
    "instance types": (
        f"{PIPELINE}  A:\n    kind: Training\n    instance: |\n",
        {"ml.m5.xlarge", "ml.p5.48xlarge"},
        set(),
    ),
    "members of an instance": (
        f"{PIPELINE}  A:\n    kind: Processing\n    instance:\n      |\n",
        {"type", "count", "volume_gb"},
        {"keep_alive"},
    ),
    "frameworks": (
        f"{PIPELINE}  A:\n    kind: Training\n    image:\n      framework: |\n",
        {"xgboost", "pytorch"},
        set(),
    ),
    "versions of a framework": (
        f"{TRAINING}    image:\n      framework: xgboost\n      version: |\n",
        {"1.7-1"},
        {"true"},
    ),
    "members of a request": (
        f"{PIPELINE}  A:\n    kind: Training\n    request:\n      StoppingCondition:\n        |\n",
        {"MaxRuntimeInSeconds", "MaxWaitTimeInSeconds"},
        {"TrainingJobName"},
    ),
    "values in a request": (
        f"{TRAINING}    request:\n      AlgorithmSpecification:\n        TrainingInputMode: |\n",
        {"File", "Pipe", "FastFile"},
        set(),
    ),
    "exceptions to retry": (
        f"{PIPELINE}  A:\n    kind: Training\n    retry:\n      - on: [|]\n",
        {"Step.THROTTLING", "SageMaker.CAPACITY_ERROR"},
        set(),
    ),
    "keys of a project": (
        "# yaml-language-server: $schema=.pipec/project.schema.json\n|\n",
        {"contracts", "vars", "defaults", "environments", "words"},
        {"steps"},
    ),
    "contracts in the defaults of a project": (
        "# yaml-language-server: $schema=.pipec/project.schema.json\ndefaults:\n  for:\n    |\n",
        {"ChurnScores", "XGBoostTraining"},
        set(),
    ),
    "keys of a contract": (
        f"{A_CONTRACT}|\n",
        {"inputs", "outputs", "options", "instance", "request"},
        {"depends_on", "from", "function"},
    ),
    "types of a port": (
        f"{A_CONTRACT}inputs:\n  a:\n    type: |\n",
        {"training_data", "model_artifacts"},
        set(),
    ),
}


@pytest.mark.parametrize("name", OFFERED)
def test_what_is_offered(name: str, server: LanguageServer, project: Path) -> None:
    """At the `|` these are offered, and those that belong elsewhere are not."""
    text, wanted, unwanted = OFFERED[name]
    found = set(server.completions(project / "file.yaml", text))
    assert wanted <= found
    assert not unwanted & found


def test_what_is_offered_is_explained(server: LanguageServer, project: Path) -> None:
    """A contract with its description, an option with its default."""
    path = project / "file.yaml"
    offered = server.completions(path, f"{PIPELINE}  A:\n    uses: |\n")
    assert offered["ChurnScores"]["documentation"].startswith("Scores customers")
    text = f"{PIPELINE}  A:\n    uses: ChurnScores\n    options:\n      |\n"
    option = server.completions(path, text)["threshold"]
    assert "0.5" in option["insertText"]
    assert option["documentation"] == "Above it a customer is lost."


SHOWN = {
    "a key": (
        "  A:\n    uses: ChurnScores\n    time|out: 1h\n",
        "The longest that the job may run",
    ),
    "a contract": ("  A:\n    uses: Churn|Scores\n", "Scores customers by the likelihood"),
    "a kind": ("  A:\n    kind: Trai|ning\n", "API_CreateTrainingJob.html"),
    "an input": (
        "  A:\n    uses: ChurnScores\n    inputs:\n      custo|mers: s3://bucket/x\n",
        "The customers to score. Required; wired from outputs of type",
    ),
    "an option": (
        "  A:\n    uses: ChurnScores\n    options: {thr|eshold: 1}\n",
        "Above it a customer is lost.",
    ),
    "a key of one kind": (
        "  A:\n    kind: Lambda\n    func|tion: arn:x\n",
        "The ARN of the Lambda",
    ),
    "a key that a kind lacks": (
        "  A:\n    kind: Transform\n    time|out: 1h\n",
        "A Transform step has no `timeout`: transform jobs have no time limit.",
    ),
    "a head": ("  A:\n    fa|il: Enough\n", "Ends the run with this message."),
}


@pytest.mark.parametrize("name", SHOWN)
def test_what_is_shown(name: str, server: LanguageServer, project: Path) -> None:
    """The text for the word at the `|`."""
    text, wanted = SHOWN[name]
    assert wanted in server.hover(project / "file.yaml", PIPELINE + text)


MARKED = {
    "a key": ("  A:\n    kind: Training\n    instanse: ml.m5.xlarge\n", 6, "instanse"),
    "a key inside": ("  A:\n    uses: ChurnScores\n    instance:\n      tpye: x\n", 7, "tpye"),
    "a contract": ("  A:\n    uses: ChurnScore\n", 5, "ChurnScores"),
    "a kind": ("  A:\n    kind: Trainig\n", 5, "Training"),
    "an option": (
        "  A:\n    uses: ChurnScores\n    options:\n      mode: exact\n      treshold: 1\n",
        8,
        "treshold",
    ),
    "an instance type": ("  A:\n    kind: Training\n    instance: ml.m5.xlarg\n", 6, "knows"),
    "a key that a kind lacks": (
        "  A:\n    kind: Transform\n    timeout: 1h\n",
        6,
        "A Transform step has no timeout: transform jobs have no time limit.",
    ),
    "a member": (
        "  A:\n    kind: Training\n    request: {StoppingCondition: {MaxRuntimeInSecond: 1}}\n",
        6,
        "MaxRuntimeInSecond",
    ),
}


@pytest.mark.parametrize("name", MARKED)
def test_what_is_marked(name: str, server: LanguageServer, project: Path) -> None:
    """One mark, on the very line, that says what is wrong."""
    text, line, wanted = MARKED[name]
    [(marked, message)] = server.marks(project / "file.yaml", PIPELINE + text)
    assert marked == line
    assert wanted in message


def test_what_is_right_is_not_marked(server: LanguageServer, project: Path) -> None:
    """Not in the examples, not in their contracts and project files, not where a reference is."""
    for kind in ("pipeline", "contract", "project"):
        head = f"# yaml-language-server: $schema=.pipec/{kind}.schema.json\n"
        names = {"pipeline": "pipeline.yaml", "project": "pipec.yaml", "contract": "*.yaml"}
        folder = "contracts" if kind == "contract" else "pipelines/abalone"
        files = sorted((ROOT / folder).glob(names[kind]))
        assert files or kind == "project"
        for path in files:
            text = path.read_text().removeprefix("---\n")
            assert server.marks(project / "file.yaml", head + text) == []
    text = '  A:\n    kind: Training\n    instance: "${vars.machine}"\n    timeout: ${vars.long}\n'
    assert server.marks(project / "file.yaml", PIPELINE + text) == []


def test_a_typo_in_the_other_files_is_marked(server: LanguageServer, project: Path) -> None:
    """In a project file and in a contract as well."""
    head = "# yaml-language-server: $schema=.pipec/"
    text = f"{head}project.schema.json\ncontracts: [contracts]\nenvironment: {{}}\n"
    assert [line for line, _ in server.marks(project / "file.yaml", text)] == [3]
    text = f"{head}contract.schema.json\n{CONTRACT}instanse: ml.m5.xlarge\n"
    assert [line for line, _ in server.marks(project / "file.yaml", text)] == [12]
