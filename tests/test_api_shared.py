"""What the blocks of a pipeline share: contracts in code, removed steps, the working folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import pipec
from api_programs import FUNCTION, IMAGE, in_a_project, new, program
from cli_runs import PROJECT
from pipec import (
    ContractRegistry,
    ContractStep,
    InputPort,
    OutputPort,
    PipelineBuilder,
    PipelineError,
    StepContract,
    UnknownName,
)


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_a_project(tmp_path, monkeypatch)


def here(**given: Any) -> PipelineBuilder:
    """A pipeline of a file in the working folder, whose project has `contracts/`."""
    Path("contracts").mkdir(exist_ok=True)
    Path("pipec.yaml").write_text(PROJECT + "contracts: [contracts]\n")
    Path("pipeline.yaml").write_text("pipeline: P\nsteps: {}\n")
    return PipelineBuilder.load("pipeline.yaml", **given)


def contract(name: str = "A", **more: Any) -> StepContract:
    """A contract of a Lambda, made in code."""
    return StepContract(name, "Lambda", function=FUNCTION, **more)


# --- contracts in code ----------------------------------------------------------------------------


def test_another_contract_of_a_name_in_use_stays_refused() -> None:
    """The second try is refused as the first was, and no step is made of it."""
    builder = new()
    builder.add_step("a", contract())
    other = contract(outputs=[OutputPort("x", data_type="String")])
    for _ in range(2):
        with pytest.raises(PipelineError, match="defined twice"):
            builder.add_step("b", other)
    assert builder.list_steps() == ["a"]


def test_a_contract_can_be_mended_once_no_step_uses_it() -> None:
    """As in a notebook: take the step out, say the contract anew, add the step again."""
    builder = new()
    builder.add_step("a", contract())
    builder.remove_step("a")
    step = builder.add_step("a", contract(outputs=[OutputPort("x", data_type="String")]))
    assert step.list_outputs() == ["x"]
    assert '"OutputName": "x"' in builder.build().definition()


def test_a_step_that_cannot_be_added_leaves_no_contract() -> None:
    """Its name is taken, so its contract is none of the pipeline's."""
    builder = new()
    builder.fail("a", "x")
    with pytest.raises(PipelineError, match="two steps named"):
        builder.add_step("a", contract())
    assert list(builder.build().yaml_files()) == ["pipeline.yaml"]


def test_the_contracts_of_the_project_are_no_second_ones() -> None:
    """A registry of the project, or an equal contract, may be handed to the builder."""
    here()
    Path("contracts/a.yaml").write_text(contract().to_yaml())
    registry = ContractRegistry.of_project(".")
    for given in (registry, [contract()], registry.own()):
        builder = here(contracts=given)
        builder.add_step("x", "A")
        builder.add_step("y", registry["A"])
        assert builder.build().contracts == ()


def test_an_equal_text_that_names_another_file_is_another_contract() -> None:
    """What would be uploaded counts, not how it is written."""
    builder = here()
    text = f"contract: K\nkind: Processing\ncode: run.py\nimage: {IMAGE}\n"
    Path("contracts/run.py").write_text("# another\n")
    Path("contracts/k.yaml").write_text(text)
    mine = StepContract.from_yaml(text, "k.yaml")
    assert mine != StepContract.load("contracts/k.yaml")
    with pytest.raises(PipelineError, match="defined twice"):
        builder.add_step("x", mine)
    same = StepContract.from_yaml(text.replace("run.py", "contracts/run.py"), "k.yaml")
    assert same == StepContract.load("contracts/k.yaml")
    assert builder.add_step("x", same).step_name == "x"


def test_files_made_of_a_program_fit_beside_it() -> None:
    """Its contracts written to the project are no second ones to the program that made them."""
    builder = here()
    mine = StepContract("K", "Processing", code=Path("run.py").absolute(), image=IMAGE)
    builder.add_step("x", mine, instance="ml.m5.large", command=["python3"])
    for name, text in builder.build().yaml_files().items():
        Path(name).write_text(text)
    again = PipelineBuilder.load("pipeline.yaml")
    again.add_step("y", mine, instance="ml.m5.large", command=["python3"])
    assert again.build().contracts == ()


