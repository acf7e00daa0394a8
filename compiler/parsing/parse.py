"""From a pipeline file's tree to a `Pipeline`: names, heads, parameters, blocks, contracts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Sequence as Sequenced
from typing import Any

from pipec.compiler import codes
from pipec.compiler.diagnostics import Related, Report, Span
from pipec.compiler.language.examples import example
from pipec.compiler.language.keys import (
    IN_PLACE_KEYS,
    JOB_KEYS,
    PIPELINE_SCHEMA,
    STEP_NAME,
    Schema,
    step_schema,
)
from pipec.compiler.language.schema import describe, validate
from pipec.compiler.merge import is_null
from pipec.compiler.model import Block, Contract, DependsOn, Pipeline, Step
from pipec.compiler.parsing.contracts import (
    ContractRegistry,
    check_defaults,
    contract_of,
    step_contract,
)
from pipec.compiler.parsing.file_kinds import is_pipeline
from pipec.compiler.parsing.kinds import check_kind
from pipec.compiler.parsing.parameters import read_parameters
from pipec.compiler.parsing.step_hints import (
    ALL_HEADS,
    branch_hint,
    headless,
    is_step,
    names_in,
    not_indented,
    outdented,
    schema_for_hints,
    step_hint,
    steps_as_inputs,
    which_head,
    without_name,
)
from pipec.compiler.steps import HEADS, STEP_TYPES
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar, Sequence

PIPELINE_NAME = r"[A-Za-z0-9](-*[A-Za-z0-9]){0,255}"
_LONGEST_NAME = 256
_STAND_IN = "P"
JOB_HEADS: dict[str, Schema] = {
    "uses": {"type": "string", "minLength": 1, "words": "a step type"},
    "kind": {"type": "string", "minLength": 1, "words": "a kind of step"},
}
OPTIONS: Schema = {"type": "object", "words": "a mapping of options"}


def parse_pipeline(tree: Mapping, registry: ContractRegistry, report: Report) -> Pipeline | None:
    """The pipeline in a file's tree. None only if its form is too broken to go on.

    A name that cannot be is `check_name`'s to report; until then another one stands for it.
    """
    if not is_pipeline(tree, report):
        return None
    # A broken top level does not keep the steps from being looked at: all errors at once.
    validate(tree, PIPELINE_SCHEMA, report, "the pipeline file", registry.known)
    name, steps = tree.get("pipeline"), tree.get("steps")
    known = steps if isinstance(steps, Mapping) else None
    check_defaults(tree.get("defaults"), registry, report, known)
    if not isinstance(name, Scalar) or name.data is None or not isinstance(steps, Mapping):
        lost = any(is_step(entry.value) for entry in tree)  # each is told of already
        for key, node in (("pipeline", name), ("steps", steps)):
            if isinstance(node, Scalar) and node.data is None and not (key == "steps" and lost):
                _empty(tree.entries[key], report)
        return None
    parser = _StepParser(registry, report, steps)
    return Pipeline(
        name=_STAND_IN if pipeline_name_hint(name.text) else name.text,
        body=tree,
        parameters=read_parameters(tree.get("parameters"), report),
        steps=parser.block(steps, ()),
    )


def check_name(tree: Mapping, report: Report) -> None:
    """Report a pipeline's name that the service does not take."""
    name = tree.get("pipeline")
    if (
        isinstance(name, Scalar)
        and name.data is not None
        and (hint := pipeline_name_hint(name.text))
    ):
        message = f"`{name.text}` cannot be the name of a pipeline"
        report.add(codes.BAD_NAME, message, name.span, hint=hint)


def _empty(entry: Entry, report: Report) -> None:
    message, hint = f"`{entry.key}` must not be empty", f"write {example(entry.key)}"
    report.add(codes.WRONG_VALUE, message, entry.key_span, hint=hint)


