import { createDynamoDbTable } from '../ledger/dynamodb-table.ts';
import type { LinePlan, LookUpLine } from '../ledger/line.ts';
import { createTableLine } from '../ledger/table-line.ts';
import { createCircuitBreaker } from '../session/circuit-breaker.ts';
import type { Clock } from '../session/clock.ts';
import type { LedgerMeter } from './ledger-meter.ts';
import type { OpenedLedger } from './memory-ledger.ts';
import { openTableLedger, type TableLedgerOptions } from './table-ledger.ts';

export interface TableLookUpsOptions
  extends Pick<TableLedgerOptions, 'secrets' | 'keySecretId' | 'days' | 'privacy'> {
  readonly tableName: string;
  readonly plan: LinePlan;
  readonly mostWorkers: number;
  readonly clock: Clock;
  readonly meter: LedgerMeter;
  readonly onKeyFailure: (error: unknown) => void;
}

/** Ledger and line in the tenant's table, which all workers share. Imported where a tenant has one. */
export function openTableLookUps(options: TableLookUpsOptions): OpenedLedger & { readonly line: LookUpLine } {
  const { tableName, plan, mostWorkers, clock, meter, onKeyFailure } = options;
  const { now } = clock;
  const table = createDynamoDbTable({
    tableName,
    breaker: createCircuitBreaker({ clock, random: Math.random }),
    now,
    onFailure: meter.onFailure,
  });
  // Connects, and hears the table's time, while Lambda initialises: then the first event waits for neither. No item has this key.
  void table.read('first');
  const opened = openTableLedger({
    ...options,
    table,
    now,
    onFull: meter.onFull,
    onFailure(error) {
      meter.onFailure('key_unavailable');
      onKeyFailure(error);
    },
  });
  return { ...opened, line: createTableLine({ table, plan, mostWorkers, now }) };
}
