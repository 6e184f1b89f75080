import { describe, expect, it } from '@jest/globals';
import { riskLevels } from '../../../functions/signals/risk-level.ts';
import { someOrAll } from '../../support/thorough.ts';
import { stories } from './stories.ts';
import { type Check, deal, type Story, type StoryEvent, tell, toIncidents, type Told } from './story.ts';

const rows = Object.entries(stories);
/** Shuffles of a story for each number of workers: a few in the suite, `STORY_SEEDS=160` makes 20,480 runs. */
const seeds = Number(process.env['STORY_SEEDS'] ?? someOrAll(2, 4));
const levelOf = ({ signals }: Told) => riskLevels.indexOf(signals.risk_level);

function judge(told: readonly Told[], { on, min, max, raised = [], never = [] }: Check): string[] {
  const picked = on === 'last' ? told.slice(-1) : typeof on === 'number' ? [told[on]!] : told;
  const levels = picked.map(({ signals }) => signals.risk_level).join();
  const names = picked.flatMap(({ signals }) => signals.raised).join();
  const faults: string[] = [];
  const isEnough = (one: Told) => min === undefined || levelOf(one) >= riskLevels.indexOf(min);
  if (on === 'any' ? !picked.some(isEnough) : !picked.every(isEnough)) faults.push(`${levels}, not ${min}`);
  if (max !== undefined && picked.some((one) => levelOf(one) > riskLevels.indexOf(max)))
    faults.push(`${levels}, at most ${max}: ${names}`);
  for (const signal of raised)
    if (!picked.some(({ signals }) => signals.raised.includes(signal)))
      faults.push(`${signal} is not raised`);
  for (const signal of never)
    if (picked.some(({ signals }) => signals.raised.includes(signal))) faults.push(`${signal} is raised`);
  return faults;
}

/** The same numbers on every run (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function shuffle(events: readonly StoryEvent[], random: () => number): StoryEvent[] {
  const left = [...events];
  return events.map(() => left.splice(Math.floor(random() * left.length), 1)[0]!);
}

describe('stories', () => {
  it.each(rows)('%s', async (_name, story) => {
    const told = await tell(story);

    expect(story.checks.flatMap((check) => judge(told, check))).toEqual([]);
    expect(told.flatMap(({ signals }) => signals.incidents ?? [])).toEqual([]);
  });

  it.each(rows.filter(([, { events, needsOrder }]) => events.length > 1 && needsOrder === undefined))(
    '%s: the same incidents in any order, doubled, and for any number of workers',
    async (_name, story: Story) => {
      const expected = toIncidents(await tell(story));

      for (const workers of [1, 2, 10, 50]) {
        for (let seed = 1; seed <= seeds; seed += 1) {
          const random = createRandom(seed * workers);
          const doubled = seed % 2 === 0 ? story.events : [...story.events, ...story.events];
          const told = await deal(story, shuffle(doubled, random), workers, random);
          expect({ workers, seed, incidents: toIncidents(told) }).toEqual({
            workers,
            seed,
            incidents: expected,
          });
        }
      }
    },
  );

  it('tells an incident that several events of one batch bring about, each of which could think that the others told it', async () => {
    const story = stories['many pushes, rejections, then one approval']!;
    const ofType = (type: string) => story.events.filter(({ data }) => data['type'] === type);
    const passed = [...ofType('gd_auth_succeed'), ...ofType('s')];
    const rejections = ofType('gd_auth_rejected');
    // The second batch begins with the third event.
    let calls = 0;
    const told = await deal(story, [...passed, ...rejections], 1, () => ((calls += 1) === 5 ? 0 : 0.9));

    expect(rejections).toHaveLength(3);
    expect(toIncidents(told)).toEqual({ 'Sess mfa_rejected_then_passed': 3 });
  });

  it('gives one finding uid for a session and signal, Create first and Update after, and Create again when repeated', async () => {
    const story = stories['a thief who stays']!;
    const [first, ...others] = story.events;
    const told = await tell({ ...story, events: [first!, ...others, first!] }, { findingFrom: 'high' });
    const findings = told.map(({ records }) => records[1] as unknown as Finding);

    expect(told.every(({ records }) => records.length === 2)).toBe(true);
    expect(new Set(findings.map(({ finding_info: { uid } }) => uid)).size).toBe(1);
    expect(findings.map(({ activity_name }) => activity_name)).toEqual([
      'Create',
      ...others.map(() => 'Update'),
      'Create',
    ]);
    expect(findings[1]!.finding_info.title).toBe(
      'Session used from another network and by another program than it began with',
    );
    expect(findings[1]!.evidences).toMatchObject([
      { src_endpoint: { ip: '203.0.113.77' }, data: { role: 'used' } },
      {
        src_endpoint: { ip: '198.51.100.23', autonomous_system: { number: 64_496 } },
        data: { role: 'began' },
      },
    ]);
  });

  it('dates an incident that is told afterwards to the event that raises it', async () => {
    const story = stories['a cookie replayed elsewhere by a tool that copies the user agent']!;
    const told = await tell({ ...story, events: story.events.toReversed() }, { findingFrom: 'high' });
    const [, later] = told;
    const finding = later!.records.find(({ class_uid }) => class_uid === 2004) as unknown as Finding;

    expect(later!.signals.risk_level).toBe('info');
    expect(later!.signals.incidents).toContainEqual(
      expect.objectContaining({
        signal: 'network_and_client_changed',
        severity_id: 4,
        time: '2026-09-14T12:00:00.000Z',
        session_id: 'Sess',
      }),
    );
    expect(finding.time).toBe(Date.parse('2026-09-14T12:00:00.000Z'));
    const inOrder = await tell(story, { findingFrom: 'high' });
    const usual = inOrder[1]!.records.find(({ class_uid }) => class_uid === 2004) as unknown as Finding;
    expect(finding.finding_info.uid).toBe(usual.finding_info.uid);
  });

  it('tells a later move as a fact that no event is judged by', async () => {
    const [one] = await tell(stories['a login read after the session had moved']!);

    expect(one!.signals.facts).toMatchObject({ event_side: 'initial', moved_later: 'network_and_client' });
    expect(one!.signals.raised).toEqual([]);
  });
});

interface Finding {
  readonly time: number;
  readonly activity_name: string;
  readonly finding_info: { readonly uid: string; readonly title: string };
  readonly evidences: readonly object[];
}