def pipeline_name_hint(text: str) -> str | None:
    """What to write in place of a text that cannot be a pipeline's (display) name; None if it can.

    The rule is `PipelineName` in botocore's model, which `PipelineDisplayName` has as well.
    """
    if len(text) <= _LONGEST_NAME and re.fullmatch(PIPELINE_NAME, text):
        return None
    if "${" in text:
        return "the name is a fixed text, without references"
    from pipec.compiler.language.plain_names import plain_name

    fixed = plain_name(text, _LONGEST_NAME, underscores=False)
    rule = "letters, digits and hyphens between them, at most 256"
    return f"write `{fixed}`: {rule}" if fixed else rule


# --- steps ------------------------------------------------------------------------------


class _StepParser:
    """Walks the blocks of steps; remembers every name, which must be unique over the file.

    `steps` are those of the whole file.
    """

    def __init__(self, registry: ContractRegistry, report: Report, steps: Mapping) -> None:
        self.registry = registry
        self.report = report
        self.steps = steps
        self.names: dict[str, Span] = {}

    def block(self, steps: Mapping, block: Block) -> tuple[Step, ...]:
        """The steps of one steps map."""
        entries, found, index = list(steps), [], 0
        while index < len(entries):
            entry = entries[index]
            rest = entries[index:] if isinstance(entry.value, Scalar) else []
            lost, unnamed = not_indented(rest), without_name(rest)
            index += max(1 + len(lost), len(unnamed))
            if unnamed:
                self._unnamed(unnamed)
            elif lost:
                self._check_name(entry)
                self._not_indented(entry, lost)
            else:
                branches = self._outdented(entries[index - 1 :])
                index += len(branches)
                found.append(self._step(_with(entry, branches), block))
        return tuple(step for step in found if step is not None)

    def _unnamed(self, lost: Sequenced[Entry]) -> None:
        head = next(item for item in lost if item.key in ALL_HEADS)
        listed = ", ".join(f"`{item.key}:`" for item in lost)
        self.report.add(
            codes.WRONG_VALUE,
            f"a name is missing: `{head.key}` says what a step is, and no step is called so",
            head.key_span,
            hint=f"write `NAME:` on a line above, and indent these below it: {listed}",
        )

    def _not_indented(self, entry: Entry, lost: Iterable[Entry]) -> None:
        listed = ", ".join(f"`{item.key}:`" for item in lost)
        self.report.add(
            codes.WRONG_VALUE,
            f"the step `{entry.key}` is empty: the keys that follow it are not indented",
            entry.key_span,
            hint=f"indent these lines below `{entry.key}:`, with all that belongs to them: "
            + listed,
        )

    def _outdented(self, entries: Sequenced[Entry]) -> list[Entry]:
        """The branches of the first of some entries that stand beside it, after it was told."""
        branches = outdented(entries)
        for item in branches:
            self.report.add(
                codes.NO_HEAD,
                f"`{item.key}` stands beside `{entries[0].key}`, as if it were a step",
                item.key_span,
                hint=f"indent it below `{entries[0].key}:`, with all that belongs to it",
            )
        return branches

    def _step(self, entry: Entry, block: Block) -> Step | None:
        self._check_name(entry)
        body = entry.value
        if not isinstance(body, Mapping):
            self.report.add(
                codes.WRONG_VALUE,
                f"the step `{entry.key}` must be a mapping, not {describe(body)}",
                entry.key_span if isinstance(body, Sequence) else body.span,
                hint=step_hint(entry, body, self.registry.names()),
            )
            return None
        head = self._head(entry, body)
        if head is None:
            return None
        if is_null(body.get(head)):
            _empty(body.entries[head], self.report)
            return None
        if head in ("uses", "kind"):
            return self._job(entry, body, head, block)
        step_type = STEP_TYPES[HEADS[head]]
        named = self._named_branches(body, step_type.branches)
        if not validate(
            body.without(*named),
            step_schema(step_type.keys, step_type.required),
            self.report,
            f"the step `{entry.key}`",
        ):
            return None
        if named:
            return None
        for key in step_type.required:
            if is_null(body.get(key)):
                _empty(body.entries[key], self.report)
                return None
        if step_type.branches and not any(
            # A condition may decide on nothing, if `{}` says so; a loop must run something.
            _holds(body.get(key)) if step_type.repeats else isinstance(body.get(key), Mapping)
            for key in step_type.branches
        ):
            listed = " or ".join(f"`{key}:`" for key in step_type.branches)
            self.report.add(
                codes.MISSING_KEY,
                f"the step `{entry.key}` {step_type.idles}",
                entry.key_span,
                hint=f"add {listed} with the steps that it is for",
            )
        branches = {}
        for key in step_type.branches:
            node = body.get(key)
            if isinstance(node, Mapping):
                branches[key] = self.block(node, (*block, entry.key, key))
        return self._make(entry, body, head, step_type.kind, block, branches=branches)

    def _named_branches(self, body: Mapping, branches: Iterable[str]) -> list[str]:
        """The branches that are a text, as if that could name a step, after it was told."""
        found = []
        for key in branches:
            entry = body.entries.get(key)
            if entry is None or not isinstance(entry.value, Scalar) or entry.value.data is None:
                continue
            message = f"`{key}` must be a mapping of steps, not {describe(entry.value)}"
            hint = branch_hint(entry, names_in(self.steps), self.registry.names())
            self.report.add(codes.WRONG_VALUE, message, entry.value.span, hint=hint)
            found.append(key)
        return found

    def _steps_as_inputs(self, body: Mapping) -> bool:
        """Whether `inputs:` is a list of steps, which is told then."""
        if not isinstance(body.get("inputs"), Sequence):
            return False
        hint = steps_as_inputs(body.get("inputs"), names_in(self.steps))
        if hint:
            message = "`inputs` must be a mapping of ports, not a list of steps"
            span = body.entries["inputs"].key_span
            self.report.add(codes.WRONG_VALUE, message, span, hint=hint)
        return hint is not None

    def _check_name(self, entry: Entry) -> None:
        if not re.fullmatch(STEP_NAME, entry.key):
            from pipec.compiler.language.plain_names import plain_name

            fixed = plain_name(entry.key, 64)
            self.report.add(
                codes.BAD_NAME,
                f"`{entry.key}` cannot be the name of a step",
                entry.key_span,
                hint=(f"write `{fixed}`: " if fixed else "")
                + "letters, digits, `_` and `-`, 1 to 64 characters",
            )
        first = self.names.setdefault(entry.key, entry.key_span)
        if first is not entry.key_span:
            self.report.add(
                codes.DUPLICATE_STEP,
                f"there are two steps named `{entry.key}`",
                entry.key_span,
                hint="give one of them another name: a name is unique over the whole file, "
                "branches included",
                related=[Related(first, "the first one")],
            )

    def _head(self, entry: Entry, body: Mapping) -> str | None:
        heads = ["uses", *HEADS, "kind"]
        found = [head for head in heads if head in body]
        if len(found) == 1:
            return found[0]
        if not found:
            span, hint = headless(body, heads, self.registry.names())
            message = f"the step `{entry.key}` does not say what it is"
            self.report.add(codes.NO_HEAD, message, span or entry.key_span, hint=hint)
            return None
        listed = " and ".join(f"`{head}`" for head in found)
        self.report.add(
            codes.NO_HEAD,
            f"the step `{entry.key}` has both {listed}",
            body.entries[found[1]].key_span,
            hint=which_head(entry.key, body, found),
        )
        return None

    def _job(self, entry: Entry, body: Mapping, head: str, block: Block) -> Step | None:
        node = body.get(head)
        contract, kind = None, ""
        if head == "uses":
            if isinstance(node, Scalar):
                contract = self._used_contract(node)
            kind = contract.kind if contract else ""
            extra = STEP_TYPES[kind].keys if contract else _all_keys()
            keys = {**JOB_KEYS, **extra, "uses": JOB_HEADS["uses"], "options": OPTIONS}
            required: tuple[str, ...] = ()
        else:
            if not check_kind(body, self.registry, self.report):
                return None
            kind = node.text if isinstance(node, Scalar) else ""
            keys = {**IN_PLACE_KEYS, **STEP_TYPES[kind].keys, "kind": JOB_HEADS["kind"]}
            required = STEP_TYPES[kind].required
        schema = step_schema(keys, required)
        is_list = self._steps_as_inputs(body)
        checked = body.without("inputs") if is_list else body
        valid = validate(
            checked,
            schema,
            self.report,
            f"the step `{entry.key}`",
            besides=lambda: schema_for_hints(schema, kind, contract),
        )
        if not valid or is_list or (head == "uses" and contract is None):
            return None
        if contract:
            contract = step_contract(contract, body, self.report)
        else:
            contract = contract_of(body, name=None, span=entry.key_span, report=self.report)
        contract = _with_given(contract, body)
        return self._make(entry, body, head, contract.kind, block, contract=contract)

    def _used_contract(self, node: Scalar) -> Contract | None:
        contract = self.registry.get(node.text, self.report)
        if contract is None and node.text not in self.registry.names():
            from pipec.compiler.parsing.contract_hints import unknown_contract_hint

            self.report.add(
                codes.UNKNOWN_CONTRACT,
                f"there is no contract `{node.text}`",
                node.span,
                hint=unknown_contract_hint(node.text, self.registry, node.span.file),
            )
        return contract

    def _make(
        self, entry: Entry, body: Mapping, head: str, kind: str, block: Block, **more: Any
    ) -> Step:
        draws_from = body.get("from")
        return Step(
            name=entry.key,
            span=entry.key_span,
            head=head,
            kind=kind,
            block=block,
            body=body,
            depends_on=tuple(_depends_on(body.get("depends_on"))),
            draws_from=tuple(i for i in draws_from if isinstance(i, Scalar))
            if isinstance(draws_from, Sequence)
            else None,
            **more,
        )


