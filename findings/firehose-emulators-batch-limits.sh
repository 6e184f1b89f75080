#!/usr/bin/env bash
# The limits of a Firehose batch, on two emulators.
#
# Versions:  moto 5.2.5, MiniStack 1.5.33, boto3 1.43.106
# Behaviour: moto keeps none. MiniStack keeps 500 records a batch; 1,000 KiB a record in PutRecord, and not in PutRecordBatch,
#            nor that call's 4 MiB in all.
# Guess:     an emulator that knows the limit of a record keeps it in both calls, and one that counts the records of a batch
#            counts its bytes too (API reference of PutRecordBatch).
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
venv/bin/pip install --quiet --no-compile --disable-pip-version-check 'moto[s3]==5.2.5' ministack==1.5.33 boto3==1.43.106

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
    connect("s3", endpoint).create_bucket(Bucket="example-bucket")
    firehose = connect("firehose", endpoint)
    destination = {"RoleARN": "arn:aws:iam::123456789012:role/example", "BucketARN": "arn:aws:s3:::example-bucket"}
    firehose.create_delivery_stream(DeliveryStreamName="s", ExtendedS3DestinationConfiguration=destination)
    large = tell(firehose.put_record, DeliveryStreamName="s", Record={"Data": b"x" * (1000 * 1024 + 1)})
    print(f"{name}: alone, a record of 1,000 KiB and a byte: {large.get('Refused', 'taken')}")
    for what, sizes in (
        ("501 records", [1] * 501),
        ("a record of 1,000 KiB and a byte", [1000 * 1024 + 1]),
        ("5 records of 900,000 bytes", [900_000] * 5),
    ):
        records = [{"Data": b"x" * size} for size in sizes]
        answer = tell(firehose.put_record_batch, DeliveryStreamName="s", Records=records)
        print(f"{name}: in a batch, {what}: {answer.get('Refused', 'taken')}")
PY

cat > expected <<'EXPECTED'
moto: alone, a record of 1,000 KiB and a byte: taken
moto: in a batch, 501 records: taken
moto: in a batch, a record of 1,000 KiB and a byte: taken
moto: in a batch, 5 records of 900,000 bytes: taken
MiniStack: alone, a record of 1,000 KiB and a byte: InvalidArgumentException
MiniStack: in a batch, 501 records: InvalidArgumentException
MiniStack: in a batch, a record of 1,000 KiB and a byte: taken
MiniStack: in a batch, 5 records of 900,000 bytes: taken
EXPECTED
venv/bin/python probe.py "http://127.0.0.1:$ministack" | tee seen
diff expected seen
