#!/usr/bin/env bash
# The item that made a condition fail, as three emulators of DynamoDB tell it.
#
# Versions:  dynalite 4.0.0, moto 5.2.5, MiniStack 1.5.33, boto3 1.43.106
# Behaviour: with ReturnValuesOnConditionCheckFailure=ALL_OLD dynalite leaves the item out of the error, without refusing the
#            parameter. moto and MiniStack return it, as DynamoDB does.
# Guess:     the item is there (API reference of PutItem), or an emulator that does not know the parameter says so: dynalite
#            does refuse other faults in great detail. Code that reads the item decides otherwise on dynalite.
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

for name, endpoint in ENDPOINTS.items():
    client = create_table(endpoint)
    item = {"id": {"S": "9002"}, "status": {"S": "COMPLETED"}}
    client.put_item(TableName="ledger", Item=item)
    answer = ask(
        client.put_item, Item=item, ConditionExpression="attribute_not_exists(id)",
        ReturnValuesOnConditionCheckFailure="ALL_OLD",
    )
    print(f"{name}: {answer['Error']['Code']}, item: {answer.get('Item', {}).get('status', {}).get('S')}")
PY

cat > expected <<'EXPECTED'
dynalite: ConditionalCheckFailedException, item: None
moto: ConditionalCheckFailedException, item: COMPLETED
MiniStack: ConditionalCheckFailedException, item: COMPLETED
EXPECTED
venv/bin/python probe.py "http://127.0.0.1:$dynalite" "http://127.0.0.1:$ministack" | tee seen
diff expected seen
