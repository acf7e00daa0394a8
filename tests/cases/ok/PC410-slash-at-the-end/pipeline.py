"""The SageMaker pipeline Slashes, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.parameter import ContinuousParameter
from sagemaker.core.shapes import OutputDataConfig, StoppingCondition
from sagemaker.core.training.configs import Compute, InputData
from sagemaker.core.workflow.conditions import ConditionEquals
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.parameters import ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.condition_step import ConditionStep
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.steps import TuningStep
from sagemaker.serve.model_builder import ModelBuilder
from sagemaker.train import ModelTrainer
from sagemaker.train.tuner import HyperparameterTuner


def build(session: PipelineSession) -> Pipeline:
    """The pipeline Slashes."""
    out = ParameterString(name="Out", default_value="s3://b-ucket/tune/")
    folder = ParameterString(name="Folder", default_value="tune")
    short = ParameterString(name="Short", default_value="s3://b-ucket/tune")

    asked_trainer = ModelTrainer(
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
        output_data_config=OutputDataConfig(s3_output_path=out),
        base_job_name="Asked",
        sagemaker_session=session,
    )
    asked_tuner = HyperparameterTuner(
        model_trainer=asked_trainer,
        objective_metric_name="validation:auc",
        objective_type="Maximize",
        hyperparameter_ranges={
            "eta": ContinuousParameter(0.01, 0.5, scaling_type="Auto"),
        },
        strategy="Bayesian",
        max_jobs=1,
        max_parallel_jobs=1,
        early_stopping_type="Off",
        base_tuning_job_name="Asked",
    )
    asked = TuningStep(
        name="Asked",
        step_args=asked_tuner.tune(
            inputs=[
                InputData(
                    channel_name="train",
                    data_source="s3://b-ucket/train",
                    content_type="text/csv",
                ),
                InputData(
                    channel_name="validation",
                    data_source="s3://b-ucket/val",
                    content_type="text/csv",
                ),
            ],
            wait=False,
        ),
    )
    joined_trainer = ModelTrainer(
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
        output_data_config=OutputDataConfig(
            s3_output_path=Join(on="", values=["s3://b-ucket/", folder, "/"]),
        ),
        base_job_name="Joined",
        sagemaker_session=session,
    )
    joined_tuner = HyperparameterTuner(
        model_trainer=joined_trainer,
        objective_metric_name="validation:auc",
        objective_type="Maximize",
        hyperparameter_ranges={
            "eta": ContinuousParameter(0.01, 0.5, scaling_type="Auto"),
        },
        strategy="Bayesian",
        max_jobs=1,
        max_parallel_jobs=1,
        early_stopping_type="Off",
        base_tuning_job_name="Joined",
    )
    joined = TuningStep(
        name="Joined",
        step_args=joined_tuner.tune(
            inputs=[
                InputData(
                    channel_name="train",
                    data_source="s3://b-ucket/train",
                    content_type="text/csv",
                ),
                InputData(
                    channel_name="validation",
                    data_source="s3://b-ucket/val",
                    content_type="text/csv",
                ),
            ],
            wait=False,
        ),
    )
    with_none_trainer = ModelTrainer(
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
        output_data_config=OutputDataConfig(s3_output_path=short),
        base_job_name="WithNone",
        sagemaker_session=session,
    )
    with_none_tuner = HyperparameterTuner(
        model_trainer=with_none_trainer,
        objective_metric_name="validation:auc",
        objective_type="Maximize",
        hyperparameter_ranges={
            "eta": ContinuousParameter(0.01, 0.5, scaling_type="Auto"),
        },
        strategy="Bayesian",
        max_jobs=1,
        max_parallel_jobs=1,
        early_stopping_type="Off",
        base_tuning_job_name="WithNone",
    )
    with_none = TuningStep(
        name="WithNone",
        step_args=with_none_tuner.tune(
            inputs=[
                InputData(
                    channel_name="train",
                    data_source="s3://b-ucket/train",
                    content_type="text/csv",
                ),
                InputData(
                    channel_name="validation",
                    data_source="s3://b-ucket/val",
                    content_type="text/csv",
                ),
            ],
            wait=False,
        ),
    )
    register_asked_builder = ModelBuilder(
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        s3_model_data_url=Join(
            on="",
            values=[
                asked.properties.TrainingJobDefinition.OutputDataConfig.S3OutputPath,
                "/",
                asked.properties.BestTrainingJob.TrainingJobName,
                "/output/model.tar.gz",
            ],
        ),
        env_vars={},
        dependencies={},
        role_arn="arn:aws:iam::000000000000:role/registering-uses-no-role",
        sagemaker_session=session,
    )
    register_asked = ModelStep(
        name="RegisterAsked",
        step_args=register_asked_builder.register(
            model_package_group_name="g",
            content_types=["text/csv"],
            response_types=["text/csv"],
            inference_instances=["ml.m5.large", "ml.m5.xlarge"],
            transform_instances=["ml.m5.xlarge"],
            approval_status="PendingManualApproval",
            skip_model_validation="None",
        ),
    )
    register_joined_builder = ModelBuilder(
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        s3_model_data_url=Join(
            on="",
            values=[
                joined.properties.TrainingJobDefinition.OutputDataConfig.S3OutputPath,
                joined.properties.BestTrainingJob.TrainingJobName,
                "/output/model.tar.gz",
            ],
        ),
        env_vars={},
        dependencies={},
        role_arn="arn:aws:iam::000000000000:role/registering-uses-no-role",
        sagemaker_session=session,
    )
    register_joined = ModelStep(
        name="RegisterJoined",
        step_args=register_joined_builder.register(
            model_package_group_name="g",
            content_types=["text/csv"],
            response_types=["text/csv"],
            inference_instances=["ml.m5.large", "ml.m5.xlarge"],
            transform_instances=["ml.m5.xlarge"],
            approval_status="PendingManualApproval",
            skip_model_validation="None",
        ),
    )
    register_with_none_builder = ModelBuilder(
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        s3_model_data_url=Join(
            on="",
            values=[
                with_none.properties.TrainingJobDefinition.OutputDataConfig.S3OutputPath,
                "/",
                with_none.properties.BestTrainingJob.TrainingJobName,
                "/output/model.tar.gz",
            ],
        ),
        env_vars={},
        dependencies={},
        role_arn="arn:aws:iam::000000000000:role/registering-uses-no-role",
        sagemaker_session=session,
    )
    register_with_none = ModelStep(
        name="RegisterWithNone",
        step_args=register_with_none_builder.register(
            model_package_group_name="g",
            content_types=["text/csv"],
            response_types=["text/csv"],
            inference_instances=["ml.m5.large", "ml.m5.xlarge"],
            transform_instances=["ml.m5.xlarge"],
            approval_status="PendingManualApproval",
            skip_model_validation="None",
        ),
    )
    register = ConditionStep(
        name="Register",
        conditions=[ConditionEquals(left=folder, right="tune")],
        if_steps=[register_joined, register_with_none],
        else_steps=[],
    )

    return Pipeline(
        name="Slashes",
        parameters=[out, folder, short],
        steps=[asked, joined, with_none, register_asked, register],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
