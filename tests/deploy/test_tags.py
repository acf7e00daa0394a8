"""Tags: what pipec puts it can take away, and what others put stays."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipec.compiler.deployment.members import ABSENT, Change
from pipec.compiler.deployment.tags import (
    LIMIT,
    RECORD,
    _recorded,
    is_reserved,
    tag_changes,
    tags_of_a_new_pipeline,
)

Tags = dict[str, str]

# botocore's pattern of TagValue, for the letters of these tests.
ALLOWED = re.compile(r"[\w .:/=+\-@]{0,256}")


def applied(deployed: Tags, wanted: Tags) -> Tags:
    """The tags after a deploy."""
    found = tag_changes(deployed, wanted)
    assert set(found.put).isdisjoint(found.remove)
    assert set(found.remove) <= set(deployed)
    kept = {key: value for key, value in deployed.items() if key not in found.remove}
    return {**kept, **found.put}


def own_tags(deployed: Tags) -> Tags:
    """The tags that pipec remembers having put."""
    return {key: deployed[key] for key in sorted(_recorded(deployed)) if key in deployed}


def without_records(tags: Tags) -> Tags:
    """The tags that people see a reason for."""
    return {key: value for key, value in tags.items() if not key.startswith("pipec:")}


def test_wanted_tags_are_put_and_recorded() -> None:
    """A new pipeline gets its tags and the record of them."""
    assert tags_of_a_new_pipeline({"team": "x", "cost": "1"}) == {
        "cost": "1",
        "pipec:tags": "cost team",
        "team": "x",
    }


def test_no_tags_no_record() -> None:
    """A pipeline without tags of its own has no record either, whatever others put."""
    assert tags_of_a_new_pipeline({}) == {}
    assert tag_changes({"team": "x"}, {}).changes == ()


def test_a_tag_that_the_file_no_longer_has_is_removed() -> None:
    """With the last tag goes the record."""
    deployed = tags_of_a_new_pipeline({"team": "x"})
    found = tag_changes(deployed, {})
    assert found.put == {}
    assert found.remove == ("pipec:tags", "team")
    assert found.changes == (
        Change("pipec:tags", "team", ABSENT),
        Change("team", "x", ABSENT),
    )


def test_a_changed_value_is_put_again() -> None:
    """A value is changed by putting it; the record needs no change."""
    found = tag_changes(tags_of_a_new_pipeline({"team": "x"}), {"team": "y"})
    assert found.put == {"team": "y"}
    assert found.changes == (Change("team", "x", "y"),)


def test_tags_of_others_stay() -> None:
    """A tag that pipec did not put is not removed, not even the service's own."""
    foreign = {"aws:cloudformation:stack-name": "s", "owner": "ann"}
    after = applied(applied(foreign, {"team": "x"}), {})
    assert after == foreign


def test_a_tag_of_others_that_the_file_states_is_overwritten() -> None:
    """The file states it, so it is put, seen in the plan, and pipec's from then on."""
    found = tag_changes({"team": "theirs"}, {"team": "ours"})
    assert Change("team", "theirs", "ours") in found.changes
    assert applied(applied({"team": "theirs"}, {"team": "ours"}), {}) == {}


def test_a_tag_that_others_put_alike_is_not_claimed() -> None:
    """What is there as the file wants it needs nothing, and stays when the file forgets it."""
    assert tag_changes({"team": "x"}, {"team": "x"}).changes == ()
    assert applied(applied({"team": "x"}, {"team": "x", "cost": "1"}), {}) == {"team": "x"}


@pytest.mark.parametrize("key", ["aws:x", "AWS:x", "pipec:tags", "pipec:tags-2", "pipec:other"])
def test_reserved_keys_are_never_touched(key: str) -> None:
    """A file cannot state the tags of the service or of pipec."""
    assert is_reserved(key)
    assert tag_changes({}, {key: "x"}).changes == ()
    assert tag_changes({key: "old", "a": "1"}, {key: "x", "a": "1"}).put == {}


def test_a_forged_record_does_not_reach_reserved_tags() -> None:
    """Whoever writes `aws:` into the record, pipec does not remove such a tag."""
    found = tag_changes({"pipec:tags": "aws:x team", "aws:x": "1", "team": "1"}, {})
    assert found.remove == ("pipec:tags", "team")


def test_a_tag_that_somebody_removed_is_put_again_or_forgotten() -> None:
    """The record follows what is there: a key that is gone is not pipec's for ever."""
    deployed = {"pipec:tags": "cost team", "cost": "1"}
    assert applied(deployed, {"team": "x", "cost": "1"})["team"] == "x"
    assert applied(deployed, {"cost": "1"}) == {"pipec:tags": "cost", "cost": "1"}


