"""Parameters of every type, execution variables, Joins and lookups in JSON reports."""

from __future__ import annotations

from sagemaker.core.lambda_helper import Lambda
from sagemaker.core.processing import Processor
from sagemaker.core.shapes import ProcessingOutput, ProcessingS3Output
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join, JsonGet
from sagemaker.core.workflow.parameters import (
    ParameterBoolean,
    ParameterFloat,
    ParameterInteger,
    ParameterString,
)
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.core.workflow.properties import PropertyFile
from sagemaker.mlops.workflow.fail_step import FailStep
from sagemaker.mlops.workflow.lambda_step import LambdaStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.steps import ProcessingStep, TrainingStep
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import OutputDataConfig

ROLE = "arn:aws:iam::111122223333:role/SageMakerRole"
IMAGE = "111122223333.dkr.ecr.us-east-1.amazonaws.com/my-image:1.0"


def build(session: PipelineSession) -> Pipeline:
    """The pipeline."""
    plain = ParameterString("Plain")
    text = ParameterString("Text", default_value="abc")
    integer = ParameterInteger("Integer", default_value=3)
    parameters = [
        plain,
        text,
        ParameterString("EmptyText", default_value=""),
        ParameterString("NumericText", default_value="1.10"),
        ParameterString("Choice", default_value="a", enum_values=["a", "b"]),
        ParameterString("ChoiceWithoutDefault", enum_values=["x", "y"]),
        ParameterInteger("IntegerWithoutDefault"),
        integer,
        ParameterInteger("Zero", default_value=0),
        ParameterFloat("FloatWithoutDefault"),
        ParameterFloat("Float", default_value=0.5),
        ParameterFloat("WholeFloat", default_value=6.0),
        ParameterFloat("Tiny", default_value=1e-07),
        ParameterBoolean("True", default_value=True),
        ParameterBoolean("False", default_value=False),
        ParameterBoolean("BooleanWithoutDefault"),
    ]

    processor = Processor(
        role=ROLE,
        image_uri=IMAGE,
        instance_count=1,
        instance_type="ml.m5.large",
        sagemaker_session=session,
    )
    report = PropertyFile(name="metrics", output_name="metrics", path="sub/metrics.json")
    evaluate = ProcessingStep(
        "Evaluate",
        step_args=processor.run(
            outputs=[
                ProcessingOutput(
                    output_name="metrics",
                    s3_output=ProcessingS3Output(
                        s3_uri="default",
                        local_path="/opt/ml/processing/metrics",
                        s3_upload_mode="EndOfJob",
                    ),
                )
            ]
        ),
        property_files=[report],
    )
    metrics = evaluate.properties.ProcessingOutputConfig.Outputs["metrics"].S3Output.S3Uri

    trainer = ModelTrainer(
        training_image=IMAGE,
        role=ROLE,
        base_job_name="train",
        output_data_config=OutputDataConfig(s3_output_path="s3://example-bucket/models"),
        hyperparameters={"text": text},
        sagemaker_session=session,
    )
    train = TrainingStep("Train", step_args=trainer.train())
    summary = Join(
        on="/",
        values=[
            "s3://example-bucket/models",
            train.properties.TrainingJobName,
            "output",
            "summary.json",
        ],
    )

    variables = ExecutionVariables
    echo = LambdaStep(
        "Echo",
        lambda_func=Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:echo", session=session
        ),
        inputs={
            **{parameter.name: parameter for parameter in parameters},
            "start": variables.START_DATETIME,
            "now": variables.CURRENT_DATETIME,
            "pipeline": variables.PIPELINE_NAME,
            "pipeline_arn": variables.PIPELINE_ARN,
            "execution": variables.PIPELINE_EXECUTION_ID,
            "execution_arn": variables.PIPELINE_EXECUTION_ARN,
            "joined": Join(on="/", values=["s3:/", "b", text, variables.PIPELINE_EXECUTION_ID, 3]),
            "without_separator": Join(values=["a", plain, text]),
            "nested": Join(on="-", values=["n", Join(on="_", values=[text, integer]), "end"]),
            "escaped": Join(values=["${HOME}/", text]),
            "literal": "${x} costs $5",
            "metric": JsonGet(
                step_name="Evaluate", property_file=report, json_path="regression.mse.value"
            ),
            "item": JsonGet(
                step_name="Evaluate", property_file=report, json_path="folds[2]['a b'].score"
            ),
            "report": Join(on="/", values=[metrics, "sub/metrics.json"]),
            "summary": JsonGet(s3_uri=summary, json_path="loss.final"),
            "image": train.properties.AlgorithmSpecification.TrainingImage,
            "final": train.properties.FinalMetricDataList["validation:rmse"].Value,
            "seconds": train.properties.BillableTimeInSeconds,
        },
    )
    fail = FailStep(
        "Stop",
        error_message=Join(on=" ", values=["stopped", text, "at", variables.CURRENT_DATETIME]),
        depends_on=[echo],
    )
    return Pipeline(
        name="expressions",
        parameters=parameters,
        steps=[evaluate, train, echo, fail],
        sagemaker_session=session,
    )
