"""The SageMaker pipeline Churn, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.parameter import IntegerParameter
from sagemaker.core.shapes import OutputDataConfig, StoppingCondition
from sagemaker.core.training.configs import Compute
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.retry import (
    SageMakerJobExceptionTypeEnum,
    SageMakerJobStepRetryPolicy,
)
from sagemaker.mlops.workflow.steps import TuningStep
from sagemaker.train import ModelTrainer
from sagemaker.train.tuner import HyperparameterTuner


def build(session: PipelineSession) -> Pipeline:
    """The pipeline Churn."""
    search_trainer = ModelTrainer(
        training_image="111122223333.dkr.ecr.us-east-1.amazonaws.com/my-image:1.0",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        compute=Compute(
            instance_type="ml.m5.large",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://example-bucket/Churn/search",
        ),
        base_job_name="search",
        sagemaker_session=session,
    )
    search_tuner = HyperparameterTuner(
        model_trainer=search_trainer,
        objective_metric_name="validation:rmse",
        objective_type="Minimize",
        hyperparameter_ranges={
            "max_depth": IntegerParameter(3, 10, scaling_type="Auto"),
        },
        strategy="Bayesian",
        max_jobs=1,
        max_parallel_jobs=1,
        early_stopping_type="Off",
        metric_definitions=[{"Name": "validation:rmse", "Regex": "rmse=(.*)"}],
        base_tuning_job_name="search",
    )
    search = TuningStep(
        name="search",
        step_args=search_tuner.tune(wait=False),
        retry_policies=[
            SageMakerJobStepRetryPolicy(
                exception_types=[
                    SageMakerJobExceptionTypeEnum.INTERNAL_ERROR,
                    SageMakerJobExceptionTypeEnum.CAPACITY_ERROR,
                ],
                backoff_rate=2.0,
                interval_seconds=1,
                max_attempts=3,
            ),
        ],
    )

    return Pipeline(
        name="Churn",
        steps=[search],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
