"""Arguments of SageMaker's SDK that have another form here, each with what to write."""

from __future__ import annotations

NOTHING = "nothing in its place: "
_NO_AWS = f"{NOTHING}compiling asks nothing of AWS"
_FOLDER = "`code: {dir: FOLDER, entry: FILE}`, with all of it in the folder"
_KEYS = "its arguments as keys of the step, as `instance: ml.m5.xlarge`"
WORDS = {
    "check_job_config": ("instance", _KEYS),
    "code_location": ("code", "`vars: {bucket: …, prefix: …}` beside `steps:`: code goes there"),
    "conditions": ("if", "`if: …`, as `steps.STEP.OUTPUT.mse <= 6.0`"),
    "dependencies": ("code", _FOLDER),
    "enable_caching": ("expire", f"{NOTHING}`cache: false` in place of all turns it off"),
    "estimator": ("instance", _KEYS),
    "experiment_config": ("request", "`experiment: {name: …, trial: …}` beside `steps:`"),
    "git_config": ("code", _FOLDER),
    "image_uri_region": ("request", "`vars: {region: …}` beside `steps:`"),
    "input_s3_key_prefix": ("code", "`vars: {bucket: …, prefix: …}` beside `steps:`"),
    "job_name": ("job_prefix", "`job_prefix: …`: the service ends the names itself"),
    "local_container_root": ("request", _NO_AWS),
    "logs": ("request", _NO_AWS),
    "model_trainer": ("instance", _KEYS),
    "name": ("depends_on", "its name as the key that it stands below"),
    "output_path": ("outputs", "`outputs: {OUTPUT: {to: s3://BUCKET/FOLDER}}`"),
    "predictor_cls": ("request", _NO_AWS),
    "processor": ("instance", _KEYS),
    "property_files": ("outputs", "`outputs: {OUTPUT: {report: FILE.json}}`"),
    "sagemaker_session": ("request", _NO_AWS),
    "session": ("request", _NO_AWS),
    "step_args": ("request", _KEYS),
    "training_mode": ("request", f"{NOTHING}each step is a job of the service"),
    "transformer": ("instance", _KEYS),
    "tuner": ("instance", _KEYS),
    "wait": ("request", _NO_AWS),
}
"""Arguments whose values are written in another form here, and the key that must be known for it.

`OUTPUT` is an output that the step has.
"""

