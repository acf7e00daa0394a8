"""The SageMaker pipeline NobodyTakes, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.processing import Processor
from sagemaker.core.shapes import (
    ProcessingInput,
    ProcessingOutput,
    ProcessingS3Input,
    ProcessingS3Output,
)
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.steps import ProcessingStep


def build(session: PipelineSession) -> Pipeline:
    """The pipeline NobodyTakes."""
    load_sales_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="LoadSales",
        sagemaker_session=session,
    )
    load_sales = ProcessingStep(
        name="LoadSales",
        step_args=load_sales_processor.run(
            outputs=[
                ProcessingOutput(
                    output_name="sales",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://b-ucket/NobodyTakes/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/LoadSales/output/sales",
                            ],
                        ),
                        local_path="/opt/ml/processing/output/sales",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
    )
    fetch_climate_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="FetchClimate",
        sagemaker_session=session,
    )
    fetch_climate = ProcessingStep(
        name="FetchClimate",
        step_args=fetch_climate_processor.run(
            outputs=[
                ProcessingOutput(
                    output_name="observations",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://b-ucket/NobodyTakes/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/FetchClimate/output/observations",
                            ],
                        ),
                        local_path="/opt/ml/processing/output/observations",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
    )
    forecast_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Forecast",
        sagemaker_session=session,
    )
    forecast = ProcessingStep(
        name="Forecast",
        step_args=forecast_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="sales",
                    s3_input=ProcessingS3Input(
                        s3_uri=load_sales.properties.ProcessingOutputConfig.Outputs[
                            "sales"
                        ].S3Output.S3Uri,
                        local_path="/opt/ml/processing/input/sales",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
            ],
        ),
    )

    return Pipeline(
        name="NobodyTakes",
        steps=[load_sales, fetch_climate, forecast],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
