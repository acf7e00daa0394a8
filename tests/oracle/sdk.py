"""Run SageMaker SDK v3 programs without AWS, and read the definitions that they make.

    with offline():
        module = load(path)
        definition = definition_of(module.build(session()))

Inside `offline()` every AWS call is answered here and every socket is refused, so that a
program can only ever print. Run as a script it prints a program's definition:

    python tests/oracle/sdk.py tests/oracle/programs/abalone.py
"""

from __future__ import annotations

import importlib.util
import json
import logging
import os
import socket
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NoReturn
from unittest import mock

if TYPE_CHECKING:
    from sagemaker.core.workflow.pipeline_context import PipelineSession
    from sagemaker.mlops.workflow.pipeline import Pipeline

REGION = "us-east-1"
ACCOUNT = "111122223333"
BUCKET = "example-bucket"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/SageMakerRole"

ENVIRONMENT = {
    "AWS_DEFAULT_REGION": REGION,
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SESSION_TOKEN": "testing",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    # In place of the developer's own. Without it a thread sends telemetry after the call is over.
    "SAGEMAKER_ADMIN_CONFIG_OVERRIDE": str(Path(__file__).with_name("sagemaker-config.yaml")),
    "SAGEMAKER_USER_CONFIG_OVERRIDE": str(Path(__file__).with_name("sagemaker-config.yaml")),
}


class OfflineError(OSError):
    """Something tried to leave the machine."""


@contextmanager
def offline() -> Iterator[None]:
    """A world without AWS: fake credentials, canned answers, no sockets, no SDK chatter.

    Import the SDK, and build and read pipelines, only inside it: importing
    `sagemaker.mlops.workflow` fails without a region, ModelTrainer and ModelBuilder ask IAM
    about their role, and the SDK warns (deprecations of its own, its own pydantic fields,
    Lambda functions that it will not update) about what no caller can mend.
    """
    from botocore.client import BaseClient

    with ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        environment = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
        stack.enter_context(mock.patch.dict(os.environ, environment | ENVIRONMENT, clear=True))
        stack.enter_context(mock.patch.object(BaseClient, "_make_api_call", _answer))
        stack.enter_context(mock.patch.object(socket.socket, "connect", _refuse))
        stack.enter_context(mock.patch.object(socket, "getaddrinfo", _refuse))
        stack.enter_context(_quiet())
        from sagemaker.core.config.config_manager import SageMakerConfig
        from sagemaker.core.local.local_session import LocalSession

        # It validates the configuration anew at every look-up: most of the time that a test takes.
        stack.enter_context(mock.patch.object(SageMakerConfig, "validate_sagemaker_config"))
        # Each processing and transform step makes a client for local mode, and asks it for a name.
        stack.enter_context(mock.patch.object(LocalSession, "_initialize"))
        yield


def session() -> PipelineSession:
    """A pipeline session with a default bucket."""
    import boto3
    from sagemaker.core.workflow.pipeline_context import PipelineSession

    return PipelineSession(boto_session=boto3.Session(region_name=REGION), default_bucket=BUCKET)


def load(path: Path) -> ModuleType:
    """The module in a file that defines `build(session) -> Pipeline`."""
    spec = importlib.util.spec_from_file_location(f"oracle_{path.parent.name}_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def definition_of(pipeline: Pipeline) -> dict[str, Any]:
    """What the SDK would send to CreatePipeline, parsed; its graph checks pass as well.

    The graph finds cycles and wrong property files, which `definition()` does not look for.
    """
    from sagemaker.mlops.workflow.pipeline import PipelineGraph

    definition: dict[str, Any] = json.loads(pipeline.definition())
    PipelineGraph.from_pipeline(pipeline)
    return definition


@cache
def run_program(path: Path) -> dict[str, Any]:
    """The definition that a program's `build` makes, offline; each program runs once."""
    with offline():
        return definition_of(load(path).build(session()))


def _answer(client: Any, operation: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """A canned answer to one of the few calls that building a pipeline makes."""
    answers: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
        "GetCallerIdentity": lambda _: {"Account": ACCOUNT, "Arn": ROLE, "UserId": "x"},
        "GetRole": _role,
        "SimulatePrincipalPolicy": lambda call: {
            "EvaluationResults": [
                {"EvalActionName": action, "EvalDecision": "allowed"}
                for action in call["ActionNames"]
            ],
            "IsTruncated": False,
        },
        "HeadBucket": lambda _: {},
        "ListBuckets": lambda _: {"Buckets": [{"Name": BUCKET}]},
    }
    if operation not in answers:
        service = client.meta.service_model.service_name
        raise OfflineError(f"unexpected call of {service} {operation}: {dict(arguments)}")
    return answers[operation](arguments)


def _role(call: Mapping[str, Any]) -> dict[str, Any]:
    trust = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": ["sagemaker.amazonaws.com"]},
    }
    name = call["RoleName"]
    return {
        "Role": {
            "RoleName": name,
            "Arn": f"arn:aws:iam::{ACCOUNT}:role/{name}",
            "AssumeRolePolicyDocument": {"Statement": [trust]},
        }
    }


def _refuse(*arguments: Any, **_: Any) -> NoReturn:
    raise OfflineError(f"the network is off: {arguments}")


@contextmanager
def _quiet() -> Iterator[None]:
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


if __name__ == "__main__":
    print(json.dumps(run_program(Path(sys.argv[1])), indent=2))
