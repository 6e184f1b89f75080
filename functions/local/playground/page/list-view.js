import { byId, h, postJson, render, setAttribute, setText, tags, toast } from './dom.js';
import { applyFilters } from './filters.js';
import { go, writeList } from './route.js';
import { afterPaint, changed } from './schedule.js';
import { facets, release, sorts, state, toggleFacet } from './store.js';
import { ago, clock, count, coverage, risk, seconds, severity, shortUser, statusWords } from './words.js';

const { b, button, code, div, i, kbd, p, small, span } = tags;

const rowHeightOf = () => (innerWidth < 720 ? 75 : 46);
/** Rows drawn beyond the visible ones, so that scrolling does not show their making. */
const overscan = 2;
/** Of the list, told by its own events: asking for it would lay the page out. */
const view = { top: 0, height: 600 };
/** Ages go on once a second, all together: a click in between is answered without drawing every row. */
let agesOfMs = Date.now();

/** Columns: what sorts them, and by which facet their cell filters. */
const columns = [
  { name: 'c-risk', head: 'Risk', sort: 'risk', below: 'severity', belowSort: 'severity', facet: 'Risk' },
  { name: 'c-what', head: 'What changed', below: 'event · application', sort: 'event', belowSort: 'application', facet: 'Event' },
  { name: 'c-user', head: 'User', below: 'events in session', sort: 'user', facet: 'User' },
  { name: 'c-addr', head: 'Address', below: 'network', sort: 'address', belowSort: 'network', facet: 'Address' },
  { name: 'c-cov', head: 'Session', below: 'delay', sort: 'status', belowSort: 'delay', facet: 'Status' },
  { name: 'c-time', head: 'Time', below: 'ago', sort: 'time', facet: 'Application' },
];
let column = 0;

let headFor;
function drawHead() {
  const { sort, way } = state.filters;
  if (headFor === `${sort} ${way}`) return;
  headFor = `${sort} ${way}`;
  const sortButton = (name, text) => {
    const isOn = sort === name;
    return button({ type: 'button', title: `Sort by ${text.toLowerCase()}`, onClick: () => {
      const { first } = sorts[name];
      state.filters.way = isOn ? (way === 'down' ? 'up' : 'down') : first;
      state.filters.sort = name;
      applyFilters();
    } }, text, isOn && i({ 'aria-hidden': 'true' }, way === 'down' ? ' ↓' : ' ↑'));
  };
  const heads = columns.map(({ name, head, below, sort: by, belowSort }) =>
    span({ class: name, role: 'columnheader', 'aria-sort': [by, belowSort].includes(sort) ? (way === 'down' ? 'descending' : 'ascending') : 'none' },
      sortButton(by, head), small({}, belowSort ? sortButton(belowSort, below) : below)));
  render(div({ class: 'head row', role: 'row' }, ...heads), byId('grid-head'));
}

function cells(row, age, events) {
  const isEarlier = row.runId !== state.runId;
  const reason = row.coverage === 'none' ? { no_session_id: 'no session', not_found: 'gone' }[row.status] ?? statusWords(row.status) : undefined;
  const extra = row.raised.length - 1;
  return [
    [risk(row.riskLevel), small({}, severity(row.severityId))],
    [
      // What follows a text of another length would jump.
      b({ class: row.headline ? '' : 'none', ...(extra > 0 && { key: row.key }) }, span({ class: 'cut' }, row.headline || 'Nothing raised'), extra > 0 && i({ class: 'plus num', title: `${extra} more signals` }, `+${extra}`)),
      small({ class: 'cut', key: `${row.event} ${row.type}` }, `${row.event} `, code({}, row.type), row.application ? ` · ${row.application}` : undefined),
    ],
    [b({ class: 'cut' }, shortUser(row.user)), small({ class: 'num' }, events)],
    [b({ class: 'num cut' }, row.address || '–'), small({ class: 'num' }, row.network || '–')],
    [coverage(row.coverage, reason), small({ class: 'num' }, seconds(row.delayMs))],
    [b({}, clock(row.timeMs)), small({}, isEarlier ? 'earlier run' : age)],
  ];
}

/** A row as it was drawn last, for as long as nothing of it changes: Preact passes over a component that is the same object. */
const drawnRows = new WeakMap();
const Row = ({ node }) => node;
/** By row: its element. Who comes takes the element of somebody who has gone, for making one costs more than filling it. */
let slots = new Map();

