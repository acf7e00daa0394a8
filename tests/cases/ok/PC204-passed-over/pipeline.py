"""The SageMaker pipeline PassedOver, written by pipec from pipeline.yaml.

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
    """The pipeline PassedOver."""
    load = RequestStep(
        "Load",
        StepTypeEnum.PROCESSING,
        {
            "ProcessingInputs": [
                {
                    "InputName": "source_data",
                    "S3Input": {
                        "S3Uri": "s3://example-bucket/people",
                        "LocalPath": "/opt/ml/processing/input/source_data",
                        "S3DataType": "S3Prefix",
                        "S3InputMode": "File",
                        "S3DataDistributionType": "FullyReplicated",
                        "S3CompressionType": "None",
                    },
                },
                {
                    "InputName": "code",
                    "S3Input": {
                        "S3Uri": "s3://example-bucket/PassedOver/code/a77d5926cc6f3ebb35c559166022588fca1b8adeb66d72471f5a2d81eaba6885/script.py",
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
                        "OutputName": "data",
                        "S3Output": {
                            "S3Uri": Join(
                                on="",
                                values=[
                                    "s3://example-bucket/PassedOver/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                                    "/Load/output/data",
                                ],
                            ),
                            "LocalPath": "/opt/ml/processing/output/data",
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
                    "/opt/ml/processing/input/code/script.py",
                ],
            },
            "RoleArn": "arn:aws:iam::111122223333:role/SageMakerRole",
        },
        shape="DescribeProcessingJobResponse",
    )
    anonymize = RequestStep(
        "Anonymize",
        StepTypeEnum.PROCESSING,
        {
            "ProcessingInputs": [
                {
                    "InputName": "data",
                    "S3Input": {
                        "S3Uri": load.properties.ProcessingOutputConfig.Outputs[
                            "data"
                        ].S3Output.S3Uri,
                        "LocalPath": "/opt/ml/processing/input/data",
                        "S3DataType": "S3Prefix",
                        "S3InputMode": "File",
                        "S3DataDistributionType": "FullyReplicated",
                        "S3CompressionType": "None",
                    },
                },
                {
                    "InputName": "code",
                    "S3Input": {
                        "S3Uri": "s3://example-bucket/PassedOver/code/a77d5926cc6f3ebb35c559166022588fca1b8adeb66d72471f5a2d81eaba6885/script.py",
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
                        "OutputName": "anonymized_data",
                        "S3Output": {
                            "S3Uri": Join(
                                on="",
                                values=[
                                    "s3://example-bucket/PassedOver/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                                    "/Anonymize/output/anonymized_data",
                                ],
                            ),
                            "LocalPath": "/opt/ml/processing/output/anonymized_data",
                            "S3UploadMode": "EndOfJob",
                        },
                    },
                ],
            },
            "ProcessingResources": {
                "ClusterConfig": {
                    "InstanceCount": 1,
                    "InstanceType": "ml.m5.large",
                    "VolumeSizeInGB": 30,
                },
            },
            "AppSpecification": {
                "ImageUri": "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
                "ContainerEntrypoint": [
                    "python3",
                    "/opt/ml/processing/input/code/script.py",
                ],
            },
            "RoleArn": "arn:aws:iam::111122223333:role/SageMakerRole",
        },
        shape="DescribeProcessingJobResponse",
    )
    prepare = RequestStep(
        "Prepare",
        StepTypeEnum.PROCESSING,
        {
            "ProcessingInputs": [
                {
                    "InputName": "raw_data",
                    "S3Input": {
                        "S3Uri": load.properties.ProcessingOutputConfig.Outputs[
                            "data"
                        ].S3Output.S3Uri,
                        "LocalPath": "/opt/ml/processing/input/raw_data",
                        "S3DataType": "S3Prefix",
                        "S3InputMode": "File",
                        "S3DataDistributionType": "FullyReplicated",
                        "S3CompressionType": "None",
                    },
                },
                {
                    "InputName": "code",
                    "S3Input": {
                        "S3Uri": "s3://example-bucket/PassedOver/code/a77d5926cc6f3ebb35c559166022588fca1b8adeb66d72471f5a2d81eaba6885/script.py",
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
                        "OutputName": "train",
                        "S3Output": {
                            "S3Uri": Join(
                                on="",
                                values=[
                                    "s3://example-bucket/PassedOver/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                                    "/Prepare/output/train",
                                ],
                            ),
                            "LocalPath": "/opt/ml/processing/train",
                            "S3UploadMode": "EndOfJob",
                        },
                    },
                    {
                        "OutputName": "validation",
                        "S3Output": {
                            "S3Uri": Join(
                                on="",
                                values=[
                                    "s3://example-bucket/PassedOver/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                                    "/Prepare/output/validation",
                                ],
                            ),
                            "LocalPath": "/opt/ml/processing/validation",
                            "S3UploadMode": "EndOfJob",
                        },
                    },
                    {
                        "OutputName": "test",
                        "S3Output": {
                            "S3Uri": Join(
                                on="",
                                values=[
                                    "s3://example-bucket/PassedOver/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                                    "/Prepare/output/test",
                                ],
                            ),
                            "LocalPath": "/opt/ml/processing/test",
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
                    "/opt/ml/processing/input/code/script.py",
                ],
            },
            "RoleArn": "arn:aws:iam::111122223333:role/SageMakerRole",
        },
        shape="DescribeProcessingJobResponse",
    )
    train = RequestStep(
        "Train",
        StepTypeEnum.TRAINING,
        {
            "HyperParameters": {},
            "AlgorithmSpecification": {
                "TrainingImage": "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
                "TrainingInputMode": "File",
            },
            "RoleArn": "arn:aws:iam::111122223333:role/SageMakerRole",
            "InputDataConfig": [
                {
                    "ChannelName": "train",
                    "DataSource": {
                        "S3DataSource": {
                            "S3DataType": "S3Prefix",
                            "S3Uri": prepare.properties.ProcessingOutputConfig.Outputs[
                                "train"
                            ].S3Output.S3Uri,
                            "S3DataDistributionType": "FullyReplicated",
                        },
                    },
                    "ContentType": "text/csv",
                    "InputMode": "File",
                },
                {
                    "ChannelName": "validation",
                    "DataSource": {
                        "S3DataSource": {
                            "S3DataType": "S3Prefix",
                            "S3Uri": prepare.properties.ProcessingOutputConfig.Outputs[
                                "validation"
                            ].S3Output.S3Uri,
                            "S3DataDistributionType": "FullyReplicated",
                        },
                    },
                    "ContentType": "text/csv",
                    "InputMode": "File",
                },
            ],
            "OutputDataConfig": {
                "S3OutputPath": "s3://example-bucket/PassedOver/Train",
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

    return Pipeline(
        name="PassedOver",
        steps=[load, anonymize, prepare, train],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
