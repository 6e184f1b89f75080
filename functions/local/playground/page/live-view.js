import { byId, element, fetchJson } from './dom.js';
import { toDetail } from './detail-view.js';

const rowHeight = 34;
const mostRows = 10_000;
/** Rows drawn beyond the visible ones, so that scrolling does not show their making. */
const overscan = 6;

/** The list of records: the newest 10,000 in memory, only the visible ones in the document. */
export function createLiveView() {
  const scroller = byId('scroller');
  const list = byId('rows');
  const all = [];
  let shown = [];
  let isPaused = false;
  let isDrawing = false;
  /** Rows that came while somebody was pointing at the list: it holds still meanwhile. */
  let held = [];
  const items = new Map();
  const signals = new Set();
  const statuses = new Set();
  const filters = ['status', 'signal', 'type', 'user'].map((name) => byId(`filter-${name}`));

  function matches(row) {
    const [status, signal, type, user] = filters.map(({ value }) => value.trim().toLowerCase());
    return (
      (status === '' || row.status === status) &&
      (signal === '' || row.raised.includes(signal)) &&
      (type === '' || row.type.toLowerCase() === type) &&
      (user === '' || row.user.toLowerCase().includes(user))
    );
  }

  function draw() {
    isDrawing = false;
    const first = Math.max(0, Math.floor(scroller.scrollTop / rowHeight) - overscan);
    const last = Math.min(shown.length, Math.ceil((scroller.scrollTop + scroller.clientHeight) / rowHeight) + overscan);
    list.style.height = `${shown.length * rowHeight}px`;
    // Newest first: the list is kept oldest first and read from its end. A row keeps its element as long as it is
    // visible, so that focus stays and a click that has begun ends on the same row.
    const before = new Map(items);
    items.clear();
    for (let index = first; index < last; index += 1) {
      const row = shown[shown.length - 1 - index];
      const item = before.get(row.id) ?? toItem(row);
      before.delete(row.id);
      items.set(row.id, item);
      item.style.top = `${index * rowHeight}px`;
      item.setAttribute('aria-setsize', String(shown.length));
      item.setAttribute('aria-posinset', String(index + 1));
    }
    for (const gone of before.values()) gone.remove();
    let next = list.firstElementChild;
    for (const item of items.values()) {
      if (item === next) next = next.nextElementSibling;
      else list.insertBefore(item, next);
    }
    sayCount();
    const empty = byId('empty');
    empty.hidden = shown.length > 0;
    empty.textContent =
      all.length > 0 ? 'No record fits these filters.' : 'No record yet. Press a button above, or send an event of your own to the webhook.';
  }

  function sayCount() {
    const total = `${all.length.toLocaleString('en')} records`;
    const parts = [
      isPaused && 'paused',
      held.length > 0 && `${held.length.toLocaleString('en')} new, held back while you point at the list`,
      shown.length + held.length === all.length || isPaused ? total : `${shown.length.toLocaleString('en')} of ${total}`,
    ];
    byId('count').textContent = parts.filter(Boolean).join('; ');
  }

  function toItem(row) {
    const time = new Date(row.atMs).toLocaleTimeString('en-GB');
    const chips = row.raised.slice(0, 2).map((name) => element('span', { class: `chip risk-${row.riskLevel}` }, name));
    if (row.raised.length > 2) chips.push(element('span', { class: 'chip' }, `+${row.raised.length - 2}`));
    const button = element(
      'button',
      { type: 'button', class: 'row', 'data-id': String(row.id), onclick: () => openDetail(row.id) },
      element('span', {}, time),
      element('span', { class: 'code' }, row.type),
      element('span', { class: 'cut' }, row.user || '–'),
      element('span', {}, element('span', { class: `chip status-${row.status}` }, row.status)),
      element('span', { class: 'cut' }, ...(chips.length > 0 ? chips : ['–'])),
      element('span', { class: 'number' }, `${Math.round(row.delayMs)} ms`),
    );
    return element('li', {}, button);
  }

  function schedule() {
    if (isDrawing) return;
    isDrawing = true;
    requestAnimationFrame(draw);
  }

  function isPointedAt() {
    return scroller.matches(':hover') || list.contains(document.activeElement);
  }

  function release() {
    shown.push(...held);
    // Who has scrolled down goes on reading the same rows.
    if (scroller.scrollTop > 0) scroller.scrollTop += held.length * rowHeight;
    held = [];
    if (shown.length > mostRows) shown.splice(0, shown.length - mostRows);
    schedule();
  }

  function refilter() {
    held = [];
    shown = all.filter(matches);
    scroller.scrollTop = 0;
    schedule();
  }

  function addOption(select, known, value) {
    if (known.has(value)) return;
    known.add(value);
    const options = [...known].sort((a, b) => a.localeCompare(b)).map((name) => element('option', { value: name }, name));
    const { value: chosen } = select;
    select.replaceChildren(element('option', { value: '' }, 'all'), ...options);
    select.value = chosen;
  }

  async function openDetail(id) {
    const dialog = byId('detail');
    const body = byId('detail-body');
    body.replaceChildren(element('p', { class: 'hint' }, 'Loading…'));
    dialog.showModal();
    try {
      const detail = await fetchJson(`/playground/records/${id}`);
      byId('detail-title').replaceChildren(`${detail.type} `, element('small', {}, detail.logId));
      body.replaceChildren(toDetail(detail));
    } catch (error) {
      body.replaceChildren(element('p', { class: 'error' }, error.message));
    }
  }

  scroller.addEventListener('scroll', schedule, { passive: true });
  for (const leaving of ['pointerleave', 'focusout']) {
    scroller.addEventListener(leaving, () => setTimeout(() => !isPaused && !isPointedAt() && release()));
  }
  addEventListener('resize', schedule);
  for (const filter of filters) filter.addEventListener('input', refilter);
  byId('pause').addEventListener('click', ({ currentTarget: button }) => {
    isPaused = !isPaused;
    button.setAttribute('aria-pressed', String(isPaused));
    button.textContent = isPaused ? 'Continue' : 'Pause';
    if (!isPaused) refilter();
  });
  // Arrows walk from row to row, as in any list.
  list.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const next = step && event.target.closest('li')?.[step > 0 ? 'nextElementSibling' : 'previousElementSibling'];
    if (!next) return;
    event.preventDefault();
    next.firstElementChild.focus();
  });

  return {
    latestId: () => all.at(-1)?.id,
    draw: schedule,
    add(rows) {
      all.push(...rows);
      const surplus = Math.max(0, all.length - mostRows);
      if (surplus > 0) all.splice(0, surplus);
      for (const { status, raised } of rows) {
        addOption(byId('filter-status'), statuses, status);
        for (const signal of raised) addOption(byId('filter-signal'), signals, signal);
      }
      if (isPaused) {
        sayCount();
        return;
      }
      held.push(...rows.filter(matches));
      if (held.length > mostRows) held.splice(0, held.length - mostRows);
      if (isPointedAt()) sayCount();
      else release();
    },
  };
}

