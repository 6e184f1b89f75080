import { createHmac, randomBytes } from 'node:crypto';
import { createSessionLedger } from '../ledger/create-session-ledger.ts';
import { createEventHistory, type EventHistory } from './event-history.ts';

/**
 * What this process has seen, and no other: for the command line, for `npm start`, and for a stack without a table. Nothing
 * leaves the process, so facts are kept as they are; what records show of them goes through their rules of privacy.
 */
export function createMemoryHistory({ now }: { readonly now: () => number }): EventHistory {
  const secret = randomBytes(32);
  const ledger = createSessionLedger({
    secrets: { current: secret.toString('base64url') },
    // Answers are kept by the session cache here.
    codec: {
      version: 1,
      pack: (json) => Buffer.from(json),
      unpack: (packed) => Buffer.from(packed).toString(),
    },
    now,
  });
  return createEventHistory(ledger, {
    disguise: (_field, value) => value,
    toKey: (value) => createHmac('sha256', secret).update(value).digest('base64url').slice(0, 22),
  });
}
