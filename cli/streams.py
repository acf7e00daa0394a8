"""Standard input, output and errors: the same on every machine, closed ones included."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper

from pipec.cli.stop import ENVIRONMENT, UNREAD


def prepare() -> None:
    """Make the streams write the same bytes everywhere; one that is closed becomes an empty one."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - to the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # No terminal that cannot show an arrow ends the run.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def flushed(code: int) -> int:
    """The exit code `code`, once all is out; another one if it cannot be written.

    Python itself would find that out too late, and say so with a traceback.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError as error:
            _discard(stream)
            if isinstance(error, BrokenPipeError):  # whoever reads has read enough
                code = code or UNREAD
            else:
                sys.stderr.write(f"pipec: cannot write the output: {error.strerror}\n")
                code = ENVIRONMENT
    return code


def _discard(stream: object) -> None:
    """Let what a stream still holds go nowhere, so that nothing more is tried at the end."""
    if isinstance(stream, TextIOWrapper):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
