"""Loops: over a parameter and over a written list, with a selector, and what they give."""

from __future__ import annotations

from sagemaker.core.lambda_helper import Lambda
from sagemaker.core.workflow.conditions import ConditionGreaterThan
from sagemaker.core.workflow.parameters import ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.condition_step import ConditionStep
from sagemaker.mlops.workflow.for_each_step import (
    CurrentItem,
    ForEachSelector,
    ForEachStep,
    IterationOutput,
)
from sagemaker.mlops.workflow.lambda_step import LambdaOutput, LambdaOutputTypeEnum, LambdaStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.steps import TrainingStep
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, InputData, OutputDataConfig

ROLE = "arn:aws:iam::111122223333:role/SageMakerRole"
IMAGE = "111122223333.dkr.ecr.us-east-1.amazonaws.com/my-image:1.0"


def build(session: PipelineSession) -> Pipeline:
    """The pipeline."""
    items = ParameterString("Items", default_value='["a","b"]')

    def call(name: str, inputs: dict[str, object], **arguments: object) -> LambdaStep:
        function = Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:f", session=session
        )
        return LambdaStep(
            name,
            lambda_func=function,
            inputs=inputs,
            outputs=[LambdaOutput("score", LambdaOutputTypeEnum.Float)],
            **arguments,
        )

    item = CurrentItem()
    body = call(
        "ProcessItem",
        {"item": item, "name": item.name, "deep": item.a.b["c d"], "idx": item["list"][0]},
    )
    trainer = ModelTrainer(
        training_image=IMAGE,
        role=ROLE,
        sagemaker_session=session,
        base_job_name="x",
        hyperparameters={"region": item.region},
        compute=Compute(instance_type="ml.m5.xlarge", instance_count=1, volume_size_in_gb=30),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://example-bucket/foreach/TrainItem", compression_type="GZIP"
        ),
    )
    train = TrainingStep(
        "TrainItem",
        step_args=trainer.train(
            input_data_config=[InputData(channel_name="train", data_source=item.uri)]
        ),
        depends_on=[body],
    )
    each = ForEachStep(
        "Each",
        iterable_items=items,
        max_concurrency=5,
        for_each_body=[body, train],
        selector=ForEachSelector("MaxBy", IterationOutput(body).OutputParameters["score"]),
        display_name="each",
        description="d",
    )
    literal = ForEachStep(
        "Literal",
        iterable_items=["x", 1, 2.5, True, items],
        max_concurrency=1,
        for_each_body=[call("LiteralBody", {"i": item})],
        depends_on=[each],
    )
    found = each.properties
    use = call(
        "Use",
        {
            "best": found.Selected.OutputParameters["score"],
            "first": found.IterationOutputs[0].ProcessItem.OutputParameters["score"],
            "model": found.IterationOutputs[1].TrainItem.ModelArtifacts.S3ModelArtifacts,
            "status": found.Status,
            "n": found.InputItemCount,
            "total": found.TotalStepCount,
            "ok": found.SucceededStepCount,
            "failed": found.FailedStepCount,
            "stopped": found.StoppedStepCount,
        },
    )
    inner = ForEachStep(
        "Inner",
        iterable_items=['{"name": "a"}', "b"],
        max_concurrency=2,
        for_each_body=[call("InnerBody", {"n": item.name})],
        selector=ForEachSelector("MinBy", IterationOutput("InnerBody").OutputParameters["score"]),
    )
    check = ConditionStep(
        "Check",
        conditions=[ConditionGreaterThan(left=found.Selected.OutputParameters["score"], right=0.5)],
        if_steps=[inner],
        else_steps=[],
    )
    return Pipeline(
        name="foreach",
        pipeline_experiment_config=None,
        parameters=[items],
        steps=[each, literal, use, check],
        sagemaker_session=session,
    )
