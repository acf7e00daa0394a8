"""The SageMaker pipeline NoFalseAlarms, written by pipec from pipeline.yaml.

Do not edit: change pipeline.yaml and compile again.
"""

from sagemaker.core.lambda_helper import Lambda
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
from sagemaker.core.workflow.conditions import (
    ConditionEquals,
    ConditionLessThan,
    ConditionNot,
)
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join, JsonGet
from sagemaker.core.workflow.parameters import ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.core.workflow.properties import PropertyFile
from sagemaker.mlops.workflow.condition_step import ConditionStep
from sagemaker.mlops.workflow.lambda_step import LambdaStep
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.pipeline_experiment_config import PipelineExperimentConfig
from sagemaker.mlops.workflow.step_dependency import StepDependency, TriggerCondition
from sagemaker.mlops.workflow.steps import ProcessingStep, TrainingStep
from sagemaker.serve.model_builder import ModelBuilder
from sagemaker.train import ModelTrainer


def build(session: PipelineSession) -> Pipeline:
    """The pipeline NoFalseAlarms."""
    data = ParameterString(name="Data", default_value="s3://example-bucket/data")
    extra = ParameterString(name="Extra", default_value="")

    prepare_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/prepare:1",
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
                        s3_uri=data,
                        local_path="/opt/ml/processing/input/raw_data",
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
                                "s3://example-bucket/NoFalseAlarms/",
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
                                "s3://example-bucket/NoFalseAlarms/",
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
                                "s3://example-bucket/NoFalseAlarms/",
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
        hyperparameters={"num_round": 3},
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://example-bucket/NoFalseAlarms/Train",
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
    evaluation_report = PropertyFile(
        name="evaluation_report",
        output_name="evaluation_report",
        path="evaluation.json",
    )
    evaluate_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3", "/opt/ml/processing/input/code/script.py"],
        instance_type="ml.m5.xlarge",
        instance_count=1,
        volume_size_in_gb=30,
        max_runtime_in_seconds=3600,
        base_job_name="Evaluate",
        sagemaker_session=session,
    )
    evaluate = ProcessingStep(
        name="Evaluate",
        step_args=evaluate_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="model",
                    s3_input=ProcessingS3Input(
                        s3_uri=train.properties.ModelArtifacts.S3ModelArtifacts,
                        local_path="/opt/ml/processing/model",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
                ProcessingInput(
                    input_name="test_data",
                    s3_input=ProcessingS3Input(
                        s3_uri=prepare.properties.ProcessingOutputConfig.Outputs[
                            "test"
                        ].S3Output.S3Uri,
                        local_path="/opt/ml/processing/test",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
                ProcessingInput(
                    input_name="code",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://example-bucket/NoFalseAlarms/code/a77d5926cc6f3ebb35c559166022588fca1b8adeb66d72471f5a2d81eaba6885/script.py",
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
                    output_name="evaluation_report",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://example-bucket/NoFalseAlarms/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/Evaluate/output/evaluation_report",
                            ],
                        ),
                        local_path="/opt/ml/processing/evaluation",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
        property_files=[evaluation_report],
    )
    bias_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="111122223333.dkr.ecr.us-east-1.amazonaws.com/bias:1",
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Bias",
        sagemaker_session=session,
    )
    bias = ProcessingStep(
        name="Bias",
        step_args=bias_processor.run(
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
                    input_name="test_data",
                    s3_input=ProcessingS3Input(
                        s3_uri=prepare.properties.ProcessingOutputConfig.Outputs[
                            "test"
                        ].S3Output.S3Uri,
                        local_path="/opt/ml/processing/input/test_data",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
            ],
            outputs=[
                ProcessingOutput(
                    output_name="bias",
                    s3_output=ProcessingS3Output(
                        s3_uri=Join(
                            on="",
                            values=[
                                "s3://example-bucket/NoFalseAlarms/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/Bias/output/bias",
                            ],
                        ),
                        local_path="/opt/ml/processing/output/bias",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
    )
    train_with_extra_trainer = ModelTrainer(
        training_image="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        compute=Compute(
            instance_type="ml.m5.xlarge",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        hyperparameters={"num_round": 3},
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://example-bucket/NoFalseAlarms/TrainWithExtra",
        ),
        base_job_name="TrainWithExtra",
        sagemaker_session=session,
    )
    train_with_extra = TrainingStep(
        name="TrainWithExtra",
        step_args=train_with_extra_trainer.train(
            input_data_config=[
                InputData(
                    channel_name="train",
                    data_source=data,
                    content_type="text/csv",
                ),
                InputData(
                    channel_name="validation",
                    data_source=extra,
                    content_type="text/csv",
                ),
            ],
        ),
    )
    gate = ConditionStep(
        name="Gate",
        conditions=[
            ConditionLessThan(
                left=JsonGet(
                    step_name="Evaluate",
                    property_file=evaluation_report,
                    json_path="mse",
                ),
                right=3,
            ),
            ConditionNot(ConditionEquals(left=extra, right="")),
        ],
        if_steps=[train_with_extra],
        else_steps=[],
    )
    script_trainer = ModelTrainer(
        training_image="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        training_input_mode="File",
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        compute=Compute(
            instance_type="ml.m5.xlarge",
            instance_count=1,
            volume_size_in_gb=30,
        ),
        hyperparameters={
            "sagemaker_program": "train.py",
            "sagemaker_submit_directory": "s3://example-bucket/NoFalseAlarms/code/7fa00e76d67dabcf9877a054809949184b093e08ea32abb21e6e3cfdedeec5af/sourcedir.tar.gz",
        },
        stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
        output_data_config=OutputDataConfig(
            s3_output_path="s3://example-bucket/NoFalseAlarms/Script",
        ),
        base_job_name="Script",
        sagemaker_session=session,
    )
    script = TrainingStep(
        name="Script",
        step_args=script_trainer.train(
            input_data_config=[InputData(channel_name="train", data_source=data)],
        ),
    )
    pack_processor = Processor(
        role="arn:aws:iam::111122223333:role/SageMakerRole",
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        entrypoint=["python3", "/opt/ml/processing/input/code/script.py"],
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=30,
        base_job_name="Pack",
        sagemaker_session=session,
    )
    pack = ProcessingStep(
        name="Pack",
        step_args=pack_processor.run(
            inputs=[
                ProcessingInput(
                    input_name="first",
                    s3_input=ProcessingS3Input(
                        s3_uri=script.properties.ModelArtifacts.S3ModelArtifacts,
                        local_path="/opt/ml/processing/input/first",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
                ProcessingInput(
                    input_name="second",
                    s3_input=ProcessingS3Input(
                        s3_uri=train.properties.ModelArtifacts.S3ModelArtifacts,
                        local_path="/opt/ml/processing/input/second",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                        s3_data_distribution_type="FullyReplicated",
                        s3_compression_type="None",
                    ),
                ),
                ProcessingInput(
                    input_name="code",
                    s3_input=ProcessingS3Input(
                        s3_uri="s3://example-bucket/NoFalseAlarms/code/a77d5926cc6f3ebb35c559166022588fca1b8adeb66d72471f5a2d81eaba6885/script.py",
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
                                "s3://example-bucket/NoFalseAlarms/",
                                ExecutionVariables.PIPELINE_EXECUTION_ID,
                                "/Pack/output/package",
                            ],
                        ),
                        local_path="/opt/ml/processing/output",
                        s3_upload_mode="EndOfJob",
                    ),
                ),
            ],
        ),
    )
    create_builder = ModelBuilder(
        image_uri="683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
        s3_model_data_url=Join(
            on="",
            values=[
                pack.properties.ProcessingOutputConfig.Outputs[
                    "package"
                ].S3Output.S3Uri,
                "/model.tar.gz",
            ],
        ),
        env_vars={},
        role_arn="arn:aws:iam::111122223333:role/SageMakerRole",
        sagemaker_session=session,
    )
    create = ModelStep(name="Create", step_args=create_builder.build())
    alarm = LambdaStep(
        name="Alarm",
        lambda_func=Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:alarm",
            session=session,
        ),
        inputs={"reason": script.properties.FailureReason, "prefix": "used"},
        depends_on=[StepDependency(script, TriggerCondition.FAILED)],
    )
    bare = ConditionStep(
        name="Bare",
        conditions=[ConditionEquals(left=extra, right="x")],
        if_steps=[],
        else_steps=[],
    )
    else_ = LambdaStep(
        name="else",
        lambda_func=Lambda(
            function_arn="arn:aws:lambda:us-east-1:111122223333:function:f",
            session=session,
        ),
        description="a, b",
    )

    return Pipeline(
        name="NoFalseAlarms",
        parameters=[data, extra],
        steps=[
            prepare,
            train,
            evaluate,
            bias,
            gate,
            script,
            pack,
            create,
            alarm,
            bare,
            else_,
        ],
        pipeline_experiment_config=PipelineExperimentConfig(
            experiment_name=ExecutionVariables.PIPELINE_NAME,
            trial_name=ExecutionVariables.PIPELINE_EXECUTION_ID,
        ),
        sagemaker_session=session,
    )


if __name__ == "__main__":
    print(build(PipelineSession()).definition())