_SUBMITS = "`command: [smspark-submit, {flag}]` and an input of that folder"
_MOUNTED = "/opt/ml/processing/input"
_OF_ENDPOINTS = f"{NOTHING}it is of an endpoint's configuration, `kind: EndpointConfig`"
_FUNCTION = "`function: ARN` of a function that is there: a step makes none"
_ANALYSIS = (
    "`inputs: {analysis_config: ./FOLDER/analysis_config.json}`, a file that says it: "
    "docs/from-the-sdk.md has an example"
)
_OF_QUALITY = "its arguments as keys of the step, `inputs:` and `options:`"
_OF_A_TABLE = "`{member}: VALUE` into the entry of `InputDataConfig` under `request:`"
_SCRIPTS = (
    "`kind: QualityCheck` with the script as one more input, and the variable "
    "`environment: {{{name}: PATH}}` for where it lies"
)
_RECIPE = f"{NOTHING}what a recipe says are `hyperparameters`, `image` and `code` here"
_ENCRYPTS = f"{NOTHING}the bucket's own key encrypts what pipec uploads"
_DROPPED = f"{NOTHING}the pipeline service drops it"
_NAMED = f"{NOTHING}the service names the job itself"
_OF_TRAININGS = {
    "model_channel_name": "it as the `ChannelName` of what `model_uri` becomes under `request:`",
    "pytorch_version": "`image: {framework: huggingface, version: …, base: pytorchVALUE}`",
    "recipe_overrides": _RECIPE,
    "script_mode": f"{NOTHING}`code:` says so",
    "tensorflow_version": "`image: {framework: huggingface, version: …, base: tensorflowVALUE}`",
    "training_recipe": _RECIPE,
}
"""What the trainings of a Tuning have too."""
_BY_KIND = {
    "Training": {
        **_OF_TRAININGS,
        "additional_dependencies": "`inputs: {notebook: ./FOLDER}`, with all of it in the folder",
        "compiler_config": "`hyperparameters: {sagemaker_training_compiler_enabled: true, "
        "sagemaker_training_compiler_debug_mode: false}`",
        "initialization_script": "`environment: {SM_INIT_SCRIPT: FILE}`, with the file in the "
        "folder of the notebook",
        "parameters": "`hyperparameters: VALUE`",
        "s3_kms_key": "`kms: {output: VALUE}`",
        "s3_root_uri": "`vars: {bucket: …, prefix: …}` beside `steps:`: all goes there",
    },
    "Processing": {
        "codeartifact_repo_arn": "a `command:` that installs: docs/language.md has one for "
        "`requirements.txt`",
        "configuration": f"`inputs: {{conf: {{value: ./FOLDER/configuration.json, path: {_MOUNTED}"
        "/conf}}`, a file that says it",
        "configuration_location": f"{NOTHING}`inputs:` say where files lie",
        "container_version": "`image: URI`, which `sagemaker.image_uris.retrieve` of the SDK tells",
        "dependency_location": f"{NOTHING}`inputs:` say where files lie",
        "estimator_cls": "`image: {framework: …, version: …}`",
        "kms_key": _ENCRYPTS,
        "spark_event_logs_s3_uri": "`outputs: {events: {path: {local: /opt/ml/processing/"
        "spark-events/, upload: Continuous}, to: VALUE}}` and `command: [smspark-submit, "
        "--local-spark-event-logs-dir, /opt/ml/processing/spark-events/]`",
        "submit_app": "`code: VALUE`",
        "submit_class": "`command: [smspark-submit, --class, VALUE]`",
        "submit_files": _SUBMITS.format(flag=f"--files, {_MOUNTED}/files"),
        "submit_jars": _SUBMITS.format(flag=f"--jars, {_MOUNTED}/jars"),
        "submit_py_files": _SUBMITS.format(flag=f"--py-files, {_MOUNTED}/py-files"),
    },
    "Tuning": {
        **_OF_TRAININGS,
        "compiler_config": f"{NOTHING}the trainings of a Tuning have none",
        "estimator_name": "`DefinitionName: VALUE` in one of `request: {TrainingJobDefinitions: "
        "[…]}`",
        "job_arguments": f"{NOTHING}the trainings of a Tuning take no arguments",
        "hyperparameters_to_keep_static": f"{NOTHING}all of `hyperparameters:` are fixed",
    },
    "Model": {
        "accelerator_type": _OF_ENDPOINTS,
        "accept_eula": "`request: {PrimaryContainer: {ModelDataSource: {S3DataSource: {…, "
        "ModelAccessConfig: {AcceptEula: VALUE}}}}}`",
        "additional_model_data_sources": "`request: {PrimaryContainer: "
        "{AdditionalModelDataSources: […]}}`",
        "instance_type": f"{NOTHING}a model has no machine; an image for GPUs is "
        "`image: {framework: …, version: …, accelerator: gpu}`",
        "model_kms_key": _ENCRYPTS,
        "model_reference_arn": "`request: {PrimaryContainer: {ModelDataSource: {S3DataSource: "
        "{…, HubAccessConfig: {HubContentArn: VALUE}}}}}`",
        "models": "`request: {Containers: […]}`, an entry for each",
        "repack_model_step_settings": f"{NOTHING}nothing is repacked by itself",
        "resources": _OF_ENDPOINTS,
        "serverless_inference_config": _OF_ENDPOINTS,
        "steps": f"{NOTHING}each stands below its name",
    },
    "RegisterModel": {
        "accept_eula": "`request: {InferenceSpecification: {Containers: [{ModelDataSource: "
        "{S3DataSource: {…, ModelAccessConfig: {AcceptEula: VALUE}}}}]}}`",
        "marketplace_cert": _DROPPED,
        "validation_specification": "`request: {ValidationSpecification: {ValidationRole: …, "
        "ValidationProfiles: […]}}`",
        "base_model": "`request: {InferenceSpecification: {Containers: [{BaseModel: {…}}]}}`",
        "model_package_name": f"{NOTHING}a step registers a version of a group",
        "model_type": f"{NOTHING}the request says it all",
    },
    "Lambda": dict.fromkeys(
        (
            "execution_role_arn",
            "function_name",
            "handler",
            "layers",
            "memory_size",
            "runtime",
            "s3_bucket",
            "script",
            "vpc_config",
            "zipped_code_dir",
        ),
        _FUNCTION,
    ),
    "QualityCheck": {
        "base_job_name": _NAMED,
        "output_s3_uri": "`outputs: {OUTPUT: {to: VALUE}}`",
        "post_analytics_processor_script": _SCRIPTS.format(name="post_analytics_processor_script"),
        "quality_check_config": _OF_QUALITY,
        "record_preprocessor_script": _SCRIPTS.format(name="record_preprocessor_script"),
        **{
            name: f"`environment: {{{name}: VALUE}}`"
            for name in (
                "ground_truth_attribute",
                "inference_attribute",
                "probability_attribute",
                "probability_threshold_attribute",
                "problem_type",
            )
        },
    },
    "ClarifyCheck": {
        "base_job_name": _NAMED,
        "kms_key": "`kms: {output: VALUE}`",
        "s3_analysis_config_output_path": f"{NOTHING}the file goes where code goes",
        "monitoring_analysis_config_uri": _ANALYSIS,
        **dict.fromkeys(
            (
                "bias_config",
                "clarify_check_config",
                "data_bias_config",
                "data_config",
                "explainability_config",
                "methods",
                "model_config",
                "model_predicted_label_config",
                "model_scores",
            ),
            _ANALYSIS,
        ),
    },
    "AutoML": {
        "base_job_name": _NAMED,
        "generate_candidate_definitions_only": _DROPPED,
        "auto_generate_endpoint_name": f"{NOTHING}a step deploys no endpoint",
        "endpoint_name": f"{NOTHING}a step deploys no endpoint",
        **{
            name: _OF_A_TABLE.format(member=member)
            for name, member in {
                "compression_type": "CompressionType",
                "content_type": "ContentType",
                "s3_data_type": "S3DataType",
                "sample_weight_attribute_name": "SampleWeightAttributeName",
                "target_attribute_name": "TargetAttributeName",
            }.items()
        },
    },
}
"""By the kind of step: arguments that mean something to it alone, `VALUE` being what they say."""


def words_of(kind: str, argument: str) -> str:
    """What to write for an argument of one kind of step; "" if it has none of its own."""
    return _BY_KIND.get(kind, {}).get(argument, "")
