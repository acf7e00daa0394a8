"""Clean a table for a batch transform.

Reads every CSV file (with a header) in the input folder and writes one CSV file without a header:
the id first, then the features in the order given. Rows without an id and repeated ids are left
out (the last one counts). What is no number becomes an empty field, which XGBoost takes as missing.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd


def read_table(folder: Path, columns: list[str]) -> pd.DataFrame:
    """The columns, as text, of all CSV files in the folder."""
    files = sorted(folder.rglob("*.csv"))
    if not files:
        raise SystemExit(f"no CSV file in {folder}")
    tables = []
    for file in files:
        table = pd.read_csv(file, dtype=str, skipinitialspace=True)
        missing = [column for column in columns if column not in table.columns]
        if missing:
            raise SystemExit(f"{file.name} lacks the columns {', '.join(missing)}")
        tables.append(table[columns])
    return pd.concat(tables, ignore_index=True)


def clean(rows: pd.DataFrame, id_column: str, features: list[str]) -> pd.DataFrame:
    """One row for each id, the features as numbers."""
    rows = rows.dropna(subset=[id_column]).drop_duplicates(subset=[id_column], keep="last")
    numbers = rows[features].apply(pd.to_numeric, errors="coerce")
    return pd.concat([rows[[id_column]], numbers], axis=1)


def main() -> None:
    """Clean with the columns and folders given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--id-column", required=True)
    parser.add_argument("--features", required=True, help="names of columns, with commas between")
    parser.add_argument("--input-dir", type=Path, default="/opt/ml/processing/input/raw_data")
    parser.add_argument("--output-dir", type=Path, default="/opt/ml/processing/output")
    arguments = parser.parse_args()

    features = arguments.features.split(",")
    rows = read_table(arguments.input_dir, [arguments.id_column, *features])
    cleaned = clean(rows, arguments.id_column, features)
    arguments.output_dir.mkdir(parents=True, exist_ok=True)
    cleaned.to_csv(arguments.output_dir / "batch.csv", header=False, index=False)
    print(f"{len(rows)} rows read, {len(cleaned)} kept")


if __name__ == "__main__":
    main()
