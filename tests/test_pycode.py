from __future__ import annotations

import ast
import keyword
import subprocess
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruff import find_ruff_bin  # type: ignore[import-untyped]

from pipec.compiler.python.pycode import (
    Assign,
    Attr,
    Blank,
    Block,
    Call,
    Chain,
    Dict_,
    Docstring,
    Expression,
    Import,
    Index,
    List_,
    Lit,
    Raw,
    Return,
    Statement,
    identifier,
)
from pipec.compiler.python.pyprint import module_text


def literal(value: Any) -> Expression:
    """Plain data as code."""
    match value:
        case dict():
            return Dict_(tuple((str(key), literal(item)) for key, item in value.items()))
        case list():
            return List_(tuple(map(literal, value)))
        case _:
            return Lit(value)


def ruff(source: str) -> str:
    """The source as `ruff format` with its default settings leaves it."""
    done = subprocess.run(
        [find_ruff_bin(), "format", "--isolated", "-"],
        input=source.encode(),
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


LONG = "s3://example-bucket/" + "a" * 50
OUTPUT = Attr(
    Index(Attr(Raw("preprocess.properties.ProcessingOutputConfig"), "Outputs"), "train"),
    "S3Output.S3Uri",
)

LAYOUTS: list[tuple[str, Statement, str]] = [
    (
        "what fits stays on a line",
        Assign("x", literal({"a": [1, 2.0, None, True]})),
        """x = {"a": [1, 2.0, None, True]}\n""",
    ),
    ("empty brackets", Assign("x", literal({"a": [], "b": {}})), 'x = {"a": [], "b": {}}\n'),
    (
        "one item a line",
        Call("f", (Lit(LONG), Lit("x" * 20))),
        f"""f(\n    "{LONG}",\n    "{"x" * 20}",\n)\n""",
    ),
    (
        "nothing hugs",
        Call("f", (literal([LONG, LONG]),)),
        f"""f(\n    [\n        "{LONG}",\n        "{LONG}",\n    ],\n)\n""",
    ),
    (
        "keyword arguments",
        Call("f", kwargs=(("uri", OUTPUT), ("a_long_keyword", OUTPUT))),
        """f(
    uri=preprocess.properties.ProcessingOutputConfig.Outputs["train"].S3Output.S3Uri,
    a_long_keyword=preprocess.properties.ProcessingOutputConfig.Outputs[
        "train"
    ].S3Output.S3Uri,
)
""",
    ),
    (
        "a long text goes into parentheses",
        Assign("a_rather_long_name", Lit(LONG)),
        f"""a_rather_long_name = (\n    "{LONG}"\n)\n""",
    ),
    (
        "a too long text overflows",
        Assign("name", Lit("x" * 100)),
        f"""name = "{"x" * 100}"\n""",
    ),
    (
        "a long property breaks in its brackets",
        Assign("training_input_of_the_step", OUTPUT),
        """training_input_of_the_step = preprocess.properties.ProcessingOutputConfig.Outputs[
    "train"
].S3Output.S3Uri
""",
    ),
    (
        "two brackets break before the dots",
        Assign("x", Attr(Index(Attr(OUTPUT, "Deeper"), "something"), "Else")),
        """x = (
    preprocess.properties.ProcessingOutputConfig.Outputs["train"]
    .S3Output.S3Uri.Deeper["something"]
    .Else
)
""",
    ),
    (
        "quotes with fewer escapes",
        Assign("x", literal(["'", '"', "'\"", '"" \'', "\\"])),
        r"""x = ["'", '"', "'\"", '"" \'', "\\"]""" + "\n",
    ),
    (
        "what cannot be seen is spelt out",
        Assign("x", Lit("\x00\n\t\ud800\u202e\xa0é日😀")),
        r"""x = "\x00\n\t\ud800\u202e\xa0é日\U0001f600" """.rstrip() + "\n",
    ),
    (
        "wide characters count twice",
        Call("f", (Lit("日" * 40), Lit("xy"))),
        f"""f(\n    "{"日" * 40}",\n    "xy",\n)\n""",
    ),
    (
        "numbers",
        Assign("x", literal([1e16, 1e-5, -0.0, 10**20])),
        "x = [1e16, 1e-05, -0.0, 100000000000000000000]\n",
    ),
    (
        "imports are sorted",
        Import("a.b", ("zeta", "Alpha", "BETA")),
        "from a.b import BETA, Alpha, zeta\n",
    ),
    (
        "a function",
        Block("def f() -> int:", (Docstring("Give one."), Return(Lit(1)))),
        'def f() -> int:\n    """Give one."""\n    return 1\n',
    ),
    (
        "a class",
        Block("class A:", (Docstring("One."), Assign("x", Lit(1)))),
        'class A:\n    """One."""\n\n    x = 1\n',
    ),
    ("an empty block", Block("class B:", ()), "class B:\n    pass\n"),
]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [pytest.param(*case[1:], id=case[0]) for case in LAYOUTS],
)
def test_prints_as_the_formatter_would(statement: Statement, expected: str) -> None:
    """The layout that people know from ruff, case by case."""
    assert module_text([statement]) == expected


