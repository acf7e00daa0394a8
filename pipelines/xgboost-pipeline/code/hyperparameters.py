"""Work out hyperparameters for a binary classifier from the training set.

`scale_pos_weight` makes up for rare positives.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pandas as pd


def positives(folder: Path) -> pd.Series:
    """The labels, 0 or 1: the first column of all CSV files in the folder."""
    files = sorted(folder.rglob("*.csv"))
    if not files:
        raise SystemExit(f"no CSV file in {folder}")
    labels = pd.concat([pd.read_csv(file, header=None, usecols=[0])[0] for file in files])
    if set(labels.unique()) != {0, 1}:
        raise SystemExit("the first column must hold the label, 0 or 1, and both must occur")
    return labels


def main() -> None:
    """Write hyperparameters.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--max-depth", type=int, default=6)
    parser.add_argument("--eta", type=float, default=0.3)
    parser.add_argument("--input-dir", type=Path, default="/opt/ml/processing/input/training_data")
    parser.add_argument(
        "--output-dir", type=Path, default="/opt/ml/processing/output/hyperparameters"
    )
    arguments = parser.parse_args()

    share = float(positives(arguments.input_dir).mean())
    hyperparameters = {
        "objective": "binary:logistic",
        "eval_metric": "auc",
        "max_depth": arguments.max_depth,
        "eta": arguments.eta,
        "scale_pos_weight": round((1 - share) / share, 4),
    }
    arguments.output_dir.mkdir(parents=True, exist_ok=True)
    file = arguments.output_dir / "hyperparameters.json"
    file.write_text(json.dumps(hyperparameters, indent=2) + "\n")
    print(json.dumps(hyperparameters))


if __name__ == "__main__":
    main()
