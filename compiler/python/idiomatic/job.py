"""What the writers of all kinds share: the step that they are given, and its last lines."""

from __future__ import annotations

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
