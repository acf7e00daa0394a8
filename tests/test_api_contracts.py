"""Contracts in code: equal to those in YAML, in what they say and in what they compile to."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from types import new_class
from typing import Any, ClassVar

import pytest

import pipec
from oracle.pipec_side import ROOT
from pipec import (
    ContractRegistry,
    ContractStep,
    DependencySpec,
    DependencyType,
    DependencyTypes,
    InputPort,
    OutputPort,
    OutputSpec,
    PipelineBuilder,
    PipelineError,
    StepContract,
    UnknownName,
)
from pipec.cli.workspace import kind_of
from pipec.compiler.parsing.contracts import library

pytestmark = pytest.mark.filterwarnings("ignore::pipec.cli.api.errors.PipelineWarning")

VARS = {
    "bucket": "example-bucket",
    "region": "us-east-1",
    "role": "arn:aws:iam::111122223333:role/SageMakerRole",
}
FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:f"
LIBRARY = sorted((ROOT / "contracts").glob("*.yaml"))
OWN = sorted(
    path
    for pattern in (
        "tests/cases/**/*.yaml",
        "tests/oracle/**/*.yaml",
        "benchmarks/wiring/cases/tuning/m*/**/*.yaml",
    )
    for path in ROOT.glob(pattern)
    if kind_of(str(path)) == "contract"
)


def ids(path: Path) -> str:
    """A file as it is called in the repository."""
    return path.relative_to(ROOT).as_posix()


def loaded(path: Path) -> StepContract | None:
    """The contract of a file; None for one that is wrong in itself."""
    try:
        return StepContract.load(path)
    except PipelineError:
        assert "/err/" in str(path) or "/cases/" in str(path)
        return None


def said_anew(contract: StepContract) -> StepContract:
    """The contract from its fields, as a program writes it: each port with its own fields."""

    def again(port: Any) -> Any:
        given = {item.name: getattr(port, item.name) for item in fields(port) if item.init}
        given = {k: list(v) if isinstance(v, tuple) else v for k, v in given.items()}
        return type(port)(**{k: v for k, v in given.items() if not k.startswith("_")})

    keys = contract.keys
    folder = Path(contract.contract.span.file).parent.absolute()  # and not this program's
    if isinstance(keys.get("code"), str):
        keys["code"] = folder / keys["code"]
    elif "dir" in keys.get("code", {}):
        keys["code"]["dir"] = folder / keys["code"]["dir"]
    return StepContract(
        contract.step_type,
        contract.kind,
        description=contract.description,
        inputs=[again(port) for port in contract.inputs.values()],
        outputs=[again(port) for port in contract.outputs.values()],
        options=contract.options,
        **keys,
    )


UNSAYABLE = {"odd.yaml"}
"""It has `1.10`, which is `1.1` to Python; as a text it is another value."""

# --- YAML and Python ----------------------------------------------------------------------


def test_there_are_contracts_to_compare() -> None:
    """The library is whole, and the cases have more than it."""
    assert len(LIBRARY) == len(library()) >= 20
    assert len(OWN) > 50


@pytest.mark.parametrize("path", [*LIBRARY, *OWN], ids=ids)
def test_a_contract_of_a_file_can_be_said_in_python(path: Path) -> None:
    """From its fields the same value is made, with the same ports; and so from its own YAML."""
    contract = loaded(path)
    if contract is None:
        return
    again = said_anew(contract)

    if path.name in UNSAYABLE:
        assert again != contract
        return
    assert again == contract
    assert hash(again) == hash(contract)
    assert list(again.inputs) == list(contract.inputs)
    assert again.outputs == contract.outputs
    assert StepContract.from_yaml(contract.to_yaml(), contract.contract.span.file) == contract
    assert StepContract.from_yaml(again.to_yaml(), again.contract.span.file) == contract


def alone(contract: StepContract, **options: Any) -> str | list[tuple[str, str]]:
    """What a pipeline of one such step compiles to, or what is wrong with it."""
    builder = PipelineBuilder("Alone", vars=VARS, contracts=[contract])
    inputs = {
        name: builder.parameter(
            name, type="String" if port.data_type == "S3Uri" else port.data_type
        )
        for name, port in contract.inputs.items()
        if port.value is None
    }
    builder.add_step("Step", contract.step_type, inputs=inputs, **options)
    try:
        return builder.build().definition()
    except PipelineError as error:  # sorted, as their places are others
        return sorted((item.code.number, item.message) for item in error.diagnostics)


def with_local_code(contract: StepContract, folder: Path) -> dict[str, Any]:
    """The contract's keys; its local code as a program elsewhere names it."""
    keys = contract.keys
    code = keys.get("code")
    if isinstance(code, str) and (folder / code).exists():
        keys["code"] = (folder / code).absolute()
    elif isinstance(code, dict) and (folder / code.get("dir", ".")).is_dir():
        keys["code"] = {**code, "dir": (folder / code.get("dir", ".")).absolute()}
    return keys


