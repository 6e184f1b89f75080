// Takes the place of aws-lambda-ric's native addon, which needs a compiler to install: preloaded with `node -r`, it
// answers the client's `require('./rapid-client.node')` with itself. Everything else of the client stays as it is.
/* oxlint-disable typescript/no-unsafe-assignment -- plain JavaScript: it runs before any loader could strip types */
'use strict';

const http = require('node:http');
const Module = require('node:module');

const [hostname, port] = (process.env.AWS_LAMBDA_RUNTIME_API ?? '').split(':');
// One connection: the result of an invocation is on its way before the next one is asked for.
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function request(method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const options = { hostname, port, agent, method, path: `/2018-06-01/runtime${path}`, headers };
    const sent = http.request(options, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk)).on('error', reject);
      response.on('end', () => resolve({ bodyJson: Buffer.concat(chunks).toString(), headers: response.headers }));
    });
    sent.on('error', reject).end(body);
  });
}

function post(path, body, headers) {
  const type = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  request('POST', path, body, { ...type, ...headers }).catch(() => process.exit(1));
}

module.exports = {
  next: () => request('GET', '/invocation/next'),
  done: (id, body) => post(`/invocation/${id}/response`, body),
  error: (id, body) => post(`/invocation/${id}/error`, body),
};

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (name, ...rest) {
  return name === './rapid-client.node' ? __filename : resolveFilename.call(this, name, ...rest);
};

// A handler that hangs would outlive a test run that was killed.
const parent = process.ppid;
setInterval(() => process.ppid === parent || process.exit(1), 500).unref();
