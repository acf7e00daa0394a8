"""Files that mean harm, or look like it: each ends soon, with diagnostics or with what it says."""

from __future__ import annotations

import ast
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli_runs import Pipec, runner, write
from fuzz.promises import VARS, compiled, context_of
from fuzz.targets import _shape, _skeleton, _spread
from fuzzing import FUNCTION, IMAGE
from pipec.cli.report.explain_html import wiring_html
from pipec.cli.stubs import stub_text
from pipec.compiler.compile import Result
from pipec.compiler.emit.cloudformation import cloudformation_text
from pipec.compiler.emit.terraform import terraform_text
from pipec.compiler.reader.allowances import allowances
from pipec.compiler.similarity import suggestions
from work import calls

LAMBDA = {"kind": "Lambda", "function": FUNCTION}
JOB = {"kind": "Processing", "image": IMAGE, "instance": "ml.m5.large"}
SOON = 60.0
"""Seconds, on a slow machine that does other things too; without its limit, each takes hours."""


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """The command, run in a folder of its own."""
    return runner(tmp_path, monkeypatch, capsys)


def soon(action: Callable[[], Result]) -> Result:
    """What an action gives, which must not take long."""
    began = time.perf_counter()
    found = action()
    assert time.perf_counter() - began < SOON
    return found


def numbers(result: Result) -> list[str]:
    """The codes of what was reported."""
    return [item.code.number for item in result.diagnostics]


def pipeline(steps: dict[str, Any], **more: Any) -> str:
    """A pipeline's text, as JSON."""
    return json.dumps({"pipeline": "p", **more, "steps": steps})


# --- numbers ------------------------------------------------------------------------------


@pytest.mark.parametrize("digits", [250, 251, 400, 5000, 1_000_000])
@pytest.mark.parametrize(
    "text",
    [
        "parameters: {{X: {}}}\nsteps: {{A: {{fail: x}}}}",
        "steps: {{A: {{kind: Training, instance: {{type: ml.m5.large, count: {}}}}}}}",
        "steps: {{A: {{kind: Training, timeout: {}d}}}}",
        "steps: {{A: {{if: '{} == 1', then: {{B: {{fail: x}}}}}}}}",
        "steps: {{A: {{if: '0{} == 1', then: {{B: {{fail: x}}}}}}}}",
        "steps: {{A: {{fail: '${{steps.A.x[{}]}}'}}}}",
        "steps: {{A: {{kind: Lambda, function: x, inputs: {{i: {}}}}}}}",
        "parallelism: {}\nsteps: {{A: {{fail: x}}}}",
    ],
)
def test_numbers_of_any_length(text: str, digits: int) -> None:
    """Python refuses to read more than 4,300 digits, and floats end at 309 of them."""
    for number in ("9" * digits, "0" * digits, "0x" + "f" * digits):
        soon(lambda number=number: compiled("pipeline: p\n" + text.format(number)))  # type: ignore[misc]


@pytest.mark.parametrize("number", [".inf", "-.inf", ".nan", "1e999999999", "-1e-999999999"])
def test_what_is_no_number_in_json_stays_out_of_it(number: str) -> None:
    """The definition is strict JSON, which knows no infinity."""
    function = f"kind: Lambda, function: '{FUNCTION}'"
    steps = f"steps: {{A: {{{function}, inputs: {{i: {number}}}}}}}"
    made = compiled(f"pipeline: p\nparameters: {{X: {number}}}\n{steps}").artifacts
    if made:

        def refuse(constant: str) -> None:
            pytest.fail(f"{constant} in the definition")

        json.loads(made.definition_text, parse_constant=refuse)


# --- size ---------------------------------------------------------------------------------


def test_a_long_text_that_many_name_does_not_fill_the_memory() -> None:
    """27 GB of text, from a file of 1 MB."""
    text = pipeline({"A": {"fail": "${vars.v}" * 30_000}}, vars={"v": "x" * 900_000})
    assert numbers(soon(lambda: compiled(text))) == ["PC412"]


def test_many_long_texts_do_not_fill_the_memory() -> None:
    """Each of them alone would be taken."""
    inputs = {f"i{n}": "x${vars.v}" for n in range(2000)}
    text = pipeline({"A": {**LAMBDA, "inputs": inputs}}, vars={"v": "x" * 900_000})
    assert numbers(soon(lambda: compiled(text))) == ["PC412"]


