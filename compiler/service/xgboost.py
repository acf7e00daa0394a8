"""What AWS's own XGBoost takes where it runs no script: names, and the types of what is searched.

The source is the container's own check, `algorithm_mode/hyperparameter_validation.py`,
`algorithm_mode/metrics.py` and `constants/xgb_constants.py` in `aws/sagemaker-xgboost-container`,
with what AWS's developer guide for SageMaker adds on the pages `xgboost_hyperparameters` and
`xgboost-tuning`. Later versions may take more, so what is not in here is not wrong.
"""

from __future__ import annotations

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
_METRICS = """
accuracy aft-nloglik auc aucpr balanced_accuracy cox-nloglik error f1 f1_binary f1_macro
gamma-deviance gamma-nloglik interval-regression-accuracy logloss mae map mape merror mlogloss
mphe mse ndcg poisson-nloglik precision precision_macro precision_micro r2 recall recall_macro
recall_micro rmse rmsle tweedie-nloglik
"""
METRICS = frozenset(_METRICS.split())
"""What it measures on the channel `validation`: an objective is `validation:rmse`."""
_OBJECTIVES = """
binary:hinge binary:logistic binary:logitraw count:poisson multi:softmax multi:softprob
rank:map rank:ndcg rank:pairwise reg:absoluteerror reg:gamma reg:linear reg:logistic
reg:pseudohubererror reg:quantileerror reg:squarederror reg:squaredlogerror reg:tweedie survival:aft
survival:cox
"""
OBJECTIVES = frozenset(_OBJECTIVES.split())
"""Values of `objective`."""
