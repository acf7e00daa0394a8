"""Which names may be meant by one that is not there."""

from __future__ import annotations

import os
import random
import string
import time
from pathlib import Path

import pytest

from cli_runs import Pipec, runner, write
from pipec.compiler.diagnostics import Hint
from pipec.compiler.similarity import did_you_mean, suggestions, token_similarity

LETTERS = random.Random(5)  # noqa: S311 - only to make names
SHOPS = [f"LoadOrdersOfTheShop{number}" for number in range(600)]


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """The command, run in a folder of its own."""
    return runner(tmp_path, monkeypatch, capsys)


# --- many names ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "names", "hint"),
    [
        ("Prep997x", [f"Prep{n}" for n in range(1000)], "did you mean `Prep997`?"),
        ("PrepOrderX", ["PrepOrder", *SHOPS, "PrepOrdersX"], "`PrepOrder` or `PrepOrdersX`?"),
        ("LoadOrdersOfShop7", SHOPS, "did you mean `LoadOrdersOfTheShop7`?"),
        ("m5.xlarge", [*SHOPS, "ml.m5.xlarge"], "did you mean `ml.m5.xlarge`?"),
        ("loadordersoftheshop7", SHOPS, "did you mean `LoadOrdersOfTheShop7`?"),
    ],
)
def test_of_many_names_the_nearest_is_found(wrong: str, names: list[str], hint: str) -> None:
    """Wherever it stands, and whatever it begins with."""
    assert str(did_you_mean(wrong, names)).endswith(hint)


def test_as_near_in_a_large_file_as_in_a_small_one() -> None:
    """`pipec fix` writes one of two that are as near in neither."""
    near = ["LoadOrders", "LoadUrders"]
    for names in (near, sorted([*near, *SHOPS])):
        hint = did_you_mean("LoadOurders", names)
        assert hint == "did you mean `LoadOrders` or `LoadUrders`?"
        assert not isinstance(hint, Hint)


def test_nothing_is_written_if_not_all_were_compared() -> None:
    """Among 5000 names that consist of the same letters there may be one that is as near."""
    right, stem = "OrdersTable", "orderstable"
    names = ["".join(LETTERS.sample(stem, len(stem))) for _ in range(5000)]
    assert isinstance(did_you_mean("OrdresTabel", [right]), Hint)
    hint = did_you_mean("OrdresTabel", [right, *names])
    assert hint == f"did you mean `{right}`?"
    assert not isinstance(hint, Hint)


def test_a_thousand_mistakes_in_thousands_of_names_take_seconds() -> None:
    """A slip in each, or names that have nothing in common with the others."""
    names = ["".join(LETTERS.choices(string.ascii_lowercase, k=20)) for _ in range(4000)]
    began = time.perf_counter()
    for name in names[:500]:
        assert did_you_mean(f"{name[:5]}{name[6:]}", names) == f"did you mean `{name}`?"
        did_you_mean(name[::-1], names)
    assert time.perf_counter() - began < 60  # 6 on a slow machine


# --- ties ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "known", "first"),
    [
        ("Prepp7", ["Prep17", "Prep27", "Prep37", "Prep7"], "Prep7"),
        ("Prep7x", ["Prep70", "Prep71", "Prep7"], "Prep7"),
        ("Pre7", ["Pre1", "Pre2", "Pre3", "Prep7"], "Prep7"),
        ("Perp7", ["Aerp7", "Berp7", "Cerp7", "Prep7"], "Prep7"),
        ("tran", ["trans", "train"], "train"),
    ],
)
def test_of_ties_the_usual_slip_comes_first(wrong: str, known: list[str], first: str) -> None:
    """A letter doubled, too many, missing or exchanged with the next; of these by alphabet."""
    assert suggestions(wrong, known)[0] == first


# --- what is no UTF-8 ---------------------------------------------------------------------


def test_names_that_are_no_utf8_are_compared() -> None:
    """As unzip leaves them of an archive from Windows; nobody can write such a name."""
    assert suggestions("caf.csv", ["caf\udce9.csv"]) == []
    assert suggestions("caf\udce9.csv", ["caf\udce9.csv", "cafe.csv"]) == ["cafe.csv"]
    assert did_you_mean("caf\udce9.csv", ["cafe.csv"]) == "did you mean `cafe.csv`?"
    assert 0 < token_similarity("caf\udce9", "cafe") < 1


@pytest.mark.skipif(os.name == "nt", reason="there all names of files are Unicode")
@pytest.mark.parametrize("shown", ["text", "json", "github", "sarif", "junit"])
def test_a_stray_file_does_not_matter(pipec: Pipec, tmp_path: Path, shown: str) -> None:
    """It is told what is missing, beside a file whose name is no UTF-8 and for such a name."""
    role = "arn:aws:iam::111122223333:role/R"
    write("pipec.yaml", f"vars: {{bucket: b-ucket, region: us-east-1, role: '{role}'}}")
    step = "{uses: TabularPreprocessing, code: code/caf.csv}"
    write("caf.yaml", f"pipeline: P\nsteps:\n  Prep: {step}\n")
    (tmp_path / "code").mkdir()
    try:
        (tmp_path / "code" / os.fsdecode(b"caf\xe9.csv")).touch()
    except OSError:
        pytest.skip("this file system takes no such name")
    for file, told in (("caf.yaml", "PC406"), (os.fsdecode(b"caf\xe9.yaml"), "PC001")):
        run = pipec("validate", "--format", shown, file)
        assert run.code == 1
        assert told in run.out + run.err
