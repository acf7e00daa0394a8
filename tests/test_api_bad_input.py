"""Wrong values of any kind, and the errors and warnings as values."""

from __future__ import annotations

import copy
import linecache
import pickle
import warnings
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from api_programs import (
    FUNCTION,
    in_a_project,
    new,
)
from cli_runs import Run
from pipec import (
    PipelineBuilder,
    PipelineError,
    PipelineWarning,
    StepContract,
    UnknownName,
)
from pipec.cli import app


@pytest.fixture(autouse=True)
def _in_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a project folder of its own."""
    in_a_project(tmp_path, monkeypatch)


BAD: list[Any] = [
    *(5, None, [5], {"a": 5}, "x", [[]], {"a": {"b": 5}}, {}, [], "", True, 1.5),
    *(object(), {1, 2}, b"x", {"a": object()}, {(1, 2): 3}, float("nan"), 10**400, "a\x00b"),
    *(Fraction(10**400), "\ud800", {"\ud800": 1}),
]
KEYS = (
    *("inputs", "outputs", "depends_on", "from_", "request", "options", "environment", "image"),
    *("instance", "code", "args", "hyperparameters", "retry", "cache", "kind"),
)
ATTEMPTS: list[Callable[[PipelineBuilder, Any], Any]] = [
    lambda p, value: p.add_step(value, kind="Lambda", function=FUNCTION),
    lambda p, value: p.add_step("X", value),
    lambda p, value: p.parameter(value, 5),
    lambda p, value: p.parameter("X", value),
    lambda p, value: p.parameter("X", "x", enum=value),
    lambda p, value: p.parameter("X", type=value),
    lambda p, value: p.condition(value, "true").then.fail("F", "x"),
    lambda p, value: p.condition("C", value).then.fail("F", "x"),
    lambda p, value: p.for_each("L", value, max_concurrency=1).fail("F", "x"),
    lambda p, value: p.for_each("L", ["a"], max_concurrency=value).fail("F", "x"),
    lambda p, value: p.for_each("L", ["a"], max_concurrency=1, pick=value).fail("F", "x"),
    lambda p, value: p.fail("F", value),
    lambda p, value: p.fail(value, "x"),
    lambda p, value: p.add_step("T", "XGBoostTraining").connect(value, "x"),
    lambda p, value: p.add_step("T", "XGBoostTraining").connect("training_data", value),
    lambda p, value: p.explain(value),
    *(
        lambda p, value, key=key, more=more: p.add_step("X", **{**more, key: value})
        for key in KEYS
        for more in ({"kind": "Processing"}, {"contract": "XGBoostTraining"})
    ),
]


def refusal(attempt: Callable[[PipelineBuilder, Any], Any], value: Any) -> str | None:
    """What is said of a value when it is given or when the pipeline is built, if anything is."""
    builder = new()
    try:
        attempt(builder, value)
        builder.build()
    except (PipelineError, TypeError, UnknownName) as error:
        return str(error)
    return None


@pytest.mark.filterwarnings("ignore::pipec.cli.api.errors.PipelineWarning")
@pytest.mark.parametrize("value", BAD, ids=lambda value: repr(value)[:20])
def test_bad_values_raise_nothing_else(value: Any) -> None:
    """Wherever they stand: `PipelineError`, `TypeError` or `UnknownName`, which say something."""
    for attempt in ATTEMPTS:
        assert refusal(attempt, value) != ""


@pytest.mark.parametrize(
    "use",
    [
        lambda p: p[5],
        lambda p: p.remove_step(5),
        lambda p: p.add_step("T", "XGBoostTraining")[5],
        lambda p: p.parameter(5, 5),
        lambda p: p.add_step("T", "XGBoostTraining").connect(5, "x"),
    ],
)
def test_a_name_that_is_no_text(use: Callable[[Any], Any]) -> None:
    """Is told where it is given, as that of a step is: no `casefold`, no pattern from inside."""
    with pytest.raises((TypeError, UnknownName), match="5"):
        use(new())


@pytest.mark.parametrize("items", [{"a", "b"}, b"ab"], ids=["set", "bytes"])
@pytest.mark.parametrize(
    "use",
    [
        lambda p, items: p.parameter("X", enum=items),
        lambda p, items: p.parameter("X", "a").is_in(items),
        lambda p, items: p.for_each("L", items),
    ],
    ids=["enum", "is_in", "for_each"],
)
def test_what_is_no_list(use: Callable[[Any, Any], Any], items: Any) -> None:
    """A set has no order, and bytes have no form: a `TypeError`, as everywhere else."""
    with pytest.raises(TypeError):
        use(new(), items)


@pytest.mark.parametrize("what", ["enum", "is_in"])
def test_one_text_is_no_list_of_letters(what: str) -> None:
    """It is wrong at once, or when the pipeline is built."""
    with pytest.raises((TypeError, PipelineError)):
        _with_one_text(what).build()


def _with_one_text(what: str) -> PipelineBuilder:
    builder = new()
    size = builder.parameter("Size", "s", enum="small" if what == "enum" else None)
    test = size.is_in("small") if what == "is_in" else size == "s"
    builder.condition("C", test).then.fail("F", "x")
    return builder


def test_a_value_without_form_says_the_way_to_it() -> None:
    """The `TypeError` names the key, not only the value."""
    with pytest.raises(TypeError, match=r"`X: environment.A.b\[1\]` is <object"):
        new().add_step("X", "XGBoostTraining", environment={"A": {"b": [1, object()]}})
    with pytest.raises(TypeError, match="two keys that are `1`"):
        new().add_step("X", "XGBoostTraining", environment={1: "a", "1": "b"})


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (10**300, "250 digits or more"),
        (-(10**5000), "250 digits or more"),
        ("a\ud800", r"half of a surrogate pair, U\+D800"),
        (Path("a\udcff"), r"half of a surrogate pair, U\+DCFF"),
        (Fraction(10**5000), "is a value of Fraction, and can be"),
    ],
    ids=["large", "huge", "text", "path", "fraction"],
)
def test_what_no_file_holds_is_told_where_it_is_given(value: Any, what: str) -> None:
    """Not when the pipeline is turned to YAML: the definition would have been written by then."""
    builder = new()
    with pytest.raises(TypeError, match=rf"`X: inputs\.a` .*{what}"):
        builder.add_step("X", kind="Lambda", function=FUNCTION, inputs={"a": value})
    with pytest.raises(TypeError, match=what):
        builder.parameter("P", value)
    if not isinstance(value, Path | Fraction):
        with pytest.raises(TypeError, match=what):
            _ = builder.vars.bucket == value
    largest = 10**249 - 1
    builder.add_step("X", kind="Lambda", function=FUNCTION, inputs={"a": largest, "b": -largest})
    assert builder.build().to_yaml().count(str(largest)) == 2


def cyclic(kind: type) -> Any:
    """A value that holds itself, twice: to go through it all would take forever."""
    items: list[Any] = ["Train"]
    items += [items, items]
    members: dict[str, Any] = {}
    members.update(one=members, other=members)
    return items if kind is list else members


@pytest.mark.parametrize("key", ["hyperparameters", "depends_on", "from_", "training_data"])
@pytest.mark.parametrize("kind", [list, dict])
def test_what_holds_itself_is_told_with_its_key(key: str, kind: type) -> None:
    """And not by the depth that Python goes to."""
    with pytest.raises(TypeError, match=rf"`T: (inputs\.)?{key.strip('_')}.* more than 100 levels"):
        new().add_step("T", "XGBoostTraining", **{key: cyclic(kind)})
    with pytest.raises(TypeError, match=r"`L: items.* more than 100 levels"):
        new().for_each("L", [cyclic(kind)])


def test_contracts_made_by_one_line_are_all_checked() -> None:
    """A factory or a loop makes several contracts at one place."""
    builder = new()
    for name, kind in (("A", "integer"), ("B", "int")):
        options = {"o": {"type": kind, "default": 5}}
        builder.add_step(name, StepContract(name, "Lambda", function=FUNCTION, options=options))
    with pytest.raises(PipelineError, match="PC113"):
        builder.build()


def test_a_report_is_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    """Text, count and order are the command's; the exception's text is the report."""
    Path("pipeline.yaml").write_text("pipeline: P\nsteps: {A: {kind: Lamda}, B: {fail: 5, x: 6}}\n")
    with pytest.raises(PipelineError) as caught:
        PipelineBuilder.load("pipeline.yaml").build()
    assert app.main(["compile", "pipeline.yaml"]) == 1
    run = Run(1, capsys)
    assert caught.value.report == run.err
    assert str(caught.value).strip() == run.err.strip()
    assert len(caught.value.diagnostics) > 1


def test_warnings_are_given_where_build_is_called() -> None:
    """As `PipelineWarning`s at the user's line, and on the built pipeline."""
    odd = StepContract("Odd", "Odd", unchecked=True)
    builder = new()
    builder.add_step("X", odd)
    with pytest.warns(PipelineWarning, match="PC418") as caught:
        made = builder.build()
    [found] = caught
    assert found.filename == __file__
    line = linecache.getline(found.filename, found.lineno)
    assert line.strip() == "made = builder.build()"
    assert [item.code.number for item in made.warnings] == ["PC418"]
    with warnings.catch_warnings():
        warnings.simplefilter("error", PipelineWarning)
        with pytest.raises(PipelineWarning):
            builder.build()


