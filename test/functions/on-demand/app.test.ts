import { describe, expect, it } from '@jest/globals';
import { createOnDemandApp, type OnDemandAppDependencies } from '../../../functions/on-demand/app.ts';
import type { EnrichedRecords } from '../../../functions/enrich/pipeline.ts';
import type { SecurityRecord } from '../../../functions/record/record.ts';
import type { SessionOutcome } from '../../../functions/session/session-outcome.ts';
import { toDelivery } from '../enrich/to-delivery.ts';

const signals = { risk_level: 'info', raised: [], values: {}, facts: {}, evidence: [] } as const;
const element = (number: number) =>
  JSON.stringify({ log_id: `log-${number}`, data: { type: 's', date: '2026-09-14T08:00:00Z' } });

function createHarness(
  overrides: Partial<OnDemandAppDependencies> = {},
  outcome: SessionOutcome = { status: 'timeout' },
) {
  const delivered: SecurityRecord[] = [];
  const asked: string[] = [];
  const app = createOnDemandApp({
    pipeline: {
      enrich: async (events): Promise<EnrichedRecords[]> =>
        events.map((event) => {
          if (event.sessionId) asked.push(event.sessionId);
          const record = { uid: event.logId, line: JSON.stringify({ uid: event.logId }), timeMs: 0 };
          return { event, outcome, signals, records: [record], isFaulty: false };
        }),
    },
    deliver: toDelivery(async (records) => {
      delivered.push(...records);
      return [];
    }),
    toView: ({ outcome: { status } }) => ({ status }),
    isAuthorized: () => true,
    now: () => 0,
    reportFault: () => {},
    ...overrides,
  });
  const post = (body: string, query = '') => app.request(`/enrich${query}`, { method: 'POST', body });
  return { app, post, delivered, asked };
}

describe('POST /enrich', () => {
  it('answers with the records and delivers nothing', async () => {
    const { post, delivered } = createHarness();

    const response = await post(`${element(1)}\n${element(2)}\n`);

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      records: [{ uid: 'log-1' }, { uid: 'log-2' }],
      rejected: [],
      repeats: 0,
    });
    expect(delivered).toEqual([]);
  });

  it('delivers when asked to, and says 502 with the failures when a destination refused a record', async () => {
    const failures = [{ destination: 'firehose', recordUid: 'log-1', code: 'throttled' }];
    const { post } = createHarness({ deliver: toDelivery(async () => failures) });

    const response = await post(element(1), '?emit=true');

    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ failures });
  });

  it('names what is no event by its position and drops repeats', async () => {
    const { post } = createHarness();

    const answer = await (await post(`${element(1)}\nnonsense\n${element(1)}`)).json();

    expect(answer).toMatchObject({ records: [{ uid: 'log-1' }], rejected: [{ position: 2 }], repeats: 1 });
  });

  it.each<[what: string, body: string, query: string, status: number]>([
    ['an empty body', ' \n', '', 400],
    ['an emit that is neither true nor false', element(1), '?emit=yes', 400],
    ['a body over 1 MiB', ' '.repeat(1024 * 1024 + 1), '', 413],
  ])('refuses %s', async (_what, body, query, status) => {
    expect((await createHarness().post(body, query)).status).toBe(status);
  });

  it('refuses records that would not fit into an answer', async () => {
    const line = JSON.stringify('x'.repeat(5_000_000));
    const { post } = createHarness({
      pipeline: {
        enrich: async ([event]) => [
          {
            event: event!,
            outcome: { status: 'timeout' },
            signals,
            records: [{ uid: '', line, timeMs: 0 }],
            isFaulty: false,
          },
        ],
      },
    });

    expect((await post(element(1))).status).toBe(413);
  });

  it('refuses who is not authorised by IAM, whatever the headers say', async () => {
    const { app, delivered } = createHarness({ isAuthorized: () => false });

    const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=x' };
    const response = await app.request('/enrich?emit=true', { method: 'POST', body: element(1), headers });

    expect(response.status).toBe(403);
    expect(delivered).toEqual([]);
  });
});

describe('GET /sessions/{id}', () => {
  it.each<[status: SessionOutcome['status'], http: number]>([
    ['enriched', 200],
    ['not_found', 404],
    ['rate_limited', 503],
    ['timeout', 504],
    ['forbidden', 502],
  ])('answers a look-up that came to %s with %i', async (status, http) => {
    const { app } = createHarness({}, { status });

    const response = await app.request('/sessions/S1');

    expect(response.status).toBe(http);
    expect(await response.json()).toEqual({ status });
  });

  it('asks for the ID as it was given, percent-decoded', async () => {
    const { app, asked } = createHarness();

    await app.request('/sessions/-a%2Fb');

    expect(asked).toEqual(['-a/b']);
  });

  it('refuses who is not authorised by IAM', async () => {
    const { app, asked } = createHarness({ isAuthorized: () => false });

    expect((await app.request('/sessions/S1')).status).toBe(403);
    expect(asked).toEqual([]);
  });
});

describe('GET /health', () => {
  it('answers anybody', async () => {
    expect((await createHarness({ isAuthorized: () => false }).app.request('/health')).status).toBe(200);
  });
});

it('answers an unknown route with the ones there are', async () => {
  const response = await createHarness().app.request('/nothing', { method: 'POST' });

  expect(response.status).toBe(404);
});

it('says nothing of a fault to the caller, and reports it', async () => {
  const faults: unknown[] = [];
  const defect = new Error('canary');
  const { post } = createHarness({
    pipeline: { enrich: () => Promise.reject(defect) },
    reportFault: (error) => void faults.push(error),
  });

  const response = await post(element(1));

  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('canary');
  expect(faults).toEqual([defect]);
});
