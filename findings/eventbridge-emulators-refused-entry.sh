#!/usr/bin/env bash
# An entry of PutEvents that EventBridge refuses, on two emulators.
#
# Versions:  moto 5.2.5, MiniStack 1.5.33, boto3 1.43.106
# Behaviour: moto refuses a detail that is no JSON, and an entry without a source, one by one, and takes the rest of the call.
#            MiniStack takes both and gives them an event ID. An array as detail is taken by both.
# Guess:     Source, DetailType and a Detail that is a JSON object are asked for (API reference of PutEventsRequestEntry), and
#            the answer tells which entry failed. A partial failure cannot be tried out on an emulator that knows none.
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
venv/bin/pip install --quiet --no-compile --disable-pip-version-check 'moto[events]==5.2.5' ministack==1.5.33 boto3==1.43.106

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
from client import ENDPOINTS, connect

whole = {"Source": "example", "DetailType": "example", "Detail": "{}"}
for name, endpoint in ENDPOINTS.items():
    events = connect("events", endpoint)
    for what, entry in (
        ("detail that is no JSON", whole | {"Detail": "text"}),
        ("detail that is an array", whole | {"Detail": "[1]"}),
        ("no source", {key: whole[key] for key in ("DetailType", "Detail")}),
    ):
        answers = events.put_events(Entries=[entry, whole])["Entries"]
        print(f"{name}: {what}: {', '.join(answer.get('ErrorCode', 'taken') for answer in answers)}")
PY

cat > expected <<'EXPECTED'
moto: detail that is no JSON: MalformedDetail, taken
moto: detail that is an array: taken, taken
moto: no source: InvalidArgument, taken
MiniStack: detail that is no JSON: taken, taken
MiniStack: detail that is an array: taken, taken
MiniStack: no source: taken, taken
EXPECTED
venv/bin/python probe.py "http://127.0.0.1:$ministack" | tee seen
diff expected seen
