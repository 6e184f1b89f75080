// What the network around a Lambda function is in AWS, preloaded with `node -r` in its place: a connection to port 443 of
// a host that STAND_IN_ROUTES names goes to the loopback address given there, as DNS and routing would bring it; TLS
// still asks for the host's own certificate. Loopback is reached as it is, and nothing else: no test leaves the machine.
/* oxlint-disable typescript/no-unsafe-assignment -- plain JavaScript: it runs before any loader could strip types */
'use strict';

const net = require('node:net');

const routes = JSON.parse(process.env.STAND_IN_ROUTES ?? '{}');
// Neither belongs to the function's settings; Node has read the certificates by now.
delete process.env.STAND_IN_ROUTES;
delete process.env.NODE_EXTRA_CA_CERTS;

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const normalized = Array.isArray(args[0]) ? args[0] : args;
  const options = normalized[0];
  if (typeof options !== 'object' || options === null || options.path) return connect.apply(this, args);
  const host = options.host ?? 'localhost';
  const route = routes[host];
  if (route !== undefined && Number(options.port) === 443) {
    const [address, port] = route.split(':');
    normalized[0] = { ...options, host: address, port: Number(port) };
  } else if (host !== '127.0.0.1' && host !== 'localhost') {
    const error = Object.assign(new Error(`no route to ${host}`), { code: 'ENETUNREACH' });
    process.nextTick(() => this.destroy(error));
    return this;
  }
  return connect.apply(this, args);
};
