import { describe, expect, it } from '@jest/globals';
import {
  loadSampleTraffic,
  moveInTime,
  toStories,
  withNewIds,
} from '../../../functions/local/sample-traffic.ts';

const traffic = loadSampleTraffic();
const random = () => 0.5;

function readIds(text: string, key: string): string[] {
  return [...text.matchAll(new RegExp(`"${key}":"([^"]+)"`, 'g'))].map(([, id = '']) => id);
}

describe('loadSampleTraffic', () => {
  it('gives distinct events, of sessions that are there and of some that are gone', () => {
    const logIds = traffic.elements.map((element) => element['log_id']);
    const named = new Set(readIds(JSON.stringify(traffic.elements), 'session_id'));
    const kept = traffic.sessions.map(({ id }) => id);

    expect(new Set(logIds).size).toBe(traffic.elements.length);
    expect(kept.filter((id) => !named.has(String(id)))).toEqual([]);
    expect(named.size).toBeGreaterThan(kept.length);
  });

  it('names only networks and domains that are reserved for documentation', () => {
    const text = JSON.stringify(traffic);
    const addresses = text.match(/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g) ?? [];
    const strangers = addresses.filter(
      (address) => !/^(192\.0\.2|198\.51\.100|203\.0\.113|\d+\.0\.0)\.\d+$/.test(address),
    );

    expect(strangers).toEqual([]);
    expect(text.match(/@(?!example\.(?:com|net)\b)/g)).toBeNull();
  });
});

describe('toStories', () => {
  it('puts events and sessions that belong together into one story each', () => {
    const stories = toStories(traffic);

    expect([...stories.keys()]).toEqual(
      expect.arrayContaining([
        'normal-login',
        'single-sign-on',
        'mfa-step-up',
        'session-hijack',
        'revoked-session',
        'delegated-session',
        'logout',
        'failed-logins',
      ]),
    );
    expect(stories.get('session-hijack')).toMatchObject({
      elements: { length: 3 },
      sessions: [{ device: { initial_asn: '64496', last_asn: '65550' } }],
    });
    expect(stories.get('revoked-session')?.sessions).toEqual([]);
  });
});

describe('moveInTime', () => {
  it('ends at the given moment and keeps every distance and every ID', () => {
    const endMs = Date.UTC(2030, 0, 1);

    const later = moveInTime(traffic, endMs);

    const [before, after] = [traffic, later].map(({ elements }) =>
      elements.map(({ data }) => Date.parse(String(Object(data).date))),
    );
    const byMs = endMs - Math.max(...(before ?? []));
    expect(after).toEqual(before?.map((ms) => ms + byMs));
    expect(readIds(JSON.stringify(later), 'log_id')).toEqual(readIds(JSON.stringify(traffic), 'log_id'));
    const [createdAt = 0, laterCreatedAt] = [traffic, later].map(({ sessions }) =>
      Date.parse(sessions[0]?.created_at as string),
    );
    expect(laterCreatedAt).toBe(createdAt + byMs);
    expect(JSON.stringify(later)).not.toContain('2026-09-14');
  });
});

describe('withNewIds', () => {
  it('renames every event and session, consistently', () => {
    const hijack = toStories(traffic).get('session-hijack') ?? traffic;
    let count = 0;
    const renamed = withNewIds(hijack, Date.UTC(2030, 0, 1), () => (count += 0.017) % 1);

    const [oldText, newText] = [JSON.stringify(hijack.elements), JSON.stringify(renamed.elements)];
    const oldLogIds = new Set(readIds(oldText, 'log_id'));
    expect(new Set(readIds(newText, 'log_id')).size).toBe(oldLogIds.size);
    expect(readIds(newText, 'log_id').filter((id) => oldLogIds.has(id))).toEqual([]);
    expect(readIds(newText, 'log_id')[0]).toMatch(/^90020300101000000000\d{36}$/);
    expect(new Set(readIds(newText, 'session_id'))).toEqual(new Set([renamed.sessions[0]?.id]));
    expect(renamed.sessions[0]?.id).not.toBe(hijack.sessions[0]?.id);
  });

  it('changes nothing else', () => {
    const renamed = withNewIds(traffic, 0, random);

    expect(renamed.elements.map(({ data }) => Object(data).user_id)).toEqual(
      traffic.elements.map(({ data }) => Object(data).user_id),
    );
  });
});
