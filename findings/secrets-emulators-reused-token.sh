#!/usr/bin/env bash
# The idempotency token of a secret's new version, on two emulators of Secrets Manager.
#
# Versions:  moto 5.2.5, MiniStack 1.5.33, boto3 1.43.106
# Behaviour: PutSecretValue with a ClientRequestToken that has a version already, and another value, replaces that version.
# Guess:     ResourceExistsException, since a version cannot be changed (API reference of PutSecretValue). A rotation whose
#            second attempt fetches another token passes on the emulators and meets the exception on AWS.
set -euo pipefail
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$work"' EXIT
cd "$work"

port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
wait_for() {
  for _ in $(seq 300); do (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null && return; sleep 0.2; done
  echo "nothing listens on port $1" >&2
  return 1
}

python3 -m venv venv
venv/bin/pip install --quiet --no-compile --disable-pip-version-check 'moto[secretsmanager]==5.2.5' ministack==1.5.33 boto3==1.43.106

ministack=$(port)
HOME=$work IOT_MTLS_ENABLED=0 venv/bin/hypercorn --bind "127.0.0.1:$ministack" ministack.app:app > ministack.log 2>&1 &
wait_for "$ministack"

cat > client.py <<'PY'
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from moto import mock_aws


def connect(name, endpoint):
    """A client of a service; without an endpoint moto answers within this process, in place of AWS."""
    if endpoint is None:
        mock_aws().start()
    return boto3.client(
        name, endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="example",
        aws_secret_access_key="example", config=Config(retries={"max_attempts": 0}),
    )


def tell(call, **given):
    """The answer, or an object with the error's code alone."""
    try:
        return call(**given)
    except ClientError as error:
        return {"Refused": error.response["Error"]["Code"].rsplit(".")[-1]}


ENDPOINTS = {"moto": None, "MiniStack": sys.argv[1]}
PY

cat > probe.py <<'PY'
from client import ENDPOINTS, connect, tell

for name, endpoint in ENDPOINTS.items():
    secrets = connect("secretsmanager", endpoint)
    secrets.create_secret(Name="example", SecretString="first")
    put = lambda value: tell(
        secrets.put_secret_value, SecretId="example", SecretString=value, ClientRequestToken="1" * 32,
        VersionStages=["AWSPENDING"],
    )
    answers = [put(value).get("Refused", "taken") for value in ("second", "second", "third")]
    pending = secrets.get_secret_value(SecretId="example", VersionStage="AWSPENDING")["SecretString"]
    print(f"{name}: put: {answers[0]}, the same again: {answers[1]}, another value: {answers[2]}, AWSPENDING is the {pending}")
PY

cat > expected <<'EXPECTED'
moto: put: taken, the same again: taken, another value: taken, AWSPENDING is the third
MiniStack: put: taken, the same again: taken, another value: taken, AWSPENDING is the third
EXPECTED
venv/bin/python probe.py "http://127.0.0.1:$ministack" | tee seen
diff expected seen
