"""The SageMaker pipeline InPlace, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.lambda_helper import Lambda
from sagemaker.core.workflow.conditions import (
    ConditionGreaterThan,
    ConditionIn,
    ConditionNot,
    ConditionOr,
)
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join, JsonGet
from sagemaker.core.workflow.parameters import ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.core.workflow.properties import Properties, PropertyFile
from sagemaker.mlops.workflow.condition_step import ConditionStep
from sagemaker.mlops.workflow.fail_step import FailStep
from sagemaker.mlops.workflow.lambda_step import (
    LambdaOutput,
    LambdaOutputTypeEnum,
    LambdaStep,
)
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
    """The pipeline InPlace."""
    data = ParameterString(name="Data", default_value="s3://example-bucket/churn.csv")
    instance = ParameterString(name="Instance", default_value="ml.m5.xlarge")

    counts = PropertyFile(name="counts", output_name="counts", path="counts.json")
    split = RequestStep(
        "split",
        StepTypeEnum.PROCESSING,
        {
            "ProcessingInputs": [
                {
                    "InputName": "data",
                    "S3Input": {
                        "S3Uri": data,
                        "LocalPath": "/opt/ml/processing/input/data",
                        "S3DataType": "S3Prefix",
                        "S3InputMode": "File",
                        "S3DataDistributionType": "FullyReplicated",
                        "S3CompressionType": "None",
                    },
                },
                {
                    "InputName": "lookup",
                    "S3Input": {
                        "S3Uri": "s3://example-bucket/InPlace/code/c900aff3def0c9a0202447b5ccb7d546eb99b2b44ca84103f0efe250a053b922/prep.py",
                        "LocalPath": "/opt/ml/processing/input/lookup",
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
                                    "s3://example-bucket/InPlace/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                                    "/split/output/train",
                                ],
                            ),
                            "LocalPath": "/opt/ml/processing/out/train",
                            "S3UploadMode": "EndOfJob",
                        },
                    },
                    {
                        "OutputName": "counts",
                        "S3Output": {
                            "S3Uri": Join(
                                on="",
                                values=[
                                    "s3://example-bucket/InPlace/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                                    "/split/output/counts",
                                ],
                            ),
                            "LocalPath": "/opt/ml/processing/out/counts",
                            "S3UploadMode": "Continuous",
                        },
                    },
                ],
            },
            "ProcessingResources": {
                "ClusterConfig": {
                    "InstanceCount": 2,
                    "InstanceType": instance,
                    "VolumeSizeInGB": 30,
                },
            },
            "AppSpecification": {
                "ImageUri": "111122223333.dkr.ecr.us-east-1.amazonaws.com/split:1",
                "ContainerEntrypoint": ["/bin/split", "--verbose"],
                "ContainerArguments": [
                    "--in",
                    "/opt/ml/processing/input/data",
                    "--job",
                    "split",
                ],
            },
            "RoleArn": "arn:aws:iam::111122223333:role/SageMakerRole",
        },
        shape="DescribeProcessingJobResponse",
        property_files=[counts],
    )
    fit = RequestStep(
        "fit",
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
                            "S3Uri": split.properties.ProcessingOutputConfig.Outputs[
                                "train"
                            ].S3Output.S3Uri,
                            "S3DataDistributionType": "FullyReplicated",
                        },
                    },
                    "ContentType": "text/csv",
                    "InputMode": "FastFile",
                },
                {
                    "ChannelName": "extra",
                    "DataSource": {
                        "S3DataSource": {
                            "S3DataType": "S3Prefix",
                            "S3Uri": "s3://example-bucket/extra/",
                            "S3DataDistributionType": "FullyReplicated",
                        },
                    },
                    "InputMode": "File",
                },
            ],
            "OutputDataConfig": {
                "S3OutputPath": Join(
                    on="",
                    values=[
                        "s3://example-bucket/InPlace/",
                        ExecutionVariables.PIPELINE_EXECUTION_ID,
                    ],
                ),
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
    model = RequestStep(
        "model",
        StepTypeEnum.CREATE_MODEL,
        {
            "PrimaryContainer": {
                "Image": "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
                "ModelDataUrl": fit.properties.ModelArtifacts.S3ModelArtifacts,
            },
            "ExecutionRoleArn": "arn:aws:iam::111122223333:role/SageMakerRole",
        },
        shape="DescribeModelOutput",
    )
    announce = LambdaStep(
        name="announce",
        lambda_func=Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:announce",
            session=session,
        ),
        inputs={
            "model": model.properties.ModelName,
            "rows": JsonGet(
                step_name="split",
                property_file=counts,
                json_path="train.rows",
            ),
            "ready": True,
            "retries": 3,
        },
        outputs=[
            LambdaOutput("status", LambdaOutputTypeEnum.Integer),
            LambdaOutput("text", LambdaOutputTypeEnum.String),
        ],
    )
    stop = FailStep(
        name="stop",
        error_message=Join(
            on="",
            values=["announce said ", announce.properties.Outputs["text"]],
        ),
    )
    check = ConditionStep(
        name="check",
        conditions=[
            ConditionOr(
                conditions=[
                    ConditionNot(
                        ConditionIn(
                            value=announce.properties.Outputs["status"],
                            in_values=[200, 201],
                        ),
                    ),
                    ConditionNot(
                        ConditionGreaterThan(
                            left=JsonGet(
                                step_name="split",
                                property_file=counts,
                                json_path="train.rows",
                            ),
                            right=100,
                        ),
                    ),
                ],
            ),
        ],
        if_steps=[stop],
        else_steps=[],
    )

    return Pipeline(
        name="InPlace",
        parameters=[data, instance],
        steps=[split, fit, model, announce, check],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
