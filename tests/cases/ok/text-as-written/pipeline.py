"""The SageMaker pipeline 0042, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.lambda_helper import Lambda
from sagemaker.core.processing import Processor
from sagemaker.core.shapes import (
    OutputDataConfig,
    ProcessingInput,
    ProcessingOutput,
    ProcessingS3Input,
    ProcessingS3Output,
    StoppingCondition,
    Tag,
)
from sagemaker.core.training.configs import Compute, InputData
from sagemaker.core.workflow.conditions import ConditionEquals
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.parameters import (
    ParameterBoolean,
    ParameterFloat,
    ParameterInteger,
    ParameterString,
)
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.condition_step import ConditionStep
from sagemaker.mlops.workflow.fail_step import FailStep
from sagemaker.mlops.workflow.lambda_step import LambdaStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.steps import ProcessingStep, TrainingStep
from sagemaker.train import ModelTrainer


def build(session: PipelineSession) -> Pipeline:
    """The pipeline 0042."""
    version = ParameterString(name="Version", default_value="1.10")
    zero = ParameterInteger(name="Zero", default_value=0)
    small = ParameterFloat(name="Small", default_value=9e-05)
    off = ParameterBoolean(name="Off", default_value=False)
    home = ParameterString(
        name="Home",
        default_value="${HOME}",
        enum_values=["${HOME}", "007"],
    )

    prep_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3", "/opt/ml/processing/input/code/prep.py"],
        instance_type="ml.m5.xlarge",
        instance_count=1,
        volume_size_in_gb=30,
        max_runtime_in_seconds=3600,
        env={
            "VERSION": "1.10",
            "ACCOUNT": "012345678901",
            "TAGGED": "v1.10",
            "YES": "yes",
            "NOTHING": "",
            "HOME": "${HOME}/lib",
            "COST": "$5",
            "LATER": version,
            "OFF": Join(on="", values=[off]),
        },
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
                        s3_uri="s3://example-bucket/0042/code/c900aff3def0c9a0202447b5ccb7d546eb99b2b44ca84103f0efe250a053b922/prep.py",
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
                                "s3://example-bucket/0042/",
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
                                "s3://example-bucket/0042/",
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
                                "s3://example-bucket/0042/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/prep/output/test",
                            ],
                        ),
                        local_path="/opt/ml/processing/test",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
            arguments=[
                "--share",
                "0.20",
                "--seed",
                "007",
                "--quiet",
                "true",
                "--date",
                "2026-11-21",
                "--time",
                "12:30",
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
        hyperparameters={
            "num_round": 10,
            "eta": 9e-05,
            "max_depth": 5,
            "flag": "True",
            "0x10": "0x10",
            "columns": '["age", 1.50, "1", true, null]',
            "nested": Join(on="", values=['{"a": {"b": 1.0}, "c": ', zero, "}"]),
            "small": small,
            "vars": '["012345678901", "${HOME}/lib", 7]',
        },
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://example-bucket/0042/train",
        ),
        tags=[Tag(key="build", value="1.10")],
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
    notify = LambdaStep(
        name="notify",
        lambda_func=Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:notify",
            session=session,
        ),
        inputs={
            "account": "012345678901",
            "home": "${HOME}/lib",
            "longer": "to ${HOME}/lib",
            "rounds": 7,
        },
    )
    no = FailStep(name="no", error_message="not home")
    at_home = ConditionStep(
        name="at_home",
        conditions=[ConditionEquals(left=home, right="${HOME}/lib")],
        if_steps=[no],
        else_steps=[],
    )

    return Pipeline(
        name="0042",
        parameters=[version, zero, small, off, home],
        steps=[prep, train, notify, at_home],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
