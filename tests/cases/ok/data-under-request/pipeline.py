"""The SageMaker pipeline DataUnderRequest, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.parameter import ContinuousParameter
from sagemaker.core.shapes import (
    Channel,
    DataSource,
    FileSystemDataSource,
    OutputDataConfig,
    S3DataSource,
    StoppingCondition,
)
from sagemaker.core.training.configs import Compute, InputData, Networking
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.core.workflow.properties import Properties
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.steps import (
    ConfigurableRetryStep,
    StepTypeEnum,
    TrainingStep,
    TuningStep,
)
from sagemaker.train import ModelTrainer
from sagemaker.train.tuner import HyperparameterTuner


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
    """The pipeline DataUnderRequest."""
    query = RequestStep(
        "Query",
        StepTypeEnum.PROCESSING,
        {
            "ProcessingInputs": [
                {
                    "InputName": "raw_data",
                    "DatasetDefinition": {
                        "AthenaDatasetDefinition": {
                            "Catalog": "AwsDataCatalog",
                            "Database": "sales",
                            "QueryString": "select 1",
                            "OutputS3Uri": "s3://example-bucket/athena",
                            "OutputFormat": "PARQUET",
                        },
                        "LocalPath": "/opt/ml/processing/input/raw_data",
                    },
                },
                {
                    "InputName": "code",
                    "S3Input": {
                        "S3Uri": "s3://example-bucket/DataUnderRequest/code/4c79561ad4bc0a9aada778ba9fc379399fb24f9a1e399cd41ba2c24fe54d923e/prepare.py",
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
                                    "s3://example-bucket/DataUnderRequest/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                                    "/Query/output/train",
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
                                    "s3://example-bucket/DataUnderRequest/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                                    "/Query/output/validation",
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
                                    "s3://example-bucket/DataUnderRequest/",
                                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                                    "/Query/output/test",
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
                    "/opt/ml/processing/input/code/prepare.py",
                ],
            },
            "NetworkConfig": {
                "VpcConfig": {
                    "SecurityGroupIds": ["sg-0123456789abcdef0"],
                    "Subnets": ["subnet-0123456789abcdef0"],
                },
            },
            "RoleArn": "arn:aws:iam::111122223333:role/SageMakerRole",
        },
        shapes=["DescribeProcessingJobResponse"],
    )
    from_lustre_trainer = ModelTrainer(
        training_image="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        compute=Compute(
            instance_type="ml.m5.xlarge",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        networking=Networking(
            security_group_ids=["sg-0123456789abcdef0"],
            subnets=["subnet-0123456789abcdef0"],
        ),
        hyperparameters={"num_round": 10},
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://example-bucket/DataUnderRequest/FromLustre",
        ),
        base_job_name="FromLustre",
        sagemaker_session=session,
    )
    from_lustre = TrainingStep(
        name="FromLustre",
        step_args=from_lustre_trainer.train(
            input_data_config=[
                Channel(
                    channel_name="train",
                    data_source=DataSource(
                        file_system_data_source=FileSystemDataSource(
                            file_system_id="fs-0123456789abcdef0",
                            file_system_access_mode="ro",
                            file_system_type="FSxLustre",
                            directory_path="/abc/train",
                        ),
                    ),
                    content_type="text/csv",
                    input_mode="File",
                ),
                InputData(
                    channel_name="validation",
                    data_source=query.properties.ProcessingOutputConfig.Outputs[
                        "validation"
                    ].S3Output.S3Uri,
                    content_type="text/csv",
                ),
            ],
        ),
    )
    from_manifest_trainer = ModelTrainer(
        training_image="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        compute=Compute(
            instance_type="ml.m5.xlarge",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        networking=Networking(
            security_group_ids=["sg-0123456789abcdef0"],
            subnets=["subnet-0123456789abcdef0"],
        ),
        hyperparameters={"num_round": 10},
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://example-bucket/DataUnderRequest/FromManifest",
        ),
        base_job_name="FromManifest",
        sagemaker_session=session,
    )
    from_manifest = TrainingStep(
        name="FromManifest",
        step_args=from_manifest_trainer.train(
            input_data_config=[
                Channel(
                    channel_name="train",
                    data_source=DataSource(
                        s3_data_source=S3DataSource(
                            s3_data_type="ManifestFile",
                            s3_uri="s3://example-bucket/manifest",
                        ),
                    ),
                    content_type="text/csv",
                    input_mode="File",
                ),
                InputData(
                    channel_name="validation",
                    data_source=query.properties.ProcessingOutputConfig.Outputs[
                        "validation"
                    ].S3Output.S3Uri,
                    content_type="text/csv",
                ),
            ],
        ),
    )
    search_trainer = ModelTrainer(
        training_image="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        compute=Compute(
            instance_type="ml.m5.xlarge",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        networking=Networking(
            security_group_ids=["sg-0123456789abcdef0"],
            subnets=["subnet-0123456789abcdef0"],
        ),
        hyperparameters={"num_round": 10},
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://example-bucket/DataUnderRequest/Search",
        ),
        base_job_name="Search",
        sagemaker_session=session,
    )
    search_tuner = HyperparameterTuner(
        model_trainer=search_trainer,
        objective_metric_name="validation:rmse",
        objective_type="Minimize",
        hyperparameter_ranges={
            "eta": ContinuousParameter(0.1, 0.5, scaling_type="Auto"),
        },
        strategy="Bayesian",
        max_jobs=1,
        max_parallel_jobs=1,
        early_stopping_type="Off",
        base_tuning_job_name="Search",
    )
    search = TuningStep(
        name="Search",
        step_args=search_tuner.tune(
            inputs=[
                Channel(
                    channel_name="train",
                    data_source=DataSource(
                        file_system_data_source=FileSystemDataSource(
                            file_system_id="fs-0123456789abcdef0",
                            file_system_access_mode="ro",
                            file_system_type="FSxLustre",
                            directory_path="/abc/train",
                        ),
                    ),
                    content_type="text/csv",
                ),
                InputData(
                    channel_name="validation",
                    data_source="s3://example-bucket/validation",
                    content_type="text/csv",
                ),
            ],
            wait=False,
        ),
    )
    register = RequestStep(
        "Register",
        StepTypeEnum.REGISTER_MODEL,
        {
            "ModelPackageGroupName": "llm",
            "InferenceSpecification": {
                "Containers": [
                    {
                        "Image": "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
                        "ModelDataSource": {
                            "S3DataSource": {
                                "S3Uri": "s3://example-bucket/llm/",
                                "S3DataType": "S3Prefix",
                                "CompressionType": "None",
                            },
                        },
                        "Environment": {},
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
        shapes=["DescribeModelPackageOutput"],
    )
    create = RequestStep(
        "Create",
        StepTypeEnum.CREATE_MODEL,
        {
            "PrimaryContainer": {
                "Image": "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
                "ModelDataSource": {
                    "S3DataSource": {
                        "S3Uri": "s3://example-bucket/llm/",
                        "S3DataType": "S3Prefix",
                        "CompressionType": "None",
                    },
                },
                "Environment": {},
            },
            "ExecutionRoleArn": "arn:aws:iam::111122223333:role/SageMakerRole",
            "VpcConfig": {
                "SecurityGroupIds": ["sg-0123456789abcdef0"],
                "Subnets": ["subnet-0123456789abcdef0"],
            },
        },
        shapes=["DescribeModelOutput"],
    )

    return Pipeline(
        name="DataUnderRequest",
        steps=[query, from_lustre, from_manifest, search, register, create],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
