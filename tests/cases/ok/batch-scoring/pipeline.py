"""The SageMaker pipeline BatchScoring, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.workflow.conditions import ConditionGreaterThan
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
    """The pipeline BatchScoring."""
    customers = ParameterString(
        name="Customers",
        default_value="s3://example-bucket/customers/customers.csv",
    )
    model_data = ParameterString(
        name="ModelData",
        default_value="s3://example-bucket/models/churn/model.tar.gz",
    )
    max_flagged_share = ParameterFloat(name="MaxFlaggedShare", default_value=0.5)

    clean_customers = RequestStep(
        "CleanCustomers",
        StepTypeEnum.PROCESSING,
        {
            "ProcessingInputs": [
                {
                    "InputName": "raw_data",
                    "S3Input": {
                        "S3Uri": customers,
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
                        "S3Uri": "s3://example-bucket/BatchScoring/code/03c65af21b66f2cb0feb49c212657d439ed9bf47d9586da57392278cf70956ba/clean.py",
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
                        "OutputName": "batch_data",
                        "S3Output": {
                            "S3Uri": Join(
                                on="",
                                values=[
                                    "s3://example-bucket/BatchScoring/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                                    "/CleanCustomers/output/batch_data",
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
            "AppSpecification": {
                "ImageUri": "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
                "ContainerEntrypoint": [
                    "python3",
                    "/opt/ml/processing/input/code/clean.py",
                ],
                "ContainerArguments": [
                    "--id-column",
                    "customer_id",
                    "--features",
                    "tenure_months,monthly_charges,support_calls",
                ],
            },
            "RoleArn": "arn:aws:iam::111122223333:role/SageMakerRole",
        },
        shape="DescribeProcessingJobResponse",
    )
    churn_model = RequestStep(
        "ChurnModel",
        StepTypeEnum.CREATE_MODEL,
        {
            "PrimaryContainer": {
                "Image": "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
                "ModelDataUrl": model_data,
            },
            "ExecutionRoleArn": "arn:aws:iam::111122223333:role/SageMakerRole",
        },
        shape="DescribeModelOutput",
    )
    score_customers = RequestStep(
        "ScoreCustomers",
        StepTypeEnum.TRANSFORM,
        {
            "ModelName": churn_model.properties.ModelName,
            "MaxPayloadInMB": 6,
            "BatchStrategy": "MultiRecord",
            "TransformInput": {
                "DataSource": {
                    "S3DataSource": {
                        "S3DataType": "S3Prefix",
                        "S3Uri": clean_customers.properties.ProcessingOutputConfig.Outputs[
                            "batch_data"
                        ].S3Output.S3Uri,
                    },
                },
                "ContentType": "text/csv",
                "SplitType": "Line",
            },
            "TransformOutput": {
                "S3OutputPath": Join(
                    on="",
                    values=[
                        "s3://example-bucket/BatchScoring/",
                        ExecutionVariables.PIPELINE_EXECUTION_ID,
                        "/ScoreCustomers",
                    ],
                ),
                "Accept": "text/csv",
                "AssembleWith": "Line",
            },
            "TransformResources": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1},
            "DataProcessing": {
                "InputFilter": "$[1:]",
                "OutputFilter": "$[0,-1]",
                "JoinSource": "Input",
            },
        },
        shape="DescribeTransformJobResponse",
    )
    summary = PropertyFile(name="summary", output_name="summary", path="summary.json")
    flag_leavers = RequestStep(
        "FlagLeavers",
        StepTypeEnum.PROCESSING,
        {
            "ProcessingInputs": [
                {
                    "InputName": "scores",
                    "S3Input": {
                        "S3Uri": score_customers.properties.TransformOutput.S3OutputPath,
                        "LocalPath": "/opt/ml/processing/input/scores",
                        "S3DataType": "S3Prefix",
                        "S3InputMode": "File",
                        "S3DataDistributionType": "FullyReplicated",
                        "S3CompressionType": "None",
                    },
                },
                {
                    "InputName": "code",
                    "S3Input": {
                        "S3Uri": "s3://example-bucket/BatchScoring/code/882c5ceeb8062a4dce60e959afd8029b8fd7f91eb3fc4999a0c0774c07c626ed/flag.py",
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
                        "OutputName": "predictions",
                        "S3Output": {
                            "S3Uri": Join(
                                on="",
                                values=[
                                    "s3://example-bucket/BatchScoring/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                                    "/FlagLeavers/output/predictions",
                                ],
                            ),
                            "LocalPath": "/opt/ml/processing/output/predictions",
                            "S3UploadMode": "EndOfJob",
                        },
                    },
                    {
                        "OutputName": "summary",
                        "S3Output": {
                            "S3Uri": Join(
                                on="",
                                values=[
                                    "s3://example-bucket/BatchScoring/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                                    "/FlagLeavers/output/summary",
                                ],
                            ),
                            "LocalPath": "/opt/ml/processing/output/summary",
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
            "AppSpecification": {
                "ImageUri": "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
                "ContainerEntrypoint": [
                    "python3",
                    "/opt/ml/processing/input/code/flag.py",
                ],
                "ContainerArguments": [
                    "--id-column",
                    "customer_id",
                    "--threshold",
                    "0.7",
                ],
            },
            "RoleArn": "arn:aws:iam::111122223333:role/SageMakerRole",
        },
        shape="DescribeProcessingJobResponse",
        property_files=[summary],
    )
    too_many_flagged = FailStep(
        name="TooManyFlagged",
        error_message=Join(
            on="",
            values=[
                "More than ",
                max_flagged_share,
                " of the customers are flagged; look at the data first",
            ],
        ),
    )
    check_share = ConditionStep(
        name="CheckShare",
        conditions=[
            ConditionGreaterThan(
                left=JsonGet(
                    step_name="FlagLeavers",
                    property_file=summary,
                    json_path="flagged_share",
                ),
                right=max_flagged_share,
            ),
        ],
        if_steps=[too_many_flagged],
        else_steps=[],
    )

    return Pipeline(
        name="BatchScoring",
        parameters=[customers, model_data, max_flagged_share],
        steps=[
            clean_customers,
            churn_model,
            score_customers,
            flag_leavers,
            check_share,
        ],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
