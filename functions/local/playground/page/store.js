import { arrived, changed } from './schedule.js';
import { levels } from './words.js';

/** What the page knows, and what of it is shown. */
export const mostRows = 10_000;

export const ranges = { '1m': 60_000, '5m': 300_000, '15m': 900_000, '1h': 3_600_000 };
/** What rows can be filtered by: title of the group, and what a row says to it. */
export const facets = {
  Risk: (row) => [levels[row.riskLevel]?.word ?? row.riskLevel],
  Session: (row) => [{ api: 'Auth0', observed: 'observed', none: 'none' }[row.coverage]],
  Signal: (row) => row.raised,
  Application: (row) => [row.application || '–'],
  Event: (row) => [row.type],
  User: (row) => [row.user || '–'],
  Address: (row) => [row.address || '–'],
  Network: (row) => [row.network || '–'],
  Severity: (row) => [String(row.severityId)],
  Status: (row) => [row.status],
};
const compareText = (read) => (a, b) => (read(a) < read(b) ? -1 : read(a) > read(b) ? 1 : 0);
/** Ascending; each column knows which way it begins. */
export const sorts = {
  risk: { compare: (a, b) => a.level - b.level || a.timeMs - b.timeMs, first: 'down' },
  severity: { compare: (a, b) => a.severityId - b.severityId, first: 'down' },
  event: { compare: compareText((row) => row.event), first: 'up' },
  user: { compare: compareText((row) => row.user), first: 'up' },
  address: { compare: compareText((row) => row.address), first: 'up' },
  network: { compare: compareText((row) => row.network), first: 'up' },
  application: { compare: compareText((row) => row.application), first: 'up' },
  status: { compare: compareText((row) => row.status), first: 'up' },
  delay: { compare: (a, b) => a.delayMs - b.delayMs, first: 'down' },
  time: { compare: (a, b) => a.timeMs - b.timeMs, first: 'down' },
};

export function emptyFilters() {
  return { q: '', min: 0, chosen: /** @type {[title: string, value: string][]} */ ([]), last: '', from: 0, to: 0, sort: 'risk', way: 'down' };
}

export const state = {
  setup: undefined,
  /** Of the server that answers now; rows of another run are hatched. */
  runId: undefined,
  /** Oldest first. */
  all: [],
  /** Filtered and sorted. */
  shown: [],
  /** Matching rows that came while somebody was reading further down. */
  held: [],
  filters: emptyFilters(),
  /** Log ID: a place in the list is kept by identity, never by number. */
  selected: undefined,
  isPaused: false,
  isHeld: () => false,
  ticks: [],
  /** Whether what is shown differs from what was drawn last. */
  isDirty: true,
  connection: { state: 'connecting', sinceMs: Date.now() },
  counts: new Map(Object.keys(facets).map((title) => [title, new Map()])),
  eventsOf: new Map(),
};

const toText = (row) =>
  [row.user, row.userId, row.address, row.network, row.application, row.event, row.type, row.headline, row.status, row.sessionId, row.logId, ...row.raised]
    .join('\n')
    .toLowerCase();

/** One test for thousands of rows: what all of them share is worked out once. */
function toTest() {
  const { q, min, chosen, last, from, to } = state.filters;
  const text = q.toLowerCase();
  const earliest = Math.max(from, last ? Date.now() - ranges[last] : 0);
  const groups = [...Map.groupBy(chosen, ([title]) => title)].map(([title, values]) => ({ read: facets[title], values: values.map(([, value]) => value) }));
  return (row) =>
    row.level >= min &&
    row.timeMs >= earliest &&
    (!to || row.timeMs <= to) &&
    (text === '' || row.text.includes(text)) &&
    groups.every(({ read, values }) => read(row).some((value) => values.includes(value)));
}

function toOrder() {
  const { sort, way } = state.filters;
  const { compare } = sorts[sort];
  const sign = way === 'down' ? -1 : 1;
  return (a, b) => compare(a, b) * sign || b.key - a.key;
}

/** All anew: after a change of filters. */
export function refilter() {
  state.held = [];
  state.shown = state.all.filter(toTest()).sort(toOrder());
  state.isDirty = true;
  changed();
}

let nextKey = 1;
function countIn(row, by) {
  for (const [title, read] of Object.entries(facets)) {
    const counts = state.counts.get(title);
    for (const value of read(row)) {
      const number = (counts.get(value) ?? 0) + by;
      if (number > 0) counts.set(value, number);
      else counts.delete(value);
    }
  }
  if (row.sessionId) state.eventsOf.set(row.sessionId, (state.eventsOf.get(row.sessionId) ?? 0) + by);
}

function prepare(row, key) {
  row.key = key;
  row.level = levels[row.riskLevel]?.n ?? 1;
  row.text = toText(row);
  row.runId = state.runId;
  countIn(row, 1);
}

function forgetOldest() {
  const surplus = state.all.length - mostRows;
  if (surplus <= 0) return;
  const gone = state.all.splice(0, surplus);
  for (const row of gone) {
    row.isGone = true;
    countIn(row, -1);
  }
  const isKept = (row) => !row.isGone;
  state.shown = state.shown.filter(isKept);
  state.held = state.held.filter(isKept);
  state.isDirty = true;
}

/** New rows, oldest first. They wait while somebody reads. */
export function addRows(rows) {
  for (const row of rows) {
    prepare(row, nextKey);
    nextKey += 1;
  }
  state.all.push(...rows);
  state.held.push(...rows.filter(toTest()));
  forgetOldest();
  if (!state.isPaused && !state.isHeld()) show();
  arrived();
}

let firstKey = 0;
/** Rows from before the page was opened, oldest first: they stand behind what is there. */
export function addOlderRows(rows) {
  const room = mostRows - state.all.length;
  const taken = rows.slice(Math.max(0, rows.length - room));
  for (let index = taken.length - 1; index >= 0; index -= 1) {
    firstKey -= 1;
    prepare(taken[index], firstKey);
  }
  state.all.unshift(...taken);
  state.shown = [...state.shown, ...taken.filter(toTest())].sort(toOrder());
  state.isDirty = true;
  arrived();
}

function insert(row, compare) {
  const { shown } = state;
  let [low, high] = [0, shown.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(shown[middle], row) < 0) low = middle + 1;
    else high = middle;
  }
  shown.splice(low, 0, row);
}

/** What waited is shown, for a person wants to see it. */
export function release() {
  if (state.held.length === 0) return;
  show();
  changed();
}

function show() {
  if (state.held.length === 0) return;
  const compare = toOrder();
  if (state.held.length > 200) state.shown = [...state.shown, ...state.held].sort(compare);
  else for (const row of state.held) insert(row, compare);
  state.held = [];
  state.isDirty = true;
}

export function forgetEarlierRuns() {
  const kept = state.all.filter((row) => row.runId === state.runId);
  for (const row of state.all) if (row.runId !== state.runId) countIn(row, -1);
  state.all = kept;
  refilter();
}

export const hasEarlierRuns = () => state.all[0] !== undefined && state.all[0].runId !== state.runId;

export function toggleFacet(title, value) {
  const { chosen } = state.filters;
  const isOn = chosen.some(([name, one]) => name === title && one === value);
  state.filters.chosen = isOn
    ? chosen.filter(([name, one]) => name !== title || one !== value)
    : [...chosen, [title, value]];
}
