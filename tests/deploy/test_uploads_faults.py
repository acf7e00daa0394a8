"""Uploading while others upload, while S3 fails, and while somebody watches or interrupts."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from deploy.aws import BUCKET, REGION, Moto
from deploy.faults import answer
from deploy.local import placed, read_asset, write
from deploy.s3 import Wire, content, first, names, only, refused, upload
from pipec.cli.aws.client import Aws
from pipec.cli.aws.uploads import Assets, UploadResult
from pipec.compiler import codes

pytestmark = pytest.mark.needs_loopback


# --- others at work ---------------------------------------------------------------------


def test_what_another_upsert_puts_meanwhile_counts_as_there(
    aws: Aws, bucket: Moto, wire: Wire, assets: Assets, folder: Path
) -> None:
    """The upload is refused (412), and what is there has the right size."""
    other = Aws(region=REGION, endpoint_url=bucket.url)

    def race(_request: Any) -> None:
        wire.spoilers.clear()
        upload(other, assets, folder)

    wire.spoil("PutObject", race)
    result = upload(aws, assets[:1], folder)
    assert result == UploadResult(uploaded=0, size=0)
    assert wire.calls["PutObject"] == 1
    assert content(bucket, assets[0][1]) == b"prep\n"


def test_what_another_puts_half_is_overwritten(
    aws: Aws, bucket: Moto, wire: Wire, assets: Assets, folder: Path
) -> None:
    """The place is taken (412) by something of another size."""
    key = assets[0][1].split("/", 3)[3]

    def race(_request: Any) -> None:
        wire.spoilers.clear()
        bucket.client("s3").put_object(Bucket=BUCKET, Key=key, Body=b"half")

    wire.spoil("PutObject", race)
    assert upload(aws, assets[:1], folder).uploaded == 1
    assert content(bucket, assets[0][1]) == b"prep\n"


def test_a_conflict_is_tried_again(
    aws: Aws, bucket: Moto, wire: Wire, assets: Assets, folder: Path
) -> None:
    """409 says that another write is under way: one attempt more, from the first byte."""
    wire.spoil("PutObject", first(1)(answer(409, "ConditionalRequestConflict")))
    assert upload(aws, assets[:1], folder).uploaded == 1
    assert wire.calls["PutObject"] == 2
    assert content(bucket, assets[0][1]) == b"prep\n"


def test_endless_conflicts_end(
    aws: Aws, bucket: Moto, wire: Wire, assets: Assets, folder: Path
) -> None:
    """After three attempts it is said what is the matter."""
    wire.spoil("PutObject", answer(409, "ConditionalRequestConflict"))
    error = refused(codes.REFUSED, lambda: upload(aws, assets[:1], folder))
    assert "keeps writing" in str(error)
    assert wire.calls["PutObject"] == 3
    assert bucket.keys() == []


def test_two_uploads_at_once(bucket: Moto, assets: Assets, folder: Path) -> None:
    """Each object is put by one of them, and both end well."""
    both = [Aws(region=REGION, endpoint_url=bucket.url) for _ in range(2)]
    results: list[UploadResult] = []
    threads = [
        threading.Thread(target=lambda aws=aws: results.append(upload(aws, assets, folder)))
        for aws in both
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(bucket.keys()) == 14
    # moto looks and writes in two steps, so that both may have put an object.
    assert sum(result.uploaded for result in results) >= 14


# --- failures ---------------------------------------------------------------------------


@pytest.mark.usefixtures("no_pauses")
@pytest.mark.parametrize(("status", "code"), [(503, "SlowDown"), (500, "InternalError")])
def test_a_throttled_upload_goes_on(
    aws: Aws, bucket: Moto, wire: Wire, assets: Assets, folder: Path, status: int, code: str
) -> None:
    """It is tried again by botocore, from the first byte."""
    wire.spoil("PutObject", only("prep.py")(first(2)(answer(status, code))))
    wire.spoil("HeadObject", only("prep.py")(first(1)(answer(status, code))))
    assert upload(aws, assets, folder).uploaded == 14
    assert content(bucket, assets[0][1]) == b"prep\n"


def test_a_run_goes_on_where_one_failed(
    aws: Aws, bucket: Moto, wire: Wire, assets: Assets, folder: Path
) -> None:
    """What was uploaded stays, and the next run uploads the rest only."""
    wire.spoil("PutObject", only("f05", "f06")(answer(403, "AccessDenied")))
    refused(codes.ACCESS_DENIED, lambda: upload(aws, assets, folder))
    there = names(bucket)
    assert not {"f05.py", "f06.py"} & there
    assert 0 < len(there) < 13
    wire.spoilers.clear()
    wire.requests.clear()
    result = upload(aws, assets, folder)
    assert result.uploaded == 14 - len(there)
    assert not there & set(wire.puts())
    assert len(bucket.keys()) == 14


def test_after_a_failure_no_upload_begins(
    aws: Aws, bucket: Moto, wire: Wire, tmp_path: Path
) -> None:
    """At most those under way in the other threads are ended."""
    write(tmp_path / "code", {f"{number:03}": b"%d" % number for number in range(100)})
    assets = [placed(read_asset(tmp_path, "code"))]
    wire.spoil("PutObject", answer(403, "AccessDenied"))
    error = refused(codes.ACCESS_DENIED, lambda: upload(aws, assets, tmp_path))
    assert "/000`" in str(error)
    assert wire.calls["PutObject"] <= 8
    assert bucket.keys() == []


def test_of_several_errors_the_first_place_is_shown(
    aws: Aws, bucket: Moto, wire: Wire, assets: Assets, folder: Path
) -> None:
    """Even if another one fails earlier."""

    def late(request: Any) -> Any:
        time.sleep(0.3)
        return answer(403, "AccessDenied", "late")(request)

    early = only("f03")(answer(400, "InvalidRequest", "early"))
    wire.spoil("PutObject", lambda request: only("f01")(late)(request) or early(request))
    error = refused(codes.ACCESS_DENIED, lambda: upload(aws, assets[1:2], folder))
    assert "f01.py" in str(error)
    assert bucket.keys()


def test_uploads_overlap(aws: Aws, bucket: Moto, wire: Wire, assets: Assets, folder: Path) -> None:
    """Eight are under way at once: each of eight waits until all have begun."""
    everybody = threading.Barrier(8, timeout=10)

    def meet(_request: Any) -> None:
        everybody.wait()

    wire.spoil("PutObject", first(8)(meet))
    upload(aws, assets, folder)
    assert not everybody.broken
    assert len(bucket.keys()) == 14


# --- progress ---------------------------------------------------------------------------


@pytest.mark.usefixtures("no_pauses")
def test_progress_counts_what_is_sent(aws: Aws, bucket: Moto, wire: Wire, tmp_path: Path) -> None:
    """It rises to all bytes, in this thread, and an attempt that fails is taken back."""
    write(tmp_path, {"data.bin": b"x" * 3_000_000})
    seen: list[tuple[int, int, str]] = []
    threads = set()

    def progress(done: int, total: int, name: str) -> None:
        threads.add(threading.current_thread())
        seen.append((done, total, name))

    wire.spoil("PutObject", first(1)(answer(503, "SlowDown")))
    upload(aws, [placed(read_asset(tmp_path, "data.bin"))], tmp_path, progress)
    assert threads == {threading.current_thread()}
    assert {total for _, total, _ in seen} == {3_000_000}
    assert all(0 <= done <= 3_000_000 for done, _, _ in seen)
    assert seen[-1][0] == 3_000_000
    assert seen[-1][2].endswith("data.bin")
    assert len(bucket.keys()) == 1


INTERRUPTED = r"""
import sys, time
from pathlib import Path
from deploy.local import placed, read_asset
from pipec.cli.aws.client import Aws
from deploy.s3 import upload

aws = Aws(region="us-east-1", endpoint_url=sys.argv[1])
folder = Path(sys.argv[2])

def stuck(**_):
    sys.stdout.write("stuck\n")  # one piece, though several threads write
    sys.stdout.flush()
    time.sleep(60)

aws.client("s3").meta.events.register("before-send.s3.PutObject", stuck)
try:
    upload(aws, [placed(read_asset(folder, "code"))], folder)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


def test_ctrl_c_ends_at_once(bucket: Moto, folder: Path) -> None:
    """Uploads that hang are not waited for, and leave nothing behind."""
    root = Path(__file__).parent.parent.parent
    path = f"import sys; sys.path[:0] = [{str(root / '.editable')!r}, {str(root / 'tests')!r}]\n"
    with subprocess.Popen(
        [sys.executable, "-c", path + INTERRUPTED, bucket.url, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "stuck\n"
            process.send_signal(signal.SIGINT)
            began = time.monotonic()
            rest = process.stdout.read()
            assert process.wait(10) == 0
        finally:
            process.kill()
    assert time.monotonic() - began < 5
    assert "interrupted" in rest
    assert bucket.keys() == []
