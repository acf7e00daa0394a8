"""The SageMaker pipeline Metrics, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.parameter import ContinuousParameter
from sagemaker.core.shapes import MetricDefinition, OutputDataConfig, StoppingCondition
from sagemaker.core.training.configs import Compute
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.steps import TrainingStep, TuningStep
from sagemaker.train import ModelTrainer
from sagemaker.train.tuner import HyperparameterTuner


def build(session: PipelineSession) -> Pipeline:
    """The pipeline Metrics."""
    train_trainer = ModelTrainer(
        training_image="111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/R",
        compute=Compute(
            instance_type="ml.m5.large",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        hyperparameters={},
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://b-ucket/Metrics/Train",
        ),
        base_job_name="Train",
        sagemaker_session=session,
    ).with_metric_definitions(
        [
            MetricDefinition(name="loss", regex="loss=[0-9.]+"),
            MetricDefinition(name="auc", regex="auc=([0-9.]+)"),
        ],
    )
    train = TrainingStep(name="Train", step_args=train_trainer.train())
    search_trainer = ModelTrainer(
        training_image="111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/R",
        compute=Compute(
            instance_type="ml.m5.large",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://b-ucket/Metrics/Search",
        ),
        base_job_name="Search",
        sagemaker_session=session,
    )
    search_tuner = HyperparameterTuner(
        model_trainer=search_trainer,
        objective_metric_name="loss",
        objective_type="Minimize",
        hyperparameter_ranges={
            "rate": ContinuousParameter(0.1, 0.5, scaling_type="Auto"),
        },
        strategy="Bayesian",
        max_jobs=1,
        max_parallel_jobs=1,
        early_stopping_type="Off",
        base_tuning_job_name="Search",
    )
    search = TuningStep(name="Search", step_args=search_tuner.tune(wait=False))

    return Pipeline(
        name="Metrics",
        steps=[train, search],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
