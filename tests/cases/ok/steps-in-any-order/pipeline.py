"""The SageMaker pipeline AnyOrder, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.processing import Processor
from sagemaker.core.shapes import (
    OutputDataConfig,
    ProcessingInput,
    ProcessingOutput,
    ProcessingS3Input,
    ProcessingS3Output,
    StoppingCondition,
)
from sagemaker.core.training.configs import Compute, InputData
from sagemaker.core.workflow.conditions import ConditionGreaterThanOrEqualTo
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join, JsonGet
from sagemaker.core.workflow.parameters import ParameterFloat
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.core.workflow.properties import Properties, PropertyFile
from sagemaker.mlops.workflow.condition_step import ConditionStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.steps import (
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
    """The pipeline AnyOrder."""
    threshold = ParameterFloat(name="Threshold", default_value=0.8)

    prep_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3", "/opt/ml/processing/input/code/prep.py"],
        instance_type="ml.m5.xlarge",
        instance_count=1,
        volume_size_in_gb=30,
        max_runtime_in_seconds=3600,
        base_job_name="prep",
        sagemaker_session=session,
    )
    prep = ProcessingStep(
        name="prep",
        step_args=prep_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="code",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://example-bucket/AnyOrder/code/c900aff3def0c9a0202447b5ccb7d546eb99b2b44ca84103f0efe250a053b922/prep.py",
                        local_path="/opt/ml/processing/input/code",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
            ],
            outputs=[
                ProcessingOutput(
                    output_name="train",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://example-bucket/AnyOrder/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/prep/output/train",
                            ],
                        ),
                        local_path="/opt/ml/processing/train",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
                ProcessingOutput(
                    output_name="validation",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://example-bucket/AnyOrder/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/prep/output/validation",
                            ],
                        ),
                        local_path="/opt/ml/processing/validation",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
                ProcessingOutput(
                    output_name="test",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://example-bucket/AnyOrder/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/prep/output/test",
                            ],
                        ),
                        local_path="/opt/ml/processing/test",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
    )
    train_trainer = ModelTrainer(
        training_image="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        compute=Compute(
            instance_type="ml.m5.xlarge",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        hyperparameters={},
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://example-bucket/AnyOrder/train",
        ),
        base_job_name="train",
        sagemaker_session=session,
    )
    train = TrainingStep(
        name="train",
        step_args=train_trainer.train(
            input_data_config=[
                InputData(
                    channel_name="train",
                    data_source=prep.properties.ProcessingOutputConfig.Outputs[
                        "train"
                    ].S3Output.S3Uri,
                    content_type="text/csv",
                ),
                InputData(
                    channel_name="validation",
                    data_source=prep.properties.ProcessingOutputConfig.Outputs[
                        "validation"
                    ].S3Output.S3Uri,
                    content_type="text/csv",
                ),
            ],
        ),
    )
    evaluation_report = PropertyFile(
        name="evaluation_report",
        output_name="evaluation_report",
        path="evaluation.json",
    )
    evaluate_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3", "/opt/ml/processing/input/code/prep.py"],
        instance_type="ml.m5.xlarge",
        instance_count=1,
        volume_size_in_gb=30,
        max_runtime_in_seconds=3600,
        base_job_name="evaluate",
        sagemaker_session=session,
    )
    evaluate = ProcessingStep(
        name="evaluate",
        step_args=evaluate_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="model",
                    s3_input=ProcessingS3Input(
                        s3_uri=train.properties.ModelArtifacts.S3ModelArtifacts,
                        local_path="/opt/ml/processing/model",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
                ProcessingInput(
                    input_name="test_data",
                    s3_input=ProcessingS3Input(
                        s3_uri=prep.properties.ProcessingOutputConfig.Outputs[
                            "test"
                        ].S3Output.S3Uri,
                        local_path="/opt/ml/processing/test",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
                ProcessingInput(
                    input_name="code",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://example-bucket/AnyOrder/code/c900aff3def0c9a0202447b5ccb7d546eb99b2b44ca84103f0efe250a053b922/prep.py",
                        local_path="/opt/ml/processing/input/code",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
            ],
            outputs=[
                ProcessingOutput(
                    output_name="evaluation_report",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://example-bucket/AnyOrder/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/evaluate/output/evaluation_report",
                            ],
                        ),
                        local_path="/opt/ml/processing/evaluation",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
        property_files=[evaluation_report],
    )
    register = RequestStep(
        "register",
        StepTypeEnum.REGISTER_MODEL,
        {
            "ModelPackageGroupName": "AnyOrder",
            "InferenceSpecification": {
                "Containers": [
                    {
                        "Image": "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
                        "ModelDataUrl": train.properties.ModelArtifacts.S3ModelArtifacts,
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
            "ModelMetrics": {
                "ModelQuality": {
                    "Statistics": {
                        "ContentType": "application/json",
                        "S3Uri": Join(
                            on="",
                            values=[
                                evaluate.properties.ProcessingOutputConfig.Outputs[
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
        shapes=["DescribeModelPackageOutput"],
    )
    check = ConditionStep(
        name="check",
        conditions=[
            ConditionGreaterThanOrEqualTo(
                left=JsonGet(
                    step_name="evaluate",
                    property_file=evaluation_report,
                    json_path="metrics['auc:test'].value",
                ),
                right=threshold,
            ),
        ],
        if_steps=[register],
        else_steps=[],
    )

    return Pipeline(
        name="AnyOrder",
        parameters=[threshold],
        steps=[prep, train, evaluate, check],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