def test_a_contract_of_pipec_in_use_is_not_replaced() -> None:
    """The steps that are there were added by the other one's names."""
    builder = new()
    builder.add_step("t", "XGBoostTraining")
    with pytest.raises(PipelineError, match="defined twice"):
        builder.add_step("u", contract("XGBoostTraining"))
    builder.remove_step("t")
    assert builder.add_step("u", contract("XGBoostTraining")).list_outputs() == []


@pytest.mark.parametrize(
    "use",
    [
        lambda mine, other: mine.add_step("a", "XGBoostTraining", training_data=other.step.x),
        lambda mine, other: mine.add_step("a", "XGBoostTraining", depends_on=[other.step]),
        lambda mine, other: mine.step.connect("i", other.step),
        lambda mine, other: mine.condition("c", (other.size > 1) & (mine.size > 1)),
        lambda mine, other: mine.fail("f", other.size),
        lambda mine, other: mine.for_each("l", [other.size]),
    ],
)
def test_what_is_of_another_pipeline_is_refused(use: Callable[[Any, Any], Any]) -> None:
    """Its names mean others here, perhaps without anyone noticing."""
    ports: Any = {
        "inputs": [InputPort("i", data_type="String", required=False)],
        "outputs": [OutputPort("x", data_type="String")],
    }
    found = []
    for name in ("Mine", "Other"):
        builder: Any = new(name)
        builder.step = builder.add_step("s", contract(**ports))
        builder.size = builder.parameter("Size", 5)
        found.append(builder)
    with pytest.raises(TypeError, match="of another pipeline"):
        use(*found)


@pytest.mark.parametrize(("one", "other"), [(1, True), (1, 1.0), (1, "1")])
def test_values_that_differ_on_the_wire_are_not_equal(one: object, other: object) -> None:
    """Python's `1 == True` says nothing of what a step sends."""
    first, second = (contract(inputs=[InputPort("c", value=value)]) for value in (one, other))
    assert first != second


# --- steps ----------------------------------------------------------------------------------------


def test_what_was_taken_out_takes_no_steps() -> None:
    """A branch of a removed condition is no place for steps, and theirs are gone too."""
    builder = new()
    condition = builder.condition("C", builder.vars.bucket == "x")
    inner = condition.then.condition("D", builder.vars.bucket == "y")
    builder.remove_step("C")
    for block in (condition.then, inner.otherwise):
        with pytest.raises(UnknownName, match="was taken out"):
            block.fail("Ghost", "m")
    assert builder.list_steps() == []
    assert "D" not in builder


def test_a_step_is_found_as_what_it_was_added_as() -> None:
    """A step class has its own methods wherever the step comes from."""

    class Tell(ContractStep):
        contract = contract("Tell")

        def loudly(self) -> str:
            return self.step_name.upper()

    builder = new()
    step = builder.add_step("t", Tell)
    assert builder["t"] is step
    assert builder["t"].loudly() == "T"


@pytest.mark.parametrize("name", ["training_data", "hyperparameters", "model_artifacts", "typo"])
def test_assigning_is_refused(name: str) -> None:
    """It would be lost, so it is told what to do instead."""
    step = new().add_step("t", "XGBoostTraining")
    with pytest.raises(AttributeError, match=r"connect|add_step"):
        setattr(step, name, "x")


def test_a_step_is_no_list() -> None:
    """`in` asks for an output, and `list` has nothing to go through."""
    step = new().add_step("t", "XGBoostTraining")
    assert "model_artifacts" in step
    assert "model" not in step
    with pytest.raises(TypeError, match="iterable"):
        list(step)  # type: ignore[call-overload]


