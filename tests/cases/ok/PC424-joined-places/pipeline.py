"""The SageMaker pipeline Joined, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.model_metrics import MetricsSource, ModelMetrics
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
    """The pipeline Joined."""
    folder = ParameterString(name="Folder", default_value="data")
    rest = ParameterString(name="Rest", default_value="/data")
    number = ParameterInteger(name="Number", default_value=0)
    any_ = ParameterString(name="Any")

    prepare_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
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
                        s3_uri="s3://example-bucket/raw",
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
                        s3_uri="s3://example-bucket/data/Joined/code/a77d5926cc6f3ebb35c559166022588fca1b8adeb66d72471f5a2d81eaba6885/script.py",
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
                                "s3://example-bucket/data/Joined/",
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
                                "s3://example-bucket/data/Joined/",
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
                                "s3://example-bucket/data/Joined/",
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
    twice_trainer = ModelTrainer(
        training_image="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/R",
        compute=Compute(
            instance_type="ml.m5.xlarge",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        hyperparameters={"num_round": 3},
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://example-bucket/data/Joined/Twice",
        ),
        base_job_name="Twice",
        sagemaker_session=session,
    )
    twice = TrainingStep(
        name="Twice",
        step_args=twice_trainer.train(
            input_data_config=[
                InputData(
                    channel_name="train",
                    data_source=Join(
                        on="",
                        values=[
                            "s3://",
                            prepare.properties.ProcessingOutputConfig.Outputs[
                                "train"
                            ].S3Output.S3Uri,
                        ],
                    ),
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
    glued_trainer = ModelTrainer(
        training_image="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/R",
        compute=Compute(
            instance_type="ml.m5.xlarge",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        hyperparameters={"num_round": 3},
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://example-bucket/data/Joined/Glued",
        ),
        base_job_name="Glued",
        sagemaker_session=session,
    )
    glued = TrainingStep(
        name="Glued",
        step_args=glued_trainer.train(
            input_data_config=[
                InputData(
                    channel_name="train",
                    data_source=Join(
                        on="",
                        values=[
                            prepare.properties.ProcessingOutputConfig.Outputs[
                                "train"
                            ].S3Output.S3Uri,
                            "train.csv",
                        ],
                    ),
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
    report = PropertyFile(name="report", output_name="report", path="report.json")
    evaluate_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3", "-m", "evaluate"],
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
                    output_name="report",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://example-bucket/data/Joined/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/Evaluate/output/report",
                            ],
                        ),
                        local_path="/opt/ml/processing/output/report",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
                ProcessingOutput(
                    output_name="folder",
                    s3_output=ProcessingS3Output(
                        s3_uri="s3://example-bucket/folder/",
                        local_path="/opt/ml/processing/output/folder",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
                ProcessingOutput(
                    output_name="begin",
                    s3_output=ProcessingS3Output(
                        s3_uri="s3://example-bucket/part-",
                        local_path="/opt/ml/processing/output/begin",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
            arguments=[
                "--model",
                Join(
                    on="",
                    values=[
                        twice.properties.ModelArtifacts.S3ModelArtifacts,
                        "/output/model.tar.gz",
                    ],
                ),
            ],
        ),
        property_files=[report],
    )
    register_builder = ModelBuilder(
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        s3_model_data_url=Join(
            on="",
            values=[twice.properties.ModelArtifacts.S3ModelArtifacts, "/model.tar.gz"],
        ),
        env_vars={},
        dependencies={},
        role_arn="arn:aws:iam::000000000000:role/registering-uses-no-role",
        sagemaker_session=session,
    )
    register = ModelStep(
        name="Register",
        step_args=register_builder.register(
            model_package_group_name="houses",
            content_types=["text/csv"],
            response_types=["text/csv"],
            inference_instances=["ml.m5.large", "ml.m5.xlarge"],
            transform_instances=["ml.m5.xlarge"],
            approval_status="PendingManualApproval",
            model_metrics=ModelMetrics(
                model_statistics=MetricsSource(
                    content_type="application/json",
                    s3_uri=Join(
                        on="",
                        values=[
                            evaluate.properties.ProcessingOutputConfig.Outputs[
                                "report"
                            ].S3Output.S3Uri,
                            "/report.json/report.json",
                        ],
                    ),
                ),
            ),
            skip_model_validation="None",
        ),
    )
    beside_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3", "-m", "show"],
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Beside",
        sagemaker_session=session,
    )
    beside = ProcessingStep(
        name="Beside",
        step_args=beside_processor.run(
            arguments=[
                evaluate.properties.ProcessingOutputConfig.Outputs[
                    "folder"
                ].S3Output.S3Uri,
                Join(
                    on="",
                    values=[
                        "s3://",
                        evaluate.properties.ProcessingOutputConfig.Outputs[
                            "folder"
                        ].S3Output.S3Uri,
                        "x",
                    ],
                ),
                Join(
                    on="",
                    values=[
                        evaluate.properties.ProcessingOutputConfig.Outputs[
                            "report"
                        ].S3Output.S3Uri,
                        "/report.json",
                    ],
                ),
                Join(
                    on="",
                    values=[
                        evaluate.properties.ProcessingOutputConfig.Outputs[
                            "report"
                        ].S3Output.S3Uri,
                        "/report.json/report.json/{x}.csv/{x}.csv",
                    ],
                ),
            ],
        ),
    )
    parameter_trainer = ModelTrainer(
        training_image="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/R",
        compute=Compute(
            instance_type="ml.m5.xlarge",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        hyperparameters={"num_round": 3},
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://example-bucket/data/Joined/Parameter",
        ),
        base_job_name="Parameter",
        sagemaker_session=session,
    )
    parameter = TrainingStep(
        name="Parameter",
        step_args=parameter_trainer.train(
            input_data_config=[
                InputData(
                    channel_name="train",
                    data_source=Join(on="", values=["s3://example-bucket", folder]),
                    content_type="text/csv",
                ),
            ],
        ),
    )
    numbered_trainer = ModelTrainer(
        training_image="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/R",
        compute=Compute(
            instance_type="ml.m5.xlarge",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        hyperparameters={"num_round": 3},
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://example-bucket/data/Joined/Numbered",
        ),
        base_job_name="Numbered",
        sagemaker_session=session,
    )
    numbered = TrainingStep(
        name="Numbered",
        step_args=numbered_trainer.train(
            input_data_config=[
                InputData(
                    channel_name="train",
                    data_source=Join(on="", values=["s3://example-bucket", number]),
                    content_type="text/csv",
                ),
            ],
        ),
    )
    run_trainer = ModelTrainer(
        training_image="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/R",
        compute=Compute(
            instance_type="ml.m5.xlarge",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        hyperparameters={"num_round": 3},
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://example-bucket/data/Joined/Run",
        ),
        base_job_name="Run",
        sagemaker_session=session,
    )
    run = TrainingStep(
        name="Run",
        step_args=run_trainer.train(
            input_data_config=[
                InputData(
                    channel_name="train",
                    data_source=Join(
                        on="",
                        values=[
                            "s3://example-bucket",
                            ExecutionVariables.PIPELINE_EXECUTION_ID,
                            "/x",
                        ],
                    ),
                    content_type="text/csv",
                ),
            ],
        ),
    )
    var_trainer = ModelTrainer(
        training_image="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/R",
        compute=Compute(
            instance_type="ml.m5.xlarge",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        hyperparameters={"num_round": 3},
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://example-bucket/data/Joined/Var",
        ),
        base_job_name="Var",
        sagemaker_session=session,
    )
    var = TrainingStep(
        name="Var",
        step_args=var_trainer.train(
            input_data_config=[
                InputData(
                    channel_name="train",
                    data_source="s3://example-bucketdata/x",
                    content_type="text/csv",
                ),
            ],
        ),
    )
    raw_trainer = ModelTrainer(
        training_image="111122223333.dkr.ecr.us-east-1.amazonaws.com/own:1",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/R",
        compute=Compute(
            instance_type="ml.m5.large",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        hyperparameters={},
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://example-bucket/data/Joined/Raw",
            compression_type="NONE",
        ),
        base_job_name="Raw",
        sagemaker_session=session,
    )
    raw = TrainingStep(name="Raw", step_args=raw_trainer.train())
    as_meant_processor = Processor(
        role="arn:aws:iam::111122223333:role/R",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3", "-m", "show"],
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="AsMeant",
        sagemaker_session=session,
    )
    as_meant = ProcessingStep(
        name="AsMeant",
        step_args=as_meant_processor.run(
            arguments=[
                Join(
                    on="",
                    values=[
                        evaluate.properties.ProcessingOutputConfig.Outputs[
                            "folder"
                        ].S3Output.S3Uri,
                        "part.csv",
                    ],
                ),
                Join(
                    on="",
                    values=[
                        evaluate.properties.ProcessingOutputConfig.Outputs[
                            "begin"
                        ].S3Output.S3Uri,
                        "1.csv",
                    ],
                ),
                Join(
                    on="",
                    values=[
                        prepare.properties.ProcessingOutputConfig.Outputs[
                            "train"
                        ].S3Output.S3Uri,
                        "/train.csv",
                    ],
                ),
                Join(
                    on="",
                    values=[
                        evaluate.properties.ProcessingOutputConfig.Outputs[
                            "report"
                        ].S3Output.S3Uri,
                        "/report.json",
                    ],
                ),
                Join(
                    on="",
                    values=[
                        prepare.properties.ProcessingOutputConfig.Outputs[
                            "train"
                        ].S3Output.S3Uri,
                        "/{x}.csv/{x}.csv",
                    ],
                ),
                Join(
                    on="",
                    values=[
                        prepare.properties.ProcessingOutputConfig.Outputs[
                            "train"
                        ].S3Output.S3Uri,
                        "/v1.0/v1.0/part",
                    ],
                ),
                Join(
                    on="",
                    values=[
                        raw.properties.ModelArtifacts.S3ModelArtifacts,
                        "/model.bin",
                    ],
                ),
                Join(
                    on="",
                    values=[
                        "model=",
                        twice.properties.ModelArtifacts.S3ModelArtifacts,
                        ", ",
                        prepare.properties.ProcessingOutputConfig.Outputs[
                            "train"
                        ].S3Output.S3Uri,
                        ".",
                    ],
                ),
                Join(on="", values=["s3://example-bucket", rest]),
                Join(on="", values=["s3://example-bucket", any_]),
                Join(on="", values=["s3://example-bucket-", folder, "/x"]),
            ],
        ),
    )

    return Pipeline(
        name="Joined",
        parameters=[folder, rest, number, any_],
        steps=[
            prepare,
            twice,
            glued,
            evaluate,
            register,
            beside,
            parameter,
            numbered,
            run,
            var,
            raw,
            as_meant,
        ],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