def test_the_expected_layouts_are_the_formatters() -> None:
    """The table above is what ruff leaves unchanged, not what we would like."""
    source = module_text(statement for _, statement, _ in LAYOUTS)
    assert ruff(source) == source


def test_module_has_the_empty_lines_that_the_formatter_wants() -> None:
    """Two around definitions, one behind the docstring and the imports, never three."""
    source = module_text(
        [
            Docstring("A pipeline."),
            Import("json"),
            Assign("x", Lit(1)),
            Blank(),
            Blank(),
            Blank(),
            Assign("y", Lit(2)),
            Block("def f() -> None:", (Blank(), Raw("pass"), Blank())),
            Assign("z", Lit(3)),
        ]
    )
    assert source == (
        '"""A pipeline."""\n\nimport json\n\nx = 1\n\n\ny = 2\n\n\n'
        "def f() -> None:\n    pass\n\n\nz = 3\n"
    )


def test_no_statements_make_an_empty_file() -> None:
    """Nothing in, nothing out."""
    assert module_text([]) == ""
    assert module_text([Blank()]) == ""


# --- properties -------------------------------------------------------------------------

TEXTS = st.text(max_size=60) | st.text("ab '\"\\\n{}日é/", max_size=60)
PLAIN_TEXTS = st.text("abcdé日\u0416 '\"\\\n\t\x00\x7f\u2028\ud800😀{}$", max_size=70)
NAMES = st.from_regex(r"[a-z]{1,4}(_[a-z0-9]{1,12}){0,3}", fullmatch=True).filter(
    lambda name: not keyword.iskeyword(name)
)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)


