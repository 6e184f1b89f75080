import { lineKey } from './line-key.ts';
import type { Attribute, LedgerTable, TableItem, TableUpdate } from './ledger-table.ts';
import type {
  ClosedReason,
  LinePlan,
  LookUpLine,
  Reserved,
  LineTurn,
  TurnAnswer,
  TurnClass,
  TurnState,
} from './line.ts';
import {
  type LineState,
  openLine,
  perishAfterMs,
  planGrant,
  probeMs,
  toClosedForMs,
  toClosedMs,
  toIntervalMs,
  toProbe,
  toTatAfterClosing,
  toToleranceMs,
  toTurnTimes,
} from './line-state.ts';
import { createMemoryLine } from './memory-line.ts';

export interface TableLineOptions {
  readonly table: LedgerTable;
  readonly plan: LinePlan;
  /** Workers of all functions that look up, at most: each has its part of the budget while the table is out of reach. */
  readonly mostWorkers: number;
  /** The local clock, however wrong. */
  readonly now: () => number;
  /** Told once each time the table becomes out of reach, so that this worker goes by its share. */
  readonly onAlone?: (code: string) => void;
}

/** Each lost race brings the line's newest state, so a third one is rare. */
const mostTries = 8;

/** A read costs a fifth of a refused update, which is what comes of an old state when many want turns. */
const staleAfterMs = 500;

const names = {
  '#tat': 'tat',
  '#closed': 'closed',
  '#reason': 'reason',
  '#strikes': 'strikes',
  '#probed': 'probed',
} as const;

const isOpen =
  '(attribute_not_exists(#closed) OR #closed <= :now) AND (attribute_not_exists(#strikes) OR #strikes = :zero)';

/**
 * The line as one item of the table: GCRA by conditional updates, which DynamoDB does one after the other.
 *
 * A condition says what a grant needs, not what the item was when it was read, so that workers that come between seldom
 * cost a try. Time is the table's: see docs/decisions/0022 for why no clock can make it exceed the budget.
 */
