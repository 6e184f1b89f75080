import { describe, expect, it } from '@jest/globals';
import { createJudge } from '../../../../functions/cli/replay-signals/judge-events.ts';
import { readStored, type StoredEvent } from '../../../../functions/cli/replay-signals/stored-event.ts';
import type { EnricherSettings } from '../../../../functions/enrich/create-enricher.ts';
import type { LogEvent } from '../../../../functions/log-event/log-event.ts';
import { parseBody } from '../../../../functions/log-event/parse-body.ts';
import { refuseOthers } from '../../../../functions/cli/input/refuse-others.ts';
import type { Raising } from '../../../../functions/signals/raising.ts';
import { isThorough } from '../../../support/thorough.ts';
import { stories } from '../../signals/stories.ts';
import { type Story, tell, toIncidents } from '../../signals/story.ts';

const now = () => 0;

function read(lines: readonly unknown[]): StoredEvent[] {
  return lines.flatMap((line) => {
    const [parsed] = parseBody(JSON.stringify(line), { receivedAtMs: now() });
    const stored = readStored(refuseOthers(parsed!));
    if ('reason' in stored) throw new Error(stored.reason);
    return 'isFinding' in stored ? [] : [stored];
  });
}

async function judgeAll(stored: readonly StoredEvent[], { settings = {} }: Story) {
  const judge = createJudge([settings, settings]);
  const told: { readonly event: LogEvent; readonly signals: Raising }[] = [];
  for (const one of stored) {
    const [judged] = await judge([one]);
    told.push({ event: judged!.event, signals: judged!.raised[1] });
  }
  return toIncidents(told);
}

const forms: readonly (readonly [string, Partial<EnricherSettings>])[] = [
  ['raw', { format: 'raw' }],
  ['OCSF 1.8', { format: 'ocsf', findingFrom: 'medium' }],
  ['OCSF 1.1, JSON as text', { format: 'ocsf', ocsfVersion: '1.1.0', textData: true }],
  ['OCSF with the event in it', { format: 'ocsf', rawData: true }],
  ['ECS', { format: 'ecs', findingFrom: 'medium' }],
];

describe('readStored', () => {
  it.each(forms)('gives from %s records the incidents that their events gave', async (_form, settings) => {
    const turn = forms.findIndex(([, each]) => each === settings);
    // Every form with a third of the stories, every story in some of the forms.
    const some = Object.entries(stories).filter((_, place) => isThorough || (place + turn) % 3 === 0);
    for (const [name, story] of some) {
      const told = await tell(story, settings);
      const incidents = await judgeAll(read(told.flatMap(({ records }) => records)), story);

      expect({ name, incidents }).toEqual({ name, incidents: toIncidents(told) });
    }
  });

  it('passes findings over, and says what is no record', () => {
    const parse = (value: unknown) =>
      readStored(parseBody(JSON.stringify(value), { receivedAtMs: now() })[0]!);

    expect(
      parse({ class_uid: 2004, finding_info: {}, metadata: { uid: 'a', original_event_uid: 'b' } }),
    ).toEqual({
      isFinding: true,
    });
    expect(parse({ ecs: {}, event: { id: 'a' }, auth0: { finding: { event_id: 'b' } } })).toEqual({
      isFinding: true,
    });
    expect(parse({ class_uid: 3002, metadata: {} })).toEqual({
      reason: 'a record from which its event cannot be read',
    });
    expect(parse({ hello: 'world' })).toHaveProperty('reason', expect.stringContaining('no event'));
  });

  it('reads a record out of an EventBridge envelope, with what Auth0 had answered', async () => {
    const story = stories['a VPN switched on']!;
    const [told] = await tell(story, { format: 'ocsf' });
    const [stored] = read([{ 'detail-type': 'record', detail: told!.records[0] }]);

    expect(stored).toMatchObject({
      event: { logId: told!.event.logId, type: 'ssa', sessionId: 'Sess' },
      answer: { session: { id: 'Sess', device: { initial_asn: '64496' } } },
    });
  });
});
