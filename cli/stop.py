"""How a command ends early: with diagnostics, and the exit code that they mean."""

from __future__ import annotations

from collections.abc import Iterable

from pipec.compiler.diagnostics import Code, Diagnostic

CLEAN, ERRORS, USAGE, ENVIRONMENT = range(4)
"""Exit codes: all is well, errors found, wrong usage, environment (AWS, disk) or a bug of pipec."""
INTERRUPTED = 130
"""Ctrl-C, as shells have it: 128 and the number of the signal."""
UNREAD = 141
"""Who reads the output left before the end, as shells have it: 128 and the number of SIGPIPE. It is
neither 0, which says that all was done and seen, nor one of those that say what is wrong."""


class Stop(Exception):  # noqa: N818 - what it does to a command, whoever's fault it is
    """Raised anywhere in a command; `main` shows the diagnostics and exits with `exit_code`."""

    def __init__(self, diagnostics: Iterable[Diagnostic], exit_code: int = ERRORS) -> None:
        self.diagnostics = tuple(diagnostics)
        self.exit_code = exit_code
        super().__init__("; ".join(item.message for item in self.diagnostics))


def stop(code: Code, message: str, *, hint: str | None = None, exit_code: int = ERRORS) -> Stop:
    """A `Stop` for one mistake that no line of a file is to blame for."""
    return Stop([Diagnostic(code=code, message=message, span=None, hint=hint)], exit_code)


def fail(error: OSError) -> None:
    """Raise what `os.walk` would pass over."""
    raise error


def was_interrupted(error: Exception) -> bool:
    """Whether it is Ctrl-C: while a class is made, it comes out of Python 3.11 as RuntimeError."""
    return isinstance(error.__cause__ or error.__context__, KeyboardInterrupt)
