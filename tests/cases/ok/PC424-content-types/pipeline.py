"""The SageMaker pipeline Types, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.shapes import OutputDataConfig, StoppingCondition
from sagemaker.core.training.configs import Compute, InputData
from sagemaker.core.transformer import Transformer
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.steps import TrainingStep, TransformStep
from sagemaker.serve.model_builder import ModelBuilder
from sagemaker.train import ModelTrainer


def build(session: PipelineSession) -> Pipeline:
    """The pipeline Types."""
    score_transformer = Transformer(
        model_name="m",
        instance_type="ml.m5.xlarge",
        instance_count=1,
        strategy="MultiRecord",
        max_payload=6,
        output_path=Join(
            on="",
            values=[
                "s3://b-ucket/Types/",
                ExecutionVariables.PIPELINE_EXECUTION_ID,
                "/Score",
            ],
        ),
        accept="text/csv",
        assemble_with="Line",
        base_transform_job_name="Score",
        sagemaker_session=session,
    )
    score = TransformStep(
        name="Score",
        step_args=score_transformer.transform(
            data="s3://b-ucket/data",
            data_type="S3Prefix",
            content_type="text/cvs",
            split_type="Line",
        ),
    )
    train_trainer = ModelTrainer(
        training_image="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/R",
        compute=Compute(
            instance_type="ml.m5.xlarge",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        hyperparameters={"num_round": 10},
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(s3_output_path="s3://b-ucket/Types/Train"),
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
                    content_type="text/csv;label_size=1",
                ),
            ],
        ),
    )
    own_trainer = ModelTrainer(
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
        environment={"Accept": "text/cvs", "ContentType": "application/zipp"},
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(s3_output_path="s3://b-ucket/Types/Own"),
        base_job_name="Own",
        sagemaker_session=session,
    )
    own = TrainingStep(
        name="Own",
        step_args=own_trainer.train(
            input_data_config=[
                InputData(
                    channel_name="train",
                    data_source="s3://b-ucket/train",
                    content_type="application/x-our-own",
                ),
            ],
        ),
    )
    packed_trainer = ModelTrainer(
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
        output_data_config=OutputDataConfig(s3_output_path="s3://b-ucket/Types/Packed"),
        base_job_name="Packed",
        sagemaker_session=session,
    )
    packed = TrainingStep(
        name="Packed",
        step_args=packed_trainer.train(
            input_data_config=[
                InputData(
                    channel_name="train",
                    data_source="s3://b-ucket/train",
                    content_type="application/gzip",
                ),
            ],
        ),
    )
    tabs_trainer = ModelTrainer(
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
        output_data_config=OutputDataConfig(s3_output_path="s3://b-ucket/Types/Tabs"),
        base_job_name="Tabs",
        sagemaker_session=session,
    )
    tabs = TrainingStep(
        name="Tabs",
        step_args=tabs_trainer.train(
            input_data_config=[
                InputData(
                    channel_name="train",
                    data_source="s3://b-ucket/train",
                    content_type="text/tsv",
                ),
            ],
        ),
    )
    register_builder = ModelBuilder(
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        s3_model_data_url="s3://b-ucket/model.tar.gz",
        env_vars={},
        dependencies={},
        role_arn="arn:aws:iam::000000000000:role/registering-uses-no-role",
        sagemaker_session=session,
    )
    register = ModelStep(
        name="Register",
        step_args=register_builder.register(
            model_package_group_name="g",
            content_types=["aplication/json", "csv", "recordio-protobuf", "xml", "own"],
            response_types=["text/CSV"],
            inference_instances=["ml.m5.large", "ml.m5.xlarge"],
            transform_instances=["ml.m5.xlarge"],
            approval_status="PendingManualApproval",
            skip_model_validation="None",
        ),
    )

    return Pipeline(
        name="Types",
        steps=[score, train, own, packed, tabs, register],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
