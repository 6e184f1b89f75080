import type { OpenedLedger } from './memory-ledger.ts';
import type { SessionLedger } from '../ledger/session-ledger.ts';

export interface LateLedgerOptions {
  /** Rejects while the ledger's key cannot be read. */
  readonly open: () => Promise<OpenedLedger>;
  /** In its place until then. */
  readonly meanwhile: OpenedLedger;
  /** Told of each attempt in vain. */
  readonly onFailure: (error: unknown) => void;
  readonly now: () => number;
}

const againAfterMs = 1_000;
/** The first events of a worker wait so long for its key: it is read while Lambda still initialises. */
const firstMs = 1_000;

/**
 * A ledger whose key has yet to be read: no event waits for Secrets Manager, nor is one lost to it. What it misses meanwhile
 * stays in this worker.
 */
export function createLateLedger({ open, meanwhile, onFailure, now }: LateLedgerOptions): OpenedLedger {
  let opened: OpenedLedger | undefined;
  let triedAtMs = now();
  let opening: Promise<void> | undefined = tryToOpen();

  async function tryToOpen(): Promise<void> {
    try {
      opened = await open();
    } catch (error) {
      onFailure(error);
    } finally {
      opening = undefined;
    }
  }

  async function reach(): Promise<SessionLedger> {
    if (opened !== undefined) return opened.ledger;
    if (opening === undefined && now() - triedAtMs >= againAfterMs) {
      triedAtMs = now();
      opening = tryToOpen();
    }
    if (opening !== undefined) await Promise.race([opening, wait(firstMs)]);
    return (opened ?? meanwhile).ledger;
  }

  return {
    ledger: {
      add: async (...given) => (await reach()).add(...given),
      addUsers: async (...given) => (await reach()).addUsers(...given),
      keepAnswer: async (...given) => (await reach()).keepAnswer(...given),
      noteAsking: async (...given) => (await reach()).noteAsking(...given),
      claimIncident: async (...given) => (await reach()).claimIncident(...given),
      eraseSession: async (...given) => (await reach()).eraseSession(...given),
      eraseUser: async (...given) => (await reach()).eraseUser(...given),
    },
    facts: {
      toKey: (value) => (opened ?? meanwhile).facts.toKey(value),
      disguise: meanwhile.facts.disguise,
    },
  };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
