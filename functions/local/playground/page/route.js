import { emptyFilters, ranges, sorts, state } from './store.js';
import { levelNames, levels } from './words.js';

/** `#/login/<log ID>?tab=event` as `{ view, id, params }`. */
export function readRoute() {
  const [path = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const [view = '', ...rest] = path.split('/');
  const known = ['investigate', 'login', 'session', 'user', 'try', 'coverage'];
  return {
    view: known.includes(view) ? view : 'investigate',
    id: decode(rest.join('/')),
    params: new URLSearchParams(query),
  };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

export const toHash = (view, id, params) => {
  const query = new URLSearchParams(params ?? {}).toString();
  return `#/${view}${id ? `/${encodeURIComponent(id)}` : ''}${query ? `?${query}` : ''}`;
};

export function go(view, id, params) {
  location.hash = toHash(view, id, params);
}

/** The list as an address: what is filtered, sorted and selected. */
export function listHash() {
  const { q, min, chosen, last, from, to, sort, way } = state.filters;
  const params = new URLSearchParams();
  if (q) params.set('q', q);
  if (min > 1) params.set('risk', levelNames[min - 1]);
  for (const [title, value] of chosen) params.append('f', `${title}:${value}`);
  if (last) params.set('last', last);
  if (from) params.set('from', new Date(from).toISOString());
  if (to) params.set('to', new Date(to).toISOString());
  if (sort !== 'risk' || way !== 'down') params.set('sort', `${sort}-${way}`);
  if (state.selected && state.isChosen) params.set('row', state.selected);
  const query = params.toString();
  return `#/investigate${query ? `?${query}` : ''}`;
}

/** Typing replaces the entry of the history; opening a view adds one. */
export function writeList() {
  if (readRoute().view === 'investigate') history.replaceState(null, '', listHash());
}

export function readList(params) {
  const filters = emptyFilters();
  filters.q = params.get('q') ?? '';
  filters.min = levels[params.get('risk')]?.n ?? 0;
  filters.chosen = params
    .getAll('f')
    .map((text) => [text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1)])
    .filter(([title]) => state.counts.has(title));
  const last = params.get('last') ?? '';
  filters.last = last in ranges ? last : '';
  filters.from = Date.parse(params.get('from') ?? '') || 0;
  filters.to = Date.parse(params.get('to') ?? '') || 0;
  const [sort, way] = (params.get('sort') ?? '').split('-');
  if (sort in sorts) Object.assign(filters, { sort, way: way === 'up' ? 'up' : 'down' });
  state.filters = filters;
  const row = params.get('row');
  if (row) Object.assign(state, { selected: row, isChosen: true });
}
