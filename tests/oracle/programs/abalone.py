"""The abalone classic: preprocess, train, evaluate; register, create and score, or fail.

After the pipeline of amazon-sagemaker-examples (preprocess, train, evaluate, batch transform).
"""

from __future__ import annotations

from sagemaker.core import image_uris
from sagemaker.core.model_metrics import MetricsSource, ModelMetrics
from sagemaker.core.processing import ScriptProcessor
from sagemaker.core.shapes import (
    OutputDataConfig,
    ProcessingInput,
    ProcessingOutput,
    ProcessingS3Input,
    ProcessingS3Output,
)
from sagemaker.core.transformer import Transformer
from sagemaker.core.workflow.conditions import ConditionLessThanOrEqualTo
from sagemaker.core.workflow.functions import Join, JsonGet
from sagemaker.core.workflow.parameters import ParameterFloat, ParameterInteger, ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.core.workflow.properties import PropertyFile
from sagemaker.mlops.workflow.condition_step import ConditionStep
from sagemaker.mlops.workflow.fail_step import FailStep
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.steps import CacheConfig, ProcessingStep, TrainingStep, TransformStep
from sagemaker.serve.model_builder import ModelBuilder
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, InputData

ROLE = "arn:aws:iam::111122223333:role/SageMakerRole"
CODE = "s3://example-bucket/abalone/code"


def processing_input(name: str, uri: object, path: str) -> ProcessingInput:
    """A folder that is copied into the container."""
    source = ProcessingS3Input(
        s3_uri=uri, local_path=path, s3_data_type="S3Prefix", s3_input_mode="File"
    )
    return ProcessingInput(input_name=name, s3_input=source)


def processing_output(name: str, path: str) -> ProcessingOutput:
    """A folder that is copied to the SDK's own place: a text that is no S3 URI asks for it."""
    target = ProcessingS3Output(s3_uri=path, local_path=path, s3_upload_mode="EndOfJob")
    return ProcessingOutput(output_name=name, s3_output=target)