@pytest.mark.parametrize("path", [*LIBRARY, *OWN], ids=ids)
def test_both_compile_to_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step of the contract in Python is the step of the one in YAML, or wrong for the same."""
    monkeypatch.chdir(ROOT)
    contract = loaded(path)
    if contract is None:
        return
    again = StepContract(
        contract.step_type,
        contract.kind,
        inputs=contract.inputs.values(),
        outputs=contract.outputs.values(),
        options=contract.options,
        **with_local_code(contract, path.parent),
    )

    assert alone(again) == alone(contract)
    script = Path(__file__)
    assert alone(again, code=script) == alone(contract, code=script)


def test_most_of_the_library_compiles_alone() -> None:
    """So the comparison above is mostly one of definitions."""
    contracts = [StepContract.load(path) for path in LIBRARY]
    found = [alone(item) for item in contracts]
    found += [alone(item, code=Path(__file__)) for item in contracts]
    assert sum(isinstance(item, str) for item in found) > len(LIBRARY) / 2


def test_what_compiles_differently_is_not_equal() -> None:
    """Another text, number or name; and `1`, `1.0`, `true` and `"1"` are four things in YAML."""
    values = [1, 1.0, True, "1", "1.0", None, [1], {"a": 1}, 2]
    contracts = [StepContract("A", "Training", hyperparameters={"a": value}) for value in values]
    for index, one in enumerate(contracts):
        for other_index, other in enumerate(contracts):
            assert (one == other) is (index == other_index), (values[index], values[other_index])


def test_every_field_counts() -> None:
    """A contract is not equal to one that differs in any one field."""
    keys: dict[str, Any] = {
        "inputs": [InputPort("a")],
        "outputs": [OutputPort("b", value="x")],
        "options": {"o": {"type": "string"}},
        "description": "d",
        "function": FUNCTION,
    }
    whole = StepContract("A", "Lambda", **keys)
    assert whole != StepContract("B", "Lambda", **keys)
    for key in ("inputs", "outputs", "options", "description"):
        assert whole != StepContract("A", "Lambda", **{k: v for k, v in keys.items() if k != key})
    assert whole != StepContract("A", "Lambda", **{**keys, "function": FUNCTION + "g"})
    assert whole != StepContract("A", "Lambda", **{**keys, "inputs": [InputPort("a", "t")]})
    assert whole != "A"


def test_the_way_it_is_written_does_not_count() -> None:
    """Quotes, tuples, defaults that are said, and the style of YAML say nothing."""
    text = """\
contract: A
kind: Lambda
inputs:
  one: {type: "t", aliases: [x, 'y'], required: true, data_type: S3Uri}
  two: {required: false, type: t}
outputs: {"out": {data_type: String}}
function: arn:aws:lambda:us-east-1:111122223333:function:f
"""
    made = StepContract(
        "A",
        "Lambda",
        inputs=[InputPort("one", "t", aliases=("x", "y")), InputPort("two", "t", required=False)],
        outputs=(OutputPort("out", data_type="String"),),
        function=FUNCTION,
    )
    assert StepContract.from_yaml(text) == made
    assert made.inputs == {
        "one": InputPort("one", type="t", aliases=["x", "y"]),
        "two": InputPort("two", "t", required=False),
    }


# --- ports --------------------------------------------------------------------------------


def test_ports_are_values() -> None:
    """Equal by their fields wherever they are made; the issue's names are the same classes."""
    assert DependencySpec is InputPort
    assert OutputSpec is OutputPort
    one = InputPort("a", DependencyType.TRAINING_DATA, aliases=["x"], path="/p")
    assert one == InputPort("a", "training_data", aliases=("x",), path="/p")
    assert hash(one) == hash(InputPort("a", "training_data", aliases=("x",), path="/p"))
    assert one != InputPort("b", "training_data", aliases=("x",), path="/p")
    assert one != InputPort("a", "training_data", aliases=("y",), path="/p")
    assert one != InputPort("a", "training_data", aliases=("x",), path="/q")
    assert one != InputPort("a", "training_data", aliases=("x",), path="/p", required=False)
    other: object = OutputPort("a")
    assert InputPort("a") != other
    with pytest.raises(AttributeError):
        one.name = "b"  # type: ignore[misc]
    assert "_place" not in repr(one)


