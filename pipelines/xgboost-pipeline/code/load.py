"""Gather the CSV files of the source folder, which may come in parts, into one table."""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd


def read_parts(folder: Path) -> pd.DataFrame:
    """All rows of all CSV files (with a header) in the folder, each row once."""
    files = sorted(folder.rglob("*.csv"))
    if not files:
        raise SystemExit(f"no CSV file in {folder}")
    parts: list[pd.DataFrame] = []
    for file in files:
        part = pd.read_csv(file, dtype=str, skipinitialspace=True)
        if parts and set(part.columns) != set(parts[0].columns):
            raise SystemExit(f"{file.name} has other columns than {files[0].name}")
        parts.append(part)
    return pd.concat(parts, ignore_index=True).drop_duplicates()


def main() -> None:
    """Gather with the folders given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--input-dir", type=Path, default="/opt/ml/processing/input/source_data")
    parser.add_argument("--output-dir", type=Path, default="/opt/ml/processing/output/data")
    arguments = parser.parse_args()

    rows = read_parts(arguments.input_dir)
    arguments.output_dir.mkdir(parents=True, exist_ok=True)
    rows.to_csv(arguments.output_dir / "data.csv", index=False)
    print(f"{len(rows)} rows")


if __name__ == "__main__":
    main()
