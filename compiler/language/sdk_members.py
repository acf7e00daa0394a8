"""The members of a request that arguments of SageMaker's SDK become."""

from __future__ import annotations

_JOB = "TrainingJobDefinition"
_FLEXIBLE = "HyperParameterTuningResourceConfig"
_SEARCH = "HyperParameterTuningJobConfig"
_IMAGE_CONFIG = "AlgorithmSpecification.TrainingImageConfig"
_CREDENTIALS = "TrainingRepositoryAuthConfig.TrainingRepositoryCredentialsProviderArn"
_AUTO_ML = "AutoMLJobConfig"
_CONTAINER = "InferenceSpecification.Containers.0"
_OUTPUT = "{S3OutputPath: s3://BUCKET/FOLDER}"
_RULE_IMAGE = "ACCOUNT.dkr.ecr.REGION.amazonaws.com/sagemaker-debugger-rules:latest"
_RULE = (
    f'[{{RuleConfigurationName: NAME, RuleEvaluatorImage: "{_RULE_IMAGE}", '
    "RuleParameters: {rule_to_invoke: NAME}}]"
)
_STATISTICS = (
    '{ModelQuality: {Statistics: {ContentType: application/json, S3Uri: "${steps.STEP.OUTPUT}"}}}'
)
_WARM_START = (
    "{WarmStartType: TransferLearning, "
    "ParentHyperParameterTuningJobs: [{HyperParameterTuningJobName: NAME}]}"
)
_GROUP = "[{InstanceGroupName: NAME, InstanceType: ml.m5.xlarge, InstanceCount: 1}]"
_MACHINE = "[{InstanceType: ml.m5.xlarge, InstanceCount: 1, VolumeSizeInGB: 30}]"
_WAIT = "StoppingCondition.MaxWaitTimeInSeconds"
_OF_TRAININGS = {
    "algorithm_arn": ("AlgorithmSpecification.AlgorithmName", ""),
    "algorithm_name": ("AlgorithmSpecification.AlgorithmName", ""),
    "checkpoint_local_path": ("CheckpointConfig.LocalPath", ""),
    "checkpoint_s3_uri": ("CheckpointConfig.S3Uri", ""),
    "disable_output_compression": ("OutputDataConfig.CompressionType", "NONE"),
    "enable_sagemaker_metrics": ("AlgorithmSpecification.EnableSageMakerMetricsTimeSeries", ""),
    "instance_groups": ("ResourceConfig.InstanceGroups", _GROUP),
    "max_retry_attempts": ("RetryStrategy.MaximumRetryAttempts", ""),
    "max_wait": (_WAIT, ""),
    "model_uri": ("InputDataConfig.0.DataSource.S3DataSource.S3Uri", ""),
    "metric_definitions": ("AlgorithmSpecification.MetricDefinitions", "[{Name: …, Regex: …}]"),
    "output_path": ("OutputDataConfig.S3OutputPath", ""),
    "use_spot_instances": ("EnableManagedSpotTraining", ""),
}
"""Members that each training of a Tuning has too."""
MEMBERS = {
    "Training": {
        **_OF_TRAININGS,
        "debugger_hook_config": ("DebugHookConfig", _OUTPUT),
        "disable_profiler": ("ProfilerConfig.DisableProfiler", ""),
        "enable_infra_check": ("InfraCheckConfig.EnableInfraCheck", ""),
        "enable_remote_debug": ("RemoteDebugConfig.EnableRemoteDebug", ""),
        "enable_session_tag_chaining": ("SessionChainingConfig.EnableSessionTagChaining", ""),
        "instance_placement_config": (
            "ResourceConfig.InstancePlacementConfig",
            "{EnableMultipleJobs: true}",
        ),
        "profiler_config": ("ProfilerConfig", _OUTPUT),
        "rules": ("DebugRuleConfigurations", _RULE),
        "tensorboard_output_config": ("TensorBoardOutputConfig", _OUTPUT),
        "training_image_config": (
            _IMAGE_CONFIG,
            "{TrainingRepositoryAccessMode: Vpc}",
        ),
        "training_plan": ("ResourceConfig.TrainingPlanArn", ""),
        "training_repository_access_mode": (f"{_IMAGE_CONFIG}.TrainingRepositoryAccessMode", ""),
        "training_repository_credentials_provider_arn": (f"{_IMAGE_CONFIG}.{_CREDENTIALS}", ""),
    },
    "Tuning": {
        "instance_configs": (
            f"{_JOB}.{_FLEXIBLE}.InstanceConfigs",
            _MACHINE,
        ),
        **{name: (f"{_JOB}.{path}", form) for name, (path, form) in _OF_TRAININGS.items()},
        "autotune": ("Autotune", "{Mode: Enabled}"),
        "completion_criteria_config": (
            f"{_SEARCH}.TuningJobCompletionCriteria",
            "{TargetObjectiveMetricValue: 0.9}",
        ),
        "early_stopping_type": (f"{_SEARCH}.TrainingJobEarlyStoppingType", ""),
        "max_runtime_in_seconds": (f"{_SEARCH}.ResourceLimits.MaxRuntimeInSeconds", ""),
        "random_seed": (f"{_SEARCH}.RandomSeed", ""),
        "strategy_config": (
            f"{_SEARCH}.StrategyConfig",
            "{HyperbandStrategyConfig: {MinResource: 1, MaxResource: 10}}",
        ),
        "warm_start_config": ("WarmStartConfig", _WARM_START),
    },
    "Transform": {
        "accept": ("TransformOutput.Accept", ""),
        "assemble_with": ("TransformOutput.AssembleWith", ""),
        "batch_data_capture_config": (
            "DataCaptureConfig",
            "{DestinationS3Uri: s3://BUCKET/FOLDER}",
        ),
        "compression_type": ("TransformInput.CompressionType", ""),
        "content_type": ("TransformInput.ContentType", ""),
        "data_type": ("TransformInput.DataSource.S3DataSource.S3DataType", ""),
        "input_filter": ("DataProcessing.InputFilter", ""),
        "join_source": ("DataProcessing.JoinSource", ""),
        "max_concurrent_transforms": ("MaxConcurrentTransforms", ""),
        "max_payload": ("MaxPayloadInMB", ""),
        "model_client_config": ("ModelClientConfig", "{InvocationsTimeoutInSeconds: 600}"),
        "model_name": ("ModelName", ""),
        "output_filter": ("DataProcessing.OutputFilter", ""),
        "output_path": ("TransformOutput.S3OutputPath", ""),
        "split_type": ("TransformInput.SplitType", ""),
        "strategy": ("BatchStrategy", ""),
    },
    "Model": {
        "image_config": ("PrimaryContainer.ImageConfig", "{RepositoryAccessMode: Vpc}"),
        "model_data": ("PrimaryContainer.ModelDataUrl", ""),
    },
    "RegisterModel": {
        "approval_status": ("ModelApprovalStatus", ""),
        "content_types": ("InferenceSpecification.SupportedContentTypes", "[text/csv]"),
        "customer_metadata_properties": ("CustomerMetadataProperties", "{NAME: TEXT}"),
        "data_input_configuration": (f"{_CONTAINER}.ModelInput.DataInputConfig", ""),
        "domain": ("Domain", ""),
        "framework": (f"{_CONTAINER}.Framework", ""),
        "drift_check_baselines": ("DriftCheckBaselines", _STATISTICS),
        "framework_version": (f"{_CONTAINER}.FrameworkVersion", ""),
        "inference_instances": (
            "InferenceSpecification.SupportedRealtimeInferenceInstanceTypes",
            "[ml.m5.xlarge]",
        ),
        "metadata_properties": ("MetadataProperties", "{CommitId: …}"),
        "model_card": ("ModelCard", "{ModelCardStatus: Draft, ModelCardContent: …}"),
        "model_data": (f"{_CONTAINER}.ModelDataUrl", ""),
        "model_life_cycle": ("ModelLifeCycle", "{Stage: …, StageStatus: …}"),
        "model_metrics": ("ModelMetrics", _STATISTICS),
        "model_package_group_name": ("ModelPackageGroupName", ""),
        "model_package_registration_type": ("ModelPackageRegistrationType", ""),
        "nearest_model_name": (f"{_CONTAINER}.NearestModelName", ""),
        "response_types": ("InferenceSpecification.SupportedResponseMIMETypes", "[text/csv]"),
        "sample_payload_url": ("SamplePayloadUrl", ""),
        "skip_model_validation": ("SkipModelValidation", ""),
        "source_uri": ("SourceUri", ""),
        "task": ("Task", ""),
        "transform_instances": (
            "InferenceSpecification.SupportedTransformInstanceTypes",
            "[ml.m5.xlarge]",
        ),
    },
    "AutoML": {
        "feature_specification_s3_uri": (
            f"{_AUTO_ML}.CandidateGenerationConfig.FeatureSpecificationS3Uri",
            "",
        ),
        "job_objective": ("AutoMLJobObjective", "{MetricName: F1}"),
        "max_candidates": (f"{_AUTO_ML}.CompletionCriteria.MaxCandidates", ""),
        "max_runtime_per_training_job_in_seconds": (
            f"{_AUTO_ML}.CompletionCriteria.MaxRuntimePerTrainingJobInSeconds",
            "",
        ),
        "mode": (f"{_AUTO_ML}.Mode", ""),
        "output_path": ("OutputDataConfig.S3OutputPath", ""),
        "problem_type": ("ProblemType", ""),
        "total_job_runtime_in_seconds": (
            f"{_AUTO_ML}.CompletionCriteria.MaxAutoMLJobRuntimeInSeconds",
            "",
        ),
        "validation_fraction": (f"{_AUTO_ML}.DataSplitConfig.ValidationFraction", ""),
    },
    "EMR": {
        "cluster_config": ("ClusterConfig", "{Instances: {InstanceGroups: […]}}"),
        "cluster_id": ("ClusterId", ""),
        "execution_role_arn": ("ExecutionRoleArn", ""),
        "step_config": ("StepConfig", "{HadoopJarStep: {Jar: s3://…, Args: […]}}"),
    },
}
"""By the kind of step, and the argument of the SDK: the member of the request, and an example of
what it holds where that is a mapping or a list, or is not the argument's own value."""
_OF_QUALITY = {
    "model_constraints": "ModelQuality.Constraints",
    "model_data_constraints": "ModelDataQuality.Constraints",
    "model_data_statistics": "ModelDataQuality.Statistics",
    "model_statistics": "ModelQuality.Statistics",
}
REPORTS = {
    "model_metrics": {
        "bias": "Bias.Report",
        "bias_post_training": "Bias.PostTrainingReport",
        "bias_pre_training": "Bias.PreTrainingReport",
        "explainability": "Explainability.Report",
        **_OF_QUALITY,
    },
    "drift_check_baselines": {
        "bias_config_file": "Bias.ConfigFile",
        "bias_post_training_constraints": "Bias.PostTrainingConstraints",
        "bias_pre_training_constraints": "Bias.PreTrainingConstraints",
        "explainability_config_file": "Explainability.ConfigFile",
        "explainability_constraints": "Explainability.Constraints",
        **_OF_QUALITY,
    },
}
"""What the SDK's `ModelMetrics` and `DriftCheckBaselines` hold, and the members that it becomes."""
