"""Measure the model on the test set and write evaluation.json."""

from __future__ import annotations

import argparse
import json
import tarfile
from pathlib import Path

import numpy as np
import pandas as pd
import xgboost


def load_model(archive: Path) -> xgboost.Booster:
    """The booster that the built-in algorithm has stored as `xgboost-model` in model.tar.gz."""
    with tarfile.open(archive) as files:
        for member in files:
            if Path(member.name).name == "xgboost-model":
                content = files.extractfile(member)
                if content is not None:
                    booster = xgboost.Booster()
                    booster.load_model(bytearray(content.read()))
                    return booster
    raise SystemExit(f"{archive} holds no xgboost-model")


def read_set(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """The labels (first column) and the features of all CSV files in the folder."""
    files = sorted(folder.rglob("*.csv"))
    if not files:
        raise SystemExit(f"no CSV file in {folder}")
    rows = pd.concat([pd.read_csv(file, header=None) for file in files]).to_numpy()
    return rows[:, 0], rows[:, 1:]


def main() -> None:
    """Evaluate with the folders given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model-dir", type=Path, default="/opt/ml/processing/model")
    parser.add_argument("--test-dir", type=Path, default="/opt/ml/processing/test")
    parser.add_argument("--output-dir", type=Path, default="/opt/ml/processing/evaluation")
    arguments = parser.parse_args()

    model = load_model(arguments.model_dir / "model.tar.gz")
    labels, features = read_set(arguments.test_dir)
    errors = labels - model.predict(xgboost.DMatrix(features))
    report = {"regression_metrics": {"rmse": {"value": float(np.sqrt(np.mean(errors**2)))}}}
    arguments.output_dir.mkdir(parents=True, exist_ok=True)
    (arguments.output_dir / "evaluation.json").write_text(json.dumps(report, indent=2) + "\n")
    print(json.dumps(report))


if __name__ == "__main__":
    main()