def test_a_large_contract_that_many_use_does_not_fill_the_memory() -> None:
    """300 steps with a request of 20,000 members each."""
    request = {f"k{n}": "v" for n in range(20_000)}
    contract = json.dumps({"contract": "Own", **LAMBDA, "request": request})
    context = context_of(json.dumps({"vars": VARS}), contract)
    result = compiled(pipeline({f"S{n}": {"uses": "Own"} for n in range(300)}), context)
    (found,) = result.diagnostics
    assert found.message == "the pipeline comes to more than 16 MiB up to here"


@pytest.mark.parametrize(
    ("step", "number"),
    [
        (lambda n: {**LAMBDA, "depends_on": [f"SS{n}"]}, "PC211"),
        (lambda n: {**LAMBDA, "depends_on": [f"quite-another-{n}"]}, "PC211"),
        (lambda n: {**LAMBDA, "inputs": {"i": f"${{steps.SS{n}.o}}"}}, "PC211"),
        (lambda _: {**LAMBDA, "inputs": {"i": "${execution.TrainingJobName}"}}, "PC221"),
        (lambda n: {**LAMBDA, "inputs": {"i": f"steps.S{n ^ 1}.o"}}, "PC222"),
        (lambda n: {**JOB, "environment": {"PASSWORD": f"abc{n}def"}}, "PC416"),
    ],
)
def test_a_thousand_mistakes_take_no_time(step: Callable[[int], Any], number: str) -> None:
    """None walks all steps, or indexes their names, for itself."""

    def compiled_steps(count: int) -> Result:
        return compiled(pipeline({f"S{n}": step(n) for n in range(count)}))

    assert numbers(compiled_steps(120)).count(number) == 120
    few, many = calls(lambda: compiled_steps(120)), calls(lambda: compiled_steps(480))
    assert many < 6 * few


def test_names_of_any_length_are_compared() -> None:
    """The edit distance takes memory by the product of the lengths: 8 TB for these."""
    assert suggestions("x" * 1_000_000, ["x" * 1_000_001]) == []
    assert suggestions("trian", [f"s{n}" for n in range(5000)] + ["train"]) == ["train"]


@pytest.mark.parametrize("key", ["inputs", "outputs"])
def test_long_names_and_lists_of_ports_are_refused(key: str) -> None:
    """What the wiring compares word by word has limits."""
    contract = {"contract": "Own", **LAMBDA}
    long = json.dumps({**contract, key: {"x_" * 65: {}}})
    many = json.dumps({**contract, key: {"x": {"aliases": [f"a{n}" for n in range(201)]}}})
    wide = json.dumps({**contract, key: {"x": {"semantic_keywords": ["a_" * 65]}}})
    for text, number in ((long, "PC104"), (many, "PC103"), (wide, "PC103")):
        context = context_of(json.dumps({"vars": VARS}), text)
        result = compiled(pipeline({"A": {"uses": "Own"}}), context, **{"contracts/c.yaml": text})
        assert numbers(result)[0] == number
    named = json.dumps({**contract, "contract": "Own\n"})
    context = context_of(json.dumps({"vars": VARS}), named)
    assert "PC103" in [item.code.number for item in context.report.diagnostics()]


# --- the JSON Schemas of options ----------------------------------------------------------


def with_option(schema: Any, value: Any) -> Result:
    """A step whose option is held against a schema."""
    contract = json.dumps({"contract": "Own", **LAMBDA, "options": {"o": schema}})
    text = pipeline({"A": {"uses": "Own", "options": {"o": value}}})
    context = context_of(json.dumps({"vars": VARS}), contract)
    return soon(lambda: compiled(text, context, **{"contracts/c.yaml": contract}))


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"allOf": [{"$ref": "#"}]},
        {"not": {"$ref": "#"}},
        {"properties": {"a": {"$ref": "#"}}},
        {"allOf": [{"$ref": "file:///etc/passwd"}]},
        {"allOf": [{"$ref": "http://example.com/schema"}]},
        {"allOf": [{"$ref": "https://json-schema.org/draft/2020-12/schema"}]},
        {"allOf": [{"$dynamicRef": "#x"}]},
        {"allOf": [{"$id": "http://example.com/", "$ref": "x"}]},
        {"type": "string", "pattern": "a{99999999999}"},
        {"type": "string", "pattern": "(" * 5000 + ")" * 5000},
        {"type": "string", "pattern": "("},
    ],
)
def test_schemas_that_go_elsewhere_or_nowhere_are_refused(schema: Any) -> None:
    """References are neither followed nor fetched, and what Python cannot take is told."""
    result = with_option(schema, "a")
    assert numbers(result) == ["PC113"]


def test_a_member_may_be_called_like_a_keyword() -> None:
    """Only where a schema stands has `$ref` a meaning."""
    schema = {"type": "object", "properties": {"$ref": {"type": "integer"}}, "enum": [{"$ref": 1}]}
    assert with_option(schema, {"$ref": 1}).artifacts


