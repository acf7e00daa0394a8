"""What the writers of all kinds share: the step that they are given, and its last lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as AnyMapping
from typing import Protocol

from pipec.compiler.python.idiomatic.forms import TEXT, Argument, Keywords, Plain, says
from pipec.compiler.python.pycode import Assign, Attr, Call, Lit, Raw
from pipec.compiler.python.pywriter import MLOPS, PythonWriter
from pipec.compiler.values import Wire

SHAPES = "sagemaker.core.shapes"


class Job(Protocol):
    """A finished step, as `StepDefinition` has it."""

    @property
    def name(self) -> str:
        """The step's name."""

    @property
    def kind(self) -> str:
        """Its `Type`."""

    @property
    def arguments(self) -> dict[str, Wire]:
        """The request."""

    @property
    def siblings(self) -> AnyMapping[str, Wire]:
        """Members beside `Arguments`."""


def trial() -> dict[str, Argument]:
    """What a pipeline keeps of a job's experiment: the name that Studio shows."""
    kept = {"TrialComponentDisplayName": Argument("", TEXT, needed=True)}
    form = Plain(lambda value: isinstance(value, dict) and says(value, kept))
    return {"ExperimentConfig": Argument("experiment_config", form)}


NAMES = {"Processing": "ProcessingJobName", "Transform": "TransformJobName", "Model": "ModelName"}
"""By kind, the member in which a class keeps the name that it is given, if the pipeline's
`PipelineDefinitionConfig` says so; otherwise it drops it. Trainers and tuners always do."""
# The SDK cuts off what looks like a time: `base_from_name` in `sagemaker.core.common_utils`.
_TIMED = re.compile(r".+-(\d{4}(-\d{2}){5}-\d{3}|\d{6}-\d{4})")
NAME = Plain(lambda value: isinstance(value, str) and value != "" and not _TIMED.match(value))


def all_named(jobs: Iterable[Job]) -> bool:
    """Whether every job that would keep a name has one: the configuration holds for them all."""
    named = [NAMES[job.kind] in job.arguments for job in jobs if job.kind in NAMES]
    return bool(named) and all(named)


def named_as_configured(job: Job, writer: PythonWriter) -> bool:
    """Whether the job has a name just where the pipeline's configuration keeps one."""
    return (NAMES[job.kind] in job.arguments) == writer.keeps_names


def assigned(job: Job, word: str, call: Call, writer: PythonWriter) -> Raw:
    """A variable for what runs the step's job, set before the step: `train_trainer`."""
    name = writer.variable(word, job.name, f"{job.name} {word}")
    writer.before.append(Assign(name, call))
    return Raw(name)


def session() -> tuple[str, Raw]:
    """The session that the module's `build` is given."""
    return ("sagemaker_session", Raw("session"))


def step(
    job: Job, kind: str, run: tuple[Raw, str, Keywords], more: Keywords, writer: PythonWriter
) -> Call:
    """The step of a class, around the call of the method that would start the job."""
    owner, method, arguments = run
    first: Keywords = (
        ("name", Lit(job.name)),
        ("step_args", Call(Attr(owner, method), kwargs=arguments)),
    )
    return Call(writer.use(f"{MLOPS}.steps", kind), kwargs=(*first, *more))
