"""What is fuzzed: functions that take any bytes, and raise only where pipec breaks a promise.

`tests/test_fuzz_targets.py` gives them a bounded number of inputs, `python -m fuzz` any number.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from fuzz.inputs import ROOT
from fuzz.promises import (
    CONTRACT,
    FILE,
    PROJECT,
    VARS,
    MemoryFiles,
    check_places,
    compiled,
    context_of,
    plain_context,
)
from fuzzing import FUNCTION, IMAGE
from pipec.cli import app, ignores
from pipec.cli.stubs import stub_text
from pipec.compiler.compile import SourceFile
from pipec.compiler.contract_file import check_contract_file
from pipec.compiler.diagnostics import Report, Severity, Span
from pipec.compiler.emit.terraform import quoted as hcl_quoted
from pipec.compiler.emit.yaml import yaml_text
from pipec.compiler.language.conditions import parse_condition
from pipec.compiler.language.expressions import parse_template
from pipec.compiler.language.keys import MAX_NAME
from pipec.compiler.parsing.contract_checks import check_contract
from pipec.compiler.parsing.contracts import step_type_in
from pipec.compiler.reader import source as reader
from pipec.compiler.reader.source import read_yaml
from pipec.compiler.syntax import Scalar, to_data
from pipec.compiler.wiring.words.comparison import (
    likeness,
)
from pipec.compiler.wiring.words.names import (
    lex,
)

_SMALL = 3_000
"""Bytes that the pure YAML parser, which is slow, is given too."""


def read(content: bytes) -> None:
    """The reader gives a tree or errors, all of it inside the text, whichever parser is there."""
    root, found = _read(content)
    assert (root is None) == any(item.code.severity is Severity.ERROR for item in found)
    check_places(found, {FILE: content.decode(errors="replace")})
    if len(content) > _SMALL:
        return
    with _swapped(reader, "_c_parser", lambda: None):
        pure = _read(content)
    if not any("fewer spaces" in item.message for item in pure[1]):
        assert repr(pure) == repr((root, found))  # as text, for `.nan` is not equal to itself


def _read(content: bytes) -> tuple[Any, tuple[Any, ...]]:
    report = Report()
    return read_yaml(FILE, content, report), report.diagnostics()


@contextlib.contextmanager
def _swapped(place: Any, name: str, value: object) -> Iterator[None]:
    before = getattr(place, name)
    setattr(place, name, value)
    try:
        yield
    finally:
        setattr(place, name, before)


def emit(content: bytes) -> None:
    """What is read, written as YAML and read again is the same, and written the same again."""
    root, _ = _read(content)
    if root is None:
        return
    try:
        text = yaml_text(root)
    except ValueError:  # what no file says, as its docstring tells
        return
    again, found = _read(text.encode())
    assert again is not None, found
    # repr: a NaN equals nothing, and `1` is no `1.0`
    assert repr(to_data(again)) == repr(to_data(root))
    assert yaml_text(again) == text


def compile_(content: bytes) -> None:
    """A pipeline file compiles, or is refused."""
    compiled(content)


def contract(content: bytes) -> None:
    """A contract file is checked, is used by a step, and becomes a class for type checkers."""
    file = SourceFile(name=CONTRACT, content=content)
    texts = {CONTRACT: content.decode(errors="replace")}
    check_places(check_contract_file(file, plain_context(), MemoryFiles()), texts)
    context = context_of(json.dumps({"vars": VARS}), content)
    name = step_type_in(content) or "Own"
    steps = {"A": {"uses": name}, "B": {"uses": name, "options": {"o": "aaaa"}}}
    compiled(json.dumps({"pipeline": "p", "steps": steps}), context, **texts)
    own = list(context.registry.own.values())
    for item in own:
        check_contract(item, context.registry, context.report)
    if own and not context.report.has_errors:
        stubs = stub_text(own)
        ast.parse(stubs)
        assert all(line.isprintable() for line in stubs.split("\n"))


def project(content: bytes) -> None:
    """A project file is read, and a pipeline compiled in it."""
    context = context_of(content)
    compiled(_example(), context, **{PROJECT: content.decode(errors="replace")})


def _example() -> bytes:
    return (ROOT / "pipelines/abalone/pipeline.yaml").read_bytes()


def expression(content: bytes) -> None:
    """References, conditions and names are read; what is wrong is told inside the text."""
    text = content.decode(errors="replace")
    scalar = Scalar(text, text, False, Span(FILE, 1, 1, 1, len(text) + 3))
    for parse in (parse_template, parse_condition):
        report = Report()
        found = parse(scalar, report)
        errors = report.diagnostics()
        assert (found is None) == bool(errors)
        for item in errors:
            assert item.span is not None
            assert 1 <= item.span.column <= item.span.end_column <= len(text) + 3
    left, right = text[:MAX_NAME], text[-MAX_NAME:]
    lex(left)
    assert 0 <= likeness(left, right) <= 1
    assert likeness(left, right) == likeness(right, left)


def ignore(content: bytes) -> None:
    """An ignore file is read, and its patterns match quickly or not."""
    text = content.decode("latin-1")
    paths = ["a" * 200, "a/" * 60 + "b", "ab/" * 40 + text[:60].replace("\n", "x")]
    for pattern in ignores._parse(text[:2000], 0):
        for path in paths:
            pattern.regex.fullmatch(path)


def text(content: bytes) -> None:
    """No text gets out of the quotes that it stands in, in any file that is made."""
    value = "x" + content.decode(errors="replace")  # an empty one needs no quotes, and no Join
    made = compiled(json.dumps(_spread(value)))
    if made.artifacts is None:
        return
    plain = compiled(json.dumps(_spread("x"))).artifacts
    assert plain is not None
    assert _shape(made.artifacts.python_text) == _shape(plain.python_text)
    assert _skeleton(made.artifacts.definition) == _skeleton(plain.definition)
    quoted = hcl_quoted(value)
    assert "\n" not in quoted
    assert "\r" not in quoted


def _spread(value: str) -> dict[str, Any]:
    """A pipeline with a text in every place that takes free text, and no reference in it."""
    value = value.replace("${", "$ {")[:200]
    line = " ".join(value.splitlines())  # where the service takes no line end, nor pipec
    function = {"kind": "Lambda", "function": FUNCTION}
    job = {"image": IMAGE, "instance": "ml.m5.large", "environment": {"E": f"e{value}"}}
    training = {**job, "kind": "Training", "hyperparameters": {"h": f"h{line}"}}
    output = {"OutputDataConfig": {"S3OutputPath": "s3://b/k"}}
    return {
        "pipeline": "p",
        "description": f"d{line}",
        "parameters": {"T": {"type": "String", "default": f"p{value}"}},
        "steps": {
            "A": {**function, "inputs": {"i": f"i{value}"}, "description": f"d{value}"},
            "B": {**training, "request": output},
            "C": {"fail": f"f{value}"},
            "D": {
                "if": "parameters.T == 'a'",
                "then": {"E": {**function, "display_name": f"n{value}"}},
            },
            "F": {**function, "inputs": {"i": f"${{parameters.T}}{value}"}},
        },
    }


class _Blank(ast.NodeTransformer):
    """Every text of a program is one and the same."""

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant("") if isinstance(node.value, str) else node


def _shape(program: str) -> str:
    tree = _Blank().visit(ast.parse(program))
    return ast.dump(tree)


def _skeleton(value: Any) -> Any:
    match value:
        case dict():
            return {key: _skeleton(item) for key, item in value.items()}
        case list():
            return [_skeleton(item) for item in value]
        case str():
            return ""
        case _:
            return value


COMMANDS = (
    ["compile", FILE, "-o", "out"],
    ["compile", FILE, "-o", "out", "--emit", "cloudformation", "--emit", "terraform"],
    ["compile", FILE, "-o", "out", "--python", "request"],
    ["compile", FILE, "--stdout"],
    ["explain", FILE],
    ["explain", FILE, "--json"],
    ["explain", FILE, "--table"],
    ["wire", FILE],
    ["wire", FILE, "--write"],
    ["validate", FILE],
    ["validate", ".", "--unused-outputs"],
    ["compile", FILE, "--check"],
)


def cli(content: bytes) -> None:
    """The command itself, in a folder of its own: exit codes, and what is on the disk after it."""
    command = COMMANDS[sum(content) % len(COMMANDS)]
    with tempfile.TemporaryDirectory(prefix="pipec-fuzz-") as folder, contextlib.chdir(folder):
        _project(content)
        before = _snapshot()
        code, said = _run(command)
        after = _snapshot()
        assert code in {0, 1, 2}, f"exit code {code}\n{said}"
        assert "Traceback" not in said
        made = after.keys() - before.keys()
        if command[0] == "wire":
            assert not made
            assert {name for name in after if after[name] != before[name]} <= {FILE}
            _lines_stay(before[FILE], after[FILE])
        elif code:
            assert after == before
        else:
            assert {name: after[name] for name in before} == before
            _parse_all(after, made)


def _project(content: bytes) -> None:
    Path(FILE).write_bytes(content)
    Path(PROJECT).write_text(json.dumps({"vars": VARS}), "utf-8")
    for name in ("code/preprocess.py", "code/evaluate.py", "src/train.py", "load.py"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text("print()\n", "utf-8")


def _run(command: list[str]) -> tuple[int, str]:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        code = app.main([*command, "--debug"])
    return code, out.getvalue()


def _snapshot() -> dict[str, bytes]:
    return {p.as_posix(): p.read_bytes() for p in Path().rglob("*") if p.is_file()}


def _parse_all(files: dict[str, bytes], made: set[str]) -> None:
    """What was written is whole."""
    assert len({os.path.dirname(name) for name in made}) <= 1  # noqa: PTH120 - texts, not files
    for name in made:
        if name.endswith(".py"):
            ast.parse(files[name])
        elif name.endswith(".json"):
            json.loads(files[name])
        else:
            assert name.endswith("pipeline.tf"), name
            files[name].decode()


def _lines_stay(before: bytes, after: bytes) -> None:
    """Comments and blank lines are still there, in their order."""
    left = iter(after.splitlines())
    for line in before.splitlines():
        if line.lstrip().startswith(b"#"):
            assert any(line == other for other in left), line


TARGETS: dict[str, Callable[[bytes], None]] = {
    "read": read,
    "emit": emit,
    "compile": compile_,
    "contract": contract,
    "project": project,
    "expression": expression,
    "ignore": ignore,
    "text": text,
    "cli": cli,
}
