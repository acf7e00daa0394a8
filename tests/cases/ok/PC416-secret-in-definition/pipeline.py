"""The SageMaker pipeline P, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.shapes import OutputDataConfig, StoppingCondition
from sagemaker.core.training.configs import Compute
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.parameters import ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.core.workflow.properties import Properties
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.steps import (
    ConfigurableRetryStep,
    StepTypeEnum,
    TrainingStep,
)
from sagemaker.train import ModelTrainer


class RequestStep(ConfigurableRetryStep):
    """A step whose request is written out, in the service's own words."""

    def __init__(
        self,
        name,
        step_type,
        request,
        *,
        shapes=(),
        service="sagemaker",
        property_files=(),
        cache_config=None,
        members=None,
        **options,
    ):
        super().__init__(name, step_type, **options)
        self.request = request
        self.property_files = property_files
        self.cache_config = cache_config
        self.members = members or {}
        self._properties = Properties(
            name, step=self, shape_names=list(shapes), service_name=service
        )

    @property
    def arguments(self):
        return self.request

    @property
    def properties(self):
        return self._properties

    def to_request(self):
        step = super().to_request()
        if self.property_files:
            step["PropertyFiles"] = [file.expr for file in self.property_files]
        if self.cache_config:
            step.update(self.cache_config.config)
        step.update(self.members)
        return step


def build(session: PipelineSession) -> Pipeline:
    """The pipeline P."""
    token = ParameterString(name="Token", default_value="")

    train_trainer = ModelTrainer(
        training_image="111122223333.dkr.ecr.us-east-1.amazonaws.com/my-image:1.0",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        compute=Compute(
            instance_type="ml.m5.large",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        hyperparameters={
            "max_tokens": 512,
            "tokenizer": "bert",
            "pad_token": "[PAD]",
            "eos_token": "eos",
            "loss_per_token": "mean",
            "family": "sk-learn-random-forest-model",
            "hub_token": "hf_abcdefghijklmnopqrstuvwxyzABCDEFGH",
        },
        environment={
            "DB_PASSWORD": "hunter2",
            "SECRET_ARN": "arn:aws:secretsmanager:us-east-1:111122223333:secret:x",
            "API_TOKEN": token,
            "token": "",
            "WANDB_API_KEY": "abcdef0123456789",
            "MY_API_KEY": "changeme",
            "HUB_TOKEN": "your-token",
            "DB_PASSWORD_PROD": "hunter2",
        },
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://example-bucket/P/Train",
        ),
        base_job_name="Train",
        sagemaker_session=session,
    )
    train = TrainingStep(name="Train", step_args=train_trainer.train())
    create = RequestStep(
        "Create",
        StepTypeEnum.CREATE_MODEL,
        {
            "PrimaryContainer": {
                "Image": "111122223333.dkr.ecr.us-east-1.amazonaws.com/my-image:1.0",
                "Environment": {
                    "NOTE": "AKIAABCDEFGHIJKLMNOP",
                    "secretName": "my-secret",
                },
            },
            "ExecutionRoleArn": "arn:aws:iam::111122223333:role/SageMakerRole",
        },
        shapes=["DescribeModelOutput"],
    )

    return Pipeline(
        name="P",
        parameters=[token],
        steps=[train, create],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