def _with(step: Entry, branches: Iterable[Entry]) -> Entry:
    """A step with what stands beside it."""
    more = {item.key: item for item in branches}
    if not more or not isinstance(step.value, Mapping):
        return step
    return step._replace(value=Mapping({**step.value.entries, **more}, step.value.span))


def _holds(node: Node | None) -> bool:
    """Whether a branch has any steps."""
    return isinstance(node, Mapping) and bool(node.entries)


def _with_given(contract: Contract, body: Mapping) -> Contract:
    """A step's contract with the inputs marked whose data its own `request` says."""
    request, given = body.get("request"), STEP_TYPES[contract.kind].given
    if not isinstance(request, Mapping):
        return contract
    inputs = {
        name: port._replace(given=True) if given(request, contract, port) else port
        for name, port in contract.inputs.items()
    }
    return contract._replace(inputs=inputs)


def _all_keys() -> dict[str, Schema]:
    return {
        key: schema
        for item in STEP_TYPES.values()
        if item.head == "kind"
        for key, schema in item.keys.items()
    }


def _depends_on(items: Node | None) -> Iterable[DependsOn]:
    for item in items if isinstance(items, Sequence) else ():
        if isinstance(item, Scalar):
            yield DependsOn(item.text, "completed", item.span)
        elif isinstance(item, Mapping):
            step, node = item.get("step"), item.get("when")
            when = node.text if isinstance(node, Scalar) and node.data is not None else "completed"
            if isinstance(step, Scalar):
                yield DependsOn(step.text, when, step.span)


def all_steps(steps: Iterable[Step]) -> Iterable[Step]:
    """Every step, those in branches too, each before what its branches hold."""
    for step in steps:
        yield step
        for branch in step.branches.values():
            yield from all_steps(branch)
