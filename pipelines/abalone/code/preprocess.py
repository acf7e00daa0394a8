"""Turn the raw abalone table into training, validation and test sets.

Reads every CSV file (no header) in the input folder and writes one CSV file (no header, the label
first) for each set. What is learnt from data (medians, scales, categories) is learnt from the
training set alone.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

LABEL = "rings"
CATEGORIES = ["sex"]
MEASURES = [
    "length",
    "diameter",
    "height",
    "whole_weight",
    "shucked_weight",
    "viscera_weight",
    "shell_weight",
]
COLUMNS = [*CATEGORIES, *MEASURES, LABEL]


def read_file(file: Path) -> pd.DataFrame:
    """The rows of one CSV file without a header."""
    table = pd.read_csv(file, header=None)
    if table.shape[1] != len(COLUMNS):
        raise SystemExit(f"{file.name} has {table.shape[1]} columns, not {len(COLUMNS)}")
    table.columns = COLUMNS
    return table


def read_table(folder: Path) -> pd.DataFrame:
    """All rows of all CSV files in the folder; rows without a label are left out."""
    files = sorted(folder.rglob("*.csv"))
    if not files:
        raise SystemExit(f"no CSV file in {folder}")
    rows = pd.concat([read_file(file) for file in files], ignore_index=True)
    numbers = [*MEASURES, LABEL]
    rows[numbers] = rows[numbers].apply(pd.to_numeric, errors="coerce")
    return rows.dropna(subset=[LABEL])


def feature_maker() -> ColumnTransformer:
    """Fill gaps, scale the measures, and one-hot encode the categories."""
    measures = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    categories = make_pipeline(
        SimpleImputer(strategy="constant", fill_value="missing"),
        OneHotEncoder(handle_unknown="ignore"),
    )
    return ColumnTransformer(
        [("measures", measures, MEASURES), ("categories", categories, CATEGORIES)],
        sparse_threshold=0,
    )


def write_set(file: Path, label: pd.Series, features: np.ndarray) -> None:
    """Write one set as XGBoost reads it: no header, the label first."""
    file.parent.mkdir(parents=True, exist_ok=True)
    table = np.column_stack([label.to_numpy(), features])
    pd.DataFrame(table).to_csv(file, header=False, index=False)
    print(f"{file}: {len(table)} rows")


def main() -> None:
    """Preprocess with the folders given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--input-dir", type=Path, default="/opt/ml/processing/input/raw_data")
    parser.add_argument("--output-dir", type=Path, default="/opt/ml/processing")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()

    rows = read_table(arguments.input_dir)
    train, rest = train_test_split(rows, train_size=0.7, random_state=arguments.seed)
    validation, test = train_test_split(rest, train_size=0.5, random_state=arguments.seed)
    maker = feature_maker().fit(train)
    for name, part in (("train", train), ("validation", validation), ("test", test)):
        file = arguments.output_dir / name / f"{name}.csv"
        write_set(file, part[LABEL], maker.transform(part))


if __name__ == "__main__":
    main()
