"""What may be wrong with the caller's credentials, and where they come from."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

from botocore import exceptions as boto
from botocore.session import Session

from pipec.cli.aws.redact import hide
from pipec.cli.aws.words import refusal, words_of
from pipec.cli.stop import Stop
from pipec.compiler import codes
from pipec.compiler.similarity import hint_from

KEYS = "`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`"
_SETTINGS = {
    "access_key": "aws_access_key_id",
    "secret_key": "aws_secret_access_key",
    "token": "aws_session_token",
}
"""The parts of credentials as botocore has them, and as the files of AWS do."""
_NOT_OF_A_KEY = re.compile(r"[^\x21-\x7e]")
_CHARACTERS = {"\r": "a carriage return", "\n": "a line end", "\t": "a tab", " ": "a blank"}
_LOGGED_OUT = (
    boto.NoAuthTokenError,
    boto.SSOError,
    boto.TokenRetrievalError,
    getattr(boto, "LoginError", boto.SSOError),  # botocore has it since 1.41
)
# What makes a profile ask somebody else for credentials, and what helps where none come.
_SOURCES = {
    "credential_process": "run the command of `credential_process` in the profile `{profile}` "
    "yourself: it must print new credentials as JSON, and nothing else",
    "web_identity_token_file": "the profile `{profile}` takes a token from "
    "`web_identity_token_file`: see that a fresh one is there",
    "mfa_serial": "the profile `{profile}` asks for an MFA code: run the command on a terminal",
    "sso_session": "log in with `aws sso login --profile {profile}`",
    "sso_start_url": "log in with `aws sso login --profile {profile}`",
    "credential_source": "`credential_source` of the profile `{profile}` must be what this machine "
    "has",
    "role_arn": "check the profile `{profile}`, and the one that it names as `source_profile`",
}


# --- credentials that are there -----------------------------------------------------------


def check(credentials: Any) -> None:
    """Get credentials (botocore's) that have run out anew, and hide them from all that is shown.

    Raises `Stop` for those that no header of a request can hold; without the check the library
    for HTTP would show them.
    """
    found = credentials.get_frozen_credentials()
    parts = {setting: getattr(found, name) or "" for name, setting in _SETTINGS.items()}
    hide(parts["aws_secret_access_key"])
    hide(parts["aws_session_token"])
    for setting, value in parts.items():
        if odd := _NOT_OF_A_KEY.search(value):
            raise _unfit(credentials.method, setting, value, odd)


def _unfit(method: str, setting: str, value: str, odd: re.Match[str]) -> Stop:
    """A character that no credentials have; the value itself is not to be shown."""
    name = setting
    if method == "env":  # the token may be in `AWS_SECURITY_TOKEN`
        names = (name for name, text in os.environ.items() if text == value)
        name = next((name for name in names if name.startswith("AWS_")), setting.upper())
    char = odd[0]
    shown = _CHARACTERS.get(char, f"the character U+{ord(char):04X}")
    at_end = odd.end() == len(value)
    of = "" if method == "env" else f" of the AWS credentials ({method})"
    hint = "set it anew: letters, digits and signs of ASCII only"
    if char == "\r":
        hint = "save the file that it is set in with line ends of Unix: `\\n`, not `\\r\\n`"
    return refusal(
        codes.NO_CREDENTIALS,
        f"`{name}`{of} {'ends with' if at_end else 'holds'} {shown}, which no credentials do",
        hint,
    )


# --- no credentials -----------------------------------------------------------------------


def no_credentials(error: Exception, profile: str | None) -> Stop:
    """Whatever is raised while credentials are looked for, or got anew."""
    return known_problem(error, profile) or refusal(
        codes.NO_CREDENTIALS,
        f"there are no AWS credentials to be had: {words_of(error)}",
        _hint(profile),
    )


def known_problem(error: Exception, profile: str | None) -> Stop | None:
    """What is wrong with credentials or profile; None if it may be something else.

    `profile` is the AWS profile that was asked for, None for that of the environment.
    """
    no = codes.NO_CREDENTIALS
    if isinstance(error, boto.ProfileNotFound):
        name = error.kwargs["profile"]
        known = sorted(Session().available_profiles)
        hint = hint_from(name, known) or f"`aws configure --profile {name}` makes it"
        return refusal(no, f"there is no AWS profile `{name}`", hint)
    if isinstance(error, boto.NoCredentialsError):
        return refusal(no, "there are no AWS credentials", _hint(profile))
    if isinstance(error, boto.PartialCredentialsError):
        missing, place = error.kwargs["cred_var"], error.kwargs["provider"]
        return refusal(
            no,
            f"the AWS credentials are not complete: `{missing}` is missing",
            "set it in the environment" if place == "env" else f"set it in {place}",
        )
    if isinstance(error, _LOGGED_OUT):
        return refusal(no, "the login to AWS has ended", f"log in again: `{_login(profile)}`")
    if isinstance(error, boto.CredentialRetrievalError):
        source, reason = error.kwargs["provider"], str(error.kwargs["error_msg"]).strip()
        source = "`credential_process`" if source == "custom-process" else source
        reason = reason or "it failed, and does not say why"
        return refusal(no, f"{source} gave no AWS credentials: {reason}", _hint(profile))
    return None


def assumed_role(profile: str | None) -> str:
    """The role that credentials are asked for, as far as it is known."""
    written = (settings["role_arn"] for _, settings in _chain(profile) if "role_arn" in settings)
    return next(written, os.environ.get("AWS_ROLE_ARN", "the role of the credentials"))


def _login(profile: str | None) -> str:
    name = profile or os.environ.get("AWS_PROFILE")
    return "aws sso login" + (f" --profile {name}" if name else "")


def _hint(profile: str | None) -> str:
    """What to do, by where the credentials should come from."""
    profiles = list(_chain(profile))
    for setting, hint in _SOURCES.items():
        for name, settings in profiles:
            if setting in settings:
                return hint.format(profile=name)
    if "AWS_WEB_IDENTITY_TOKEN_FILE" in os.environ:
        return "see that a fresh token is in the file that `AWS_WEB_IDENTITY_TOKEN_FILE` names"
    named = profile or os.environ.get("AWS_PROFILE")
    other = "" if named else "name a profile with `--profile`, "
    return f"{other}log in with `{_login(profile)}`, or set {KEYS}"


def _chain(profile: str | None) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """A profile with its settings, and those that it takes its credentials from."""
    profiles = Session().full_config["profiles"]
    name = profile or os.environ.get("AWS_PROFILE") or "default"
    seen = set()
    while name in profiles and name not in seen:
        seen.add(name)
        yield name, profiles[name]
        name = profiles[name].get("source_profile", "")
