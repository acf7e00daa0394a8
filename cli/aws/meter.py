"""How much has been sent, counted while it is sent, for a progress bar."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, BinaryIO

Progress = Callable[[int, int, str], None]
"""Called with the bytes sent so far, all bytes to be sent, and what is being sent."""


def unseen(_done: int, _total: int, _name: str) -> None:
    """Progress that nobody wants to see."""


@dataclass(slots=True, kw_only=True)
class Meter:
    """Counts for several threads; `show` tells `progress` what has been counted by then."""

    total: int
    progress: Progress
    done: int = 0
    name: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, size: int, name: str) -> None:
        """Count bytes; a negative number takes back those of an attempt that failed."""
        with self._lock:
            self.done += size
            self.name = name

    def show(self) -> None:
        """Tell where it stands."""
        with self._lock:
            done, name = self.done, self.name
        self.progress(done, self.total, name)


@dataclass(slots=True, kw_only=True)
class CountedBody:
    """A request's body that counts what is read of it once `start` says that it is being sent.

    Before that botocore reads it for the signature.
    """

    file: BinaryIO
    meter: Meter
    name: str
    _sent: int | None = None

    def read(self, size: int = -1) -> bytes:
        """As a file does."""
        chunk = self.file.read(size)
        if self._sent is not None:
            self._sent += len(chunk)
            self.meter.add(len(chunk), self.name)
        return chunk

    def seek(self, offset: int, whence: int = 0) -> int:
        """As a file does."""
        return self.file.seek(offset, whence)

    def tell(self) -> int:
        """As a file does."""
        return self.file.tell()

    def start(self) -> None:
        """Begin to count, from 0 again if this is another attempt."""
        self.meter.add(-(self._sent or 0), self.name)
        self._sent = 0

    def end(self, size: int) -> None:
        """Count it as sent, all of it: it is there, whoever sent it."""
        self.meter.add(size - (self._sent or 0), self.name)
        self._sent = None


def count_bodies(client: Any) -> None:
    """Make a boto3 client of S3 start the bodies that it sends."""
    client.meta.events.register("before-send.s3.PutObject", _start, unique_id="pipec-meter")


def _start(request: Any, **_: Any) -> None:
    if isinstance(request.body, CountedBody):
        request.body.start()