def literals(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """Plain data as JSON knows it."""
    return st.recursive(
        st.none() | st.booleans() | NUMBERS | texts,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
        max_leaves=20,
    )


def chains(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Chain]:
    """Names with attributes, subscripts and calls behind them."""
    arguments = st.lists(inner, max_size=2).map(tuple)
    named = st.lists(st.tuples(NAMES, inner), max_size=3).map(tuple)

    def longer(owner: st.SearchStrategy[Chain]) -> st.SearchStrategy[Chain]:
        return st.one_of(
            st.builds(Attr, owner, NAMES),
            st.builds(Index, owner, NAMES | st.integers(0, 9)),
            st.builds(Call, owner, arguments, named),
        )

    return st.recursive(NAMES.map(Raw), longer, max_leaves=4)


LEAVES: st.SearchStrategy[Expression] = st.builds(
    Lit, st.none() | st.booleans() | NUMBERS | PLAIN_TEXTS
)
EXPRESSIONS: st.SearchStrategy[Expression] = st.recursive(
    LEAVES | chains(LEAVES),
    lambda inner: st.one_of(
        chains(inner),
        st.lists(inner, max_size=4).map(lambda items: List_(tuple(items))),
        st.lists(st.tuples(PLAIN_TEXTS, inner), max_size=3).map(lambda items: Dict_(tuple(items))),
    ),
    max_leaves=15,
)
CALLS = st.builds(
    Call,
    chains(EXPRESSIONS),
    st.lists(EXPRESSIONS, max_size=2).map(tuple),
    st.lists(st.tuples(NAMES, EXPRESSIONS), max_size=3).map(tuple),
)
PROSE = PLAIN_TEXTS.filter(lambda text: text.strip() != "" and "\x1c" not in text)
SIMPLE: st.SearchStrategy[Statement] = st.one_of(
    st.builds(Assign, NAMES, EXPRESSIONS),
    CALLS,
    st.builds(Import, NAMES, st.lists(NAMES, unique=True, max_size=5).map(tuple)),
    st.just(Blank()),
    st.sampled_from([Raw("x = 1\ny = 2"), Raw("@decorated\ndef f():\n    pass\n")]),
)
BLOCKS: st.SearchStrategy[Statement] = st.recursive(
    SIMPLE,
    lambda inner: st.builds(
        lambda header, body: Block(header, (*body, Return(Lit(None)))),
        st.sampled_from(["def f():", "async def g():"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=6,
)


@given(st.one_of(st.none(), PROSE), st.lists(BLOCKS, max_size=12))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_formatter_leaves_it_unchanged(about: str | None, body: list[Statement]) -> None:
    """Whatever the tree, the text is Python, and `ruff format` has nothing to change."""
    source = module_text([*([Docstring(about)] if about else []), *body])
    ast.parse(source)
    assert ruff(source) == source


@given(literals(TEXTS), st.integers(0, 40))
def test_literals_keep_their_value(data: Any, width: int) -> None:
    """Plain data, printed and evaluated, is the same data, types included."""
    module = ast.parse(module_text([Assign("x" * (width + 1), literal(data))]))
    assert isinstance(module.body[0], ast.Assign)
    assert repr(ast.literal_eval(module.body[0].value)) == repr(data)


@given(EXPRESSIONS)
def test_layout_does_not_change_the_meaning(expression: Expression) -> None:
    """However the lines are broken, the syntax tree is the same."""
    dumps = {
        ast.dump(ast.parse(module_text([Assign(name, expression)])).body[0].value)  # type: ignore[attr-defined]
        for name in ("x", "x" * 80)
    }
    assert len(dumps) == 1


@given(PROSE)
def test_docstrings_cannot_break_out(text: str) -> None:
    """Any text makes one docstring, whose words are those of the text that can be printed."""
    module = ast.parse(module_text([Docstring(text), Assign("x", Lit(1))]))
    assert len(module.body) == 2
    assert ast.get_docstring(module) is not None


# --- identifiers ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("train", "train"),
        ("Train-XGB2", "train_xgb2"),
        ("TrainAbaloneModel", "train_abalone_model"),
        ("CheckMSE", "check_mse"),
        ("MSETooHigh", "mse_too_high"),
        ("XGBoostTraining", "xgboost_training"),
        ("TuneLightGBM", "tune_lightgbm"),
        ("step_2-final", "step_2_final"),
        ("__x__", "x"),
        ("class", "class_"),
        ("Print", "print_"),
        ("match", "match_"),
        ("1st", "step_1st"),
        ("2024-data", "step_2024_data"),
        ("--", "step"),
    ],
)
def test_identifiers_read_well(name: str, expected: str) -> None:
    """Names become snake case, and never shadow what Python has."""
    assert identifier(name) == expected


def test_identifiers_are_distinct() -> None:
    """Names that differ only in case or hyphens get numbers, in the order asked for."""
    taken = {"sagemaker"}
    for name in ["Train", "train", "TRAIN", "class", "Class", "sagemaker"]:
        taken.add(identifier(name, taken))
    assert sorted(taken) == [
        "class_", "class_2", "sagemaker", "sagemaker_2", "train", "train_2", "train_3",
    ]  # fmt: skip


@given(st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True))
def test_every_step_name_has_an_identifier(name: str) -> None:
    """Any name that the language allows for a step gives a usable variable."""
    variable = identifier(name)
    assert variable.isidentifier()
    assert not keyword.iskeyword(variable)
    assert identifier(name, {variable}) != variable
