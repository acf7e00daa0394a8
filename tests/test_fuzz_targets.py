"""The targets of `make fuzz` with a bounded number of inputs: seeds, what was found, accidents."""

from __future__ import annotations

import importlib.util
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz.inputs import FOUND, mutated, seeds
from fuzz.targets import TARGETS

ROOT = Path(__file__).parents[1]
FEW, MUTANTS = 12, 12
REGRESSIONS = sorted(path.relative_to(FOUND).as_posix() for path in FOUND.glob("*/*"))


@pytest.mark.parametrize("name", REGRESSIONS)
def test_what_was_found_stays_mended(name: str) -> None:
    """Inputs that once broke a promise."""
    TARGETS[name.partition("/")[0]]((FOUND / name).read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_seeds_and_accidents_break_no_promise(target: str) -> None:
    """Some files of the repository, and each again after a few accidents; always the same ones."""
    chance = random.Random(target)  # noqa: S311 - repeatable on purpose
    chosen = chance.sample(seeds(target), min(FEW, len(seeds(target))))
    for content in chosen:
        TARGETS[target](content)
    for content in chance.choices(chosen, k=MUTANTS):
        TARGETS[target](mutated(content, target, chance))


@pytest.mark.parametrize("target", ["read", "emit", "expression", "ignore", "text"])
@given(st.binary(max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_break_no_promise(target: str, content: bytes) -> None:
    """The quick targets with bytes of any kind."""
    TARGETS[target](content)


def test_the_fuzzer_would_find_a_broken_promise() -> None:
    """The checks are real: a target that is given a wrong reader fails."""
    from fuzz import targets

    with (
        targets._swapped(targets, "read_yaml", lambda *_: None),
        pytest.raises(AssertionError),
    ):
        TARGETS["read"](b"a: 1\n")


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not installed")
@pytest.mark.parametrize("target", ["read", "expression", "compile"])
def test_atheris_finds_nothing_in_ten_seconds(target: str, tmp_path: Path) -> None:
    """`make fuzz`, bounded; it is run where atheris is installed."""
    paths = os.pathsep.join([str(ROOT / ".editable"), str(ROOT / "tests"), *sys.path])
    run = subprocess.run(
        [sys.executable, "-m", "fuzz", target, "--seconds", "10", "--out", str(tmp_path)],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    assert "nothing found" in run.stdout
