"""A pipeline that a Python program builds: the same tree that a YAML file is, and what it gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Self

from pipec.cli import workspace
from pipec.cli.api.blocks import Block, shown_as
from pipec.cli.api.compiled import CompiledPipeline
from pipec.cli.api.contracts import StepContract
from pipec.cli.api.drafts import DraftBlock, block_of
from pipec.cli.api.errors import PipelineError, check, mistake
from pipec.cli.api.explanation import Explanation
from pipec.cli.api.places import Place, caller
from pipec.cli.api.plain import listed, plain
from pipec.cli.api.plain import name as name_of
from pipec.cli.api.references import Literal, Names, Reference
from pipec.cli.api.registry import ContractRegistry
from pipec.cli.api.state import BuilderState
from pipec.cli.api.trees import Named, text, tree_of
from pipec.compiler import codes
from pipec.compiler.compile import Context, Result, compile_tree
from pipec.compiler.dag import DependencyEdge, How, UnknownName, dag_of
from pipec.compiler.diagnostics import Diagnostic, Related, Report, Span
from pipec.compiler.linking.evaluate import EXECUTION_VARIABLES
from pipec.compiler.merge import is_null
from pipec.compiler.reader.source import read_yaml
from pipec.compiler.similarity import no_such
from pipec.compiler.syntax import Entry, Scalar
from pipec.compiler.syntax import Mapping as Tree

_TYPES: dict[type, str] = {
    str: "String",
    int: "Integer",
    float: "Float",
    bool: "Boolean",
    type(None): "String",
}


class PipelineBuilder(Block):
    """A pipeline in the making.

    Steps are added and connected; `build()` wires what is not connected, checks everything as
    `pipec compile` does, and gives the compiled pipeline. `settings` are the keys of a pipeline
    file beside its steps and parameters: `vars`, `description`, `tags`, `defaults`, ….

    The project (`pipec.yaml`) is looked for from the program's folder upwards, from the working
    folder in a notebook. `env` chooses one of its environments, `variables` are what `--var` gives,
    `contracts` are contracts made in code that steps may name.
    """

    def __init__(
        self,
        name: str,
        *,
        env: str | None = None,
        variables: Mapping[str, str] | None = None,
        contracts: Iterable[StepContract] | ContractRegistry = (),
        **settings: Any,
    ) -> None:
        place = caller()
        where = place.argument(0, "name")
        entries = {"pipeline": Entry("pipeline", where.span, tree_of(name, where, "name"))}
        for key, value in settings.items():
            if key == "pipeline":
                raise TypeError("`pipeline` is what `name` says")
            node = tree_of(value, place.member(key), key)
            entries[key] = Entry(key, place.name(key, key), node)
        self._begin(Tree(entries, place.span), place, env, variables, contracts)

    @classmethod
    def load(
        cls,
        path: str | Path,
        *,
        env: str | None = None,
        variables: Mapping[str, str] | None = None,
        contracts: Iterable[StepContract] | ContractRegistry = (),
    ) -> Self:
        """The pipeline of a YAML file, to which steps can be added.

        Raises `PipelineError` for a file that cannot be read, or is no pipeline's.
        """
        report = Report()
        name = str(path)
        source = workspace.read_source(name, report)
        tree = read_yaml(source.name, source.content, report) if source else None
        if source is None or tree is None:
            project = workspace.find_project(name)
            report.extend(workspace.read_project(project, env).report)
            raise PipelineError(report.diagnostics())
        made = cls.__new__(cls)
        start = tree.entries["pipeline"].value.span if "pipeline" in tree else tree.span
        made._begin(tree, Place(start), env, variables, contracts)  # noqa: SLF001 - its own
        return made

    def _begin(
        self,
        tree: Tree,
        place: Place,
        env: str | None,
        variables: Mapping[str, str] | None,
        contracts: Iterable[StepContract] | ContractRegistry,
    ) -> None:
        steps = tree.get("steps")
        drafts = block_of(steps) if isinstance(steps, Tree) else DraftBlock()
        own = contracts.own() if isinstance(contracts, ContractRegistry) else contracts
        state = BuilderState(place.span.file, drafts, env=env, variables=variables, contracts=own)
        super().__init__(drafts, state)
        self._tree = tree
        self._place = place

    # --- what is said ---------------------------------------------------------------------

    def parameter(
        self,
        name: str,
        default: Literal | None = None,
        *,
        type: str | type[Literal] | None = None,  # noqa: A002 - the key's name
        enum: Iterable[str] | None = None,
    ) -> Reference:
        """Declare a run-time parameter, and give the reference to it.

        Its type is the default's, or `type`: String, Integer, Float, Boolean, or Python's own.
        Without a default each run must give a value.
        """
        place = caller()
        name = name_of(name, "a parameter")
        reference = Reference(f"parameters.{name}", self._state)
        span = place.argument(0, "name").span
        known = self._tree.get("parameters")
        entries = dict(known.entries) if isinstance(known, Tree) else {}
        if name in entries:
            raise mistake(
                codes.DUPLICATE_KEY,
                f"there is a parameter `{name}` already",
                span,
                hint=f"to say it anew, first `remove_parameter({name!r})`",
                related=[Related(entries[name].key_span, "the first one")],
            )
        if known is not None and not isinstance(known, Tree) and not is_null(known):
            return reference  # what is there is wrong, which compiling tells
        where = place.argument(1, "default")
        value = tree_of(default, where, f"{name}: default")
        if type is not None or enum is not None or default is None:
            kind = type if isinstance(type, str) else _type_of(type or plain(default).__class__)
            fields = {
                "type": tree_of(kind, place.member("type"), f"{name}: type"),
                "default": value,
                "enum": tree_of(
                    listed(enum or [], "`enum`"), place.member("enum"), f"{name}: enum"
                ),
            }
            given = {"type": True, "default": default is not None, "enum": enum is not None}
            value = Tree(
                {k: Entry(k, place.name(k, k), v) for k, v in fields.items() if given[k]},
                place.span,
            )
        entries[name] = Entry(name, span, value)
        self._say_parameters(entries, span)
        return reference

    def remove_parameter(self, name: str) -> None:
        """Take a parameter out, so that it can be declared anew. Raises `UnknownName`.

        References to it stay, and mean what is declared by its name when the pipeline is built.
        """
        entry = self._tree.entries.get("parameters")
        known = entry.value.entries if entry and isinstance(entry.value, Tree) else {}
        if entry is None or name not in known:
            raise UnknownName(no_such("parameter", str(name), known))
        left = {key: value for key, value in known.items() if key != name}
        self._say_parameters(left, entry.key_span)

    def _say_parameters(self, entries: dict[str, Entry], span: Span) -> None:
        said = self._tree.without("parameters").entries
        if entries:
            parameters = Tree(entries, self._place.span)
            said = {**self._tree.entries, "parameters": Entry("parameters", span, parameters)}
        self._tree = Tree(said, self._tree.span)

    @property
    def execution(self) -> Names:
        """What a run knows of itself: `execution.PipelineExecutionId`."""
        return Names("execution", EXECUTION_VARIABLES, self._state)

    @property
    def vars(self) -> Names:
        """The compile-time vars: `vars.bucket`."""
        return Names("vars", None, self._state)

    def remove_step(self, name: str) -> None:
        """Take a step, and what it holds, out of the pipeline. Raises `UnknownName`."""
        self._state.remove(name)

    def __getitem__(self, name: str) -> Any:
        """The step of a name, in whatever block: a proxy, a `Condition` or a `Loop`."""
        return shown_as(self._state.get(name), self._state)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._state.find(name) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self.list_steps())

    def __len__(self) -> int:
        return len(self.list_steps())

    def __bool__(self) -> bool:
        return True  # also without steps

    def _ipython_key_completions_(self) -> list[str]:
        return self.list_steps()

    def list_steps(self) -> list[str]:
        """The names of all steps, those in branches and loops too."""
        return self._state.names()

    def __format__(self, specification: str) -> str:
        raise TypeError(f"{self!r} is no text: `.name` is its name")

    def __repr__(self) -> str:
        return f"<pipeline builder {self.name}: {len(self.list_steps())} steps>"

    def _repr_html_(self) -> str:
        from pipec.cli.api.display import builder_html

        return builder_html(self.name, self._compiled(self._written()))

    @property
    def name(self) -> str:
        """The pipeline's name."""
        node = self._tree.get("pipeline")
        return node.text if isinstance(node, Scalar) else ""

    # --- what it gives --------------------------------------------------------------------

    def build(self) -> CompiledPipeline:
        """Wire, check and compile. Warnings are given as `PipelineWarning`.

        Raises `PipelineError` with everything that is wrong.
        """
        tree = self._written()
        context = self._state.read_context()
        result = self._compiled(tree, context)
        found = check(result.diagnostics)
        assert result.artifacts is not None
        assert result.links is not None
        return CompiledPipeline(
            artifacts=result.artifacts,
            warnings=found,
            tree=tree,
            contracts=self._state.in_code(),
            dag=dag_of(result.steps, result.links),
            steps=result.steps,
            file=self._state.file,
            folder=workspace.folder_of(self._state.file),
            out=context.project.out,
            explained=partial(self._explained, tree, context),
        )

    def auto_connect(self) -> list[DependencyEdge]:
        """Infer all connections that are not made yet, make them, and give those that are new.

        From then on nothing about them is inferred, whatever steps are added. Raises
        `PipelineError` with everything that is wrong, and then connects nothing.
        """
        result = self._compiled(self._written())
        if result.artifacts is None or result.links is None:
            raise PipelineError(result.diagnostics)
        dag = dag_of(result.steps, result.links)
        inferred = [edge for edge in dag.edges if edge.how is How.INFERRED]
        for edge in inferred:
            draft = self._state.get(edge.target)
            assert edge.input is not None
            value = text(f"${{steps.{edge.source}.{edge.output}}}", draft.key_span)
            draft.bind(edge.input, draft.key_span, value, draft.key_span)
        return inferred

    def explain(self, step: str | Named | None = None) -> Explanation:
        """What each input is bound to and why, and what lost; of one step or of all.

        It can be asked of a pipeline that does not compile for what is open. Raises `PipelineError`
        if the pipeline is too wrong to be wired, `KeyError` for a step that there is not.
        """
        return self._explained(self._written(), self._state.read_context(), step)

    def _written(self) -> Tree:
        """The pipeline as the tree of a YAML file."""
        given = self._tree.entries.get("steps")
        is_wrong = given and not isinstance(given.value, Tree) and not is_null(given.value)
        if is_wrong or not (self._drafts.drafts or self._drafts.written):
            return self._tree  # says of its steps nothing, or what is wrong
        span = given.value.span if given else self._place.span
        steps = Entry("steps", given.key_span if given else span, self._drafts.tree(span))
        return Tree({**self._tree.entries, "steps": steps}, self._tree.span)

    def _explained(self, tree: Tree, context: Context, step: str | Named | None) -> Explanation:
        """The same of a tree: that of a compiled pipeline stays what it was."""
        step = step.step_name if isinstance(step, Named) else step
        result = self._compiled(tree, context, explain=True)
        if result.links is None:
            raise PipelineError(result.diagnostics)
        names = [found.name for found in result.steps]
        if step is not None and step not in names:
            raise UnknownName(no_such("step", str(step), names))
        return Explanation(result, step)

    def _compiled(
        self, tree: Tree, context: Context | None = None, *, explain: bool = False
    ) -> Result:
        state = self._state
        known = context or state.read_context()
        result = compile_tree(
            tree, state.file, known, state.disk(), state.variables, explain=explain
        )
        if "steps" in tree or state.file.endswith(workspace.YAML_SUFFIXES):
            return result
        return Result(diagnostics=tuple(_in_python(item, tree) for item in result.diagnostics))


def _in_python(item: Diagnostic, tree: Tree) -> Diagnostic:
    """That the whole tree lacks a key, its steps, as a program is told it."""
    if item.code is not codes.MISSING_KEY or item.span != tree.span.first:
        return item
    hint = 'add one: `add_step("Prepare", "TabularPreprocessing", code="prepare.py")`'
    return item._replace(message="the pipeline has no steps", hint=hint)


def _type_of(kind: object) -> str:
    if isinstance(kind, type) and kind in _TYPES:
        return _TYPES[kind]
    raise TypeError(f"{kind!r} is no type of a parameter: str, int, float and bool are")