def test_two_ports_of_one_name() -> None:
    """Are an error at the second, which names the first."""
    with pytest.raises(PipelineError) as caught:
        StepContract("A", "Lambda", inputs=[InputPort("a"), InputPort("a")])
    [found] = caught.value.diagnostics
    assert found.code.number == "PC004"
    assert found.span
    assert found.related[0].span.line == found.span.line
    assert found.related[0].span.column < found.span.column


# --- mistakes -----------------------------------------------------------------------------


def test_wrong_keys_are_shown_in_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """The report shows the Python line, and its caret the keyword."""
    monkeypatch.chdir(ROOT)
    with pytest.raises(PipelineError) as caught:
        StepContract(
            "Wrong",
            "Training",
            inputs=[InputPort("data", "training_data", channel="train")],
            instanc="ml.m5.large",
        )
    assert '\n   |             instanc="ml.m5.large",\n   |             ^^^^^^^\n' in _unnumbered(
        caught.value.report
    )
    assert "--> tests/test_api_contracts.py:" in caught.value.report
    assert "did you mean `instance`?" in caught.value.report


def test_a_wrong_port_is_shown_in_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """The caret is below the port's own value, in the call that made the port."""
    monkeypatch.chdir(ROOT)
    port = OutputPort("result", data_type="Strin")
    with pytest.raises(PipelineError) as caught:
        StepContract("Wrong", "Lambda", function=FUNCTION, outputs=[port])
    shown = '\n   |     port = OutputPort("result", data_type="Strin")\n'
    assert shown in _unnumbered(caught.value.report)
    carets = next(line for line in caught.value.report.splitlines() if line.endswith("^"))
    assert carets.count("^") >= len("Strin")


def test_a_mistake_in_its_body_is_found_when_compiled() -> None:
    """A wrong member of the request points at its key in the program."""
    contract = StepContract(
        "Odd",
        "Lambda",
        function="${options.nothing}",
        outputs=[OutputPort("o", data_type="String")],
    )
    builder = PipelineBuilder("P", vars=VARS)
    builder.add_step("S", contract)
    with pytest.raises(PipelineError) as caught:
        builder.build()
    [found] = caught.value.diagnostics
    assert found.span
    line = Path(__file__).read_text("utf-8").splitlines()[found.span.line - 1]
    assert line[found.span.column - 1 : found.span.end_column - 1] == "options.nothing"


def _unnumbered(report: str) -> str:
    """A report with its gutter's line numbers blanked to the width of three."""
    lines = []
    for line in report.splitlines():
        number, bar, rest = line.partition(" |")
        if bar and (number.strip().isdigit() or not number.strip()):
            lines.append(f"   |{rest}")
        else:
            lines.append(line)
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "code"),
    [("contract: A", "PC102"), ("contract: [", "PC003"), ("- a", "PC008"), ("a: &x b: c", "PC003")],
)
def test_wrong_yaml_is_a_pipeline_error(text: str, code: str) -> None:
    """Contracts that cannot be read raise what the command reports."""
    with pytest.raises(PipelineError) as caught:
        StepContract.from_yaml(text, "mine.yaml")
    assert code in [item.code.number for item in caught.value.diagnostics]
    assert caught.value.diagnostics[0].span
    assert caught.value.diagnostics[0].span.file == "mine.yaml"


def test_wrong_python_is_a_type_error() -> None:
    """What has no form in YAML, and what are no ports."""
    with pytest.raises(TypeError, match="a` is <object"):
        StepContract("A", "Training", environment={"a": object()})
    with pytest.raises(TypeError):
        StepContract("A", "Training", inputs=["a"])  # type: ignore[list-item]
    with pytest.raises(TypeError):
        InputPort("a", colour="red")  # type: ignore[call-arg]
    with pytest.raises((OSError, PipelineError), match="nowhere"):
        StepContract.load("nowhere.yaml")


def test_the_ports_of_one_contract_are_taken_by_another() -> None:
    """`inputs` and `outputs`, as a contract gives them, can be given."""
    first = StepContract("A", "Lambda", function=FUNCTION, inputs=[InputPort("a", "t")])
    again = StepContract("A", "Lambda", function=FUNCTION, inputs=first.inputs.values())
    assert again == first


# --- the registry -------------------------------------------------------------------------


