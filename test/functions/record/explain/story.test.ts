import { describe, expect, it } from '@jest/globals';
import type { LogEvent } from '../../../../functions/log-event/log-event.ts';
import { parseElement } from '../../../../functions/log-event/parse-element.ts';
import { type SeenEvent, toStory } from '../../../../functions/record/explain/story.ts';
import { createSignals } from '../../../../functions/signals/create-signals.ts';
import { loadSampleTraffic, toStories } from '../../../../functions/local/sample-traffic.ts';

const stories = toStories(loadSampleTraffic());

function seen(name: string): SeenEvent[] {
  const story = stories.get(name);
  return (story?.elements ?? []).map((element) => {
    const parsed = parseElement(JSON.stringify(element), { receivedAtMs: 0 });
    if (!parsed.ok) throw new Error(parsed.reason);
    const { event } = parsed;
    const session = story?.sessions.find(({ id }) => id === event.sessionId);
    const fetchedAtMs = event.occurredAtMs + 3_000;
    const outcome = session
      ? { status: 'enriched' as const, session, source: 'api' as const, fetchedAtMs }
      : { status: 'not_found' as const, source: 'api' as const, fetchedAtMs };
    return { event, outcome, signals: createSignals()({ event, outcome }) };
  });
}

const words = ({ sentence }: ReturnType<typeof toStory>) => sentence.map(({ text }) => text).join('');

describe('toStory', () => {
  it('finds what changed, between which events, and how fast', () => {
    const story = toStory(seen('session-hijack'));

    expect(story.changes).toEqual([{ at: 1, what: ['network', 'program'], withinMs: 984_500 }]);
    expect(story.riskLevel).toBe('high');
    expect(words(story)).toBe(
      'Within 16 minutes network and program both changed in Casey’s session, with 2 events since.',
    );
  });

  it('counts one event since as one', () => {
    const firstTwo = seen('session-hijack').slice(0, 2);

    expect(words(toStory(firstTwo))).toMatch(/, with 1 event since\.$/);
  });

  it('is the same for any order of the events', () => {
    const events = seen('session-hijack');

    expect(toStory(events.toReversed())).toEqual(toStory(events));
  });

  it('tells a quiet session as quiet, token events and their servers included', () => {
    const story = toStory(seen('normal-login'));

    expect(story.changes).toEqual([]);
    expect(words(story)).toBe(
      '3 events of Alex’s session over 9 seconds: network and program stayed the same.',
    );
    expect(story.events.at(-1)).toMatchObject({ network: '', program: '', event: { short: 'Code' } });
  });

  it('takes another address of one /24, and a new version, for no change', () => {
    const [first, second] = seen('scripted-session') as [SeenEvent, SeenEvent];
    const [agent, ip] = [String(first.event.data['user_agent']), '192.0.2.77'];
    const data = { ...second.event.data, user_agent: agent.replace('141', '142'), ip };
    const event: LogEvent = { ...second.event, data };

    expect(toStory([first, { event, outcome: { status: 'timeout' } }]).changes).toEqual([]);
  });

  it('names the network of an event by what another one tells of its address, else by the address', () => {
    const [first, second] = seen('session-hijack') as [SeenEvent, SeenEvent];
    const unread = { event: { ...second.event, logId: 'later' }, outcome: { status: 'timeout' } } as const;
    const networks = (events: readonly SeenEvent[]) => toStory(events).events.map(({ network }) => network);

    expect(networks([first, second, unread])).toEqual(['AS64496', 'AS65550', 'AS65550']);
    expect(networks([unread])).toEqual([second.event.data['ip']]);
  });

  it('sees no change between two sessions of one user', () => {
    const [first, second] = seen('session-hijack') as [SeenEvent, SeenEvent];
    const other = { ...second, event: { ...second.event, sessionId: 'another' } };

    expect(toStory([first, other]).changes).toEqual([]);
  });

  it('says when nothing has been seen', () => {
    expect(words(toStory([]))).toBe('Nothing has been seen of it.');
  });
});
