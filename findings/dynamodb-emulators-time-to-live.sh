#!/usr/bin/env bash
# Items past their time to live, on three emulators of DynamoDB.
#
# Versions:  dynalite 4.0.0, moto 5.2.5, MiniStack 1.5.33, boto3 1.43.106
# Behaviour: dynalite tells whether a table has a time to live, and does not know the call that gives it one. moto takes the
#            setting and deletes nothing. MiniStack deletes within about a minute, an item that expired more than five years
#            ago too, which DynamoDB's documentation says is left alone. A time in milliseconds stays everywhere: it is a
#            date far ahead.
# Guess:     what can be described can be set, and what is set is done; DynamoDB needs up to a few days, so that emulators
#            either never delete or always at once.
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
import time

from client import ENDPOINTS, ask, create_table

now = int(time.time())
items = {"a day ago": now - 86_400, "six years ago": now - 6 * 366 * 86_400, "a day ago, in ms": (now - 86_400) * 1000}
clients = {name: create_table(endpoint) for name, endpoint in ENDPOINTS.items()}
for name, client in clients.items():
    described = ask(client.describe_time_to_live)["TimeToLiveDescription"]["TimeToLiveStatus"]
    setting = {"AttributeName": "expires", "Enabled": True}
    answer = ask(client.update_time_to_live, TimeToLiveSpecification=setting)
    print(f"{name}: described as {described}, set: {answer['Error']['Code'] if 'Error' in answer else 'yes'}")
    for what, expires in items.items():
        client.put_item(TableName="ledger", Item={"id": {"S": what}, "expires": {"N": str(expires)}})
# MiniStack looks once a minute.
time.sleep(75)
for name, client in clients.items():
    left = [what for what in items if "Item" in client.get_item(TableName="ledger", Key={"id": {"S": what}})]
    print(f"{name}: after 75 s there is still: {'; '.join(left)}")
PY

cat > expected <<'EXPECTED'
dynalite: described as DISABLED, set: UnknownOperationException
moto: described as DISABLED, set: yes
MiniStack: described as DISABLED, set: yes
dynalite: after 75 s there is still: a day ago; six years ago; a day ago, in ms
moto: after 75 s there is still: a day ago; six years ago; a day ago, in ms
MiniStack: after 75 s there is still: a day ago, in ms
EXPECTED
venv/bin/python probe.py "http://127.0.0.1:$dynalite" "http://127.0.0.1:$ministack" | tee seen
diff expected seen
