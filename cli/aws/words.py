"""Diagnostics about AWS: on one line, and without secrets, whoever's words are in them."""

from __future__ import annotations

import re
from json import JSONDecodeError

from botocore.exceptions import BotoCoreError

from pipec.cli.aws.redact import redacted
from pipec.cli.stop import ENVIRONMENT, Stop, stop
from pipec.compiler.diagnostics import Code


def refusal(
    code: Code, message: str, hint: str | None = None, exit_code: int = ENVIRONMENT
) -> Stop:
    """A `Stop` for what AWS, or a library that talks to it, has said."""
    return stop(code, _one_line(message), hint=hint and redacted(hint), exit_code=exit_code)


def words_of(error: BaseException) -> str:
    """What an exception says, for people who do not see of which kind it is."""
    match error:
        case OSError() if error.filename:
            return f"`{error.filename}`: {error.strerror}"
        case JSONDecodeError():
            return f"this is not JSON: {error}"
        case BotoCoreError() | OSError() | RuntimeError():
            return str(error)
        case _:
            return f"{type(error).__name__}: {error}".removesuffix(": ")


def _one_line(text: str) -> str:
    """A carriage return within a line stays: it may be what is wrong with a user's word."""
    return re.sub(r"\s*\n\s*|[ \t]{2,}", " ", redacted(text)).strip(" \n").rstrip(".")
