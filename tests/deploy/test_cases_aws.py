"""Commands that AWS does not let through, as users see them (see `test_cases_deploy.py`)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from botocore.exceptions import ConnectionClosedError, EndpointConnectionError

from deploy.aws import CREDENTIALS
from deploy.faults import Faults, answer
from deploy.golden import Cloud, Shows
from deploy.project import ARN

pytestmark = pytest.mark.needs_loopback

STATUS = "status Houses --region us-east-1"
PROFILES = """\
[profile production]
region = us-east-1
[profile staging]
region = us-east-1
"""
LOGIN = """\
[profile team]
sso_session = team
sso_account_id = 123456789012
sso_role_name = Developer
region = us-east-1
[sso-session team]
sso_start_url = https://team.awsapps.com/start
sso_region = us-east-1
"""
ROLE = """\
[profile deploy]
role_arn = arn:aws:iam::123456789012:role/Deploy
"""
VAULT = """\
[profile vault]
credential_process = {}
"""
OLD = {
    "Version": 1,
    "AccessKeyId": CREDENTIALS["AWS_ACCESS_KEY_ID"],
    "SecretAccessKey": CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
    "SessionToken": CREDENTIALS["AWS_SESSION_TOKEN"],
    "Expiration": "2001-01-01T00:00:00Z",
}


SMALL = """\
pipeline: Tell
vars:
  region: us-east-1
  role: arn:aws:iam::123456789012:role/SageMakerRole
steps:
  Tell:
    kind: Lambda
    function: arn:aws:lambda:us-east-1:123456789012:function:tell
"""


@pytest.fixture
def nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No credentials, and an empty home; gives the place of the AWS configuration."""
    for name in CREDENTIALS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    place = tmp_path / "config"
    monkeypatch.setenv("AWS_CONFIG_FILE", str(place))
    return place


# --- who is calling -------------------------------------------------------------------------


def test_pc520_no_credentials(nobody: Path, shows: Shows) -> None:
    """Nothing says who is calling."""
    nobody.touch()
    shows(STATUS)


