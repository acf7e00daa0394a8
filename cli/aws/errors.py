"""What botocore raises, in our words: what could not be done, to what, and what to do."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from botocore import exceptions as boto
from botocore.session import Session

from pipec.cli.aws.redact import redacted
from pipec.cli.stop import ENVIRONMENT, USAGE, Stop, stop
from pipec.compiler import codes
from pipec.compiler.diagnostics import Code
from pipec.compiler.similarity import did_you_mean, hint_from

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
_LOGGED_OUT = (
    boto.NoAuthTokenError,
    boto.SSOError,
    boto.TokenRetrievalError,
    getattr(boto, "LoginError", boto.SSOError),  # botocore has it since 1.41
)
# "User: arn:… is not authorized to perform: iam:PassRole on resource: arn:… because no
# identity-based policy allows the iam:PassRole action", or "… with an explicit deny in …"
# https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
_DENIAL = re.compile(
    r"User:? (?P<user>\S+) is not authorized to perform:? (?P<action>[\w-]+:\w+)"
    r"(?: on resource:? \"?(?P<resource>[^\s\"]+)\"?)?"
    r"(?: because (?P<because>.+)| with (?P<deny>an explicit deny.*))?"
)
_KEYS = "`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`"
_CHECK_ADDRESS = "check the network, a proxy, `--region` and `--endpoint-url`"


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


def as_stop(error: Exception, call: Call, profile: str | None = None) -> Stop:
    """An error of a call as diagnostics; it says the service's message where that helps.

    `profile` is the AWS profile that was asked for, None for that of the environment.
    """
    if isinstance(error, boto.ClientError):
        return _answered(error, call)
    if isinstance(error, _NETWORK):
        return _unreachable(error, call)
    return _unable(error, profile) or _stop(codes.REFUSED, f"{call} cannot be sent: {error}")


def as_stop_of_settings(error: Exception, profile: str | None, endpoint_url: str | None) -> Stop:
    """As `as_stop`, of an error before any call: profile, region or address are not right."""
    if isinstance(error, boto.NoRegionError):
        return _stop(
            codes.NO_REGION,
            "no AWS region is set",
            "add `--region us-east-1`, or set the var `region` in pipec.yaml",
        )
    if isinstance(error, boto.InvalidRegionError):
        region = error.kwargs["region_name"]
        return _stop(
            codes.NO_REGION, f"`{region}` cannot be an AWS region", _region_hint(region), USAGE
        )
    if isinstance(error, ValueError):  # botocore: "Invalid endpoint: localhost"
        address = endpoint_url or str(error).rpartition(": ")[2]
        return _stop(
            codes.UNREACHABLE,
            f"`{address}` is no address that AWS could be at",
            "an address begins with `https://` or `http://`; it is read from `--endpoint-url` "
            "or `AWS_ENDPOINT_URL`",
            USAGE,
        )
    return _unable(error, profile) or _stop(
        codes.NO_CREDENTIALS, f"the AWS settings of this machine do not work: {error}"
    )


# --- no credentials ---------------------------------------------------------------------


def _unable(error: Exception, profile: str | None) -> Stop | None:
    """What is wrong with the caller's credentials; None if it is something else."""
    no = codes.NO_CREDENTIALS
    profile = profile or os.environ.get("AWS_PROFILE")
    if isinstance(error, boto.ProfileNotFound):
        name = error.kwargs["profile"]
        known = sorted(Session().available_profiles)
        hint = hint_from(name, known) or f"`aws configure --profile {name}` makes it"
        return _stop(no, f"there is no AWS profile `{name}`", hint)
    if isinstance(error, boto.NoCredentialsError):
        return _stop(no, "there are no AWS credentials", _credentials_hint(profile))
    if isinstance(error, boto.PartialCredentialsError):
        missing, place = error.kwargs["cred_var"], error.kwargs["provider"]
        return _stop(
            no,
            f"the AWS credentials are not complete: `{missing}` is missing",
            "set it in the environment" if place == "env" else f"set it in {place}",
        )
    if isinstance(error, _LOGGED_OUT):
        return _stop(no, "the login to AWS has ended", f"log in again: `{_login(profile)}`")
    if isinstance(error, boto.CredentialRetrievalError):
        source, said = error.kwargs["provider"], error.kwargs["error_msg"]
        return _stop(no, f"{source} gave no AWS credentials: {said}", _credentials_hint(profile))
    return None


def _login(profile: str | None) -> str:
    return "aws sso login" + (f" --profile {profile}" if profile else "")


def _credentials_hint(profile: str | None) -> str:
    other = "" if profile else "name a profile with `--profile`, "
    return f"{other}log in with `{_login(profile)}`, or set {_KEYS}"


