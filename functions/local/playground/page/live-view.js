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
    const focused = document.activeElement?.dataset?.id;
    // Newest first: the list is kept oldest first and read from its end.
    const items = [];
    for (let index = first; index < last; index += 1) items.push(toItem(shown[shown.length - 1 - index], index));
    list.replaceChildren(...items);
    if (focused) list.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    const text = `${shown.length.toLocaleString('en')} of ${all.length.toLocaleString('en')} records`;
    byId('count').textContent = shown.length === all.length ? `${all.length.toLocaleString('en')} records` : text;
    const empty = byId('empty');
    empty.hidden = shown.length > 0;
    empty.textContent =
      all.length > 0 ? 'No record fits these filters.' : 'No record yet. Press a button above, or send an event of your own to the webhook.';
  }

  function toItem(row, index) {
    const time = new Date(row.atMs).toLocaleTimeString('en-GB');
    const chips = row.raised.slice(0, 3).map((name) => element('span', { class: `chip risk-${row.riskLevel}` }, name));
    if (row.raised.length > 3) chips.push(element('span', { class: 'chip' }, `+${row.raised.length - 3}`));
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
    const item = element('li', { 'aria-setsize': String(shown.length), 'aria-posinset': String(index + 1) }, button);
    item.style.top = `${index * rowHeight}px`;
    return item;
  }

  function schedule() {
    if (isDrawing) return;
    isDrawing = true;
    requestAnimationFrame(draw);
  }

  function refilter() {
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
        byId('count').textContent = `paused; ${all.length.toLocaleString('en')} records in memory`;
        return;
      }
      const fitting = rows.filter(matches);
      if (fitting.length > 0) {
        shown.push(...fitting);
        // Who has scrolled down goes on reading the same rows.
        if (scroller.scrollTop > 0) scroller.scrollTop += fitting.length * rowHeight;
      }
      if (shown.length > mostRows) shown.splice(0, shown.length - mostRows);
      schedule();
    },
  };
}

