"""Whatever goes wrong at any call of an upsert: the old pipeline or the new one, never a third.

Each fault is put at each HTTP request of the command in turn, before the server sees the request
and after it has carried it out. Then the command is run again, and must complete.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from deploy.aws import CREDENTIALS
from deploy.faults import Crash, Faults, answer, crash, lost, reset
from deploy.project import FILE, OTHER_SCRIPT, SCRIPT, SECOND, Project

pytestmark = pytest.mark.needs_loopback

FAULTS: dict[str, Callable[[Any], Any]] = {
    "throttle": answer(400, "ThrottlingException"),
    "connection reset": reset,
    "access denied": answer(403, "AccessDeniedException"),
    "expired token": answer(400, "ExpiredTokenException"),
    "service failure": answer(500, "InternalFailure"),
    "crash": crash,
}
"""Before the server has seen the request."""
LATE_FAULTS = {"answer lost": lost, "service failure": FAULTS["service failure"], "crash": crash}
"""After the server has carried the request out."""
WAITED_OUT = ("throttle", "connection reset", "answer lost", "service failure")
MAY_BE_DENIED = ("GetCallerIdentity", "HeadBucket", "HeadObject")
"""What only makes messages and repetitions better."""
UPDATE = pytest.mark.parametrize("update", [False, True], ids=["create", "update"])


def prepare(project: Project, *, update: bool) -> Any:
    """An empty account, or one with the first pipeline; gives what is deployed."""
    project.moto.reset()
    project.moto.make_bucket(versioned=True)
    project.write(FILE, SCRIPT)
    if not update:
        return None
    assert project.upsert().code == 0
    old = project.deployed()
    project.write(SECOND, OTHER_SCRIPT)
    return old


def attempt(project: Project) -> int | None:
    """One upsert: its exit code, None if it died."""
    try:
        run = project.upsert()
    except Crash:
        return None
    said = run.out + run.err
    assert "Traceback" not in said
    assert "bug in pipec" not in said
    assert not any(secret in said for secret in CREDENTIALS.values())
    return run.code


def spoil_each(
    project: Project, faults: Faults, *, update: bool, times: int = 1
) -> Iterator[tuple[str, int | None]]:
    """The fault at each request in turn (and the `times` - 1 after it): the request, the exit code.

    Checked at each: what is deployed is the old or the new pipeline; a second run completes it;
    nothing was uploaded twice.
    """
    spoil, faults.spoil = faults.spoil, None
    prepare(project, update=update)
    faults.seen.clear()
    assert project.upsert().code == 0
    requests = list(faults.seen)
    new, tags = project.deployed(), project.tags()
    for place, request in enumerate(requests):
        old = prepare(project, update=update)
        faults.seen.clear()
        faults.spoil = spoil
        faults.at = range(place, place + times).__contains__
        code = attempt(project)
        faults.spoil = None
        assert project.deployed() in ((new,) if code == 0 else (old, new)), request
        yield request, code
        assert attempt(project) == 0, f"the second run, after {request}"
        assert project.deployed() == new
        assert project.tags() == tags
        assert set(project.uploads().values()) == {1}, "something was uploaded twice"


@UPDATE
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_before_any_request(
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    update: bool,  # noqa: FBT001
) -> None:
    """What botocore waits out does no harm; a denial is told, unless the answer was a kindness."""
    faults = Faults(FAULTS[name])
    faults.install(monkeypatch)
    for request, code in spoil_each(project, faults, update=update):
        expected = {
            "crash": (None,),
            "access denied": (0,) if request in MAY_BE_DENIED else (3,),
        }
        allowed = expected.get(name, (0,) if name in WAITED_OUT else (0, 3))
        assert code in allowed, f"{name} at {request}"


@UPDATE
@pytest.mark.parametrize("name", LATE_FAULTS)
def test_a_fault_after_any_request(
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    update: bool,  # noqa: FBT001
) -> None:
    """A request whose answer is lost was carried out: it is found out, and not done twice."""
    faults = Faults(LATE_FAULTS[name], late=True)
    faults.install(monkeypatch)
    for request, code in spoil_each(project, faults, update=update):
        assert code == (None if name == "crash" else 0), f"{name} at {request}"


@UPDATE
@pytest.mark.parametrize("name", ["throttle", "connection reset"])
def test_a_fault_that_stays_is_told(
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    update: bool,  # noqa: FBT001
) -> None:
    """When retries do not help, the command ends with 3, and a later one completes."""
    faults = Faults(FAULTS[name])
    faults.install(monkeypatch)
    for request, code in spoil_each(project, faults, update=update, times=1000):
        assert code == 3, f"{name} from {request} on"
