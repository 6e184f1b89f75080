import { h } from './preact.js';
import { icon, tags } from './dom.js';

const { span } = tags;

/** Risk levels, gravest last; `n` is OCSF's severity of the same weight. */
export const levels = { info: { n: 1, word: 'Info' }, low: { n: 2, word: 'Low' }, medium: { n: 3, word: 'Medium' }, high: { n: 4, word: 'High' } };
export const levelNames = ['info', 'low', 'medium', 'high'];
export const levelOf = (severityId) => levelNames[Math.min(4, Math.max(1, severityId)) - 1];
export const coverages = { api: 'Auth0', observed: 'observed', none: 'none' };

/** Filled, with a shape: the risk of the session. */
export const risk = (level, size = '') =>
  span({ class: `risk ${level} ${size}` }, icon(`lv-${level}`), levels[level]?.word ?? level);
/** Outlined, with OCSF's number: the severity of the record. */
export const severity = (id) => {
  const level = levelOf(id);
  return span({ class: `sev ${level}` }, span({ class: 'n' }, String(id)), levels[level].word);
};
export const coverage = (kind, text) => span({ class: `cv ${kind}` }, icon(`cv-${kind}`), text ?? coverages[kind]);
export const statusWords = (status) => status.replaceAll('_', ' ');

/** One format for moments everywhere: the clock, in this machine's zone; the date only where it is another day. */
const pad = (number) => String(number).padStart(2, '0');
export function clock(ms) {
  const date = new Date(ms);
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
export const day = (ms) => `${new Date(ms).getDate()} ${months[new Date(ms).getMonth()]}`;
export const moment = (ms) => `${day(ms)}, ${clock(ms)}`;
const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;
/** Evidence may hold a moment as ISO text. */
export const readable = (text) => (iso.test(text ?? '') ? moment(Date.parse(text)) : text);

export function duration(ms) {
  const seconds = Math.round(Math.abs(ms) / 1000);
  if (seconds < 1) return ms === 0 ? '0 s' : `${Math.round(Math.abs(ms))} ms`;
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return join(minutes, 'min', seconds % 60, 's');
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return join(hours, 'h', minutes % 60, 'min');
  return join(Math.floor(hours / 24), 'd', hours % 24, 'h');
}
const join = (large, unit, small, smallUnit) => (small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smallUnit}`);

/** Short, for a column: one unit. */
export function ago(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`;
}
export const seconds = (ms) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
export const count = (number, noun) => `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
export const percent = (part, whole) => (whole === 0 ? '–' : `${Math.round((part / whole) * 100)} %`);

/** A sentence of pieces, as the server writes it. `level` colours what is now. */
export const sentence = (phrases, level = 'high') =>
  phrases.map(({ text, tone }) => (tone ? h('span', { class: tone === 'now' ? `now ${level}` : tone }, text) : text));

/** Who was it: the part before the @ is enough in a row. */
export const shortUser = (user) => user.replace(/@.*$/, '') || '–';
