"""What users see when AWS says no, and that no secret is in it."""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.awsrequest import HeadersDict
from botocore.exceptions import ClientError, HTTPClientError, SSLError
from botocore.stub import Stubber
from urllib3.exceptions import SSLError as URLLib3SSLError

from deploy.aws import CREDENTIALS, REGION, Moto
from deploy.faults import Faults, answer, reset
from pipec.cli.aws.client import Aws
from pipec.cli.aws.redact import redacted
from pipec.cli.stop import ENVIRONMENT, Stop

ARN = "arn:aws:sagemaker:us-east-1:111122223333:pipeline/demo"


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Aws:
    """A door to AWS with made-up credentials."""
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    return Aws(region=REGION)


def describe(aws: Aws) -> dict[str, Any]:
    """Any call."""
    return aws.call("sagemaker", "describe_pipeline", on=ARN, PipelineName="demo")


def failing(aws: Aws, code: str, message: str, status: int = 400) -> Stop:
    """What a call ends with when the service answers with an error."""
    with Stubber(aws.client("sagemaker")) as stubber:
        stubber.add_client_error("describe_pipeline", code, message, status)
        with pytest.raises(Stop) as stopped:
            describe(aws)
    return stopped.value


@pytest.mark.parametrize(
    ("code", "status", "number"),
    [
        ("AccessDeniedException", 400, "PC521"),
        ("ExpiredTokenException", 400, "PC520"),
        ("UnrecognizedClientException", 400, "PC520"),
        ("ThrottlingException", 400, "PC524"),
        ("ValidationException", 400, "PC525"),
        ("ResourceLimitExceeded", 400, "PC525"),
        ("InternalFailure", 500, "PC526"),
    ],
)
def test_an_answer_has_its_code(aws: Aws, code: str, status: int, number: str) -> None:
    """Each kind of refusal is told apart, names action and resource, and keeps the message."""
    stopped = failing(aws, code, "the service's own words.", status)
    said = stopped.diagnostics[0]
    assert said.code.number == number
    assert "the service's own words" in said.message
    assert not said.message.endswith(".")
    if number != "PC520":
        assert f"`sagemaker:DescribePipeline` on `{ARN}`" in said.message
    assert stopped.exit_code == ENVIRONMENT


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("ResourceNotFound", "Pipeline 'x' does not exist."),
        ("ValidationException", "Could not find pipeline with PipelineName demo."),
        ("ValidationException", "Pipeline with name [demo] does not exist."),
    ],
)
def test_a_missing_pipeline_is_none(aws: Aws, code: str, message: str) -> None:
    """Both forms in which the service says that there is no such pipeline are understood."""
    with Stubber(aws.client("sagemaker")) as stubber:
        stubber.add_client_error("describe_pipeline", code, message)
        assert aws.find("sagemaker", "describe_pipeline", on=ARN, PipelineName="demo") is None


def test_another_validation_error_is_not_a_missing_pipeline(aws: Aws) -> None:
    """Only what says that something is missing counts as missing."""
    with Stubber(aws.client("sagemaker")) as stubber:
        stubber.add_client_error("describe_pipeline", "ValidationException", "Value is too long")
        with pytest.raises(Stop):
            aws.find("sagemaker", "describe_pipeline", on=ARN, PipelineName="demo")