export function createTableLine(options: TableLineOptions): LookUpLine {
  const { table, plan, mostWorkers, now, onAlone } = options;
  if (!Number.isInteger(mostWorkers) || mostWorkers < 1) {
    throw new Error(`mostWorkers must be a whole number above 0, got ${mostWorkers}`);
  }
  const intervalMs = toIntervalMs(plan);
  const sharePlan: LinePlan = {
    ...plan,
    ratePerSecond: plan.ratePerSecond / mostWorkers,
    burst: Math.max(1, Math.floor(plan.burst / mostWorkers)),
  };
  /** Undefined until the table has answered once: until then its time is not known, either. */
  let seen: LineState | undefined;
  /** By the local clock. */
  let seenAtMs = -Infinity;
  /** What this worker has while the table is out of reach. */
  let share: LookUpLine | undefined;

  function alone(code: string): LookUpLine {
    if (share === undefined) onAlone?.(code);
    share ??= createMemoryLine({ plan: sharePlan, now, from: 'share' });
    return share;
  }

  async function refresh(isConsistent: boolean): Promise<{ readonly code: string } | undefined> {
    const reading = await table.read(lineKey, { isConsistent });
    if (reading.status === 'failed') return reading;
    see(reading.item);
    return undefined;
  }

  function see(item: TableItem | undefined): LineState {
    seen = toLineState(item);
    seenAtMs = now();
    return seen;
  }

  /** The item after an update; undefined for a refused one, after which `seen` is as new as can be. */
  async function update(
    one: Pick<TableUpdate, 'update' | 'values'> & { readonly condition: string },
  ): Promise<{ readonly state: LineState } | { readonly code: string } | undefined> {
    const used = Object.entries(names).filter(([name]) => `${one.update} ${one.condition}`.includes(name));
    const answer = await table.update({ ...one, key: lineKey, names: Object.fromEntries(used) });
    if (answer.status === 'failed') return answer;
    if (answer.status === 'refused') {
      if (answer.item === undefined) return refresh(true);
      see(answer.item);
      return undefined;
    }
    return { state: see(answer.item) };
  }

  /** Others may have used the line while this worker was alone, or nobody: its burst counts as spent. */
  async function comeBack(): Promise<{ readonly code: string } | undefined> {
    const tatMs = table.time.read().mostMs + toToleranceMs(plan) + intervalMs;
    const pushed = await update({
      update: 'SET #tat = :tat',
      condition: 'attribute_not_exists(#tat) OR #tat < :tat',
      values: { ':tat': tatMs },
    });
    if (pushed !== undefined && 'code' in pushed) return pushed;
    share = undefined;
    return undefined;
  }

  async function reserve(wants: readonly TurnClass[]): Promise<readonly Reserved[]> {
    if (wants.length === 0) return [];
    const isStale = Math.abs(now() - seenAtMs) > staleAfterMs;
    const failure =
      seen === undefined || isStale || share !== undefined || seen.strikes > 0
        ? await refresh(true)
        : undefined;
    if (failure !== undefined) return alone(failure.code).reserve(wants);
    if (share !== undefined) {
      const away = await comeBack();
      if (away !== undefined) return alone(away.code).reserve(wants);
    }

    for (let tries = 0; tries < mostTries; tries++) {
      const state = seen ?? openLine;
      const nowMs = table.time.read().leastMs;
      const closed = toClosed(state, nowMs);
      if (closed !== undefined) return wants.map(() => closed);
      if (state.strikes > 0) {
        const probe = await takeProbe(state, nowMs);
        if (probe === undefined) continue;
        if ('code' in probe) return alone(probe.code).reserve(wants);
        return hand(wants, toProbe(wants), [nowMs], true);
      }
      const { granted, mostTatMs } = planGrant(plan, wants, state.tatMs, nowMs);
      // Neither TAT nor the end of a closing ever goes back: what is full as it was seen is full now.
      if (granted.length === 0) return wants.map(() => ({ status: 'full' }));
      const answer = await take(granted.length, state, mostTatMs, nowMs);
      if (answer === undefined) continue;
      if ('code' in answer) return alone(answer.code).reserve(wants);
      const before = answer.state.tatMs - granted.length * intervalMs;
      return hand(wants, granted, toTurnTimes(plan, granted.length, before, nowMs), false);
    }
    return wants.map(() => ({ status: 'full' }));
  }

  function take(count: number, { tatMs }: LineState, mostTatMs: number, nowMs: number) {
    const shared = { ':now': nowMs, ':zero': 0 };
    if (tatMs <= nowMs) {
      return update({
        update: 'SET #tat = :tat',
        condition: `(attribute_not_exists(#tat) OR #tat <= :now) AND ${isOpen}`,
        values: { ...shared, ':tat': nowMs + count * intervalMs },
      });
    }
    return update({
      update: 'SET #tat = #tat + :cost',
      condition: `#tat > :now AND #tat <= :most AND ${isOpen}`,
      values: { ...shared, ':cost': count * intervalMs, ':most': mostTatMs },
    });
  }

  function takeProbe({ tatMs }: LineState, nowMs: number) {
    return update({
      update: 'SET #tat = :tat, #probed = :now',
      condition: '#tat = :seen AND #strikes > :zero AND #closed <= :now AND #probed <= :probed',
      values: {
        ':seen': tatMs,
        ':tat': Math.max(tatMs, nowMs) + intervalMs,
        ':now': nowMs,
        ':zero': 0,
        ':probed': nowMs - probeMs,
      },
    });
  }

  function hand(
    wants: readonly TurnClass[],
    given: readonly number[],
    times: readonly number[],
    isProbe: boolean,
  ): Reserved[] {
    const others: Reserved = (isProbe && seen && toClosed(seen, table.time.read().leastMs)) || {
      status: 'full',
    };
    return wants.map((turnClass, index) => {
      const atMs = times[given.indexOf(index)];
      return atMs === undefined
        ? others
        : { status: 'turn', turn: { atMs, turnClass, isProbe, from: 'line' } };
    });
  }

  function isPerished({ atMs }: LineTurn): boolean {
    return table.time.read().mostMs - atMs > perishAfterMs;
  }

  function isClosedFor({ isProbe }: LineTurn): boolean {
    if (seen === undefined) return false;
    return seen.closedUntilMs > table.time.read().leastMs || (seen.strikes > 0 && !isProbe);
  }

  /** `sinceMs`: only if nobody closed it since then, for then this is no news. */
  async function close(reason: ClosedReason, forMs: number, sinceMs = Infinity): Promise<void> {
    const closedUntilMs = table.time.read().mostMs + forMs;
    const closing = {
      update:
        'SET #closed = :until, #reason = :reason, #probed = :zero, #strikes = if_not_exists(#strikes, :zero) + :one',
      condition: '(attribute_not_exists(#closed) OR (#closed < :until AND #closed <= :since))',
      values: {
        ':until': closedUntilMs,
        ':reason': reason,
        ':zero': 0,
        ':one': 1,
        ':since': Math.min(sinceMs, closedUntilMs),
      } satisfies Record<string, Attribute>,
    };
    const tatMs = toTatAfterClosing(plan, openLine, closedUntilMs);
    const first = await update({
      update: `${closing.update}, #tat = :tat`,
      condition: `${closing.condition} AND (attribute_not_exists(#tat) OR #tat < :tat)`,
      values: { ...closing.values, ':tat': tatMs },
    });
    // Refused by a TAT that lies further ahead as it is, or by a closing that says the same.
    const second = first === undefined && (seen?.tatMs ?? 0) >= tatMs ? await update(closing) : first;
    if (second !== undefined && 'code' in second) await alone(second.code).close(reason, forMs);
  }

  async function open(turn: LineTurn): Promise<void> {
    await update({
      update: 'SET #strikes = :zero, #probed = :zero',
      condition: '#strikes > :zero AND #closed <= :turn',
      values: { ':zero': 0, ':turn': turn.atMs },
    });
  }

  async function settle(turn: LineTurn, { status, spare = 0, retryInMs = 0 }: TurnAnswer): Promise<void> {
    const { closedUntilMs, strikes } = seen ?? openLine;
    if (turn.atMs < closedUntilMs) return;
    if (status === 'refused') return close('http_429', toClosedMs(retryInMs, strikes), turn.atMs);
    if (status === 'answered' && spare < 0) {
      return close('low_remaining', toClosedMs(-spare * intervalMs, strikes), turn.atMs);
    }
    if (status === 'answered' && (turn.isProbe || strikes > 0)) await open(turn);
  }

  const isShare = (turn: LineTurn) => turn.from === 'share';
  return {
    reserve,
    delayMs: (turn) =>
      isShare(turn) ? (share?.delayMs(turn) ?? 0) : toDelayMs(turn.atMs - table.time.read().leastMs),
    isGood(turn) {
      if (isShare(turn)) return share?.isGood(turn) ?? false;
      return table.time.read().leastMs >= turn.atMs && !isPerished(turn) && !isClosedFor(turn);
    },
    async redeem(turn, deliveries): Promise<TurnState> {
      // Another worker's share, or this one's of before.
      if (deliveries > 1 || isShare(turn)) return { status: 'perished' };
      // Its time is the table's, which a new worker has yet to hear.
      await refresh(true);
      if (isPerished(turn)) return { status: 'perished' };
      if (!isClosedFor(turn)) return { status: 'good' };
      return toClosed(seen ?? openLine, table.time.read().leastMs) ?? { status: 'perished' };
    },
    async settle(turn, answer) {
      await (isShare(turn) ? share?.settle(turn, answer) : settle(turn, answer));
    },
    close: (reason, forMs) => close(reason, forMs),
  };
}

/** By then what is known of the table's time has widened a little; and Node's timers may be a millisecond early. */
function toDelayMs(untilMs: number): number {
  return untilMs <= 0 ? 0 : Math.ceil(untilMs * 1.001) + 2;
}

function toClosed(
  state: LineState,
  nowMs: number,
): Extract<Reserved, { readonly status: 'closed' }> | undefined {
  const forMs = toClosedForMs(state, nowMs);
  return forMs > 0 ? { status: 'closed', reason: state.reason ?? 'http_429', forMs } : undefined;
}

function toLineState(item: TableItem | undefined): LineState {
  const toNumber = (name: string) => (typeof item?.[name] === 'number' ? item[name] : 0);
  const reason = item?.['reason'];
  return {
    tatMs: toNumber('tat'),
    closedUntilMs: toNumber('closed'),
    reason: typeof reason === 'string' ? (reason as ClosedReason) : undefined,
    strikes: toNumber('strikes'),
    probedAtMs: toNumber('probed'),
  };
}