def test_keys_with_spaces_and_signs_are_recorded() -> None:
    """A key may hold what the record uses itself."""
    wanted = {"cost center": "1", "a=b": "2", "=20": "3", "=3D": "4", "= =": "5"}
    deployed = tags_of_a_new_pipeline(wanted)
    assert deployed["pipec:tags"] == "=3D=20=3D =3D20 =3D3D a=3Db cost=20center"
    assert own_tags(deployed) == wanted
    assert applied(deployed, {}) == {}


def test_a_long_list_goes_on_in_further_tags() -> None:
    """A value has at most 256 characters, so the record has as many tags as it needs."""
    wanted = {f"{number:02}-" + "k" * 100: "x" for number in range(7)}
    deployed = tags_of_a_new_pipeline(wanted)
    records = {key: value for key, value in deployed.items() if key.startswith(RECORD)}
    assert list(records) == ["pipec:tags", "pipec:tags-2", "pipec:tags-3", "pipec:tags-4"]
    assert applied(deployed, {}) == {}
    fewer = dict(list(wanted.items())[:2])
    assert set(applied(deployed, fewer)) == {*fewer, "pipec:tags"}


def test_the_space_between_keys_counts() -> None:
    """Two keys that fill a value, but for the space between them, need two."""
    deployed = tags_of_a_new_pipeline({"a" * 128: "x", "b" * 128: "x"})
    assert deployed["pipec:tags"] == "a" * 128
    assert deployed["pipec:tags-2"] == "b" * 128


def test_what_follows_a_missing_part_of_the_record_is_left_alone() -> None:
    """Half a record is no ground to remove what may be somebody else's."""
    long = " " * 128
    deployed = {**tags_of_a_new_pipeline({long: "x", "z" * 100: "x"}), "z": "theirs"}
    del deployed["pipec:tags-2"]
    after = applied(deployed, {})
    assert without_records(after) == without_records(deployed)


def test_other_tags_that_begin_like_the_record_stay() -> None:
    """Only `pipec:tags` and its numbered followers are the record."""
    deployed = {"pipec:tags-1": "a", "pipec:tags-02": "a", "pipec:tags-x": "a", "a": "1"}
    assert tag_changes(deployed, {}).changes == ()


def test_own_tags_are_a_fixed_point() -> None:
    """To want what pipec has put, as it is now, changes nothing."""
    deployed = {**tags_of_a_new_pipeline({"team": "x", "cost": "1"}), "owner": "ann"}
    assert own_tags(deployed) == {"team": "x", "cost": "1"}
    assert tag_changes(deployed, own_tags(deployed)).changes == ()


KEYS = (
    st.text(" =23Dab-", min_size=1, max_size=6)
    | st.text(" =2é", min_size=100, max_size=128)
    | st.sampled_from(["team", "te", "am", "aws:x", "pipec:x"])
)
VALUES = st.sampled_from(["", "x", "y"])
WANTED = st.dictionaries(KEYS, VALUES, max_size=8)


@given(st.lists(st.tuples(WANTED, WANTED, st.sets(KEYS)), max_size=5))
def test_any_history_converges_and_spares_foreign_tags(
    history: list[tuple[Tags, Tags, set[str]]],
) -> None:
    """After every deploy: the file's tags, those of others, and a record that is in order.

    Between deploys others put tags and remove some. A tag is of others if they put it and no file
    has overwritten it since.
    """
    deployed: Tags = {}
    ours: set[str] = set()
    for wanted, put, removed in history:
        for key, value in put.items():
            if key not in ours:
                deployed[key] = value
        for key in removed:
            deployed.pop(key, None)
            ours.discard(key)
        foreign = {key: value for key, value in deployed.items() if key not in ours}
        foreign = without_records(foreign) | {
            key: value for key, value in foreign.items() if key == "pipec:x"
        }
        stated = {key: value for key, value in wanted.items() if not is_reserved(key)}
        ours = {key for key in stated if key in ours or foreign.get(key) != stated[key]}
        deployed = applied(deployed, wanted)

        records = {key: value for key, value in deployed.items() if key.startswith(RECORD)}
        rest = {key: value for key, value in deployed.items() if key not in records}
        assert rest == {**foreign, **stated}
        assert bool(records) == bool(ours)
        assert set(own_tags(deployed)) == ours
        assert all(ALLOWED.fullmatch(value) and len(value) <= LIMIT for value in records.values())
        assert all(value == value.strip() != "" for value in records.values())
        assert tag_changes(deployed, wanted).changes == ()


@given(WANTED, WANTED)
def test_the_plan_is_the_same_whatever_the_order(deployed: Tags, wanted: Tags) -> None:
    """Tags have no order: neither in, nor out."""
    turned = tag_changes(
        dict(reversed(list(deployed.items()))), dict(reversed(list(wanted.items())))
    )
    found = tag_changes(deployed, wanted)
    assert found == turned
    assert list(found.put) == sorted(found.put)
    assert list(found.remove) == sorted(found.remove)
    assert [change.path for change in found.changes] == sorted([*found.put, *found.remove])
