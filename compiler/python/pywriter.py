"""Values of the definition as Python for the SageMaker SDK v3, with the imports that they need."""

from __future__ import annotations

import re
from collections.abc import Collection
from keyword import iskeyword
from typing import assert_never

from pipec.compiler.python.pycode import (
    Attr,
    Call,
    Chain,
    Dict_,
    Expression,
    Import,
    Index,
    List_,
    Lit,
    Raw,
    Statement,
    identifier,
)
from pipec.compiler.values import (
    ANY,
    ExecutionGet,
    ExperimentGet,
    ItemGet,
    IterationGet,
    Join,
    Key,
    ParameterGet,
    PropertyFileGet,
    PropertyGet,
    S3JsonGet,
    Wire,
    path_text,
)
from pipec.compiler.values import Expression as Variable

CORE = "sagemaker.core.workflow"
MLOPS = "sagemaker.mlops.workflow"
RESERVED = {"build", "session", "json", "RequestStep", "UnnamedKinds"}


class PythonWriter:
    """Turns values into code and remembers what has been named and what must be imported.

    `defined` are the steps whose variables exist already at this point of the module; a step
    that is not among them is referred to by its name, which the SDK allows everywhere.
    `property_names` says per step how its first property member is spelt in the SDK; `by_path`
    are the steps whose properties the SDK has no attributes for. `keeps_names` says that the SDK
    keeps the jobs' names. `before` are statements that must stand before the step that is being
    written.
    """

    def __init__(
        self,
        property_names: dict[str, dict[str, str]],
        by_path: Collection[str] = (),
        *,
        keeps_names: bool = False,
    ) -> None:
        self.property_names = property_names
        self.by_path = by_path
        self.keeps_names = keeps_names
        self.before: list[Statement] = []
        self.imports: dict[str, set[str]] = {}
        self.names: dict[tuple[str, ...], str] = {}
        self.defined: set[str] = set()

    def use(self, module: str, name: str) -> str:
        """Import a name; gives the name back."""
        self.imports.setdefault(module, set()).add(name)
        return name

    def import_statements(self) -> list[Import]:
        """All imports, sorted."""
        return [
            Import(module, tuple(sorted(names))) for module, names in sorted(self.imports.items())
        ]

    def variable(self, kind: str, *name: str) -> str:
        """The variable of a parameter, step or property file."""
        key = (kind, *name)
        if key not in self.names:
            self.names[key] = identifier(name[-1], {*self.names.values(), *RESERVED})
        return self.names[key]

    def step(self, name: str) -> Expression:
        """A step: its variable, or its name as text where the variable is not there yet."""
        return Raw(self.variable("step", name)) if name in self.defined else Lit(name)

    def value(self, value: Wire) -> Expression:
        """Any value of the definition."""
        match value:
            case dict():
                return Dict_(tuple((key, self.value(item)) for key, item in value.items()))
            case list() | tuple():
                return List_(tuple(self.value(item) for item in value))
            case _ if isinstance(value, Variable):
                return self._expression(value)
            case _:
                return Lit(value)

    def _expression(self, value: Variable) -> Expression:
        match value:
            case ParameterGet():
                return Raw(self.variable("parameter", value.name))
            case ExecutionGet():
                owner = self.use(f"{CORE}.execution_variables", "ExecutionVariables")
                return Attr(Raw(owner), constant(value.name))
            case ExperimentGet():
                module = f"{MLOPS}.pipeline_experiment_config"
                owner = self.use(module, "PipelineExperimentConfigProperties")
                return Attr(Raw(owner), constant(value.name))
            case PropertyGet():
                return self._property(value)
            case ItemGet():
                item = self.use(f"{MLOPS}.for_each_step", "CurrentItem")
                return chained(Call(item), value.path)
            case IterationGet():
                output = self.use(f"{MLOPS}.for_each_step", "IterationOutput")
                return chained(Call(output, (self.step(value.step),)), value.path)
            case PropertyFileGet():
                json_get = self.use(f"{CORE}.functions", "JsonGet")
                file: Expression = Lit(value.file)
                if value.step in self.defined:
                    file = Raw(self.variable("file", value.step, value.file))
                return Call(
                    json_get,
                    kwargs=(
                        ("step_name", Lit(value.step)),
                        ("property_file", file),
                        ("json_path", Lit(value.path)),
                    ),
                )
            case S3JsonGet():
                json_get = self.use(f"{CORE}.functions", "JsonGet")
                return Call(
                    json_get,
                    kwargs=(
                        ("s3_uri", self._report_uri(value.uri)),
                        ("json_path", Lit(value.path)),
                    ),
                )
            case Join():
                join = self.use(f"{CORE}.functions", "Join")
                return Call(join, kwargs=(("on", Lit("")), ("values", self.value(value.values))))
            case _:
                assert_never(value)

    def _report_uri(self, uri: Join) -> Call:
        """The S3 form of `JsonGet` takes properties, but not the attributes of a loop."""
        join = self.use(f"{CORE}.functions", "Join")
        values = tuple(
            self._by_path(item)
            if isinstance(item, PropertyGet) and item.path[0] in ("Selected", "IterationOutputs")
            else self.value(item)
            for item in uri.values
        )
        return Call(join, kwargs=(("on", Lit("")), ("values", List_(values))))

    def _by_path(self, value: PropertyGet) -> Call:
        properties = self.use(f"{CORE}.properties", "Properties")
        path = Lit(path_text(value.path))
        return Call(properties, kwargs=(("step_name", Lit(value.step)), ("path", path)))

    def _property(self, value: PropertyGet) -> Expression:
        words = [part for part in value.path if isinstance(part, str)]
        named = all(word.isidentifier() and not iskeyword(word) for word in words)
        known = value.step in self.defined and value.step not in self.by_path
        if not (known and named) or value.type == ANY:
            return self._by_path(value)
        spelt = self.property_names.get(value.step, {})
        path = tuple(
            spelt.get(part, part) if isinstance(part, str) else part for part in value.path
        )
        return chained(Attr(Raw(self.variable("step", value.step)), "properties"), path)


def chained(owner: Chain, path: tuple[str | int | Key, ...]) -> Chain:
    """`owner` and the parts of a path after it: `.A[0]["key"]`."""
    for part in path:
        match part:
            case int():
                owner = Index(owner, part)
            case Key():
                owner = Index(owner, part.text)
            case _:
                owner = Attr(owner, part)
    return owner


def constant(name: str) -> str:
    """`PipelineExecutionId` as the SDK's constant: `PIPELINE_EXECUTION_ID`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.replace("DateTime", "Datetime")).upper()
