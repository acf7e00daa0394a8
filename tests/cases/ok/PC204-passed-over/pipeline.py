"""The SageMaker pipeline PassedOver, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.model_metrics import MetricsSource, ModelMetrics
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
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.steps import ProcessingStep
from sagemaker.serve.model_builder import ModelBuilder


def build(session: PipelineSession) -> Pipeline:
    """The pipeline PassedOver."""
    evaluate_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Evaluate",
        sagemaker_session=session,
    )
    evaluate = ProcessingStep(
        name="Evaluate",
        step_args=evaluate_processor.run(
            outputs=[
                ProcessingOutput(
                    output_name="evaluation_report",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://b-ucket/PassedOver/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/Evaluate/output/evaluation_report",
                            ],
                        ),
                        local_path="/opt/ml/processing/output/evaluation_report",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
    )
    card_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Card",
        sagemaker_session=session,
    )
    card = ProcessingStep(
        name="Card",
        step_args=card_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="findings",
                    s3_input=ProcessingS3Input(
                        s3_uri=evaluate.properties.ProcessingOutputConfig.Outputs[
                            "evaluation_report"
                        ].S3Output.S3Uri,
                        local_path="/opt/ml/processing/input/findings",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
            ],
            outputs=[
                ProcessingOutput(
                    output_name="card",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://b-ucket/PassedOver/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/Card/output/card",
                            ],
                        ),
                        local_path="/opt/ml/processing/output/card",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
    )
    register_builder = ModelBuilder(
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        s3_model_data_url="s3://b-ucket/model.tar.gz",
        env_vars={},
        dependencies={},
        role_arn="arn:aws:iam::000000000000:role/registering-uses-no-role",
        sagemaker_session=session,
    )
    register = ModelStep(
        name="Register",
        step_args=register_builder.register(
            model_package_group_name="group",
            content_types=["text/csv"],
            response_types=["text/csv"],
            inference_instances=["ml.m5.large", "ml.m5.xlarge"],
            transform_instances=["ml.m5.xlarge"],
            approval_status="PendingManualApproval",
            model_metrics=ModelMetrics(
                model_statistics=MetricsSource(
                    content_type="application/json",
                    s3_uri=evaluate.properties.ProcessingOutputConfig.Outputs[
                        "evaluation_report"
                    ].S3Output.S3Uri,
                ),
            ),
            skip_model_validation="None",
        ),
    )

    return Pipeline(
        name="PassedOver",
        steps=[evaluate, card, register],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
