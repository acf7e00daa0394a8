"""Trees as YAML: how they look, and that they are read back as they were."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipec.cli import workspace
from pipec.compiler.compile import Result, SourceFile, compile_pipeline
from pipec.compiler.diagnostics import Report, Span
from pipec.compiler.emit.yaml import WIDTH, yaml_text
from pipec.compiler.reader import source
from pipec.compiler.reader.source import read_yaml
from pipec.compiler.reader.yaml_scalars import resolve_plain
from pipec.compiler.reader.yaml_tree import MAX_DEPTH
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar, Sequence, from_data, to_data
from pipec.compiler.values import ItemGet

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted(ROOT.glob("pipelines/*/pipeline.yaml"))
FILES = sorted(
    path
    for pattern in ("pipelines/**/*.yaml", "contracts/*.yaml", "tests/cases/**/*.yaml")
    for path in ROOT.glob(pattern)
)
ORACLE = sorted(ROOT.glob("tests/oracle/*/*/pipeline.yaml"))
BENCHMARK = sorted(ROOT.glob("benchmarks/wiring/cases/**/*.yaml"))
SPAN = Span("f.yaml", 1, 1, 1, 1)


def words(text: str) -> list[str]:
    """The words of a text."""
    return text.split()


def read(text: str) -> Mapping:
    """The tree of a text that must be clean."""
    report = Report()
    root = read_yaml("x.yaml", text.encode(), report)
    assert root is not None, (text, [item.message for item in report.diagnostics()])
    assert report.diagnostics() == ()
    return root


def tree(data: Any) -> Mapping:
    """The tree of data, in which a node may stand for itself."""
    root = from_data(data, SPAN)
    assert isinstance(root, Mapping)
    return root


def plain(text: str) -> Scalar:
    """What the reader makes of an unquoted word."""
    return Scalar(resolve_plain(text), text, True, SPAN)


def shape(node: Node) -> object:
    """All of a tree that matters, as something that compares by type and order too."""
    match node:
        case Scalar():
            return repr(node.data), node.text
        case Sequence():
            return [shape(item) for item in node]
        case Mapping():
            return {"in order": [(entry.key, shape(entry.value)) for entry in node]}


def check(root: Mapping) -> str:
    """The text of a tree, which must be read back as the tree, and be well formed."""
    text = yaml_text(root)
    again = read(text)
    assert shape(again) == shape(root), text
    assert yaml_text(again) == text  # so a scalar's quotes say no more than its data
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\t" not in text
    assert "\r" not in text
    return text


# --- How it looks -------------------------------------------------------------------------

PIPELINE = """\
pipeline: HousePrices
description: Predict prices; register the model when it is good enough.
contracts: [contracts]
vars:
  bucket: example-bucket
parameters:
  InputData: s3://example-bucket/houses.csv
  Rounds: 50
  Zip: "01234"
  Account: 012345678901
  Limit: 6.0
  Instance: {type: String, default: ml.m5.xlarge, enum: [ml.m5.xlarge, ml.m5.4xlarge]}
steps:
  Prepare:
    uses: TabularPreprocessing
    code: code/prepare.py
    args: [--label, churn, --share, "0.7", --columns, "a,b", "${vars.bucket}"]
    inputs: {raw_data: "${parameters.InputData}"}
    outputs:
      train: {path: /opt/ml/processing/train}
  Train:
    uses: XGBoostTraining
    instance: ${parameters.Instance}
    image: {framework: xgboost, version: 1.7-1}
    hyperparameters:
      objective: reg:squarederror
      num_round: ${parameters.Rounds}
      max_depth: 5
      eta: 0.20
      gamma: 9e-05
      min_child_weight: 6
      verbosity: null
    retry:
      - {on: [Step.THROTTLING, Step.SERVICE_FAULT], attempts: 3}
      - on: [Step.THROTTLING]
        more: {}
    request:
      InputDataConfig:
        - ChannelName: train
          ShuffleConfig: {Seed: 1}
        - - {a: 1}
          - []
  Check:
    if: steps.Evaluate.report.mse.value <= parameters.Limit and parameters.X == "a"
    then:
      Register:
        uses: ModelRegistration
    else:
      TooHigh:
        fail: MSE is above ${parameters.Limit}