def test_a_list_of_types_is_a_valid_schema() -> None:
    """What breaks it is told like anything else."""
    schema = {"type": ["string", "null"]}
    for text in ("a", 1):  # as where only text is allowed, 1 is taken as it is written
        assert with_option(schema, text).artifacts
    assert numbers(with_option(schema, ["a"])) == ["PC117"]


@pytest.mark.parametrize("kind", ["integer", ["integer", "null"]])
def test_a_whole_number_is_written_as_one(kind: Any) -> None:
    """JSON Schema takes `5.0` for one too, and a script gets what is written."""
    assert with_option({"type": kind}, 5).artifacts
    for value in (5.0, True):
        assert numbers(with_option({"type": kind}, value)) == ["PC117"]
    assert numbers(with_option({"type": "array", "items": {"type": kind}}, [5.0])) == ["PC117"]
    assert with_option({"type": "number"}, 5.0).artifacts


# --- contracts that name themselves -------------------------------------------------------

PORT = {"type": "custom_property", "data_type": "String"}
OF_OWN = {**PORT, "compatible_sources": ["Own"]}
OF_OPTION = {"value": "${options.o}"}


@pytest.mark.parametrize(
    ("more", "number"),
    [
        ({"inputs": {"i": OF_OWN}, "outputs": {"i": PORT}}, "PC201"),
        ({"inputs": {"i": {"value": "${inputs.i}"}}}, "PC010"),
        ({"options": {"o": {"default": "${options.o}"}}, "inputs": {"i": OF_OPTION}}, "PC010"),
        ({"uses": "Own"}, "PC101"),
        ({"kind": "Own"}, "PC111"),
        ({"inputs": {"i": {"value": "${step.properties.X}"}}}, "PC010"),
    ],
)  # fmt: skip
def test_contracts_that_name_themselves(more: dict[str, Any], number: str) -> None:
    """No circle is gone round twice."""
    contract = json.dumps({"contract": "Own", **LAMBDA, **more})
    context = context_of(json.dumps({"vars": VARS}), contract)
    text = pipeline({"A": {"uses": "Own"}, "B": {"uses": "Own"}})
    result = soon(lambda: compiled(text, context, **{"contracts/c.yaml": contract}))
    assert number in numbers(result)


def test_a_contract_may_be_called_like_a_kind() -> None:
    """`uses: Training` and `kind: Training` are different things."""
    contract = json.dumps({"contract": "Training", **LAMBDA})
    context = context_of(json.dumps({"vars": VARS}), contract)
    made = compiled(pipeline({"A": {"uses": "Training"}}), context).artifacts
    assert made is not None
    assert made.definition["Steps"][0]["Type"] == "Lambda"


# --- names in Python ----------------------------------------------------------------------

NAMES = ["class", "None", "print", "self", "__init__", "build", "Pipeline", "session", "pipeline"]


def test_names_that_are_words_of_python_or_collide() -> None:
    """Each step gets a variable of its own: the texts of the program are those of the JSON."""
    names = [*NAMES, "a-b", "a_b", "A-B", "A_B", "a--b", "a-_b", "1", "_1", "-", "_"]
    made = compiled(pipeline(dict.fromkeys(names, LAMBDA))).artifacts
    assert made is not None
    targets = [
        node.targets[0].id
        for node in ast.walk(ast.parse(made.python_text))
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    ]
    assert len(targets) == len(set(targets)) >= len(names)
    assert not set(targets) & {"class", "None", "print", "Pipeline", "session", "build"}
    assert [step["Name"] for step in made.definition["Steps"]] == names


# --- texts that try to get out ------------------------------------------------------------

