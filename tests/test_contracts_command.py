"""`pipec contracts`: list, show and new."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from cli_runs import CONTRACT, Pipec, Run, runner, write
from pipec.cli.commands.contracts import _file_name
from pipec.cli.contract_views import contract_rows, rows_text
from pipec.compiler.diagnostics import Report
from pipec.compiler.editor.drafts import contract_draft
from pipec.compiler.parsing.contracts import LIBRARY, ContractRegistry, library
from pipec.compiler.steps import STEP_TYPES

KINDS = sorted(kind for kind in STEP_TYPES if STEP_TYPES[kind].head == "kind")
PROJECT = """\
contracts: [own]
vars: {bucket: b-1, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
defaults: {for: {Greet: {cache: 1d}}}
environments:
  prod: {defaults: {for: {Greet: {cache: 2d}}}}
"""
GREET = (
    CONTRACT
    + """\
description: Says hello. Twice.
inputs:
  table:
    {type: processing_output, compatible_sources: [DataLoad], aliases: [data], description: Who}
  mood: {type: custom_property, data_type: String, required: false}
outputs:
  answer: {type: custom_property, data_type: String}
options:
  tone: {enum: [kind, rude], default: kind, description: How.}
  times: {type: integer}
"""
)


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Pipec in a folder with a project of one contract."""
    run = runner(tmp_path, monkeypatch, capsys)
    write("pipec.yaml", PROJECT)
    write("own/greet.yaml", GREET)
    return run


def data(run: Run) -> Any:
    """What a command printed as JSON."""
    return json.loads(run.out)


# --- list -----------------------------------------------------------------------------------


def test_the_list_has_all_contracts(pipec: Pipec) -> None:
    """Pipec's own and the project's, in columns that line up."""
    run = pipec("contracts", "list")
    assert (run.code, run.err) == (0, "")
    head, *lines = run.out.splitlines()
    assert [line.split()[0] for line in lines] == sorted([*library(), "Greet"])
    place, about = head.index("FROM"), head.index("DESCRIPTION")
    assert all(line[place - 1] == line[about - 1] == " " for line in lines)
    [own] = [line for line in lines if line.startswith("Greet ")]
    assert own.split() == ["Greet", "Lambda", "own/greet.yaml", "Says", "hello"]


def test_the_list_on_a_narrow_terminal() -> None:
    """Nothing is cut: descriptions stand below, in lines that the terminal does not break."""
    rows = contract_rows(ContractRegistry(), Report())
    text = rows_text(rows, 80)
    assert max(map(len, text.splitlines())) <= 80
    words = text.split()
    assert all(" ".join(row["description"].split()) in " ".join(words) for row in rows)
    assert text.splitlines()[1].split() == ["BatchTransform", "Transform", "pipec"]
    assert rows_text(rows, 1000) == rows_text(rows, None)


def test_the_list_as_json(pipec: Pipec) -> None:
    """One object each; what replaces a built-in contract says so, in the text too."""
    write("own/load.yaml", CONTRACT.replace("Greet", "DataLoad"))
    rows = {row["name"]: row for row in data(pipec("contracts", "list", "--json"))}
    assert set(rows) == {*library(), "Greet"}
    assert rows["DataLoad"] == {
        "name": "DataLoad",
        "kind": "Lambda",
        "description": "",
        "from": "own/load.yaml",
        "replaces_built_in": True,
        "broken": False,
    }
    assert rows["ModelEvaluation"]["from"] == "pipec"
    assert not rows["Greet"]["replaces_built_in"]
    assert "own/load.yaml (replaces the built-in one)" in pipec("contracts", "list").out


@pytest.mark.parametrize(
    ("broken", "code"),
    [("contract: Bye\nkind: Lambada\n", "PC111"), ("contract: Bye\nkind: [", "PC003")],
)
def test_a_broken_contract_is_told_and_the_others_are_listed(
    broken: str, code: str, pipec: Pipec
) -> None:
    """Whether its YAML or its meaning is broken; the exit code says that something is wrong."""
    write("own/bye.yaml", broken)
    run = pipec("contracts", "list", "--json")
    assert run.code == 1
    rows = {row["name"]: row for row in data(run)}
    assert (rows["Bye"]["broken"], rows["Bye"]["kind"]) == (True, None)
    assert rows["Greet"]["kind"] == "Lambda"
    assert "own/bye.yaml:" in run.err
    assert f"error[{code}]" in run.err
    assert "a file that has mistakes" in pipec("contracts", "list").out
    assert f"error[{code}]" in pipec("contracts", "show", "Bye").err


def test_without_a_project(pipec: Pipec) -> None:
    """The built-in ones are there everywhere."""
    Path("pipec.yaml").unlink()
    run = pipec("contracts", "list", "--json")
    assert [row["name"] for row in data(run)] == sorted(library())


def test_a_broken_project(pipec: Pipec) -> None:
    """What is wrong with it is told; what pipec has of its own is listed."""
    write("pipec.yaml", "contract: [own]\n")
    run = pipec("contracts", "list")
    assert run.code == 1
    assert "error[PC101]" in run.err
    assert "ModelEvaluation" in run.out


def test_a_folder_that_is_not_there(pipec: Pipec) -> None:
    """As everywhere."""
    write("pipec.yaml", "contracts: [onw]\n")
    run = pipec("contracts", "list")
    assert run.code == 1
    assert "did you mean `own`?" in run.err


def test_the_project_is_looked_for_upwards_or_named(
    pipec: Pipec, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for pipelines; `--project` names any folder in it."""
    Path("a/b").mkdir(parents=True)
    monkeypatch.chdir("a/b")
    assert data(pipec("contracts", "show", "Greet", "--json"))["from"] == "../../own/greet.yaml:1"
    write("pipec.yaml", "{}\n")
    assert pipec("contracts", "show", "Greet").code == 1
    assert pipec("contracts", "show", "Greet", "--project", "..").code == 0
    for wrong in ("pipec.yaml", "nowhere"):
        assert pipec("contracts", "list", "--project", wrong).code == 2


def test_byte_order_mark_crlf_and_unicode(pipec: Pipec) -> None:
    """Files as Windows writes them."""
    text = "\ufeff" + GREET.replace("Who", "Größe 数据").replace("\n", "\r\n")
    write("own/greet.yaml", text)
    found = data(pipec("contracts", "show", "Greet", "--json"))
    assert found["inputs"][0]["description"] == "Größe 数据"
    assert pipec("contracts", "show", "Greet").code == 0


# --- show -----------------------------------------------------------------------------------


def test_all_of_a_contract(pipec: Pipec) -> None:
    """Ports, options, keys, and what fits by what the contracts say."""
    found = data(pipec("contracts", "show", "Greet", "--json"))
    table, mood = found["inputs"]
    assert (table["required"], table["sources"], table["aliases"]) == (True, ["DataLoad"], ["data"])
    assert "DataLoad.data" in table["fed_by"]
    assert (mood["required"], mood["data_type"], mood["fed_by"]) == (False, "String", [])
    assert [option["required"] for option in found["options"]] == [False, True]
    assert found["options"][0]["schema"]["enum"] == ["kind", "rude"]
    assert list(found["sets"]) == ["function"]
    assert found["defaults"] == [{"cache": "1d"}]
    load = data(pipec("contracts", "show", "DataLoad", "--json"))
    assert "Greet.table" in load["outputs"][0]["feeds"]


def test_all_of_a_contract_as_text(pipec: Pipec) -> None:
    """The same in words; an environment changes the defaults."""
    run = pipec("contracts", "show", "Greet", "--env", "prod")
    assert (run.code, run.err) == (0, "")
    for line in (
        "Greet (Lambda)",
        "  Says hello. Twice.",
        "  from own/greet.yaml:1",
        "  table: processing_output",
        "  mood: custom_property, String, optional",
        "      also called: data",
        "      sources: DataLoad",
        "      fed by: DataLoad.data",
        "  tone: default kind",
        "      one of: kind, rude",
        "  times: must be set",
        "  cache: 1d",
        "  cache: 2d",
    ):
        assert line in run.out.splitlines(), line


@pytest.mark.parametrize("name", sorted(library()))
def test_every_built_in_contract_is_shown(name: str, pipec: Pipec) -> None:
    """In all three forms, and what a port is fed by feeds it."""
    found = data(pipec("contracts", "show", name, "--json"))
    contract = ContractRegistry().get(name, Report())
    assert contract is not None
    assert [port["name"] for port in found["inputs"]] == list(contract.inputs)
    assert [port["name"] for port in found["outputs"]] == list(contract.outputs)
    text = pipec("contracts", "show", name).out
    assert all(f"\n  {port}: " in text for port in (*contract.inputs, *contract.outputs))
    assert max(map(len, text.splitlines())) <= 110
    source = Path(__file__).parent.parent / "contracts" / contract.span.file.removeprefix(LIBRARY)
    assert pipec("contracts", "show", name, "--yaml").out == source.read_text("utf-8")
    for port in found["inputs"]:
        for giver in port["fed_by"][:1]:
            other, output = giver.split(".")
            ports = data(pipec("contracts", "show", other, "--json"))["outputs"]
            feeds = next(item["feeds"] for item in ports if item["name"] == output)
            assert f"{name}.{port['name']}" in feeds


def test_an_unknown_name(pipec: Pipec) -> None:
    """The nearest one is named; so is an unknown environment, at once."""
    run = pipec("contracts", "show", "Gret", "--env", "prd")
    assert (run.code, run.out) == (1, "")
    assert "error[PC110]: there is no contract `Gret`" in run.err
    assert "did you mean `Greet`?" in run.err
    assert "did you mean `prod`?" in run.err


def test_one_form_at_a_time(pipec: Pipec) -> None:
    """Both would be no document."""
    assert pipec("contracts", "show", "Greet", "--json", "--yaml").code == 2


def test_hints_name_what_everybody_has(pipec: Pipec) -> None:
    """A command, or the text to write; the pages of `docs/` are not installed."""
    write("p.yaml", "pipeline: P\nsteps: {Zzz: {uses: Zzz}}\n")
    write("own/greet.yaml", f"{CONTRACT}options: {{tone: {{minimum: low}}}}\n")
    said = pipec("validate", "p.yaml").out + pipec("validate", "own").out
    assert "`pipec contracts list` shows all; your own lie in the folders" in said
    assert "an option is written as `{type: number, default: 0.5}`" in said
    assert "docs/" not in said


def test_mistakes_in_the_format_that_is_asked_for(pipec: Pipec) -> None:
    """A document stands alone in its stream, whatever ends the command."""
    for arguments, code in (
        (("show", "Gret"), "PC110"),
        (("new", "Greet", "--kind", "Lambda"), "PC112"),
        (("new", "Hello", "--kind", "Lambada"), "PC111"),
    ):
        run = pipec("contracts", *arguments, "--format", "json")
        assert (run.code, run.out) == (1, "")
        assert [item["code"] for item in json.loads(run.err)["diagnostics"]] == [code]
    run = pipec("contracts", "show", "Gret", "--format", "concise")
    assert run.err.startswith("error[PC110]: there is no contract `Gret`")
    assert len(run.err.splitlines()) == 1
    run = pipec("contracts", "new", "Hello", "--kind", "Lambda", "--format", "json")
    assert json.loads(run.err)["summary"] == {"errors": 0, "warnings": 0}
    assert Path("own/hello.yaml").is_file()


# --- new ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_contract_of_each_kind_is_clean(kind: str, pipec: Pipec) -> None:
    """By `validate`, and by the JSON Schema that its first line names; it can be listed."""
    run = pipec("contracts", "new", "MyOwn", "--kind", kind)
    assert (run.code, run.out, run.err) == (0, "", "wrote own/my_own.yaml\n")
    checked = pipec("validate", "own/my_own.yaml", "--strict")
    assert (checked.code, checked.out) == (0, "")
    assert pipec("schema", "--write").code == 0
    first = Path("own/my_own.yaml").read_text("utf-8").splitlines()[0]
    schema = json.loads((Path("own") / first.partition("$schema=")[2]).read_text("utf-8"))
    tree = YAML(typ="safe").load(Path("own/my_own.yaml"))
    assert list(Draft7Validator(schema).iter_errors(tree)) == []
    assert data(pipec("contracts", "show", "MyOwn", "--json"))["kind"] == kind


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_names_all_that_the_kind_has(kind: str) -> None:
    """Each friendly key and each own key is there; lines stay readable."""
    step_type = STEP_TYPES[kind]
    text = contract_draft("X", step_type, "s")
    keys = {path.partition(".")[0] for path in step_type.placements} | set(step_type.keys)
    assert {key for key in keys if f"\n#{key}: " not in text} == set()
    assert not step_type.needed or "Needed, here or in each step" in text
    assert max(len(line) for line in text.splitlines() if "https://" not in line) <= 100


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_uncommented(kind: str, pipec: Pipec) -> None:
    """Every key that a comment proposes is right as it stands, once its `#` is taken away."""
    write("own/script.py", "pass\n")
    pipec("contracts", "new", "MyOwn", "--kind", kind)
    path = Path("own/my_own.yaml")
    text = path.read_text("utf-8")
    keys = set(re.findall(r"^#(\w+): \S", text, re.MULTILINE)) - {"inputs"}  # used nowhere yet
    assert keys
    for key in keys:
        path.write_text(re.sub(rf"^#({key}: )", r"\1", text, flags=re.MULTILINE), "utf-8")
        run = pipec("validate", "own")
        assert (run.code, run.out) == (0, ""), key
    options = text.replace("#options:", "options:").replace("#  threshold:", "  threshold:")
    path.write_text(options, "utf-8")
    assert options.count("#") < text.count("#")
    assert pipec("validate", "own").code == 0


def test_a_draft_does_not_tell_to_write_what_is_an_error(pipec: Pipec) -> None:
    """A training has a `command` or a script, not both."""
    pipec("contracts", "new", "MyOwn", "--kind", "Training")
    text = " ".join(Path("own/my_own.yaml").read_text("utf-8").replace("#", "").split())
    assert "on Training it stands instead of `code`" in text
    assert "On Training not beside `code`" in text


def test_the_kind_that_begins_as_what_was_given(pipec: Pipec) -> None:
    """A step is often thought of as `Train`; one letter could be any kind."""
    assert "did you mean `Training`?" in pipec("contracts", "new", "A", "--kind", "train").err
    assert "the kinds: `AutoML`, " in pipec("contracts", "new", "A", "--kind", "A").err


def test_the_project_may_not_list_the_folder(pipec: Pipec) -> None:
    """Without `contracts:`, without a project and elsewhere it is said what to add."""
    write("pipec.yaml", "vars: {}\n")
    run = pipec("contracts", "new", "A", "--kind", "Lambda")
    hint = "steps find it once pipec.yaml has `contracts: [contracts]`\n"
    assert (run.code, run.err) == (0, f"wrote contracts/a.yaml\n{hint}")
    Path("pipec.yaml").unlink()
    run = pipec("contracts", "new", "B", "--kind", "Lambda", "--out", "other/b.yaml")
    assert run.err.endswith("has `contracts: [other]`\n")
    write("pipec.yaml", "contracts: [contracts, other]\n")
    assert {"A", "B"} <= {row["name"] for row in data(pipec("contracts", "list", "--json"))}


def test_a_project_with_mistakes(pipec: Pipec) -> None:
    """A folder that is not there yet is made; a file that cannot be read as a project is told."""
    write("own/bye.yaml", "contract: Bye\nkind: Lambada\n")
    write("pipec.yaml", "contracts: [fresh/deep, own]\ndefaults: {for: {Hi: {cache: 1d}}}\n")
    run = pipec("contracts", "new", "Hi", "--kind", "Lambda")
    assert (run.code, run.err) == (0, "wrote fresh/deep/hi.yaml\n")
    assert "error[PC112]" in pipec("contracts", "new", "Bye", "--kind", "Lambda").err
    for text, code in (("contract: [own]\n", "PC101"), ("contracts: [", "PC003")):
        write("pipec.yaml", text)
        run = pipec("contracts", "new", "Ho", "--kind", "Lambda")
        assert run.code == 1
        assert f"error[{code}]" in run.err
    assert not list(Path().rglob("ho.yaml"))


def test_schemas_that_are_there_are_stale_then(pipec: Pipec) -> None:
    """It is told where there are any, and helps."""
    pipec("schema", "--write")
    run = pipec("contracts", "new", "A", "--kind", "Lambda")
    assert run.err.endswith("\neditors know it after `pipec schema --write`\n")
    assert pipec("schema", "--check").code == 1
    pipec("schema", "--write")
    assert pipec("schema", "--check").code == 0


def test_a_contract_in_place_of_a_built_in_one(pipec: Pipec) -> None:
    """A draft would take its ports from all its steps; what the hint says changes nothing."""
    run = pipec("contracts", "new", "DataLoad", "--kind", "Processing")
    assert run.code == 1
    assert "pipec has a contract `DataLoad` of its own" in run.err
    assert "put into `own/data_load.yaml` what `pipec contracts show DataLoad --yaml`" in run.err
    assert not Path("own/data_load.yaml").exists()
    write("own/data_load.yaml", pipec("contracts", "show", "DataLoad", "--yaml").out)
    assert data(pipec("contracts", "show", "DataLoad", "--json"))["replaces_built_in"]
    assert pipec("validate", "own").code == 0


def test_nothing_is_overwritten(pipec: Pipec) -> None:
    """Neither a file nor, by another file, a contract of the project."""
    assert "error[PC112]" in pipec("contracts", "new", "Greet", "--kind", "Lambda").err
    write("own/hello.yaml", "# mine")
    run = pipec("contracts", "new", "Hello", "--kind", "Lambda")
    assert run.code == 1
    assert "error[PC015]: `own/hello.yaml` is there already" in run.err
    assert Path("own/hello.yaml").read_text("utf-8") == "# mine"


@pytest.mark.parametrize("name", ["1a", "", "a b", "é", "a\n", "${x}", "a: b", "../a"])
def test_a_name_or_a_kind_that_cannot_be(name: str, pipec: Pipec) -> None:
    """Both are said at once, and nothing is written."""
    run = pipec("contracts", "new", "--kind", "Procesing", "--", name)
    assert (run.code, list(Path("own").iterdir())) == (1, [Path("own/greet.yaml")])
    assert "error[PC104]" in run.err
    assert "did you mean `Processing`?" in run.err


@pytest.mark.parametrize("file", sorted(library().items()))
def test_files_are_called_as_pipecs_own(file: tuple[str, str]) -> None:
    """`TabularPreprocessing` lies in `tabular_preprocessing.yaml`."""
    name, path = file
    assert _file_name(name).replace("_", "") == path.removesuffix(".yaml").replace("_", "")


def test_a_new_contract_with_a_name_of_two_words(pipec: Pipec) -> None:
    """The hint is the name to give."""
    run = pipec("contracts", "new", "My Thing", "--kind", "Lambda")
    assert run.code == 1
    assert "= hint: write `MyThing`: a letter, then letters" in run.err
    assert pipec("contracts", "new", "MyThing", "--kind", "Lambda").code == 0


def test_what_a_training_of_ones_own_feeds_of_pipecs(pipec: Pipec) -> None:
    """Lists of pipec's own contracts cannot name it: its kind counts, as for the wiring."""
    model = "{type: model_artifacts, property_path: ModelArtifacts.S3ModelArtifacts}"
    head = "contract: LoraTraining\nkind: Training\nimage: x\ninstance: ml.m5.large\n"
    write("pipec.yaml", PROJECT.replace("Greet", "LoraTraining"))
    write("own/lora.yaml", f"{head}outputs: {{adapter: {model}}}\n")

    shown = json.loads(pipec("contracts", "show", "LoraTraining", "--json").out)

    assert "ModelRegistration.model_artifacts" in shown["outputs"][0]["feeds"]
