"""Every comparison and connective, in and around nested branches."""

from __future__ import annotations

from sagemaker.core.lambda_helper import Lambda
from sagemaker.core.workflow.conditions import (
    ConditionEquals,
    ConditionGreaterThan,
    ConditionGreaterThanOrEqualTo,
    ConditionIn,
    ConditionLessThan,
    ConditionLessThanOrEqualTo,
    ConditionNot,
    ConditionOr,
)
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.parameters import (
    ParameterBoolean,
    ParameterFloat,
    ParameterInteger,
    ParameterString,
)
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.condition_step import ConditionStep
from sagemaker.mlops.workflow.fail_step import FailStep
from sagemaker.mlops.workflow.lambda_step import LambdaOutput, LambdaOutputTypeEnum, LambdaStep
from sagemaker.mlops.workflow.pipeline import Pipeline


def build(session: PipelineSession) -> Pipeline:
    """The pipeline."""
    environment = ParameterString("Env", default_value="prod")
    threshold = ParameterFloat("Threshold", default_value=6.0)
    rounds = ParameterInteger("Rounds", default_value=10)
    force = ParameterBoolean("Force", default_value=False)

    def call(name: str, **arguments: object) -> LambdaStep:
        function = Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:f", session=session
        )
        return LambdaStep(name, lambda_func=function, **arguments)

    first = call("First", outputs=[LambdaOutput("score", LambdaOutputTypeEnum.Float)])
    score = first.properties.Outputs["score"]

    comparisons = ConditionStep(
        "Comparisons",
        conditions=[
            ConditionEquals(left=environment, right="prod"),
            ConditionEquals(left=force, right=True),
            ConditionEquals(left=force, right=False),
            ConditionEquals(left=threshold, right=6.0),
            ConditionEquals(left=rounds, right=6),
            ConditionNot(ConditionEquals(left=environment, right="dev")),
            ConditionGreaterThan(left=score, right=1),
            ConditionGreaterThanOrEqualTo(left=score, right=1.5),
            ConditionLessThan(left=score, right=threshold),
            ConditionLessThanOrEqualTo(left=-0.5, right=score),
            ConditionIn(
                value=environment, in_values=["prod", "beta", ExecutionVariables.PIPELINE_NAME]
            ),
            ConditionNot(ConditionIn(value=rounds, in_values=[1, 2, 3])),
        ],
        if_steps=[call("A"), call("B", depends_on=["A"])],
        else_steps=[FailStep("NotAll", error_message="not all of them hold")],
        depends_on=[first],
        display_name="All kinds",
        description="One of each",
    )
    connectives = ConditionStep(
        "Connectives",
        conditions=[
            ConditionOr(
                [
                    ConditionGreaterThan(left=score, right=9),
                    ConditionNot(
                        ConditionOr(
                            [
                                ConditionIn(value=environment, in_values=["a"]),
                                ConditionEquals(left=environment, right="it's"),
                            ]
                        )
                    ),
                    # `score < 1 and rounds > 5`, which the service has no word for here
                    ConditionNot(
                        ConditionOr(
                            [
                                ConditionNot(ConditionLessThan(left=score, right=1)),
                                ConditionNot(ConditionGreaterThan(left=rounds, right=5)),
                            ]
                        )
                    ),
                ]
            ),
            ConditionNot(ConditionEquals(left=force, right=True)),
        ],
        if_steps=[call("C")],
        else_steps=[],
    )

    innermost = ConditionStep(
        "Innermost",
        conditions=[ConditionEquals(left=environment, right="x")],
        if_steps=[call("Deep")],
        else_steps=[FailStep("TooDeep", error_message="")],
    )
    inner = ConditionStep(
        "Inner",
        conditions=[ConditionGreaterThan(left=score, right=0)],
        if_steps=[],
        else_steps=[innermost],
    )
    outer = ConditionStep(
        "Outer",
        conditions=[ConditionEquals(left=environment, right="y")],
        if_steps=[inner, call("Beside")],
        else_steps=[call("Shallow")],
    )
    after = call("After", inputs={"outcome": outer.properties.Outcome})
    return Pipeline(
        name="conditions",
        pipeline_experiment_config=None,
        parameters=[environment, threshold, rounds, force],
        steps=[first, comparisons, connectives, outer, after],
        sagemaker_session=session,
    )
