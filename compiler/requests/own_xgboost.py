"""What can be told of trainings by AWS's own XGBoost; loaded where there are some."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from collections.abc import Mapping as AnyMapping

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report, Span, write
from pipec.compiler.language.carriers import carrier_text
from pipec.compiler.model import Parameter, Step
from pipec.compiler.requests.formats import meant_type, type_of
from pipec.compiler.requests.written import place_of_key, place_of_name, place_of_text
from pipec.compiler.service.xgboost import (
    CHANNELS,
    CONTENT_TYPES,
    FIXED,
    HYPERPARAMETERS,
    LESS_IS_BETTER,
    METRICS,
    MORE_IS_BETTER,
    NUMBERS,
    OF_CLASSES,
    WORDS,
    Numbers,
)
from pipec.compiler.similarity import did_you_mean
from pipec.compiler.steps.base import StepDefinition, mapping_at, mappings_in
from pipec.compiler.syntax import Mapping, scalars
from pipec.compiler.values import Hole, ParameterGet, Wire

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
    given, fixed = _given(request), mapping_at(_given(request))
    searched = [item.get("Name") for _, item in _ranges(step, request)]
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
    _check_limits(step, request, written, report)
    if isinstance(given, dict | None) and "Autotune" not in step.arguments:
        _check_needed(step, fixed.get("objective"), {**dict.fromkeys(fixed), **slips}, report)


def check_parameters(
    step: StepDefinition,
    request: dict[str, Wire],
    parameters: AnyMapping[str, Parameter],
    report: Report,
) -> None:
    """Warn of what a parameter is by default, or may be, and no number that it takes."""
    for name, value in mapping_at(_given(request)).items():
        numbers = NUMBERS.get(name)
        parameter = parameters.get(value.name) if isinstance(value, ParameterGet) else None
        if numbers is None or parameter is None:
            continue
        for possible in dict.fromkeys((parameter.default, *parameter.enum)):
            if possible not in (None, "") and numbers.refuses(str(possible)):
                report.add(
                    codes.BAD_DEFAULT,
                    f"the parameter `{parameter.name}`, used as `{name}` of AWS's own XGBoost, "
                    f"which `{step.name}` runs, cannot be `{possible}`",
                    parameter.span,
                    hint=f"write {numbers}",
                )


def _given(request: dict[str, Wire]) -> Wire:
    return request.get("HyperParameters") or request.get("StaticHyperParameters")


def check_channels(
    step: StepDefinition, request: dict[str, Wire], written: Step, report: Report
) -> None:
    """Warn of channels that it does not take where it runs no script, and of what it cannot read.

    Without a content type it reads LIBSVM.
    """
    which = f"AWS's own XGBoost, which `{step.name}` runs,"
    for channel in mappings_in(request.get("InputDataConfig")):
        name, content = channel.get("ChannelName"), channel.get("ContentType")
        if isinstance(mapping_at(channel, "DataSource", "S3DataSource").get("S3Uri"), Hole):
            continue  # an error of its own
        if isinstance(name, str) and name not in CHANNELS:
            report.add(
                codes.ODD_VALUE,
                f"{which} takes the channels `train` and `validation` only, not `{name}`",
                _place_of_channel(written, name),
                hint=_without(written, name) + ", or write a script that reads it, `code:`",
            )
        elif isinstance(content, str) and name != "code" and not _is_read(content):
            report.add(
                codes.ODD_VALUE,
                f"{which} cannot read `{content}`, the content type of `{name}`",
                place_of_text(written, content),
                hint="it reads " + ", ".join(f"`{kind}`" for kind in CONTENT_TYPES if "/" in kind),
            )


def _without(written: Step, channel: str) -> str:
    """What to do about a channel: to leave an optional input empty, or to call it otherwise."""
    ports = written.contract.inputs.values() if written.contract else ()
    for port in ports:
        is_it = carrier_text(port, "channel", "name", port.name).text == channel
        if is_it and not port.required:
            return f"write `inputs: {{{port.name}: null}}`"
    return "call it `train` or `validation`"


def _is_read(content: str) -> bool:
    """Whether it reads a content type; of a slip in one another warning tells."""
    return type_of(content).lower() in CONTENT_TYPES or meant_type(content) is not None


def _place_of_channel(written: Step, name: str) -> Span:
    """Where a step names a channel: by an input that is called so, or by a text; else the step."""
    inputs = written.body.get("inputs")
    named = inputs.entries.get(name) if isinstance(inputs, Mapping) else None
    said = (scalar.span for scalar in scalars(written.body) if scalar.text == name)
    return named.key_span if named else next(said, written.span)


def check_searched(
    step: StepDefinition, request: dict[str, Wire], written: Step, report: Report
) -> None:
    """Warn of ranges that the service does not take of this image, whatever it runs."""
    for _, item in _ranges(step, request):
        name = item.get("Name")
        if name in FIXED:
            value = next(iter(_limits(item)), "…")
            report.add(
                codes.ODD_VALUE,
                f"`{step.name}` searches `{name}`, which AWS's own XGBoost lets nobody search",
                place_of_name(written, str(name)),
                hint="remove it from `ranges`; for another value than its own, write "
                f"`hyperparameters: {{{name}: {value}}}`",
            )


def _ranges(
    step: StepDefinition, request: dict[str, Wire]
) -> Iterator[tuple[str, dict[str, Wire]]]:
    """What a training of a tuning is searched by, each range with the list that it stands in."""
    ranges = mapping_at(request, "HyperParameterRanges") or mapping_at(
        step.arguments, _CONFIG, "ParameterRanges"
    )
    for kind, items in ranges.items():
        yield from ((kind, item) for item in mappings_in(items))


def _limits(item: dict[str, Wire]) -> list[str]:
    """The values of a range that are known before the run: its ends, or those of a list."""
    values = item.get("Values")
    ends = values if isinstance(values, list) else [item.get("MinValue"), item.get("MaxValue")]
    return [value for value in ends if isinstance(value, str)]


def _check_limits(
    step: StepDefinition, request: dict[str, Wire], written: Step, report: Report
) -> None:
    """Warn of ranges with values that it does not take."""
    for kind, item in _ranges(step, request):
        name = str(item.get("Name"))
        numbers = NUMBERS.get(name)
        if numbers is None or name in FIXED:
            continue
        odd = next((f"`{value}`" for value in _limits(item) if numbers.refuses(value)), None)
        if odd is None and numbers.whole and kind == "ContinuousParameterRanges":
            odd = "any number of its range"
        if odd:
            report.add(
                codes.ODD_VALUE,
                f"`{name}` of AWS's own XGBoost, which `{step.name}` runs, is {numbers}, not {odd}",
                place_of_name(written, name),
                hint=f"search {_several(numbers)}",
            )


def _several(numbers: Numbers) -> str:
    """Numbers as what a range is of."""
    one, _, rest = str(numbers).removeprefix("a ").partition("number")
    return f"{one}numbers{rest}"


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
