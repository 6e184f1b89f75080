import { download, toast } from './dom.js';
import { state } from './store.js';
import { count } from './words.js';

const columns = ['timeMs', 'riskLevel', 'severityId', 'headline', 'type', 'event', 'user', 'userId', 'application', 'address', 'network', 'status', 'delayMs', 'sessionId', 'logId'];

/** A cell that begins like a formula is not to be one in a spreadsheet. */
function toCell(value) {
  const text = String(value ?? '');
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function toCsv(rows) {
  const lines = rows.map((row) => columns.map((name) => toCell(name === 'timeMs' ? new Date(row.timeMs).toISOString() : row[name])).join(','));
  return `${[columns.map((name) => (name === 'timeMs' ? 'time' : name)).join(','), ...lines].join('\r\n')}\r\n`;
}

export function exportCsv() {
  download('records.csv', toCsv(state.shown), 'text/csv');
  toast(`${count(state.shown.length, 'record')} exported`);
}

/** The records themselves are with the server; those of an earlier run are gone with it. */
export async function exportRecords() {
  const ids = state.shown.filter(({ runId }) => runId === state.runId).map(({ id }) => id);
  const response = await fetch('/playground/export', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ids }),
  });
  download('records.ndjson', await response.text(), 'application/x-ndjson');
  toast(`${count(ids.length, 'record')} exported`);
}