TEXTS = [
    '"""', "'''", '\\"""', "\\", "\\\\", "\\N{DASH}", "\\u0041", "\\x00", "\n", "\r", "\r\n",
    "\x00", "\x1b[2J\x1b]0;t\x07", "\x7f", "\x85", "\u2028", "\u2029", "\u202e", "\ufeff", "🦪",
    "{x}", "{{x}}", "{0.__class__}", "%s", "%(x)s", "%{if true}", "$ {x}", "#{x}", "*/", "-->",
    "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&lt;", "'; import os",
    "\n::error file=x::y", "%0A::error::x", "EOT", "\nEOT\n", "JSON", "\nJSON\n", "[/red]",
    "[bold]", "None", "true", "1", "1e9", "0x1F", "~", "- a", "a: b", "&a *a",
    "!!python/object:os.system",
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_no_text_gets_out_of_its_quotes(text: str) -> None:
    """In Python, JSON, CloudFormation, Terraform and HTML a text stays a text."""
    result = compiled(json.dumps(_spread(f"x{text}")))
    plain = compiled(json.dumps(_spread("x"))).artifacts
    made = result.artifacts
    assert made is not None
    assert plain is not None
    assert _shape(made.python_text) == _shape(plain.python_text)
    assert _skeleton(made.definition) == _skeleton(plain.definition)
    assert made.definition["Parameters"][0]["DefaultValue"] == f"px{text}"
    template = json.loads(cloudformation_text("p", made.definition, made.settings, text))
    assert template["Resources"]
    lines = terraform_text("p", plain.definition, plain.settings, text)
    clean = terraform_text("p", plain.definition, plain.settings, "x")
    assert lines.count("\n") == clean.count("\n")
    assert "<script>alert" not in wiring_html(result)
    assert "onerror=alert(1)>" not in wiring_html(result)


def test_the_texts_under_the_real_sdk(tmp_path: Path) -> None:
    """All of them at once: the program makes the definition that stands beside it."""
    from oracle.equal import exact_differences
    from oracle.sdk import run_program

    made = compiled(json.dumps(_spread("x" + "".join(TEXTS)[:199]))).artifacts
    more = compiled(json.dumps(_spread("x" + "".join(reversed(TEXTS))))).artifacts
    for number, artifacts in enumerate((made, more)):
        assert artifacts is not None
        program = tmp_path / f"pipeline{number}.py"
        program.write_text(artifacts.python_text, "utf-8")
        assert exact_differences(run_program(program), artifacts.definition) == []


@pytest.mark.parametrize("text", TEXTS)
def test_no_text_gets_out_of_the_classes_for_type_checkers(text: str) -> None:
    """Descriptions stand in docstrings, names in comments, values in literals."""
    shapes = []
    for word in (text, "x"):
        told = {"description": f"a{word}b"}
        option = {**told, "enum": [f"a{word}b"], "default": f"a{word}b"}
        contract = {"contract": "Own", **LAMBDA, **told, "options": {f"a {word}": option}}
        ports = {"class": {**told, **PORT}}
        file = json.dumps({**contract, "inputs": ports, "outputs": {"o": {**told, **PORT}}})
        stubs = stub_text(context_of("{}", file).registry.own.values())
        assert all(line.isprintable() for line in stubs.split("\n"))
        shapes.append(_shape(stubs))
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("text", [text for text in TEXTS if text.strip()])
def test_no_text_reaches_the_terminal_as_a_command(text: str, pipec: Pipec) -> None:
    """What a report quotes is printable: no line begins anew, and nothing is coloured."""
    steps = {"A": {"uses": text, text: 1}, f"B{text}": {"fail": f"${{steps.{text}}}"}}
    write("p.yaml", json.dumps({"pipeline": text, "steps": steps}))
    for command in (["compile", "p.yaml"], ["validate", "p.yaml"], ["explain", "p.yaml"]):
        run = pipec(*command)
        said = run.out + run.err
        assert run.code in (1, 2)
        assert all(line.isprintable() for line in said.split("\n"))
        assert not any(line.startswith("::") for line in said.split("\n"))


@pytest.mark.parametrize(
    "comment",
    [
        "# pipec: allow" + " " * 1_000_000 + "x",
        "# pipec: allow PC219" + " " * 1_000_000 + "x:",
        "# pipec: allow" + " PC219" * 200_000 + ":",
        "# pipec: " + "allow," * 200_000,
        "#" + " " * 1_000_000 + "pipec allow x",
    ],
    ids=["spaces", "spaces-and-colon", "codes", "words", "before"],
)
def test_long_comments_are_read_at_once(comment: str) -> None:
    """A comment that allows warnings may be anything; reading it takes no square of its length."""
    began = time.perf_counter()
    for _ in allowances("p.yaml", f"pipeline: P\n{comment}\nsteps: {{}}\n"):
        pass
    assert time.perf_counter() - began < SOON


@pytest.mark.parametrize(
    "steps",
    [
        "{A: {if: !x," + " " * 1_000_000 + 'y"x: [}}',
        "{A: {if: " + "!x, y " * 200_000 + '"x: [}}',
        "{A: {fail: 's3://b/" + " " * 1_000_000 + "+x'}}",
        "{A: {fail: 's3://b/x" + " +" * 500_000 + "'}}",
    ],
    ids=["tag", "tags", "plus", "pluses"],
)
def test_long_lines_are_explained_at_once(steps: str) -> None:
    """What a mistake may mean is not looked for in a square of the line's length."""
    soon(lambda: compiled(f"pipeline: p\nsteps: {steps}\n"))
