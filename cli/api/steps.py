"""Steps as the program holds them: outputs that complete, inputs that connect."""

from __future__ import annotations

import keyword
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pipec.cli.api.drafts import Draft
from pipec.cli.api.places import Place, caller
from pipec.cli.api.plain import name as name_of
from pipec.cli.api.properties import PropertyPath, properties_of
from pipec.cli.api.references import Reference
from pipec.cli.api.trees import Named, check_owner, in_names, text, tree_of
from pipec.compiler.dag import UnknownName
from pipec.compiler.diagnostics import Report
from pipec.compiler.language.keys import JOB_KEYS
from pipec.compiler.model import Contract
from pipec.compiler.parsing.contracts import contract_of
from pipec.compiler.similarity import did_you_mean, suggestions
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.syntax import Entry
from pipec.compiler.syntax import Mapping as Tree

if TYPE_CHECKING:
    from pipec.cli.api.contracts import StepContract

_OF_NAMES = ("depends_on", "from")
"""The keys whose values name steps."""


class StepProxy(Named):
    """A step whose inputs are connected by name, and whose outputs are its attributes.

    `step.model_artifacts` is the output of that name, `step["my-output"]` one whose name is no
    Python name or is a word of this class. `step.properties` are the run-time properties.
    """

    def __init__(self, draft: Draft, contract: Contract) -> None:
        super().__init__(draft.name)
        self._draft = draft
        self._contract = contract

    def connect(self, input: str, source: Any) -> Self:  # noqa: A002 - what it is called in the language
        """Give an input its value: an output, a step (what fits of it), a parameter or a text.

        `input` is the input's name. A connection that is there already is replaced.
        """
        place = caller()
        input = name_of(input, "an input")  # noqa: A001 - as above
        if self._owner is not None:
            check_owner(source, self._owner)
        way = f"{self.step_name}: inputs.{input}"
        value = tree_of(source, place.argument(1, "source"), way)
        self._draft.bind(input, place.argument(0, "input").span, value, place.span)
        return self

    def list_outputs(self) -> list[str]:
        """The names of the outputs."""
        return list(self._contract.outputs)

    def list_inputs(self) -> list[str]:
        """The names of the inputs, the required ones first."""
        ports = self._contract.inputs.values()
        return [port.name for port in sorted(ports, key=lambda port: not port.required)]

    @property
    def outputs(self) -> Mapping[str, Reference]:
        """All outputs by name."""
        return MappingProxyType({name: self[name] for name in self._contract.outputs})

    @property
    def properties(self) -> PropertyPath:
        """The properties that the service describes the step by, as `TrainingJobName`."""
        return properties_of(self.step_name, self._contract.kind, self._owner)

    def __getitem__(self, output: str) -> PropertyReference:
        if output in self._contract.outputs:
            return PropertyReference(f"steps.{self.step_name}.{output}", self._owner)
        raise UnknownName(self._no_output(str(output)))

    def __getattr__(self, name: str) -> PropertyReference:
        if name.startswith("_"):  # what notebooks and copying ask everything for
            raise AttributeError(name)
        if name in self._contract.outputs:
            return self[name]
        raise AttributeError(self._no_output(name))

    def __setattr__(self, name: str, value: object) -> None:
        contract = self.__dict__.get("_contract")
        if contract is not None and not name.startswith("_"):
            if name in contract.inputs:
                raise AttributeError(f"`{name}` is an input: write `.connect({name!r}, …)`")
            known = {*_places(contract), *contract.outputs}
            if name in known or not isinstance(self, ContractStep):
                raise AttributeError(
                    f"`{name}` cannot be set: what a step says is given to `add_step`"
                )
        super().__setattr__(name, value)

    __iter__ = None  # by `[…]` Python would take a step for a list

    def __contains__(self, output: object) -> bool:
        return output in self._contract.outputs

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *(n for n in self._contract.outputs if n.isidentifier())]

    def _ipython_key_completions_(self) -> list[str]:
        return self.list_outputs()

    def __repr__(self) -> str:
        kind = self._contract.name or self._contract.kind
        return (
            f"<{kind} step {self.step_name}: {', '.join(self._contract.outputs) or 'no outputs'}>"
        )

    def _no_output(self, name: str) -> str:
        known = self._contract.outputs
        near = did_you_mean(name, known)
        listed = ", ".join(f"`{output}`" for output in known)
        end = f"its outputs: {listed}" if known else "it has no outputs"
        return "; ".join(filter(None, (f"`{self.step_name}` has no output `{name}`", near, end)))


