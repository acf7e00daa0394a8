"""pipec for Python programs: `from pipec import PipelineBuilder`; docs/python.md shows it all.

This file is installed as `pipec/__init__.py`, beside the folders that the links here lead to. What
it offers is loaded when it is first asked for, so that the command starts without it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipec.cli.api.blocks import Block as Block
    from pipec.cli.api.blocks import Condition as Condition
    from pipec.cli.api.blocks import Loop as Loop
    from pipec.cli.api.builder import PipelineBuilder as PipelineBuilder
    from pipec.cli.api.compiled import CompiledPipeline as CompiledPipeline
    from pipec.cli.api.contracts import StepContract as StepContract
    from pipec.cli.api.errors import PipelineError as PipelineError
    from pipec.cli.api.errors import PipelineWarning as PipelineWarning
    from pipec.cli.api.explanation import Explanation as Explanation
    from pipec.cli.api.ports import DependencySpec as DependencySpec
    from pipec.cli.api.ports import DependencyType as DependencyType
    from pipec.cli.api.ports import DependencyTypes as DependencyTypes
    from pipec.cli.api.ports import InputPort as InputPort
    from pipec.cli.api.ports import OutputPort as OutputPort
    from pipec.cli.api.ports import OutputSpec as OutputSpec
    from pipec.cli.api.project_steps import InputSource as InputSource
    from pipec.cli.api.project_steps import TypedStep as TypedStep
    from pipec.cli.api.project_steps import step_classes as step_classes
    from pipec.cli.api.references import Reference as Reference
    from pipec.cli.api.references import Test as Test
    from pipec.cli.api.registry import ContractRegistry as ContractRegistry
    from pipec.cli.api.steps import ContractStep as ContractStep
    from pipec.cli.api.steps import PropertyReference as PropertyReference
    from pipec.cli.api.steps import StepProxy as StepProxy
    from pipec.compiler.dag import CycleFound as CycleFound
    from pipec.compiler.dag import DependencyEdge as DependencyEdge
    from pipec.compiler.dag import How as How
    from pipec.compiler.dag import PipelineDAG as PipelineDAG
    from pipec.compiler.dag import UnknownName as UnknownName

_PLACES = {
    "Block": "cli.api.blocks",
    "CompiledPipeline": "cli.api.compiled",
    "Condition": "cli.api.blocks",
    "ContractRegistry": "cli.api.registry",
    "ContractStep": "cli.api.steps",
    "CycleFound": "compiler.dag",
    "DependencyEdge": "compiler.dag",
    "DependencySpec": "cli.api.ports",
    "DependencyType": "cli.api.ports",
    "DependencyTypes": "cli.api.ports",
    "Explanation": "cli.api.explanation",
    "How": "compiler.dag",
    "InputPort": "cli.api.ports",
    "InputSource": "cli.api.project_steps",
    "Loop": "cli.api.blocks",
    "OutputPort": "cli.api.ports",
    "OutputSpec": "cli.api.ports",
    "PipelineBuilder": "cli.api.builder",
    "PipelineDAG": "compiler.dag",
    "PipelineError": "cli.api.errors",
    "PipelineWarning": "cli.api.errors",
    "PropertyReference": "cli.api.steps",
    "Reference": "cli.api.references",
    "StepContract": "cli.api.contracts",
    "StepProxy": "cli.api.steps",
    "Test": "cli.api.references",
    "TypedStep": "cli.api.project_steps",
    "UnknownName": "compiler.dag",
    "step_classes": "cli.api.project_steps",
}

__all__ = [
    "Block",
    "CompiledPipeline",
    "Condition",
    "ContractRegistry",
    "ContractStep",
    "CycleFound",
    "DependencyEdge",
    "DependencySpec",
    "DependencyType",
    "DependencyTypes",
    "Explanation",
    "How",
    "InputPort",
    "InputSource",
    "Loop",
    "OutputPort",
    "OutputSpec",
    "PipelineBuilder",
    "PipelineDAG",
    "PipelineError",
    "PipelineWarning",
    "PropertyReference",
    "Reference",
    "StepContract",
    "StepProxy",
    "Test",
    "TypedStep",
    "UnknownName",
    "step_classes",
]


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module 'pipec' has no attribute {name!r}", name=name)
    found = getattr(import_module(f"pipec.{_PLACES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return [*globals(), *_PLACES]