def test_pc520_half_credentials(
    nobody: Path, shows: Shows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One variable of two."""
    nobody.touch()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", CREDENTIALS["AWS_ACCESS_KEY_ID"])
    shows(STATUS)


def test_pc520_unknown_profile(nobody: Path, shows: Shows) -> None:
    """A misspelt profile."""
    nobody.write_text(PROFILES)
    shows(f"{STATUS} --profile porduction")


def test_pc520_no_profiles(nobody: Path, shows: Shows) -> None:
    """A profile on a machine that has none."""
    nobody.touch()
    shows(f"{STATUS} --profile production")


def test_pc520_login_has_ended(nobody: Path, shows: Shows) -> None:
    """A profile whose single sign-on has no valid login."""
    nobody.write_text(LOGIN)
    shows(f"{STATUS} --profile team")


def test_pc520_carriage_return(shows: Shows, monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials read from a file with line ends of Windows: no value of them is shown."""
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_SESSION_TOKEN", f"{CREDENTIALS['AWS_SESSION_TOKEN']}\r")
    shows(STATUS)


def test_pc520_process_fails(nobody: Path, shows: Shows) -> None:
    """A `credential_process` that ends without credentials, and without a word."""
    nobody.write_text(VAULT.format("false"))
    shows(f"{STATUS} --profile vault")


def test_pc520_process_is_missing(nobody: Path, shows: Shows) -> None:
    """A `credential_process` that is not installed, for the role of another profile."""
    nobody.write_text(ROLE + "source_profile = vault\n" + VAULT.format("/no/such/tool"))
    shows(f"{STATUS} --profile deploy")


def test_pc520_process_prints_words(nobody: Path, shows: Shows) -> None:
    """A `credential_process` that prints what is not JSON."""
    nobody.write_text(VAULT.format("echo hello"))
    shows(f"{STATUS} --profile vault")


def test_pc520_process_gives_old_ones(nobody: Path, shows: Shows) -> None:
    """A `credential_process` that gives credentials of long ago."""
    nobody.write_text(VAULT.format(f"echo '{json.dumps(OLD)}'"))
    shows(f"{STATUS} --profile vault")


def test_pc520_no_token_file(nobody: Path, shows: Shows) -> None:
    """A token of another service that is to stand for the caller, and is not there."""
    nobody.write_text(ROLE + "web_identity_token_file = /no/such/token\n")
    shows(f"{STATUS} --profile deploy")


def test_pc520_expired_token(cloud: Cloud, shows: Shows) -> None:
    """Credentials that were good an hour ago."""
    cloud.deploy()
    said = "The security token included in the request is expired"
    cloud.spoil("DescribePipeline", answer(400, "ExpiredTokenException", said))
    shows("diff pipeline.yaml")
    cloud.faults.spoil = None
    shows.mended("diff pipeline.yaml", after="After `aws sso login`:")


def test_pc520_unknown_key(cloud: Cloud, shows: Shows) -> None:
    """Credentials that AWS has never seen."""
    said = "The security token included in the request is invalid."
    cloud.spoil("DescribePipeline", answer(400, "UnrecognizedClientException", said))
    shows("diff pipeline.yaml")


def test_pc520_wrong_clock(cloud: Cloud, shows: Shows) -> None:
    """A machine whose clock is wrong."""
    said = "Signature expired: 20260501T120000Z is now earlier than 20260501T121000Z"
    cloud.spoil("DescribePipeline", answer(400, "InvalidSignatureException", said))
    shows("diff pipeline.yaml")


# --- what the caller may do -----------------------------------------------------------------


def test_pc521_describe(cloud: Cloud, shows: Shows) -> None:
    """The first call is not allowed."""
    cloud.deploy()
    cloud.deny("DescribePipeline", "sagemaker:DescribePipeline", ARN)
    shows("diff pipeline.yaml")
    cloud.faults.spoil = None
    shows.mended("diff pipeline.yaml", after="When a policy allows it:")


def test_pc521_update(cloud: Cloud, shows: Shows) -> None:
    """The call that changes the pipeline is not allowed."""
    cloud.deploy()
    cloud.deny("UpdatePipeline", "sagemaker:UpdatePipeline", ARN)
    shows("upsert pipeline.yaml --yes")


def test_pc521_put_object(cloud: Cloud, shows: Shows) -> None:
    """Uploading is not allowed."""
    cloud.spoil("PutObject", answer(403, "AccessDenied", "Access Denied"))
    shows("upload pipeline.yaml")


def test_pc521_pass_role(cloud: Cloud, shows: Shows) -> None:
    """What is missing is the right to hand over the role."""
    cloud.project.write(SMALL)
    cloud.deny("CreatePipeline", "iam:PassRole", "arn:aws:iam::123456789012:role/SageMakerRole")
    shows("upsert pipeline.yaml --yes")


def test_pc521_forbidden_outright(cloud: Cloud, shows: Shows) -> None:
    """A policy that denies, which no other one overrules."""
    said = (
        "User: arn:aws:sts::123456789012:assumed-role/Developer/ana is not authorized to perform: "
        f"sagemaker:DeletePipeline on resource: {ARN} with an explicit deny in a service control "
        "policy"
    )
    cloud.deploy()
    cloud.spoil("DeletePipeline", answer(400, "AccessDeniedException", said))
    shows("delete Houses --region us-east-1 --yes")


# --- where AWS is ---------------------------------------------------------------------------


@pytest.mark.usefixtures("cloud")
def test_pc522_no_region(shows: Shows, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the command nor the environment names a region."""
    monkeypatch.setattr("deploy.faults._CLIENTS", {})
    shows("status Houses")


def test_pc522_no_region_in_the_file(
    cloud: Cloud, shows: Shows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file without a region, in an environment without one."""
    monkeypatch.setattr("deploy.faults._CLIENTS", {})
    cloud.project.write(SMALL.replace("  region: us-east-1\n", ""))
    shows("diff pipeline.yaml")
    cloud.project.write(SMALL)
    shows.mended("diff pipeline.yaml")


@pytest.mark.usefixtures("cloud")
def test_pc522_no_such_region(shows: Shows, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be a region."""
    monkeypatch.setattr("deploy.faults._CLIENTS", {})
    shows("status Houses --region us_east_1")


@pytest.mark.usefixtures("cloud")
def test_pc523_wrong_address(shows: Shows) -> None:
    """Nobody answers at `--endpoint-url`."""
    shows(f"{STATUS} --endpoint-url http://127.0.0.1:9")


@pytest.mark.usefixtures("cloud")
def test_pc523_no_address(shows: Shows) -> None:
    """An address without `http://`."""
    shows(f"{STATUS} --endpoint-url localhost:5000")


@pytest.mark.usefixtures("cloud")
def test_pc523_blank_in_the_address(shows: Shows, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address that was copied with a blank behind it; botocore takes it."""
    monkeypatch.setattr("deploy.faults._CLIENTS", {})
    shows(f"{STATUS} --endpoint-url 'http://127.0.0.1:5000 '")


@pytest.mark.usefixtures("cloud")
def test_pc523_no_such_port(shows: Shows, monkeypatch: pytest.MonkeyPatch) -> None:
    """A port that cannot be."""
    monkeypatch.setattr("deploy.faults._CLIENTS", {})
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:99999")
    shows(STATUS)


def test_pc523_broken_connection(cloud: Cloud, shows: Shows) -> None:
    """Connections break, however often they are tried."""

    def closed(_request: object) -> None:
        raise ConnectionClosedError(endpoint_url="https://s3.us-east-1.amazonaws.com/")

    cloud.spoil("PutObject", closed)
    shows("upload pipeline.yaml")
    cloud.faults.spoil = None
    shows.mended("upload pipeline.yaml", after="When the network lets it through:")


def test_pc523_misspelt_region(shows: Shows, monkeypatch: pytest.MonkeyPatch) -> None:
    """A region that looks like one, and is none."""

    def nowhere(request: object) -> None:
        raise EndpointConnectionError(endpoint_url=getattr(request, "url", ""))

    monkeypatch.setattr("deploy.faults._CLIENTS", {})
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    Faults(nowhere, lambda _: True).install(monkeypatch)
    shows("status Houses --region us-esat-1")


# --- what AWS answers -----------------------------------------------------------------------


def test_pc524_throttled(cloud: Cloud, shows: Shows) -> None:
    """Too many calls by everybody in the account."""
    cloud.deploy()
    cloud.spoil("DescribePipeline", answer(400, "ThrottlingException", "Rate exceeded"))
    shows("diff pipeline.yaml")
    cloud.faults.spoil = None
    shows.mended("diff pipeline.yaml", after="Some minutes later:")


def test_pc525_refused(cloud: Cloud, shows: Shows) -> None:
    """A limit of the account."""
    said = "The account-level service limit 'Total pipelines' is 100 pipelines, with 100 in use."
    cloud.project.write(SMALL)
    cloud.spoil("CreatePipeline", answer(400, "ResourceLimitExceeded", said))
    shows("upsert pipeline.yaml --yes")
    cloud.faults.spoil = None
    shows.mended(
        "upsert pipeline.yaml --yes",
        after="When an unused pipeline is deleted (`pipec delete NAME`), or AWS has raised the "
        "quota:",
    )


def test_pc525_refused_definition(cloud: Cloud, shows: Shows) -> None:
    """What pipec could not know."""
    said = "Unable to parse pipeline definition. Instance type 'ml.m5.large' is not available here."
    cloud.project.write(SMALL)
    cloud.spoil("CreatePipeline", answer(400, "ValidationException", said))
    shows("upsert pipeline.yaml --yes")


def test_pc526_service_failed(cloud: Cloud, shows: Shows) -> None:
    """An error of the service's own."""
    said = "We encountered an internal error. Please try again."
    cloud.spoil("PutObject", answer(500, "InternalError", said))
    shows("upload pipeline.yaml")
    cloud.faults.spoil = None
    shows.mended("upload pipeline.yaml", after="Some minutes later:")
