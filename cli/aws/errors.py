"""What botocore raises, in our words: what could not be done, to what, and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from botocore import exceptions as boto

from pipec.cli.aws.credentials import KEYS, assumed_role, known_problem, no_credentials
from pipec.cli.aws.reach import no_answer, unreachable, wrong_address
from pipec.cli.aws.words import refusal, words_of
from pipec.cli.stop import USAGE, Stop, was_interrupted
from pipec.compiler import codes
from pipec.compiler.linking.variables import region_hint

NOT_FOUND = ("ResourceNotFound", "ResourceNotFoundException", "NoSuchKey", "404", "NotFound")
# SageMaker answers for a missing pipeline either with ResourceNotFound or with this.
_SAYS_NOT_FOUND = re.compile(
    r"does ?n[o']t exist|not found|could not find|not exist", re.IGNORECASE
)
_EXPIRED = (
    "ExpiredToken",
    "ExpiredTokenException",
    "TokenRefreshRequired",
)
_SIGNATURE = (
    "InvalidSignatureException",
    "RequestExpired",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
)
_UNKNOWN_CALLER = (
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidToken",
    "MissingAuthenticationToken",
    "UnrecognizedClientException",
)
_DENIED = (
    "403",
    "AccessDenied",
    "AccessDeniedException",
    "AuthorizationError",
    "Forbidden",
    "NotAuthorized",
    "UnauthorizedOperation",
)
_THROTTLED = (
    "RequestLimitExceeded",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
)
_LIMITS = ("LimitExceededException", "ResourceLimitExceeded")
# What such a code says is in the message already.
_SILENT_CODES = ("ValidationException", "ValidationError")
_NETWORK = (boto.HTTPClientError, boto.ConnectionError)
# "User: arn:… is not authorized to perform: iam:PassRole on resource: arn:… because no
# identity-based policy allows the iam:PassRole action", or "… with an explicit deny in …"
# https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
_DENIAL = re.compile(
    r"User:? (?P<user>\S+) is not authorized to perform:? (?P<action>[\w-]+:\w+)"
    r"(?: on resource:? \"?(?P<resource>[^\s\"]+)\"?)?"
    r"(?: because (?P<because>.+)| with (?P<deny>an explicit deny.*))?"
)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an API: the IAM action (`sagemaker:UpdatePipeline`) and what it is about."""

    action: str
    resource: str

    def __str__(self) -> str:
        return f"`{self.action}` on `{self.resource}`"


def error_code(error: boto.ClientError) -> str:
    """The service's code for an error."""
    return str(error.response.get("Error", {}).get("Code", ""))


def is_not_found(error: BaseException | None) -> bool:
    """Whether an error is the service's word that the thing asked for is not there."""
    if not isinstance(error, boto.ClientError):
        return False
    code = error_code(error)
    if code in NOT_FOUND:
        return True
    return code == "ValidationException" and bool(_SAYS_NOT_FOUND.search(_message(error)))


@contextmanager
def in_our_words(
    words: Callable[[Exception], Stop], besides: type[Exception] = Stop
) -> Iterator[None]:
    """Raise a `Stop` for whatever botocore, the only one to run within, raises there.

    That is more than its own exceptions: settings, files and answers that it did not expect come
    out as those of Python. Exceptions `besides` are for the caller.
    """
    try:
        yield
    except (Stop, MemoryError, besides):
        raise
    except Exception as error:
        if was_interrupted(error):
            raise
        raise words(error) from error


def as_stop(error: Exception, call: Call, profile: str | None = None) -> Stop:
    """An error of a call as diagnostics; it says the service's message where that helps.

    `profile` is the AWS profile that was asked for, None for that of the environment.
    """
    if isinstance(error, boto.ClientError):
        return _answered(error, call)
    if isinstance(error, _NETWORK):
        return unreachable(error, str(call))
    if isinstance(error, boto.BotoCoreError):
        return known_problem(error, profile) or refusal(
            codes.REFUSED, f"{call} cannot be sent: {error}"
        )
    if isinstance(error, RecursionError):  # of botocore, which follows what S3 answers
        return no_answer(str(call), "it is sent from one address to the next without end")
    return no_answer(str(call), f"what came cannot be read: {words_of(error)}")


