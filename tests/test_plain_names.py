"""What a hint tells to write in place of a name that the service does not take."""

from __future__ import annotations

import pytest

from pipec.compiler.language.plain_names import plain_name


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Prép", "Prep"),
        ("Données d'été", "Donnees-d-ete"),
        ("ﬁt Größe", "fit-Grosse"),
        ("prep_data.v2", "prep_data-v2"),
        ("日本", ""),
        ("-日本-Prep-", "Prep"),
    ],
)
def test_a_name_without_accents(written: str, plain: str) -> None:
    """Its letters are kept as far as there are any that the service takes."""
    assert plain_name(written, 64) == plain
