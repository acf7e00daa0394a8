"""The score of one wire: its parts, and that the documentation has the same numbers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipec.compiler.diagnostics import Span
from pipec.compiler.model import NO_WORDS, InputPort, OutputPort, Words
from pipec.compiler.syntax import Mapping
from pipec.compiler.wiring.evidence import scores as wiring
from pipec.compiler.wiring.evidence.ports import unfit
from pipec.compiler.wiring.evidence.scores import port_evidence
from pipec.compiler.wiring.words.lexicon import speaking

SPAN = Span("pipeline.yaml", 1, 1, 1, 2)
DOCS = Path(__file__).parent.parent / "docs"
NUMBERS = {
    name: value for name, value in vars(wiring).items() if name.isupper() and isinstance(value, int)
}
SHORT = (
    *("TYPE", "LISTED", "UNLISTED", "SAME_NAME", "READS_SAME", "ALIAS", "SAME_PART", "LIKENESS"),
    *("KEYWORD", "STEP_WORD", "STEP_SAYS_INPUT", "CONSUMER_HAS_OUTPUT_WORD", "STEP_WORD"),
    *("OTHER_LANE", "ONLY_PART", "CLASH", "STEP_CLASH"),
)
"""The rows of the table in docs/wiring.md."""


def wanted(name: str, type_: str = "processing_output", **fields: object) -> InputPort:
    """An input port."""
    return InputPort(name=name, type=type_, span=SPAN, carrier=Mapping({}, SPAN), **fields)  # type: ignore[arg-type]


def offered(name: str, type_: str | None = "processing_output", **fields: object) -> OutputPort:
    """An output port."""
    return OutputPort(name=name, type=type_, span=SPAN, carrier=Mapping({}, SPAN), **fields)  # type: ignore[arg-type]


def points(port: InputPort, output: OutputPort, step_type: str = "Prep") -> int:
    """The evidence of the ports in hundredths."""
    return port_evidence(port, output, step_type).points


def test_the_documentation_has_the_numbers_of_the_code() -> None:
    """Each constant of the score is a row of a table in docs/wiring-rules.md, with its value."""
    rows = dict(
        re.findall(
            r"^\| ([A-Z_]+) \| (-?[0-9.]+) \|",
            (DOCS / "wiring-rules.md").read_text("utf-8"),
            re.MULTILINE,
        )
    )

    assert {name: round(float(value) * 100) for name, value in rows.items()} == NUMBERS


def test_the_short_page_has_the_numbers_under_the_words_of_explain() -> None:
    """A part's label there is one of the code's, and so is its number."""
    page = (DOCS / "wiring.md").read_text("utf-8")
    rows = re.findall(r"^\| (.+?) \| (-?0\.\d+) \|", page, re.MULTILINE)
    code = "".join(path.read_text("utf-8") for path in Path(wiring.__file__).parent.glob("*.py"))

    assert [round(float(value) * 100) for _, value in rows] == [NUMBERS[one] for one in SHORT]
    assert all(words.strip() in code for label, _ in rows for words in label.split("…"))


@pytest.mark.parametrize(
    ("input_type", "output_type", "fits"),
    [
        ("training_data", "processing_output", True),
        ("processing_output", "training_data", False),
        ("model_artifacts", "processing_output", False),
        ("hyperparameters", "processing_output", True),
        ("payload_samples", "processing_output", True),
        ("custom_property", "processing_output", False),
        ("feature_group", "feature_group", True),
        ("feature_group", "processing_output", False),
        ("processing_output", None, False),
    ],
)
def test_types_that_fit(input_type: str, output_type: str | None, *, fits: bool) -> None:
    """As docs/wiring.md says; a custom type takes only itself."""
    assert (unfit(wanted("x", input_type), offered("x", output_type)) is None) is fits


def test_data_types_must_be_equal_but_an_integer_may_feed_a_float() -> None:
    """String does not feed S3Uri; Integer feeds Float and not the other way."""
    assert unfit(wanted("x"), offered("x", data_type="String"))
    assert unfit(wanted("x", data_type="Float"), offered("x", data_type="Integer")) is None
    assert unfit(wanted("x", data_type="Integer"), offered("x", data_type="Float"))


def test_a_type_match_alone_is_far_from_enough() -> None:
    """Unrelated names of the same type stay below the threshold."""
    assert points(wanted("lookup"), offered("thing")) == wiring.TYPE < wiring.THRESHOLD


def test_a_same_name_beats_an_alias_by_the_margin() -> None:
    """An output named like the input leads one that has it as an alias."""
    same = points(wanted("metrics"), offered("metrics"))
    alias = points(wanted("metrics"), offered("summary", aliases=("metrics",)))

    assert same - alias >= wiring.MARGIN
    assert alias >= wiring.THRESHOLD


def test_a_split_clash_outweighs_a_listed_source() -> None:
    """However alike the rest of the names, train data does not feed a test input."""
    port = wanted(
        "customer_churn_test_features",
        compatible_sources=("Prep",),
        semantic_keywords=("customer",),
    )

    assert points(port, offered("customer_churn_train_features")) < wiring.THRESHOLD


def test_a_report_does_not_feed_data_even_from_a_listed_source() -> None:
    """Different things clash."""
    port = wanted("training_data", "training_data", compatible_sources=("Prep",))

    assert points(port, offered("quality_report")) < wiring.THRESHOLD
    assert points(port, offered("processed_data")) >= wiring.THRESHOLD


def test_names_that_say_little_count_little() -> None:
    """`input_data` is not bound to any `output_data`; the same name to the letter is."""
    assert points(wanted("input_data"), offered("output_data")) < wiring.THRESHOLD
    assert points(wanted("input"), offered("input")) < wiring.THRESHOLD
    assert points(wanted("data"), offered("data")) >= wiring.THRESHOLD


def test_a_keyword_tells_the_splits_apart_where_the_name_does_not() -> None:
    """`data` with the keyword `test` takes the test output, by the margin."""
    port = wanted("data", semantic_keywords=("data", "test"), compatible_sources=("Prep",))
    difference = points(port, offered("test_data")) - points(port, offered("train_data"))

    assert difference >= wiring.MARGIN


def test_the_score_reads_names_only_and_not_which_port_object_it_is() -> None:
    """Equal ports give the equal evidence, wherever they are declared."""
    assert port_evidence(wanted("a"), offered("a"), "T") == port_evidence(
        wanted("a"), offered("a"), "T"
    )


def test_a_port_equals_only_itself() -> None:
    """Each of many steps may change the ports of one contract: they are not compared by parts."""
    for port in (wanted("data"), offered("data")):
        same = port._replace()

        assert tuple(port) == tuple(same)
        assert port == port  # noqa: PLR0124 - as itself
        assert not port == same  # noqa: SIM201 - both operators
        assert port != same
        assert len({port, same, port}) == 2


def test_what_is_kept_of_ports_is_forgotten_when_words_change() -> None:
    """One contract, read by two projects in one process."""
    port, output = wanted("fare_rows"), offered("ride_rows")
    with speaking(Words(same=(("ride", "fare"),))):
        assert port_evidence(port, output, "Prep").explicit
    with speaking(NO_WORDS):
        assert not port_evidence(port, output, "Prep").explicit
