#!/usr/bin/env bash
# Which characters a message may have, on three emulators of SQS.
#
# Versions:  fauxqs 1.9.2 (runs on Node 20; 2.4.1 has the same check), moto 5.2.5, MiniStack 1.5.33, boto3 1.43.106
# Behaviour: fauxqs refuses an emoji, and every other character beyond U+FFFF, which SQS takes. moto takes U+FFFF and control
#            characters, which SQS refuses. MiniStack does as documented.
# Guess:     as documented for SendMessage, #x9, #xA, #xD, #x20 to #xD7FF, #xE000 to #xFFFD and #x10000 to #x10FFFF; an emulator
#            that checks characters at all checks whole ones, and not the halves of a surrogate pair.
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

echo "{}" > package.json
npm install --silent --no-audit --no-fund --ignore-scripts fauxqs@1.9.2
python3 -m venv venv
venv/bin/pip install --quiet --no-compile --disable-pip-version-check 'moto[sqs]==5.2.5' ministack==1.5.33 boto3==1.43.106

ministack=$(port) fauxqs=$(port)
HOME=$work IOT_MTLS_ENABLED=0 venv/bin/hypercorn --bind "127.0.0.1:$ministack" ministack.app:app > ministack.log 2>&1 &
# Its command listens on every address; the app that it exports can be told where.
node --input-type=module -e '
  import { buildApp } from "fauxqs";
  buildApp({ logger: false }).listen({ host: "127.0.0.1", port: +process.argv[1] });
' "$fauxqs" &
wait_for "$ministack"
wait_for "$fauxqs"

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


ENDPOINTS = {"fauxqs": sys.argv[2], "moto": None, "MiniStack": sys.argv[1]}
PY

cat > probe.py <<'PY'
from client import ENDPOINTS, connect, tell

for name, endpoint in ENDPOINTS.items():
    sqs = connect("sqs", endpoint)
    url = sqs.create_queue(QueueName="example")["QueueUrl"]
    answers = []
    for what, text in (("tab", "\t"), ("emoji", "\U0001F600"), ("U+FFFF", "\uFFFF"), ("U+000B", "\v")):
        answer = tell(sqs.send_message, QueueUrl=url, MessageBody=text)
        answers.append(f"{what} {answer.get('Refused', 'taken')}")
    print(f"{name}: {', '.join(answers)}")
PY

cat > expected <<'EXPECTED'
fauxqs: tab taken, emoji InvalidMessageContents, U+FFFF InvalidMessageContents, U+000B InvalidMessageContents
moto: tab taken, emoji taken, U+FFFF taken, U+000B taken
MiniStack: tab taken, emoji taken, U+FFFF InvalidMessageContents, U+000B InvalidMessageContents
EXPECTED
venv/bin/python probe.py "http://127.0.0.1:$ministack" "http://127.0.0.1:$fauxqs" | tee seen
diff expected seen
