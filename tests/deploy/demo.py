"""`make deploy-demo`: the abalone example deployed to a moto server, which stands in for AWS.

Each command is run as a user would run it, in a process of its own. The server has the extension
of `moto_more`, in which what would take minutes takes seconds, and forgets everything at the end.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import boto3

from deploy.moto_more import RealClock, serve

ROOT = Path(__file__).parents[2]
FILE = "pipelines/abalone/pipeline.yaml"
ACCOUNT = "111122223333"
"""The account of the example's role."""
COMMANDS = (
    f"diff {FILE}",
    f"upsert {FILE} --yes",
    f"upsert {FILE} --yes",
    f"start {FILE} -p MseThreshold=5.5",
    f"status {FILE}",
    f"status {FILE} --watch --interval 1",
)
# nothing of this is a secret
SETTINGS = {
    "AWS_ACCESS_KEY_ID": "demo",
    "AWS_SECRET_ACCESS_KEY": "demo",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_DEFAULT_REGION": "us-east-1",
    "NO_PROXY": "127.0.0.1",
}


def main() -> int:
    """Run the commands; gives the exit code of the first that fails."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(SETTINGS)
    with serve(RealClock(), ACCOUNT) as url:
        os.environ["AWS_ENDPOINT_URL"] = url
        boto3.client("s3").create_bucket(Bucket="example-bucket")
        sys.stdout.write("A moto server stands in for AWS; the run below is made up.\n")
        return next((code for code in map(_run, COMMANDS) if code), 0)


def _run(command: str) -> int:
    sys.stdout.write(f"\n$ pipec {command}\n")
    sys.stdout.flush()
    program = [sys.executable, "-m", "pipec.cli", *command.split()]
    return subprocess.run(program, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
