"""The SageMaker pipeline Churn, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.lambda_helper import Lambda
from sagemaker.core.processing import Processor
from sagemaker.core.shapes import (
    OutputDataConfig,
    ProcessingOutput,
    ProcessingS3Output,
    StoppingCondition,
)
from sagemaker.core.training.configs import Compute, InputData
from sagemaker.core.workflow.conditions import ConditionGreaterThan
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join, JsonGet
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.core.workflow.properties import Properties
from sagemaker.mlops.workflow.condition_step import ConditionStep
from sagemaker.mlops.workflow.lambda_step import LambdaStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.steps import (
    CacheConfig,
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
    """The pipeline Churn."""
    watch = RequestStep(
        "watch",
        StepTypeEnum.QUALITY_CHECK,
        {
            "ProcessingInputs": [
                {
                    "InputName": "baseline_dataset_input",
                    "S3Input": {
                        "S3Uri": "s3://example-bucket/new",
                        "LocalPath": "/opt/ml/processing/input/baseline_dataset_input",
                        "S3DataType": "S3Prefix",
                        "S3InputMode": "File",
                    },
                },
            ],
            "ProcessingOutputConfig": {
                "Outputs": [
                    {
                        "OutputName": "quality_check_output",
                        "S3Output": {
                            "S3Uri": Join(
                                on="",
                                values=[
                                    "s3://example-bucket/watch/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
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
            "StoppingCondition": {"MaxRuntimeInSeconds": 86400},
            "AppSpecification": {
                "ImageUri": "156813124566.dkr.ecr.us-east-1.amazonaws.com/sagemaker-model-monitor-analyzer",
            },
            "Environment": {
                "output_path": "/opt/ml/processing/output",
                "publish_cloudwatch_metrics": "Disabled",
                "dataset_format": '{"csv": {"header": false, "output_columns_position": "START"}}',
                "dataset_source": "/opt/ml/processing/input/baseline_dataset_input",
            },
            "RoleArn": "arn:aws:iam::111122223333:role/R",
        },
        members={
            "CheckType": "DATA_QUALITY",
            "ModelPackageGroupName": "g",
            "SkipCheck": False,
            "FailOnViolation": False,
            "RegisterNewBaseline": False,
            "SuppliedBaselineStatistics": None,
            "SuppliedBaselineConstraints": None,
        },
        cache_config=CacheConfig(enable_caching=True, expire_after="P30D"),
    )
    look = LambdaStep(
        name="look",
        lambda_func=Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:f",
            session=session,
        ),
        inputs={
            "folder": Join(
                on="",
                values=[
                    "s3://example-bucket/watch/",
                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                ],
            ),
        },
        depends_on=[watch],
    )
    apart = RequestStep(
        "apart",
        StepTypeEnum.QUALITY_CHECK,
        {
            "ProcessingInputs": [
                {
                    "InputName": "baseline_dataset_input",
                    "S3Input": {
                        "S3Uri": "s3://example-bucket/new",
                        "LocalPath": "/opt/ml/processing/input/baseline_dataset_input",
                        "S3DataType": "S3Prefix",
                        "S3InputMode": "File",
                    },
                },
            ],
            "ProcessingOutputConfig": {
                "Outputs": [
                    {
                        "OutputName": "quality_check_output",
                        "S3Output": {
                            "S3Uri": Join(
                                on="",
                                values=[
                                    "s3://example-bucket/apart/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
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
            "StoppingCondition": {"MaxRuntimeInSeconds": 86400},
            "AppSpecification": {
                "ImageUri": "156813124566.dkr.ecr.us-east-1.amazonaws.com/sagemaker-model-monitor-analyzer",
            },
            "Environment": {
                "output_path": "/opt/ml/processing/output",
                "publish_cloudwatch_metrics": "Disabled",
                "dataset_format": '{"csv": {"header": false, "output_columns_position": "START"}}',
                "dataset_source": "/opt/ml/processing/input/baseline_dataset_input",
            },
            "RoleArn": "arn:aws:iam::111122223333:role/R",
        },
        members={
            "CheckType": "DATA_QUALITY",
            "ModelPackageGroupName": "g",
            "SkipCheck": False,
            "FailOnViolation": False,
            "RegisterNewBaseline": False,
            "SuppliedBaselineStatistics": None,
            "SuppliedBaselineConstraints": None,
        },
        cache_config=CacheConfig(enable_caching=True, expire_after="P30D"),
    )
    prepare_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/my-image:1.0",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="prepare",
        sagemaker_session=session,
    )
    prepare = ProcessingStep(
        name="prepare",
        step_args=prepare_processor.run(
            outputs=[
                ProcessingOutput(
                    output_name="result",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://example-bucket/prepare/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                            ],
                        ),
                        local_path="/opt/ml/processing/output/result",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
        cache_config=CacheConfig(enable_caching=True, expire_after="P30D"),
    )
    train_trainer = ModelTrainer(
        training_image="111122223333.dkr.ecr.us-east-1.amazonaws.com/my-image:1.0",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/R",
        compute=Compute(
            instance_type="ml.m5.large",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        hyperparameters={},
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://example-bucket/Churn/train",
        ),
        base_job_name="train",
        sagemaker_session=session,
    )
    train = TrainingStep(
        name="train",
        step_args=train_trainer.train(
            input_data_config=[
                InputData(
                    channel_name="data",
                    data_source=prepare.properties.ProcessingOutputConfig.Outputs[
                        "result"
                    ].S3Output.S3Uri,
                ),
            ],
        ),
        cache_config=CacheConfig(enable_caching=True, expire_after="P30D"),
    )
    tell = LambdaStep(
        name="tell",
        lambda_func=Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:f",
            session=session,
        ),
    )
    good = ConditionStep(
        name="good",
        conditions=[
            ConditionGreaterThan(
                left=JsonGet(
                    s3_uri=Join(
                        on="",
                        values=[
                            "s3://example-bucket/metrics/",
                            ExecutionVariables.PIPELINE_EXECUTION_ID,
                            "/metrics.json",
                        ],
                    ),
                    json_path="auc",
                ),
                right=0.8,
            ),
        ],
        if_steps=[tell],
        else_steps=[],
        depends_on=[train],
    )
    plain = RequestStep(
        "plain",
        StepTypeEnum.QUALITY_CHECK,
        {
            "ProcessingInputs": [
                {
                    "InputName": "baseline_dataset_input",
                    "S3Input": {
                        "S3Uri": "s3://example-bucket/new",
                        "LocalPath": "/opt/ml/processing/input/baseline_dataset_input",
                        "S3DataType": "S3Prefix",
                        "S3InputMode": "File",
                    },
                },
            ],
            "ProcessingOutputConfig": {
                "Outputs": [
                    {
                        "OutputName": "quality_check_output",
                        "S3Output": {
                            "S3Uri": Join(
                                on="",
                                values=[
                                    "s3://example-bucket/watch/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
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
            "StoppingCondition": {"MaxRuntimeInSeconds": 86400},
            "AppSpecification": {
                "ImageUri": "156813124566.dkr.ecr.us-east-1.amazonaws.com/sagemaker-model-monitor-analyzer",
            },
            "Environment": {
                "output_path": "/opt/ml/processing/output",
                "publish_cloudwatch_metrics": "Disabled",
                "dataset_format": '{"csv": {"header": false, "output_columns_position": "START"}}',
                "dataset_source": "/opt/ml/processing/input/baseline_dataset_input",
            },
            "RoleArn": "arn:aws:iam::111122223333:role/R",
        },
        members={
            "CheckType": "DATA_QUALITY",
            "ModelPackageGroupName": "g",
            "SkipCheck": False,
            "FailOnViolation": False,
            "RegisterNewBaseline": False,
            "SuppliedBaselineStatistics": None,
            "SuppliedBaselineConstraints": None,
        },
        cache_config=CacheConfig(enable_caching=False),
    )
    see = LambdaStep(
        name="see",
        lambda_func=Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:f",
            session=session,
        ),
        inputs={
            "folder": Join(
                on="",
                values=[
                    "s3://example-bucket/watch/",
                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                ],
            ),
        },
        depends_on=[plain],
    )

    return Pipeline(
        name="Churn",
        steps=[watch, look, apart, prepare, train, good, plain, see],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