def test_errors_can_be_copied_and_pickled() -> None:
    """Their diagnostics and text come through processes."""
    with pytest.raises(PipelineError) as caught:
        new().add_step("X", "Nothing")
    error = caught.value
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):  # noqa: S301
        assert type(again) is PipelineError
        assert again.diagnostics == error.diagnostics
        assert str(again) == str(error)
        assert again.report == error.report
    step = new().add_step("T", "XGBoostTraining")
    for value in (step.model_artifacts, step.properties.TrainingJobName, step.model_artifacts > 1):
        for other in (pickle.loads(pickle.dumps(value)), copy.deepcopy(value)):  # noqa: S301
            assert type(other) is type(value)
            assert other.text == value.text
    assert copy.copy(step).model_artifacts.text == "steps.T.model_artifacts"


def test_a_pipeline_without_steps_is_told_so_in_python() -> None:
    """There is no file that lacks a key, and what else is wrong is told as well."""
    for ask in (PipelineBuilder.build, PipelineBuilder.auto_connect, PipelineBuilder.explain):
        with pytest.raises(PipelineError) as caught:
            ask(PipelineBuilder("P", descripton="x"))
        unknown, none = sorted(caught.value.diagnostics, key=lambda item: item.code.number)
        assert unknown.message.startswith("`descripton` is not a key")
        assert none.message == "the pipeline has no steps"
        assert str(none.hint).startswith("add one: `add_step(")
