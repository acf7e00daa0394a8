"""The SageMaker pipeline Names, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.parameter import IntegerParameter
from sagemaker.core.shapes import OutputDataConfig, StoppingCondition
from sagemaker.core.training.configs import Compute, InputData
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.steps import TrainingStep, TuningStep
from sagemaker.train import ModelTrainer
from sagemaker.train.tuner import HyperparameterTuner


def build(session: PipelineSession) -> Pipeline:
    """The pipeline Names."""
    train_trainer = ModelTrainer(
        training_image="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/R",
        compute=Compute(
            instance_type="ml.m5.xlarge",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        hyperparameters={
            "num_round": 10,
            "objective": "reg:squarederorr",
            "num_roundd": 100,
            "a_new_one": 1,
        },
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(s3_output_path="s3://b-ucket/Names/Train"),
        base_job_name="Train",
        sagemaker_session=session,
    )
    train = TrainingStep(
        name="Train",
        step_args=train_trainer.train(
            input_data_config=[
                InputData(
                    channel_name="train",
                    data_source="s3://b-ucket/train",
                    content_type="text/csv",
                ),
            ],
        ),
    )
    search_trainer = ModelTrainer(
        training_image="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/R",
        compute=Compute(
            instance_type="ml.m5.xlarge",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        hyperparameters={"objective": "binary:logistic", "num_round": 100},
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(s3_output_path="s3://b-ucket/Names/Search"),
        base_job_name="Search",
        sagemaker_session=session,
    )
    search_tuner = HyperparameterTuner(
        model_trainer=search_trainer,
        objective_metric_name="validation:acu",
        objective_type="Maximize",
        hyperparameter_ranges={"max_deep": IntegerParameter(1, 3, scaling_type="Auto")},
        strategy="Bayesian",
        max_jobs=1,
        max_parallel_jobs=1,
        early_stopping_type="Off",
        base_tuning_job_name="Search",
    )
    search = TuningStep(
        name="Search",
        step_args=search_tuner.tune(
            inputs=[
                InputData(
                    channel_name="train",
                    data_source="s3://b-ucket/train",
                    content_type="text/csv",
                ),
                InputData(
                    channel_name="validation",
                    data_source="s3://b-ucket/validation",
                    content_type="text/csv",
                ),
            ],
            wait=False,
        ),
    )
    other_channel_trainer = ModelTrainer(
        training_image="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/R",
        compute=Compute(
            instance_type="ml.m5.xlarge",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        hyperparameters={"num_round": 100},
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://b-ucket/Names/OtherChannel",
        ),
        base_job_name="OtherChannel",
        sagemaker_session=session,
    )
    other_channel_tuner = HyperparameterTuner(
        model_trainer=other_channel_trainer,
        objective_metric_name="train:auc",
        objective_type="Maximize",
        hyperparameter_ranges={
            "max_depth": IntegerParameter(1, 3, scaling_type="Auto"),
        },
        strategy="Bayesian",
        max_jobs=1,
        max_parallel_jobs=1,
        early_stopping_type="Off",
        base_tuning_job_name="OtherChannel",
    )
    other_channel = TuningStep(
        name="OtherChannel",
        step_args=other_channel_tuner.tune(
            inputs=[
                InputData(
                    channel_name="train",
                    data_source="s3://b-ucket/train",
                    content_type="text/csv",
                ),
                InputData(
                    channel_name="validation",
                    data_source="s3://b-ucket/validation",
                    content_type="text/csv",
                ),
            ],
            wait=False,
        ),
    )
    new_metric_trainer = ModelTrainer(
        training_image="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/R",
        compute=Compute(
            instance_type="ml.m5.xlarge",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        hyperparameters={"num_round": 100},
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://b-ucket/Names/NewMetric",
        ),
        base_job_name="NewMetric",
        sagemaker_session=session,
    )
    new_metric_tuner = HyperparameterTuner(
        model_trainer=new_metric_trainer,
        objective_metric_name="validation:precision_weighted",
        objective_type="Maximize",
        hyperparameter_ranges={
            "max_depth": IntegerParameter(1, 3, scaling_type="Auto"),
        },
        strategy="Bayesian",
        max_jobs=1,
        max_parallel_jobs=1,
        early_stopping_type="Off",
        base_tuning_job_name="NewMetric",
    )
    new_metric = TuningStep(
        name="NewMetric",
        step_args=new_metric_tuner.tune(
            inputs=[
                InputData(
                    channel_name="train",
                    data_source="s3://b-ucket/train",
                    content_type="text/csv",
                ),
                InputData(
                    channel_name="validation",
                    data_source="s3://b-ucket/validation",
                    content_type="text/csv",
                ),
            ],
            wait=False,
        ),
    )
    script_trainer = ModelTrainer(
        training_image="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/R",
        compute=Compute(
            instance_type="ml.m5.xlarge",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        hyperparameters={
            "num_rounds": 100,
            "objective": "reg:squareerror",
            "sagemaker_program": "train.py",
            "sagemaker_submit_directory": "s3://b-ucket/code.tar.gz",
        },
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(s3_output_path="s3://b-ucket/Names/Script"),
        base_job_name="Script",
        sagemaker_session=session,
    )
    script = TrainingStep(
        name="Script",
        step_args=script_trainer.train(
            input_data_config=[
                InputData(
                    channel_name="train",
                    data_source="s3://b-ucket/train",
                    content_type="text/csv",
                ),
            ],
        ),
    )

    return Pipeline(
        name="Names",
        steps=[train, search, other_channel, new_metric, script],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
