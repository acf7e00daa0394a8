"""What a tuning searches: its key `ranges`, and what can be wrong with a range."""

from __future__ import annotations

import json
import math
from collections.abc import Container

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report, Span
from pipec.compiler.language.keys import SCALARS, Schema
from pipec.compiler.service.images import framework_of, is_own_xgboost
from pipec.compiler.service.xgboost import CONTINUOUS
from pipec.compiler.steps.base import BoundStep, mapping_at, mappings_in, member, members, sequence
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar, Sequence
from pipec.compiler.values import Wire, wire_type

_KINDS = ("Integer", "Continuous", "Categorical")


def parameter_ranges(step: BoundStep) -> Mapping | None:
    """`ranges` as the member `ParameterRanges`, a list for each kind of range."""
    ranges = step.keys.get("ranges")
    if not isinstance(ranges, Mapping) or not ranges.entries:
        return None
    own = CONTINUOUS if _is_xgboost(step.keys) else frozenset[str]()
    found = [(_range_kind(entry, own), _range(entry)) for entry in ranges]
    lists = {
        f"{kind}ParameterRanges": sequence([r for k, r in found if k == kind], ranges.span)
        for kind in _KINDS
    }
    return members(ranges.span, **lists)


def _is_xgboost(keys: Mapping) -> bool:
    """Whether the image is AWS's own XGBoost: the service knows what it takes, of a script too."""
    uri = member(keys, "image", "uri")
    if isinstance(uri, Scalar):
        return isinstance(uri.data, str) and is_own_xgboost(uri.data)
    return framework_in(keys) == "xgboost"


def framework_in(keys: Mapping) -> str | None:
    """The framework of the image that counts for a step; None for an image of one's own."""
    uri, framework = member(keys, "image", "uri"), member(keys, "image", "framework")
    if isinstance(uri, Scalar):
        return framework_of(uri.data) if isinstance(uri.data, str) else None
    return framework.text if isinstance(framework, Scalar) else None


def _range_kind(entry: Entry, continuous: Container[str]) -> str:
    """What the range says, or the hyperparameter is known to be; else what the limits look like.

    Whole limits make an integer range, others a continuous one, a list a choice.
    """
    value = entry.value
    if isinstance(value, Sequence):
        return "Categorical"
    said = value.get("type") if isinstance(value, Mapping) else None
    if isinstance(said, Scalar):
        return said.text
    if entry.key in continuous:
        return "Continuous"
    limits = [value.get(key) for key in ("from", "to")] if isinstance(value, Mapping) else []
    whole = all(
        isinstance(limit, Scalar) and wire_type(limit.data) == "Integer" for limit in limits
    )
    return "Integer" if whole else "Continuous"


def _range(entry: Entry) -> Mapping:
    if isinstance(entry.value, Sequence):
        return members(entry.key_span, Name=entry.key, Values=entry.value)
    limits = entry.value if isinstance(entry.value, Mapping) else Mapping({}, entry.key_span)
    return members(
        entry.key_span,
        Name=entry.key,
        MinValue=limits.get("from"),
        MaxValue=limits.get("to"),
        ScalingType=limits.get("scale") or "Auto",
    )


def check_ranges(
    step: BoundStep, ranges: dict[str, Wire], static: dict[str, Wire], report: Report
) -> None:
    """Sound ranges, and each hyperparameter said once."""
    for kind in _KINDS:
        for item in mappings_in(ranges.get(f"{kind}ParameterRanges")):
            name = item.get("Name")
            if name in static:
                problem = (
                    f"the hyperparameter `{name}` has both a fixed value and a range to search"
                )
                hint = "remove it from `hyperparameters` or from `ranges`"
            elif found := _range_problem(kind, item):
                problem, hint = f"the range of `{name}` {found[0]}", found[1]
            else:
                continue
            report.add(codes.BAD_MEMBER, problem, _span_of(step, name), hint=hint)


