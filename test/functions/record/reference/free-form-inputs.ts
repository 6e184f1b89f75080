import fc from 'fast-check';
import { parseElement } from '../../../../functions/log-event/parse-element.ts';
import { catalogue } from '../../../../functions/log-event/catalogue.ts';
import type { ModelInput } from '../../../../functions/record/event-model.ts';
import { createSignals } from '../../../../functions/signals/create-signals.ts';

const toSignals = createSignals();

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom('', '2026-03-02T11:15:04.873Z', '1', 'true', '203.0.113.7', '{"a":1}'),
  fc.constantFrom('x'.repeat(40_000), 'é'.repeat(33_000)),
);
const anything = fc.oneof(
  { weight: 3, arbitrary: text },
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constant([]),
  fc.constant({}),
  fc.jsonValue({ maxDepth: 4 }),
  fc.array(text, { maxLength: 3 }),
  fc.dictionary(
    fc.oneof(text, fc.constantFrom('a', 'b.c', '', ' ', '..', '__proto__')),
    fc.jsonValue({ maxDepth: 2 }),
    {
      maxKeys: 4,
    },
  ),
  fc.constant(Object.fromEntries(Array.from({ length: 1_200 }, (_, index) => [`parameter_${index}`, index]))),
);
const key = fc.oneof(
  fc.constantFrom(
    'auth0_client',
    'details',
    'query',
    'body',
    'scope',
    'audience',
    'security_context',
    'references',
  ),
  fc.constantFrom(
    'user_id',
    'user_name',
    'client_id',
    'ip',
    'client_ip',
    'location_info',
    'user_agent',
    'agent_id',
  ),
);
const detail = fc.dictionary(
  fc.constantFrom('request', 'response', 'error', 'prompts', 'qs', 'body', 'actor', 'enrollment', 'session'),
  anything,
  { maxKeys: 4 },
);
const callOf = fc.record(
  {
    method: fc.oneof(fc.constantFrom('get', 'POST'), anything),
    path: fc.oneof(fc.constant('/api/v2/users/1'), text),
    query: anything,
    body: anything,
    auth: anything,
  },
  { requiredKeys: [] },
);
const session = fc.dictionary(
  fc.oneof(
    fc.constantFrom('id', 'created_at', 'updated_at', 'expires_at', 'device', 'cookie', 'actor', 'clients'),
    fc.constantFrom('authentication', 'session_metadata', 'later'),
  ),
  anything,
  { maxKeys: 6 },
);

/** Events and sessions whose values have any form in any place that somebody outside may choose, by a fixed seed. */
export function makeFreeFormInputs(count: number, seed: number): ModelInput[] {
  const types = [...catalogue.keys()];
  const cases = fc.record({
    type: fc.constantFrom(...types),
    data: fc.dictionary(key, anything, { maxKeys: 5 }),
    details: fc.oneof(
      detail,
      anything,
      fc.record({ request: callOf, response: fc.record({ body: anything }) }),
    ),
    session: fc.option(session, { nil: undefined }),
  });
  return fc
    .sample(cases, { numRuns: count, seed })
    .flatMap(({ type, data, details, session: one }, index) => {
      const logId = `9002026030211150487341100000000000000122337203685${String(index).padStart(7, '0')}`;
      const element = JSON.stringify({
        log_id: logId,
        data: { details, ...data, type, log_id: logId, date: '2026-03-02T11:15:04.873Z', session_id: 'S1' },
      });
      const parsed = parseElement(element, { receivedAtMs: 1_772_450_104_873 });
      if (!parsed.ok) return [];
      const outcome =
        one === undefined
          ? ({ status: 'not_found', fetchedAtMs: 1_772_450_118_004 } as const)
          : ({ status: 'enriched', source: 'api', fetchedAtMs: 1_772_450_118_004, session: one } as const);
      const input = { event: parsed.event, outcome } as Omit<ModelInput, 'signals'>;
      return [{ ...input, signals: toSignals(input) }];
    });
}
