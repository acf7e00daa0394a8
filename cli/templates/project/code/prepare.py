"""Split the rows of CSV files with a header into training, validation and test sets.

Only columns of numbers are used. Each set becomes one CSV file as XGBoost reads it: no header, the
label first.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd
from sklearn.model_selection import train_test_split


def read_table(folder: Path, label: str) -> pd.DataFrame:
    """The numbers of all CSV files in the folder, the label first; rows without it are left out."""
    files = sorted(folder.rglob("*.csv"))
    if not files:
        raise SystemExit(f"no CSV file in {folder}")
    table = pd.concat([pd.read_csv(file) for file in files], ignore_index=True)
    if label not in table:
        raise SystemExit(f"no column {label} in {folder}: name it with --label")
    table[label] = pd.to_numeric(table[label], errors="coerce")
    features = table.drop(columns=label).select_dtypes("number")
    features.insert(0, label, table[label])
    return features.dropna(subset=[label])


def main() -> None:
    """Prepare with the folders given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--label", required=True)
    parser.add_argument("--input-dir", type=Path, default="/opt/ml/processing/input/raw_data")
    parser.add_argument("--output-dir", type=Path, default="/opt/ml/processing")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()

    rows = read_table(arguments.input_dir, arguments.label)
    train, rest = train_test_split(rows, train_size=0.7, random_state=arguments.seed)
    validation, test = train_test_split(rest, train_size=0.5, random_state=arguments.seed)
    for name, part in (("train", train), ("validation", validation), ("test", test)):
        file = arguments.output_dir / name / f"{name}.csv"
        file.parent.mkdir(parents=True, exist_ok=True)
        part.to_csv(file, header=False, index=False)
        print(f"{file}: {len(part)} rows")


if __name__ == "__main__":
    main()