def test_no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without credentials the message says so and what to do."""
    monkeypatch.setenv("HOME", "/nowhere")
    with pytest.raises(Stop) as stopped:
        describe(Aws(region=REGION))
    assert stopped.value.diagnostics[0].code.number == "PC520"


@pytest.mark.usefixtures("aws")
def test_an_unknown_profile() -> None:
    """A misspelt profile is named."""
    with pytest.raises(Stop) as stopped:
        describe(Aws(region=REGION, profile="porduction"))
    assert stopped.value.diagnostics[0].code.number == "PC520"
    assert "porduction" in stopped.value.diagnostics[0].message


def test_no_region() -> None:
    """Without a region the message says where to set one."""
    with pytest.raises(Stop) as stopped:
        describe(Aws())
    assert stopped.value.diagnostics[0].code.number == "PC522"


def test_a_bad_endpoint() -> None:
    """An address that is none is a mistake of the user, not of pipec."""
    with pytest.raises(Stop) as stopped:
        describe(Aws(region=REGION, endpoint_url="localhost"))
    assert "localhost" in stopped.value.diagnostics[0].message


# --- what AWS does not say ------------------------------------------------------------------


def spoiled(monkeypatch: pytest.MonkeyPatch, how: Callable[[Any], Any]) -> Stop:
    """What a call ends with when its request meets this."""
    faults = Faults(how, lambda _: True)
    faults.install(monkeypatch)
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(Stop) as stopped:
        _ = describe(Aws(region=REGION))["PipelineArn"]
    return stopped.value


def sends(body: bytes, kind: str) -> Callable[[Any], Any]:
    """An answer that is not an error, of something that is not AWS."""

    def send(request: Any) -> Any:
        found = answer(200, "")(request)
        found.headers = HeadersDict({"content-type": kind})
        found.raw.body = body
        return found

    return send


def raises(error: Exception) -> Callable[[Any], Any]:
    """An exception while a request is sent."""

    def send(_request: Any) -> Any:
        raise error

    return send


NOBODY = URLLib3SSLError(FileNotFoundError(2, "No such file or directory"))
WRONG = URLLib3SSLError(ssl.SSLError("[SSL: WRONG_VERSION_NUMBER] wrong version number"))
FOREIGN = URLLib3SSLError(ssl.SSLCertVerificationError("[SSL: CERTIFICATE_VERIFY_FAILED] no"))


@pytest.mark.parametrize(
    ("how", "words", "hint"),
    [
        (sends(b"<html>Log in</html>", "text/html"), "sent a web page", "proxy"),
        (sends(b"[1]", "application/json"), "got no answer", "--endpoint-url"),
        (sends(b"{}", "application/json"), "sent has no `PipelineArn`", "--endpoint-url"),
        (answer(301, "", "Moved"), "it is sent elsewhere", "--endpoint-url"),
        (raises(RecursionError("maximum recursion depth")), "without end", "--endpoint-url"),
        (raises(KeyError("GetCallerIdentityResult")), "KeyError", "--endpoint-url"),
        (raises(RuntimeError("what nobody thought of")), "nobody thought of", "--endpoint-url"),
        (raises(OSError(5, "Input/output error", "/x")), "`/x`: Input/output", "--endpoint-url"),
        (raises(SSLError(endpoint_url="https://a", error=NOBODY)), "cannot be read", "CA_BUNDLE"),
        (raises(SSLError(endpoint_url="https://a", error=WRONG)), "no secure", "`http://`"),
        (raises(SSLError(endpoint_url="https://a", error=FOREIGN)), "not trusted", "CA_BUNDLE"),
        (raises(HTTPClientError(error=ValueError("an odd header"))), "an odd header", "network"),
    ],
)
def test_whatever_goes_wrong_on_the_way_is_told(
    monkeypatch: pytest.MonkeyPatch, how: Callable[[Any], Any], words: str, hint: str
) -> None:
    """Not only what botocore knows as an error: nothing of it looks like a bug of pipec."""
    stopped = spoiled(monkeypatch, how)
    said = stopped.diagnostics[0]
    assert said.code.number == "PC523"
    assert "`sagemaker:DescribePipeline`" in said.message
    assert words in said.message
    assert hint in str(said.hint)
    assert stopped.exit_code == ENVIRONMENT


@pytest.mark.parametrize("error", [MemoryError(), KeyboardInterrupt()])
def test_what_is_not_of_aws_goes_by(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Ctrl-C, also where Python makes another error of it, and an end of the memory."""
    half = RuntimeError("while a class is made")
    half.__cause__ = error if isinstance(error, KeyboardInterrupt) else None
    for raised in (error, *([half] if half.__cause__ else [])):
        with pytest.raises(type(raised)):
            spoiled(monkeypatch, raises(raised))  # type: ignore[arg-type] # Ctrl-C is no error


