"""The SageMaker pipeline BatchScoring, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.processing import Processor
from sagemaker.core.shapes import (
    ProcessingInput,
    ProcessingOutput,
    ProcessingS3Input,
    ProcessingS3Output,
)
from sagemaker.core.transformer import Transformer
from sagemaker.core.workflow.conditions import ConditionGreaterThan
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join, JsonGet
from sagemaker.core.workflow.parameters import ParameterFloat, ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.core.workflow.properties import PropertyFile
from sagemaker.mlops.workflow.condition_step import ConditionStep
from sagemaker.mlops.workflow.fail_step import FailStep
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.steps import ProcessingStep, TransformStep
from sagemaker.serve.model_builder import ModelBuilder


def build(session: PipelineSession) -> Pipeline:
    """The pipeline BatchScoring."""
    customers = ParameterString(
        name="Customers",
        default_value="s3://example-bucket/customers/customers.csv",
    )
    model_data = ParameterString(
        name="ModelData",
        default_value="s3://example-bucket/models/churn/model.tar.gz",
    )
    max_flagged_share = ParameterFloat(name="MaxFlaggedShare", default_value=0.5)

    clean_customers_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3", "/opt/ml/processing/input/code/clean.py"],
        instance_type="ml.m5.xlarge",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="CleanCustomers",
        sagemaker_session=session,
    )
    clean_customers = ProcessingStep(
        name="CleanCustomers",
        step_args=clean_customers_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="raw_data",
                    s3_input=ProcessingS3Input(
                        s3_uri=customers,
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
                        s3_uri="s3://example-bucket/BatchScoring/code/03c65af21b66f2cb0feb49c212657d439ed9bf47d9586da57392278cf70956ba/clean.py",
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
                    output_name="batch_data",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://example-bucket/BatchScoring/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/CleanCustomers/output/batch_data",
                            ],
                        ),
                        local_path="/opt/ml/processing/output",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
            arguments=[
                "--id-column",
                "customer_id",
                "--features",
                "tenure_months,monthly_charges,support_calls",
            ],
        ),
    )
    churn_model_builder = ModelBuilder(
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        s3_model_data_url=model_data,
        env_vars={},
        role_arn="arn:aws:iam::111122223333:role/SageMakerRole",
        sagemaker_session=session,
    )
    churn_model = ModelStep(name="ChurnModel", step_args=churn_model_builder.build())
    score_customers_transformer = Transformer(
        model_name=churn_model.properties.ModelName,
        instance_type="ml.m5.xlarge",
        instance_count=1,
        strategy="MultiRecord",
        max_payload=6,
        output_path=Join(
            on="",
            values=[
                "s3://example-bucket/BatchScoring/",
                ExecutionVariables.PIPELINE_EXECUTION_ID,
                "/ScoreCustomers",
            ],
        ),
        accept="text/csv",
        assemble_with="Line",
        base_transform_job_name="ScoreCustomers",
        sagemaker_session=session,
    )
    score_customers = TransformStep(
        name="ScoreCustomers",
        step_args=score_customers_transformer.transform(
            data=clean_customers.properties.ProcessingOutputConfig.Outputs[
                "batch_data"
            ].S3Output.S3Uri,
            data_type="S3Prefix",
            content_type="text/csv",
            split_type="Line",
            input_filter="$[1:]",
            output_filter="$[0,-1]",
            join_source="Input",
        ),
    )
    summary = PropertyFile(name="summary", output_name="summary", path="summary.json")
    flag_leavers_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3", "/opt/ml/processing/input/code/flag.py"],
        instance_type="ml.m5.xlarge",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="FlagLeavers",
        sagemaker_session=session,
    )
    flag_leavers = ProcessingStep(
        name="FlagLeavers",
        step_args=flag_leavers_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="scores",
                    s3_input=ProcessingS3Input(
                        s3_uri=score_customers.properties.TransformOutput.S3OutputPath,
                        local_path="/opt/ml/processing/input/scores",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
                ProcessingInput(
                    input_name="code",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://example-bucket/BatchScoring/code/882c5ceeb8062a4dce60e959afd8029b8fd7f91eb3fc4999a0c0774c07c626ed/flag.py",
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
                    output_name="predictions",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://example-bucket/BatchScoring/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/FlagLeavers/output/predictions",
                            ],
                        ),
                        local_path="/opt/ml/processing/output/predictions",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
                ProcessingOutput(
                    output_name="summary",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://example-bucket/BatchScoring/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/FlagLeavers/output/summary",
                            ],
                        ),
                        local_path="/opt/ml/processing/output/summary",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
            arguments=["--id-column", "customer_id", "--threshold", "0.7"],
        ),
        property_files=[summary],
    )
    too_many_flagged = FailStep(
        name="TooManyFlagged",
        error_message=Join(
            on="",
            values=[
                "More than ",
                max_flagged_share,
                " of the customers are flagged; look at the data first",
            ],
        ),
    )
    check_share = ConditionStep(
        name="CheckShare",
        conditions=[
            ConditionGreaterThan(
                left=JsonGet(
                    step_name="FlagLeavers",
                    property_file=summary,
                    json_path="flagged_share",
                ),
                right=max_flagged_share,
            ),
        ],
        if_steps=[too_many_flagged],
        else_steps=[],
    )

    return Pipeline(
        name="BatchScoring",
        parameters=[customers, model_data, max_flagged_share],
        steps=[
            clean_customers,
            churn_model,
            score_customers,
            flag_leavers,
            check_share,
        ],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
