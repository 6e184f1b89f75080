import type { EvidenceWords, FactorWords, Phrase } from './explanation.ts';
import type { EventWords } from './event-words.ts';
import { toRoughDuration } from './to-duration-text.ts';

/** What a sentence is made of. */
export interface SentenceParts {
  readonly user: string;
  readonly event: EventWords;
  readonly evidence: readonly EvidenceWords[];
  readonly initial: { readonly program: string; readonly network: string };
  readonly last: { readonly program: string; readonly network: string };
  /** Of this event. */
  readonly program: string;
  readonly application: string;
  readonly loginAgeMs: number | undefined;
  readonly factors: readonly FactorWords[];
  readonly singleFactor: boolean | undefined;
}

/** The login in one sentence, for somebody who has five seconds. */
export function toSentence(parts: SentenceParts): readonly Phrase[] {
  const [top] = parts.evidence;
  const phrases = (top ? (sentences.get(top.signal) ?? toTitled) : toQuiet)(parts, top as EvidenceWords);
  return phrases.filter(({ text }) => text !== '');
}

type Write = (parts: SentenceParts, top: EvidenceWords) => readonly Phrase[];

const say = (text: string): Phrase => ({ text });
const was = (text: string): Phrase => ({ text, tone: 'was' });
const now = (text: string): Phrase => ({ text, tone: 'now' });

const sentences: ReadonlyMap<string, Write> = new Map<string, Write>([
  ['network_and_client_changed', toMoved],
  ['asn_changed', toMoved],
  ['user_agent_changed', toMoved],
  ['scripted_user_agent', toScripted],
  ['impossible_travel', toTravelled],
  [
    'delegated_session',
    (parts, { after }) => [
      now(after?.main ?? 'Somebody'),
      say(` acts as ${toGivenName(parts.user)}`),
      ...toEnd(parts),
    ],
  ],
  [
    'session_gone',
    (parts, { after }) => [
      say(`${toPossessive(parts.user)} session `),
      now(`was gone ${after?.detail?.replace(' later', '') ?? 'soon'} after it was used`),
      say('.'),
    ],
  ],
  [
    'refresh_token_reuse',
    (parts) => [
      say(`A refresh token of ${toGivenName(parts.user)} that had been replaced `),
      now('was presented again'),
      say(', and refused.'),
    ],
  ],
  [
    'refresh_token_after_session_end',
    (parts) => [
      say('A refresh token of '),
      say(`${toPossessive(parts.user)} session `),
      now('was used after the session had ended'),
      say('.'),
    ],
  ],
  [
    'session_used_after_end',
    (parts) => [say(`${toPossessive(parts.user)} session `), now('was used after it had ended'), say('.')],
  ],
  [
    'user_mismatch',
    (parts, { before }) => [
      say(`${toGivenName(parts.user)} is named in a session that `),
      now(`belongs to ${before?.main ?? 'another user'}`),
      say('.'),
    ],
  ],
]);

/** From one program and network to another: only what did change is named. */
function toMoved(parts: SentenceParts): readonly Phrase[] {
  const raised = new Set(parts.evidence.map(({ signal }) => signal));
  const isProgram = raised.has('user_agent_changed') || raised.has('scripted_user_agent');
  const isNetwork = raised.has('asn_changed');
  const side = ({ program, network }: { readonly program: string; readonly network: string }) =>
    [isProgram && program, isNetwork && network && (isProgram ? `in ${network}` : network)]
      .filter(Boolean)
      .join(' ');
  const [from, to] = [side(parts.initial), side(parts.last)];
  if (from === '' || to === '') return toTitled(parts, parts.evidence[0] as EvidenceWords);
  return [
    say(`${toPossessive(parts.user)} session moved from `),
    was(from),
    say(' to '),
    now(to),
    ...toEnd(parts),
  ];
}

function toScripted(parts: SentenceParts, { before, after }: EvidenceWords): readonly Phrase[] {
  const script = after?.main ?? 'A script';
  return [
    now(script),
    say(` uses the session that ${toGivenName(parts.user)} began with `),
    was(parts.initial.program || before?.main || 'a browser'),
    ...toEnd(parts),
  ];
}

function toTravelled(parts: SentenceParts, { before, after }: EvidenceWords): readonly Phrase[] {
  return [
    say(`${toPossessive(parts.user)} session was in `),
    was(before?.main ?? 'one place'),
    say(' and then in '),
    now(after?.main ?? 'another'),
    say(after?.detail ? `, ${after.detail}` : ''),
    ...toFactorEnd(parts),
  ];
}

function toTitled(parts: SentenceParts, { title }: EvidenceWords): readonly Phrase[] {
  const words = title.charAt(0).toLowerCase() + title.slice(1);
  return [say(`${toGivenName(parts.user)}: `), now(words), ...toEnd(parts)];
}

function toQuiet(parts: SentenceParts): readonly Phrase[] {
  const { event, program, application } = parts;
  const where = [program && `, with ${program}`, application && ` at ${application}`]
    .filter(Boolean)
    .join('');
  return [say(`${toGivenName(parts.user)}: ${event.words}${where}`), ...toFactorEnd(parts)];
}

function toEnd(parts: SentenceParts): readonly Phrase[] {
  const { loginAgeMs } = parts;
  const age =
    loginAgeMs === undefined || loginAgeMs < 1_000 ? '' : `, ${toRoughDuration(loginAgeMs)} after the login`;
  return [say(age), ...toFactorEnd(parts)];
}

function toFactorEnd({ factors, singleFactor }: SentenceParts): readonly Phrase[] {
  // A customer's own method is named by a URL, which says little in a sentence.
  const named = factors.filter(({ name }) => !name.includes('://'));
  const [first] = named;
  if (!first) return [say('.')];
  const names = [...new Set(named.map(({ name }) => name.toLowerCase()))];
  if (singleFactor === true)
    return [say('; '), { text: `${first.name.toLowerCase()} only`, tone: 'weak' }, say('.')];
  return [say(`; ${names.join(' and ')}.`)];
}

/** `Casey` of casey.sample@example.com; what does not look like a name is left as it is. */
export function toGivenName(user: string): string {
  if (user === '') return 'Somebody';
  const [, given] = /^(\p{L}{2,30})(?:[._-][\p{L}\d._-]*)?@/u.exec(user) ?? [];
  return given === undefined ? user.slice(0, 60) : given.charAt(0).toUpperCase() + given.slice(1);
}

export function toPossessive(user: string): string {
  return `${toGivenName(user)}’s`;
}