@pytest.mark.parametrize("name", CREDENTIALS)
@pytest.mark.parametrize(
    ("end", "words"),
    [
        ("\r", "ends with a carriage return"),
        (" ", "ends with a blank"),
        ("\u201c", "ends with the character U+201C"),
        ("\r\nx", "holds a carriage return"),
    ],
)
def test_credentials_that_no_header_can_hold(
    monkeypatch: pytest.MonkeyPatch, name: str, end: str, words: str
) -> None:
    """Which variable it is, and never its value."""
    for other, value in CREDENTIALS.items():
        monkeypatch.setenv(other, value)
    monkeypatch.setenv(name, CREDENTIALS[name] + end)
    with pytest.raises(Stop) as stopped:
        describe(Aws(region=REGION))
    said = stopped.value.diagnostics[0]
    assert said.code.number == "PC520"
    assert f"`{name}` {words}" in said.message
    assert not any(secret in f"{said.message} {said.hint}" for secret in CREDENTIALS.values())


def test_odd_credentials_of_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The key in the file is named, as it has another name there."""
    place = tmp_path / "credentials"
    keys = (f"{name.lower()} = {value}\n" for name, value in CREDENTIALS.items())
    place.write_text("[default]\n" + "".join(keys).rstrip() + "\u201d\n", "utf-8")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(place))
    with pytest.raises(Stop) as stopped:
        describe(Aws(region=REGION))
    assert "`aws_session_token` of the AWS credentials (shared-credentials-file)" in str(
        stopped.value
    )


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(
    ("code", "status", "number"), [("AccessDenied", 403, "PC521"), ("ExpiredToken", 400, "PC520")]
)
def test_a_role_that_is_not_given(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str, status: int, number: str
) -> None:
    """What AWS refuses is the credentials' call, not the one that they were for."""
    role = "arn:aws:iam::111122223333:role/Deploy"
    keys = "aws_access_key_id = testing\naws_secret_access_key = testing\n"
    place = tmp_path / "config"
    place.write_text(f"[profile x]\nrole_arn = {role}\nsource_profile = y\n[profile y]\n{keys}")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(place))
    monkeypatch.setattr(
        "botocore.credentials.AssumeRoleCredentialFetcher._get_credentials",
        lambda _: raises(
            ClientError(
                {
                    "Error": {"Code": code, "Message": "no"},
                    "ResponseMetadata": {"HTTPStatusCode": status},
                },
                "AssumeRole",
            )
        )(None),
    )
    with pytest.raises(Stop) as stopped:
        describe(Aws(region=REGION, profile="x"))
    assert stopped.value.diagnostics[0].code.number == number
    assert ("sts:AssumeRole" in str(stopped.value)) == (number == "PC521")
    assert (role in str(stopped.value)) == (number == "PC521")


