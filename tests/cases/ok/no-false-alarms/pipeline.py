"""The SageMaker pipeline NoFalseAlarms, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.lambda_helper import Lambda
from sagemaker.core.workflow.conditions import (
    ConditionEquals,
    ConditionLessThan,
    ConditionNot,
)
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join, JsonGet
from sagemaker.core.workflow.parameters import ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.core.workflow.properties import Properties, PropertyFile
from sagemaker.mlops.workflow.condition_step import ConditionStep
from sagemaker.mlops.workflow.lambda_step import LambdaStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.step_dependency import StepDependency, TriggerCondition
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
    """The pipeline NoFalseAlarms."""
    data = ParameterString(name="Data", default_value="s3://example-bucket/data")
    extra = ParameterString(name="Extra", default_value="")

    prepare = RequestStep(
        "Prepare",
        StepTypeEnum.PROCESSING,
        {
            "ProcessingInputs": [
                {
                    "InputName": "raw_data",
                    "S3Input": {
                        "S3Uri": data,
                        "LocalPath": "/opt/ml/processing/input/raw_data",
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
                                    "s3://example-bucket/NoFalseAlarms/",
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
                                    "s3://example-bucket/NoFalseAlarms/",
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
                                    "s3://example-bucket/NoFalseAlarms/",
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
                "ImageUri": "111122223333.dkr.ecr.us-east-1.amazonaws.com/prepare:1",
            },
            "RoleArn": "arn:aws:iam::111122223333:role/SageMakerRole",
        },
        shape="DescribeProcessingJobResponse",
    )
    train = RequestStep(
        "Train",
        StepTypeEnum.TRAINING,
        {
            "HyperParameters": {"num_round": "3"},
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
                "S3OutputPath": "s3://example-bucket/NoFalseAlarms/Train",
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
    evaluation_report = PropertyFile(
        name="evaluation_report",
        output_name="evaluation_report",
        path="evaluation.json",
    )
    evaluate = RequestStep(
        "Evaluate",
        StepTypeEnum.PROCESSING,
        {
            "ProcessingInputs": [
                {
                    "InputName": "model",
                    "S3Input": {
                        "S3Uri": train.properties.ModelArtifacts.S3ModelArtifacts,
                        "LocalPath": "/opt/ml/processing/model",
                        "S3DataType": "S3Prefix",
                        "S3InputMode": "File",
                        "S3DataDistributionType": "FullyReplicated",
                        "S3CompressionType": "None",
                    },
                },
                {
                    "InputName": "test_data",
                    "S3Input": {
                        "S3Uri": prepare.properties.ProcessingOutputConfig.Outputs[
                            "test"
                        ].S3Output.S3Uri,
                        "LocalPath": "/opt/ml/processing/test",
                        "S3DataType": "S3Prefix",
                        "S3InputMode": "File",
                        "S3DataDistributionType": "FullyReplicated",
                        "S3CompressionType": "None",
                    },
                },
                {
                    "InputName": "code",
                    "S3Input": {
                        "S3Uri": "s3://example-bucket/NoFalseAlarms/code/a77d5926cc6f3ebb35c559166022588fca1b8adeb66d72471f5a2d81eaba6885/script.py",
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
                        "OutputName": "evaluation_report",
                        "S3Output": {
                            "S3Uri": Join(
                                on="",
                                values=[
                                    "s3://example-bucket/NoFalseAlarms/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                                    "/Evaluate/output/evaluation_report",
                                ],
                            ),
                            "LocalPath": "/opt/ml/processing/evaluation",
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
        property_files=[evaluation_report],
    )
    bias = RequestStep(
        "Bias",
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
                    "InputName": "test_data",
                    "S3Input": {
                        "S3Uri": prepare.properties.ProcessingOutputConfig.Outputs[
                            "test"
                        ].S3Output.S3Uri,
                        "LocalPath": "/opt/ml/processing/input/test_data",
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
                        "OutputName": "bias",
                        "S3Output": {
                            "S3Uri": Join(
                                on="",
                                values=[
                                    "s3://example-bucket/NoFalseAlarms/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                                    "/Bias/output/bias",
                                ],
                            ),
                            "LocalPath": "/opt/ml/processing/output/bias",
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
                "ImageUri": "111122223333.dkr.ecr.us-east-1.amazonaws.com/bias:1",
            },
            "RoleArn": "arn:aws:iam::111122223333:role/SageMakerRole",
        },
        shape="DescribeProcessingJobResponse",
    )
    train_with_extra = RequestStep(
        "TrainWithExtra",
        StepTypeEnum.TRAINING,
        {
            "HyperParameters": {"num_round": "3"},
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
                            "S3Uri": data,
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
                            "S3Uri": extra,
                            "S3DataDistributionType": "FullyReplicated",
                        },
                    },
                    "ContentType": "text/csv",
                    "InputMode": "File",
                },
            ],
            "OutputDataConfig": {
                "S3OutputPath": "s3://example-bucket/NoFalseAlarms/TrainWithExtra",
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
    gate = ConditionStep(
        name="Gate",
        conditions=[
            ConditionLessThan(
                left=JsonGet(
                    step_name="Evaluate",
                    property_file=evaluation_report,
                    json_path="mse",
                ),
                right=3,
            ),
            ConditionNot(ConditionEquals(left=extra, right="")),
        ],
        if_steps=[train_with_extra],
        else_steps=[],
    )
    script = RequestStep(
        "Script",
        StepTypeEnum.TRAINING,
        {
            "HyperParameters": {
                "sagemaker_program": "train.py",
                "sagemaker_submit_directory": "s3://example-bucket/NoFalseAlarms/code/7fa00e76d67dabcf9877a054809949184b093e08ea32abb21e6e3cfdedeec5af/sourcedir.tar.gz",
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
                            "S3Uri": data,
                            "S3DataDistributionType": "FullyReplicated",
                        },
                    },
                    "InputMode": "File",
                },
            ],
            "OutputDataConfig": {
                "S3OutputPath": "s3://example-bucket/NoFalseAlarms/Script",
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
    pack = RequestStep(
        "Pack",
        StepTypeEnum.PROCESSING,
        {
            "ProcessingInputs": [
                {
                    "InputName": "first",
                    "S3Input": {
                        "S3Uri": script.properties.ModelArtifacts.S3ModelArtifacts,
                        "LocalPath": "/opt/ml/processing/input/first",
                        "S3DataType": "S3Prefix",
                        "S3InputMode": "File",
                        "S3DataDistributionType": "FullyReplicated",
                        "S3CompressionType": "None",
                    },
                },
                {
                    "InputName": "second",
                    "S3Input": {
                        "S3Uri": train.properties.ModelArtifacts.S3ModelArtifacts,
                        "LocalPath": "/opt/ml/processing/input/second",
                        "S3DataType": "S3Prefix",
                        "S3InputMode": "File",
                        "S3DataDistributionType": "FullyReplicated",
                        "S3CompressionType": "None",
                    },
                },
                {
                    "InputName": "code",
                    "S3Input": {
                        "S3Uri": "s3://example-bucket/NoFalseAlarms/code/a77d5926cc6f3ebb35c559166022588fca1b8adeb66d72471f5a2d81eaba6885/script.py",
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
                                    "s3://example-bucket/NoFalseAlarms/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                                    "/Pack/output/package",
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
    create = RequestStep(
        "Create",
        StepTypeEnum.CREATE_MODEL,
        {
            "PrimaryContainer": {
                "Image": "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
                "ModelDataUrl": Join(
                    on="",
                    values=[
                        pack.properties.ProcessingOutputConfig.Outputs[
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
    alarm = LambdaStep(
        name="Alarm",
        lambda_func=Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:alarm",
            session=session,
        ),
        inputs={"reason": script.properties.FailureReason},
        depends_on=[StepDependency(script, TriggerCondition.FAILED)],
    )

    return Pipeline(
        name="NoFalseAlarms",
        parameters=[data, extra],
        steps=[prepare, train, evaluate, bias, gate, script, pack, create, alarm],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