def greet(**more: Any) -> StepContract:
    """A contract of a project."""
    return StepContract("Greet", "Lambda", function=FUNCTION, **more)


def test_the_registry_is_a_mapping() -> None:
    """Its own contracts first, then the library's, sorted; and both are found by name."""
    registry = ContractRegistry([greet()])
    assert registry["Greet"] == greet()
    assert registry["XGBoostTraining"].kind == "Training"
    assert "Greet" in registry
    assert "XGBoostTraining" in registry
    assert "Nothing" not in registry
    assert list(registry) == sorted({"Greet", *library()})
    assert len(registry) == len(library()) + 1
    assert registry.own() == [greet()]
    assert registry.get("Nothing") is None


def test_an_unknown_contract_is_an_unknown_name() -> None:
    """A `KeyError` whose text is a sentence, with what was meant."""
    with pytest.raises(UnknownName, match=r"^there is no contract `Gret`; did you mean `Greet`\?$"):
        ContractRegistry([greet()])["Gret"]
    assert issubclass(UnknownName, KeyError)


def test_registering_twice() -> None:
    """The same again is nothing new; another of the name is an error at the second."""
    registry = ContractRegistry()
    first = greet()
    assert registry.register(first) is first
    registry.register(greet())
    assert registry.own() == [first]
    with pytest.raises(PipelineError) as caught:
        registry.register(greet(description="another"))
    assert caught.value.diagnostics[0].code.number == "PC112"
    assert registry.own() == [first]


def test_own_contracts_go_before_the_librarys() -> None:
    """One may replace one of pipec's by its name, and a builder then takes it."""
    mine = StepContract("DataLoad", "Lambda", function=FUNCTION)
    assert ContractRegistry([mine])["DataLoad"] == mine
    builder = PipelineBuilder("P", contracts=ContractRegistry([mine]))
    builder.add_step("L", "DataLoad")
    assert builder.build().to_dict()["Steps"][0]["Type"] == "Lambda"


def test_a_builder_does_not_change_the_registry_it_is_given() -> None:
    """A contract that a step brings along is the pipeline's alone."""
    registry = ContractRegistry()
    builder = PipelineBuilder("P", contracts=registry)
    builder.add_step("S", greet())
    builder.add_step("T", "Greet")
    assert registry.own() == []
    with pytest.raises(PipelineError):
        builder.add_step("U", greet(description="another"))


def test_the_contracts_of_a_project(tmp_path: Path) -> None:
    """`of_project` reads what `pipec.yaml` lists, from a folder below too; wrong ones raise."""
    (tmp_path / "pipec.yaml").write_text("contracts: [greet.yaml]\n")
    (tmp_path / "greet.yaml").write_text(greet().to_yaml())
    (tmp_path / "deep").mkdir()
    assert ContractRegistry.of_project(tmp_path / "deep").own() == [greet()]
    (tmp_path / "greet.yaml").write_text("contract: Greet\nkind: Lamda\n")
    with pytest.raises(PipelineError, match="Lamda"):
        ContractRegistry.of_project(tmp_path)


def test_the_project_and_the_program_say_one_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A contract in code that the project has otherwise is an error; the same is none."""
    (tmp_path / "pipec.yaml").write_text("contracts: [greet.yaml]\n")
    (tmp_path / "greet.yaml").write_text(greet().to_yaml())
    (tmp_path / "pipeline.yaml").write_text("pipeline: P\nsteps: {A: {uses: Greet}}\n")
    monkeypatch.chdir(tmp_path)
    PipelineBuilder.load("pipeline.yaml").build()
    with pytest.raises(PipelineError, match="PC112"):
        PipelineBuilder.load("pipeline.yaml", contracts=[greet(description="other")]).build()


# --- step classes -------------------------------------------------------------------------


class Tell(ContractStep):
    """A step class as a project writes it."""

    contract: ClassVar[StepContract] = StepContract(
        "Tell",
        "Lambda",
        function=FUNCTION,
        inputs=[InputPort("text", "note", data_type="String", required=False)],
        outputs=[OutputPort("number", data_type="String")],
    )

    def __init__(self, step_name: str, /, *, loud: bool = False, **options: Any) -> None:
        super().__init__(step_name, description="LOUD" if loud else "soft", **options)

    @property
    def twice(self) -> str:
        """A property of the project's own."""
        return f"{self.number}{self.number}"


