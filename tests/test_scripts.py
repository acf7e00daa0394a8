"""Scripts that are uploaded: read as Python, and never run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cli_runs import Pipec, runner, write

STEP = "{kind: Processing, image: {framework: sklearn, version: 1.2-1}, instance: ml.m5.large"
PIPELINE = f"""pipeline: P
vars: {{bucket: a-bucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}}
steps:
  A: {STEP}, code: SCRIPT}}
"""


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Pipec in an empty folder."""
    return runner(tmp_path, monkeypatch, capsys)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "`a.py` holds no code, so that the job does nothing"),
        (b"# later\n", "`a.py` holds no code, so that the job does nothing"),
        (b"x = (1,\n\n", "line 1 of `a.py` cannot be read as Python"),
        (b"if x:\n        y = 1\n\tz = 2\n", "line 3 of `a.py` cannot be read as Python"),
        (b"print 'x'\n", "line 1 of `a.py` cannot be read as Python"),
        (b"\n\nx = '\xe9'\n", r"line \d of `a.py` cannot be read as Python"),
        (b"x = 1\n# \xe9\n", "line 2 of `a.py` cannot be read as Python"),
        (b"# coding: foobar\nx = 1\n", "line 1 of `a.py` cannot be read as Python"),
        (b"(" * 10_000, "line 1 of `a.py` cannot be read as Python"),
    ],
)
def test_no_python(content: bytes, said: str, pipec: Pipec) -> None:
    """At the script's name, with the line of the script."""
    write("p.yaml", PIPELINE.replace("SCRIPT", "a.py"))
    Path("a.py").write_bytes(content)
    run = pipec("validate", "p.yaml")
    assert run.code == 0
    assert re.search(f"warning.PC428.: {said}", run.out)
    assert run.out.count("warning[") == 1
    assert "p.yaml:4:99" in run.out
    assert ":-1" not in run.out


@pytest.mark.parametrize(
    "content",
    [
        b'"""Nothing yet."""\n',
        b"x = '\\d' is 3\n",
        b"\xef\xbb\xbfpass\n",
        b"# coding: latin-1\nx = '\xe9'\n",
        b"x = (\n" + b"#" * 200_000,
        b"raise SystemExit(3)\n",
    ],
)
def test_nothing_is_told(content: bytes, pipec: Pipec) -> None:
    """Of what is Python, if odd, or too long to be looked into."""
    write("p.yaml", PIPELINE.replace("SCRIPT", "{dir: src, entry: b/a.py}"))
    Path("src/b").mkdir(parents=True)
    Path("src/b/a.py").write_bytes(content)
    Path("src/other.py").write_bytes(b"if\n")
    run = pipec("validate", "p.yaml")
    assert (run.code, run.err) == (0, "checked 1 file, no errors\n")


def test_other_scripts(pipec: Pipec) -> None:
    """Only a name with `.py` says that it is Python."""
    write("p.yaml", PIPELINE.replace("SCRIPT", "a.sh, command: [sh]"))
    write("a.sh", "if true; then echo x; fi\n")
    run = pipec("validate", "p.yaml")
    assert (run.code, run.err) == (0, "checked 1 file, no errors\n")
