"""The one door to AWS: every call of every command goes through `Aws`."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from pipec.cli.aws.answers import Answer, is_web_page
from pipec.cli.aws.credentials import check
from pipec.cli.aws.errors import (
    Call,
    as_stop,
    as_stop_of_credentials,
    as_stop_of_settings,
    error_code,
    in_our_words,
    is_not_found,
)
from pipec.cli.aws.reach import check_address, host_of, no_answer
from pipec.cli.aws.redact import redacted
from pipec.cli.aws.waiting import Waiting
from pipec.cli.stop import Stop

CONFIG = Config(
    # Throttling and network faults: botocore slows down by itself and tries again.
    retries={"mode": "adaptive", "total_max_attempts": 8},
    connect_timeout=10,
    read_timeout=60,
    max_pool_connections=16,
    user_agent_extra="pipec",
)
_IMPATIENT = CONFIG.merge(
    # Who calls is asked for a better message; in a closed network nobody answers.
    Config(retries={"mode": "standard", "total_max_attempts": 2}, connect_timeout=3, read_timeout=5)
)


class Refused(NamedTuple):
    """An answer that is an error: the service's code, and the headers by name in small letters."""

    code: str
    headers: Mapping[str, str]


@dataclass(slots=True, kw_only=True)
class Aws:
    """Clients of one region, profile and endpoint, made when first used; for several threads.

    `region` None leaves it to the profile or environment, as boto3 does. `log` gets a line for
    each call (`-v`); `waiting` tells of those that are not answered.
    """

    region: str | None = None
    profile: str | None = None
    endpoint_url: str | None = None
    log: Callable[[str], None] | None = None
    waiting: Waiting | None = None
    _session: Any = None
    _credentials: Any = None
    _clients: dict[str, Any] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def client(self, service: str) -> Any:
        """The boto3 client of a service. Raises `Stop` where there is no profile or region."""
        with self._lock:
            if service not in self._clients:
                self._clients[service] = self._made(service)
            return self._clients[service]

    def _made(self, service: str) -> Any:
        if self._session is None:
            self._begin()
        with in_our_words(self._of_settings):
            made = self._session.client(
                service,
                endpoint_url=self.endpoint_url,
                config=_IMPATIENT if service == "sts" else CONFIG,
            )
        check_address(made.meta.endpoint_url)
        return made

    def _begin(self) -> None:
        """Look for credentials, first: else their errors look like those of making a client."""
        with in_our_words(self._of_settings):
            session = boto3.Session(
                profile_name=self.profile,
                # boto3 knows only AWS_DEFAULT_REGION; other tools of AWS prefer this
                region_name=self.region or os.environ.get("AWS_REGION"),
            )
        with in_our_words(self._of_credentials):
            self._credentials = session.get_credentials()
        self._session = session

    def _of_settings(self, error: Exception) -> Stop:
        return as_stop_of_settings(error, self.profile, self.endpoint_url)

    def _of_credentials(self, error: Exception) -> Stop:
        return as_stop_of_credentials(error, self.profile)

    @property
    def region_name(self) -> str:
        """The region in which it looks, also where the profile or environment says it."""
        return str(self.client("sagemaker").meta.region_name)

    @property
    def place(self) -> str:
        """The same for messages."""
        return f"region {self.region_name}"

    def call(self, service: str, method: str, /, *, on: str, **request: Any) -> dict[str, Any]:
        """The answer to one request; `on` names what it is about, for error messages.

        Raises `Stop` for whatever goes wrong, in our words.
        """
        call = Call(_action(service, method), on)
        try:
            return self._answer(service, method, call, request)
        except ClientError as error:
            raise as_stop(error, call) from error

    def find(
        self, service: str, method: str, /, *, on: str, **request: Any
    ) -> dict[str, Any] | None:
        """As `call`; None if the service says that there is no such thing."""
        call = Call(_action(service, method), on)
        try:
            return self._answer(service, method, call, request)
        except ClientError as error:
            if is_not_found(error):
                return None
            raise as_stop(error, call) from error

    def attempt(
        self, service: str, method: str, /, *, on: str, expecting: Container[str], **request: Any
    ) -> dict[str, Any] | Refused:
        """As `call`; the service's refusal, if its error code is one of those that are expected."""
        call = Call(_action(service, method), on)
        try:
            return self._answer(service, method, call, request)
        except ClientError as error:
            if error_code(error) in expecting:
                headers = error.response["ResponseMetadata"].get("HTTPHeaders", {})
                return Refused(error_code(error), headers)
            raise as_stop(error, call) from error

    def items(
        self, service: str, method: str, /, *, on: str, key: str, **request: Any
    ) -> Iterator[Any]:
        """All items of a list operation, page after page; `key` is the list's member."""
        token: dict[str, str] = {}
        while True:
            page = self.call(service, method, on=on, **request, **token)
            yield from page.get(key, ())
            if not page.get("NextToken"):
                return
            token = {"NextToken": page["NextToken"]}

    def _answer(
        self, service: str, method: str, call: Call, request: dict[str, Any]
    ) -> dict[str, Any]:
        """Raises `ClientError` for an error that is the service's answer, and `Stop` else."""
        client = self.client(service)
        if self._credentials is not None:
            with in_our_words(self._of_credentials):
                check(self._credentials)
        send = getattr(client, method)
        started = time.monotonic()
        outcome = "failed"
        try:
            with (
                self.waiting.on(call) if self.waiting else nullcontext(),
                in_our_words(lambda error: as_stop(error, call, self.profile), ClientError),
            ):
                answer: dict[str, Any] = send(**request)
            outcome = "ok"
        except ClientError as error:
            outcome = f"answered {error_code(error)}"
            raise
        finally:
            if self.log:
                seconds = time.monotonic() - started
                self.log(redacted(f"{call.action} {call.resource}: {outcome}, {seconds:.2f} s"))
        host = host_of(client.meta.endpoint_url)
        if is_web_page(answer):
            raise no_answer(str(call), f"`{host}` sent a web page in its place")
        return Answer(
            answer,
            lambda member: no_answer(str(call), f"what `{host}` sent has no `{member}`"),
        )


def log_to_stderr(line: str) -> None:
    """Where `-v` shows calls."""
    sys.stderr.write(f"aws: {line}\n")


def _action(service: str, method: str) -> str:
    """A method as IAM names it: `update_pipeline` is `sagemaker:UpdatePipeline`."""
    if method in _OTHER_ACTIONS:
        return _OTHER_ACTIONS[method]
    return f"{service}:{''.join(word.capitalize() for word in method.split('_'))}"


# https://docs.aws.amazon.com/AmazonS3/latest/API/, "Permissions"
_OTHER_ACTIONS = {
    "head_bucket": "s3:ListBucket",
    "head_object": "s3:GetObject",
    "list_objects_v2": "s3:ListBucket",
}