def test_a_step_class() -> None:
    """`add_step` gives an instance of it, with its own methods and the contract's outputs."""
    builder = PipelineBuilder("P")
    one = builder.add_step("One", Tell, loud=True)
    two = builder.add_step("Two", Tell, text=one.number)
    assert type(one) is Tell
    assert one.twice == "${steps.One.number}${steps.One.number}"
    assert two.list_outputs() == ["number"]
    assert (
        builder.build().to_yaml()
        == """\
pipeline: P
steps:
  One:
    uses: Tell
    description: LOUD
  Two:
    uses: Tell
    description: soft
    inputs: {text: "${steps.One.number}"}
"""
    )


def test_a_class_without_contract_is_an_error_when_it_is_made() -> None:
    """Not only when a step of it is added; what is no contract is none."""
    with pytest.raises(TypeError, match="`Nothing` has no contract"):
        type("Nothing", (ContractStep,), {})
    with pytest.raises(TypeError, match="`Nothing` has no contract"):
        type("Nothing", (ContractStep,), {"contract": "Tell"})

    class Base(ContractStep, abstract=True):
        pass

    with pytest.raises(TypeError, match="has no contract"):
        type("Below", (Base,), {})
    with pytest.raises(TypeError, match="base class"):
        PipelineBuilder("P").add_step("S", Base)

    class Further(Tell):
        pass

    assert Further.contract is Tell.contract


def test_a_wrong_contract_in_a_class_is_an_error_when_it_is_made() -> None:
    """The mistake is shown where the contract is written."""
    with pytest.raises(PipelineError, match="Lamda"):

        class _Wrong(ContractStep):
            contract = StepContract("Wrong", "Lamda")


def test_wrong_options_of_a_class_are_shown_where_the_step_is_added(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With a class that hands its options on, the place is the call that hands them on."""
    monkeypatch.chdir(ROOT)

    class Plain(ContractStep):
        contract = Tell.contract

    builder = PipelineBuilder("P")
    builder.add_step("S", Plain, txt="x")
    with pytest.raises(PipelineError) as caught:
        builder.build()
    [found] = caught.value.diagnostics
    assert found.span
    line = Path(__file__).read_text("utf-8").splitlines()[found.span.line - 1]
    assert line.strip() == 'builder.add_step("S", Plain, txt="x")'
    assert line[found.span.column - 1 :].startswith("txt")
    assert found.hint is not None
    assert "text" in found.hint


# --- types --------------------------------------------------------------------------------


class ShopTypes(DependencyTypes):
    """A project's own types."""

    FEATURES = "feature_table"
    PRICES = "price_list"


def maker(name: str, kind: str) -> StepContract:
    """A contract that gives a type."""
    port = OutputPort(f"made_{name.lower()}", kind, data_type="String")
    return StepContract(name, "Lambda", function=FUNCTION, outputs=[port])


@pytest.mark.parametrize(
    ("kind", "chosen"), [(ShopTypes.FEATURES, "Rows"), (ShopTypes.PRICES, "Money")]
)
def test_types_of_a_project_wire(kind: ShopTypes, chosen: str) -> None:
    """An input of the project's own type finds the output of the type, and no other."""
    taker = StepContract(
        "Take",
        "Lambda",
        function=FUNCTION,
        inputs=[InputPort("given", kind, data_type="String", compatible_sources=["Rows", "Money"])],
    )
    builder = PipelineBuilder("P")
    builder.add_step("Rows", maker("Rows", ShopTypes.FEATURES))
    builder.add_step("Money", maker("Money", ShopTypes.PRICES))
    builder.add_step("Take", taker)
    [edge] = builder.auto_connect()
    assert (edge.source, edge.target, edge.input) == (chosen, "Take", "given")


def test_the_types_are_texts() -> None:
    """A member is its text wherever one is wanted, and pipec's own are those of its contracts."""
    assert InputPort("a", ShopTypes.FEATURES).type == "feature_table"
    assert type(InputPort("a", ShopTypes.FEATURES).type) is str
    used = {
        port.type
        for name in library()
        for port in [
            *ContractRegistry()[name].inputs.values(),
            *ContractRegistry()[name].outputs.values(),
        ]
        if port.type
    }
    assert used <= {str(item) for item in DependencyType}
    with pytest.raises(TypeError, match="cannot extend"):
        new_class("More", (DependencyType,))


def test_everything_of_the_package_can_be_imported() -> None:
    """All names of `pipec` load, are listed, and no other is."""
    for name in pipec._PLACES:
        assert getattr(pipec, name) is not None
        assert name in dir(pipec)
    with pytest.raises(AttributeError, match="Nothing"):
        _ = pipec.Nothing