def check_texts(ranges: Node | None, static: dict[str, Wire], report: Report) -> None:
    """Warn of texts that a script gets as something else; `ranges` are a member `ParameterRanges`.

    AWS's training toolkit reads each hyperparameter as JSON where it can be read so, and hands on
    `1.1` for `1.10`: the SDK v2 wrote such texts with the quotes of JSON.
    """
    choices = member(ranges, "CategoricalParameterRanges")
    if "sagemaker_program" not in static or not isinstance(choices, Sequence):
        return
    for choice in choices.items:
        name, values = member(choice, "Name"), member(choice, "Values")
        for item in values.items if isinstance(values, Sequence) else ():
            if isinstance(item, Scalar) and not item.plain and _is_read_otherwise(item.data):
                plain = ", or without quotes for a number" if item.text[-1].isdigit() else ""
                of = name.text if isinstance(name, Scalar) else ""
                report.add(
                    codes.ODD_VALUE,
                    f"the script gets no text `{item.text}` for `{of}`, but what JSON reads in it",
                    item.span,
                    hint=f"write `'{json.dumps(item.text)}'`, with the quotes of JSON{plain}",
                )


def _is_read_otherwise(text: object) -> bool:
    try:
        found = json.loads(text) if isinstance(text, str) else text
    except ValueError:
        return False
    return not isinstance(found, str | dict | list) and str(found) != text


def _range_problem(kind: str, item: dict[str, Wire]) -> tuple[str, str] | None:
    """What is wrong with a range, and what to write; the rules are those of botocore's model."""
    texts = [item.get(key) for key in ("MinValue", "MaxValue")]
    limits = [_number(text) for text in texts]
    for key, text, limit in zip(("from", "to"), texts, limits, strict=True):
        if isinstance(text, str) and (limit is None or not math.isfinite(limit)):
            shown = text or '""'
            return f"has `{key}: {shown}`, which is no number", f"write a number: `{key}: 1`"
        if kind == "Integer" and limit is not None and not limit.is_integer():
            problem = f"is of whole numbers and has `{key}: {text}`"
            return problem, "write a whole number, or `type: Continuous`"
    low, high = limits
    if low is not None and high is not None and low > high:
        problem = f"begins at {texts[0]} and ends below it, at {texts[1]}"
        return problem, f"write `{{from: {texts[1]}, to: {texts[0]}}}`"
    scale = item.get("ScalingType")
    if scale == "Logarithmic" and low is not None and low <= 0:
        return (
            f"has a logarithmic scale and begins at {texts[0]}",
            "begin above 0, as `from: 0.001`",
        )
    if scale == "ReverseLogarithmic" and kind == "Integer":
        return "has whole numbers and a reverse logarithmic scale", "write `scale: Logarithmic`"
    known = [limit for limit in limits if limit is not None]
    if scale == "ReverseLogarithmic" and not all(0 <= limit < 1 for limit in known):
        return (
            "has a reverse logarithmic scale, which is for limits from 0 to below 1",
            "end below 1, as `to: 0.999`",
        )
    return None


def check_grid(step: BoundStep, config: dict[str, Wire], report: Report) -> None:
    """A grid has lists only, and is run as a whole.

    https://docs.aws.amazon.com/sagemaker/latest/dg/automatic-model-tuning-how-it-works.html
    """
    ranges = mapping_at(config, "ParameterRanges")
    numeric = False
    for kind in ("Integer", "Continuous"):
        for item in mappings_in(ranges.get(f"{kind}ParameterRanges")):
            numeric = True
            report.add(
                codes.BAD_MEMBER,
                f"a grid is made of lists of values, and `{item.get('Name')}` has a range",
                _span_of(step, item.get("Name")),
                hint="write its values: `[1, 2, 4]`, or take another `strategy`",
            )
    choices = mappings_in(ranges.get("CategoricalParameterRanges"))
    lists = [item["Values"] for item in choices if isinstance(item.get("Values"), list)]
    count = mapping_at(config, "ResourceLimits").get("MaxNumberOfTrainingJobs")
    whole = math.prod(map(len, lists))
    known = not numeric and len(lists) == len(choices)
    if known and isinstance(count, int) and count != whole:
        max_jobs = step.keys.entries.get("max_jobs")
        report.add(
            codes.BAD_MEMBER,
            f"the grid has {whole} combinations, and `max_jobs` is {count}",
            max_jobs.key_span if max_jobs else step.span,
            hint="remove `max_jobs`: a grid is run as a whole",
        )