def test_a_loop_picks_by_a_value_of_its_steps() -> None:
    """The step is in the loop, so it can be named only once the loop is there."""
    builder = new()
    loop = builder.for_each("L", ["a", "b"], max_concurrency=1)
    outputs = {"auc": {"data_type": "Float"}}
    score = loop.add_step("S", kind="Lambda", function=FUNCTION, outputs=outputs)
    assert loop.pick(max=score.auc) is loop
    assert loop.pick(max=score.auc) is loop
    with pytest.raises(TypeError, match="`L` picks by another value already"):
        loop.pick(min=score.auc)
    builder.fail("F", f"{loop.properties.FailedStepCount} failed")
    steps = {step["Name"]: step for step in builder.build().to_dict()["Steps"]}
    assert steps["L"]["Arguments"]["Selector"]["Pick"] == "MaxBy"
    assert "Steps.L.FailedStepCount" in str(steps["F"])


def test_a_comparison_is_no_value() -> None:
    """It would go out as a text; only a condition decides by it."""
    builder = new()
    size = builder.parameter("Size", 5)
    with pytest.raises(TypeError, match="condition"):
        builder.add_step("a", contract(inputs=[InputPort("x")]), inputs={"x": size > 3})
    for value in (size > 3, builder):
        with pytest.raises(TypeError, match="no text"):
            f"{value}"


@pytest.mark.parametrize("taken", ["then", "else", "if"])
def test_what_a_condition_holds_is_no_option(taken: str) -> None:
    """It would be lost behind the branches, or in place of the test."""
    builder = new()
    with pytest.raises(TypeError, match="no option"):
        builder.condition("c", builder.vars.bucket == "x", **{taken: [1]})


@pytest.mark.parametrize("given", [{}, {"max": "S.auc"}, {"max": 1, "min": 2}])
def test_a_loop_picks_by_one_value(given: Any) -> None:
    """Anything else is told at once."""
    loop = new().for_each("L", ["a"], max_concurrency=1)
    with pytest.raises(TypeError, match="one value"):
        loop.pick(**given)


def test_a_wrong_field_of_a_port_is_underlined() -> None:
    """Whatever stands second in the call."""
    with pytest.raises(PipelineError) as raised:
        program(
            """\
            from pipec import InputPort, StepContract
            StepContract(
                "A", "Lambda", function=FUNCTION,
                inputs=[InputPort("a", "processing_output", required=3)],
            )
            """
        )
    assert "program.py:4:58" in raised.value.report


def test_calls_of_one_helper_are_told_apart() -> None:
    """Each mistake of a helper's calls is told, with the step that it is of."""
    with pytest.raises(PipelineError) as raised:
        program(
            """\
            from pipec import PipelineBuilder
            p = PipelineBuilder("P", vars=VARS)
            def train(name, **options):
                p.add_step(name, "XGBoostTraining", training_data="s3://b-b-b/x", **options)
            train("One", instnce="ml.m5.large")
            train("Two", instnce="ml.m5.large")
            p.build()
            """
        )
    assert "(One: instnce)" in raised.value.report
    assert "(Two: instnce)" in raised.value.report


def test_explaining_a_step_that_is_held() -> None:
    """A proxy is as good as its name."""
    builder = new()
    step = builder.add_step("t", contract())
    assert str(builder.explain(step)) == str(builder.build().explain("t"))


def test_a_step_is_no_text() -> None:
    """In a text it would be `<XGBoostTraining step t: …>`, which nobody means."""
    step = new().add_step("t", "XGBoostTraining")
    with pytest.raises(TypeError, match="an output of it"):
        f"{step}"
    assert f"{step.step_name} {step.model_artifacts}" == "t ${steps.t.model_artifacts}"
    assert repr(new().fail("F", "x")) == "<step F>"


# --- paths and folders ----------------------------------------------------------------------------


