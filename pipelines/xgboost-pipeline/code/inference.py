"""Serve the classifier: CSV rows of features in, JSON labels and probabilities out.

SageMaker's XGBoost container calls `model_fn` once and the other functions for each request.
"""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import xgboost


def model_fn(model_dir: str) -> tuple[xgboost.Booster, float]:
    """The booster and the threshold that train.py has stored."""
    booster = xgboost.Booster()
    booster.load_model(str(Path(model_dir) / "xgboost-model.json"))
    threshold = json.loads((Path(model_dir) / "threshold.json").read_text())["threshold"]
    return booster, threshold


def input_fn(body: str | bytes, content_type: str) -> np.ndarray:
    """The rows of a CSV text without a header; empty fields are missing values."""
    if not content_type.startswith("text/csv"):
        raise ValueError(f"text/csv is wanted, not {content_type}")
    text = body.decode("utf-8") if isinstance(body, bytes) else body
    return pd.read_csv(io.StringIO(text), header=None).to_numpy(dtype=float)


def predict_fn(rows: np.ndarray, model: tuple[xgboost.Booster, float]) -> list[dict[str, float]]:
    """Label and probability of each row."""
    booster, threshold = model
    scores = booster.predict(xgboost.DMatrix(rows))
    return [{"label": int(score >= threshold), "probability": float(score)} for score in scores]


def output_fn(predictions: list[dict[str, float]], accept: str) -> str:
    """The predictions as JSON, the one type that the model is registered to answer in."""
    if accept not in ("application/json", "*/*"):
        raise ValueError(f"only application/json can be had, not {accept}")
    return json.dumps({"predictions": predictions})
