"""The example pipelines' own scripts, run one after another on small data, without SageMaker."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xgboost

PIPELINES = Path(__file__).parent.parent / "pipelines"


def run(
    script: str, *arguments: str | Path, **environment: Path
) -> subprocess.CompletedProcess[str]:
    """Run `<pipeline>/<script>` as its container would: as a program, in another folder."""
    pipeline, name = script.split("/")
    return subprocess.run(
        [sys.executable, PIPELINES / pipeline / "code" / name, *arguments],
        check=False,
        capture_output=True,
        text=True,
        cwd="/",
        env={**os.environ, **{key: str(path) for key, path in environment.items()}},
    )


def must_run(script: str, *arguments: str | Path, **environment: Path) -> str:
    """Run a script that succeeds; its output."""
    done = run(script, *arguments, **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def read_csv(file: Path) -> np.ndarray:
    """A table without a header."""
    table: np.ndarray = pd.read_csv(file, header=None).to_numpy()
    return table


def read_json(file: Path) -> Any:
    """A report."""
    return json.loads(file.read_text())


def pack_model(model: xgboost.Booster, folder: Path) -> None:
    """model.tar.gz as the built-in algorithm leaves it."""
    folder.mkdir()
    model.save_model(folder / "model.ubj")
    with tarfile.open(folder / "model.tar.gz", "w:gz") as archive:
        archive.add(folder / "model.ubj", arcname="xgboost-model")
    (folder / "model.ubj").unlink()


# --- abalone ------------------------------------------------------------------------------


def abalone_table(rows: int, seed: int = 1) -> pd.DataFrame:
    """Abalones whose rings grow with their length; some measures are missing."""
    random = np.random.default_rng(seed)
    length = random.uniform(0.1, 0.8, rows)
    table = pd.DataFrame({"sex": random.choice(["M", "F", "I"], rows), "length": length})
    for name in ("diameter", "height", "whole", "shucked", "viscera", "shell"):
        table[name] = length * random.uniform(0.5, 1.5, rows)
    table["rings"] = np.round(4 + 20 * length).astype(int)
    table.loc[::10, "height"] = None
    table.loc[::17, "sex"] = None
    return table


@pytest.fixture(scope="module")
def abalone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with 200 preprocessed abalones, one without a label, and a model trained on them."""
    folder = tmp_path_factory.mktemp("abalone")
    (folder / "raw").mkdir()
    table = abalone_table(201)
    table["rings"] = table["rings"].astype(object)
    table.loc[200, "rings"] = "?"
    table[:120].to_csv(folder / "raw" / "part1.csv", header=False, index=False)
    table[120:].to_csv(folder / "raw" / "part2.csv", header=False, index=False)
    sets = ("--input-dir", folder / "raw", "--output-dir", folder)
    must_run("abalone/preprocess.py", *sets)
    rows = read_csv(folder / "train" / "train.csv")
    matrix = xgboost.DMatrix(rows[:, 1:], label=rows[:, 0])
    pack_model(xgboost.train({"objective": "reg:squarederror"}, matrix, 20), folder / "model")
    return folder


def test_abalone_sets_are_numeric_with_the_label_first(abalone: Path) -> None:
    """Three sets of 70, 15 and 15 %: whole-number rings, then seven measures and the sexes."""
    sets = {
        name: read_csv(abalone / name / f"{name}.csv") for name in ("train", "validation", "test")
    }
    assert [len(rows) for rows in sets.values()] == [140, 30, 30]
    assert {rows.shape[1] for rows in sets.values()} == {1 + 7 + 4}
    for rows in sets.values():
        assert np.isfinite(rows.astype(float)).all()
        assert (rows[:, 0] == np.round(rows[:, 0])).all()
        assert (rows[:, -4:].sum(axis=1) == 1).all()
    assert abs(sets["train"][:, 1:8].mean(axis=0)).max() < 1e-9


def test_abalone_preprocessing_is_reproducible(abalone: Path, tmp_path: Path) -> None:
    """The same table gives the same bytes."""
    must_run("abalone/preprocess.py", "--input-dir", abalone / "raw", "--output-dir", tmp_path)
    for file in ("train/train.csv", "test/test.csv"):
        assert (tmp_path / file).read_bytes() == (abalone / file).read_bytes()


