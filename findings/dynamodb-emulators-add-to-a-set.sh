#!/usr/bin/env bash
# ADD to a set of strings, on three emulators of DynamoDB.
#
# Versions:  dynalite 4.0.0, moto 5.2.5, MiniStack 1.5.33, boto3 1.43.106
# Behaviour: a plain ADD is right everywhere. Off that path each but dynalite goes its own way: moto takes a set that names a
#            value twice, MiniStack takes an empty set, and ADD and DELETE on one attribute in one expression. When ADD changes
#            nothing, moto leaves the attribute out of UPDATED_OLD.
# Guess:     as DynamoDB's documentation has it: sets are not empty and have no value twice, paths in one expression must not
#            overlap, and UPDATED_OLD has the attributes that the expression names.
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


def update(client, expression, values, returned="NONE"):
    answer = ask(
        client.update_item, Key={"id": {"S": "s"}}, UpdateExpression=expression, ReturnValues=returned,
        ExpressionAttributeValues={name: {"SS": value} for name, value in values.items()},
    )
    if "Error" in answer:
        return answer["Error"]["Code"]
    found = answer.get("Attributes", {}).get("used")
    return "nothing" if found is None else " ".join(found["SS"]) if returned != "NONE" else "accepted"


for name, endpoint in ENDPOINTS.items():
    client = create_table(endpoint)
    print(f"{name}: ADD to no item, ALL_NEW: {update(client, 'ADD used :a', {':a': ['x', 'y']}, 'ALL_NEW')}")
    print(f"{name}: ADD of what is there, UPDATED_OLD: {update(client, 'ADD used :a', {':a': ['y']}, 'UPDATED_OLD')}")
    for what, expression, values in (
        ("a value twice", "ADD used :a", {":a": ["z", "z"]}),
        ("an empty set", "ADD used :a", {":a": []}),
        ("ADD and DELETE", "ADD used :a DELETE used :b", {":a": ["q"], ":b": ["x"]}),
    ):
        answer = update(client, expression, values)
        print(f"{name}: {what}: {'accepted' if answer == 'nothing' else answer}")
PY

cat > expected <<'EXPECTED'
dynalite: ADD to no item, ALL_NEW: x y
dynalite: ADD of what is there, UPDATED_OLD: x y
dynalite: a value twice: ValidationException
dynalite: an empty set: ValidationException
dynalite: ADD and DELETE: ValidationException
moto: ADD to no item, ALL_NEW: x y
moto: ADD of what is there, UPDATED_OLD: nothing
moto: a value twice: accepted
moto: an empty set: ValidationException
moto: ADD and DELETE: ValidationException
MiniStack: ADD to no item, ALL_NEW: x y
MiniStack: ADD of what is there, UPDATED_OLD: x y
MiniStack: a value twice: ValidationException
MiniStack: an empty set: accepted
MiniStack: ADD and DELETE: accepted
EXPECTED
venv/bin/python probe.py "http://127.0.0.1:$dynalite" "http://127.0.0.1:$ministack" | tee seen
diff expected seen
