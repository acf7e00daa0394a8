"""Lambda steps in an order that no data gives, and a failure that says why."""

from __future__ import annotations

from sagemaker.core.lambda_helper import Lambda
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.parameters import ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.fail_step import FailStep
from sagemaker.mlops.workflow.lambda_step import LambdaOutput, LambdaOutputTypeEnum, LambdaStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.step_dependency import StepDependency, TriggerCondition
from sagemaker.mlops.workflow.steps import CacheConfig


def build(session: PipelineSession) -> Pipeline:
    """The pipeline."""
    notify = Lambda(
        function_arn="arn:aws:lambda:us-east-1:111122223333:function:notify", session=session
    )
    channel = ParameterString("Channel", default_value="#models")

    load = LambdaStep(
        "Load",
        lambda_func=notify,
        display_name="Load the data",
        description="Copies yesterday's files",
        inputs={
            "channel": channel,
            "attempts": 3,
            "ratio": 0.5,
            "dry_run": False,
            "label": "1.10",
            "tables": ["orders", channel, 7],
            "nested": {"depth": 1, "channel": channel},
        },
        outputs=[
            LambdaOutput("rows", LambdaOutputTypeEnum.Integer),
            LambdaOutput("share", LambdaOutputTypeEnum.Float),
            LambdaOutput("complete", LambdaOutputTypeEnum.Boolean),
            LambdaOutput("place", LambdaOutputTypeEnum.String),
        ],
    )
    check = LambdaStep(
        "Check",
        lambda_func=notify,
        inputs={"rows": load.properties.Outputs["rows"], "place": load.properties.Outputs["place"]},
        outputs=[],
        cache_config=CacheConfig(enable_caching=True, expire_after="P1D"),
    )
    tidy = LambdaStep("Tidy", lambda_func=notify, cache_config=CacheConfig(enable_caching=False))
    report = LambdaStep(
        "Report",
        lambda_func=notify,
        depends_on=[
            check,
            StepDependency("Tidy", TriggerCondition.ANY),
            StepDependency(load, TriggerCondition.COMPLETED),
        ],
    )
    rescue = LambdaStep(
        "Rescue",
        lambda_func=notify,
        depends_on=[
            StepDependency(check, TriggerCondition.FAILED),
            StepDependency(tidy, TriggerCondition.STOPPED),
        ],
    )
    stop = FailStep(
        "Stop",
        error_message=Join(
            on=" ",
            values=[
                "rows:",
                load.properties.Outputs["rows"],
                "at",
                load.properties.Outputs["place"],
            ],
        ),
        display_name="Give up",
        description="After the rescue",
        depends_on=["Rescue"],
    )
    return Pipeline(
        name="depends-on",
        parameters=[channel],
        steps=[load, check, tidy, report, rescue, stop],
        sagemaker_session=session,
    )
