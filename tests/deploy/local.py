"""Local files as assets, made as compiling makes them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from pipec.cli.workspace import DiskFiles
from pipec.compiler.diagnostics import Report, Span
from pipec.compiler.requests.assets import Asset, AssetStore


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def read_asset(folder: Path, written: str, *, archive: bool = False) -> Asset:
    """The asset that `code: <written>` in `folder/pipeline.yaml` is compiled to."""
    report = Report()
    pipeline = (folder / "pipeline.yaml").as_posix()
    store = AssetStore(files=DiskFiles(), pipeline_file=pipeline, report=report)
    found = store.add(written, Span(pipeline, 1, 1, 1, 1), archive=archive)
    assert found is not None, report.diagnostics()
    return found


def placed(asset: Asset, bucket: str = "example-bucket") -> tuple[Asset, str]:
    """An asset with its place, as the compiler makes it."""
    return asset, f"s3://{bucket}/team/Demo/code/{asset.key}"


def age(path: Path) -> None:
    """Give a file another time and mode."""
    os.utime(path, (1, 1))
    path.chmod(0o600)
