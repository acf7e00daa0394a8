"""Rank the scores of a batch transform, flag the high ones, and write a summary.

Reads every `.out` file in the input folder: an id and a score in each line. Writes predictions.csv,
the highest score first, and summary.json.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pandas as pd


def read_scores(folder: Path, id_column: str) -> pd.DataFrame:
    """The ids and scores of all transform outputs in the folder."""
    files = sorted(folder.rglob("*.out"))
    if not files:
        raise SystemExit(f"no .out file in {folder}")
    names = [id_column, "score"]
    types = {id_column: str, "score": float}
    tables = [pd.read_csv(file, header=None, names=names, dtype=types) for file in files]
    return pd.concat(tables, ignore_index=True)


def main() -> None:
    """Flag with the threshold and folders given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--id-column", default="id")
    parser.add_argument("--threshold", type=float, default=0.5)
    parser.add_argument("--input-dir", type=Path, default="/opt/ml/processing/input/scores")
    parser.add_argument("--output-dir", type=Path, default="/opt/ml/processing/output")
    arguments = parser.parse_args()

    scores = read_scores(arguments.input_dir, arguments.id_column)
    scores["flagged"] = scores["score"] >= arguments.threshold
    ranked = scores.sort_values(["score", arguments.id_column], ascending=[False, True])
    summary = {
        "records": len(ranked),
        "flagged": int(ranked["flagged"].sum()),
        "flagged_share": float(ranked["flagged"].mean()),
        "mean_score": float(ranked["score"].mean()),
    }

    predictions = arguments.output_dir / "predictions"
    predictions.mkdir(parents=True, exist_ok=True)
    ranked.to_csv(predictions / "predictions.csv", index=False)
    report = arguments.output_dir / "summary"
    report.mkdir(parents=True, exist_ok=True)
    (report / "summary.json").write_text(json.dumps(summary, indent=2) + "\n")
    print(json.dumps(summary))


if __name__ == "__main__":
    main()
