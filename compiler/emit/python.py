"""The pipeline as a Python module for the SageMaker SDK v3, equal to the definition.

SDK classes stand where they give just the request that they are given. For the others the
module brings `RequestStep`, a small step class on the SDK's public base, that takes the
request as it is: no network, no time stamps, and nothing that the SDK would add.
"""

from __future__ import annotations

from typing import Any

from pipec.compiler.emit.definition import TRIGGERS
from pipec.compiler.emit.plan import Plan
from pipec.compiler.model import Parameter
from pipec.compiler.python.idiomatic.job import all_named
from pipec.compiler.python.pycode import (
    Assign,
    Attr,
    Blank,
    Block,
    Call,
    Docstring,
    Expression,
    List_,
    Lit,
    Raw,
    Return,
    Statement,
)
from pipec.compiler.python.pyprint import module_text
from pipec.compiler.python.pywriter import CORE, MLOPS, PythonWriter
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.steps.base import StepDefinition, all_definitions, steps_read

REQUEST_STEP = '''class RequestStep(ConfigurableRetryStep):
    """A step whose request is written out, in the service's own words."""

    def __init__(
        self,
        name,
        step_type,
        request,
        *,
        shapes=(),
        service="sagemaker",
        property_files=(),
        cache_config=None,
        members=None,
        **options,
    ):
        super().__init__(name, step_type, **options)
        self.request = request
        self.property_files = property_files
        self.cache_config = cache_config
        self.members = members or {}
        self._properties = Properties(
            name, step=self, shape_names=list(shapes), service_name=service
        )

    @property
    def arguments(self):
        return self.request

    @property
    def properties(self):
        return self._properties

    def to_request(self):
        step = super().to_request()
        if self.property_files:
            step["PropertyFiles"] = [file.expr for file in self.property_files]
        if self.cache_config:
            step.update(self.cache_config.config)
        step.update(self.members)
        return step'''
UNNAMED_KINDS = '''class UnnamedKinds(Pipeline):
    """A pipeline with steps of kinds that the SDK has no name for, by the steps' names."""

    def __init__(self, *, kinds, **options):
        super().__init__(**options)
        self.kinds = kinds

    def definition(self):
        definition = json.loads(super().definition())
        self._name_kinds(definition["Steps"])
        return json.dumps(definition)

    def _name_kinds(self, steps):
        for step in steps:
            step["Type"] = self.kinds.get(step["Name"], step["Type"])
            if step["Type"] in ("Condition", "ForEach"):
                for branch in ("IfSteps", "ElseSteps", "ForEachBody"):
                    self._name_kinds(step["Arguments"].get(branch, []))'''
IDIOMATIC, REQUEST = "idiomatic", "request"
"""How the Python may say a request: by the SDK's classes where they can, or always in full."""
_RETRY_ENUMS = {
    "Step": ("StepRetryPolicy", "StepExceptionTypeEnum"),
    "SageMaker": ("SageMakerJobStepRetryPolicy", "SageMakerJobExceptionTypeEnum"),
}


def python_text(plan: Plan, style: str = IDIOMATIC) -> str:
    """The module's text.

    With the style `request` every request is written out, also where a class of the SDK could
    say it: such a module needs no AWS credentials, as some of the classes do.
    """
    definitions = list(all_definitions(plan.steps))
    writer = PythonWriter(
        property_names={
            step.name: dict(STEP_TYPES[step.kind].python_properties) for step in definitions
        },
        by_path={s.name for s in definitions if not STEP_TYPES[s.kind].python_attributes},
        keeps_names=style == IDIOMATIC and all_named(definitions),
    )
    pipeline = writer.use(f"{MLOPS}.pipeline", "Pipeline")
    session = writer.use(f"{CORE}.pipeline_context", "PipelineSession")
    parameters = [_parameter(parameter, writer) for parameter in plan.parameters]
    module = _Module(writer, {step.name: step for step in definitions}, style)
    for step in plan.steps:
        module.write(step)
    unnamed = {step.name: step.kind for step in definitions if step.kind not in STEP_TYPES}
    returned = Return(_pipeline(plan, unnamed, writer))
    body: list[Statement] = [Docstring(f"The pipeline {plan.name}.")]
    body += [*parameters, Blank()] if parameters else []
    body += [*module.statements, Blank(), returned]
    title = f"The SageMaker pipeline {plan.name}, written by pipec from {plan.file}."
    header: list[Statement] = [
        Docstring(f"{title}\n\nDo not edit: change {plan.file} and compile again."),
        *writer.import_statements(),
    ]
    if module.needs_request_step:
        header.append(Raw(REQUEST_STEP))
    if unnamed:
        header.append(Raw(UNNAMED_KINDS))
    main = Block(
        'if __name__ == "__main__":',
        (Call("print", (Call(Attr(Call("build", (Call(session),)), "definition")),)),),
    )
    build = Block(f"def build(session: {session}) -> {pipeline}:", tuple(body))
    return module_text([*header, build, main])


