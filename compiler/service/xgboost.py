"""What AWS's own XGBoost takes where it runs no script: names, and the types of what is searched.

The source is the container's own check, `hyperparameter_validation.py`, `metrics.py` and
`channel_validation.py` of `algorithm_mode`, `data_utils.py` and `constants/xgb_constants.py` in
`aws/sagemaker-xgboost-container`, with what AWS's developer guide for SageMaker adds on the pages
`xgboost_hyperparameters` and `xgboost-tuning`. Later versions may take more, so what is not in here
is not wrong.
"""

from __future__ import annotations

from pipec.compiler.record import Record

_CONTINUOUS = """
aft_loss_distribution_scale alpha base_score colsample_bylevel colsample_bynode
colsample_bytree eta gamma lambda lambda_bias learning_rate min_child_weight min_split_loss
rate_drop reg_alpha reg_lambda scale_pos_weight sketch_eps skip_drop subsample
tweedie_variance_power
"""
CONTINUOUS = frozenset(_CONTINUOUS.split())
"""Hyperparameters that are any number. Of `max_delta_step` the two sources say different things."""
_OTHERS = """
_kfold _num_cv_round aft_loss_distribution booster csv_weights deterministic_histogram dsplit
early_stopping_rounds eval_metric grow_policy interaction_constraints max_bin max_delta_step
max_depth max_leaves monotone_constraints normalize_type nthread num_class num_parallel_tree
num_round objective one_drop predictor prob_buffer_row process_type refresh_leaf sample_type
sampling_method save_model_on_termination seed silent single_precision_histogram tree_method
updater use_dask_gpu_training verbosity
"""
HYPERPARAMETERS = CONTINUOUS | frozenset(_OTHERS.split())
_FIXED = """
_kfold _num_cv_round aft_loss_distribution aft_loss_distribution_scale base_score booster
csv_weights deterministic_histogram dsplit early_stopping_rounds eval_metric grow_policy
interaction_constraints lambda_bias max_bin max_leaves monotone_constraints normalize_type nthread
num_class num_parallel_tree objective one_drop predictor prob_buffer_row process_type rate_drop
refresh_leaf sample_type sampling_method save_model_on_termination scale_pos_weight seed
single_precision_histogram sketch_eps skip_drop tree_method tweedie_variance_power updater
use_dask_gpu_training verbosity
"""
FIXED = frozenset(_FIXED.split())
"""Those that the container's check has without `tunable=True`, and the guide's list has not.

The service holds a tuning against that, and answers with a ValidationException: see #113 of
aws/sagemaker-xgboost-container; of scripts too, aws/sagemaker-python-sdk#2226.
"""
_LESS_IS_BETTER = """
aft-nloglik cox-nloglik error gamma-deviance gamma-nloglik logloss mae mape merror mlogloss mphe mse
poisson-nloglik rmse rmsle tweedie-nloglik
"""
LESS_IS_BETTER = frozenset(_LESS_IS_BETTER.split())
_MORE_IS_BETTER = """
accuracy auc aucpr balanced_accuracy f1 f1_binary f1_macro map ndcg precision precision_macro
precision_micro r2 recall recall_macro recall_micro
"""
MORE_IS_BETTER = frozenset(_MORE_IS_BETTER.split())
METRICS = LESS_IS_BETTER | MORE_IS_BETTER | {"interval-regression-accuracy"}
"""What it measures on the channel `validation`: an objective is `validation:rmse`.

Of the last one the image itself says that less is better (`XGB_MINIMIZE_METRICS` in
`xgb_constants.py` of aws/sagemaker-xgboost-container), so that no way is the wrong one.
"""
_OBJECTIVES = """
binary:hinge binary:logistic binary:logitraw count:poisson multi:softmax multi:softprob
rank:map rank:ndcg rank:pairwise reg:absoluteerror reg:gamma reg:linear reg:logistic
reg:pseudohubererror reg:quantileerror reg:squarederror reg:squaredlogerror reg:tweedie survival:aft
survival:cox
"""
OBJECTIVES = frozenset(_OBJECTIVES.split())
WORDS = {
    "objective": OBJECTIVES,
    "eval_metric": METRICS,
    "booster": ("dart", "gblinear", "gbtree"),
    "grow_policy": ("depthwise", "lossguide"),
    "sample_type": ("uniform", "weighted"),
    "tree_method": ("approx", "auto", "exact", "gpu_hist", "hist"),
}
"""The values of hyperparameters that are one of some words."""


class Numbers(Record):
    """What a hyperparameter can be: whole numbers, or any; from a least to a largest."""

    whole: bool
    least: float | None = None
    largest: float | None = None

    def refuses(self, text: str) -> bool:
        """Whether a value is surely none of them."""
        try:
            number = int(text) if self.whole else float(text)
        except ValueError:
            return True
        below = self.least is not None and number < self.least
        return below or (self.largest is not None and number > self.largest)

    def __str__(self) -> str:
        """What they are, in a sentence."""
        kind = "a whole number" if self.whole else "a number"
        if self.least is None:
            return kind
        if self.largest is None:
            return f"{kind} of at least {self.least:g}"
        return f"{kind} from {self.least:g} to {self.largest:g}"


_SHARE, _NOT_NEGATIVE = Numbers(False, 0, 1), Numbers(False, 0)
_COUNT, _SIZE, _SWITCH = Numbers(True, 1), Numbers(True, 0), Numbers(True, 0, 1)
NUMBERS = {
    **dict.fromkeys(
        ("colsample_bylevel", "colsample_bynode", "colsample_bytree", "eta", "rate_drop"), _SHARE
    ),
    **dict.fromkeys(("skip_drop", "sketch_eps", "subsample"), _SHARE),
    **dict.fromkeys(("alpha", "gamma", "lambda", "max_delta_step"), _NOT_NEGATIVE),
    **dict.fromkeys(("min_child_weight", "scale_pos_weight"), _NOT_NEGATIVE),
    **dict.fromkeys(("early_stopping_rounds", "nthread", "num_parallel_tree", "num_round"), _COUNT),
    **dict.fromkeys(("max_bin", "max_depth", "max_leaves"), _SIZE),
    **dict.fromkeys(("csv_weights", "one_drop", "refresh_leaf"), _SWITCH),
    "num_class": Numbers(True, 2),
    "seed": Numbers(True),
    "tweedie_variance_power": Numbers(False, 1, 2),
    "verbosity": Numbers(True, 0, 3),
}
"""What the container refuses otherwise. Where the guide takes an end of a range, it is taken."""
CHANNELS = ("train", "validation", "code")
"""Any other is "extraneous", and ends the training."""
CONTENT_TYPES = (
    "text/csv",
    "text/libsvm",
    "text/x-libsvm",
    "application/x-parquet",
    "application/x-recordio-protobuf",
    "csv",
    "libsvm",
    "parquet",
    "recordio-protobuf",
)
"""Of a channel; what stands behind a `;` is no part of it."""
OF_CLASSES = ("multi:softmax", "multi:softprob")
"""Objectives for which `num_class` is required."""