def as_stop_of_credentials(error: Exception, profile: str | None) -> Stop:
    """As `as_stop`, of an error while credentials are looked for, or got anew.

    To get them AWS itself may have been called.
    """
    if isinstance(error, boto.ClientError):
        service = "sts" if error.operation_name.startswith("AssumeRole") else "sso"
        asked = Call(f"{service}:{error.operation_name}", assumed_role(profile))
        return as_stop(error, asked, profile)
    if isinstance(error, _NETWORK):
        return unreachable(error, "the request for AWS credentials")
    return no_credentials(error, profile)


def as_stop_of_settings(error: Exception, profile: str | None, endpoint_url: str | None) -> Stop:
    """As `as_stop`, of an error before any call: profile, region or address are not right."""
    if isinstance(error, boto.NoRegionError):
        return refusal(
            codes.NO_REGION,
            "no AWS region is set",
            "add `--region us-east-1`, or set the var `region` in pipec.yaml",
        )
    if isinstance(error, boto.InvalidRegionError):
        region = error.kwargs["region_name"]
        return refusal(
            codes.NO_REGION, f"`{region}` cannot be an AWS region", region_hint(region), USAGE
        )
    wrong = known_problem(error, profile) or wrong_address(error, endpoint_url)
    return wrong or refusal(
        codes.NO_CREDENTIALS,
        f"the AWS settings of this machine do not work: {words_of(error)}",
        "check the variables that begin with `AWS_`, and the AWS profile",
    )


# --- an error as the answer ---------------------------------------------------------------


def _answered(error: boto.ClientError, call: Call) -> Stop:
    code, said = error_code(error), _message(error)
    status = _status(error.response)
    shown = "" if code in _SILENT_CODES else code
    named = ": ".join(filter(None, (shown, said.strip()))) or f"HTTP status {status}"
    if code in _EXPIRED:
        hint = f"get new ones: `aws sso login`, or set {KEYS} anew"
        return refusal(codes.NO_CREDENTIALS, f"the AWS credentials have expired: {said}", hint)
    if code in _SIGNATURE:
        hint = "check the secret access key, and this machine's clock"
        return refusal(
            codes.NO_CREDENTIALS, f"AWS does not accept how the call is signed: {said}", hint
        )
    if code in _UNKNOWN_CALLER:
        return refusal(
            codes.NO_CREDENTIALS,
            f"AWS does not know these credentials: {said}",
            "check `--profile`, and the variables that begin with `AWS_`",
        )
    if code in _DENIED:
        return _denied(code, said, call)
    if code in _THROTTLED:
        return refusal(
            codes.THROTTLED,
            f"{call} was tried again and again, and AWS asks to slow down: {said}",
            "run the command again in some minutes",
        )
    if 300 <= status < 400:
        return no_answer(str(call), f"it is sent elsewhere: {named}")
    if status >= 500:
        return refusal(
            codes.SERVICE_FAILED, f"{call} failed: {named}", "run the command again later"
        )
    quota = "remove what is not needed, or ask AWS for a higher quota"
    refused = f"{call} was refused: {named}"
    return refusal(
        codes.REFUSED, refused, quota if code in _LIMITS else "mend what the message names"
    )


def _denied(code: str, said: str, call: Call) -> Stop:
    """Who may not do what; it may be another right than the call's own, as `iam:PassRole`."""
    found = _DENIAL.search(said)
    if found is None:
        told = "" if said in ("", code, "Forbidden") else f": {said}"
        hint = f"ask for a policy that allows {_grantable(call)}"
        return refusal(codes.ACCESS_DENIED, f"{call} is not allowed{told}", hint)
    missing = Call(found["action"], (found["resource"] or call.resource).rstrip(".,"))
    message = f"`{found['user']}` is not allowed {missing}"
    hint = f"ask for a policy that allows {missing}"
    if found["action"] != call.action:
        message += f", which {call} needs"
    if found["because"]:
        message += f": {found['because']}"
    if found["deny"]:
        message += f": there is {found['deny']}"
        hint = "no other policy overrules that one: ask who manages it"
    return refusal(codes.ACCESS_DENIED, message, hint)


def _grantable(call: Call) -> Call:
    """As a policy would have it: by bucket, where the call is about an object of S3."""
    bucket, _, key = call.resource.removeprefix("s3://").partition("/")
    if not call.resource.startswith("s3://"):
        return call
    return Call(call.action, f"arn:aws:s3:::{bucket}/*" if key else f"arn:aws:s3:::{bucket}")


def _message(error: boto.ClientError) -> str:
    text = str(error.response.get("Error", {}).get("Message", ""))
    return re.sub(r"<[^>]*>", " ", text) if text.lstrip().startswith("<") else text


def _status(response: dict[str, Any]) -> int:
    return int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
