"""The SageMaker pipeline 0042, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.parameters import (
    ParameterBoolean,
    ParameterFloat,
    ParameterInteger,
    ParameterString,
)
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
    """The pipeline 0042."""
    version = ParameterString(name="Version", default_value="1.10")
    zero = ParameterInteger(name="Zero", default_value=0)
    small = ParameterFloat(name="Small", default_value=9e-05)
    off = ParameterBoolean(name="Off", default_value=False)

    prep = RequestStep(
        "prep",
        StepTypeEnum.PROCESSING,
        {
            "ProcessingInputs": [
                {
                    "InputName": "code",
                    "S3Input": {
                        "S3Uri": "s3://example-bucket/0042/code/c900aff3def0c9a0202447b5ccb7d546eb99b2b44ca84103f0efe250a053b922/prep.py",
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
                                    "s3://example-bucket/0042/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                                    "/prep/output/train",
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
                                    "s3://example-bucket/0042/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                                    "/prep/output/validation",
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
                                    "s3://example-bucket/0042/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                                    "/prep/output/test",
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
                    "/opt/ml/processing/input/code/prep.py",
                ],
                "ContainerArguments": [
                    "--share",
                    "0.20",
                    "--seed",
                    "007",
                    "--quiet",
                    "true",
                    "--date",
                    "2026-11-21",
                    "--time",
                    "12:30",
                ],
            },
            "Environment": {
                "VERSION": "1.10",
                "ACCOUNT": "012345678901",
                "TAGGED": "v1.10",
                "YES": "yes",
                "NOTHING": "",
                "HOME": "${HOME}/lib",
                "COST": "$5",
            },
            "RoleArn": "arn:aws:iam::111122223333:role/SageMakerRole",
        },
        shape="DescribeProcessingJobResponse",
    )
    train = RequestStep(
        "train",
        StepTypeEnum.TRAINING,
        {
            "HyperParameters": {
                "eta": "9e-05",
                "max_depth": "5",
                "flag": "True",
                "0x10": "0x10",
                "columns": '["age", 1.50, "1", true, null]',
                "nested": Join(on="", values=['{"a": {"b": 1.0}, "c": ', zero, "}"]),
                "small": small,
            },
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
                            "S3Uri": prep.properties.ProcessingOutputConfig.Outputs[
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
                            "S3Uri": prep.properties.ProcessingOutputConfig.Outputs[
                                "validation"
                            ].S3Output.S3Uri,
                            "S3DataDistributionType": "FullyReplicated",
                        },
                    },
                    "ContentType": "text/csv",
                    "InputMode": "File",
                },
            ],
            "OutputDataConfig": {"S3OutputPath": "s3://example-bucket/0042/train"},
            "ResourceConfig": {
                "InstanceType": "ml.m5.xlarge",
                "InstanceCount": 1,
                "VolumeSizeInGB": 30,
            },
            "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
            "Tags": [{"Key": "build", "Value": "1.10"}],
        },
        shape="DescribeTrainingJobResponse",
    )

    return Pipeline(
        name="0042",
        parameters=[version, zero, small, off],
        steps=[prep, train],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
