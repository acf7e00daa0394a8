"""Models and model packages, with metrics, drift baselines and metadata."""

from __future__ import annotations

from sagemaker.core.drift_check_baselines import DriftCheckBaselines
from sagemaker.core.metadata_properties import MetadataProperties
from sagemaker.core.model_metrics import FileSource, MetricsSource, ModelMetrics
from sagemaker.core.resources import Model
from sagemaker.core.shapes import ContainerDefinition
from sagemaker.core.training.configs import Networking
from sagemaker.core.workflow.parameters import ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.retry import StepExceptionTypeEnum, StepRetryPolicy
from sagemaker.serve.model_builder import ModelBuilder

ROLE = "arn:aws:iam::111122223333:role/SageMakerRole"
IMAGE = "111122223333.dkr.ecr.us-east-1.amazonaws.com/my-image:1.0"
REPORTS = "s3://example-bucket/reports"


def statistics(name: str) -> MetricsSource:
    """A JSON report among the pipeline's reports."""
    return MetricsSource(s3_uri=f"{REPORTS}/{name}.json", content_type="application/json")


def build(session: PipelineSession) -> Pipeline:
    """The pipeline."""
    artifacts = ParameterString("ModelData", default_value="s3://example-bucket/model.tar.gz")
    approval = ParameterString(
        "Approval",
        default_value="PendingManualApproval",
        enum_values=["PendingManualApproval", "Approved", "Rejected"],
    )

    builder = ModelBuilder(
        image_uri=IMAGE,
        s3_model_data_url=artifacts,
        env_vars={"LOG_LEVEL": "20"},
        dependencies={},
        network=Networking(
            subnets=["subnet-1"], security_group_ids=["sg-1"], enable_network_isolation=True
        ),
        role_arn=ROLE,
        sagemaker_session=session,
    )
    create = ModelStep(
        "Create",
        step_args=builder.build(
            model_name="my-model", tags=[{"Key": "team", "Value": "shellfish"}]
        ),
        display_name="Create the model",
        description="In the private network",
        retry_policies=[
            StepRetryPolicy(exception_types=[StepExceptionTypeEnum.THROTTLING], max_attempts=3)
        ],
    )

    stages = [
        Model(
            model_name=f"stage-{number}",
            execution_role_arn=ROLE,
            primary_container=ContainerDefinition(
                image=IMAGE, model_data_url=url, environment={"STAGE": str(number)}
            ),
        )
        for number, url in enumerate(["s3://example-bucket/features.tar.gz", artifacts], start=1)
    ]
    chain = ModelStep(
        "CreateChain",
        step_args=ModelBuilder(model=stages, role_arn=ROLE, sagemaker_session=session).build(),
        depends_on=[create],
    )

    metrics = ModelMetrics(
        model_statistics=statistics("quality-statistics"),
        model_constraints=statistics("quality-constraints"),
        model_data_statistics=statistics("data-statistics"),
        model_data_constraints=statistics("data-constraints"),
        bias=MetricsSource(
            s3_uri=f"{REPORTS}/bias.json",
            content_type="application/json",
            content_digest=f"sha256:{'0123456789abcdef' * 4}",
        ),
        bias_pre_training=statistics("bias-before"),
        bias_post_training=statistics("bias-after"),
        explainability=statistics("explainability"),
    )
    baselines = DriftCheckBaselines(
        model_statistics=statistics("baseline-statistics"),
        model_constraints=statistics("baseline-constraints"),
        model_data_statistics=statistics("baseline-data-statistics"),
        model_data_constraints=statistics("baseline-data-constraints"),
        bias_config_file=FileSource(
            s3_uri=f"{REPORTS}/bias-config.json", content_type="application/json"
        ),
        bias_pre_training_constraints=statistics("baseline-bias-before"),
        bias_post_training_constraints=statistics("baseline-bias-after"),
        explainability_constraints=statistics("baseline-explainability"),
        explainability_config_file=FileSource(
            s3_uri=f"{REPORTS}/explainability-config.json", content_type="application/json"
        ),
    )
    register = ModelStep(
        "Register",
        step_args=builder.register(
            model_package_group_name="my-models",
            description="Everything about the model",
            content_types=["text/csv", "application/json"],
            response_types=["text/csv"],
            inference_instances=["ml.m5.xlarge", "ml.m5.4xlarge"],
            transform_instances=["ml.m5.xlarge"],
            approval_status=approval,
            model_metrics=metrics,
            drift_check_baselines=baselines,
            metadata_properties=MetadataProperties(
                commit_id="0042", repository="models", generated_by="pipeline", project_id="p-1"
            ),
            customer_metadata_properties={"owner": "shellfish", "ticket": "12"},
            domain="MACHINE_LEARNING",
            task="REGRESSION",
            sample_payload_url="s3://example-bucket/payload.tar.gz",
            nearest_model_name="xgboost",
            skip_model_validation="All",
        ),
        depends_on=[create],
    )

    plain_builder = ModelBuilder(
        image_uri=IMAGE,
        s3_model_data_url=artifacts,
        dependencies={},
        env_vars={},
        role_arn=ROLE,
        sagemaker_session=session,
    )
    register_plain = ModelStep(
        "RegisterPlain",
        step_args=plain_builder.register(
            model_package_group_name="my-models",
            content_types=["text/csv"],
            response_types=["text/csv"],
        ),
    )
    return Pipeline(
        name="models",
        parameters=[artifacts, approval],
        steps=[create, chain, register, register_plain],
        sagemaker_session=session,
    )
