import { createSessionLedger } from '../ledger/create-session-ledger.ts';
import { createLedgerKeys } from '../ledger/ledger-key.ts';
import type { LedgerTable } from '../ledger/ledger-table.ts';
import { createTableItemStore } from '../ledger/table-item-store.ts';
import type { PrivacyRules } from '../record/privacy/privacy-rules.ts';
import { SecretUnavailableError } from '../secret/errors.ts';
import { loadSecret } from '../secret/load-secret.ts';
import type { SecretsClient } from '../secret/secrets-client.ts';
import { createLateLedger } from './late-ledger.ts';
import { createFactDisguise, createHide } from './ledger-privacy.ts';
import { createMemoryLedger, type OpenedLedger, sessionCodec } from './memory-ledger.ts';

export interface TableLedgerOptions {
  readonly table: LedgerTable;
  readonly secrets: SecretsClient;
  readonly keySecretId: string;
  readonly days: number;
  readonly privacy: PrivacyRules;
  readonly now: () => number;
  readonly onFull: () => void;
  /** Told when the ledger's key cannot be read, by the name of the error. */
  readonly onFailure: (error: unknown) => void;
}

/** The ledger in the tenant's table. Its key is read while Lambda initialises; until it is there, memory takes its place. */
export function openTableLedger(options: TableLedgerOptions): OpenedLedger {
  const { table, secrets, keySecretId, days, privacy, now, onFull, onFailure } = options;
  const disguise = createFactDisguise(privacy);
  const hide = createHide(privacy);

  async function open(): Promise<OpenedLedger> {
    const [current, previous] = await Promise.all([
      loadSecret(secrets, keySecretId, 'AWSCURRENT'),
      loadSecret(secrets, keySecretId, 'AWSPREVIOUS').catch(whereThereIsNone),
    ]);
    const ledger = createSessionLedger({
      table: createTableItemStore(table),
      secrets: { current, previous },
      codec: sessionCodec,
      now,
      days,
      onFull,
      ...(hide && { hide }),
    });
    return { ledger, facts: { toKey: createLedgerKeys(current).toKey, disguise } };
  }

  return createLateLedger({ open, meanwhile: createMemoryLedger({ now, disguise }), onFailure, now });
}

/** Before the first rotation there is no other key; when it cannot be read, history must not seem to begin anew. */
function whereThereIsNone(error: unknown): undefined {
  if (error instanceof SecretUnavailableError && error.code === 'ResourceNotFoundException') return undefined;
  throw error;
}