@pytest.mark.parametrize(
    ("variable", "value"),
    [("AWS_STS_REGIONAL_ENDPOINTS", "nowhere"), ("AWS_DEFAULTS_MODE", "fast")],
)
@pytest.mark.usefixtures("aws")
def test_a_setting_that_botocore_does_not_take(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    """It is not taken for an address that cannot be."""
    monkeypatch.setenv(variable, value)
    with pytest.raises(Stop) as stopped:
        describe(Aws(region=REGION))
    assert stopped.value.diagnostics[0].code.number == "PC520"
    assert value in str(stopped.value)


# --- patience -------------------------------------------------------------------------------


@pytest.mark.needs_loopback
def test_throttling_is_waited_out(moto: Moto, monkeypatch: pytest.MonkeyPatch) -> None:
    """A throttled call is repeated until it goes through."""
    faults = Faults(answer(400, "ThrottlingException"), lambda number: number < 3)
    faults.install(monkeypatch)
    aws = Aws(region=REGION, endpoint_url=moto.url)
    assert aws.find("sagemaker", "describe_pipeline", on=ARN, PipelineName="demo") is None
    assert len(faults.seen) == 4


@pytest.mark.needs_loopback
def test_a_broken_connection_is_repeated(moto: Moto, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that breaks once does no harm; one that always breaks is told in our words."""
    faults = Faults(reset, lambda number: number == 0)
    faults.install(monkeypatch)
    aws = Aws(region=REGION, endpoint_url=moto.url)
    assert aws.find("sagemaker", "describe_pipeline", on=ARN, PipelineName="demo") is None
    faults.at = lambda _: True
    with pytest.raises(Stop) as stopped:
        describe(aws)
    assert stopped.value.diagnostics[0].code.number == "PC523"


def test_the_log_names_calls_and_no_secret(aws: Aws) -> None:
    """`-v` shows action, resource and outcome of each call."""
    lines: list[str] = []
    aws.log = lines.append
    failing(aws, "AccessDeniedException", f"key {CREDENTIALS['AWS_ACCESS_KEY_ID']} may not")
    assert lines[0].startswith(
        f"sagemaker:DescribePipeline {ARN}: answered AccessDeniedException, "
    )
    assert not any(secret in line for line in lines for secret in CREDENTIALS.values())


def test_calls_are_retried_adaptively(aws: Aws) -> None:
    """Botocore's adaptive mode slows down by itself; asking who calls must not take minutes."""
    retries = {name: aws.client(name).meta.config.retries for name in ("sagemaker", "s3", "sts")}
    assert retries["sagemaker"]["mode"] == retries["s3"]["mode"] == "adaptive"
    assert retries["sagemaker"]["total_max_attempts"] == 8
    assert retries["sts"]["total_max_attempts"] == 2


def test_the_log_is_redacted(aws: Aws) -> None:
    """Whatever a call is about, no signature of it is shown."""
    lines: list[str] = []
    aws.log = lines.append
    signed = "https://b.s3.amazonaws.com/k?X-Amz-Signature=feedfeed"
    with Stubber(aws.client("sagemaker")) as stubber:
        stubber.add_client_error("describe_pipeline", "ResourceNotFound", "no")
        aws.find("sagemaker", "describe_pipeline", on=signed, PipelineName="demo")
    assert "feedfeed" not in lines[0]


def test_an_address_is_shown_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password in `--endpoint-url` is nowhere."""
    faults = Faults(reset, lambda _: True)
    faults.install(monkeypatch)
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(Stop) as stopped:
        describe(Aws(region=REGION, endpoint_url="http://user:hunter2@127.0.0.1:1"))
    assert "hunter2" not in str(stopped.value)
    assert "127.0.0.1:1" in str(stopped.value)


def test_a_message_of_the_service_is_redacted(aws: Aws) -> None:
    """An access key in the service's message is not shown."""
    stopped = failing(
        aws, "InvalidClientTokenId", f"The key {CREDENTIALS['AWS_ACCESS_KEY_ID']} is unknown"
    )
    assert CREDENTIALS["AWS_ACCESS_KEY_ID"] not in str(stopped)
    assert "[access key]" in str(stopped)


@pytest.mark.parametrize(
    "secret",
    [
        "https://b.s3.amazonaws.com/k?X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20260101&X-Amz-Signature=feed",
        "https://b.s3.amazonaws.com/k?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=feed%3D&Expires=1",
        "Authorization: AWS4-HMAC-SHA256 Credential=ASIAIOSFODNN7EXAMPLE/2026/x, Signature=feed",
        "{'X-Amz-Security-Token': 'feedfeed'}",
        "aws_secret_access_key=feedfeed",
        "SessionToken: feedfeed",
        "https://user:feedfeed@proxy.example:3128",
        "https://user:feed@feed@proxy.example:3128",
    ],
)
def test_what_signs_is_never_shown(secret: str) -> None:
    """Signed URLs, signatures, tokens and keys are taken out of a text; the rest stays."""
    shown = redacted(f"before {secret}")
    assert shown.startswith("before ")
    assert "feed" not in shown
    assert "AKIA" not in shown
    assert "ASIA" not in shown


@pytest.mark.parametrize("name", ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"])
def test_the_callers_own_secrets_are_hidden_in_any_text(aws: Aws, name: str) -> None:
    """Whatever a library says: in its own words around them, and as Python quotes them."""
    secret = CREDENTIALS[name]
    stopped = failing(aws, "ValidationException", f"odd header b'{secret}\\r' and {secret},")
    assert secret not in str(stopped)
    assert "odd header b'[secret]\\r' and [secret]," in str(stopped)


def test_a_word_that_is_no_secret_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that imitates AWS is often given `testing` for all keys."""
    for name in CREDENTIALS:
        monkeypatch.setenv(name, "testing")
    assert "testing" in str(failing(Aws(region=REGION), "ValidationException", "testing it"))


def test_a_plain_text_stays() -> None:
    """Nothing is taken out of what holds no secret."""
    text = (
        f"`sagemaker:UpdatePipeline` on `{ARN}`: s3://bucket/key?x=1 https://aws.amazon.com/x?y=z"
    )
    assert redacted(text) == text
    assert "AWS_PROFILE" not in os.environ
