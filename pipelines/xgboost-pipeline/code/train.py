"""Train a binary XGBoost classifier in SageMaker's script mode.

Hyperparameters come from the JSON file of the channel `hyperparameters`, if there is one, and from
the arguments (`--max_depth 5`), which win. Beside the model, the threshold that gives the best
F1 score on the validation set is stored for the inference code.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import xgboost

DEFAULTS = {"objective": "binary:logistic", "eval_metric": "auc"}


def read_set(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """The labels (first column) and the features of all CSV files in the folder."""
    files = sorted(folder.rglob("*.csv"))
    if not files:
        raise SystemExit(f"no CSV file in {folder}")
    rows = pd.concat([pd.read_csv(file, header=None) for file in files]).to_numpy()
    return rows[:, 0], rows[:, 1:]


def read_hyperparameters(folder: Path | None, given: list[str]) -> dict[str, object]:
    """The channel's hyperparameters, overlaid with `--name value` pairs."""
    hyperparameters: dict[str, object] = dict(DEFAULTS)
    for file in sorted(folder.rglob("*.json")) if folder else []:
        hyperparameters.update(json.loads(file.read_text()))
    if len(given) % 2 or not all(name.startswith("--") for name in given[::2]):
        raise SystemExit(f"hyperparameters must be pairs `--name value`, not {' '.join(given)}")
    for place in range(0, len(given), 2):
        hyperparameters[given[place][2:]] = given[place + 1]
    return hyperparameters


def best_threshold(labels: np.ndarray, scores: np.ndarray) -> float:
    """The score from which on a row is best called positive, by F1 score."""
    best, best_f1 = 0.5, -1.0
    for threshold in np.round(np.arange(0.05, 1.0, 0.05), 2):
        called = scores >= threshold
        hits = np.sum(called & (labels == 1))
        f1 = 2 * hits / max(np.sum(called) + np.sum(labels == 1), 1)
        if f1 > best_f1:
            best, best_f1 = float(threshold), f1
    return best


def folder_from(variable: str) -> Path | None:
    """A folder that SageMaker names in an environment variable."""
    value = os.environ.get(variable)
    return Path(value) if value else None


def main() -> None:
    """Train with the folders that SageMaker or the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train-dir", type=Path, default=folder_from("SM_CHANNEL_TRAIN"))
    parser.add_argument("--validation-dir", type=Path, default=folder_from("SM_CHANNEL_VALIDATION"))
    parser.add_argument(
        "--hyperparameters-dir", type=Path, default=folder_from("SM_CHANNEL_HYPERPARAMETERS")
    )
    parser.add_argument(
        "--model-dir", type=Path, default=folder_from("SM_MODEL_DIR") or Path("/opt/ml/model")
    )
    parser.add_argument("--num_round", type=int, default=100)
    parser.add_argument("--early_stopping_rounds", type=int, default=None)
    arguments, given = parser.parse_known_args()
    if arguments.train_dir is None:
        parser.error("--train-dir is needed outside of SageMaker")

    hyperparameters = read_hyperparameters(arguments.hyperparameters_dir, given)
    labels, features = read_set(arguments.train_dir)
    sets = [(xgboost.DMatrix(features, label=labels), "train")]
    if arguments.validation_dir:
        labels, features = read_set(arguments.validation_dir)
        sets.append((xgboost.DMatrix(features, label=labels), "validation"))
    model = xgboost.train(
        hyperparameters,
        sets[0][0],
        num_boost_round=arguments.num_round,
        evals=sets,
        early_stopping_rounds=arguments.early_stopping_rounds if len(sets) > 1 else None,
        verbose_eval=10,
    )

    arguments.model_dir.mkdir(parents=True, exist_ok=True)
    model.save_model(str(arguments.model_dir / "xgboost-model.json"))
    threshold = best_threshold(labels, model.predict(sets[-1][0]))
    (arguments.model_dir / "threshold.json").write_text(json.dumps({"threshold": threshold}) + "\n")
    print(f"threshold: {threshold}")


if __name__ == "__main__":
    main()