class PropertyReference(Reference):
    """An output of a step. In a report's file it goes on by names: `report["mse"]["value"]`."""

    __slots__ = ()


class ContractStep(StepProxy):
    """A step class: a subclass says its `contract`, and instances are steps of it.

    `abstract=True` in the class statement makes a base class that has none.
    Raises `TypeError` when a class without a contract is made.
    """

    contract: ClassVar[StepContract]

    def __init_subclass__(cls, *, abstract: bool = False, **more: Any) -> None:
        super().__init_subclass__(**more)
        if abstract:
            return
        from pipec.cli.api.contracts import StepContract

        if not isinstance(getattr(cls, "contract", None), StepContract):
            raise TypeError(
                f"the step class `{cls.__name__}` has no contract: write "
                "`contract = StepContract(…)` in it, or `abstract=True` beside its base class"
            )

    def __init__(self, step_name: str, /, **options: Any) -> None:
        if not hasattr(type(self), "contract"):
            raise TypeError(f"`{type(self).__name__}` is a base class: steps are of its subclasses")
        contract = self.contract.contract
        super().__init__(job_draft(step_name, contract, options, caller()), contract)


# --- from arguments to a draft ----------------------------------------------------------


def job_draft(name: str, contract: Contract | None, options: dict[str, Any], place: Place) -> Draft:
    """A step with the keys that the keyword arguments are.

    A name that is no key of a step and is an option or an input of the contract goes there.
    Raises `TypeError` for a value that YAML has no word for.
    """
    name = name_of(name, "a step")
    sections: dict[str, dict[str, Entry]] = {"": {}, "options": {}, "inputs": {}}
    if contract is not None and contract.name is not None:
        head = place.argument(1, "contract").span
        sections[""]["uses"] = Entry("uses", head, text(contract.name, head))
    kind = contract.kind if contract else str(options.get("kind"))
    of_names = {*_OF_NAMES, *STEP_TYPES[kind].keys}
    for argument, value in options.items():
        key = key_of(argument)
        section = _section(key, contract)
        way = f"{name}: {section}.{key}" if section else f"{name}: {key}"
        node = tree_of(
            in_names(value, way) if key in of_names else value, place.member(argument), way
        )
        sections[section][key] = Entry(key, place.name(argument, way), node)
    for key in ("options", "inputs"):
        _merge(sections[""], key, sections[key], place)
    return Draft(name, place.argument(0, "name").span, Tree(sections[""], place.span))


def _merge(step: dict[str, Entry], key: str, more: dict[str, Entry], place: Place) -> None:
    """Put options, or inputs, that are given by their own names beside those under the key."""
    if not more:
        return
    given = step.get(key, Entry(key, place.span, Tree({}, place.span)))
    if not isinstance(given.value, Tree):
        return  # it is wrong, which compiling tells
    known = given.value.entries
    if twice := known.keys() & more.keys():
        raise TypeError(f"`{min(twice)}` is given twice: by its name and in `{key}`")
    step[key] = Entry(key, given.key_span, Tree({**known, **more}, given.value.span))


def _section(key: str, contract: Contract | None) -> str:
    """Where a keyword argument belongs, or what it nearly is; "" is the step itself."""
    places = _places(contract) if contract else {}
    near = [key] if key in places else suggestions(key, places)
    return places[near[0]] if near else ""


def _places(contract: Contract) -> dict[str, str]:
    """The keyword arguments that a step of a contract can be given, and where each belongs."""
    places = dict.fromkeys(contract.inputs, "inputs")
    places |= dict.fromkeys(contract.options, "options")
    return places | dict.fromkeys((*JOB_KEYS, *STEP_TYPES[contract.kind].keys, "options"), "")


def key_of(argument: str) -> str:
    """`from_` is `from`, as Python has that word for itself."""
    bare = argument.removesuffix("_")
    return bare if keyword.iskeyword(bare) else argument


def contract_in_place(draft: Draft) -> Contract:
    """What a step that begins with `kind:` needs and gives; mistakes are told when compiling."""
    body = draft.body if isinstance(draft.body, Tree) else Tree({}, draft.key_span)
    return contract_of(body, name=None, span=draft.key_span, report=Report())
