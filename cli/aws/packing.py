"""Local files as the S3 objects that the definition names.

What is read is held against the digests of the compilation: an object's key says what its
content is, so nothing else may be stored under it.
"""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol, cast

from pipec.cli.aws import archive
from pipec.cli.stop import stop
from pipec.cli.workspace import shown
from pipec.compiler import codes
from pipec.compiler.requests.assets import Asset

_CHUNK = 1024 * 1024
_IN_MEMORY = 8 * 1024 * 1024
"""Bytes of an archive that are kept in memory; a larger one becomes a temporary file."""


class Source(Protocol):
    """Where an object's bytes come from."""

    @property
    def name(self) -> str:
        """What people call it, for messages."""

    def check(self) -> None:
        """Raise `Stop` if a file is not what it was when the pipeline was compiled."""

    def open(self) -> Opened:
        """The bytes, checked."""


class Opened(NamedTuple):
    """Bytes at their beginning, which whoever asked for them closes, and their SHA-256."""

    file: BinaryIO
    sha256: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """An object that is to be in S3, and how many bytes it has."""

    bucket: str
    key: str
    size: int
    source: Source

    @property
    def uri(self) -> str:
        """Its place."""
        return f"s3://{self.bucket}/{self.key}"

    @property
    def label(self) -> str:
        """Where it comes from, for people."""
        if not isinstance(self.source, Archive):
            return self.source.name
        count = len(self.source.files)
        return f"{self.source.name} ({count} {'file' if count == 1 else 'files'})"


def objects(asset: Asset, uri: str, folder: Path) -> list[Upload]:
    """The objects of one asset: one of a file or an archive, one for each file of a folder.

    `folder` is that of the pipeline file. Nothing is read: sizes follow from the asset.
    """
    source = folder / asset.source
    files = [
        LocalFile(path=source / name if asset.is_folder else source, size=size, sha256=sha256)
        for name, size, sha256 in asset.files
    ]
    names = [name for name, _, _ in asset.files]
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    if asset.form == "archive":
        packed = Archive(path=source, files=tuple(zip(names, files, strict=True)))
        return [Upload(bucket=bucket, key=key, size=packed.size, source=packed)]
    keys = [f"{key}/{name}" for name in names] if asset.form == "folder" else [key]
    return [
        Upload(bucket=bucket, key=key, size=file.size, source=file)
        for key, file in zip(keys, files, strict=True)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalFile:
    """One file, uploaded as it is: its size in bytes and SHA-256 (hex) when it was compiled."""

    path: Path
    size: int
    sha256: str

    @property
    def name(self) -> str:
        """Its path from the working folder."""
        return shown(self.path)

    def check(self) -> None:
        """Raise `Stop` if it is another file by now."""
        _exhaust(self.chunks())

    def open(self) -> Opened:
        """The file itself, which was read to its end once; S3 checks what is sent after that."""
        with self._reading():
            file = self.path.open("rb")
            try:
                _exhaust(self._held(_chunks(file)))
                file.seek(0)
            except BaseException:
                file.close()
                raise
            return Opened(file, bytes.fromhex(self.sha256))

    def chunks(self) -> Iterator[bytes]:
        """Its bytes, as many as it had; raises `Stop` after them if they are others."""
        with self._reading(), self.path.open("rb") as file:
            yield from self._held(_chunks(file))

    def _held(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        found, size = hashlib.sha256(), 0
        for chunk in chunks:
            found.update(chunk)
            size += len(chunk)
            if size > self.size:
                break
            yield chunk
        if (size, found.hexdigest()) != (self.size, self.sha256):
            raise stop(
                codes.CHANGED_FILE,
                f"`{self.name}` is not what it was when the pipeline was compiled",
                hint="run the command again: it compiles what is there now",
            )

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Errors of the disk, in words."""
        try:
            self._need_file()
            yield
        except OSError as error:
            message = f"`{self.name}` cannot be read: {error.strerror or error}"
            raise stop(codes.CHANGED_FILE, message) from error

    def _need_file(self) -> None:
        if not self.path.is_file():  # a pipe would be waited for, and for ever
            message = f"`{self.name}` is no longer there"
            hint = "put it back, or change the pipeline"
            raise stop(codes.CHANGED_FILE, message, hint=hint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """Files as one `.tar.gz`: each with its name in the archive, in order. `path` is the source."""

    path: Path
    files: tuple[tuple[str, LocalFile], ...]

    @property
    def name(self) -> str:
        """The path of the source from the working folder."""
        return shown(self.path)

    @property
    def size(self) -> int:
        """The bytes of the archive."""
        return archive.size_of((name, file.size) for name, file in self.files)

    def check(self) -> None:
        """Raise `Stop` if a file is another one by now."""
        for _, file in self.files:
            file.check()

    def open(self) -> Opened:
        """The archive, in memory or, if large, in a temporary file without a name."""
        spooled = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the caller closes it
        try:
            entries = ((name, file.size, file.chunks()) for name, file in self.files)
            digest = hashlib.sha256()
            for chunk in archive.pack(entries):
                spooled.write(chunk)
                digest.update(chunk)
            spooled.seek(0)
        except BaseException:
            spooled.close()
            raise
        return Opened(cast(BinaryIO, spooled), digest.digest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text that pipec made."""

    name: str
    content: bytes

    def check(self) -> None:
        """It cannot change."""

    def open(self) -> Opened:
        """Its bytes."""
        return Opened(io.BytesIO(self.content), hashlib.sha256(self.content).digest())


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


def _exhaust(chunks: Iterable[bytes]) -> None:
    for _ in chunks:
        pass
