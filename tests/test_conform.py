"""Requests held against the service's model, and their wire form."""

from typing import Any

import pytest

from pipec.compiler.diagnostics import Report, Span
from pipec.compiler.reader.source import read_yaml
from pipec.compiler.requests.conform import Conformer
from pipec.compiler.service.shapes import load_request
from pipec.compiler.syntax import Mapping, Scalar, mapping
from pipec.compiler.values import ABSENT, Join, ParameterGet

SPAN = Span("p.yaml", 1, 1, 1, 2)
BASE = """
AlgorithmSpecification: {TrainingInputMode: File, TrainingImage: image}
RoleArn: arn:aws:iam::111122223333:role/R
OutputDataConfig: {S3OutputPath: "s3://b/o"}
ResourceConfig: {InstanceType: ml.m5.large, InstanceCount: 1, VolumeSizeInGB: 30}
StoppingCondition: {MaxRuntimeInSeconds: 3600}
"""


def conform(text: str, **nodes: Any) -> tuple[dict[str, Any], list[str]]:
    """The wire form of a Training request in YAML, and the messages."""
    report = Report()
    tree = read_yaml("p.yaml", (BASE + text).encode(), report)
    assert tree is not None
    tree = Mapping({**tree.entries, **mapping(SPAN, **nodes).entries}, tree.span)
    refused = {"TrainingJobName": "the service names each job itself"}
    conformer = Conformer(step="Train", report=report, span=SPAN, refused=refused)
    wire = conformer.request(tree, load_request("Training"))
    return wire, [item.message for item in report.diagnostics()]


def test_text_is_kept_as_written() -> None:
    """Where the service wants a string, a plain scalar gives its source text."""
    wire, messages = conform("HyperParameters: {v: 1.10, lr: 9e-05, id: 012, flag: true, q: '5'}")
    assert not messages
    assert wire["HyperParameters"] == {
        "v": "1.10", "lr": "9e-05", "id": "012", "flag": "true", "q": "5",
    }  # fmt: skip


def test_collections_become_json_text() -> None:
    """A list or mapping as a hyperparameter is JSON text with the spaces that the SDK writes."""
    wire, messages = conform("HyperParameters: {list: [1, 2.50, a], map: {b: true, c: null}}")
    assert not messages
    assert wire["HyperParameters"] == {"list": '[1, 2.50, "a"]', "map": '{"b": true, "c": null}'}


def test_null_removes_a_hyperparameter() -> None:
    """Null is never sent."""
    wire, _ = conform("HyperParameters: {a: null, b: 1}")
    assert wire["HyperParameters"] == {"b": "1"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Tagz: []", "the request has no member `Tagz`"),
        (
            "TrainingJobName: x",
            "`TrainingJobName` cannot be set in a step: the service names each job itself",
        ),
        (
            "EnableManagedSpotTraining: 'true'",
            "`EnableManagedSpotTraining` must be true or false, not the text `true`",
        ),
        (
            "RetryStrategy: {MaximumRetryAttempts: 31}",
            "`RetryStrategy.MaximumRetryAttempts` must be at most 30, not 31",
        ),
        (
            "RetryStrategy: {}",
            "`Train` lacks `RetryStrategy.MaximumRetryAttempts`, which the service requires",
        ),
        ("Tags: {a: b}", "`Tags` must be a list, not a mapping"),
    ],
    ids=["unknown", "refused", "quoted boolean", "too large", "missing inside", "wrong kind"],
)
def test_what_the_service_refuses_is_refused(text: str, message: str) -> None:
    """One sentence each, in the service's own member names."""
    assert conform(text)[1] == [message]


def test_a_number_where_text_is_wanted_is_joined_except_in_hyperparameters() -> None:
    """The SDK writes the bare Get for hyperparameters and `.to_string()` elsewhere."""
    count = Scalar(ParameterGet("N", "Integer"), "parameters.N", False, SPAN)
    wire, messages = conform(
        "", HyperParameters=mapping(SPAN, n=count), Environment=mapping(SPAN, N=count)
    )
    assert not messages
    assert wire["HyperParameters"] == {"n": ParameterGet("N", "Integer")}
    assert wire["Environment"] == {"N": Join((ParameterGet("N", "Integer"),))}


def test_a_text_parameter_does_not_fit_a_number() -> None:
    """The hint says how to declare it."""
    text = Scalar(ParameterGet("N", "String"), "parameters.N", False, SPAN)
    _, messages = conform("", RetryStrategy=mapping(SPAN, MaximumRetryAttempts=text))
    assert messages == [
        "`RetryStrategy.MaximumRetryAttempts` wants a whole number, and `parameters.N` is String"
    ]


def test_unbound_optional_inputs_are_left_out_outwards() -> None:
    """A structure that thereby lacks a required member goes too, up to what may be missing."""
    absent = Scalar(ABSENT, "inputs.x", False, SPAN)
    wire, messages = conform("", CheckpointConfig=mapping(SPAN, S3Uri=absent))
    assert not messages
    assert "CheckpointConfig" not in wire


def test_an_unbound_input_may_not_take_a_required_member_away() -> None:
    """Then the contract is wrong."""
    absent = Scalar(ABSENT, "inputs.x", False, SPAN)
    _, messages = conform("", OutputDataConfig=mapping(SPAN, S3OutputPath=absent))
    assert messages == [
        "`Train` needs `OutputDataConfig`, and the input that fills it is not bound"
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{DataSorce: {}, ChannelName: a}", ["has no member `DataSorce`"]),
        ("{S3DataSource: {}, ChannelName: a}", ["has no member `S3DataSource`"]),
        ("{DataSorce: {}}", ["lacks `InputDataConfig[0].ChannelName`", "no member `DataSorce`"]),
        ("{Pay: 1, ChannelName: a}", ["lacks `InputDataConfig[0].DataSource`", "no member `Pay`"]),
    ],
)
def test_a_slip_in_a_required_member_is_told_once(text: str, told: list[str]) -> None:
    """What the hint of an unknown member names is not told to be missing as well."""
    _, messages = conform(f"InputDataConfig: [{text}]")
    assert len(messages) == len(told)
    assert all(any(part in message for message in messages) for part in told)
