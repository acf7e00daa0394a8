"""Turn a table with a binary label into training, validation and test sets.

Reads every CSV file (with a header) in the input folder and writes one CSV file (no header, the
label first, as 0 or 1) for each set. A column is numeric if all its filled fields are numbers; the
others are categories. Medians and categories are learnt from the training set alone.
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
from sklearn.preprocessing import OneHotEncoder


def read_table(folder: Path, label: str) -> pd.DataFrame:
    """All rows of all CSV files in the folder; rows without a label are left out."""
    files = sorted(folder.rglob("*.csv"))
    if not files:
        raise SystemExit(f"no CSV file in {folder}")
    rows = pd.concat([pd.read_csv(file) for file in files], ignore_index=True)
    if label not in rows.columns:
        raise SystemExit(f"no column {label}; there are {', '.join(rows.columns)}")
    return rows.dropna(subset=[label])


def binary(label: pd.Series, positive: str) -> pd.Series:
    """1 where the label is the positive word, else 0; both must occur."""
    words = label.astype(str).str.strip().str.lower()
    numbers = (words == positive.lower()).astype(int)
    if numbers.nunique() != 2:
        raise SystemExit(f"the label must be {positive} in some rows and not in others")
    return numbers


def feature_maker(features: pd.DataFrame) -> ColumnTransformer:
    """Fill gaps in numbers, one-hot encode categories."""
    numeric = list(features.select_dtypes("number").columns)
    categories = [column for column in features.columns if column not in numeric]
    encoder = make_pipeline(
        SimpleImputer(strategy="constant", fill_value="missing"),
        OneHotEncoder(handle_unknown="ignore"),
    )
    return ColumnTransformer(
        [("numbers", SimpleImputer(strategy="median"), numeric), ("words", encoder, categories)],
        sparse_threshold=0,
    )


def main() -> None:
    """Preprocess with the columns and folders given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--label", required=True, help="the column to predict")
    parser.add_argument("--positive", default="1", help="the label's word for 1")
    parser.add_argument("--drop", nargs="*", default=[], help="columns to leave out, like an id")
    parser.add_argument("--input-dir", type=Path, default="/opt/ml/processing/input/raw_data")
    parser.add_argument("--output-dir", type=Path, default="/opt/ml/processing")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()

    rows = read_table(arguments.input_dir, arguments.label)
    rows[arguments.label] = binary(rows[arguments.label], arguments.positive)
    split = {"random_state": arguments.seed}
    train, rest = train_test_split(rows, train_size=0.7, stratify=rows[arguments.label], **split)
    validation, test = train_test_split(
        rest, train_size=0.5, stratify=rest[arguments.label], **split
    )
    without = [arguments.label, *arguments.drop]
    maker = feature_maker(train.drop(columns=without)).fit(train.drop(columns=without))
    for name, part in (("train", train), ("validation", validation), ("test", test)):
        features = maker.transform(part.drop(columns=without))
        table = np.column_stack([part[arguments.label].to_numpy(), features])
        folder = arguments.output_dir / name
        folder.mkdir(parents=True, exist_ok=True)
        pd.DataFrame(table).to_csv(folder / f"{name}.csv", header=False, index=False)
        print(f"{name}: {len(table)} rows, {int(table[:, 0].sum())} positive")


if __name__ == "__main__":
    main()
