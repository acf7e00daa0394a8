"""Why AWS cannot be reached: what is wrong with an address, or with who answers there."""

from __future__ import annotations

import os
import re
import ssl
from urllib.parse import urlsplit

from botocore import exceptions as boto

from pipec.cli.aws.words import refusal, words_of
from pipec.cli.stop import USAGE, Stop
from pipec.compiler import codes
from pipec.compiler.linking.variables import region_hint

_CHECK_ADDRESS = "check the network, a proxy, `--region` and `--endpoint-url`"
_INVALID = "Invalid endpoint: "
"""How botocore begins what it says of an address that is none."""
_VARIABLES = "AWS_ENDPOINT_URL"
"""How those begin that hold one: for all services, and `AWS_ENDPOINT_URL_S3` for one."""


# --- before a call --------------------------------------------------------------------------


def check_address(address: str) -> None:
    """Raise `Stop` for an address that no request can be sent to; botocore takes some of them."""
    if problem := _problem(address):
        raise _no_address(address, problem)


def wrong_address(error: Exception, endpoint_url: str | None) -> Stop | None:
    """What is wrong with the address that a client cannot be made for; None if it is not that.

    `endpoint_url` is what the command line says, if anything; it outweighs the environment.
    """
    text = str(error)
    if text.startswith(_INVALID):
        address = text.removeprefix(_INVALID)
        return _no_address(address, _problem(address) or "it names no host")
    variables = (value for name, value in os.environ.items() if name.startswith(_VARIABLES))
    for given in (endpoint_url, *variables):
        if given and (problem := _problem(given)):
            return _no_address(given, problem)
    return None


def _problem(address: str) -> str | None:
    if odd := re.search(r"[^\x21-\x7e]", address):
        end = "ends with" if odd.end() == len(address) else "holds"
        return f"it {end} {'a blank' if odd[0] == ' ' else 'what no address holds'}"
    if not re.match(r"https?://", address, re.IGNORECASE):
        return "it does not begin with `https://` or `http://`"
    try:
        parts = urlsplit(address)
    except ValueError:  # brackets around what is no host
        return "it names no host"
    try:
        _ = parts.port
    except ValueError:
        return "there is no such port"
    return None if parts.hostname else "it names no host"


def _no_address(address: str, problem: str) -> Stop:
    return refusal(
        codes.UNREACHABLE,
        f"`{address}` is no address that AWS could be at: {problem}",
        "an address is like `http://127.0.0.1:5000`; it is read from `--endpoint-url` or "
        "`AWS_ENDPOINT_URL`",
        USAGE,
    )


# --- no answer ------------------------------------------------------------------------------


def unreachable(error: boto.BotoCoreError, call: str) -> Stop:
    """A request that was not answered."""
    host = host_of(str(error.kwargs.get("endpoint_url") or ""))
    hint = _CHECK_ADDRESS
    match error:
        case boto.ProxyConnectionError():
            reason = f"the proxy `{error.kwargs['proxy_url']}` cannot be reached"
            hint = "check `HTTPS_PROXY` and `NO_PROXY`"
        case boto.SSLError():
            reason, hint = _not_secured(error.kwargs["error"], host)
        case boto.EndpointConnectionError() | boto.ConnectTimeoutError():
            reason = f"`{host}` cannot be reached"
            # api.sagemaker.us-east-1.amazonaws.com
            region = re.search(r"\.([a-z0-9-]+)\.amazonaws\.com", host)
            hint = (region and region_hint(region[1])) or _CHECK_ADDRESS
        case boto.ReadTimeoutError():
            reason = f"`{host}` did not answer in time"
        case boto.ConnectionClosedError():
            reason = f"`{host}` closed the connection"
        case boto.HTTPClientError():  # whatever else the library for HTTP raises
            reason = words_of(error.kwargs.get("error") or error)
        case _:
            reason = words_of(error)
    return no_answer(call, reason, hint)


def no_answer(call: str, reason: str, hint: str = _CHECK_ADDRESS) -> Stop:
    """A request without an answer, or with one that is none of AWS's."""
    return refusal(codes.UNREACHABLE, f"{call} got no answer: {reason}", hint)


def host_of(address: str) -> str:
    """The host and port of an address, without the user and password that it may have."""
    return urlsplit(address).netloc.rpartition("@")[2]


def _not_secured(error: Exception, host: str) -> tuple[str, str]:
    """Why there is no secure connection, and what to do. `error` is of the library for HTTP."""
    cause = error.args[0] if error.args else error
    of_file = isinstance(cause, OSError) and not isinstance(cause, ssl.SSLError)
    if of_file or "NO_CERTIFICATE" in str(error):
        reason = f"the file with the certificates to trust cannot be read: {error}"
        return reason, "check `AWS_CA_BUNDLE`, and `ca_bundle` in the AWS profile"
    if "CERTIFICATE_VERIFY_FAILED" in str(error) or "doesn't match" in str(error):
        reason = f"the certificate of `{host}` is not trusted: {error}"
        return reason, "if a proxy has certificates of its own, name their file in `AWS_CA_BUNDLE`"
    reason = f"there is no secure connection to `{host}`: {error}"
    return reason, "check the port, and whether `http://` is meant in place of `https://`"
