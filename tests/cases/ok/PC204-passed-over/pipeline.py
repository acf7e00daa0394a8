"""The SageMaker pipeline PassedOver, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.processing import Processor
from sagemaker.core.shapes import (
    OutputDataConfig,
    ProcessingInput,
    ProcessingOutput,
    ProcessingS3Input,
    ProcessingS3Output,
    StoppingCondition,
)
from sagemaker.core.training.configs import Compute, InputData
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.steps import ProcessingStep, TrainingStep
from sagemaker.train import ModelTrainer


def build(session: PipelineSession) -> Pipeline:
    """The pipeline PassedOver."""
    load_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3", "/opt/ml/processing/input/code/script.py"],
        instance_type="ml.m5.xlarge",
        instance_count=1,
        volume_size_in_gb=30,
        max_runtime_in_seconds=3600,
        base_job_name="Load",
        sagemaker_session=session,
    )
    load = ProcessingStep(
        name="Load",
        step_args=load_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="source_data",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://example-bucket/people",
                        local_path="/opt/ml/processing/input/source_data",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
                ProcessingInput(
                    input_name="code",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://example-bucket/PassedOver/code/a77d5926cc6f3ebb35c559166022588fca1b8adeb66d72471f5a2d81eaba6885/script.py",
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
                    output_name="data",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://example-bucket/PassedOver/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/Load/output/data",
                            ],
                        ),
                        local_path="/opt/ml/processing/output/data",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
    )
    anonymize_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3", "/opt/ml/processing/input/code/script.py"],
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Anonymize",
        sagemaker_session=session,
    )
    anonymize = ProcessingStep(
        name="Anonymize",
        step_args=anonymize_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="data",
                    s3_input=ProcessingS3Input(
                        s3_uri=load.properties.ProcessingOutputConfig.Outputs[
                            "data"
                        ].S3Output.S3Uri,
                        local_path="/opt/ml/processing/input/data",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
                ProcessingInput(
                    input_name="code",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://example-bucket/PassedOver/code/a77d5926cc6f3ebb35c559166022588fca1b8adeb66d72471f5a2d81eaba6885/script.py",
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
                    output_name="anonymized_data",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://example-bucket/PassedOver/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/Anonymize/output/anonymized_data",
                            ],
                        ),
                        local_path="/opt/ml/processing/output/anonymized_data",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
    )
    prepare_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3", "/opt/ml/processing/input/code/script.py"],
        instance_type="ml.m5.xlarge",
        instance_count=1,
        volume_size_in_gb=30,
        max_runtime_in_seconds=3600,
        base_job_name="Prepare",
        sagemaker_session=session,
    )
    prepare = ProcessingStep(
        name="Prepare",
        step_args=prepare_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="raw_data",
                    s3_input=ProcessingS3Input(
                        s3_uri=load.properties.ProcessingOutputConfig.Outputs[
                            "data"
                        ].S3Output.S3Uri,
                        local_path="/opt/ml/processing/input/raw_data",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
                ProcessingInput(
                    input_name="code",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://example-bucket/PassedOver/code/a77d5926cc6f3ebb35c559166022588fca1b8adeb66d72471f5a2d81eaba6885/script.py",
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
                                "s3://example-bucket/PassedOver/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/Prepare/output/train",
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
                                "s3://example-bucket/PassedOver/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/Prepare/output/validation",
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
                                "s3://example-bucket/PassedOver/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/Prepare/output/test",
                            ],
                        ),
                        local_path="/opt/ml/processing/test",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
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
        hyperparameters={},
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://example-bucket/PassedOver/Train",
        ),
        base_job_name="Train",
        sagemaker_session=session,
    )
    train = TrainingStep(
        name="Train",
        step_args=train_trainer.train(
            input_data_config=[
                InputData(
                    channel_name="train",
                    data_source=prepare.properties.ProcessingOutputConfig.Outputs[
                        "train"
                    ].S3Output.S3Uri,
                    content_type="text/csv",
                ),
                InputData(
                    channel_name="validation",
                    data_source=prepare.properties.ProcessingOutputConfig.Outputs[
                        "validation"
                    ].S3Output.S3Uri,
                    content_type="text/csv",
                ),
            ],
        ),
    )

    return Pipeline(
        name="PassedOver",
        steps=[load, anonymize, prepare, train],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
