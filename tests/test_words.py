"""A project's own words in `pipec.yaml`, and what the wiring makes of them."""

from __future__ import annotations

import pytest

from pipec.compiler.compile import Result, SourceFile, compile_pipeline, read_context
from pipec.compiler.diagnostics import Diagnostic
from pipec.compiler.wiring.words.names import (
    lex,
)

PROJECT = 'vars: {bucket: b, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}\n'
JOB = "kind: Processing\nimage: i\ninstance: ml.m5.large\ncommand: [python]\n"


class NoFiles:
    """No local files."""

    def read(self, _path: str) -> bytes | None:
        """None is there."""
        return None

    def walk(self, _folder: str) -> list[str] | None:
        """There are no folders."""
        return None


def compiled(words: str, ports: dict[str, tuple[str, str]], steps: dict[str, str]) -> Result:
    """A pipeline of steps, by name with contract; `ports` have an input and an output of each."""
    contracts = [
        SourceFile(
            name=f"{contract}.yaml",
            content=(
                f"contract: {contract}\n{JOB}"
                + (f"inputs: {{{taken}: {{type: processing_output}}}}\n" if taken else "")
                + f"outputs: {{{given}: {{type: processing_output}}}}\n"
            ).encode(),
        )
        for contract, (taken, given) in ports.items()
    ]
    project = SourceFile(name="pipec.yaml", content=(PROJECT + words).encode())
    context = read_context(project, contracts)
    assert not context.broken
    lines = "".join(f"  {name}: {{uses: {contract}}}\n" for name, contract in steps.items())
    source = SourceFile(name="p.yaml", content=f"pipeline: p\nsteps:\n{lines}".encode())
    return compile_pipeline(source, context, NoFiles())


def wires(result: Result) -> dict[str, str | None]:
    """The source of each input."""
    return {
        f"{found.step}.{found.input}": (
            f"{found.chosen.step}.{found.chosen.output}" if found.chosen else None
        )
        for found in (result.links.decisions if result.links else ())
    }


LOANS = {"Pull": ("", "tl"), "Other": ("", "apps"), "Bin": ("tradelines", "bins")}
PULLS = {"pull": "Pull", "other": "Other", "bin": "Bin"}


@pytest.mark.parametrize(
    "written", ["{tradelines: [tl]}", "{Tradeline: [x, TL]}", "{tl: [tradelines]}"]
)
def test_words_that_are_read_as_one(written: str) -> None:
    """An output `tl` is what an input `tradelines` asks for, if the project says so."""
    assert wires(compiled("", LOANS, PULLS)) == {"bin.tradelines": None}
    found = compiled(f"words: {{same: {written}}}\n", LOANS, PULLS)
    assert wires(found) == {"bin.tradelines": "pull.tl"}
    assert wires(compiled("", LOANS, PULLS)) == {"bin.tradelines": None}  # nothing is kept


def test_a_word_of_pipecs_own_takes_its_kind() -> None:
    """`vld` is a split like `validation`; and `dev`, as a device, is none any more."""
    ports = {"Cut": ("", "validation_rows"), "Check": ("vld_rows", "report")}
    steps = {"cut": "Cut", "check": "Check"}
    assert wires(compiled("", ports, steps)) == {"check.vld_rows": None}
    words = "words: {same: {validation: [vld], device: [dev]}}\n"
    assert wires(compiled(words, ports, steps)) == {"check.vld_rows": "cut.validation_rows"}
    assert lex("vld").splits == {"validation"}
    assert not lex("dev_info").splits
    compiled("", ports, steps)
    assert lex("dev_info").splits == {"validation"}


def test_words_that_say_nothing() -> None:
    """A company's name in front of an output is no part of its name."""
    ports = {"Pull": ("", "acme_orders"), "Use": ("orders", "report"), "Net": ("", "net_orders")}
    steps = {"pull": "Pull", "use": "Use", "net": "Net"}
    assert wires(compiled("", ports, steps)) == {"use.orders": None}
    words = "words: {ignore: [Acme]}\n"
    assert wires(compiled(words, ports, steps)) == {"use.orders": "pull.acme_orders"}


def test_words_that_exclude_each_other() -> None:
    """Buyers' scores are no sellers', in names of ports and of steps."""
    ports = {"Score": ("", "scores"), "Report": ("scores", "report")}
    steps = {"score_buyers": "Score", "report_seller": "Report"}
    assert wires(compiled("", ports, steps)) == {"report_seller.scores": "score_buyers.scores"}
    words = "words: {opposites: [[buyer, seller]]}\n"
    assert wires(compiled(words, ports, steps)) == {"report_seller.scores": None}


def test_groups_that_share_a_word_all_hold() -> None:
    """Sellers are neither buyers nor brokers; and inflected forms of a word still meet."""
    ports = {"Score": ("", "scores"), "Report": ("scores", "report")}
    words = "words: {opposites: [[buyer, seller], [seller, broker]], same: {encoding: [enc]}}\n"
    for other in ("buyer", "broker"):
        for steps in (("seller", other), (other, "seller")):
            names = {f"score_{steps[0]}": "Score", f"report_{steps[1]}": "Report"}
            assert set(wires(compiled(words, ports, names)).values()) == {None}
    assert lex("enc").keys == lex("encoded").keys == lex("encoding").keys


def problem(words: str) -> Diagnostic:
    """The one mistake in a project file."""
    context = read_context(SourceFile(name="pipec.yaml", content=words.encode()), [])
    (found,) = context.report.diagnostics()
    return found


@pytest.mark.parametrize(
    ("words", "place", "text"),
    [
        ("words: {same: {a: [tl], b: [TL]}}", (1, 29), "`TL` is read as `a` already"),
        ("words: {same: {a: [b], b: [c]}}", (1, 20), "`b` has words that are read as it"),
        (
            "words: {same: {a: [b]}, ignore: [x, B]}",
            (1, 37),
            "`B` says nothing here, and something",
        ),
        ("words: {ignore: [a], same: {a: [b]}}", (1, 18), "something under `same`"),
        ("words: {ignore: [a], opposites: [[a, b]]}", (1, 18), "something under `opposites`"),
        ("words: {ignore: [two_words]}", (1, 18), "one word of letters"),
        ("words: {opposites: [[one]]}", (1, 21), "two words or more"),
        ("words: {opposites: [buyer, seller]}", (1, 21), "write `[[buyer, seller]]`"),
        ("words: {same: {a-b: [c]}}", None, "one word of letters"),
        ("words: {same: {a: b}}", (1, 19), "a list of words"),
        ("words: {synonyms: {}}", (1, 9), "not a key"),
        ("words: [a]", (1, 1), "a mapping with `same`, `ignore` and `opposites`"),
    ],
)
def test_mistakes_are_told_at_their_place(
    words: str, place: tuple[int, int] | None, text: str
) -> None:
    """Each with what may stand there."""
    found = problem(words)
    assert text in f"{found.message} {found.hint}"
    if place:
        assert found.span
        assert (found.span.line, found.span.column) == place
