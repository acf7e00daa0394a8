"""What a person is told of a call that does not answer, or that they no longer wait for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pipec.cli.aws.errors import Call
from pipec.cli.aws.redact import redacted

PATIENCE = 10.0
"""Seconds until it is said that there is no answer."""
_UPLOAD = "s3:PutObject"
"""May take its time, and has a bar."""
_TOLD_BY = {
    "sagemaker:AddTags": "pipec diff",
    "sagemaker:CreatePipeline": "pipec diff",
    "sagemaker:DeletePipeline": "pipec status",
    "sagemaker:DeleteTags": "pipec diff",
    "sagemaker:RetryPipelineExecution": "pipec status",
    "sagemaker:StartPipelineExecution": "pipec status",
    "sagemaker:StopPipelineExecution": "pipec status",
    "sagemaker:UpdatePipeline": "pipec diff",
}
"""Calls that change something, each with the command that shows whether they did."""


@dataclass(slots=True)
class Waiting:
    """Tells `say` of calls, made by several threads, that keep people waiting."""

    say: Callable[[str], None]
    _is_told: bool = False

    @contextmanager
    def on(self, call: Call) -> Iterator[None]:
        """While a call is made."""
        timer = threading.Timer(PATIENCE, self._tell, [call])
        timer.daemon = True
        if call.action != _UPLOAD:
            timer.start()
        try:
            yield
        except KeyboardInterrupt:
            if command := _TOLD_BY.get(call.action):
                self._say(
                    f"interrupted before {call} was answered: it may or may not have been done; "
                    f"`{command}` shows whether it was"
                )
            raise
        finally:
            timer.cancel()
            self._is_told = False

    def _tell(self, call: Call) -> None:
        """Once for all calls at a time."""
        if not self._is_told:
            self._is_told = True
            self._say(
                f"waiting for AWS: {call} has no answer yet; pipec tries for up to 10 minutes"
            )

    def _say(self, line: str) -> None:
        self.say(f"{redacted(line)}\n")
