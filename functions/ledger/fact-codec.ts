import { dayMs, type End, type FactorStep, type LedgerFact, toDay } from './fact.ts';
import { type FactText, joinFact, parseTime, splitFact, spellTime } from './fact-text.ts';

const sightingLetters = { beginning: 'B', use: 'U', other: 'V' } as const;
const sightingKinds = { B: 'beginning', U: 'use', V: 'other' } as const;
const endLetters = { logout: 'l', revoked: 'r', api: 'a' } as const;
const endKinds: { readonly [letter: string]: End['by'] } = { l: 'logout', r: 'revoked', a: 'api' };
const stepLetters = {
  push: 'p',
  rejected: 'r',
  failed: 'f',
  passed: 's',
  recovered: 'c',
  enrolled: 'e',
  removed: 'd',
} as const;
const steps: { readonly [letter: string]: FactorStep['step'] } = Object.fromEntries(
  Object.entries(stepLetters).map(([step, letter]) => [letter, step as FactorStep['step']]),
);

const toDelta = (atMs: number, otherMs: number | undefined) =>
  otherMs === undefined ? undefined : spellTime(atMs - otherMs);

/** The same fact always gives the same text: repeats disappear in a set. */
export function encodeFact(fact: LedgerFact): FactText {
  if (fact.kind === 'agent') return joinFact('A', [fact.agent, fact.text]);
  const at = spellTime(fact.atMs);
  switch (fact.kind) {
    case 'beginning':
    case 'use':
    case 'other':
      return joinFact(sightingLetters[fact.kind], [
        at,
        fact.tag,
        fact.ip,
        fact.agent,
        fact.tls,
        fact.place,
        fact.cookieMode,
        toDelta(fact.atMs, fact.authenticatedAtMs),
        toDelta(fact.atMs, fact.initiatedAtMs),
        fact.isDoubted && 'l',
      ]);
    case 'client':
      return joinFact('C', [at, fact.clientId]);
    case 'method':
      return joinFact('M', [at, fact.name, fact.type]);
    case 'end':
      return joinFact('E', [at, endLetters[fact.by]]);
    case 'delegation':
      return joinFact('D', [at, fact.actor]);
    case 'exchange':
      return joinFact('X', [at, fact.client, fact.agent]);
    case 'factor':
      return joinFact('F', [at, fact.tag, stepLetters[fact.step], fact.type]);
    case 'gap':
      return joinFact('Z', [at]);
    case 'network':
      return joinFact('N', [at, fact.network]);
    case 'cipher':
      return joinFact('J', [at, fact.network, fact.tls]);
    case 'alternation':
      return joinFact('Y', [spellTime(toDay(fact.atMs)), ...fact.networks]);
    case 'password':
      return joinFact('W', [at]);
  }
}

/** Each once. */
export function toTexts(facts: Iterable<LedgerFact>): FactText[] {
  const texts: FactText[] = [];
  for (const fact of facts) {
    const text = encodeFact(fact);
    // An event has a handful of them.
    if (!texts.includes(text)) texts.push(text);
  }
  return texts;
}

/** Undefined for what a newer version wrote, or what no version did. */
export function decodeFact(text: FactText): LedgerFact | undefined {
  const fields = splitFact(text);
  const letter = text[0] ?? '';
  if (letter === 'A') {
    const [agent = '', agentText = ''] = fields;
    return agent === '' || agentText === '' ? undefined : { kind: 'agent', agent, text: agentText };
  }
  const atMs = parseTime(fields[0]);
  return atMs === undefined ? undefined : decodeTimed(letter, atMs, fields);
}

function decodeTimed(letter: string, atMs: number, fields: readonly string[]): LedgerFact | undefined {
  const first = fields[1] || undefined;
  switch (letter) {
    case 'B':
    case 'U':
    case 'V':
      if (first === undefined) return undefined;
      return {
        kind: sightingKinds[letter],
        atMs,
        tag: first,
        ip: fields[2] || undefined,
        agent: fields[3] || undefined,
        tls: fields[4] || undefined,
        place: fields[5] || undefined,
        cookieMode: fields[6] || undefined,
        authenticatedAtMs: toEarlier(atMs, fields[7]),
        initiatedAtMs: toEarlier(atMs, fields[8]),
        ...(fields[9] === 'l' && { isDoubted: true }),
      };
    case 'C':
      return first === undefined ? undefined : { kind: 'client', atMs, clientId: first };
    case 'M':
      return first === undefined
        ? undefined
        : { kind: 'method', atMs, name: first, type: fields[2] || undefined };
    case 'E': {
      const by = endKinds[first ?? ''];
      return by && { kind: 'end', atMs, by };
    }
    case 'D':
      return { kind: 'delegation', atMs, actor: first };
    case 'X':
      return first === undefined
        ? undefined
        : { kind: 'exchange', atMs, client: first, agent: fields[2] || undefined };
    case 'F': {
      const step = steps[fields[2] ?? ''];
      return first && step
        ? { kind: 'factor', atMs, tag: first, step, type: fields[3] || undefined }
        : undefined;
    }
    case 'Z':
      return { kind: 'gap', atMs };
    case 'N':
      return first === undefined ? undefined : { kind: 'network', atMs, network: first };
    case 'J': {
      const tls = fields[2] || undefined;
      return first && tls ? { kind: 'cipher', atMs, network: first, tls } : undefined;
    }
    case 'Y': {
      const other = fields[2] || undefined;
      return first && other
        ? { kind: 'alternation', atMs: atMs * dayMs, networks: [first, other] }
        : undefined;
    }
    case 'W':
      return { kind: 'password', atMs };
    default:
      return undefined;
  }
}

function toEarlier(atMs: number, delta: string | undefined): number | undefined {
  const deltaMs = delta ? parseTime(delta) : undefined;
  return deltaMs === undefined ? undefined : atMs - deltaMs;
}