"""


def test_a_pipeline_as_a_person_writes_it() -> None:
    """What is written so is left as it is."""
    assert yaml_text(read(PIPELINE)) == PIPELINE


@pytest.mark.parametrize(
    ("text", "written"),
    [
        *[(word, word) for word in ("yes", "reg:squarederror", "ml.m5.xlarge", "a#b", "-a", "--x")],
        *[(word, word) for word in ("1.7-1", "a b", "s3://b/k", "Größe 顧客 🦪", "it's", 'a "b"')],
        *[(word, word) for word in ("a, b", "${parameters.X}", "x ${a}", "a:b")],
        *[(word, f'"{word}"') for word in ("", " a", "a ", "1", "1.10", "true", "null", "~", ".5")],
        *[(word, f'"{word}"') for word in ("a: b", "a:", "a #b", "-", "- a", "---", "...", ":a")],
        *[(word, f'"{word}"') for word in ("? a", "?a", "!a", "&a", "*a", "|", ">", "%a", "@a")],
        *[(word, f'"{word}"') for word in ("`a", "[a]", "{a}", "#a", ",a", "'a'", "0x1F", "0123")],
        ('"a"', "'\"a\"'"), (r"\d+: x", r"'\d+: x'"), (r"'\d+': x", r'''"'\\d+': x"'''),
        ("a\tb", r'"a\tb"'), ("\x00\x7f", r'"\u0000\u007f"'), ("a\xa0b", r'"a\u00a0b"'),
        ("\x85\u2028\ufeff", r'"\u0085\u2028\ufeff"'), ("\U000e0001", r'"\U000e0001"'),
        ("a\r\nb", r'"a\r\nb"'), ("\n", r'"\n"'), ("a\n\n", r'"a\n\n"'), ("a \nb", r'"a \nb"'),
        ("a\n\tb\n", r'"a\n\tb\n"'), ("a\n  ", r'"a\n  "'),
        ("a\nb\n", "|\n    a\n    b"), ("a\n\n  b", "|-\n    a\n\n      b"),
        ("\n  a\nb\n", "|2\n\n      a\n    b"), ("# a\n---\n", "|\n    # a\n    ---"),
    ],
)  # fmt: skip
def test_a_text(text: str, written: str) -> None:
    """In quotes only if it needs them; lines as lines if nothing is hidden by that."""
    assert check(tree({"a": {"b": text}})) == f"a:\n  b: {written}\n"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        *[(word, word) for word in ("reg:squarederror", "--x", "s3://b/k", "a b", "yes")],
        *[(word, f'"{word}"') for word in ("${a}", "a,b", "a[1]", "{", "a?", "a:}", "a:-b", "1")],
    ],
)
def test_a_text_between_brackets(text: str, written: str) -> None:
    """There more needs quotes."""
    assert check(tree({"a": [text]})) == f"a: [{written}]\n"
    key = written if text != "1" else text  # a key is text whatever it looks like
    assert check(tree({"a": {"b": {text: [text]}}})) == f"a:\n  b: {{{key}: [{written}]}}\n"


@pytest.mark.parametrize(
    "text",
    [
        *words(
            "1.10 9e-05 012345678901 true FALSE null ~ 6.0 -0 -0.0 +1 0x1F 0o17 .5 1. .inf -.INF"
        ),
        *(".nan", "", "9" * 700, "1e999", "yes", "2024-01-01"),
    ],
)
def test_a_word_stays_as_it_was_written(text: str) -> None:
    """A number keeps its digits, and nothing that is not written stays so."""
    word = f" {text}" if text else ""
    assert check(tree({"a": plain(text)})) == f"a:{word}\n"
    assert check(tree({"a": {"b": [plain(text), 1]}})) in {
        f"a:\n  b: [{text}, 1]\n",
        f"a:\n  b:\n    -{word}\n    - 1\n",
    }


@pytest.mark.parametrize(
    ("key", "written"),
    [
        *[(key, key) for key in ("1", "true", "null", "~", "a b", "a:b", "--a", "${a}", "ä")],
        *[(key, f'"{key}"') for key in ("", "a: b", "a:", "-", "---", "...", "[a", "? a", "&a")],
        *[("<<", '"<<"'), ("a\nb", r'"a\nb"'), ('"', "'\"'"), ("*a", '"*a"'), ("#", '"#"')],
    ],
)
def test_a_key(key: str, written: str) -> None:
    """A key is text whatever it looks like, so it needs quotes less often; `<<` would merge."""
    assert check(tree({key: 1})) == f"{written}: 1\n"
    check(tree({key: 1, "a": {"b": {key: [1]}}}))


def test_a_key_that_is_long() -> None:
    """Beyond 1024 characters YAML wants a question mark before it."""
    key = "ab: " * 300 + "x"
    text = check(tree({key: {"a": {key: "b\nc"}}, "list": [{key: {"a": 1}}]}))
    assert text.startswith(f'? "{key}"\n:\n  a:\n    ? "{key}"\n    : |-\n      b\n      c\n')
    assert text.endswith(f'list:\n  - ? "{key}"\n    : {{a: 1}}\n')


@pytest.mark.parametrize("data", [{}, {"a": {}}, {"a": []}, {"steps": {"A": {}}, "b": {"c": [[]]}}])
def test_empty_collections(data: dict[str, Any]) -> None:
    """Always brackets."""
    text = check(tree(data))
    assert text.replace(" ", "").count("{}") + text.count("[]") == 1 + ("steps" in data)


def test_brackets_reach_to_the_last_column() -> None:
    """One character more, and each value has its line."""
    fits = {"a": {"list": ["x" * (WIDTH - 10)]}}
    assert check(tree(fits)) == f"a:\n  list: [{'x' * (WIDTH - 10)}]\n"
    assert len(check(tree(fits)).splitlines()[1]) == WIDTH
    wider = {"a": {"list": ["x" * (WIDTH - 9)]}}
    assert check(tree(wider)) == f"a:\n  list:\n    - {'x' * (WIDTH - 9)}\n"


# --- What cannot be said ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"a": "x\ud800"}, r"half of a surrogate pair, U\+D800"),
        ({"a": {"b": {"\udfff": "x"}}}, r"half of a surrogate pair, U\+DFFF"),
        ({"a": "\ud83d\ude00\n"}, r"surrogate pair, U\+D83D"),
        ({"a": math.inf}, "YAML does not read 'inf' as inf"),
        ({"a": 10**700}, "YAML does not read '10"),
        ({"a": Scalar(1, "1", False, SPAN)}, "YAML does not read '1' as 1"),
        ({"a": Scalar(1.0, "1", True, SPAN)}, "YAML does not read '1' as 1.0"),
        ({"a": Scalar("a", "b", False, SPAN)}, "YAML does not read 'b' as 'a'"),
        ({"a": [Scalar(ItemGet(()), "${item}", True, SPAN)]}, "YAML does not read"),
        ({"a": "x" * 4 * 1024 * 1024}, "larger than the 4 MiB"),
    ],
)
def test_what_cannot_be_said(data: dict[str, Any], message: str) -> None:
    """It is refused, and not changed in silence."""
    with pytest.raises(ValueError, match=message):
        yaml_text(tree(data))


@pytest.mark.parametrize("make", [lambda inner: {"a": inner}, lambda inner: [inner, 1]])
def test_nesting(make: Any) -> None:
    """As deep as the reader reads, and no deeper."""
    data: Any = {"a": "b", "c": [[]]}  # the innermost three levels
    for _ in range(MAX_DEPTH - 4):
        data = make(data)
    check(tree({"root": data}))
    with pytest.raises(ValueError, match="more than 100 levels"):
        yaml_text(tree({"root": make(data)}))


# --- Everything that is written somewhere -------------------------------------------------


def trees(files: Iterable[Path]) -> list[tuple[Path, Mapping]]:
    """The files that can be read."""
    found = ((path, read_yaml(path.name, path.read_bytes(), Report())) for path in files)
    return [(path, root) for path, root in found if root is not None]


def test_every_file_is_read_back() -> None:
    """All examples, contracts and cases, and some of the benchmark's pipelines."""
    sample = random.Random(0).sample(BENCHMARK, 50)  # noqa: S311 - any will do
    found = trees([*FILES, *ORACLE, *sample])
    assert len(found) > 400
    for path, root in found:
        text = check(root)
        assert to_data(read(text)) == to_data(root) or ".nan" in text, path


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_a_rewritten_pipeline_compiles_to_the_same(path: Path) -> None:
    """The definition, the Python and the assets."""
    text = path.read_text("utf-8")
    before, after = compile_text(path, text), compile_text(path, yaml_text(read(text)))
    assert before.artifacts is not None
    assert after.artifacts == before.artifacts
    assert [(d.code, d.message) for d in after.diagnostics] == [
        (d.code, d.message) for d in before.diagnostics
    ]


