import fc from 'fast-check';
import { createPlainStage } from '../../../functions/enrich/look-up/plain-stage.ts';
import { createMemoryLedger } from '../../../functions/enrich/memory-ledger.ts';
import { systemClock } from '../../../functions/session/clock.ts';
import { createEnricher } from '../../../functions/enrich/create-enricher.ts';
import { createOnDemandApp } from '../../../functions/on-demand/app.ts';
import { parseElement } from '../../../functions/log-event/parse-element.ts';
import { createReceiveApp } from '../../../functions/receive/app.ts';
import { isAllowedInMessage } from '../../../functions/queue/message-body.ts';
import { anyText, defineTarget, hold } from '../target.ts';
import { anyBody } from './bodies.ts';

const authorization = 'fuzz-webhook-secret';
let stored: string[] = [];
let setAside = 0;
let faults: unknown[] = [];

const receiveApp = createReceiveApp({
  loadAuthorizations: async () => [authorization],
  queue: {
    add: async (bodies) => {
      stored.push(...bodies);
      return [];
    },
    setAside: async (items) => {
      setAside += items.length;
    },
  },
  reportFault: (error) => faults.push(error),
});

const enricher = createEnricher(
  {
    lookUps: {},
    format: 'ocsf',
    ocsfVersion: '1.8.0',
    rawData: false,
    textData: false,
    findingFrom: undefined,
    signals: {},
    privacy: {},
  },
  {
    lookUps: createPlainStage({
      ...createMemoryLedger({ now: () => 1.7e12 }),
      lookUp: async (sessionId) =>
        sessionId.length % 2 === 0
          ? { status: 'enriched', session: { id: sessionId }, source: 'api', fetchedAtMs: 1.7e12 }
          : { status: 'not_found', source: 'api', fetchedAtMs: 1.7e12 },
      modeOf: () => 'fetch',
    }),
    destinations: [],
    clock: { ...systemClock, now: () => 1.7e12 },
    reportFault: (error) => faults.push(error),
  },
);
const enrichApp = createOnDemandApp({
  ...enricher,
  isAuthorized: (c) => c.req.header('x-iam') === 'yes',
  now: () => 1.7e12,
  reportFault: (error) => faults.push(error),
});

const path = fc.oneof(
  fc.constantFrom(
    '/log-events',
    '/enrich',
    '/health',
    '/enrich?emit=true',
    '/enrich?emit=maybe',
    '/sessions/S1',
  ),
  anyText.map((text) => `/sessions/${encodeURIComponent(Buffer.from(text).toString())}`),
  anyText.map((text) => `/sessions/${text.replaceAll(/[^\x21-\x7e]/g, '')}`),
  fc.webPath().map((text) => `/${text.replace(/^\/+/, '')}`),
);
const headers = fc.dictionary(
  fc.constantFrom('content-type', 'content-length', 'x-forwarded-for', 'cookie', 'accept'),
  fc.string({ maxLength: 20 }).map((text) => text.replaceAll(/[^\x20-\x7e]/g, '').trim()),
);

const request = fc.record({
  method: fc.constantFrom('POST', 'POST', 'POST', 'GET', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'),
  path,
  headers,
  isKnown: fc.boolean(),
  body: fc.oneof(
    anyBody,
    fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  ),
});

export const receiveRequests = defineTarget({
  name: 'requests to receive',
  share: 70,
  arbitrary: request,
  async check({ method, path: at, headers: given, isKnown, body }) {
    stored = [];
    setAside = 0;
    faults = [];
    const response = await receiveApp.request(at, {
      method,
      headers: { ...given, authorization: isKnown ? authorization : 'guess' },
      ...(method === 'GET' || method === 'HEAD' ? {} : { body }),
    });
    const { status } = response;
    hold(faults.length === 0, `no fault: ${String(faults[0])}`);
    hold([200, 202, 400, 401, 404, 413].includes(status), `no other status than these: ${status}`);
    hold(isKnown || status !== 202, 'nobody unknown is let in');
    hold(status === 202 || stored.length + setAside === 0, 'nothing is stored that is not acknowledged');
    for (const text of stored) {
      hold(
        parseElement(text, { receivedAtMs: 0 }).ok && isAllowedInMessage(text),
        'what is stored can be read again',
      );
    }
    if (status !== 202) return;
    const { accepted, rejected } = (await response.json()) as { accepted: number; rejected: unknown[] };
    hold(accepted === stored.length && rejected.length === setAside, 'the answer says what was stored');
  },
});

export const enrichRequests = defineTarget({
  name: 'requests to enrich',
  share: 70,
  arbitrary: request,
  async check({ method, path: at, headers: given, isKnown, body }) {
    faults = [];
    const response = await enrichApp.request(at, {
      method,
      headers: { ...given, 'x-iam': isKnown ? 'yes' : 'no' },
      ...(method === 'GET' || method === 'HEAD' ? {} : { body }),
    });
    const { status } = response;
    hold(faults.length === 0, `no fault: ${String(faults[0])}`);
    hold([200, 400, 403, 404, 413].includes(status), `no other status than these: ${status}`);
    const isOpen = new URL(at, 'http://localhost').pathname === '/health';
    hold(isKnown || status === 403 || isOpen, 'nobody unknown gets an answer');
    const text = await response.text();
    if (text !== '') JSON.parse(text);
  },
});
