"""The SageMaker pipeline Weltweit, written by pipec from pipeline.yaml.

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
from sagemaker.core.workflow.parameters import ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.fail_step import FailStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.steps import ProcessingStep


def build(session: PipelineSession) -> Pipeline:
    """The pipeline Weltweit."""
    kunde = ParameterString(name="Kunde", default_value='Müller & Söhne "GmbH"')
    emoji = ParameterString(name="Emoji", default_value="\U0001f9aa")

    prep_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3", "/opt/ml/processing/input/code/prep.py"],
        instance_type="ml.m5.xlarge",
        instance_count=1,
        volume_size_in_gb=30,
        max_runtime_in_seconds=3600,
        env={
            "GREETING": Join(on="", values=["Grüße, ", kunde, "!"]),
            "EMOJI": emoji,
            "QUOTES": 'it\'s "quoted"',
            "PATH_SEPARATOR": "\\",
        },
        base_job_name="prep",
        sagemaker_session=session,
    )
    prep = ProcessingStep(
        name="prep",
        step_args=prep_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="code",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://example-bucket/Weltweit/code/c900aff3def0c9a0202447b5ccb7d546eb99b2b44ca84103f0efe250a053b922/prep.py",
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
                                "s3://example-bucket/Weltweit/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/prep/output/train",
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
                                "s3://example-bucket/Weltweit/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/prep/output/validation",
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
                                "s3://example-bucket/Weltweit/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/prep/output/test",
                            ],
                        ),
                        local_path="/opt/ml/processing/test",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
        display_name="Daten aufräumen",
        description="Zeile 1\nZeile 2: 'zitiert' \"doppelt\" \\ und $1",
    )
    stop = FailStep(
        name="stop",
        error_message=Join(
            on="",
            values=[
                "Für ",
                kunde,
                " gibt es nichts zu tun – ",
                ExecutionVariables.PIPELINE_EXECUTION_ID,
            ],
        ),
        depends_on=[prep],
    )

    return Pipeline(
        name="Weltweit",
        parameters=[kunde, emoji],
        steps=[prep, stop],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
