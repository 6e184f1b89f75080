import type { Story } from '../../record/explain/story.ts';
import type { StoryChange, StoryEvent } from '../../record/explain/story-event.ts';
import { toDurationText } from '../../record/explain/to-duration-text.ts';
import { fitLine, type LineStyle, riskWords, toColumn, toUtc } from '../terminal/terminal-line.ts';

type Style = Pick<LineStyle, 'isColoured' | 'columns'>;

/** A story, and where it was told. */
export interface ToldStory {
  readonly source: string;
  readonly story: Story;
  /** Whether signals have judged its events: what keeps no events cannot. */
  readonly isJudged: boolean;
}

const mostOfEvent = 44;
const mostOfApplication = 32;

/** A session in a sentence, then its events in the order in which they happened, with a line wherever something changed. */
export function toStoryText(title: string, { source, story, isJudged }: ToldStory, style: Style): string {
  const { sentence, riskLevel, events, changes, factors } = story;
  const factorWords = factors.map(({ name }) => name).join(', then ');
  const plain = { isColoured: false, columns: style.columns };
  const signedIn = factorWords === '' ? [] : [`signed in by ${factorWords}`];
  const head = [
    title,
    sentence.map(({ text }) => text).join(''),
    capital([...(isJudged ? [`risk ${riskWords[riskLevel]}`] : []), ...signedIn, source].join('; ')),
    '',
  ];
  const widths = {
    event: toWidth(events, toEvent, mostOfEvent),
    application: toWidth(events, ({ application }) => application, mostOfApplication),
    address: toWidth(events, toAddress, 60),
    program: toWidth(events, ({ program }) => program, 40),
  };
  const lines = events.flatMap((one, at) => {
    const change = changes.find((candidate) => candidate.at === at);
    const columns = [
      toUtc(one.timeMs),
      ...(isJudged ? [(riskWords[one.riskLevel] ?? one.riskLevel).padEnd(6)] : []),
      toColumn(toEvent(one), widths.event),
      ...(widths.application === 0 ? [] : [toColumn(one.application, widths.application)]),
      toColumn(toAddress(one), widths.address),
      toColumn(one.program, widths.program),
      one.headline,
    ];
    const line = fitLine(columns.join('  '), one.riskLevel, style);
    return change === undefined ? [line] : [fitLine(toChangeText(change), 'medium', style), line];
  });
  return `${[...head.map((line) => fitLine(line, '', plain)), ...lines].join('\n')}\n`;
}

/** A long description is cut, and its code is not. */
function toEvent({ event: { words, code } }: StoryEvent): string {
  const tail = code === '' ? '' : ` (${code})`;
  const room = mostOfEvent - tail.length;
  return `${words.length > room ? `${words.slice(0, room - 1)}…` : words}${tail}`;
}

function toAddress({ address, network, place }: StoryEvent): string {
  return [address, network === address ? '' : network, place].filter((part) => part !== '').join(' ');
}

function toChangeText({ what, withinMs }: StoryChange): string {
  return `── within ${toDurationText(withinMs)}: ${what.join(' and ')} changed ──`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function toWidth(events: readonly StoryEvent[], read: (event: StoryEvent) => string, most: number): number {
  return Math.min(most, Math.max(0, ...events.map((event) => Array.from(read(event)).length)));
}
