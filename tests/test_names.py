"""The lexer of names: what each word is, and when two names say the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipec.compiler.wiring.words.comparison import (
    artefacts_clash,
    likeness,
    opposed,
    ordinals_clash,
    reads_same,
    splits_clash,
)
from pipec.compiler.wiring.words.names import (
    lex,
)
from pipec.compiler.wiring.words.vocabulary import (
    ARTEFACTS,
    CARRIERS,
    LANES,
    OPPOSITES,
    QUALIFIERS,
    SPLITS,
    VOCABULARY,
    Kind,
)


def test_camel_case_with_carriers_is_cut_into_kinds() -> None:
    """`trainingDataS3Uri` is a split, an artefact and two carriers."""
    kinds = [(token.key, token.kind) for token in lex("trainingDataS3Uri").tokens]

    assert kinds == [
        ("train", Kind.SPLIT),
        ("data", Kind.ARTEFACT),
        ("s3", Kind.CARRIER),
        ("uri", Kind.CARRIER),
    ]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("trainingDataS3Uri", "train_data"),
        ("train-dataset", "training_data"),
        ("TrainData", "data_train"),
        ("traindata", "train"),
        ("traincandidates", "train_candidate"),
        ("averaged_model", "avg_model"),
        ("test_set", "test"),
        ("val_data", "validationDataset"),
        ("hyperparams_s3_uri", "hyperparameters"),
        ("hyper_parameters", "hparams"),
        ("cfg", "configuration"),
        ("normalised_features", "normalizedFeatures"),
        ("tokenised_text", "tokenized_texts"),
        ("behaviour_logs", "behavior_log"),
        ("encoded_rows", "encodingRows"),
        ("eval_report", "evaluation_reports"),
        ("model_artifacts", "model"),
        ("trained_model", "modelUri"),
        ("model_v2", "model_2"),
        ("preproc_features", "processed_features"),
        ("hold_out_set", "holdout_data"),
        ("XGBModel", "xgboost_model"),
        ("labelled_rows", "labeledData"),
        ("labelling_data", "label_data"),
        ("holiday_uri", "holidays"),
        ("tiled_images", "imageTiles"),
        ("boxes", "box"),
        ("leaf_indices", "leaves_index"),
        ("class_weights", "classesWeight"),
        ("grey_fibre_colours", "gray_fiber_color"),
        ("winsorised_catalogues", "winsorized_catalog"),
        ("precise_hours", "precision_hour"),
    ],
)
def test_names_that_read_the_same(left: str, right: str) -> None:
    """Case, separators, carriers, plurals, spelling and abbreviations make no difference."""
    assert reads_same(lex(left), lex(right))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("train_data", "test_data"),
        ("model_1", "model_2"),
        ("input_path", "input_uri"),
        ("content", "context"),
        ("evaluation_report", "evaluation_metrics"),
        ("user_features", "item_features"),
        ("status", "statute"),
        ("bring", "bred"),
        ("hour_table", "our_table"),
    ],
)
def test_names_that_do_not_read_the_same(left: str, right: str) -> None:
    """Different splits, numbers, things and qualifiers stay apart."""
    assert not reads_same(lex(left), lex(right))


def test_the_last_artefact_is_what_the_thing_is() -> None:
    """`model_metrics` are metrics, `training_data_statistics` statistics."""
    assert lex("model_metrics").artefact == "metrics"
    assert lex("training_data_statistics").artefact == "statistics"


def test_a_split_word_of_a_model_or_setting_is_no_split() -> None:
    """`training_config` and `calibration_model` are not parts of the data."""
    assert not lex("training_config").splits
    assert not lex("calibration_model").splits
    assert lex("validation_metrics").splits == {"validation"}


def test_splits_clash_unless_one_may_stand_for_the_other() -> None:
    """Train against test clash; evaluation may be test or validation; none clashes with nothing."""
    assert splits_clash({"train"}, {"test"})
    assert splits_clash({"calibration"}, {"validation"})
    assert not splits_clash({"evaluation"}, {"test"})
    assert not splits_clash({"train"}, set())


def test_opposites_and_ordinals_clash_only_when_both_sides_have_one() -> None:
    """`champion` against `challenger`, `model_1` against `model_2`; never against nothing."""
    assert opposed({"champion"}, {"challenger"}) == ("champion", "challenger")
    assert opposed({"champion"}, {"model"}) is None
    assert opposed({"champion", "challenger"}, {"challenger"}) is None
    assert ordinals_clash(lex("model_a"), lex("model_b"))
    assert not ordinals_clash(lex("model"), lex("model_b"))
    assert not ordinals_clash(lex("input-1"), lex("output-2"))


def test_a_report_is_no_data_but_data_may_be_predictions() -> None:
    """Artefacts of different families are different things, data and predictions apart."""
    assert artefacts_clash("data", "report")
    assert not artefacts_clash("data", "predictions")
    assert not artefacts_clash("data", None)


def test_sharing_only_data_says_little() -> None:
    """`input_data` and `output_data` are much less alike than `sales_data` and `sales_dataset`."""
    assert likeness("input_data", "output_data") <= 0.4
    assert likeness("sales_data", "sales_dataset") == 1.0


names = st.text(st.sampled_from("abcdeTrainDataS3_-19 é"), max_size=24)


@given(names, names)
def test_likeness_is_symmetric_and_within_bounds(left: str, right: str) -> None:
    """Likeness is in 0 to 1 and the same in both directions, for any text."""
    assert likeness(left, right) == likeness(right, left)
    assert 0.0 <= likeness(left, right) <= 1.0


@given(names)
def test_lexing_loses_no_letter_and_never_fails(name: str) -> None:
    """Every name lexes; the words are made of its letters."""
    lexed = lex(name)

    assert all(token.text in name.lower() for token in lexed.tokens)
    assert len(lexed.tokens) <= len(name)


def test_no_word_of_the_vocabulary_means_two_things() -> None:
    """A word is in one table, under one key; all others are canonical ones without vowels."""
    words: list[str] = CARRIERS.split()
    for table in (SPLITS, QUALIFIERS, *ARTEFACTS.values()):
        for key, others in table.items():
            words += [key, *others.split()]

    assert sorted(words) == sorted(set(words))
    assert set(words) <= set(VOCABULARY)
    assert not [word for word in set(VOCABULARY) - set(words) if set(word[1:]) & set("aeiou")]


def test_opposites_are_keys_that_the_lexer_gives() -> None:
    """A group of opposites holds keys, else it would never apply."""
    for word in (word for group in LANES + OPPOSITES for word in group):
        assert [token.key for token in lex(word).tokens] == [word]
