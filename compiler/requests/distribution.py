"""Hyperparameters by which the training toolkit is told to run on several machines or GPUs."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.model import Step
from pipec.compiler.requests.written import place_of_key, place_of_name
from pipec.compiler.service.machines import family_of
from pipec.compiler.similarity import did_you_mean, suggestions
from pipec.compiler.steps.base import StepDefinition
from pipec.compiler.values import Wire

_BEGIN = "sagemaker_"
_MACHINE = "sagemaker_instance_type"
_DATA_PARALLEL = "sagemaker_distributed_dataparallel_enabled"
_NAMES = f"""
sagemaker_additional_mpi_options sagemaker_container_log_level
sagemaker_distributed_dataparallel_custom_mpi_options {_DATA_PARALLEL}
sagemaker_distribution_instance_groups sagemaker_enable_cloudwatch_metrics
sagemaker_estimator_class_name sagemaker_estimator_module {_MACHINE} sagemaker_job_name
sagemaker_model_server_workers sagemaker_mpi_custom_mpi_options sagemaker_mpi_enabled
sagemaker_mpi_num_of_processes_per_host sagemaker_multi_worker_mirrored_strategy_enabled
sagemaker_num_processes sagemaker_parameter_server_enabled sagemaker_process_slots_per_host
sagemaker_program sagemaker_pytorch_ddp_enabled sagemaker_pytorch_xla_multi_worker_enabled
sagemaker_recipe_local_path sagemaker_region sagemaker_s3_output sagemaker_submit_directory
sagemaker_torch_distributed_enabled sagemaker_use_mpi
"""
_KNOWN = frozenset(_NAMES.split())
"""What the SDK's estimators (2.257) give the toolkits under such names."""


def check_distribution(
    step: StepDefinition,
    given: dict[str, Wire],
    machines: AnyMapping[str, Wire],
    written: Step,
    report: Report,
) -> None:
    """Warn of slips in names, which a script would get as arguments, and of other machines."""
    for name in given:
        hint = _slip(name) if name.startswith(_BEGIN) and name not in _KNOWN else None
        if hint:
            report.add(
                codes.ODD_VALUE,
                f"the images of AWS read no hyperparameter `{name}`, and give it to the script",
                place_of_name(written, name),
                hint=hint,
            )
    machine, said = machines.get("InstanceType"), given.get(_MACHINE)
    if not isinstance(machine, str):
        return
    if isinstance(said, str) and said.strip('"') != machine:
        report.add(
            codes.ODD_VALUE,
            f"`{step.name}` trains on `{machine}`, and tells its image that it is `{said}`",
            place_of_key(written, _MACHINE, said),
            hint=f"write `{_MACHINE}: {machine}`",
        )
    if given.get(_DATA_PARALLEL) == "true" and not (family_of(machine) or "p").startswith("p"):
        report.add(
            codes.ODD_VALUE,
            f"`{step.name}` uses the data parallel library of SageMaker, which does not run on "
            f"`{machine}`",
            place_of_name(written, _DATA_PARALLEL),
            # `SM_DATAPARALLEL_SUPPORTED_INSTANCE_TYPES` in `sagemaker.fw_utils` (2.257)
            hint="take a machine for it, as `ml.p4d.24xlarge`, or for any "
            "`sagemaker_torch_distributed_enabled: true` in its place",
        )


def _slip(name: str) -> str | None:
    """The known name that an unknown one may be a slip of; what all begin with is no likeness."""
    ends = [known.removeprefix(_BEGIN) for known in _KNOWN]
    near = suggestions(name.removeprefix(_BEGIN), ends)
    return did_you_mean(name, [f"{_BEGIN}{end}" for end in near])
