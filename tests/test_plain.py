"""Calls understood without typer mean what typer makes of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipec.cli import app, plain
from pipec.cli.commands import compiling
from pipec.cli.commands.shared import Shown
from pipec.cli.compiling import compile_files, validate_paths
from pipec.cli.plain import plain_call

WORDS = st.sampled_from(
    [
        *("a.yaml", "b", "", "-", "--", "x=y", "=y", "x=", "ä.yaml", "\udc80", "a\nb", "-x", "-1"),
        *("--out", "-o", "--env", "--var", "--check", "--stdout", "--unused-outputs", "--out=x"),
        *(
            "-ox",
            "--format",
            "concise",
            "--emit",
            "terraform",
            "--help",
            "-h",
            "--chec",
            "--var=x=y",
        ),
    ]
)
CALLS = st.tuples(st.sampled_from(["compile", "validate"]), st.lists(WORDS, max_size=6))
RUNS: dict[str, Callable[..., int]] = {"compile": compile_files, "validate": validate_paths}


def by_typer(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any] | None:
    """What typer gives to the function that does the work; None if it refuses or helps."""
    seen: list[dict[str, Any]] = []
    for function in RUNS.values():
        signature = inspect.signature(function)

        def record(*args: Any, signature: inspect.Signature = signature, **kwargs: Any) -> int:
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            seen.append(_plain(bound.arguments))
            return 0

        monkeypatch.setattr(compiling, function.__name__, record)
    monkeypatch.setattr(app, "plain_call", lambda _: None)
    app.main(arguments)
    return seen[0] if seen else None


def by_us(arguments: list[str]) -> dict[str, Any] | None:
    """What is given to it without typer; None if typer is to say."""
    call: Any = plain_call(arguments)
    if call is None:
        return None
    assert call.func is RUNS[arguments[0]]
    bound = inspect.signature(call.func).bind(*call.args, **call.keywords)
    bound.apply_defaults()
    return _plain(bound.arguments)


def _plain(arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments, with the options of how diagnostics are shown as their values."""
    shown = arguments["shown"]
    return {**arguments, "shown": {name: getattr(shown, name) for name in Shown.__match_args__}}


@settings(deadline=None, max_examples=300)
@given(CALLS)
def test_both_understand_a_call_alike(call: tuple[str, list[str]]) -> None:
    """Whatever is taken without typer would have been taken by it, with the same values."""
    arguments = [call[0], *call[1]]
    found = by_us(arguments)
    if found is not None:
        with pytest.MonkeyPatch.context() as patch:
            assert found == by_typer(arguments, patch)


@pytest.mark.parametrize(
    "call",
    [
        "compile p.yaml",
        "compile p.yaml --out build -o there",
        "compile a.yaml b.yaml --check",
        "compile --check p.yaml --env prod --var a=b --var c=",
        "validate a.yaml b",
        "validate . --env prod --var a=b --unused-outputs",
    ],
)
def test_everyday_calls_need_no_typer(call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What people type all day is taken, and means the same."""
    found = by_us(call.split())

    assert found is not None
    assert found == by_typer(call.split(), monkeypatch)


@pytest.mark.parametrize(
    "call",
    [
        "compile",
        "compile -",
        "compile a.yaml --out",
        "compile a.yaml --var x",
        "compile a.yaml --var x=1 --var x=2",
        "compile a.yaml --stdout",
        "compile a.yaml --no-such",
        "validate",
        "validate a.yaml --help",
        "explain a.yaml",
    ],
)
def test_the_rest_is_left_to_typer(call: str) -> None:
    """Mistakes, help and what is rarely typed have one reader."""
    assert plain_call(call.split()) is None


@pytest.mark.parametrize("option", ["--env", "--out", "--var"])
def test_an_empty_text_is_left_to_typer(option: str) -> None:
    """It is refused there, as for all commands."""
    assert plain_call(["compile", "a.yaml", option, ""]) is None
    assert plain_call(["compile", "a.yaml", option, " "]) is None


def test_the_version_is_shown_alike(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With typer, where something stands beside it, and without."""
    assert app.main(["--version"]) == 0
    ours = capsys.readouterr().out
    monkeypatch.setattr(app, "plain_call", lambda _: None)

    assert app.main(["--version"]) == 0
    assert capsys.readouterr().out == ours


def test_every_option_that_is_read_is_one_of_the_command() -> None:
    """No parameter is named that the command does not have."""
    names = {name for run in RUNS.values() for name in inspect.signature(run).parameters}

    assert {*plain._SHARED.values(), *plain._FLAGS} <= names
