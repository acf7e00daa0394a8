"""The SageMaker pipeline InPlace, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.lambda_helper import Lambda
from sagemaker.core.processing import Processor
from sagemaker.core.shapes import (
    Channel,
    DataSource,
    OutputDataConfig,
    ProcessingInput,
    ProcessingOutput,
    ProcessingS3Input,
    ProcessingS3Output,
    S3DataSource,
    StoppingCondition,
)
from sagemaker.core.training.configs import Compute, InputData
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
    """The pipeline InPlace."""
    data = ParameterString(name="Data", default_value="s3://example-bucket/churn.csv")
    instance = ParameterString(name="Instance", default_value="ml.m5.xlarge")

    counts = PropertyFile(name="counts", output_name="counts", path="counts.json")
    split_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/split:1",
        entrypoint=["/bin/split", "--verbose"],
        instance_type=instance,
        instance_count=2,
        volume_size_in_gb=30,
        base_job_name="split",
        sagemaker_session=session,
    )
    split = ProcessingStep(
        name="split",
        step_args=split_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="data",
                    s3_input=ProcessingS3Input(
                        s3_uri=data,
                        local_path="/opt/ml/processing/input/data",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
                ProcessingInput(
                    input_name="lookup",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://example-bucket/InPlace/code/c900aff3def0c9a0202447b5ccb7d546eb99b2b44ca84103f0efe250a053b922/prep.py",
                        local_path="/opt/ml/processing/input/lookup",
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
                                "s3://example-bucket/InPlace/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/split/output/train",
                            ],
                        ),
                        local_path="/opt/ml/processing/out/train",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
                ProcessingOutput(
                    output_name="counts",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://example-bucket/InPlace/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/split/output/counts",
                            ],
                        ),
                        local_path="/opt/ml/processing/out/counts",
                        s3_upload_mode="Continuous",
                    ),
                ),
            ],
            arguments=["--in", "/opt/ml/processing/input/data", "--job", "split"],
        ),
        property_files=[counts],
    )
    fit_trainer = ModelTrainer(
        training_image="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        compute=Compute(
            instance_type="ml.m5.xlarge",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        hyperparameters={"num_round": 10},
        environment={
            "FIRST": "s3://example-bucket/first",
            "SECOND": "s3://example-bucket/second",
        },
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path=Join(
                on="",
                values=[
                    "s3://example-bucket/InPlace/",
                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                ],
            ),
        ),
        base_job_name="fit",
        sagemaker_session=session,
    )
    fit = TrainingStep(
        name="fit",
        step_args=fit_trainer.train(
            input_data_config=[
                Channel(
                    channel_name="train",
                    data_source=DataSource(
                        s3_data_source=S3DataSource(
                            s3_data_type="S3Prefix",
                            s3_uri=split.properties.ProcessingOutputConfig.Outputs[
                                "train"
                            ].S3Output.S3Uri,
                            s3_data_distribution_type="FullyReplicated",
                        ),
                    ),
                    content_type="text/csv",
                    input_mode="FastFile",
                ),
                InputData(
                    channel_name="validation",
                    data_source="s3://example-bucket/extra/",
                ),
            ],
        ),
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
        shapes=["DescribeModelOutput"],
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
