import { describe, expect, it } from '@jest/globals';
import type { JsonObject, LogEvent } from '../../../../functions/log-event/log-event.ts';
import { createSharding } from '../../../../functions/cli/replay-signals/shard-of.ts';

const eventOf = (data: JsonObject, sessionId?: string): LogEvent => ({
  logId: JSON.stringify(data),
  type: typeof data['type'] === 'string' ? data['type'] : 's',
  data,
  sessionId,
  occurredAtMs: 0,
});
const users = Array.from({ length: 1_000 }, (_, number) => `auth0|${number}`);

describe('createSharding', () => {
  it('keeps the events of a user together, and deals users out evenly', () => {
    const shardOf = createSharding(4);
    const shards = users.map((user, at) => shardOf(eventOf({ user_id: user }, `S${at}`)));
    const again = users.map((user, at) => shardOf(eventOf({ user_id: user }, `T${at}`)));

    expect(again).toEqual(shards);
    for (const shard of [0, 1, 2, 3]) {
      const share = shards.filter((one) => one === shard).length / users.length;
      expect(share).toBeGreaterThan(0.2);
      expect(share).toBeLessThan(0.3);
    }
  });

  it('keeps the events of a session together, whoever they name', () => {
    const shardOf = createSharding(7);
    for (const [at, user] of users.entries()) {
      const first = shardOf(eventOf({ user_id: user }, `S${at}`));
      expect(shardOf(eventOf({}, `S${at}`))).toBe(first);
      expect(shardOf(eventOf({ user_id: 'auth0|another' }, `S${at}`))).toBe(first);
    }
  });

  it('takes a call of the Management API to the session, or the user, that it ended', () => {
    const shardOf = createSharding(7);
    const revoke = (path: string) =>
      shardOf(
        eventOf({
          type: 'sapi',
          user_id: 'auth0|admin',
          details: { request: { method: 'DELETE', path }, response: { statusCode: 204 } },
        }),
      );
    for (const [at, user] of users.entries()) {
      const shard = shardOf(eventOf({ user_id: user }, `S${at}`));
      expect(revoke(`/api/v2/sessions/S${at}`)).toBe(shard);
      expect(revoke(`/api/v2/users/${encodeURIComponent(user)}/sessions`)).toBe(shard);
    }
  });
});
