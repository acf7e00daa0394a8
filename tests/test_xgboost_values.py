"""What AWS's own XGBoost needs, and the numbers that it takes."""

from __future__ import annotations

import re

import pytest

from test_display import compiled

HEAD = """
pipeline: P
vars: {bucket: example-bucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
parameters: {Rounds: 50}
steps:
  S: {uses: USES, inputs: {training_data: s3://example-bucket/t}, hyperparameters: {VALUES}MORE}
"""
TUNING = ", objective: {minimize: validation:rmse}, ranges: RANGES"
VALIDATION = "s3://example-bucket/t, validation_data: s3://example-bucket/v"


def _told(values: str, uses: str = "XGBoostTraining", more: str = "") -> list[str]:
    text = HEAD.replace("USES", uses).replace("VALUES", values).replace("MORE", more)
    if uses == "XGBoostTuning":
        text = text.replace("s3://example-bucket/t", VALIDATION)
    found = [item for item in compiled(text).diagnostics if item.code.number != "PC219"]
    assert {item.code.number for item in found} <= {"PC424"}
    return [item.message for item in found]


@pytest.mark.parametrize(
    "values",
    [
        "num_round: 50",
        'num_round: "${parameters.Rounds}"',
        "num_round: 50, eta: 0, subsample: 1, gamma: 1e-3, seed: -1, max_depth: 0, alpha: 0.5",
        "num_round: 50, objective: multi:softmax, num_class: 3",
        "num_round: 50, objective: reg:squarederror, base_score: -1, a_new_one: ten",
        "num_round: 50, eval_metric: [rmse, mae], tree_method: hist",
        'num_round: 50, eval_metric: "ndcg@5,map-,error@0.6", booster: dart',
    ],
)
def test_what_it_takes(values: str) -> None:
    """Ends of ranges too, and what no one knows."""
    assert _told(values) == []


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ("max_depth: 3", "needs `num_round`"),
        ("num_round: 50, objective: multi:softprob", "needs `num_class` for `multi:softprob`"),
        ("num_round: ten", "is a whole number of at least 1, not `ten`"),
        ("num_round: 50.5", "is a whole number of at least 1, not `50.5`"),
        ("num_round: 0", "is a whole number of at least 1, not `0`"),
        ("num_round: 50, eta: 5", "is a number from 0 to 1, not `5`"),
        ("num_round: 50, subsample: 1.5", "is a number from 0 to 1, not `1.5`"),
        ("num_round: 50, gamma: -1", "is a number of at least 0, not `-1`"),
        ("num_round: 50, seed: x", "is a whole number, not `x`"),
        ("num_rounds: 50", "has no `num_rounds`"),
        ("num_round: 50, eval_metric: acc", "has no `eval_metric: acc`"),
        ("num_round: 50, eval_metric: [rmse, loglos]", "has no `eval_metric: loglos`"),
        ("num_round: 50, tree_method: gpu_hst", "has no `tree_method: gpu_hst`"),
        ("num_round: 50, booster: gbtre", "has no `booster: gbtre`"),
    ],
)
def test_what_it_does_not(values: str, told: str) -> None:
    """Each is told once; what is only misspelt is not missing as well."""
    (message,) = _told(values)
    assert told in message


@pytest.mark.parametrize(
    "more",
    [
        ", image: 111122223333.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        ', code: {uri: "s3://example-bucket/code.tar.gz", entry: train.py}',
        ", environment: {SAGEMAKER_PROGRAM: train.py}",
        ", image: {framework: pytorch, version: 2.5.1, py: py311}, command: [python, x.py]",
    ],
)
def test_other_programs_have_rules_of_their_own(more: str) -> None:
    """A copy of the image, a script in it, another framework."""
    assert _told("eta: 5", more=more) == []


