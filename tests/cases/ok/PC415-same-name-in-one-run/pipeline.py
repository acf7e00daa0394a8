"""The SageMaker pipeline P, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.core.workflow.properties import Properties
from sagemaker.mlops.workflow.for_each_step import CurrentItem, ForEachStep
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


def build(session: PipelineSession) -> Pipeline:
    """The pipeline P."""
    first = RequestStep(
        "First",
        StepTypeEnum.ENDPOINT,
        {
            "EndpointName": Join(
                on="",
                values=["e-", ExecutionVariables.PIPELINE_EXECUTION_ID],
            ),
            "EndpointConfigName": "c",
        },
        shapes=["DescribeEndpointOutput"],
    )
    second = RequestStep(
        "Second",
        StepTypeEnum.ENDPOINT,
        {
            "EndpointName": Join(
                on="",
                values=["e-", ExecutionVariables.PIPELINE_EXECUTION_ID],
            ),
            "EndpointConfigName": "d",
        },
        shapes=["DescribeEndpointOutput"],
    )
    same = RequestStep(
        "Same",
        StepTypeEnum.ENDPOINT,
        {
            "EndpointName": Join(
                on="",
                values=["l-", ExecutionVariables.PIPELINE_EXECUTION_ID],
            ),
            "EndpointConfigName": "c",
        },
        shapes=["DescribeEndpointOutput"],
    )
    apart = RequestStep(
        "Apart",
        StepTypeEnum.ENDPOINT,
        {
            "EndpointName": Join(
                on="",
                values=[
                    "l-",
                    CurrentItem(),
                    "-",
                    ExecutionVariables.PIPELINE_EXECUTION_ID,
                ],
            ),
            "EndpointConfigName": "c",
        },
        shapes=["DescribeEndpointOutput"],
    )
    each = ForEachStep(
        name="Each",
        iterable_items=["a", "b"],
        max_concurrency=2,
        for_each_body=[same, apart],
    )

    return Pipeline(
        name="P",
        steps=[first, second, each],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
