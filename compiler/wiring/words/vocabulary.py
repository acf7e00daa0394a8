"""The words that names are made of, as data: canonical words, their spellings, what excludes what.

Each table maps a canonical word (a token's key) to the other words that are read as it.
`docs/wiring.md` explains it to users.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from enum import StrEnum


class Kind(StrEnum):
    """What a word does in a name."""

    SPLIT = "split"
    ARTEFACT = "artefact"
    CARRIER = "carrier"
    QUALIFIER = "qualifier"


# Which part of the data. `calibrated`, `evaluated`, … describe a result and are qualifiers.
SPLITS = {
    "train": "training trn",
    "validation": "valid val dev",
    "test": "testing tst",
    "holdout": "heldout oot",
    "calibration": "calibrate calibrating calib cal recalibrate recalibration",
    "evaluation": "evaluate evaluating evaluator eval",
    "inference": "infer inferring scoring",
}

# Splits that may stand for each other when nothing fits better; all others exclude each other.
NEAR_SPLITS = frozenset(
    frozenset(pair)
    for pair in (
        ("evaluation", "validation"),
        ("evaluation", "test"),
        ("evaluation", "holdout"),
        ("evaluation", "calibration"),
        ("holdout", "test"),
        ("holdout", "validation"),
    )
)

# What the thing is, by family; things of different families are not taken for each other.
ARTEFACTS = {
    "data": {
        "data": "dataset dataframe df records rows table examples corpus set",
        "features": "feature feat featureset",
        "label": "groundtruth",
        "embeddings": "embedding embeds emb",
        "samples": "sample",
    },
    "predictions": {
        "predictions": "prediction predict predicted predicting pred",
        "scores": "score scored",
        "forecasts": "forecast forecasted forecasting fcst",
        "probabilities": "probs probas",
    },
    "report": {
        "report": "reporting rpt",
        "metrics": "metric",
        "results": "result",
        "statistics": "statistic stat",
        "constraints": "constraint",
    },
    "model": {
        "model": "mdl estimator",
        "checkpoint": "ckpt",
        "weights": "weight",
    },
    "settings": {
        "hyperparameters": "hyperparameter hyperparam hparams hp",
        "config": "configuration cfg conf setting",
        "parameters": "parameter param",
        "schema": "",
        "spec": "specification",
        "metadata": "",
    },
    "code": {"code": "script"},
    "package": {"package": "pkg"},
    "payload": {"payload": ""},
    "container": {"container": "imageuri containeruri"},
    "digest": {"digest": "hash hashes checksum md5 sha256"},
}

# What is found out about a thing, where it is the last word: `feature_drift` is no feature.
FINDINGS = (
    "accuracy audit bias count coverage curve drift error fairness importance leaderboard leakage "
    "performance quality ranking skew summary"
)

# What is measured of the data or of the model, which is not the same: `data_quality` is no
# `model_quality`.
MEASURES = frozenset({"bias", "drift", "quality"})

# What a step has left out: no input means it that does not say so.
_LEFT_OUT = (
    "corrupt corrupted discarded dropped excluded invalid malformed quarantine quarantined reject "
    "rejected rejects skipped"
)
LEFT_OUT = frozenset(_LEFT_OUT.split())

# What a step tells of its data beside them.
NO_ROWS = frozenset(
    {"manifest", "manifests", "metadata", "schema", "schemas", "signature", "signatures"}
)

# How the thing travels, and filler: says nothing about which thing it is.
CARRIERS = (
    "input in output out path uri url s3 location loc dir directory folder file prefix channel "
    "artifact artefact object step job task stage trained fitted of for to from the and with by "
    "avro csv gz json jsonl npy npz parquet pickle pkl tar tgz tsv zip"
)

# Words that are known for what they exclude, or where two are written as one.
_PLAIN = (
    "candidate categorical challenger champion current item left monitor name negative new "
    "old positive pretrain query right student teacher tokenize transformer user"
)

# Other words with several spellings. Stems join most others (`encode`, `encoded`, `encoding`).
QUALIFIERS = {
    "process": "processor proc prep prepare preprocess preprocessor preproc",
    "raw": "unprocessed",
    "clean": "cleanse cleanup",
    "normalize": "norm",
    "transform": "xform",
    "augment": "aug",
    "aggregate": "agg aggr aggregation",
    "register": "registry",
    "validate": "validator",
    "explain": "explainability explanation",
    "tune": "tuner hpo",
    "deploy": "deployment",
    "finetune": "sft",
    "xgboost": "xgb",
    "lightgbm": "lgbm lgb",
    "reference": "ref baseline",
    "image": "img",
    "text": "txt",
    "document": "doc",
    "customer": "cust",
    "transaction": "txn",
    "numeric": "numerical",
    "source": "src",
    "target": "tgt",
    "identifier": "id",
    "hourly": "hour",
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "yearly": "year annual",
    "version": "ver",
    "vocabulary": "vocab",
    "sequence": "seq",
    "account": "acct",
    "average": "avg",
    "quantity": "qty",
    "analyze": "analysis analyzer",
    "bigquery": "bq",
    "index": "indexer",
}
QUALIFIERS |= dict.fromkeys(_PLAIN.split(), "")

# What does the work is no data, though its word may go with theirs: a `preprocessor`, `encoder`.
_WORKERS = (
    "binarizer binner classifier decoder detector discretizer embedder encoder explainer "
    "featurizer imputer normalizer preprocessor processor sampler scaler "
    "selector tokenizer transformer vectorizer"
)
WORKERS = frozenset(word + plural for word in _WORKERS.split() for plural in ("", "s"))

# Words of which one excludes the others of its group, in names of ports and of steps.
LANES = (
    ("champion", "challenger"),
    ("user", "item"),
    ("query", "document"),
    ("left", "right"),
    ("positive", "negative"),
)

# The same in names of ports only: a step about one may well feed a step about the other.
OPPOSITES = (
    ("reference", "current", "candidate"),
    ("source", "target"),
    ("teacher", "student"),
    ("old", "new"),
    ("numeric", "categorical"),
    ("image", "text"),
    ("features", "label"),
    ("statistics", "constraints"),
    ("hourly", "daily", "weekly", "monthly", "yearly"),
    ("name", "arn", "identifier"),
)

# What inputs for the old one and the new one of two say, and the steps that give these.
ROLES = (
    frozenset({"champion", "baseline"}),
    frozenset({"challenger", "candidate"}),
)
SAYING_ROLES = (
    ROLES[0] | {"base", "raw", "default", "old", "current", "previous", "before"},
    ROLES[1] | {"tuned", "calibrated", "new", "after"},
)

# Written as two words, read as one.
_PHRASES = (
    "big_query check_point container_uri fine_tune fine_tuned fine_tuning ground_truth held_out "
    "hold_out hyper_parameter hyper_parameters hyper_params image_uri meta_data model_dev "
    "pre_process pre_processed pre_processing pre_trained smoke_test stress_test"
)
PHRASES = frozenset(tuple(phrase.split("_")) for phrase in _PHRASES.split())

# Names of products that camelCase would tear apart.
PRODUCTS = (
    "alexnet|autogluon|bigquery|blazingtext|catboost|deepar|densenet|distilbert|dynamodb|"
    "efficientnet|huggingface|lightgbm|mlflow|mobilenet|mysql|postgresql|pytorch|"
    "resnet|roberta|sagemaker|sklearn|tabnet|tensorflow|xgboost"
)

# British spellings, as patterns, and how they are read. What is no such word (`contour`) may be
# read so as well, as long as two words do not become one.
BRITISH = {
    r"(?<=[a-z]{4})(?<![cv])is(?=e|ing|ation)": "iz",  # but `noise`, `revised`, `precise`
    r"(?<=..)ys(?=e|ing)": "yz",
    r"(?<=[a-z]{3})our": "or",  # but `hour`, `source`
    r"ogu(?=e)": "og",
    r"(?<=[bt])re(?=s?$)": "er",
    r"(?<=def|lic|off)enc(?=e)": "ens",
    r"(?<=[a-z])ae(?=[dm])": "e",
    r"mould": "mold",
    r"^grey": "gray",
    r"^tyre": "tire",
    r"programme(?=s?$)": "program",
    r"aluminium": "aluminum",
}

FAMILIES = {key: family for family, group in ARTEFACTS.items() for key in group}


def _vocabulary() -> dict[str, tuple[str, Kind]]:
    known: dict[str, tuple[str, Kind]] = {word: (word, Kind.CARRIER) for word in CARRIERS.split()}
    tables: list[tuple[Kind, dict[str, str]]] = [(Kind.SPLIT, SPLITS), (Kind.QUALIFIER, QUALIFIERS)]
    tables += [(Kind.ARTEFACT, group) for group in ARTEFACTS.values()]
    for kind, table in tables:
        for key, words in table.items():
            known |= dict.fromkeys((key, *words.split()), (key, kind))
    return {**_without_vowels(known), **known}


def _without_vowels(known: Mapping[str, tuple[str, Kind]]) -> dict[str, tuple[str, Kind]]:
    """How people shorten the canonical words: `usr`, `itm`, where that is one of them only."""
    found = defaultdict[str, list[tuple[str, Kind]]](list)
    for word, (key, kind) in known.items():
        short = word[0] + re.sub("[aeiou]", "", word[1:].removesuffix("s"))
        if word == key and kind is not Kind.CARRIER and len(short) > 2:
            found[short].append((key, kind))
    return {short: keys[0] for short, keys in found.items() if len(keys) == 1}


VOCABULARY = _vocabulary()
OPPOSED = {word: group for group in LANES + OPPOSITES for word in group}
LANE_OPPOSED = {word: group for group in LANES for word in group}

IRREGULAR = {
    "axes": "axis",
    "analyses": "analysis",
    "indices": "index",
    "leaves": "leaf",
    "matrices": "matrix",
    "shelves": "shelf",
    "vertices": "vertex",
}
# With the least that must be left of a word.
_SUFFIXES = (
    ("ations", 4),
    ("ation", 4),
    ("ions", 4),
    ("ion", 4),
    ("ings", 4),
    ("ing", 4),
    ("ies", 4),
    ("es", 4),
    ("ed", 4),
    ("e", 4),
    ("ys", 4),
    ("y", 4),
    ("s", 3),
)
_HISSING = ("xes", "ches", "shes", "sses", "zzes")
_SHORT = re.compile(r"(?P<root>[a-z]*[aeiouy][a-z]*)(?P<suffix>ed|ing|ings|ies)")


def stem(word: str) -> str:
    """A key that the inflected forms of a word share: `encode`, `encoded`, `encoding`."""
    word = IRREGULAR.get(word, word)
    if word.endswith(("ss", "us", "is", "as")):
        return word.removesuffix("s") if word.endswith("ss") and len(word) > 3 else word
    if word.endswith(_HISSING):
        word = word.removesuffix("es")
    short = _SHORT.fullmatch(word)
    if (
        short and len(short["root"]) == 3
    ):  # `tiled` is of `tile`, `mixed` of `mix`, `cities` of `city`
        ending = "y" if short["suffix"] == "ies" else "" if short["root"][-1] in "wxy" else "e"
        return short["root"] + ending
    for suffix, least in _SUFFIXES:
        root = word.removesuffix(suffix)
        if root != word and len(root) >= least:
            word = root
            break
    # `labelled` is `labeled`, and `binned` of `bin`; so `class` goes with `classes`, too.
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


QUALIFIERS_BY_STEM = {
    stem(word): (key, Kind.QUALIFIER)
    for key, words in QUALIFIERS.items()
    for word in (key, *words.split())
}
