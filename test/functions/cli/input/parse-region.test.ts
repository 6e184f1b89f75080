import { describe, expect, it } from '@jest/globals';
import { parseRegion } from '../../../../functions/cli/input/read-elements.ts';
import { parseBody } from '../../../../functions/log-event/parse-body.ts';

const event = '{"log_id":"L1","data":{"type":"s","date":"2026-01-01T00:00:00.000Z","user_id":"auth0|1"}}';
const bare = '{"type":"s","log_id":"L2","details":{"session_id":"S"}}';

describe('parseRegion', () => {
  it.each([
    event,
    bare,
    `  ${event}\t\r`,
    `\n\n${event}`,
    `${event}\n`,
    `${event}\n\nno event`,
    `\uFEFF${event}`,
    `${event}${bare}`,
    `[${event},${bare}]`,
    `{"logs":[${event},${bare}]}`,
    `{"total":2,"logs":[${event}],"type":"s"}`,
    `{"type":"s","logs":[${event}]}`,
    JSON.stringify(JSON.parse(event), undefined, 2),
    event.slice(0, -3),
    `${event},`,
    '{"type":7}',
    '"text"',
    '',
  ])('reads what parseBody reads, and says where: %j', (text) => {
    const elements = parseRegion({ line: 7, text, isWhole: false }, 1_700_000_000_000, 'june.ndjson, ');
    const expected = parseBody(text, { receivedAtMs: 1_700_000_000_000 });

    expect(elements.map(({ parsed }) => parsed)).toEqual(expected);
    const isList = elements.some(({ place }) => place.includes('element'));
    expect(elements.map(({ place }) => place)).toEqual(
      expected.map(({ position }, index) =>
        isList ? `june.ndjson, line 7, element ${index + 1}` : `june.ndjson, line ${6 + position}`,
      ),
    );
  });
});
