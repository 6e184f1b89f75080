#!/usr/bin/env bash
# The largest item, on three emulators of DynamoDB.
#
# Versions:  dynalite 4.0.0, moto 5.2.5, MiniStack 1.5.33, boto3 1.43.106
# Behaviour: moto refuses an item of exactly 400 KiB that the other two take, and lets an update make an item larger than it
#            would let anyone put: the size is checked on writing a whole item alone. A number of 39 digits is as welcome there.
# Guess:     one limit, 400 KiB with names and values (DynamoDB's documentation, item sizes), for each way of writing; numbers
#            to 38 digits.
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

echo '{}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts dynalite@4.0.0
python3 -m venv venv
venv/bin/pip install --quiet --no-compile --disable-pip-version-check 'moto[dynamodb]==5.2.5' ministack==1.5.33 boto3==1.43.106

dynalite=$(port) ministack=$(port)
node -e 'require("dynalite")({ createTableMs: 0 }).listen(+process.argv[1], "127.0.0.1")' "$dynalite" &
HOME=$work IOT_MTLS_ENABLED=0 venv/bin/hypercorn --bind "127.0.0.1:$ministack" ministack.app:app > ministack.log 2>&1 &
wait_for "$dynalite"
wait_for "$ministack"

cat > client.py <<'PY'
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from moto import mock_aws

# moto answers within this process, in place of AWS.
ENDPOINTS = {"dynalite": sys.argv[1], "moto": None, "MiniStack": sys.argv[2]}


def create_table(endpoint):
    if endpoint is None:
        mock_aws().start()
    client = boto3.client(
        "dynamodb", endpoint_url=endpoint, region_name="us-east-1",
        aws_access_key_id="example", aws_secret_access_key="example", config=Config(retries={"max_attempts": 0}),
    )
    client.create_table(
        TableName="ledger", BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    )
    client.get_waiter("table_exists").wait(TableName="ledger", WaiterConfig={"Delay": 1})
    return client


def ask(call, **given):
    """The answer, or the code of the error."""
    try:
        return call(TableName="ledger", **given)
    except ClientError as error:
        return error.response
PY

cat > probe.py <<'PY'
from client import ENDPOINTS, ask, create_table

LIMIT = 400 * 1024
taken = lambda answer: answer["Error"]["Code"] if "Error" in answer else "taken"

for name, endpoint in ENDPOINTS.items():
    client = create_table(endpoint)
    # Names count as well: "id", its value "k", and "v" are four bytes.
    put = lambda size: ask(client.put_item, Item={"id": {"S": "k"}, "v": {"S": "x" * (size - 4)}})
    print(f"{name}: put {LIMIT} bytes: {taken(put(LIMIT))}, one more: {taken(put(LIMIT + 1))}")
    put(LIMIT - 100)
    grow = ask(
        client.update_item, Key={"id": {"S": "k"}}, UpdateExpression="SET w = :w",
        ExpressionAttributeValues={":w": {"S": "y" * 1000}},
    )
    digits = ask(client.put_item, Item={"id": {"S": "n"}, "n": {"N": "9" * 39}})
    print(f"{name}: update to {LIMIT + 901} bytes: {taken(grow)}, a number of 39 digits: {taken(digits)}")
PY

cat > expected <<'EXPECTED'
dynalite: put 409600 bytes: taken, one more: ValidationException
dynalite: update to 410501 bytes: ValidationException, a number of 39 digits: ValidationException
moto: put 409600 bytes: ValidationException, one more: ValidationException
moto: update to 410501 bytes: taken, a number of 39 digits: taken
MiniStack: put 409600 bytes: taken, one more: ValidationException
MiniStack: update to 410501 bytes: ValidationException, a number of 39 digits: ValidationException
EXPECTED
venv/bin/python probe.py "http://127.0.0.1:$dynalite" "http://127.0.0.1:$ministack" | tee seen
diff expected seen
