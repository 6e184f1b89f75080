import { hash, randomBytes } from 'node:crypto';
import { createSessionLedger } from '../ledger/create-session-ledger.ts';
import { rememberByText } from '../log-event/remember-by-text.ts';
import type { FactSettings } from '../ledger/fact-settings.ts';
import type { SessionLedger } from '../ledger/session-ledger.ts';
import type { AnswerCodec } from '../ledger/stored-answer.ts';
import { packSession, packingVersion, unpackSession } from '../session/packed-session.ts';

/** How the ledger packs what Auth0 answers. */
export const sessionCodec: AnswerCodec = {
  version: packingVersion,
  pack: packSession,
  unpack: unpackSession,
};

/** A ledger, and what events are stored in it as. */
export interface OpenedLedger {
  readonly ledger: SessionLedger;
  readonly facts: FactSettings;
}

export interface MemoryLedgerOptions {
  readonly now: () => number;
  /** @default nothing is hidden, for nobody else can look */
  readonly disguise?: FactSettings['disguise'];
  /** Sessions and users kept, 2 to 7 kB each. @default as the ledger's own memory */
  readonly maxItems?: number;
  /** Of these, so many that are ready for use. @default as the ledger's own */
  readonly mostInUse?: number;
}

/** In this process alone, under a secret that ends with it. */
export function createMemoryLedger({
  now,
  disguise = (_field, value) => value,
  maxItems,
  mostInUse,
}: MemoryLedgerOptions): OpenedLedger {
  const current = randomBytes(32).toString('base64url');
  // Nobody sees these texts, who could guess from them: a keyed hash of the table's kind costs three times as much.
  const toKey = rememberByText((value) => hash('sha256', current + value, 'base64url').slice(0, 22), {
    ...(maxItems !== undefined && { most: maxItems }),
  });
  return {
    ledger: createSessionLedger({
      secrets: { current },
      codec: sessionCodec,
      now,
      ...(maxItems !== undefined && { maxItemsInMemory: maxItems }),
      ...(mostInUse !== undefined && { mostInUse }),
    }),
    facts: { toKey, disguise },
  };
}
