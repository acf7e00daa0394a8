"""The SageMaker pipeline Greeting, written by pipec from pipeline.yaml.

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
    """The pipeline Greeting."""
    load = RequestStep(
        "Load",
        StepTypeEnum.PROCESSING,
        {
            "ProcessingInputs": [
                {
                    "InputName": "code",
                    "S3Input": {
                        "S3Uri": "s3://example-bucket/Greeting/code/899fb1f6c96fcc0dec4dfdd9c55a6717cf104eb11dd6cf94003df5bc96232941/load.py",
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
                                    "s3://example-bucket/Greeting/",
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
                    "/opt/ml/processing/input/code/load.py",
                ],
            },
            "RoleArn": "arn:aws:iam::111122223333:role/SageMakerRole",
        },
        shape="DescribeProcessingJobResponse",
    )
    hello = RequestStep(
        "Hello",
        StepTypeEnum.PROCESSING,
        {
            "ProcessingInputs": [
                {
                    "InputName": "table",
                    "S3Input": {
                        "S3Uri": load.properties.ProcessingOutputConfig.Outputs[
                            "data"
                        ].S3Output.S3Uri,
                        "LocalPath": "/opt/ml/processing/input/table",
                        "S3DataType": "S3Prefix",
                        "S3InputMode": "File",
                        "S3DataDistributionType": "FullyReplicated",
                        "S3CompressionType": "None",
                    },
                },
                {
                    "InputName": "code",
                    "S3Input": {
                        "S3Uri": "s3://example-bucket/Greeting/code/d815b8d9e4552ad603250105ffc9eb173a9f8ad0467d2ddd5923fa9d9b542ca2/greet.py",
                        "LocalPath": "/opt/ml/processing/input/code",
                        "S3DataType": "S3Prefix",
                        "S3InputMode": "File",
                        "S3DataDistributionType": "FullyReplicated",
                        "S3CompressionType": "None",
                    },
                },
            ],
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
                    "/opt/ml/processing/input/code/greet.py",
                ],
            },
            "RoleArn": "arn:aws:iam::111122223333:role/SageMakerRole",
        },
        shape="DescribeProcessingJobResponse",
    )

    return Pipeline(
        name="Greeting",
        steps=[load, hello],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
