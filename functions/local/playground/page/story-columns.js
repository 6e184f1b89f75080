/** Where a story's events stand on its time line, and what its lanes hold: no element is made here. */

const carried = (events, read) => {
  let last = '';
  return events.map((event) => {
    const value = read(event);
    if (value) last = value;
    return last;
  });
};

/**
 * Columns of the time line: an event each, as long as there is room; then quiet stretches become one.
 *
 * @returns {{ from: number, to: number }[]} places in `events`, both inclusive
 */
export function toColumns(events, changes, selected, most) {
  if (events.length <= most) return events.map((_, at) => ({ from: at, to: at }));
  const applications = carried(events, ({ application }) => application);
  const isKept = (at) =>
    at === 0 ||
    at === events.length - 1 ||
    events[at].logId === selected ||
    changes.some((change) => change.at === at || change.at === at + 1) ||
    applications[at] !== applications[at - 1];
  const columns = [];
  for (let at = 0; at < events.length; at += 1) {
    const last = columns.at(-1);
    if (last && !last.isKept && !isKept(at)) last.to = at;
    else columns.push({ from: at, to: at, isKept: isKept(at) });
  }
  // What changes all the time has too many: the latest are told, those before stand together.
  if (columns.length > most) {
    const tail = columns.slice(-(most - 1));
    return [{ from: 0, to: tail[0].from - 1 }, ...tail];
  }
  return columns;
}

/** Middle of each column, and the edges between them, in percent of the line. */
export function toPlaces(columns, events, isToScale) {
  const times = columns.map(({ to }) => events[to].timeMs);
  const [first, last] = [times[0], times.at(-1)];
  const x = columns.map((_, at) =>
    isToScale && last > first ? 4 + ((times[at] - first) / (last - first)) * 92 : ((at + 0.5) / columns.length) * 100,
  );
  const edges = [0, ...x.slice(1).map((here, at) => (here + x[at]) / 2), 100];
  return { x, edges };
}

/** Columns whose names have room beside each other: in the order in which they matter, each so far from all before it. */
export function toTold(x, order, least) {
  const told = new Set();
  for (const at of order) if ([...told].every((other) => Math.abs(x[at] - x[other]) >= least)) told.add(at);
  return told;
}

/** Neighbours of one value as one span: `{ from, to, value }`, places of columns, `to` exclusive. */
export function toSpans(columns, events, read) {
  const values = carried(events, read);
  const spans = [];
  for (const [at, column] of columns.entries()) {
    const value = values[column.to];
    const last = spans.at(-1);
    if (last && last.value === value) last.to = at + 1;
    else spans.push({ from: at, to: at + 1, value });
  }
  return spans.filter(({ value }) => value !== '');
}

/** Columns at which something changed, with what and how fast. */
export const toBands = (columns, changes) =>
  changes.flatMap((change) => {
    const at = columns.findIndex(({ from, to }) => change.at >= from && change.at <= to);
    return at > 0 ? [{ ...change, column: at }] : [];
  });

export function toStoryText({ events, changes }, words) {
  const changeAt = new Map(changes.map((change) => [change.at, change]));
  const lines = events.flatMap((event, at) => {
    const change = changeAt.get(at);
    const told = [words.moment(event.timeMs), event.riskLevel.padEnd(6), `${event.event.words} (${event.event.code})`, event.application, event.network, event.program, event.headline].filter(Boolean).join('  ');
    return change ? [`--- ${change.what.join(' and ')} changed, within ${words.duration(change.withinMs)}`, told] : [told];
  });
  return lines.join('\n');
}
