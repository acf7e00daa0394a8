"""The SageMaker pipeline AbalonePipeline, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.workflow.conditions import ConditionLessThanOrEqualTo
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join, JsonGet
from sagemaker.core.workflow.parameters import ParameterFloat, ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.core.workflow.properties import Properties, PropertyFile
from sagemaker.mlops.workflow.condition_step import ConditionStep
from sagemaker.mlops.workflow.fail_step import FailStep
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
    """The pipeline AbalonePipeline."""
    input_data = ParameterString(
        name="InputData",
        default_value="s3://example-bucket/abalone/abalone.csv",
    )
    training_instance_type = ParameterString(
        name="TrainingInstanceType",
        default_value="ml.m5.xlarge",
        enum_values=["ml.m5.xlarge", "ml.m5.4xlarge"],
    )
    model_approval_status = ParameterString(
        name="ModelApprovalStatus",
        default_value="PendingManualApproval",
    )
    mse_threshold = ParameterFloat(name="MseThreshold", default_value=6.0)

    preprocess_abalone_data = RequestStep(
        "PreprocessAbaloneData",
        StepTypeEnum.PROCESSING,
        {
            "ProcessingInputs": [
                {
                    "InputName": "raw_data",
                    "S3Input": {
                        "S3Uri": input_data,
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
                        "S3Uri": "s3://example-bucket/AbalonePipeline/code/c27252fedb8e9050b0b4dc1f02b2e7242f52029a7e497412dfa99cdeea0e9b9c/preprocess.py",
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
                                    "s3://example-bucket/AbalonePipeline/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                                    "/PreprocessAbaloneData/output/train",
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
                                    "s3://example-bucket/AbalonePipeline/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                                    "/PreprocessAbaloneData/output/validation",
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
                                    "s3://example-bucket/AbalonePipeline/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                                    "/PreprocessAbaloneData/output/test",
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
            },
            "RoleArn": "arn:aws:iam::111122223333:role/SageMakerRole",
        },
        shape="DescribeProcessingJobResponse",
    )
    train_abalone_model = RequestStep(
        "TrainAbaloneModel",
        StepTypeEnum.TRAINING,
        {
            "HyperParameters": {
                "objective": "reg:squarederror",
                "num_round": "50",
                "max_depth": "5",
                "eta": "0.2",
                "gamma": "4",
                "min_child_weight": "6",
                "subsample": "0.7",
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
                            "S3Uri": preprocess_abalone_data.properties.ProcessingOutputConfig.Outputs[
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
                            "S3Uri": preprocess_abalone_data.properties.ProcessingOutputConfig.Outputs[
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
                "S3OutputPath": "s3://example-bucket/AbalonePipeline/TrainAbaloneModel",
            },
            "ResourceConfig": {
                "InstanceType": training_instance_type,
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
    evaluate_abalone_model = RequestStep(
        "EvaluateAbaloneModel",
        StepTypeEnum.PROCESSING,
        {
            "ProcessingInputs": [
                {
                    "InputName": "model",
                    "S3Input": {
                        "S3Uri": train_abalone_model.properties.ModelArtifacts.S3ModelArtifacts,
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
                        "S3Uri": preprocess_abalone_data.properties.ProcessingOutputConfig.Outputs[
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
                        "S3Uri": "s3://example-bucket/AbalonePipeline/code/d4fc30aafdb8aeaf714e373d6d36905f976ac3f979f87165ecbf2cf5339023de/evaluate.py",
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
                                    "s3://example-bucket/AbalonePipeline/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                                    "/EvaluateAbaloneModel/output/evaluation_report",
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
                "ImageUri": "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
                "ContainerEntrypoint": [
                    "python3",
                    "/opt/ml/processing/input/code/evaluate.py",
                ],
            },
            "RoleArn": "arn:aws:iam::111122223333:role/SageMakerRole",
        },
        shape="DescribeProcessingJobResponse",
        property_files=[evaluation_report],
    )
    register_abalone_model = RequestStep(
        "RegisterAbaloneModel",
        StepTypeEnum.REGISTER_MODEL,
        {
            "ModelPackageGroupName": "AbaloneModels",
            "InferenceSpecification": {
                "Containers": [
                    {
                        "Image": "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
                        "ModelDataUrl": train_abalone_model.properties.ModelArtifacts.S3ModelArtifacts,
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
            "ModelApprovalStatus": model_approval_status,
            "ModelMetrics": {
                "ModelQuality": {
                    "Statistics": {
                        "ContentType": "application/json",
                        "S3Uri": Join(
                            on="",
                            values=[
                                evaluate_abalone_model.properties.ProcessingOutputConfig.Outputs[
                                    "evaluation_report"
                                ].S3Output.S3Uri,
                                "/evaluation.json",
                            ],
                        ),
                    },
                },
            },
            "SkipModelValidation": "None",
        },
        shape="DescribeModelPackageOutput",
    )
    mse_too_high = FailStep(
        name="MSETooHigh",
        error_message=Join(on="", values=["MSE is above ", mse_threshold]),
    )
    check_mse = ConditionStep(
        name="CheckMSE",
        conditions=[
            ConditionLessThanOrEqualTo(
                left=JsonGet(
                    step_name="EvaluateAbaloneModel",
                    property_file=evaluation_report,
                    json_path="regression_metrics.mse.value",
                ),
                right=mse_threshold,
            ),
        ],
        if_steps=[register_abalone_model],
        else_steps=[mse_too_high],
    )

    return Pipeline(
        name="AbalonePipeline",
        parameters=[
            input_data,
            training_instance_type,
            model_approval_status,
            mse_threshold,
        ],
        steps=[
            preprocess_abalone_data,
            train_abalone_model,
            evaluate_abalone_model,
            check_mse,
        ],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
