"""Files are written all or not at all."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipec.cli.workspace import shown

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows has no SIGHUP


class WriteError(OSError):
    """A file cannot be written, and why; a file in place of one of its folders is named instead."""

    def __init__(self, path: Path, cause: OSError | ValueError) -> None:
        in_the_way = next((p for p in path.parents if os.path.isfile(p)), None)  # noqa: PTH113 - of any name
        reason = getattr(cause, "strerror", None) or str(cause)
        super().__init__(
            f"cannot write `{shown(in_the_way or path)}`: "
            f"{'not a directory' if in_the_way else reason}"
        )


def write_all(texts: dict[Path, str], *, inside: Path | None = None) -> None:
    """Write files so that a failure leaves what was there: all to temporary names, then renamed.

    Who presses Ctrl-C meanwhile is heard when it is done. A link is followed, and stays; where
    `inside` names a folder, not to places out of it. Raises `WriteError` when the disk refuses.
    """
    with _undisturbed():
        temporary: list[tuple[Path, Path, Path]] = []
        path = Path()
        try:
            for path, text in texts.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                target = _target(path, inside)
                # The module `tempfile` does no more, and takes long to load.
                name = target.with_name(f".pipec-{os.urandom(8).hex()}")
                temporary.append((name, target, path))
                with name.open("x", encoding="utf-8", newline="\n") as file:
                    file.write(text)
                if target.exists():
                    name.chmod(target.stat().st_mode)
            for name, target, path in temporary:  # noqa: B007 - the error tells of `path`
                name.replace(target)
        except (OSError, ValueError) as error:  # ValueError: a path with a NUL in it
            raise WriteError(path, error) from error
        finally:
            for name, _, _ in temporary:
                # A disk that refuses this too was told of: it must not hide which file it was.
                with suppress(OSError):
                    name.unlink()


def check_writable(path: Path) -> None:
    """Raises `WriteError` for a file that `write_all` would refuse to replace."""
    try:
        _target(path, None)
    except (OSError, ValueError) as error:
        raise WriteError(path, error) from error


def _target(path: Path, inside: Path | None) -> Path:
    """The file that a path leads to, which is one or is not there yet."""
    try:
        target = path.resolve()
    except RuntimeError as error:  # what Path.resolve makes of a loop of links before Python 3.13
        raise OSError(errno.ELOOP, "it is a link to itself") from error
    if os.path.lexists(target) and not target.is_file():
        raise OSError(errno.EEXIST, "it is there, and is no file")
    if target.exists() and not os.access(target, os.W_OK):  # a rename would ask only its folder
        raise OSError(errno.EACCES, "it is read-only")
    if inside and not target.is_relative_to(inside.resolve()):
        message = f"it is a link that leads out of the folder, to `{target}`"
        raise OSError(errno.EPERM, message)
    return target


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold back what would end the program until the block is done, and then let it."""
    held: list[int] = []
    before = {}
    for name in _SIGNALS:
        number = getattr(signal, name, None)
        try:
            if number is not None and (handler := signal.getsignal(number)) is not None:
                signal.signal(number, lambda number, _: held.append(number))
                before[number] = handler
        except ValueError:  # in another thread than the main one, which gets no signals
            break
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in held:
            signal.raise_signal(number)
