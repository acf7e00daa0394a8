"""What can be told of trainings by AWS's own XGBoost; loaded where there are some."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report, write
from pipec.compiler.model import Step
from pipec.compiler.requests.written import place_of_key, place_of_name, place_of_text
from pipec.compiler.service.xgboost import (
    HYPERPARAMETERS,
    LESS_IS_BETTER,
    METRICS,
    MORE_IS_BETTER,
    NUMBERS,
    OF_CLASSES,
    WORDS,
)
from pipec.compiler.similarity import did_you_mean
from pipec.compiler.steps.base import StepDefinition, mapping_at, mappings_in
from pipec.compiler.values import Wire

_CONFIG = "HyperParameterTuningJobConfig"


def check_definitions(step: StepDefinition, written: Step, report: Report) -> None:
    """The service defines the metrics of its algorithms, and XGBoost's image is one with a script.

    "You can't override the metric definitions for Amazon SageMaker algorithms", it says:
    https://github.com/aws/sagemaker-xgboost-container/issues/121
    """
    report.add(
        codes.ODD_VALUE,
        f"`{step.name}` defines metrics of AWS's own XGBoost image, which the service refuses, "
        "even where the image runs a script",
        place_of_name(written, "MetricDefinitions"),
        hint="remove `MetricDefinitions`: the service measures `validation:rmse` and the like "
        "itself; for other metrics take an image of your own",
    )


def check_hyperparameters(
    step: StepDefinition, request: dict[str, Wire], written: Step, report: Report
) -> None:
    """Warn of names that it surely does not have: later versions may have more than are known.

    And of values that none of them takes, and of what it asks for.
    """
    given = request.get("HyperParameters") or request.get("StaticHyperParameters")
    fixed = given if isinstance(given, dict) else {}
    ranges = mapping_at(request, "HyperParameterRanges") or mapping_at(
        step.arguments, _CONFIG, "ParameterRanges"
    )
    searched = [item.get("Name") for items in ranges.values() for item in mappings_in(items)]
    slips = {str(name): _slip(name, HYPERPARAMETERS) for name in (*fixed, *searched)}
    for name, hint in slips.items():
        if hint:
            message = f"AWS's own XGBoost, which `{step.name}` runs, has no `{name}`"
            place = place_of_name(written, name)
            report.add(codes.ODD_VALUE, message, place, hint=hint)
    for name, value, known in _words(fixed):
        if hint := _slip(value, known):
            message = f"AWS's own XGBoost has no `{name}: {value}`"
            report.add(codes.ODD_VALUE, message, place_of_text(written, value), hint=hint)
    _check_numbers(step, fixed, written, report)
    if isinstance(given, dict | None) and "Autotune" not in step.arguments:
        _check_needed(step, fixed.get("objective"), {**dict.fromkeys(fixed), **slips}, report)


def _words(fixed: dict[str, Wire]) -> Iterator[tuple[str, str, Collection[str]]]:
    """The hyperparameters of which there is a list of values: the name, one word of it, the list.

    `eval_metric` may be several, and a metric be `ndcg@5` or `map-`.
    """
    for name, known in WORDS.items():
        value = fixed.get(name)
        several = value if name == "eval_metric" and isinstance(value, str) else ""
        words = re.findall(r"[^\s,\"'\[\]]+", several) or [value]
        for word in words:
            if isinstance(word, str) and "@" not in word and not word.endswith("-"):
                yield name, word, known


def _check_numbers(
    step: StepDefinition, fixed: dict[str, Wire], written: Step, report: Report
) -> None:
    """Warn of values that it takes for no numbers, or for none that it can use."""
    for name, value in fixed.items():
        numbers = NUMBERS.get(name)
        if numbers and isinstance(value, str) and numbers.refuses(value):
            report.add(
                codes.ODD_VALUE,
                f"`{name}` of AWS's own XGBoost, which `{step.name}` runs, is {numbers}, "
                f"not `{value}`",
                place_of_key(written, name, value),
                hint=f"write {numbers}",
            )


def _check_needed(
    step: StepDefinition, objective: Wire, given: dict[str, str | None], report: Report
) -> None:
    """Warn of what it needs and neither is `given` a value, nor searched, nor only misspelt."""
    examples = {"num_round": "100", **({"num_class": "3"} if objective in OF_CLASSES else {})}
    for name, example in examples.items():
        if name not in given and not any(f"`{name}`" in (slip or "") for slip in given.values()):
            asks = f" for `{objective}`" if name == "num_class" else ""
            report.add(
                codes.ODD_VALUE,
                f"`{step.name}` runs AWS's own XGBoost, which needs `{name}`{asks}",
                step.span,
                hint=f"write `hyperparameters: {{{name}: {example}}}`",
            )


def _slip(name: Wire, known: Collection[str]) -> str | None:
    """The known name that an unknown one may be a slip of, as a hint."""
    return did_you_mean(name, known) if isinstance(name, str) and name not in known else None


def check_objective(
    step: StepDefinition, goal: str, way: Wire, written: Step, report: Report
) -> None:
    """Metrics are on the channel `validation` only; what a threshold makes of a name is let be."""
    _check_direction(step, goal, way, written, report)
    channel, _, metric = goal.rpartition(":")
    known = [f"validation:{name}" for name in METRICS]
    is_near = bool(_slip(metric, METRICS)) and "@" not in metric
    if goal in known or (channel == "validation" and not is_near):
        return
    hint = did_you_mean(goal, known) if is_near else None
    if metric in METRICS:
        hint = write(f"validation:{metric}", goal)
    report.add(
        codes.ODD_VALUE,
        f"`{step.name}` searches for the best `{goal}`, a metric that AWS's own XGBoost image does "
        "not have",
        place_of_text(written, goal),
        hint=hint or "search for a metric on the channel `validation`, as `validation:rmse`",
    )


def _check_direction(
    step: StepDefinition, goal: str, way: Wire, written: Step, report: Report
) -> None:
    """The developer guide's `xgboost-tuning` gives each metric the direction that is better."""
    metric = goal.rpartition(":")[2].partition("@")[0]
    known = {
        **dict.fromkeys(LESS_IS_BETTER, "Minimize"),
        **dict.fromkeys(MORE_IS_BETTER, "Maximize"),
    }
    better = known.get(metric)
    if better is None or way not in ("Minimize", "Maximize") or way == better:
        return
    size, best = ("largest", "small") if way == "Maximize" else ("smallest", "large")
    report.add(
        codes.ODD_VALUE,
        f"`{step.name}` searches for the model with the {size} `{goal}`, and good ones have a "
        f"{best} one",
        place_of_text(written, goal),
        hint=f'write `objective: {{{better.lower()}: "{goal}"}}`',
    )
