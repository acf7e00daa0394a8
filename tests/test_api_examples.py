from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from pipec import PipelineBuilder

FOLDER = Path(__file__).resolve().parent.parent / "pipelines" / "xgboost-pipeline"


@pytest.mark.parametrize("how", ["build_pipeline", "build_fluent_pipeline"])
def test_the_example_in_python_is_the_one_in_yaml(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Built either way, from whatever folder, it compiles to the definition of pipeline.yaml."""
    monkeypatch.chdir(tmp_path)
    built = runpy.run_path(str(FOLDER / "build.py"))[how]().build()
    written = PipelineBuilder.load(FOLDER / "pipeline.yaml").build()
    assert built.definition() == written.definition()
    assert built.to_python().replace("build.py", "pipeline.yaml") == written.to_python()
    assert [edge for edge in built.dag.edges if edge.how == "inferred"] == []
