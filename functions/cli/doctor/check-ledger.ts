import { type LedgerTableStatus } from '../../ledger/ledger-table-status.ts';
import { type CheckResult, fail, failByCode, ok } from './check-result.ts';

/** The table of what all workers know of sessions, and of their one line for look-ups. */
export function checkLedgerTable(
  name: string,
  { status }: LedgerTableStatus,
  whenAbsent: string,
): CheckResult {
  const check = 'session ledger';
  // While it is updated it is read and written as ever.
  if (status === 'ACTIVE' || status === 'UPDATING') return ok(check, `${name} is active`);
  if (/^[A-Z_]+$/.test(status)) {
    return fail(
      check,
      `${name} is ${status}`,
      'until it is ACTIVE each worker goes by its own memory; if it stays, see its page in the console: mostly its key is gone',
    );
  }
  return failByCode(check, name, status, whenAbsent);
}
