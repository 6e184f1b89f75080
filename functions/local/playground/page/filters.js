import { byId, icon, render, tags } from './dom.js';
import { writeList } from './route.js';
import { afterPaint } from './schedule.js';
import { ranges, refilter, state, toggleFacet } from './store.js';
import { clock, levelNames, levels } from './words.js';
import { exportCsv, exportRecords } from './export.js';

const { b, button, details, fieldset, input, kbd, label, legend, li, span, summary, ul } = tags;

/** Shown beside the list, each with the room it will need: what comes later moves nothing. */
const groups = { Risk: 4, Session: 3, Signal: 6, Application: 5 };
const more = ['Event', 'User', 'Network', 'Severity', 'Status'];
const inMore = 12;
const fixed = { Risk: ['High', 'Medium', 'Low', 'Info'], Session: ['Auth0', 'observed', 'none'] };
/** A value keeps the place it once got. */
const places = new Map();
let isMoreShown = false;

function valuesOf(title, room) {
  if (fixed[title]) return fixed[title];
  const known = places.get(title) ?? [];
  places.set(title, known);
  const counts = state.counts.get(title);
  if (known.length < room) {
    const fresh = [...counts.keys()].filter((value) => !known.includes(value));
    fresh.sort((one, other) => counts.get(other) - counts.get(one));
    known.push(...fresh.slice(0, room - known.length));
  }
  const chosen = state.filters.chosen.flatMap(([name, value]) => (name === title && !known.includes(value) ? [value] : []));
  return [...known, ...chosen];
}

let isWaiting = false;
/** While one types, the letter is painted first; many letters are one search. */
function applySoon() {
  if (isWaiting) return;
  isWaiting = true;
  afterPaint(() => {
    isWaiting = false;
    applyFilters(true);
  });
}

export function applyFilters(isTyping = false) {
  refilter();
  writeList();
  if (!isTyping) drawFilters();
}

function mark(title, value) {
  if (title === 'Risk') {
    const level = levelNames.find((name) => levels[name].word === value);
    return icon(`lv-${level}`, undefined, `lv ${level}`);
  }
  if (title !== 'Session') return undefined;
  const kind = { Auth0: 'api', observed: 'observed', none: 'none' }[value];
  return icon(`cv-${kind}`, undefined, `cvi ${kind}`);
}

const nameOf = (title, value) => (title === 'Signal' ? (state.setup?.signals[value]?.title ?? value) : value);

function group(title, room) {
  const counts = state.counts.get(title);
  const isOn = (value) => state.filters.chosen.some(([name, one]) => name === title && one === value);
  const items = valuesOf(title, room).map((value) =>
    li({ key: value },
      label({ title: nameOf(title, value) },
        input({ type: 'checkbox', value: `${title}:${value}`, checked: isOn(value), onChange: () => { toggleFacet(title, value); applyFilters(); } }),
        mark(title, value),
        span({ class: 'cut' }, nameOf(title, value)),
        b({ class: 'num', key: counts.get(value) ?? 0 }, (counts.get(value) ?? 0).toLocaleString('en')))));
  return fieldset({ key: title, class: `room-${room}` }, legend({}, title), ul({}, ...items, items.length === 0 && li({ key: 'none', class: 'quiet none-yet' }, 'none yet')));
}

export function drawFacets() {
  const titles = { ...groups, ...(isMoreShown && Object.fromEntries(more.map((title) => [title, inMore]))) };
  render(
    [
      ...Object.entries(titles).map(([title, room]) => group(title, room)),
      button({ key: 'more', type: 'button', class: 'link more', 'aria-expanded': String(isMoreShown), onClick: () => { isMoreShown = !isMoreShown; drawFacets(); } },
        isMoreShown ? 'fewer filters' : `${more.length} more: event, user, network, severity, status`),
      button({ key: 'close', type: 'button', class: 'btn primary only-phone', onClick: toggleFacets }, 'Show the records'),
    ],
    byId('facets'),
  );
}

