#!/usr/bin/env bash
# What Lambda's Node.js runtime client tells of an error that has a cause, and of a text with a line break.
#
# Versions:  aws-lambda-ric 4.0.2 (AWS's runtime client) with Node 20 or newer, against a Runtime API of this script on
#            127.0.0.1; its native addon, an HTTP client, is replaced by one in JavaScript
# Behaviour: of an error it logs and reports type, message, stack and the error's own enumerable fields: neither `cause` nor
#            the `errors` of an AggregateError are in the log or in the report. A thrown object is logged as "[object Object]".
#            A line break in console.log becomes a carriage return.
# Guess:     as Node's own console.error, which prints causes and inner errors; a text is logged as it is.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

echo '{}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts aws-lambda-ric@4.0.2

cat > handler.mjs <<'JS'
const steps = {
  cause: () => { throw new Error('outer', { cause: new Error('inner') }); },
  aggregate: () => { throw new AggregateError([new Error('inner')], 'outer'); },
  field: () => { throw Object.assign(new Error('outer'), { code: 'inner' }); },
  object: () => { throw { message: 'inner' }; },
  log: () => console.log('outer\ninner'),
};
export const handler = async ({ step }) => steps[step]();
JS

cat > addon.cjs <<'JS'
const Module = require('node:module');
const base = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;
const post = (path, body) => void fetch(`${base}/${path}`, { method: 'POST', body });
module.exports = {
  async next() {
    const response = await fetch(`${base}/next`);
    return { bodyJson: await response.text(), headers: Object.fromEntries(response.headers) };
  },
  done: (id, body) => post(`${id}/response`, body),
  error: (id, body) => post(`${id}/error`, body),
};
const resolve = Module._resolveFilename;
Module._resolveFilename = function (name, ...rest) {
  return name.endsWith('rapid-client.node') ? __filename : resolve.call(this, name, ...rest);
};
JS

cat > probe.mjs <<'JS'
import { spawn } from 'node:child_process';
import http from 'node:http';

const steps = ['cause', 'aggregate', 'field', 'object', 'log'];
const reports = new Map();
let asked = 0;
let client;
let log = '';
const api = http.createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += chunk)).on('end', () => {
    const [id, what] = request.url.split('/').slice(4);
    if (id !== 'next') {
      reports.set(id, body);
      response.writeHead(202).end('{}');
    } else if (asked < steps.length) {
      const step = steps[asked++];
      response.writeHead(200, {
        'lambda-runtime-aws-request-id': step,
        'lambda-runtime-deadline-ms': String(Date.now() + 60_000),
        'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:us-east-1:123456789012:function:example',
      });
      response.end(JSON.stringify({ step }));
    } else client.kill();
  });
});
await new Promise((listening) => api.listen(0, '127.0.0.1', listening));
client = spawn(process.execPath, ['-r', './addon.cjs', 'node_modules/aws-lambda-ric/index.mjs'], {
  stdio: ['ignore', 'pipe', 'inherit'],
  env: {
    PATH: process.env.PATH, AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${api.address().port}`, _HANDLER: 'handler.handler',
    LAMBDA_TASK_ROOT: process.cwd(), AWS_LAMBDA_FUNCTION_NAME: 'example', AWS_LAMBDA_FUNCTION_VERSION: '1',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128', AWS_LAMBDA_LOG_GROUP_NAME: 'example', AWS_LAMBDA_LOG_STREAM_NAME: 'example',
  },
});
const limit = setTimeout(() => client.kill(), 60_000);
client.stdout.on('data', (chunk) => (log += chunk));
await new Promise((closed) => client.on('close', closed));
clearTimeout(limit);
api.closeAllConnections();
api.close();

const lines = log.split('\n');
const has = (text, word) => (text.includes(word) ? 'has' : 'lacks');
for (const step of steps.slice(0, 4)) {
  const line = lines.find((one) => one.includes(`\t${step}\t`)) ?? '';
  console.log(`${step}: the log ${has(line, 'outer')} "outer" and ${has(line, 'inner')} "inner", the report ${has(reports.get(step), 'inner')} it`);
}
console.log(`log: ${JSON.stringify(lines.find((one) => one.includes('\tlog\t')).split('\t').at(-1))}`);
JS

cat > expected <<'EXPECTED'
cause: the log has "outer" and lacks "inner", the report lacks it
aggregate: the log has "outer" and lacks "inner", the report lacks it
field: the log has "outer" and has "inner", the report lacks it
object: the log lacks "outer" and lacks "inner", the report lacks it
log: "outer\rinner"
EXPECTED
node probe.mjs | tee seen
diff expected seen
