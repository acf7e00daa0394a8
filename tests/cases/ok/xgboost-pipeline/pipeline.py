"""The SageMaker pipeline XGBoostPipeline, written by pipec from pipeline.yaml.

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
    Tag,
)
from sagemaker.core.training.configs import Compute, InputData
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.parameters import ParameterInteger, ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.core.workflow.properties import PropertyFile
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.steps import ProcessingStep, TrainingStep
from sagemaker.serve.model_builder import ModelBuilder
from sagemaker.train import ModelTrainer


def build(session: PipelineSession) -> Pipeline:
    """The pipeline XGBoostPipeline."""
    source_data = ParameterString(
        name="SourceData",
        default_value="s3://example-bucket/churn/",
    )
    training_instance_type = ParameterString(
        name="TrainingInstanceType",
        default_value="ml.m5.xlarge",
    )
    num_round = ParameterInteger(name="NumRound", default_value=200)
    model_approval_status = ParameterString(
        name="ModelApprovalStatus",
        default_value="PendingManualApproval",
        enum_values=["PendingManualApproval", "Approved", "Rejected"],
    )

    load_data_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3", "/opt/ml/processing/input/code/load.py"],
        instance_type="ml.m5.xlarge",
        instance_count=1,
        volume_size_in_gb=30,
        max_runtime_in_seconds=3600,
        tags=[{"Key": "project", "Value": "churn"}],
        base_job_name="LoadData",
        sagemaker_session=session,
    )
    load_data = ProcessingStep(
        name="LoadData",
        step_args=load_data_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="source_data",
                    s3_input=ProcessingS3Input(
                        s3_uri=source_data,
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
                        s3_uri="s3://example-bucket/XGBoostPipeline/code/df9220ad97cb6241fda1569a5908c2606a5d2c4c5a491728935df410def98020/load.py",
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
                                "s3://example-bucket/XGBoostPipeline/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/LoadData/output/data",
                            ],
                        ),
                        local_path="/opt/ml/processing/output/data",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
    )
    preprocess_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3", "/opt/ml/processing/input/code/preprocess.py"],
        instance_type="ml.m5.xlarge",
        instance_count=1,
        volume_size_in_gb=30,
        max_runtime_in_seconds=3600,
        tags=[{"Key": "project", "Value": "churn"}],
        base_job_name="Preprocess",
        sagemaker_session=session,
    )
    preprocess = ProcessingStep(
        name="Preprocess",
        step_args=preprocess_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="raw_data",
                    s3_input=ProcessingS3Input(
                        s3_uri=load_data.properties.ProcessingOutputConfig.Outputs[
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
                        s3_uri="s3://example-bucket/XGBoostPipeline/code/c686f518d53d52160b07cd4de552f37ff4dc59410e8e8e83030559d3cc9199d3/preprocess.py",
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
                                "s3://example-bucket/XGBoostPipeline/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/Preprocess/output/train",
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
                                "s3://example-bucket/XGBoostPipeline/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/Preprocess/output/validation",
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
                                "s3://example-bucket/XGBoostPipeline/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/Preprocess/output/test",
                            ],
                        ),
                        local_path="/opt/ml/processing/test",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
            arguments=[
                "--label",
                "churn",
                "--positive",
                "yes",
                "--drop",
                "customer_id",
            ],
        ),
    )
    hyperparameters = PropertyFile(
        name="hyperparameters",
        output_name="hyperparameters",
        path="hyperparameters.json",
    )
    prepare_hyperparameters_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3", "/opt/ml/processing/input/code/hyperparameters.py"],
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        max_runtime_in_seconds=1800,
        tags=[{"Key": "project", "Value": "churn"}],
        base_job_name="PrepareHyperparameters",
        sagemaker_session=session,
    )
    prepare_hyperparameters = ProcessingStep(
        name="PrepareHyperparameters",
        step_args=prepare_hyperparameters_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="training_data",
                    s3_input=ProcessingS3Input(
                        s3_uri=preprocess.properties.ProcessingOutputConfig.Outputs[
                            "train"
                        ].S3Output.S3Uri,
                        local_path="/opt/ml/processing/input/training_data",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
                ProcessingInput(
                    input_name="code",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://example-bucket/XGBoostPipeline/code/6cb17e42d8d9435980d2e00b06411df667a5591c12b31130f824ff69acdf2361/hyperparameters.py",
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
                    output_name="hyperparameters",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://example-bucket/XGBoostPipeline/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/PrepareHyperparameters/output/hyperparameters",
                            ],
                        ),
                        local_path="/opt/ml/processing/output/hyperparameters",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
            arguments=["--max-depth", "4", "--eta", "0.1"],
        ),
        property_files=[hyperparameters],
    )
    train_trainer = ModelTrainer(
        training_image="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        compute=Compute(
            instance_type=training_instance_type,
            instance_count=1,
            volume_size_in_gb=30,
        ),
        hyperparameters={
            "num_round": num_round,
            "early_stopping_rounds": 20,
            "sagemaker_program": "train.py",
            "sagemaker_submit_directory": "s3://example-bucket/XGBoostPipeline/code/3fe7e9112f6b8f4cf40a5d73b940cd863644f82d2101968f447b2498401be1c6/sourcedir.tar.gz",
        },
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://example-bucket/XGBoostPipeline/Train",
        ),
        tags=[Tag(key="project", value="churn")],
        base_job_name="Train",
        sagemaker_session=session,
    )
    train = TrainingStep(
        name="Train",
        step_args=train_trainer.train(
            input_data_config=[
                InputData(
                    channel_name="train",
                    data_source=preprocess.properties.ProcessingOutputConfig.Outputs[
                        "train"
                    ].S3Output.S3Uri,
                    content_type="text/csv",
                ),
                InputData(
                    channel_name="validation",
                    data_source=preprocess.properties.ProcessingOutputConfig.Outputs[
                        "validation"
                    ].S3Output.S3Uri,
                    content_type="text/csv",
                ),
                InputData(
                    channel_name="hyperparameters",
                    data_source=Join(
                        on="",
                        values=[
                            prepare_hyperparameters.properties.ProcessingOutputConfig.Outputs[
                                "hyperparameters"
                            ].S3Output.S3Uri,
                            "/hyperparameters.json",
                        ],
                    ),
                    content_type="application/json",
                ),
            ],
        ),
    )
    package_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3", "/opt/ml/processing/input/code/package.py"],
        instance_type="ml.m5.xlarge",
        instance_count=1,
        volume_size_in_gb=30,
        max_runtime_in_seconds=3600,
        tags=[{"Key": "project", "Value": "churn"}],
        base_job_name="Package",
        sagemaker_session=session,
    )
    package = ProcessingStep(
        name="Package",
        step_args=package_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="model",
                    s3_input=ProcessingS3Input(
                        s3_uri=train.properties.ModelArtifacts.S3ModelArtifacts,
                        local_path="/opt/ml/processing/input/model",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
                ProcessingInput(
                    input_name="inference_code",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://example-bucket/XGBoostPipeline/code/e862563e88de3f14cd8997387b6c6488457ed7d5dce7abee992f79efa4959c0b/inference.py",
                        local_path="/opt/ml/processing/input/inference_code",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
                ProcessingInput(
                    input_name="code",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://example-bucket/XGBoostPipeline/code/918d1bf355a1ddedafc94f35027bceab43b9b24653f2d806a74cc48d7513551f/package.py",
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
                    output_name="package",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://example-bucket/XGBoostPipeline/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/Package/output/package",
                            ],
                        ),
                        local_path="/opt/ml/processing/output",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
    )
    register_builder = ModelBuilder(
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        s3_model_data_url=Join(
            on="",
            values=[
                package.properties.ProcessingOutputConfig.Outputs[
                    "package"
                ].S3Output.S3Uri,
                "/model.tar.gz",
            ],
        ),
        env_vars={
            "SAGEMAKER_PROGRAM": "inference.py",
            "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code",
        },
        dependencies={},
        role_arn="arn:aws:iam::000000000000:role/registering-uses-no-role",
        sagemaker_session=session,
    )
    register = ModelStep(
        name="Register",
        step_args=register_builder.register(
            model_package_group_name="ChurnModels",
            content_types=["text/csv"],
            response_types=["application/json"],
            inference_instances=["ml.m5.large", "ml.m5.xlarge"],
            transform_instances=["ml.m5.xlarge"],
            approval_status=model_approval_status,
            skip_model_validation="None",
        ),
    )

    return Pipeline(
        name="XGBoostPipeline",
        parameters=[
            source_data,
            training_instance_type,
            num_round,
            model_approval_status,
        ],
        steps=[
            load_data,
            preprocess,
            prepare_hyperparameters,
            train,
            package,
            register,
        ],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
