"""What is wrong with a contract's file by itself, whoever uses it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from collections.abc import Mapping as AnyMapping

from pipec.compiler import codes
from pipec.compiler.compile import (
    ALONE,
    Context,
    SourceFile,
    compile_pipeline,
    read_other,
    told,
)
from pipec.compiler.diagnostics import Diagnostic, Report
from pipec.compiler.linking.variables import PLACEHOLDERS
from pipec.compiler.merge import is_null
from pipec.compiler.parsing.contract_checks import check_contract
from pipec.compiler.parsing.contracts import ContractRegistry, read_contract
from pipec.compiler.requests.assets import Files
from pipec.compiler.syntax import Mapping

_OF_A_PIPELINE = (
    codes.MISSING_MEMBER,
    codes.UNKNOWN_PARAMETER,
    codes.UNKNOWN_STEP,
    codes.UNKNOWN_VAR,
)


def check_contract_file(
    source: SourceFile,
    context: Context,
    files: Files,
    given: AnyMapping[str, str] | None = None,
    users: Iterable[Mapping] = (),
) -> tuple[Diagnostic, ...]:
    """What is wrong with one contract file, found by compiling a pipeline of just one such step.

    Each input is bound to a parameter. What only a whole pipeline can tell is left out: which
    parameters, steps and vars there are, and members that a step may add. `users` are pipelines
    that may use the contract; how they write its names counts.
    """
    report = Report()
    if context.broken:
        report.extend(context.report)
    tree = read_other(source, report)
    contract = read_contract(tree, report) if tree else None
    if tree is None or contract is None or contract.name is None:
        return report.diagnostics()
    own = {**context.registry.own, contract.name: contract}
    registry = ContractRegistry(own, context.registry.broken)
    check_contract(contract, registry, report)
    wanted = {name: port for name, port in contract.inputs.items() if port.value is None}
    pipeline = {
        "pipeline": "P",
        "parameters": {
            name: {"type": "String" if port.data_type == "S3Uri" else port.data_type}
            for name, port in wanted.items()
        },
        "steps": {
            "Step": {
                "uses": contract.name,
                "inputs": {name: f"${{parameters.{name}}}" for name in wanted},
            }
        },
    }
    project = context.project
    set_ = {**project.variables, **project.environment.variables}
    placeholders = {k: v for k, v in PLACEHOLDERS.items() if k not in set_ or is_null(set_[k])}
    result = compile_pipeline(
        SourceFile(name=ALONE, content=json.dumps(pipeline).encode()),
        Context(project=project, registry=registry, report=Report()),
        files,
        {**placeholders, **(given or {})},
    )
    untold = (*_OF_A_PIPELINE, *([codes.IMAGE_ELSEWHERE] if "region" in placeholders else ()))
    report.take(
        item
        for item in result.diagnostics
        if item.span and item.span.file == source.name and item.code not in untold
    )
    return told(report, tree, context, users)
