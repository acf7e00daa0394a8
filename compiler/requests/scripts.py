"""Whether the script that a step runs can be read as Python; it is read, and never run."""

from __future__ import annotations

import posixpath
import re

from pipec.compiler import codes
from pipec.compiler.diagnostics import Related, Span
from pipec.compiler.requests.assets import AssetStore
from pipec.compiler.syntax import Scalar

_ONLY_READ = 0x400
"""`PyCF_ONLY_AST`: `compile` makes a tree of a text, and nothing that could run."""
_ENCODING = re.compile(rb"coding[:=]")
_LONGEST = 200_000
"""Bytes of a script that is looked into: a tenth of a second."""


def check_script(place: Scalar, script: Scalar, assets: AssetStore, *, in_folder: bool) -> None:
    """Warn, once, of a script of local code that is no Python, or that does nothing."""
    path = assets.path(place.text, place.span)
    path = posixpath.join(path, script.text) if in_folder else path
    if not path.endswith(".py") or path in assets.scripts:
        return
    assets.scripts.add(path)
    content = assets.files.read(path)
    if content is None or len(content) > _LONGEST:
        return
    name = posixpath.basename(path)
    problem = _problem(content, path)
    if isinstance(problem, SyntaxError):
        line, column = problem.lineno or 1, max(1, problem.offset or 1)
        assets.report.add(
            codes.NO_SCRIPT,
            f"line {line} of `{name}` cannot be read as Python",
            script.span,
            hint="mend it; if the image's own Python is another and reads it, allow this",
            related=[Related(Span(path, line, column, line, column), problem.msg)],
        )
    elif problem:
        assets.report.add(
            codes.NO_SCRIPT,
            f"`{name}` holds no code, so that the job does nothing",
            script.span,
            hint="write the script, or name the one that is meant",
        )


def _problem(content: bytes, path: str) -> SyntaxError | bool:
    """What the Python that pipec runs under says of a script; True if there is nothing in it."""
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd escapes and the like
            tree = compile(content, path, "exec", _ONLY_READ, dont_inherit=True)
    except SyntaxError as error:
        return error
    except (ValueError, MemoryError, RecursionError):
        return False
    return _not_utf_8(content) or not tree.body


def _not_utf_8(content: bytes) -> SyntaxError | None:
    """What Python says where a comment, too, is in another encoding and no line says which."""
    try:
        content.decode()
    except UnicodeDecodeError as error:
        first = b"\n".join(content.splitlines()[:2])
        if not _ENCODING.search(first):
            line = content.count(b"\n", 0, error.start) + 1
            message = "it is not in UTF-8, and no line says what it is in"
            return SyntaxError(message, (None, line, 1, None))
    return None