export function toggleFacets() {
  const isOpen = byId('inv').classList.toggle('with-facets');
  byId('open-facets').setAttribute('aria-expanded', String(isOpen));
  byId('open-facets').focus();
}

const rangeNames = { '': 'All time', '1m': 'Last minute', '5m': 'Last 5 min', '15m': 'Last 15 min', '1h': 'Last hour' };
const toLocal = (ms) => (ms ? new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 19) : '');
const closeMenu = ({ target }) => target.closest('details').removeAttribute('open');

function rangeMenu() {
  const { last, from, to } = state.filters;
  const isCustom = Boolean(from || to);
  const name = isCustom ? `${from ? clock(from) : '…'} – ${to ? clock(to) : 'now'}` : rangeNames[last];
  const pick = (value) => (event) => { Object.assign(state.filters, { last: value, from: 0, to: 0 }); closeMenu(event); applyFilters(); };
  const set = (key) => ({ target }) => { Object.assign(state.filters, { last: '', [key]: Date.parse(target.value) || 0 }); applyFilters(); };
  return details({ class: 'menu time', key: 'time' },
    summary({ class: 'btn', 'aria-label': `Time range: ${name}` }, name, icon('i-down')),
    ul({}, ...['', ...Object.keys(ranges)].map((value) =>
      li({ key: value }, button({ type: 'button', 'aria-pressed': String(!isCustom && value === last), onClick: pick(value) }, rangeNames[value]))),
      li({ key: 'from' }, label({ class: 'own' }, 'From', input({ type: 'datetime-local', step: 1, value: toLocal(from), onChange: set('from') }))),
      li({ key: 'to' }, label({ class: 'own' }, 'To', input({ type: 'datetime-local', step: 1, value: toLocal(to), onChange: set('to') })))));
}

function exportMenu() {
  return details({ class: 'menu out', key: 'out' },
    summary({ class: 'btn icon', 'aria-label': 'Export what is shown' }, icon('i-export')),
    ul({},
      li({}, button({ type: 'button', onClick: (event) => { closeMenu(event); exportRecords(); } }, 'Records', tags.small({}, 'NDJSON, as they were delivered'))),
      li({}, button({ type: 'button', onClick: (event) => { closeMenu(event); exportCsv(); } }, 'This list', tags.small({}, 'CSV, one row a record')))));
}

export function drawFilters() {
  const { q, min, chosen } = state.filters;
  const step = (value, level) =>
    button({ key: value, type: 'button', 'data-min': value, 'aria-pressed': String(min === value), onClick: () => { state.filters.min = value; applyFilters(); } },
      ...(level ? [icon(`lv-${level}`, undefined, `lv ${level}`), span({}, levels[level].word)] : ['all']));
  render(
    [
      label({ key: 'q', class: 'search' }, icon('i-search'), span({ class: 'vh' }, 'Search records'),
        input({ id: 'q', type: 'search', placeholder: 'User, address, signal, session …', autocomplete: 'off', spellcheck: false, value: q,
          onInput: ({ target }) => { state.filters.q = target.value; applySoon(); } }),
        kbd({}, '/')),
      button({ key: 'f', type: 'button', class: 'btn only-narrow', id: 'open-facets', 'aria-expanded': String(byId('inv').classList.contains('with-facets')), 'aria-controls': 'facets', onClick: toggleFacets }, icon('i-filter'), 'Filters'),
      tags.div({ key: 'seg', class: 'seg', role: 'group', 'aria-label': 'Risk at least' }, span({ class: 'seg-label' }, 'Risk ≥'), step(0), step(2, 'low'), step(3, 'medium'), step(4, 'high')),
      rangeMenu(),
      exportMenu(),
    ],
    byId('bar'),
  );
  render(
    chosen.map(([title, value]) =>
      button({ key: `${title}:${value}`, type: 'button', class: 'chip', onClick: () => { toggleFacet(title, value); applyFilters(); } }, `${title}: ${nameOf(title, value)}`, icon('i-x', 'remove'))),
    byId('chips'),
  );
  drawFacets();
}