def compile_text(path: Path, text: str) -> Result:
    """Compile a text as if it stood in the file."""
    file = path.as_posix()
    context = workspace.Contexts().of(file)
    return compile_pipeline(
        SourceFile(name=file, content=text.encode()), context, workspace.DiskFiles()
    )


# --- Any tree -----------------------------------------------------------------------------

NASTY = words(
    "${ } $ ' \" : [ ] { # *a !x | > null ~ 0 -1 1e9 .nan 1.10 0x1F true yes ? - -- --- ... % @ ` "
    "& , << = a b c:d s3://b/k \\ \\n \\u0041 |- >2 e03a x"
)
SPACES = ["", " ", "  ", "\n", "\n\n", "\t", "\r", "\r\n", "\xa0", "\u3000"]
ODD = ["\x00", "\x1b", "\x7f", "\x85", "\u200d", "\u2028", "\u2029", "\ue03a", "\ufeff", "\uffff"]
BITS = st.one_of(
    st.sampled_from(NASTY),
    st.sampled_from(SPACES),
    st.sampled_from([": ", " #", "- ", "? ", "\n  "]),
)
TEXTS = st.one_of(
    st.sampled_from(NASTY),
    st.lists(BITS, max_size=8).map("".join),
    st.lists(st.one_of(BITS, st.sampled_from(ODD)), max_size=8).map("".join),
    st.lists(st.sampled_from(["a", " b", "", "# c", "d: e", "- f", "g ", "---"]), max_size=6).map(
        "\n".join
    ),
    st.text(max_size=20),
)
WORDS = st.one_of(
    st.sampled_from(words("null ~ true False 1 -0 012 1.10 6.0 9e-05 .5 1. 0x1F .inf .nan")),
    st.just(""),
    st.integers().map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
).map(plain)
SCALARS = st.one_of(
    WORDS,
    TEXTS.map(lambda text: Scalar(text, text, False, SPAN)),
    TEXTS.map(plain),  # a text that stood without quotes may need them elsewhere
)
KEYS = st.one_of(st.sampled_from(["uses", "fail", "a", "b", "true", "1", "<<"]), TEXTS)


def mappings(values: st.SearchStrategy[Node]) -> st.SearchStrategy[Mapping]:
    """Mappings of such values."""
    return st.dictionaries(KEYS, values, max_size=4).map(
        lambda found: Mapping({key: Entry(key, SPAN, value) for key, value in found.items()}, SPAN)
    )


def collections(values: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Lists and mappings of such values."""
    lists = st.lists(values, max_size=4).map(lambda items: Sequence(tuple(items), SPAN))
    return st.one_of(lists, mappings(values))


NODES: st.SearchStrategy[Node] = st.recursive(SCALARS, collections, max_leaves=12)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(root=mappings(NODES))
@example(root=tree({"a": {"b": {"a?b": ["c?d", "x:?"]}}}))
def test_any_tree_is_read_back(root: Mapping) -> None:
    """By the C parser, where it may, and by the pure one."""
    text = check(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "_c_parser", lambda: None)
        assert shape(read(text)) == shape(root), text


@given(text=TEXTS)
def test_any_text_is_read_back(text: str) -> None:
    """As a value, a key and an item, in each of the ways to write them."""
    check(
        tree({text: text, "a": {text: {text: text, "b": [text]}}, "c": [text, [text], [[[text]]]]})
    )
