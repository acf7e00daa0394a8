"""Each argument that version 2 of the SDK has for a step gets a line to write."""

from __future__ import annotations

import json

import pytest

from cli_runs import Pipec, write
from test_sdk_names import (
    AUTO_ML,
    CALLBACK,
    CHECK,
    CONTAINER,
    EMR,
    FUNCTION,
    IN_PLACE,
    LAMBDA,
    OWN_MODEL,
    OWN_REGISTER,
    OWN_TRANSFORM,
    OWN_TUNING,
    QUEUE,
    pipec,
)

__all__ = ["pipec"]

NOTEBOOK = {
    "uses": "NotebookJob",
    "image": '{framework: sagemaker-distribution, version: "3.2"}',
    "inputs": "{notebook: ./notebooks}",
    "options": "{notebook_name: r.ipynb}",
}
CLARIFY = {
    "uses": "DataBiasCheck",
    "inputs": "{dataset: s3://example-bucket/d, analysis_config: s3://example-bucket/a.json}",
}
FUNCTIONS = {**LAMBDA, "function": FUNCTION}
QUEUES = {**CALLBACK, "queue": QUEUE}
CONDITION = {"if": "1 == 1", "then": "{F: {fail: f}}"}
OF_VERSION_2: list[tuple[dict[str, str], str]] = [
    (
        IN_PLACE,
        """
        name step_args estimator cache_config retry_policies image_uri instance_count
        instance_type keep_alive_period_in_seconds volume_size volume_kms_key max_run
        input_mode output_path output_kms_key base_job_name sagemaker_session subnets
        security_group_ids model_uri model_channel_name metric_definitions
        encrypt_inter_container_traffic use_spot_instances max_wait checkpoint_s3_uri
        checkpoint_local_path enable_network_isolation rules debugger_hook_config
        tensorboard_output_config enable_sagemaker_metrics profiler_config
        disable_profiler max_retry_attempts source_dir git_config container_log_level
        code_location entry_point dependencies instance_groups
        training_repository_access_mode training_repository_credentials_provider_arn
        container_entry_point container_arguments disable_output_compression
        enable_infra_check enable_remote_debug enable_session_tag_chaining training_plan
        instance_placement_config framework_version py_version distribution
        compiler_config training_recipe recipe_overrides model_dir transformers_version
        tensorflow_version pytorch_version image_uri_region
        """,
    ),
    (
        CONTAINER,
        """
        name step_args processor job_arguments property_files cache_config
        retry_policies kms_key image_uri instance_count instance_type entrypoint
        volume_size_in_gb volume_kms_key output_kms_key max_runtime_in_seconds
        base_job_name sagemaker_session env network_config estimator_cls
        framework_version py_version code_location container_version
        configuration_location dependency_location submit_app submit_py_files
        submit_jars submit_files arguments wait logs job_name experiment_config
        configuration spark_event_logs_s3_uri submit_class source_dir dependencies
        git_config codeartifact_repo_arn
        """,
    ),
    (
        OWN_TUNING,
        """
        name step_args tuner job_arguments cache_config retry_policies estimator
        objective_metric_name hyperparameter_ranges metric_definitions objective_type
        max_parallel_jobs max_runtime_in_seconds base_tuning_job_name warm_start_config
        strategy_config completion_criteria_config early_stopping_type estimator_name
        random_seed autotune hyperparameters_to_keep_static instance_configs
        """,
    ),
    (
        OWN_TRANSFORM,
        """
        name step_args transformer cache_config retry_policies model_name instance_count
        instance_type strategy assemble_with output_path output_kms_key accept
        max_concurrent_transforms max_payload env base_transform_job_name
        sagemaker_session volume_kms_key data_type content_type compression_type
        split_type job_name input_filter output_filter join_source experiment_config
        model_client_config batch_data_capture_config wait logs
        """,
    ),
    (
        OWN_MODEL,
        """
        name step_args retry_policies repack_model_step_settings image_uri model_data
        predictor_cls env vpc_config sagemaker_session enable_network_isolation
        model_kms_key image_config source_dir code_location entry_point
        container_log_level dependencies git_config resources
        additional_model_data_sources model_reference_arn instance_type accelerator_type
        serverless_inference_config accept_eula framework_version py_version
        model_server_workers models
        """,
    ),
    (
        OWN_REGISTER,
        """
        content_types response_types inference_instances transform_instances
        model_package_name model_package_group_name image_uri model_metrics
        metadata_properties marketplace_cert approval_status drift_check_baselines
        customer_metadata_properties validation_specification domain task
        sample_payload_url framework framework_version nearest_model_name
        data_input_configuration skip_model_validation source_uri model_card
        model_life_cycle accept_eula model_type model_package_registration_type
        base_model
        """,
    ),
    (
        FUNCTIONS,
        """
        name lambda_func cache_config function_arn function_name execution_role_arn
        zipped_code_dir s3_bucket script handler session memory_size runtime vpc_config
        layers
        """,
    ),
    (QUEUES, "name sqs_queue_url cache_config"),
    (
        EMR,
        "name cluster_id step_config cache_config cluster_config execution_role_arn",
    ),
    (
        CHECK,
        """
        name quality_check_config check_job_config skip_check fail_on_violation
        register_new_baseline model_package_group_name supplied_baseline_statistics
        supplied_baseline_constraints cache_config baseline_dataset dataset_format
        record_preprocessor_script output_s3_uri post_analytics_processor_script
        problem_type inference_attribute probability_attribute ground_truth_attribute
        probability_threshold_attribute instance_count instance_type volume_size_in_gb
        volume_kms_key output_kms_key max_runtime_in_seconds base_job_name
        sagemaker_session env network_config
        """,
    ),
    (
        CLARIFY,
        """
        name clarify_check_config check_job_config skip_check fail_on_violation
        register_new_baseline model_package_group_name supplied_baseline_constraints
        cache_config data_config data_bias_config methods kms_key
        monitoring_analysis_config_uri model_config model_predicted_label_config
        explainability_config model_scores
        """,
    ),
    (
        AUTO_ML,
        """
        name step_args cache_config retry_policies target_attribute_name output_kms_key
        output_path base_job_name compression_type sagemaker_session volume_kms_key
        encrypt_inter_container_traffic vpc_config problem_type max_candidates
        max_runtime_per_training_job_in_seconds total_job_runtime_in_seconds
        job_objective generate_candidate_definitions_only content_type s3_data_type
        feature_specification_s3_uri validation_fraction mode
        auto_generate_endpoint_name endpoint_name sample_weight_attribute_name
        """,
    ),
    (
        NOTEBOOK,
        """
        input_notebook image_uri kernel_name name notebook_job_name s3_root_uri
        parameters environment_variables initialization_script s3_kms_key instance_type
        volume_size volume_kms_key encrypt_inter_container_traffic security_group_ids
        subnets max_retry_attempts max_runtime_in_seconds additional_dependencies
        retry_policies
        """,
    ),
    (CONDITION, "name conditions if_steps else_steps"),
]
"""The parameters of the classes of the SDK 2.257 for steps, and of what they run, that are no keys
here as well: `inspect.signature` tells them."""


@pytest.mark.parametrize(
    ("step", "arguments"),
    OF_VERSION_2,
    ids=[" ".join([*s.values()][:1]) for s, _ in OF_VERSION_2],
)
def test_every_argument_of_the_sdk_has_a_line(
    pipec: Pipec, step: dict[str, str], arguments: str
) -> None:
    """What docs/from-the-sdk.md promises."""
    names = arguments.split()
    blocks = [
        "".join(f"    {key}: {value}\n" for key, value in {**step, name: "x"}.items())
        for name in names
    ]
    steps = "".join(f"  S{at}:\n{block}" for at, block in enumerate(blocks))
    file = write("pipeline.yaml", f"pipeline: P\nsteps:\n{steps}").name
    found = json.loads(pipec("validate", file, "--format", "json").out)["diagnostics"]
    hints = {
        name: item["hint"]
        for item in found
        for name in names
        if item["message"].startswith(f"`{name}` is not a key of the step")
    }
    assert {name for name in names if name not in hints} == set()
    assert {k: v for k, v in hints.items() if v.startswith(("its keys", "did you mean"))} == {}
