"""The SageMaker pipeline OtherFramework, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.processing import Processor
from sagemaker.core.shapes import (
    OutputDataConfig,
    ProcessingInput,
    ProcessingOutput,
    ProcessingS3Input,
    ProcessingS3Output,
    StoppingCondition,
)
from sagemaker.core.training.configs import Compute, InputData
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.core.workflow.properties import Properties
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.steps import (
    ConfigurableRetryStep,
    ProcessingStep,
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
    """The pipeline OtherFramework."""
    train_trainer = ModelTrainer(
        training_image="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        compute=Compute(
            instance_type="ml.m5.xlarge",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        hyperparameters={
            "sagemaker_program": "train.py",
            "sagemaker_submit_directory": "s3://example-bucket/OtherFramework/code/7fa00e76d67dabcf9877a054809949184b093e08ea32abb21e6e3cfdedeec5af/sourcedir.tar.gz",
        },
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://example-bucket/OtherFramework/Train",
        ),
        base_job_name="Train",
        sagemaker_session=session,
    )
    train = TrainingStep(
        name="Train",
        step_args=train_trainer.train(
            input_data_config=[
                InputData(
                    channel_name="train",
                    data_source="s3://example-bucket/train",
                ),
            ],
        ),
    )
    package_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3", "/opt/ml/processing/input/code/package.py"],
        instance_type="ml.m5.xlarge",
        instance_count=1,
        volume_size_in_gb=30,
        max_runtime_in_seconds=3600,
        base_job_name="Package",
        sagemaker_session=session,
    )
    package = ProcessingStep(
        name="Package",
        step_args=package_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="model",
                    s3_input=ProcessingS3Input(
                        s3_uri=train.properties.ModelArtifacts.S3ModelArtifacts,
                        local_path="/opt/ml/processing/input/model",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
                ProcessingInput(
                    input_name="code",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://example-bucket/OtherFramework/code/09d7bb9f43d86ced766c53a21a70d13b4bd7782a250678aa5c945400fccdd1d9/package.py",
                        local_path="/opt/ml/processing/input/code",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
            ],
            outputs=[
                ProcessingOutput(
                    output_name="package",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://example-bucket/OtherFramework/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/Package/output/package",
                            ],
                        ),
                        local_path="/opt/ml/processing/output",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
    )
    register = RequestStep(
        "Register",
        StepTypeEnum.REGISTER_MODEL,
        {
            "ModelPackageGroupName": "Models",
            "InferenceSpecification": {
                "Containers": [
                    {
                        "Image": "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
                        "ModelDataUrl": Join(
                            on="",
                            values=[
                                package.properties.ProcessingOutputConfig.Outputs[
                                    "package"
                                ].S3Output.S3Uri,
                                "/model.tar.gz",
                            ],
                        ),
                    },
                ],
                "SupportedTransformInstanceTypes": ["ml.m5.xlarge"],
                "SupportedRealtimeInferenceInstanceTypes": [
                    "ml.m5.large",
                    "ml.m5.xlarge",
                ],
                "SupportedContentTypes": ["text/csv"],
                "SupportedResponseMIMETypes": ["text/csv"],
            },
            "ModelApprovalStatus": "PendingManualApproval",
            "SkipModelValidation": "None",
        },
        shapes=["DescribeModelPackageOutput"],
    )
    create = RequestStep(
        "Create",
        StepTypeEnum.CREATE_MODEL,
        {
            "PrimaryContainer": {
                "Image": "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
                "ModelDataUrl": Join(
                    on="",
                    values=[
                        package.properties.ProcessingOutputConfig.Outputs[
                            "package"
                        ].S3Output.S3Uri,
                        "/model.tar.gz",
                    ],
                ),
            },
            "ExecutionRoleArn": "arn:aws:iam::111122223333:role/SageMakerRole",
        },
        shapes=["DescribeModelOutput"],
    )

    return Pipeline(
        name="OtherFramework",
        steps=[train, package, register, create],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