/** Rows that stay keep their element, and with it the focus. */
function assignSlots(rows) {
  const next = new Map(rows.flatMap((row) => (slots.has(row) ? [[row, slots.get(row)]] : [])));
  const taken = new Set(next.values());
  const free = [...slots.values()].filter((slot) => !taken.has(slot));
  let fresh = slots.size === 0 ? 0 : Math.max(...slots.values()) + 1;
  for (const row of rows) {
    if (next.has(row)) continue;
    next.set(row, free.shift() ?? fresh++);
  }
  slots = new Map(rows.map((row) => [row, next.get(row)]));
}

function item(row, index, height) {
  const slot = slots.get(row);
  const isSelected = row.logId === state.selected;
  const isEarlier = row.runId !== state.runId;
  const age = `${ago(agesOfMs - row.timeMs)} ago`;
  const events = row.sessionId ? count(state.eventsOf.get(row.sessionId) ?? 1, 'event') : 'no session';
  const look = `${slot} ${index} ${height} ${isEarlier} ${isSelected && column} ${age} ${events}`;
  const known = drawnRows.get(row);
  if (known?.look === look) return known.node;
  const node = div(
    {
      class: `row lvl-${row.riskLevel}${isEarlier ? ' of-earlier' : ''}`,
      role: 'row',
      'aria-rowindex': index + 2,
      'aria-selected': String(isSelected),
      tabIndex: isSelected ? 0 : -1,
      'data-log-id': row.logId,
      style: { transform: `translateY(${index * height}px)` },
    },
    ...cells(row, age, events).map((content, at) => {
      const { name } = columns[at];
      return span({ role: 'gridcell', class: `${name}${isSelected && at === column ? ' cur' : ''}`, 'data-column': at },
        ...content);
    }),
  );
  const drawn = { look, node: h(Row, { key: slot, node }) };
  drawnRows.set(row, drawn);
  return drawn.node;
}

/** Rows are drawn anew only when something of them changed: while one reads, what comes changes the foot alone. */
export function drawList({ isForced = true } = {}) {
  if (isForced || state.isDirty) drawRows();
  drawFoot();
}

/** A second has gone by. */
export function drawAges() {
  agesOfMs = Date.now();
  drawList();
}

function drawRows() {
  state.isDirty = false;
  state.drawnFor = state.selected;
  const height = rowHeightOf();
  const { shown } = state;
  const first = Math.max(0, Math.floor(view.top / height) - overscan);
  const last = Math.min(shown.length, Math.ceil((view.top + view.height) / height) + overscan);
  const rows = byId('rows');
  rows.style.height = `${shown.length * height}px`;
  const drawn = shown.slice(first, last).map((row, at) => [row, first + at]);
  // The selected row stays in the document wherever one has scrolled to: it is the one stop of the Tab key.
  const at = state.selected === undefined ? -1 : shown.findIndex(({ logId }) => logId === state.selected);
  if (at >= 0 && (at < first || at >= last)) drawn.push([shown[at], at]);
  assignSlots(drawn.map(([row]) => row));
  render(drawn.map(([row, index]) => item(row, index, height)), rows);
  setAttribute(byId('grid'), 'aria-rowcount', String(shown.length + 1));
  drawHead();
}

function drawFoot() {
  const { all, shown, held, isPaused, filters } = state;
  const total = `${all.length.toLocaleString('en')} records`;
  const isFiltered = shown.length + held.length !== all.length;
  setText(byId('count'), `${isPaused ? 'paused; ' : ''}${isFiltered ? `${shown.length.toLocaleString('en')} of ${total}` : total}`);
  const gravest = held.reduce((max, row) => Math.max(max, row.severityId), 0);
  const about = gravest > 1 ? `, up to ${['', 'Info', 'Low', 'Medium', 'High'][gravest]}` : ', all Informational';
  render(held.length > 0 ? [`${held.length.toLocaleString('en')} newer${about} `, kbd({}, '.')] : ['Up to date'], byId('newer'));
  byId('newer').disabled = held.length === 0;
  const isEmpty = shown.length === 0;
  byId('empty').hidden = !isEmpty;
  byId('grid').hidden = isEmpty;
  if (!isEmpty) return;
  const content =
    all.length > 0
      ? [b({}, 'No record matches.'), p({}, `${all.length.toLocaleString('en')} are here without these filters.`), button({ type: 'button', class: 'btn', id: 'clear', onClick: clearFilters }, 'Clear filters ', kbd({}, 'Esc'))]
      : [b({}, 'No record yet.'), p({}, 'Send an event of your own to the webhook, whose address is in the terminal, or see what a hijacked session looks like.'), button({ type: 'button', class: 'btn', onClick: playFirst }, 'Play a hijacked session')];
  render(content, byId('empty'));
  void filters;
}

const playFirst = () => postJson('/playground/scenarios/hijack', {}).catch((error) => toast(error.message));