@pytest.mark.parametrize(
    ("rounds", "refused"),
    [
        ("50", []),
        ('""', []),
        ("{type: Integer}", []),
        ("abc", ["abc"]),
        ("0.5", ["0.5"]),
        ("0", ["0"]),
        ("{type: String, default: '50', enum: ['50', '-1']}", ["-1"]),
    ],
)
def test_what_a_parameter_may_be_is_a_number_too(rounds: str, refused: list[str]) -> None:
    """By default, or of its values; an empty text means that it is given by whoever runs it."""
    text = HEAD.replace("Rounds: 50", f"Rounds: {rounds}").replace("USES", "XGBoostTraining")
    text = text.replace("VALUES", 'num_round: "${parameters.Rounds}"')
    for more, told in (("", refused), (SCRIPT, [])):
        found = compiled(text.replace("MORE", more)).diagnostics
        assert {item.code.number for item in found} <= {"PC410"}
        assert [item.message.rpartition(" be ")[2] for item in found] == [f"`{t}`" for t in told]


CHANNELS = """
pipeline: P
vars: {bucket: example-bucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
steps:
  S: {uses: USES, inputs: {INPUTS}, hyperparameters: {num_round: 50}MORE}
"""
SCRIPT = ', code: {uri: "s3://example-bucket/code.tar.gz", entry: train.py}'
DATA = "training_data: {value: s3://example-bucket/t, channel: CHANNEL}"


def _told_of_channels(inputs: str, uses: str = "XGBoostTraining", more: str = "") -> list[str]:
    text = CHANNELS.replace("USES", uses).replace("INPUTS", inputs).replace("MORE", more)
    found = compiled(text).diagnostics
    assert {item.code.number for item in found} <= {"PC424"}
    return [f"{item.message}: {item.hint}" for item in found]


@pytest.mark.parametrize(
    ("channel", "told"),
    [
        ("train", None),
        ("training", "only, not `training`: call it `train` or `validation`"),
        ("{content_type: application/json}", "cannot read `application/json`, the content type of"),
        ("{content_type: application/x-our-own}", "cannot read `application/x-our-own`"),
        ("{content_type: application/x-parquet}", None),
        ("{content_type: TEXT/CSV;label_size=1}", None),
        ("{content_type: csv}", None),
        ("{content_type: text/cvs}", "is nearly one that is known"),
    ],
)
def test_what_it_reads(channel: str, told: str | None) -> None:
    """By the container's own check; each is told once, and nothing of a script."""
    inputs = DATA.replace("CHANNEL", channel)
    found = _told_of_channels(inputs)
    assert [told in message for message in found if told] == [True] * len(found)
    assert len(found) == (told is not None)
    scripted = _told_of_channels(inputs, more=SCRIPT)
    assert scripted == (found if told == "is nearly one that is known" else [])
    own = ", image: 111122223333.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1"
    assert _told_of_channels(inputs, more=own) == scripted


def test_an_input_that_it_cannot_take_may_be_left_empty() -> None:
    """`hyperparameters_s3_uri` is for scripts; a search is told as well."""
    more = DATA.replace("CHANNEL", "train") + ", hyperparameters_s3_uri: s3://example-bucket/h.json"
    (message,) = _told_of_channels(more)
    assert "not `hyperparameters`: write `inputs: {hyperparameters_s3_uri: null}`, or" in message
    search = TUNING.replace("RANGES", "{eta: {from: 0.1, to: 0.5}}")
    data = DATA.replace("CHANNEL", "rows") + ", validation_data: s3://example-bucket/v"
    (message,) = _told_of_channels(data, "XGBoostTuning", search)
    assert "not `rows`" in message


def test_a_script_that_the_environment_names_is_run_in_a_search_too() -> None:
    """The image takes it from there as from the hyperparameters."""
    search = TUNING.replace("RANGES", "{gamma: {from: 0.1, to: 5}}")
    (message,) = _told("max_depth: 3", "XGBoostTuning", search)
    assert "needs `num_round`" in message
    script = ", environment: {SAGEMAKER_PROGRAM: train.py}"
    assert _told("max_depth: 3", "XGBoostTuning", search + script) == []