_COUNTED = ("Bayesian", "Random")
"""Strategies whose number of trainings is held against the combinations that there are."""


def check_enough(step: BoundStep, config: dict[str, Wire], report: Report) -> None:
    """There are as many combinations as trainings, if there is an end to them.

    The service refuses a tuning otherwise, "You don't have enough combinations of hyperparameter
    ranges": aws/amazon-sagemaker-operator-for-k8s#123; whole numbers are counted too,
    syne-tune/syne-tune#415.
    """
    count = mapping_at(config, "ResourceLimits").get("MaxNumberOfTrainingJobs")
    ranges = mapping_at(config, "ParameterRanges")
    whole = _combinations(ranges)
    if config.get("Strategy") in _COUNTED and isinstance(count, int) and whole and count > whole:
        max_jobs = step.keys.entries.get("max_jobs")
        report.add(
            codes.BAD_MEMBER,
            f"the ranges of `{step.name}` have {whole} combinations, and `max_jobs` is {count}",
            max_jobs.key_span if max_jobs else step.span,
            hint=f"write `max_jobs: {whole}` or less, or search more values",
        )


def _combinations(ranges: dict[str, Wire]) -> int | None:
    """How many combinations of values there are; None if there is no end, or it is not known."""
    if not ranges.keys() <= {"IntegerParameterRanges", "CategoricalParameterRanges"}:
        return None
    sizes = [_size(item) for items in ranges.values() for item in mappings_in(items)]
    known = [size for size in sizes if size]
    return math.prod(known) if known and len(known) == len(sizes) else None


def _size(item: dict[str, Wire]) -> int | None:
    values = item.get("Values")
    if isinstance(values, list):
        return len(values)
    low, high = (_number(item.get(key)) for key in ("MinValue", "MaxValue"))
    if low is None or high is None or not math.isfinite(high - low):
        return None
    return int(high - low) + 1 if low <= high else None  # what is wrong is told of the range


def _span_of(step: BoundStep, name: object) -> Span:
    ranges = step.keys.get("ranges")
    entry = ranges.entries.get(str(name)) if isinstance(ranges, Mapping) else None
    return entry.key_span if entry else step.span


def _number(value: Wire) -> float | None:
    """A limit that is known before the run; it is text on the wire."""
    try:
        return float(value) if isinstance(value, str) else None
    except ValueError:
        return None


_NUMBER: Schema = {"type": ["number", "string"], "words": "a number or a reference"}
_FROM = {**_NUMBER, "description": "The least value."}
_TO = {**_NUMBER, "description": "The greatest value."}
RANGES: Schema = {
    "type": "object",
    "words": "a mapping of hyperparameters to `{from, to}` or lists of values",
    "description": "What is searched: `{eta: {from: 0.1, to: 0.5}, max_depth: [4, 6, 8]}`.",
    "additionalProperties": {
        "if": {"type": "array"},
        "then": {
            "type": "array",
            "minItems": 1,
            "items": {"type": SCALARS},
            "words": "a list of values",
        },
        "else": {
            "type": "object",
            "properties": {
                "from": _FROM,
                "to": _TO,
                "type": {
                    "enum": ["Continuous", "Integer"],
                    "words": "Continuous or Integer",
                    "description": "`Continuous` for any number, `Integer` for whole ones only; "
                    "by default the limits tell: `0` is whole, `0.0` is not.",
                },
                "scale": {
                    "enum": ["Auto", "Linear", "Logarithmic", "ReverseLogarithmic"],
                    "words": "Auto, Linear, Logarithmic or ReverseLogarithmic",
                    "description": "How values are spread over the range; `Auto` by default.",
                },
            },
            "required": ["from", "to"],
            "additionalProperties": False,
            "words": "`{from: 1, to: 10}`, or a list of values",
        },
    },
}