def test_abalone_evaluation_reports_the_error_of_the_model(abalone: Path, tmp_path: Path) -> None:
    """evaluation.json holds the mean squared error that the condition of the pipeline reads."""
    folders = ("--model-dir", abalone / "model", "--test-dir", abalone / "test")
    must_run("abalone/evaluate.py", *folders, "--output-dir", tmp_path)
    mse = read_json(tmp_path / "evaluation.json")["regression_metrics"]["mse"]
    rings = read_csv(abalone / "test" / "test.csv")[:, 0]
    assert 0 < mse["value"] < np.var(rings) / 2
    assert 0 < mse["standard_deviation"] ** 2 <= mse["value"]


@pytest.mark.parametrize("script", ["preprocess.py", "evaluate.py"])
def test_abalone_scripts_say_what_is_missing(abalone: Path, tmp_path: Path, script: str) -> None:
    """An empty folder ends the job with a sentence that names it, not with a traceback."""
    folder = "--input-dir" if script == "preprocess.py" else "--test-dir"
    arguments = () if script == "preprocess.py" else ("--model-dir", abalone / "model")
    done = run(f"abalone/{script}", folder, tmp_path, *arguments, "--output-dir", tmp_path)
    assert done.returncode == 1
    assert done.stderr == f"no CSV file in {tmp_path}\n"


# --- batch scoring ------------------------------------------------------------------------

FEATURES = ["tenure_months", "monthly_charges", "support_calls"]


def test_batch_scoring_from_customers_to_flags(tmp_path: Path) -> None:
    """Cleaned, scored as the batch transform does it, ranked, flagged and summed up."""
    random = np.random.default_rng(2)
    numbers = random.uniform(0, 60, (40, 3))
    model = xgboost.train(
        {"objective": "binary:logistic"},
        xgboost.DMatrix(numbers, label=(numbers[:, 2] > 40).astype(int)),
        20,
    )
    customers = pd.DataFrame(numbers, columns=FEATURES, dtype=object)
    customers.insert(0, "name", "Ann, Bob")
    customers.insert(1, "customer_id", [f"{number:04}" for number in range(40)])
    customers.loc[3, "monthly_charges"] = "unknown"
    customers.loc[4, "customer_id"] = None
    customers.loc[6, "customer_id"] = "0005"
    (tmp_path / "raw").mkdir()
    customers.to_csv(tmp_path / "raw" / "customers.csv", index=False)

    columns = ("--id-column", "customer_id", "--features", ",".join(FEATURES))
    folders = ("--input-dir", tmp_path / "raw", "--output-dir", tmp_path / "batch")
    must_run("batch-scoring/clean.py", *columns, *folders)
    names = ["customer_id", *FEATURES]
    cleaned = pd.read_csv(
        tmp_path / "batch" / "batch.csv", header=None, names=names, dtype={"customer_id": str}
    )
    assert len(cleaned) == 38
    assert cleaned["customer_id"].is_unique
    assert cleaned["customer_id"][0] == "0000"
    fifth = cleaned[cleaned["customer_id"] == "0005"]
    assert fifth["tenure_months"].item() == pytest.approx(numbers[6, 0])
    assert np.isnan(cleaned.loc[3, "monthly_charges"])

    cleaned["score"] = model.predict(xgboost.DMatrix(cleaned[FEATURES].to_numpy()))
    (tmp_path / "scores").mkdir()
    scored = cleaned[["customer_id", "score"]]
    scored.to_csv(tmp_path / "scores" / "batch.csv.out", header=False, index=False)
    folders = ("--input-dir", tmp_path / "scores", "--output-dir", tmp_path / "out")
    arguments = ("--id-column", "customer_id", "--threshold", "0.7")
    must_run("batch-scoring/flag.py", *arguments, *folders)
    ranked = pd.read_csv(
        tmp_path / "out" / "predictions" / "predictions.csv", dtype={"customer_id": str}
    )
    assert list(ranked.columns) == ["customer_id", "score", "flagged"]
    assert set(ranked["customer_id"]) == set(cleaned["customer_id"])
    assert ranked["score"].is_monotonic_decreasing
    assert (ranked["flagged"] == (ranked["score"] >= 0.7)).all()
    summary = read_json(tmp_path / "out" / "summary" / "summary.json")
    assert summary["records"] == 38
    assert summary["flagged"] == ranked["flagged"].sum() > 0
    assert summary["flagged_share"] == pytest.approx(ranked["flagged"].mean())
    assert summary["mean_score"] == pytest.approx(ranked["score"].mean())


