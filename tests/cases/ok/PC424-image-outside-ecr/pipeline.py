"""The SageMaker pipeline Outside, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.processing import Processor
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.core.workflow.properties import Properties
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.steps import (
    ConfigurableRetryStep,
    ProcessingStep,
    StepTypeEnum,
)


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
    """The pipeline Outside."""
    named_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="docker.io/library/python:3.11",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Named",
        sagemaker_session=session,
    )
    named = ProcessingStep(name="Named", step_args=named_processor.run())
    unnamed_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="python:3.11",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Unnamed",
        sagemaker_session=session,
    )
    unnamed = ProcessingStep(name="Unnamed", step_args=unnamed_processor.run())
    model = RequestStep(
        "Model",
        StepTypeEnum.CREATE_MODEL,
        {
            "PrimaryContainer": {"Image": "registry.example.com:5000/serve:1"},
            "ExecutionRoleArn": "arn:aws:iam::111122223333:role/R",
        },
        shapes=["DescribeModelOutput"],
    )
    allowed = RequestStep(
        "Allowed",
        StepTypeEnum.CREATE_MODEL,
        {
            "PrimaryContainer": {
                "Image": "registry.example.com:5000/serve:1",
                "ImageConfig": {"RepositoryAccessMode": "Vpc"},
            },
            "ExecutionRoleArn": "arn:aws:iam::111122223333:role/R",
        },
        shapes=["DescribeModelOutput"],
    )

    return Pipeline(
        name="Outside",
        steps=[named, unnamed, model, allowed],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
