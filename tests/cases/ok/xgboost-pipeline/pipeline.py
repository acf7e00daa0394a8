"""The SageMaker pipeline XGBoostPipeline, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.parameters import ParameterInteger, ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.core.workflow.properties import Properties, PropertyFile
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
    """The pipeline XGBoostPipeline."""
    source_data = ParameterString(
        name="SourceData",
        default_value="s3://example-bucket/churn/",
    )
    training_instance_type = ParameterString(
        name="TrainingInstanceType",
        default_value="ml.m5.xlarge",
    )
    num_round = ParameterInteger(name="NumRound", default_value=200)
    model_approval_status = ParameterString(
        name="ModelApprovalStatus",
        default_value="PendingManualApproval",
        enum_values=["PendingManualApproval", "Approved", "Rejected"],
    )

    load_data = RequestStep(
        "LoadData",
        StepTypeEnum.PROCESSING,
        {
            "ProcessingInputs": [
                {
                    "InputName": "source_data",
                    "S3Input": {
                        "S3Uri": source_data,
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
                        "S3Uri": "s3://example-bucket/XGBoostPipeline/code/df9220ad97cb6241fda1569a5908c2606a5d2c4c5a491728935df410def98020/load.py",
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
                                    "s3://example-bucket/XGBoostPipeline/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                                    "/LoadData/output/data",
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
            "Tags": [{"Key": "project", "Value": "churn"}],
        },
        shape="DescribeProcessingJobResponse",
    )
    preprocess = RequestStep(
        "Preprocess",
        StepTypeEnum.PROCESSING,
        {
            "ProcessingInputs": [
                {
                    "InputName": "raw_data",
                    "S3Input": {
                        "S3Uri": load_data.properties.ProcessingOutputConfig.Outputs[
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
                        "S3Uri": "s3://example-bucket/XGBoostPipeline/code/c686f518d53d52160b07cd4de552f37ff4dc59410e8e8e83030559d3cc9199d3/preprocess.py",
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
                                    "s3://example-bucket/XGBoostPipeline/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                                    "/Preprocess/output/train",
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
                                    "s3://example-bucket/XGBoostPipeline/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                                    "/Preprocess/output/validation",
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
                                    "s3://example-bucket/XGBoostPipeline/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                                    "/Preprocess/output/test",
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
                    "/opt/ml/processing/input/code/preprocess.py",
                ],
                "ContainerArguments": [
                    "--label",
                    "churn",
                    "--positive",
                    "yes",
                    "--drop",
                    "customer_id",
                ],
            },
            "RoleArn": "arn:aws:iam::111122223333:role/SageMakerRole",
            "Tags": [{"Key": "project", "Value": "churn"}],
        },
        shape="DescribeProcessingJobResponse",
    )
    hyperparameters = PropertyFile(
        name="hyperparameters",
        output_name="hyperparameters",
        path="hyperparameters.json",
    )
    prepare_hyperparameters = RequestStep(
        "PrepareHyperparameters",
        StepTypeEnum.PROCESSING,
        {
            "ProcessingInputs": [
                {
                    "InputName": "training_data",
                    "S3Input": {
                        "S3Uri": preprocess.properties.ProcessingOutputConfig.Outputs[
                            "train"
                        ].S3Output.S3Uri,
                        "LocalPath": "/opt/ml/processing/input/training_data",
                        "S3DataType": "S3Prefix",
                        "S3InputMode": "File",
                        "S3DataDistributionType": "FullyReplicated",
                        "S3CompressionType": "None",
                    },
                },
                {
                    "InputName": "code",
                    "S3Input": {
                        "S3Uri": "s3://example-bucket/XGBoostPipeline/code/6cb17e42d8d9435980d2e00b06411df667a5591c12b31130f824ff69acdf2361/hyperparameters.py",
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
                        "OutputName": "hyperparameters",
                        "S3Output": {
                            "S3Uri": Join(
                                on="",
                                values=[
                                    "s3://example-bucket/XGBoostPipeline/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                                    "/PrepareHyperparameters/output/hyperparameters",
                                ],
                            ),
                            "LocalPath": "/opt/ml/processing/output/hyperparameters",
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
            "StoppingCondition": {"MaxRuntimeInSeconds": 1800},
            "AppSpecification": {
                "ImageUri": "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
                "ContainerEntrypoint": [
                    "python3",
                    "/opt/ml/processing/input/code/hyperparameters.py",
                ],
                "ContainerArguments": ["--max-depth", "4", "--eta", "0.1"],
            },
            "RoleArn": "arn:aws:iam::111122223333:role/SageMakerRole",
            "Tags": [{"Key": "project", "Value": "churn"}],
        },
        shape="DescribeProcessingJobResponse",
        property_files=[hyperparameters],
    )
    train = RequestStep(
        "Train",
        StepTypeEnum.TRAINING,
        {
            "HyperParameters": {
                "num_round": num_round,
                "early_stopping_rounds": "20",
                "sagemaker_program": "train.py",
                "sagemaker_submit_directory": "s3://example-bucket/XGBoostPipeline/code/3fe7e9112f6b8f4cf40a5d73b940cd863644f82d2101968f447b2498401be1c6/sourcedir.tar.gz",
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
                            "S3Uri": preprocess.properties.ProcessingOutputConfig.Outputs[
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
                            "S3Uri": preprocess.properties.ProcessingOutputConfig.Outputs[
                                "validation"
                            ].S3Output.S3Uri,
                            "S3DataDistributionType": "FullyReplicated",
                        },
                    },
                    "ContentType": "text/csv",
                    "InputMode": "File",
                },
                {
                    "ChannelName": "hyperparameters",
                    "DataSource": {
                        "S3DataSource": {
                            "S3DataType": "S3Prefix",
                            "S3Uri": Join(
                                on="",
                                values=[
                                    prepare_hyperparameters.properties.ProcessingOutputConfig.Outputs[
                                        "hyperparameters"
                                    ].S3Output.S3Uri,
                                    "/hyperparameters.json",
                                ],
                            ),
                            "S3DataDistributionType": "FullyReplicated",
                        },
                    },
                    "ContentType": "application/json",
                    "InputMode": "File",
                },
            ],
            "OutputDataConfig": {
                "S3OutputPath": "s3://example-bucket/XGBoostPipeline/Train",
            },
            "ResourceConfig": {
                "InstanceType": training_instance_type,
                "InstanceCount": 1,
                "VolumeSizeInGB": 30,
            },
            "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
            "Tags": [{"Key": "project", "Value": "churn"}],
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
                    "InputName": "inference_code",
                    "S3Input": {
                        "S3Uri": "s3://example-bucket/XGBoostPipeline/code/e862563e88de3f14cd8997387b6c6488457ed7d5dce7abee992f79efa4959c0b/inference.py",
                        "LocalPath": "/opt/ml/processing/input/inference_code",
                        "S3DataType": "S3Prefix",
                        "S3InputMode": "File",
                        "S3DataDistributionType": "FullyReplicated",
                        "S3CompressionType": "None",
                    },
                },
                {
                    "InputName": "code",
                    "S3Input": {
                        "S3Uri": "s3://example-bucket/XGBoostPipeline/code/918d1bf355a1ddedafc94f35027bceab43b9b24653f2d806a74cc48d7513551f/package.py",
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
                                    "s3://example-bucket/XGBoostPipeline/",
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
            "Tags": [{"Key": "project", "Value": "churn"}],
        },
        shape="DescribeProcessingJobResponse",
    )
    register = RequestStep(
        "Register",
        StepTypeEnum.REGISTER_MODEL,
        {
            "ModelPackageGroupName": "ChurnModels",
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
                        "Environment": {
                            "SAGEMAKER_PROGRAM": "inference.py",
                            "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code",
                        },
                    },
                ],
                "SupportedTransformInstanceTypes": ["ml.m5.xlarge"],
                "SupportedRealtimeInferenceInstanceTypes": [
                    "ml.m5.large",
                    "ml.m5.xlarge",
                ],
                "SupportedContentTypes": ["text/csv"],
                "SupportedResponseMIMETypes": ["application/json"],
            },
            "ModelApprovalStatus": model_approval_status,
            "SkipModelValidation": "None",
        },
        shape="DescribeModelPackageOutput",
    )

    return Pipeline(
        name="XGBoostPipeline",
        parameters=[
            source_data,
            training_instance_type,
            num_round,
            model_approval_status,
        ],
        steps=[
            load_data,
            preprocess,
            prepare_hyperparameters,
            train,
            package,
            register,
        ],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