def test_a_search_may_find_what_it_needs() -> None:
    """By a range, or where the service chooses them."""
    searched = TUNING.replace("RANGES", "{num_round: {from: 10, to: 100}}")
    assert _told("max_depth: 3", "XGBoostTuning", searched) == []
    other = TUNING.replace("RANGES", "{eta: {from: 0.1, to: 0.5}}")
    (message,) = _told("max_depth: 3", "XGBoostTuning", other)
    assert "needs `num_round`" in message
    chosen = f"{other}, request: {{Autotune: {{Mode: Enabled}}}}"
    assert _told("max_depth: 3", "XGBoostTuning", chosen) == []


@pytest.mark.parametrize(
    ("objective", "told"),
    [
        ("maximize: validation:rmse", True),
        ("minimize: validation:auc", True),
        ("minimize: validation:rmse", False),
        ("maximize: validation:ndcg", False),
        ("maximize: validation:interval-regression-accuracy", False),
        ("minimize: validation:interval-regression-accuracy", False),
    ],
)
def test_a_search_is_for_good_models(objective: str, *, told: bool) -> None:
    """By the direction that AWS's guide gives each metric; what the hint says is well."""
    way, _, metric = objective.partition(": ")
    more = TUNING.replace("minimize: validation:rmse", f'{way}: "{metric}"')
    more = more.replace("RANGES", "{max_depth: [4, 6]}")
    found = _told("num_round: 50", "XGBoostTuning", more)
    assert [f"`{metric}`, and good ones have" in message for message in found] == [True] * told


@pytest.mark.parametrize(
    ("ranges", "told"),
    [
        ("eta: {from: 0.01, to: 5}", ["`eta` of AWS's own XGBoost, .* from 0 to 1, not `5`"]),
        ("eta: [0.1, 2]", ["from 0 to 1, not `2`"]),
        ("max_depth: {from: 3.5, to: 10}", ["a whole number of at least 0, not `3.5`"]),
        ("max_depth: {from: 3, to: 10, type: Continuous}", ["not any number of its range"]),
        ("nthread: {from: 3, to: 10}", ["searches `nthread`, which AWS's own XGBoost lets nobody"]),
        ("tree_method: [hist, exact], booster: [dart]", ["`tree_method`", "`booster`"]),
        ("base_score: {from: 0.1, to: 0.9}", ["`base_score`"]),
        ("eta: {from: 0, to: 1}, max_depth: {from: 0, to: 10}, alpha: {from: 0, to: 1000}", []),
        ("max_depth: [3, 10], max_delta_step: {from: 0, to: 10}, gamma: {from: 0, to: 5}", []),
        ("reg_lambda: {from: 0, to: 10}, a_new_one: {from: 0, to: 10}", []),
    ],
)
def test_what_is_searched(ranges: str, told: list[str]) -> None:
    """Ranges are held against the same table as values, and against what may be searched."""
    more = TUNING.replace("RANGES", f"{{{ranges}}}")
    found = _told("num_round: 50", "XGBoostTuning", more)
    assert len(found) == len(told)
    assert all(re.search(one, message) for one, message in zip(told, found, strict=True))


def test_a_script_searches_what_the_service_lets_it() -> None:
    """Numbers are its own; the image is AWS's all the same."""
    ranges = "{eta: {from: 0.1, to: 5}, nthread: {from: 1, to: 4}}"
    script = ', code: {uri: "s3://example-bucket/code.tar.gz", entry: train.py}'
    more = TUNING.replace("RANGES", ranges) + script
    (message,) = _told("num_round: 50", "XGBoostTuning", more)
    assert "searches `nthread`" in message


@pytest.mark.parametrize("words", [("min", "max"), ("min_value", "max_value"), ("low", "high")])
def test_limits_in_the_words_of_others(words: tuple[str, str]) -> None:
    """Each is told once, with the word for it, which `pipec fix` writes."""
    least, most = words
    more = TUNING.replace("RANGES", f"{{max_depth: {{{least}: 3, {most}: 10}}}}")
    text = HEAD.replace("USES", "XGBoostTuning").replace("VALUES", "num_round: 50")
    found = compiled(text.replace("MORE", more)).diagnostics
    assert [(item.message.split()[0], item.hint) for item in found] == [
        (f"`{least}`", f"write `from` in place of `{least}`"),
        (f"`{most}`", f"write `to` in place of `{most}`"),
    ]