def _parameter(parameter: Parameter, writer: PythonWriter) -> Assign:
    kwargs: list[tuple[str, Expression]] = [("name", Lit(parameter.name))]
    if parameter.default is not None:
        kwargs.append(("default_value", Lit(parameter.default)))
    if parameter.enum:
        kwargs.append(("enum_values", writer.value(list(parameter.enum))))
    kind = writer.use(f"{CORE}.parameters", f"Parameter{parameter.type}")
    return Assign(writer.variable("parameter", parameter.name), Call(kind, kwargs=tuple(kwargs)))


def _pipeline(plan: Plan, unnamed: dict[str, str], writer: PythonWriter) -> Call:
    parameters = tuple(Raw(writer.variable("parameter", p.name)) for p in plan.parameters)
    experiment: Expression = Lit(None)
    if plan.experiment is not None:
        config = writer.use(f"{MLOPS}.pipeline_experiment_config", "PipelineExperimentConfig")
        experiment = Call(
            config,
            kwargs=(
                ("experiment_name", writer.value(plan.experiment["ExperimentName"])),
                ("trial_name", writer.value(plan.experiment["TrialName"])),
            ),
        )
    kwargs: list[tuple[str, Expression]] = [("name", Lit(plan.name))]
    if parameters:
        kwargs.append(("parameters", List_(parameters)))
    kwargs.append(("steps", List_(tuple(writer.step(step.name) for step in plan.steps))))
    kwargs.append(("pipeline_experiment_config", experiment))
    if plan.mlflow is not None:
        config = writer.use("sagemaker.core.shapes", "MlflowConfig")
        members = (
            ("mlflow_resource_arn", plan.mlflow["MlflowResourceArn"]),
            ("mlflow_experiment_name", plan.mlflow["MlflowExperimentName"]),
        )
        given = tuple((name, writer.value(value)) for name, value in members if value is not None)
        kwargs.append(("mlflow_config", Call(config, kwargs=given)))
    if writer.keeps_names:
        config = writer.use(f"{CORE}.pipeline_definition_config", "PipelineDefinitionConfig")
        keep = Call(config, kwargs=(("use_custom_job_prefix", Lit(value=True)),))
        kwargs.append(("pipeline_definition_config", keep))
    kwargs.append(("sagemaker_session", Raw("session")))
    if unnamed:
        writer.imports["json"] = set()
        return Call("UnnamedKinds", kwargs=(("kinds", writer.value(unnamed)), *kwargs))
    return Call("Pipeline", kwargs=tuple(kwargs))


