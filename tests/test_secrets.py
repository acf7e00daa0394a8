"""Files that look like secrets among those that would be uploaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli_runs import PROJECT, Pipec, runner, write
from pipec.compiler.requests.assets import looks_secret

PIPELINE = """\
pipeline: demo
steps:
  Load: {uses: DataLoad, code: {dir: src, entry: load.py}}
"""


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Run pipec in a folder with code, keys and a project file."""
    run = runner(tmp_path, monkeypatch, capsys)
    write("pipec.yaml", PROJECT)
    for name in ("src/load.py", "src/keys/a.pem", "src/.env"):
        write(name, name)
    return run


SECRETS = [".env", ".env.local", "deep/.env.prod", "server.pem", "a/TLS.KEY", "id_rsa",
           "k/id_ed25519", "id_ecdsa", "credentials", ".aws/credentials", "home/.aws/credentials",
           ".netrc", ".pgpass", ".npmrc", ".pypirc", "x.p12", "x.pfx"]  # fmt: skip
HARMLESS = [".env.example", ".env.sample", "a/.env.template", "id_rsa.pub", "env",
            ".envrc.py", "key.py", "pem", "deep/credentials", "my.aws/credentials"]  # fmt: skip


def test_names_that_look_like_secrets() -> None:
    """Of keys and passwords there are usual names; examples of them are meant for others."""
    assert [name for name in SECRETS + HARMLESS if looks_secret(name)] == SECRETS


def test_a_secret_that_would_be_uploaded_is_warned_of(pipec: Pipec) -> None:
    """Once, though code and an input take it; following the hint silences the warning."""
    write("p.yaml", PIPELINE.replace("}}", "}, inputs: {source_data: ./src}}"))
    run = pipec("compile", "p.yaml", "--format", "concise")

    assert run.code == 0
    assert run.err.count("PC413") == 2
    assert "`src/.env` would be uploaded with the code, and it looks like a secret" in run.err
    assert (
        "add `keys/a.pem` to `src/.pipecignore`; if it is meant" in pipec("compile", "p.yaml").err
    )
    write("src/.pipecignore", ".env\nkeys/a.pem\n")
    assert "PC413" not in pipec("compile", "p.yaml").err


def test_a_secret_that_the_pipeline_names_is_meant(pipec: Pipec) -> None:
    """A file given outright is no oversight."""
    write(
        "p.yaml",
        PIPELINE.replace(
            "{dir: src, entry: load.py}", "src/load.py, inputs: {source_data: ./src/keys/a.pem}"
        ),
    )
    run = pipec("compile", "p.yaml")

    assert (run.code, "PC413" in run.err) == (0, False)