export function clearFilters() {
  const { sort, way } = state.filters;
  Object.assign(state.filters, { q: '', min: 0, chosen: [], last: '', from: 0, to: 0, sort, way });
  applyFilters();
}

/** By identity; `isChosen` when a person did it, and the address is to say so. */
export function select(logId, { focus = true } = {}) {
  state.selected = logId;
  state.isChosen = true;
  afterPaint(writeList);
  drawList();
  if (focus) rowElement(logId)?.focus({ preventScroll: true });
  keepInView(logId);
  changed();
}

function scrollTo(top) {
  byId('scroller').scrollTop = top;
  view.top = top;
}

const rowElement = (logId) => byId('rows').querySelector(`[data-log-id="${CSS.escape(logId)}"]`);

function keepInView(logId) {
  const at = state.shown.findIndex((row) => row.logId === logId);
  if (at < 0) return;
  const height = rowHeightOf();
  if (at * height < view.top) scrollTo(at * height);
  else if ((at + 1) * height > view.top + view.height) scrollTo((at + 1) * height - view.height);
}

export function focusSelected() {
  if (state.selected === undefined) return;
  drawList();
  keepInView(state.selected);
  rowElement(state.selected)?.focus({ preventScroll: true });
}

export function move(by) {
  const at = state.shown.findIndex(({ logId }) => logId === state.selected);
  const next = state.shown[Math.max(0, Math.min(state.shown.length - 1, at + by))];
  if (next) select(next.logId);
}

export function moveColumn(by) {
  column = Math.max(0, Math.min(columns.length - 1, column + by));
  drawList();
}

export const selectedRow = () => state.shown.find(({ logId }) => logId === state.selected) ?? state.all.find(({ logId }) => logId === state.selected);

export function filterByCell(row, facet = columns[column].facet) {
  const [value] = facets[facet](row);
  if (value === undefined) return;
  toggleFacet(facet, value);
  applyFilters();
  rowElement(row.logId)?.focus({ preventScroll: true });
}

let cellFilter;
/** One button for all cells: it stands in the cell that is pointed at. */
function startCellFilter(scroller) {
  cellFilter = byId('cell-filter');
  let over;
  scroller.addEventListener('pointerover', ({ target }) => {
    const cell = target.closest?.('[data-column]');
    if (!cell || target === cellFilter) return;
    over = { logId: cell.parentElement.dataset.logId, facet: columns[Number(cell.dataset.column)].facet };
    const [box, frame] = [cell.getBoundingClientRect(), scroller.getBoundingClientRect()];
    cellFilter.style.transform = `translate(${box.right - frame.left - 24}px, ${box.top - frame.top + view.top + 11}px)`;
    cellFilter.title = `Filter by this: ${over.facet}`;
    cellFilter.hidden = false;
  });
  scroller.addEventListener('pointerleave', () => (cellFilter.hidden = true));
  cellFilter.addEventListener('click', () => {
    const row = state.shown.find(({ logId }) => logId === over?.logId);
    cellFilter.hidden = true;
    if (row) filterByCell(row, over.facet);
  });
}

export function startList() {
  const scroller = byId('scroller');
  let isDrawing = false;
  scroller.addEventListener('scroll', () => {
    view.top = scroller.scrollTop;
    cellFilter.hidden = true;
    if (isDrawing) return;
    isDrawing = true;
    requestAnimationFrame(() => {
      isDrawing = false;
      drawList();
    });
  }, { passive: true });
  new ResizeObserver(([entry]) => {
    view.height = entry.contentRect.height || view.height;
    drawList();
  }).observe(scroller);
  let isInside = false;
  scroller.addEventListener('pointerenter', () => (isInside = true));
  scroller.addEventListener('pointerleave', () => (isInside = false));
  // Whoever reads further down, points at a row or walks by the keyboard keeps what they see.
  state.isHeld = () => view.top > 0 || isInside || scroller.contains(document.activeElement);
  for (const leaving of ['pointerleave', 'focusout']) {
    scroller.addEventListener(leaving, () => setTimeout(() => !state.isPaused && !state.isHeld() && state.held.length > 0 && release()));
  }
  byId('rows').addEventListener('click', ({ target }) => {
    const logId = target.closest('.row')?.dataset.logId;
    if (logId === undefined) return;
    select(logId);
    if (innerWidth < 1240) go('login', logId);
  });
  byId('rows').addEventListener('dblclick', ({ target }) => {
    const logId = target.closest('.row')?.dataset.logId;
    if (logId !== undefined) go('login', logId);
  });
  startCellFilter(scroller);
  byId('newer').addEventListener('click', () => {
    scrollTo(0);
    release();
  });
}