def build(session: PipelineSession) -> Pipeline:
    """The pipeline."""
    instance_count = ParameterInteger("ProcessingInstanceCount", default_value=1)
    instance_type = ParameterString(
        "TrainingInstanceType",
        default_value="ml.m5.xlarge",
        enum_values=["ml.m5.xlarge", "ml.m5.4xlarge"],
    )
    approval = ParameterString("ModelApprovalStatus", default_value="PendingManualApproval")
    input_data = ParameterString("InputData", default_value="s3://example-bucket/abalone/data.csv")
    batch_data = ParameterString("BatchData", default_value="s3://example-bucket/abalone/batch")
    threshold = ParameterFloat("MseThreshold", default_value=6.0)

    region = session.boto_region_name
    sklearn = image_uris.retrieve("sklearn", region, version="1.2-1", py_version="py3")
    xgboost = image_uris.retrieve("xgboost", region, version="1.7-1")

    preprocessor = ScriptProcessor(
        image_uri=sklearn,
        command=["python3"],
        instance_type="ml.m5.xlarge",
        instance_count=instance_count,
        base_job_name="abalone-preprocess",
        role=ROLE,
        sagemaker_session=session,
    )
    preprocess = ProcessingStep(
        "PreprocessAbaloneData",
        step_args=preprocessor.run(
            inputs=[processing_input("raw_data", input_data, "/opt/ml/processing/input")],
            outputs=[
                processing_output("train", "/opt/ml/processing/train"),
                processing_output("validation", "/opt/ml/processing/validation"),
                processing_output("test", "/opt/ml/processing/test"),
            ],
            code=f"{CODE}/preprocess.py",
            arguments=["--target", "rings"],
        ),
        cache_config=CacheConfig(enable_caching=True, expire_after="P30D"),
    )
    prepared = preprocess.properties.ProcessingOutputConfig.Outputs

    trainer = ModelTrainer(
        training_image=xgboost,
        compute=Compute(instance_type=instance_type, instance_count=1, volume_size_in_gb=30),
        output_data_config=OutputDataConfig(s3_output_path="s3://example-bucket/abalone/models"),
        hyperparameters={
            "objective": "reg:squarederror",
            "num_round": 50,
            "max_depth": 5,
            "eta": 0.2,
            "gamma": 4,
            "min_child_weight": 6,
            "subsample": 0.7,
        },
        base_job_name="abalone-train",
        role=ROLE,
        sagemaker_session=session,
    )
    train = TrainingStep(
        "TrainAbaloneModel",
        step_args=trainer.train(
            input_data_config=[
                InputData(
                    channel_name=channel,
                    data_source=prepared[channel].S3Output.S3Uri,
                    content_type="text/csv",
                )
                for channel in ("train", "validation")
            ]
        ),
        cache_config=CacheConfig(enable_caching=True, expire_after="P30D"),
    )
    artifacts = train.properties.ModelArtifacts.S3ModelArtifacts

    evaluator = ScriptProcessor(
        image_uri=xgboost,
        command=["python3"],
        instance_type="ml.m5.xlarge",
        instance_count=1,
        base_job_name="abalone-evaluate",
        role=ROLE,
        sagemaker_session=session,
    )
    report = PropertyFile(name="EvaluationReport", output_name="evaluation", path="evaluation.json")
    evaluate = ProcessingStep(
        "EvaluateAbaloneModel",
        step_args=evaluator.run(
            inputs=[
                processing_input("model", artifacts, "/opt/ml/processing/model"),
                processing_input(
                    "test", prepared["test"].S3Output.S3Uri, "/opt/ml/processing/test"
                ),
            ],
            outputs=[processing_output("evaluation", "/opt/ml/processing/evaluation")],
            code=f"{CODE}/evaluate.py",
        ),
        property_files=[report],
    )

    builder = ModelBuilder(
        image_uri=xgboost, s3_model_data_url=artifacts, role_arn=ROLE, sagemaker_session=session
    )
    create = ModelStep("CreateAbaloneModel", step_args=builder.build())
    transformer = Transformer(
        model_name=create.properties.ModelName,
        instance_type="ml.m5.xlarge",
        instance_count=1,
        sagemaker_session=session,
    )
    transform = TransformStep("ScoreAbaloneBatch", step_args=transformer.transform(data=batch_data))

    evaluation = evaluate.properties.ProcessingOutputConfig.Outputs["evaluation"].S3Output.S3Uri
    metrics = ModelMetrics(
        model_statistics=MetricsSource(
            s3_uri=Join(on="/", values=[evaluation, "evaluation.json"]),
            content_type="application/json",
        )
    )
    register = ModelStep(
        "RegisterAbaloneModel",
        step_args=builder.register(
            model_package_group_name="AbaloneModels",
            content_types=["text/csv"],
            response_types=["text/csv"],
            inference_instances=["ml.t2.medium", "ml.m5.xlarge"],
            transform_instances=["ml.m5.xlarge"],
            approval_status=approval,
            model_metrics=metrics,
        ),
    )

    fail = FailStep(
        "MseTooHigh",
        error_message=Join(on=" ", values=["Execution failed: the MSE is above", threshold]),
    )
    check = ConditionStep(
        "CheckMse",
        conditions=[
            ConditionLessThanOrEqualTo(
                left=JsonGet(
                    step_name=evaluate.name,
                    property_file=report,
                    json_path="regression_metrics.mse.value",
                ),
                right=threshold,
            )
        ],
        if_steps=[register, create, transform],
        else_steps=[fail],
    )
    return Pipeline(
        name="AbalonePipeline",
        parameters=[
            instance_count,
            instance_type,
            approval,
            input_data,
            batch_data,
            threshold,
        ],
        steps=[preprocess, train, evaluate, check],
        sagemaker_session=session,
    )
