"""The SageMaker pipeline OtherFramework, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.core.workflow.properties import Properties
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.steps import ConfigurableRetryStep, StepTypeEnum


class RequestStep(ConfigurableRetryStep):
    """A step whose request is written out, in the service's own words."""

    def __init__(
        self,
        name,
        step_type,
        request,
        *,
        shape,
        property_files=(),
        cache_config=None,
        **options,
    ):
        super().__init__(name, step_type, **options)
        self.request = request
        self.property_files = property_files
        self.cache_config = cache_config
        self._properties = Properties(name, step=self, shape_name=shape)

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
        return step


def build(session: PipelineSession) -> Pipeline:
    """The pipeline OtherFramework."""
    train = RequestStep(
        "Train",
        StepTypeEnum.TRAINING,
        {
            "HyperParameters": {
                "sagemaker_program": "train.py",
                "sagemaker_submit_directory": "s3://example-bucket/OtherFramework/code/7fa00e76d67dabcf9877a054809949184b093e08ea32abb21e6e3cfdedeec5af/sourcedir.tar.gz",
            },
            "AlgorithmSpecification": {
                "TrainingImage": "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
                "TrainingInputMode": "File",
            },
            "RoleArn": "arn:aws:iam::111122223333:role/SageMakerRole",
            "InputDataConfig": [
                {
                    "ChannelName": "train",
                    "DataSource": {
                        "S3DataSource": {
                            "S3DataType": "S3Prefix",
                            "S3Uri": "s3://example-bucket/train",
                            "S3DataDistributionType": "FullyReplicated",
                        },
                    },
                    "InputMode": "File",
                },
            ],
            "OutputDataConfig": {
                "S3OutputPath": "s3://example-bucket/OtherFramework/Train",
            },
            "ResourceConfig": {
                "InstanceType": "ml.m5.xlarge",
                "InstanceCount": 1,
                "VolumeSizeInGB": 30,
            },
            "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
        },
        shape="DescribeTrainingJobResponse",
    )
    package = RequestStep(
        "Package",
        StepTypeEnum.PROCESSING,
        {
            "ProcessingInputs": [
                {
                    "InputName": "model",
                    "S3Input": {
                        "S3Uri": train.properties.ModelArtifacts.S3ModelArtifacts,
                        "LocalPath": "/opt/ml/processing/input/model",
                        "S3DataType": "S3Prefix",
                        "S3InputMode": "File",
                        "S3DataDistributionType": "FullyReplicated",
                        "S3CompressionType": "None",
                    },
                },
                {
                    "InputName": "code",
                    "S3Input": {
                        "S3Uri": "s3://example-bucket/OtherFramework/code/09d7bb9f43d86ced766c53a21a70d13b4bd7782a250678aa5c945400fccdd1d9/package.py",
                        "LocalPath": "/opt/ml/processing/input/code",
                        "S3DataType": "S3Prefix",
                        "S3InputMode": "File",
                        "S3DataDistributionType": "FullyReplicated",
                        "S3CompressionType": "None",
                    },
                },
            ],
            "ProcessingOutputConfig": {
                "Outputs": [
                    {
                        "OutputName": "package",
                        "S3Output": {
                            "S3Uri": Join(
                                on="",
                                values=[
                                    "s3://example-bucket/OtherFramework/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                                    "/Package/output/package",
                                ],
                            ),
                            "LocalPath": "/opt/ml/processing/output",
                            "S3UploadMode": "EndOfJob",
                        },
                    },
                ],
            },
            "ProcessingResources": {
                "ClusterConfig": {
                    "InstanceCount": 1,
                    "InstanceType": "ml.m5.xlarge",
                    "VolumeSizeInGB": 30,
                },
            },
            "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
            "AppSpecification": {
                "ImageUri": "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
                "ContainerEntrypoint": [
                    "python3",
                    "/opt/ml/processing/input/code/package.py",
                ],
            },
            "RoleArn": "arn:aws:iam::111122223333:role/SageMakerRole",
        },
        shape="DescribeProcessingJobResponse",
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
        shape="DescribeModelPackageOutput",
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
        shape="DescribeModelOutput",
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
