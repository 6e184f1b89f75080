import type { FactorWords, Phrase } from './explanation.ts';
import { toPossessive } from './sentence.ts';
import type { StoryChange, StoryEvent } from './story-event.ts';
import { toRoughDuration } from './to-duration-text.ts';

const say = (text: string): Phrase => ({ text });

/** A session in one sentence: how long it was quiet, what changed, and what it did since. */
export function toStorySentence(
  events: readonly StoryEvent[],
  changes: readonly StoryChange[],
  factors: readonly FactorWords[],
): readonly Phrase[] {
  const [first] = events;
  const last = events.at(-1);
  if (!first || !last) return [say('Nothing has been seen of it.')];
  const user = events.find((one) => one.user !== '')?.user ?? '';
  const [change] = changes;
  if (!change) return toQuiet(events, user, factors);
  const quietMs = (events[change.at - 1]?.timeMs ?? first.timeMs) - first.timeMs;
  const since = events.length - change.at;
  return [
    say(quietMs < 1_000 ? 'Within ' : `${capital(toRoughDuration(quietMs))} without a change, then within `),
    say(`${toRoughDuration(change.withinMs)} `),
    { text: toWhat(change), tone: 'now' },
    say(` in ${whose(user)} session, with ${count(since, 'event')} since`),
    say(toOpened(events, change.at)),
    say('.'),
  ];
}

function toQuiet(
  events: readonly StoryEvent[],
  user: string,
  factors: readonly FactorWords[],
): readonly Phrase[] {
  const spanMs = events.at(-1)!.timeMs - events[0]!.timeMs;
  const over = spanMs < 1_000 ? '' : ` over ${toRoughDuration(spanMs)}`;
  const told = events.some((one) => one.network !== '' || one.program !== '');
  const what = told ? ': network and program stayed the same' : '; none tells a network or a program';
  const second = factors.some(({ isSecond }) => isSecond) ? ', with a second factor' : '';
  return [say(`${count(events.length, 'event')} of ${whose(user)} session${over}${what}${second}.`)];
}

/** What remembers no names tells of the session all the same. */
function whose(user: string): string {
  return user === '' ? 'the' : toPossessive(user);
}

function toWhat({ what }: StoryChange): string {
  return what.length > 1 ? 'network and program both changed' : `the ${what[0]} changed`;
}

/** Applications that came after the change. */
function toOpened(events: readonly StoryEvent[], at: number): string {
  const before = new Set(events.slice(0, at).map(({ application }) => application));
  const opened = new Set(
    events
      .slice(at)
      .flatMap(({ application }) => (application === '' || before.has(application) ? [] : [application])),
  );
  const names = [...opened];
  if (names.length === 0) return '';
  return names.length === 1 ? `, ${names[0]} opened` : `, ${names.length} further applications opened`;
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