def test_batch_cleaning_names_the_missing_column(tmp_path: Path) -> None:
    """A table without a feature ends the job with a sentence that names it."""
    (tmp_path / "customers.csv").write_text("customer_id,tenure_months\n1,2\n")
    arguments = ("--id-column", "customer_id", "--features", "tenure_months,support_calls")
    done = run("batch-scoring/clean.py", *arguments, "--input-dir", tmp_path)
    assert done.returncode == 1
    assert done.stderr == "customers.csv lacks the columns support_calls\n"


# --- xgboost-pipeline ---------------------------------------------------------------------


def churn_table(rows: int) -> pd.DataFrame:
    """Customers of whom those with many support calls tend to leave; a quarter or so do."""
    random = np.random.default_rng(3)
    calls = random.uniform(0, 10, rows)
    table = pd.DataFrame(
        {
            "customer_id": [f"c{number}" for number in range(rows)],
            "plan": random.choice(["basic", "plus", "pro"], rows),
            "support_calls": calls,
            "tenure_months": random.integers(0, 72, rows).astype(float),
            "churn": np.where(calls + random.normal(0, 1, rows) > 7.5, "Yes", "no"),
        }
    )
    table.loc[::9, "tenure_months"] = None
    table.loc[::11, "plan"] = None
    return table