def test_paths_in_a_container_stay_as_they_are() -> None:
    """Only code and inputs are local; all else is a place in the container."""
    Path("data.csv").write_text("")
    made = program(
        """\
        from pathlib import Path, PurePosixPath
        from pipec import PipelineBuilder
        p = PipelineBuilder("P")
        step = p.add_step(
            "p",
            kind="Processing",
            image=IMAGE,
            instance="ml.m5.large",
            code=Path("run.py").absolute(),
            inputs={"data": {"value": Path("data.csv").absolute()}, "more": {}},
            args=["--out", PurePosixPath("/opt/ml/out")],
            environment={"HOME": Path("/opt/ml/code")},
        )
        step.connect("more", Path("data.csv"))
        """
    )
    builder: PipelineBuilder = made["p"]
    text = builder.build().to_yaml()
    assert "code: run.py" in text
    assert text.count("./data.csv") == 2
    assert "args: [--out, /opt/ml/out]" in text
    assert "HOME: /opt/ml/code" in text


def test_another_working_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The paths that were written down would lead elsewhere, perhaps to another project."""
    builder = new()
    builder.add_step("a", contract())
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    with pytest.raises(RuntimeError, match="working folder"):
        builder.build()


# --- what is wrong stays wrong --------------------------------------------------------------------


def test_adding_to_a_wrong_value_does_not_hide_it() -> None:
    """What was said first is still told, whatever is said after it."""
    builder = new()
    builder.add_step("a", "XGBoostTraining", inputs=["x"]).connect("training_data", "s3://b-b-b/x")
    builder.add_step("b", "ModelRegistration", options=7, model_package_group="M")
    with pytest.raises(PipelineError) as raised:
        builder.build()
    assert raised.value.report.count("must be a mapping") == 2


def test_a_wrong_file_does_not_become_right() -> None:
    """Parameters and steps that are no mappings are told after a program added to them."""
    Path("pipeline.yaml").write_text("pipeline: P\nparameters: [oops]\nsteps: [1]\n")
    builder = PipelineBuilder.load("pipeline.yaml")
    builder.parameter("X", 1)
    builder.fail("F", "x")
    with pytest.raises(PipelineError) as raised:
        builder.build()
    assert "`parameters` must be" in raised.value.report
    assert "`steps` must be" in raised.value.report


def test_a_compiled_pipeline_stays_what_it_was() -> None:
    """Its explanation is of what was built, also when the files have changed since."""
    builder = here()
    file = Path("contracts/a.yaml")
    file.write_text(contract(inputs=[InputPort("x", "t", required=False)]).to_yaml())
    builder.add_step("s", "A")
    compiled = builder.build()
    before = str(compiled.explain())
    file.write_text("contract: [")
    builder.fail("F", "x")
    assert str(compiled.explain()) == before


def test_the_package_lists_what_it_offers() -> None:
    """`from pipec import *` and type checkers see the same names."""
    assert sorted(pipec._PLACES) == pipec.__all__ == sorted(pipec.__all__)
    assert all(getattr(pipec, name) for name in pipec.__all__)


def test_a_comment_in_the_program_allows_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one in a file does; at the line that the warning points at."""
    monkeypatch.chdir(tmp_path)
    program = tmp_path / "program.py"
    text = (
        "from pipec import PipelineBuilder\n"
        "pipeline = PipelineBuilder('Demo')\n"
        "pipeline.parameter('Idle', 1)COMMENT\n"
        "pipeline.add_step('Load', kind='Lambda',\n"
        "    function='arn:aws:lambda:us-east-1:111122223333:function:load')\n"
        "print(len(pipeline.build().warnings))\n"
    )
    said = []
    for comment in ("", "  # pipec: allow PC219: shown on the dashboard"):
        program.write_text(text.replace("COMMENT", comment))
        run = subprocess.run(
            [sys.executable, str(program)], capture_output=True, text=True, check=True
        )
        said.append((run.stdout, "PC219" in run.stderr))
    assert said == [("1\n", True), ("0\n", False)]