# --- no answer --------------------------------------------------------------------------


def _unreachable(error: boto.BotoCoreError, call: Call) -> Stop:
    # without the user and password that an address may have
    host = urlsplit(str(error.kwargs.get("endpoint_url") or "")).netloc.rpartition("@")[2]
    hint = _CHECK_ADDRESS
    match error:
        case boto.ProxyConnectionError():
            reason = f"the proxy `{error.kwargs['proxy_url']}` cannot be reached"
            hint = "check `HTTPS_PROXY` and `NO_PROXY`"
        case boto.SSLError():
            reason = f"the certificate of `{host}` is not trusted: {error.kwargs['error']}"
            hint = "if a proxy has certificates of its own, name their file in `AWS_CA_BUNDLE`"
        case boto.EndpointConnectionError() | boto.ConnectTimeoutError():
            reason = f"`{host}` cannot be reached"
            # api.sagemaker.us-east-1.amazonaws.com
            region = re.search(r"\.([a-z0-9-]+)\.amazonaws\.com", host)
            hint = (region and _region_hint(region[1])) or _CHECK_ADDRESS
        case boto.ReadTimeoutError():
            reason = f"`{host}` did not answer in time"
        case boto.ConnectionClosedError():
            reason = f"`{host}` closed the connection"
        case _:
            reason = str(error)
    return _stop(codes.UNREACHABLE, f"{call} got no answer: {reason}", hint)


def _region_hint(region: str) -> str | None:
    """The regions that a misspelt one may be meant to be; None for one that botocore knows."""
    session = Session()
    known = {
        name
        for partition in session.get_available_partitions()
        for name in session.get_available_regions("sagemaker", partition)
    }
    return None if region in known else did_you_mean(region, known)


# --- an error as the answer ---------------------------------------------------------------


def _answered(error: boto.ClientError, call: Call) -> Stop:
    code, said = error_code(error), _message(error)
    named = said if code in _SILENT_CODES else f"{code}: {said}"
    if code in _EXPIRED:
        hint = f"get new ones: `aws sso login`, or set {_KEYS} anew"
        return _stop(codes.NO_CREDENTIALS, f"the AWS credentials have expired: {said}", hint)
    if code in _SIGNATURE:
        hint = "check the secret access key, and this machine's clock"
        return _stop(
            codes.NO_CREDENTIALS, f"AWS does not accept how the call is signed: {said}", hint
        )
    if code in _UNKNOWN_CALLER:
        return _stop(
            codes.NO_CREDENTIALS,
            f"AWS does not know these credentials: {said}",
            "check `--profile`, and the variables that begin with `AWS_`",
        )
    if code in _DENIED:
        return _denied(code, said, call)
    if code in _THROTTLED:
        return _stop(
            codes.THROTTLED,
            f"{call} was tried again and again, and AWS asks to slow down: {said}",
            "run the command again in some minutes",
        )
    if _status(error.response) >= 500:
        return _stop(codes.SERVICE_FAILED, f"{call} failed: {named}", "run the command again later")
    quota = "remove what is not needed, or ask AWS for a higher quota"
    refused = f"{call} was refused: {named}"
    return _stop(
        codes.REFUSED, refused, quota if code in _LIMITS else "mend what the message names"
    )


def _denied(code: str, said: str, call: Call) -> Stop:
    """Who may not do what; it may be another right than the call's own, as `iam:PassRole`."""
    found = _DENIAL.search(said)
    if found is None:
        told = "" if said in ("", code, "Forbidden") else f": {said}"
        hint = f"ask for a policy that allows {_grantable(call)}"
        return _stop(codes.ACCESS_DENIED, f"{call} is not allowed{told}", hint)
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
    return _stop(codes.ACCESS_DENIED, message, hint)


def _grantable(call: Call) -> Call:
    """As a policy would have it: by bucket, where the call is about an object of S3."""
    bucket, _, key = call.resource.removeprefix("s3://").partition("/")
    if not call.resource.startswith("s3://"):
        return call
    return Call(call.action, f"arn:aws:s3:::{bucket}/*" if key else f"arn:aws:s3:::{bucket}")


def _stop(code: Code, message: str, hint: str | None = None, exit_code: int = ENVIRONMENT) -> Stop:
    one_line = " ".join(redacted(message).split()).rstrip(".")
    return stop(code, one_line, hint=hint and redacted(hint), exit_code=exit_code)


def _message(error: boto.ClientError) -> str:
    text = str(error.response.get("Error", {}).get("Message", ""))
    return re.sub(r"<[^>]*>", " ", text) if text.lstrip().startswith("<") else text


def _status(response: dict[str, Any]) -> int:
    return int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