@pytest.fixture(scope="module")
def churn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which every script of the pipeline has run, from the source to the package."""
    folder = tmp_path_factory.mktemp("churn")
    (folder / "source").mkdir()
    table = churn_table(300)
    table[:200].to_csv(folder / "source" / "a.csv", index=False)
    # overlapping rows and another order of columns
    table[150:][table.columns[::-1]].to_csv(folder / "source" / "b.csv", index=False)

    name = "xgboost-pipeline"
    output = "--output-dir"
    must_run(f"{name}/load.py", "--input-dir", folder / "source", output, folder / "data")
    columns = ("--label", "churn", "--positive", "yes", "--drop", "customer_id")
    must_run(f"{name}/preprocess.py", *columns, "--input-dir", folder / "data", output, folder)
    given = ("--max-depth", "4", "--eta", "0.1")
    source = ("--input-dir", folder / "train")
    must_run(f"{name}/hyperparameters.py", *given, *source, output, folder / "hyperparameters")
    log = must_run(
        f"{name}/train.py",
        *("--num_round", "200", "--early_stopping_rounds", "20", "--eta", "0.3"),
        SM_CHANNEL_TRAIN=folder / "train",
        SM_CHANNEL_VALIDATION=folder / "validation",
        SM_CHANNEL_HYPERPARAMETERS=folder / "hyperparameters",
        SM_MODEL_DIR=folder / "trained",
    )
    (folder / "train.log").write_text(log)
    (folder / "model").mkdir()
    with tarfile.open(folder / "model" / "model.tar.gz", "w:gz") as archive:
        archive.add(folder / "trained", arcname=".")
    (folder / "inference").mkdir()
    inference = PIPELINES / name / "code" / "inference.py"
    (folder / "inference" / "inference.py").write_bytes(inference.read_bytes())
    folders = ("--model-dir", folder / "model", "--code-dir", folder / "inference")
    must_run(f"{name}/package.py", *folders, output, folder / "package")
    return folder


def test_loading_gathers_each_row_once(churn: Path) -> None:
    """Parts that overlap, with columns in another order, make one table."""
    data = pd.read_csv(churn / "data" / "data.csv")
    assert list(data.columns) == list(churn_table(1).columns)
    assert sorted(data["customer_id"]) == sorted(churn_table(300)["customer_id"])


def test_churn_sets_are_stratified_numbers(churn: Path) -> None:
    """Label 0 or 1 first, two numbers, three plans and the missing one; no customer id."""
    sets = [read_csv(churn / name / f"{name}.csv") for name in ("train", "validation", "test")]
    assert [len(rows) for rows in sets] == [210, 45, 45]
    assert {rows.shape[1] for rows in sets} == {1 + 2 + 4}
    shares = [rows[:, 0].mean() for rows in sets]
    assert max(shares) - min(shares) < 0.03
    assert all(set(rows[:, 0]) == {0, 1} for rows in sets)
    assert all(np.isfinite(rows).all() for rows in sets)


def test_hyperparameters_make_up_for_the_imbalance(churn: Path) -> None:
    """`scale_pos_weight` is the ratio of the classes; what was given is handed on."""
    hyperparameters = read_json(churn / "hyperparameters" / "hyperparameters.json")
    labels = read_csv(churn / "train" / "train.csv")[:, 0]
    ratio = (labels == 0).sum() / (labels == 1).sum()
    assert hyperparameters == {
        "objective": "binary:logistic",
        "eval_metric": "auc",
        "max_depth": 4,
        "eta": 0.1,
        "scale_pos_weight": pytest.approx(ratio, abs=1e-4),
    }


def test_training_uses_channel_and_arguments(churn: Path) -> None:
    """The file's depth is kept, the argument's eta wins, the training stops early."""
    model = xgboost.Booster(model_file=churn / "trained" / "xgboost-model.json")
    config = json.loads(model.save_config())["learner"]
    assert config["objective"]["name"] == "binary:logistic"
    assert float(config["objective"]["reg_loss_param"]["scale_pos_weight"]) > 1
    assert max(tree.count("\t") for tree in "".join(model.get_dump()).splitlines()) <= 4
    assert 20 <= model.num_boosted_rounds() < 200
    assert "validation-auc" in (churn / "train.log").read_text()
    assert 0 < read_json(churn / "trained" / "threshold.json")["threshold"] < 1


def test_training_refuses_a_hyperparameter_without_a_value(churn: Path) -> None:
    """`--max_depth` alone ends the job with a sentence."""
    done = run("xgboost-pipeline/train.py", "--train-dir", churn / "train", "--max_depth")
    assert done.returncode == 1
    assert done.stderr == "hyperparameters must be pairs `--name value`, not --max_depth\n"


def load_inference(package: Path, folder: Path) -> ModuleType:
    """Unpack a model as a serving container does, and import its code."""
    with tarfile.open(package) as archive:
        for member in archive.getmembers():  # `extractall(filter=…)` is too new for 3.11.0
            if member.isfile() and (content := archive.extractfile(member)):
                path = folder / member.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.read())
    module = ModuleType("inference")
    source = (folder / "code" / "inference.py").read_text()
    exec(compile(source, "inference.py", "exec"), module.__dict__)  # noqa: S102 (our own file)
    return module


def test_the_package_serves_predictions(churn: Path, tmp_path: Path) -> None:
    """The packed model, loaded by its packed code, tells leavers from stayers."""
    inference = load_inference(churn / "package" / "model.tar.gz", tmp_path)
    assert sorted(item.name for item in tmp_path.iterdir()) == [
        "code",
        "threshold.json",
        "xgboost-model.json",
    ]
    rows = read_csv(churn / "test" / "test.csv")
    body = pd.DataFrame(rows[:, 1:]).to_csv(header=False, index=False).encode()
    model = inference.model_fn(str(tmp_path))
    features = inference.input_fn(body, "text/csv; charset=utf-8")
    answer = inference.output_fn(inference.predict_fn(features, model), "application/json")
    predictions = pd.DataFrame(json.loads(answer)["predictions"])
    assert predictions["probability"].between(0, 1).all()
    threshold = read_json(tmp_path / "threshold.json")["threshold"]
    assert (predictions["label"] == (predictions["probability"] >= threshold)).all()
    assert (predictions["label"] == rows[:, 0]).mean() > 0.8


def test_serving_takes_missing_fields_and_refuses_other_types(churn: Path, tmp_path: Path) -> None:
    """An empty CSV field is a missing value; JSON in, or CSV out, is refused."""
    inference = load_inference(churn / "package" / "model.tar.gz", tmp_path)
    features = inference.input_fn("3,,1,0,0,0\n", "text/csv")
    assert features.shape == (1, 6)
    assert np.isnan(features[0, 1])
    assert len(inference.predict_fn(features, inference.model_fn(str(tmp_path)))) == 1
    with pytest.raises(ValueError, match="text/csv"):
        inference.input_fn("{}", "application/json")
    with pytest.raises(ValueError, match="application/json"):
        inference.output_fn([], "text/csv")


def test_packaging_without_inference_code_is_refused(churn: Path, tmp_path: Path) -> None:
    """An empty code folder would make a model that cannot serve."""
    folders = ("--model-dir", churn / "model", "--code-dir", tmp_path, "--output-dir", tmp_path)
    done = run("xgboost-pipeline/package.py", *folders)
    assert done.returncode == 1
    assert done.stderr == f"no inference code in {tmp_path}\n"
    assert not (tmp_path / "model.tar.gz").exists()
