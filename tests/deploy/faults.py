"""Spoils chosen HTTP requests of a command, before they are sent or after they are carried out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError

from pipec.cli.aws.client import Aws

REAL_CLIENT = Aws.client


class Crash(BaseException):
    """The process dies."""


class _Raw:
    def __init__(self, body: bytes) -> None:
        self.body = body

    def stream(self, **_: Any) -> Any:
        """As urllib3's response does."""
        yield self.body


def answer(
    status: int,
    code: str,
    message: str = "as the test wants it",
    headers: Mapping[str, str] | None = None,
) -> Callable[[Any], Any]:
    """An error that the service answers with, in JSON or (S3) in XML."""

    def spoil(request: Any) -> AWSResponse:
        if "X-Amz-Target" in request.headers:
            body = json.dumps({"__type": code, "message": message}).encode()
        else:
            body = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>".encode()
        empty = request.method == "HEAD"
        length = "0" if empty else str(len(body))
        own = {"x-amzn-errortype": code, "content-length": length}
        return AWSResponse(
            request.url, status, {**own, **(headers or {})}, _Raw(b"" if empty else body)
        )

    return spoil


def reset(request: Any) -> Any:
    """The connection breaks before the request is sent."""
    raise ConnectionClosedError(endpoint_url=request.url)


def crash(_request: Any) -> Any:
    """The process dies before the request is sent."""
    raise Crash


def lost(request: Any) -> Any:
    """The answer never comes."""
    raise ReadTimeoutError(endpoint_url=request.url)


@dataclass(slots=True)
class Faults:
    """Which requests are spoiled (by number from 0, of the whole command), and what was asked.

    `late`: the server has carried the request out by then.
    """

    spoil: Callable[[Any], Any] | None = None
    at: Callable[[int], bool] = lambda _number: False
    late: bool = False
    seen: list[str] = field(default_factory=list)

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Watch all clients from now on; nobody waits before trying again.

        Clients are shared by the commands of a test: to make one takes a tenth of a second.
        """
        patch.setattr("deploy.faults._CLIENTS", {})

        def client(aws: Aws, service: str) -> Any:
            key = service, aws.endpoint_url
            if key not in _CLIENTS:
                _CLIENTS[key] = REAL_CLIENT(aws, service)
                _CLIENTS[key].meta.events.register("before-send.*.*", _hand_over)
            return _CLIENTS[key]

        patch.setattr(Aws, "client", client)
        patch.setattr("time.sleep", lambda _seconds: None)
        patch.setattr("botocore.retries.bucket.TokenBucket.acquire", lambda *_, **__: True)
        patch.setattr("deploy.faults._NOW", self)

    def handle(self, request: Any, service: str, operation: str) -> Any:
        """What becomes of a request; None lets it go on its way."""
        number = len(self.seen)
        self.seen.append(operation)
        if self.spoil is None or not self.at(number):
            return None
        if self.late:
            client = next(c for (name, _), c in _CLIENTS.items() if name == service)
            client._endpoint.http_session.send(request)
        return self.spoil(request)


_CLIENTS: dict[tuple[str, str | None], Any] = {}
_NOW: Faults | None = None


def _hand_over(request: Any, event_name: str, **_: Any) -> Any:
    """Botocore's event: `before-send.<service>.<operation>`."""
    service, operation = event_name.split(".")[1:]
    return _NOW.handle(request, service, operation) if _NOW else None
