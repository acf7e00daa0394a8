"""A pipeline that a Python program builds: the same tree that a YAML file is, and what it gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Self

from pipec.cli import workspace
from pipec.cli.api.blocks import Block, Condition, Loop
from pipec.cli.api.compiled import CompiledPipeline
from pipec.cli.api.contracts import ContractRegistry, StepContract
from pipec.cli.api.drafts import Draft, DraftBlock, block_of
from pipec.cli.api.errors import PipelineError, UnknownName, check, mistake
from pipec.cli.api.explanation import Explanation
from pipec.cli.api.places import Place, caller
from pipec.cli.api.plain import plain
from pipec.cli.api.references import Literal, Reference
from pipec.cli.api.steps import StepProxy, contract_in_place
from pipec.cli.api.trees import Named, text, tree_of
from pipec.compiler import codes
from pipec.compiler.compile import Context, Result, compile_tree
from pipec.compiler.dag import DependencyEdge, How, dag_of
from pipec.compiler.diagnostics import Report
from pipec.compiler.linking.evaluate import EXECUTION_VARIABLES
from pipec.compiler.model import Contract
from pipec.compiler.parsing.contracts import unknown_contract_hint
from pipec.compiler.reader.source import read_yaml
from pipec.compiler.similarity import did_you_mean
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
            entries[key] = Entry(key, place.name(key), node)
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
        super().__init__(drafts, self)
        self._tree = tree
        self._place = place
        self._env = env
        self._variables = dict(variables or {})
        own = contracts if isinstance(contracts, ContractRegistry) else ContractRegistry(contracts)
        self._contracts = ContractRegistry(own.own())
        self._context: Context | None = None
        self._used: dict[str, StepContract] = {}
        self._steps = {draft.name: draft for draft, _ in drafts.all()}

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
        span = place.argument(0, "name").span
        known = self._tree.get("parameters")
        entries = dict(known.entries) if isinstance(known, Tree) else {}
        if name in entries:
            raise mistake(codes.DUPLICATE_KEY, f"there is a parameter `{name}` already", span)
        where = place.argument(1, "default")
        value = tree_of(default, where, "default")
        if type is not None or enum is not None or default is None:
            kind = type if isinstance(type, str) else _type_of(type or plain(default).__class__)
            fields = {
                "type": tree_of(kind, place.member("type"), "type"),
                "default": value,
                "enum": tree_of(list(enum or ()), place.member("enum"), "enum"),
            }
            given = {"type": True, "default": default is not None, "enum": enum is not None}
            value = Tree(
                {k: Entry(k, place.name(k), v) for k, v in fields.items() if given[k]}, place.span
            )
        entries[name] = Entry(name, span, value)
        parameters = Tree(entries, place.span)
        whole = {**self._tree.entries, "parameters": Entry("parameters", span, parameters)}
        self._tree = Tree(whole, self._tree.span)
        return Reference(f"parameters.{name}")

    @property
    def execution(self) -> Names:
        """What a run knows of itself: `execution.PipelineExecutionId`."""
        return Names("execution", EXECUTION_VARIABLES)

    @property
    def vars(self) -> Names:
        """The compile-time vars: `vars.bucket`."""
        return Names("vars", None)

    def remove_step(self, name: str) -> None:
        """Take a step, and what it holds, out of the pipeline. Raises `UnknownName`."""
        found = next((block for draft, block in self._drafts.all() if draft.name == name), None)
        if found is None:
            raise UnknownName(no_step(name, self.list_steps()))
        del found.drafts[name]
        self._steps = {draft.name: draft for draft, _ in self._drafts.all()}

    def __getitem__(self, name: str) -> Any:
        """The step of a name, in whatever block: a proxy, a `Condition` or a `Loop`."""
        draft = self.find(name)
        if draft is None:
            raise UnknownName(no_step(name, self.list_steps()))
        if draft.get("if") is not None:
            return Condition(draft, self)
        if draft.get("for_each") is not None:
            return Loop(draft, self)
        if draft.get("fail") is not None:
            return Named(draft.name)
        uses = draft.get("uses")
        if isinstance(uses, Scalar):
            return StepProxy(draft, self.contract_named(uses.text, Place(uses.span)))
        return StepProxy(draft, contract_in_place(draft))

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.find(name) is not None

    def _ipython_key_completions_(self) -> list[str]:
        return self.list_steps()

    def list_steps(self) -> list[str]:
        """The names of all steps, those in branches and loops too."""
        return [draft.name for draft, _ in self._drafts.all()]

    def __repr__(self) -> str:
        return f"<pipeline builder {self.name}: {len(self.list_steps())} steps>"

    def _repr_html_(self) -> str:
        from pipec.cli.api.display import builder_html

        return builder_html(self.name, self._compiled(self.tree()))

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
        tree = self.tree()
        result = self._compiled(tree)
        found = check(result.diagnostics)
        assert result.artifacts is not None
        assert result.links is not None
        return CompiledPipeline(
            artifacts=result.artifacts,
            warnings=found,
            tree=tree,
            contracts=tuple(self._contracts.own()),
            dag=dag_of(result.steps, result.links),
            steps=result.steps,
            file=self._file,
            folder=workspace.folder_of(self._file),
            out=self._read_context().project.out,
            explained=partial(self._explained, tree),
        )

    def auto_connect(self) -> list[DependencyEdge]:
        """Infer all connections that are not made yet, make them, and give those that are new.

        From then on nothing about them is inferred, whatever steps are added. Raises
        `PipelineError` with everything that is wrong, and then connects nothing.
        """
        result = self._compiled(self.tree())
        if result.artifacts is None or result.links is None:
            raise PipelineError(result.diagnostics)
        dag = dag_of(result.steps, result.links)
        inferred = [edge for edge in dag.edges if edge.how is How.INFERRED]
        for edge in inferred:
            draft = self.find(edge.target)
            assert draft is not None
            assert edge.input is not None
            value = text(f"${{steps.{edge.source}.{edge.output}}}", draft.key_span)
            draft.bind(edge.input, draft.key_span, value, draft.key_span)
        return inferred

    def explain(self, step: str | None = None) -> Explanation:
        """What each input is bound to and why, and what lost; of one step or of all.

        It can be asked of a pipeline that does not compile for what is open. Raises `PipelineError`
        if the pipeline is too wrong to be wired, `KeyError` for a step that there is not.
        """
        return self._explained(self.tree(), step)

    def tree(self) -> Tree:
        """The pipeline as the tree of a YAML file."""
        if not (self._drafts.drafts or self._drafts.written):
            return self._tree  # says of its steps nothing, or what is wrong
        given = self._tree.entries.get("steps")
        span = given.value.span if given else self._place.span
        steps = Entry("steps", given.key_span if given else span, self._drafts.tree(span))
        return Tree({**self._tree.entries, "steps": steps}, self._tree.span)

    @property
    def _file(self) -> str:
        return self._place.span.file

    def _explained(self, tree: Tree, step: str | None) -> Explanation:
        """The same of a tree: that of a compiled pipeline stays what it was."""
        result = self._compiled(tree, explain=True)
        if result.links is None:
            raise PipelineError(result.diagnostics)
        names = [found.name for found in result.steps]
        if step is not None and step not in names:
            raise UnknownName(no_step(step, names))
        return Explanation(result, step)

    def _compiled(self, tree: Tree, *, explain: bool = False) -> Result:
        context = self._read_context()
        files = workspace.DiskFiles(workspace.folder_of(self._file))
        return compile_tree(tree, self._file, context, files, self._variables, explain=explain)

    def _read_context(self) -> Context:
        project = workspace.find_project(self._file)
        in_code = [contract.tree for contract in self._contracts.own()]
        self._context = workspace.read_project(project, self._env, in_code)
        return self._context

    # --- what blocks ask of it ------------------------------------------------------------

    def find(self, name: str) -> Draft | None:
        """See `Whole`."""
        return self._steps.get(name)

    def enter(self, draft: Draft) -> None:
        """See `Whole`."""
        self._steps[draft.name] = draft

    def use(self, contract: StepContract) -> None:
        """See `Whole`."""
        name = contract.step_type
        if self._used.get(name) is contract:
            return
        self._used[name] = contract
        registry = (self._context or self._read_context()).registry
        known = registry.get(name, Report())
        if known is None or StepContract.of_tree(known.body) != contract:
            self._contracts.register(contract)
            self._context = None

    def contract_named(self, name: str, place: Place) -> Contract:
        """See `Whole`."""
        context = self._context or self._read_context()
        report = Report()
        contract = context.registry.get(name, report)
        if contract is not None:
            return contract
        if context.report.has_errors:
            raise PipelineError(context.report.diagnostics())
        raise mistake(
            codes.UNKNOWN_CONTRACT,
            f"there is no contract `{name}`",
            place.span,
            hint=unknown_contract_hint(name, context.registry),
        )


def no_step(name: str, known: Iterable[str]) -> str:
    """That there is no step of a name, and which may be meant."""
    near = did_you_mean(name, known)
    return f"there is no step `{name}`" + (f"; {near}" if near else "")


def _type_of(kind: object) -> str:
    if isinstance(kind, type) and kind in _TYPES:
        return _TYPES[kind]
    raise TypeError(f"{kind!r} is no type of a parameter: str, int, float and bool are")


class Names:
    """The references of one root: `names.bucket` or `names["bucket"]`."""

    def __init__(self, root: str, known: Iterable[str] | None) -> None:
        self._root = root
        self._known = None if known is None else tuple(known)

    def __getattr__(self, name: str) -> Reference:
        if name.startswith("_"):
            raise AttributeError(name)
        if self._known is not None and name not in self._known:
            near = did_you_mean(name, self._known) or f"there are {', '.join(self._known)}"
            raise AttributeError(f"`{self._root}` has no `{name}`; {near}", name=name, obj=self)
        return self[name]

    def __getitem__(self, name: str) -> Reference:
        return Reference(self._root)[name]

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *(self._known or ())]
