import { UAParser } from 'ua-parser-js';
import type { JsonObject } from '../../log-event/log-event.ts';

export interface HistoryPage {
  readonly logs: readonly JsonObject[];
  /** Where the next page begins; the same place again when there is nothing new. */
  readonly nextFrom: string;
}

export interface LogHistory {
  /** Takes events with a `log_id`; anything else and repeats are ignored. */
  add(events: readonly JsonObject[]): void;
  /** Events after `from` in the order of `log_id`, which is not the order of `date`. */
  readPage(from: string, take: number): HistoryPage;
}

/**
 * What `GET /api/v2/logs` hands out: bare events with `_id`, `isMobile`, a `scope` of text and a digest for
 * `user_agent`, as the pull API has them.
 */
export function createLogHistory(): LogHistory {
  const byId = new Map<string, JsonObject>();
  let sortedIds: readonly string[] | undefined;

  return {
    add(events) {
      for (const event of events) {
        const logId = event['log_id'];
        if (typeof logId !== 'string' || byId.has(logId)) continue;
        byId.set(logId, toPulledEvent(event, logId));
        sortedIds = undefined;
      }
    },
    readPage(from, take) {
      sortedIds ??= [...byId.keys()].toSorted();
      const start = findFirstAfter(sortedIds, from);
      const ids = sortedIds.slice(start, start + take);
      const logs = ids.map((id) => byId.get(id)).filter((event) => event !== undefined);
      return { logs, nextFrom: ids.at(-1) ?? from };
    },
  };
}

function toPulledEvent(event: JsonObject, logId: string): JsonObject {
  const { scope, user_agent: userAgent } = event;
  return {
    ...event,
    ...(Array.isArray(scope) && { scope: scope.join(' ') }),
    ...(typeof userAgent === 'string' && { user_agent: toDigest(userAgent) }),
    _id: logId,
    isMobile: typeof userAgent === 'string' && /Mobile|Android|iPhone/.test(userAgent),
  };
}

/** As in the pull API: `Chrome 141.0.0 / Windows 10.0.0`. */
function toDigest(userAgent: string): string {
  if (userAgent === '') return '';
  const parser = new UAParser(userAgent);
  const [browser, os] = [parser.getBrowser(), parser.getOS()];
  return `${toName(browser.name, browser.version)} / ${toName(os.name, os.version)}`;
}

function toName(name = 'Other', version = '0'): string {
  const [major = '0', minor = '0', patch = '0'] = version.split(/[^0-9]+/).filter(Boolean);
  return `${name} ${major}.${minor}.${patch}`;
}

function findFirstAfter(sortedIds: readonly string[], from: string): number {
  let low = 0;
  let high = sortedIds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sortedIds[middle] ?? '') <= from) low = middle + 1;
    else high = middle;
  }
  return low;
}