class _Module:
    """Writes steps so that each variable exists before it is used, as far as that can be."""

    def __init__(self, writer: PythonWriter, steps: dict[str, StepDefinition], style: str) -> None:
        self.writer = writer
        self.steps = steps
        self.style = style
        self.statements: list[Statement] = []
        self.needs_request_step = False
        self._begun: set[str] = set()

    def write(self, step: StepDefinition) -> None:
        """The step, after the steps that it refers to and those of its branches."""
        if step.name in self._begun:
            return
        self._begun.add(step.name)
        for name in self._needed(step):
            self.write(self.steps[name])
        for branch in step.branches.values():
            for inner in branch:
                self.write(inner)
        writer = self.writer
        for file in step.siblings.get("PropertyFiles", []):
            self.statements.append(_property_file(step, file, writer))
        call = self._call(step)
        self.statements += writer.before
        writer.before.clear()
        self.statements.append(Assign(writer.variable("step", step.name), call))
        writer.defined.add(step.name)

    def _call(self, step: StepDefinition) -> Call:
        step_type, common = STEP_TYPES[step.kind], self._common(step)
        if step_type.python:
            return step_type.python(step, common, self.writer)
        if step_type.idiomatic and self.style == IDIOMATIC:
            call = step_type.idiomatic(step, common, self.writer)
            if call is not None:
                return call
        return self._request_step(step, common)

    def _needed(self, step: StepDefinition) -> list[str]:
        return list(dict.fromkeys([*steps_read(step), *(name for name, _ in step.depends_on)]))

    def _common(self, step: StepDefinition) -> tuple[tuple[str, Expression], ...]:
        """Arguments that every SDK step class takes."""
        writer = self.writer
        found: list[tuple[str, Expression]] = []
        if step.display_name:
            found.append(("display_name", Lit(step.display_name)))
        if step.description:
            found.append(("description", Lit(step.description)))
        if step.depends_on:
            items = tuple(_dependency(name, when, writer) for name, when in step.depends_on)
            found.append(("depends_on", List_(items)))
        if step.cache is not None:
            config = writer.use(f"{MLOPS}.steps", "CacheConfig")
            options: list[tuple[str, Expression]] = [("enable_caching", Lit(step.cache["Enabled"]))]
            if "ExpireAfter" in step.cache:
                options.append(("expire_after", Lit(step.cache["ExpireAfter"])))
            found.append(("cache_config", Call(config, kwargs=tuple(options))))
        if step.retry:
            policies = tuple(_retry_policy(policy, writer) for policy in step.retry)
            found.append(("retry_policies", List_(policies)))
        return tuple(found)

    def _request_step(
        self, step: StepDefinition, common: tuple[tuple[str, Expression], ...]
    ) -> Call:
        writer, step_type = self.writer, STEP_TYPES[step.kind]
        if not self.needs_request_step:
            self.needs_request_step = True
            writer.use(f"{MLOPS}.steps", "ConfigurableRetryStep")
            writer.use(f"{CORE}.properties", "Properties")
        kinds = writer.use(f"{MLOPS}.steps", "StepTypeEnum")
        kwargs: list[tuple[str, Expression]] = []
        if step_type.described:
            kwargs.append(("shapes", List_(tuple(Lit(name) for name in step_type.described))))
        if step_type.described and step_type.service != "sagemaker":
            kwargs.append(("service", Lit(step_type.service)))
        members = {key: value for key, value in step.siblings.items() if key != "PropertyFiles"}
        if files := step.siblings.get("PropertyFiles", []):
            names = (writer.variable("file", step.name, file["PropertyFileName"]) for file in files)
            kwargs.append(("property_files", List_(tuple(Raw(name) for name in names))))
        if members:
            kwargs.append(("members", writer.value(members)))
        return Call(
            "RequestStep",
            (
                Lit(step.name),
                Attr(Raw(kinds), step_type.enum_member or "PROCESSING"),
                writer.value(step.arguments),
            ),
            (*kwargs, *common),
        )


def _property_file(step: StepDefinition, file: dict[str, Any], writer: PythonWriter) -> Assign:
    kind = writer.use(f"{CORE}.properties", "PropertyFile")
    return Assign(
        writer.variable("file", step.name, file["PropertyFileName"]),
        Call(
            kind,
            kwargs=(
                ("name", Lit(file["PropertyFileName"])),
                ("output_name", Lit(file["OutputName"])),
                ("path", Lit(file["FilePath"])),
            ),
        ),
    )


def _dependency(name: str, when: str, writer: PythonWriter) -> Expression:
    step = writer.step(name)
    if when == "completed":
        return step
    dependency = writer.use(f"{MLOPS}.step_dependency", "StepDependency")
    trigger = writer.use(f"{MLOPS}.step_dependency", "TriggerCondition")
    return Call(dependency, (step, Attr(Raw(trigger), TRIGGERS[when].upper())))


def _retry_policy(policy: dict[str, Any], writer: PythonWriter) -> Call:
    family = policy["ExceptionType"][0].split(".")[0]
    name, enum = (writer.use(f"{MLOPS}.retry", word) for word in _RETRY_ENUMS[family])
    kinds = tuple(
        Attr(Raw(enum), kind.split(".")[1].removeprefix("JOB_")) for kind in policy["ExceptionType"]
    )
    kwargs: list[tuple[str, Expression]] = [("exception_types", List_(kinds))]
    members = (
        ("backoff_rate", "BackoffRate"),
        ("interval_seconds", "IntervalSeconds"),
        ("max_attempts", "MaxAttempts"),
        ("expire_after_mins", "ExpireAfterMin"),
    )
    kwargs += [(name, Lit(policy[member])) for name, member in members if member in policy]
    return Call(name, kwargs=tuple(kwargs))
