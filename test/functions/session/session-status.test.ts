import { describe, expect, it } from '@jest/globals';
import { sessionStatuses, toStatusLabel, toStatusMetric } from '../../../functions/session/session-status.ts';

describe('toStatusMetric and toStatusLabel', () => {
  it.each([
    ['enriched', 'Enriched'],
    ['no_session_id', 'NoSessionId'],
    ['rate_limited', 'RateLimited'],
  ] as const)('names the metric of %s after it', (status, label) => {
    expect(toStatusLabel(status)).toBe(label);
    expect(toStatusMetric(status)).toBe(`Status${label}`);
  });

  it('gives each status a metric of its own', () => {
    expect(new Set(sessionStatuses.map(toStatusMetric)).size).toBe(sessionStatuses.length);
  });
});
