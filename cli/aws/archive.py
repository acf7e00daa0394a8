"""A `.tar.gz` whose bytes follow from its files' names and bytes alone.

Python's `tarfile` and `gzip` do not promise that: headers have changed between versions of Python,
and what deflate makes of the same bytes depends on the zlib that Python was built with (zlib-ng's
output is another). So the headers are written here, and the deflate blocks are *stored* ones, which
hold the bytes as they are. Code is small: S3 does not mind that it is not compressed.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator

_BLOCK = 512
_END = bytes(2 * _BLOCK)
# Executable, always: a script may start another one, checkouts on Windows do not know the bit, and
# the key in S3, made from names and bytes, must not stand for two archives.
_MODE = b"0000755\0"
_NAME = 100
"""The bytes of a header's name field."""

_STORED = 0xFFFF
"""The most bytes of a stored block (RFC 1951, 3.2.4)."""
# RFC 1952, 2.3: deflate, no flags, no time, no level, no operating system.
_GZIP_HEADER = b"\x1f\x8b\x08\x00" + bytes(4) + b"\x00\xff"
_BLOCK_HEADER, _GZIP_TRAILER = 5, 8


def pack(files: Iterable[tuple[str, int, Iterable[bytes]]]) -> Iterator[bytes]:
    """The archive of files in their order, each a name, a size in bytes and that many bytes."""
    return _gzip(_tar(files))


def size_of(files: Iterable[tuple[str, int]]) -> int:
    """How many bytes the archive of files has; each is a name and a size in bytes."""
    tar = sum(len(_entry(name, size)) + size + _fill(size) for name, size in files) + len(_END)
    blocks = -(-tar // _STORED)
    return len(_GZIP_HEADER) + blocks * _BLOCK_HEADER + tar + _GZIP_TRAILER


def _tar(files: Iterable[tuple[str, int, Iterable[bytes]]]) -> Iterator[bytes]:
    for name, size, chunks in files:
        yield _entry(name, size)
        yield from chunks
        yield bytes(_fill(size))
    yield _END


def _fill(size: int) -> int:
    """Zeros that fill the last block."""
    return -size % _BLOCK


def _entry(name: str, size: int) -> bytes:
    """What stands before a file's bytes: a header, after an extended one for an awkward name."""
    encoded = name.encode()
    if len(encoded) <= _NAME and name.isascii():
        return _header(encoded, size, b"0")
    record = _record(b"path", encoded)
    extended = _header(b"././@PaxHeader", len(record), b"x") + record + bytes(_fill(len(record)))
    return extended + _header(name.encode("ascii", "replace"), size, b"0")


def _header(name: bytes, size: int, kind: bytes) -> bytes:
    """A header of POSIX.1-2001 (`ustar`): owner 0, time 0."""
    before = struct.pack(
        "100s8s8s8s12s12s",
        name[:_NAME], _MODE, b"0000000\0", b"0000000\0", b"%011o\0" % size, b"00000000000\0",
    )  # fmt: skip
    after = struct.pack("1s100s8s247s", kind, b"", b"ustar\x0000", b"")
    return before + b"%06o\0 " % (sum(before) + sum(after) + 8 * ord(" ")) + after


def _record(key: bytes, value: bytes) -> bytes:
    """A record of an extended header: its length, which counts itself, then `key=value`."""
    rest = b" %s=%s\n" % (key, value)
    length = len(rest)
    while len(b"%d" % length) + len(rest) != length:
        length = len(b"%d" % length) + len(rest)
    return b"%d" % length + rest


def _gzip(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Bytes as stored blocks, all full but the last, which is marked as such."""
    yield _GZIP_HEADER
    held, check, size = bytearray(), 0, 0
    for chunk in chunks:
        held += chunk
        check = zlib.crc32(chunk, check)
        size += len(chunk)
        while len(held) > _STORED:
            yield _stored(held[:_STORED], last=False)
            del held[:_STORED]
    yield _stored(held, last=True)
    yield struct.pack("<II", check, size & 0xFFFFFFFF)


def _stored(content: bytes | bytearray, *, last: bool) -> bytes:
    size = len(content)
    return struct.pack("<BHH", last, size, size ^ _STORED) + content
