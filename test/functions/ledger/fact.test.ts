import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type LedgerFact, toDay } from '../../../functions/ledger/fact.ts';
import { decodeFact, encodeFact } from '../../../functions/ledger/fact-codec.ts';
import { anyCharacter } from '../../support/any-character.ts';

const atMs = fc.integer({ min: 1, max: 4e12 });
const text = fc.string({ minLength: 1, maxLength: 40, unit: anyCharacter });
const maybe = fc.option(text, { nil: undefined });
const maybeMs = fc.option(atMs, { nil: undefined });
const tag = fc.stringMatching(/^[\w-]{6}$/);

const fact: fc.Arbitrary<LedgerFact> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('beginning', 'use', 'other'),
    atMs,
    tag,
    ip: maybe,
    agent: maybe,
    tls: maybe,
    place: maybe,
    cookieMode: maybe,
    authenticatedAtMs: maybeMs,
    initiatedAtMs: maybeMs,
  }),
  fc.record({ kind: fc.constant('agent'), agent: tag, text }),
  fc.record({ kind: fc.constant('client'), atMs, clientId: text }),
  fc.record({ kind: fc.constant('method'), atMs, name: text, type: maybe }),
  fc.record({ kind: fc.constant('end'), atMs, by: fc.constantFrom('logout', 'revoked', 'api') }),
  fc.record({ kind: fc.constant('delegation'), atMs, actor: maybe }),
  fc.record({ kind: fc.constant('exchange'), atMs, client: text, agent: maybe }),
  fc.record({
    kind: fc.constant('factor'),
    atMs,
    tag,
    step: fc.constantFrom('push', 'rejected', 'failed', 'passed', 'recovered', 'enrolled', 'removed'),
    type: maybe,
  }),
  fc.record({ kind: fc.constantFrom('gap', 'password'), atMs }),
  fc.record({ kind: fc.constant('network'), atMs, network: tag }),
  fc.record({ kind: fc.constant('cipher'), atMs, network: tag, tls: text }),
) as fc.Arbitrary<LedgerFact>;

describe('encodeFact', () => {
  it('keeps all of a fact, whatever is in it', () => {
    fc.assert(
      fc.property(fact, (one) => {
        const encoded = encodeFact(one);

        expect(Buffer.from(encoded).toString()).toBe(encoded);
        expect(decodeFact(encoded)).toEqual(one);
        expect(encodeFact(decodeFact(encoded) as LedgerFact)).toBe(encoded);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps the day of an alternation', () => {
    const encoded = encodeFact({ kind: 'alternation', atMs: 1_772_450_104_873, networks: ['a', 'b'] });
    const decoded = decodeFact(encoded);

    expect(decoded).toMatchObject({ kind: 'alternation', networks: ['a', 'b'] });
    expect(decoded?.kind === 'alternation' && toDay(decoded.atMs)).toBe(toDay(1_772_450_104_873));
  });

  it('writes halves of surrogate pairs as the wire would', () => {
    expect(decodeFact(encodeFact({ kind: 'client', atMs: 1, clientId: 'a\ud800' }))).toMatchObject({
      clientId: 'a\ufffd',
    });
  });
});

describe('decodeFact', () => {
  it.each(['', 'Q', 'Qmm0|x', 'U', 'U!|x', 'Umm0', 'Emm0|q', 'Fmm0|tag|q', 'A', 'Axx', 'Yk0|one', 'Cmm0'])(
    'passes over %j, as a newer version may write it',
    (encoded) => {
      expect(decodeFact(encoded)).toBeUndefined();
    },
  );
});
