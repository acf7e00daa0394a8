"""The SageMaker pipeline P, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

import json
from sagemaker.core.lambda_helper import Lambda
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.parameters import ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.core.workflow.properties import Properties
from sagemaker.mlops.workflow.lambda_step import LambdaStep
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


class UnnamedKinds(Pipeline):
    """A pipeline with steps of kinds that the SDK has no name for, by the steps' names."""

    def __init__(self, *, kinds, **options):
        super().__init__(**options)
        self.kinds = kinds

    def definition(self):
        definition = json.loads(super().definition())
        self._name_kinds(definition["Steps"])
        return json.dumps(definition)

    def _name_kinds(self, steps):
        for step in steps:
            step["Type"] = self.kinds.get(step["Name"], step["Type"])
            if step["Type"] in ("Condition", "ForEach"):
                for branch in ("IfSteps", "ElseSteps", "ForEachBody"):
                    self._name_kinds(step["Arguments"].get(branch, []))


def build(session: PipelineSession) -> Pipeline:
    """The pipeline P."""
    database = ParameterString(name="Database", default_value="sales")

    query = RequestStep(
        "Query",
        StepTypeEnum.PROCESSING,
        {"Database": database, "Query": "SELECT 1"},
    )
    use = LambdaStep(
        name="Use",
        lambda_func=Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:f",
            session=session,
        ),
        inputs={"id": Properties(step_name="Query", path="QueryExecutionId")},
    )

    return UnnamedKinds(
        kinds={"Query": "Athena"},
        name="P",
        parameters=[database],
        steps=[query, use],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
