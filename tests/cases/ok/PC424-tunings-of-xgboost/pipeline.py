"""The SageMaker pipeline Tunings, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.parameter import ContinuousParameter, IntegerParameter
from sagemaker.core.shapes import OutputDataConfig, StoppingCondition
from sagemaker.core.training.configs import Compute, InputData
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.steps import TuningStep
from sagemaker.train import ModelTrainer
from sagemaker.train.tuner import HyperparameterTuner


def build(session: PipelineSession) -> Pipeline:
    """The pipeline Tunings."""
    image_under_request_trainer = ModelTrainer(
        training_image="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/R",
        compute=Compute(
            instance_type="ml.m5.xlarge",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        hyperparameters={"num_roundd": 100},
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://b-ucket/Tunings/ImageUnderRequest",
        ),
        base_job_name="ImageUnderRequest",
        sagemaker_session=session,
    )
    image_under_request_tuner = HyperparameterTuner(
        model_trainer=image_under_request_trainer,
        objective_metric_name="validation:rmse",
        objective_type="Minimize",
        hyperparameter_ranges={"eta": ContinuousParameter(0, 1, scaling_type="Auto")},
        strategy="Bayesian",
        max_jobs=1,
        max_parallel_jobs=1,
        early_stopping_type="Off",
        base_tuning_job_name="ImageUnderRequest",
    )
    image_under_request = TuningStep(
        name="ImageUnderRequest",
        step_args=image_under_request_tuner.tune(
            inputs=[InputData(channel_name="train", data_source="s3://b-ucket/train")],
            wait=False,
        ),
    )
    search_of_a_script_trainer = ModelTrainer(
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
            "sagemaker_program": "train.py",
            "sagemaker_submit_directory": "s3://b-ucket/code.tar.gz",
        },
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://b-ucket/Tunings/SearchOfAScript",
        ),
        base_job_name="SearchOfAScript",
        sagemaker_session=session,
    )
    search_of_a_script_tuner = HyperparameterTuner(
        model_trainer=search_of_a_script_trainer,
        objective_metric_name="validation:rmse",
        objective_type="Minimize",
        hyperparameter_ranges={"eta": ContinuousParameter(0, 1, scaling_type="Auto")},
        strategy="Bayesian",
        max_jobs=1,
        max_parallel_jobs=1,
        early_stopping_type="Off",
        base_tuning_job_name="SearchOfAScript",
    )
    search_of_a_script = TuningStep(
        name="SearchOfAScript",
        step_args=search_of_a_script_tuner.tune(
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
    defined_by_a_script_trainer = ModelTrainer(
        training_image="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/R",
        compute=Compute(
            instance_type="ml.m5.xlarge",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        hyperparameters={
            "sagemaker_program": "train.py",
            "sagemaker_submit_directory": "s3://b-ucket/code.tar.gz",
        },
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://b-ucket/Tunings/DefinedByAScript",
        ),
        base_job_name="DefinedByAScript",
        sagemaker_session=session,
    )
    defined_by_a_script_tuner = HyperparameterTuner(
        model_trainer=defined_by_a_script_trainer,
        objective_metric_name="my:auc",
        objective_type="Maximize",
        hyperparameter_ranges={"eta": ContinuousParameter(0, 1, scaling_type="Auto")},
        strategy="Bayesian",
        max_jobs=1,
        max_parallel_jobs=1,
        early_stopping_type="Off",
        metric_definitions=[{"Name": "my:auc", "Regex": "auc=([0-9.]+)"}],
        base_tuning_job_name="DefinedByAScript",
    )
    defined_by_a_script = TuningStep(
        name="DefinedByAScript",
        step_args=defined_by_a_script_tuner.tune(
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
    copy_in_another_account_trainer = ModelTrainer(
        training_image="111122223333.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/R",
        compute=Compute(
            instance_type="ml.m5.xlarge",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        hyperparameters={
            "num_rounds": 100,
            "sagemaker_program": "train.py",
            "sagemaker_submit_directory": "s3://b-ucket/code.tar.gz",
        },
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://b-ucket/Tunings/CopyInAnotherAccount",
        ),
        base_job_name="CopyInAnotherAccount",
        sagemaker_session=session,
    )
    copy_in_another_account_tuner = HyperparameterTuner(
        model_trainer=copy_in_another_account_trainer,
        objective_metric_name="my:auc",
        objective_type="Maximize",
        hyperparameter_ranges={"epochs": IntegerParameter(1, 3, scaling_type="Auto")},
        strategy="Bayesian",
        max_jobs=1,
        max_parallel_jobs=1,
        early_stopping_type="Off",
        metric_definitions=[{"Name": "my:auc", "Regex": "auc=([0-9.]+)"}],
        base_tuning_job_name="CopyInAnotherAccount",
    )
    copy_in_another_account = TuningStep(
        name="CopyInAnotherAccount",
        step_args=copy_in_another_account_tuner.tune(
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

    return Pipeline(
        name="Tunings",
        steps=[
            image_under_request,
            search_of_a_script,
            defined_by_a_script,
            copy_in_another_account,
        ],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
