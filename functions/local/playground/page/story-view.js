import { byId, copy, fetchJson, icon, render, tags } from './dom.js';
import { copyLink } from './login-view.js';
import { listHash, readRoute, toHash } from './route.js';
import { state } from './store.js';
import { toBands, toColumns, toPlaces, toSpans, toStoryText, toTold } from './story-columns.js';
import { clock, count, day, duration, moment, risk, sentence } from './words.js';

const { a, b, button, code, div, h1, h2, header, i, kbd, nav, p, section, small, span, table, tbody, td, th, thead, tr } = tags;

let shown;
let isToScale = false;

export async function showStory() {
  const { view, id, params } = readRoute();
  const place = byId('session');
  if (!id) {
    const row = state.all.find(({ logId }) => logId === state.selected);
    const best = row?.sessionId ? row : state.shown.find(({ sessionId }) => sessionId);
    if (best) location.replace(toHash('session', best.sessionId, { row: best.logId }));
    else render(frame(message('No session has been seen yet.', 'Play a scenario, then come back.')), place);
    return;
  }
  const key = `${view}/${id}`;
  if (shown?.key !== key) render(frame(div({ class: 'state' }, p({ class: 'quiet' }, 'Reading the story …'))), place);
  try {
    const story = await fetchJson(`/playground/${view === 'user' ? 'users' : 'sessions'}/${encodeURIComponent(id)}`);
    if (readRoute().id !== id) return;
    const selected = params.get('row') ?? story.events.findLast(({ riskLevel }) => riskLevel === story.riskLevel)?.logId;
    shown = { key, view, id, story, selected };
    draw();
  } catch (error) {
    shown = undefined;
    render(frame(message('Nothing is told of this session.', error.message)), place);
  }
}

const message = (head, text) => div({ class: 'state' }, b({}, head), p({ class: 'quiet' }, text), a({ class: 'btn', href: listHash() }, 'To the list'));

function frame(content, story) {
  const events = story?.events ?? [];
  const withUser = events.find(({ userId }) => userId);
  const of = shown?.selected ? events.find(({ logId }) => logId === shown.selected) : undefined;
  const sessionId = of?.sessionId || events.find((event) => event.sessionId)?.sessionId;
  return [
    nav({ class: 'crumbs', 'aria-label': 'Where you are', key: 'crumbs' },
      a({ class: 'btn', href: shown?.selected && story ? toHash('login', shown.selected) : listHash() }, icon('i-back'), shown?.selected && story ? 'Login ' : 'List ', kbd({}, 'Esc')),
      story && withUser && div({ class: 'seg', role: 'group', 'aria-label': 'Story of' },
        button({ type: 'button', 'aria-pressed': String(shown.view === 'session'), onClick: () => sessionId && (location.hash = toHash('session', sessionId, { row: shown.selected })) }, 'This session'),
        button({ type: 'button', 'aria-pressed': String(shown.view === 'user'), onClick: () => (location.hash = toHash('user', withUser.userId, { row: shown.selected })) }, `All of ${givenName(withUser.user)}’s`)),
      span({ class: 'grow' }),
      story && button({ type: 'button', class: 'btn', onClick: copyLink }, icon('i-link'), span({ class: 'lbl' }, 'Permalink '), kbd({}, 'C')),
      story && button({ type: 'button', class: 'btn', onClick: () => copy(toStoryText(story, { moment, duration }), 'Story copied') }, icon('i-copy'), span({ class: 'lbl' }, 'Copy as text'))),
    content,
  ];
}

const givenName = (user) => {
  const [, name] = /^(\p{L}{2,30})(?:[._-][\p{L}\d._-]*)?@/u.exec(user) ?? [];
  return name ? name[0].toUpperCase() + name.slice(1) : user.slice(0, 30);
};

function draw() {
  const { story, selected, view, id } = shown;
  const { events, changes, riskLevel } = story;
  const [first, last] = [events[0], events.at(-1)];
  const user = events.find((event) => event.user)?.user ?? '';
  const sessions = new Set(events.map(({ sessionId }) => sessionId).filter(Boolean));
  const isNarrow = innerWidth < 720;
  const columns = toColumns(events, changes, selected, isNarrow ? 8 : 10);
  render(
    frame(
      div({ class: `story lvl-${riskLevel}`, key: shown.key },
        header({ class: 'story-head' },
          div({},
            h1({ class: 'headline' }, ...sentence(story.sentence, riskLevel)),
            p({ class: 'quiet' }, user && `${user} · `, view === 'user' ? `${count(sessions.size, 'session')} · ` : [code({}, id), ' · '], `${count(events.length, 'event')}, `, span({ class: 'num' }, `${clock(first.timeMs)} – ${clock(last.timeMs)}`))),
          risk(riskLevel, 'xl')),
        lanes(columns, isNarrow),
        p({ class: 'note' }, isToScale ? 'Distances are to scale.' : 'Events stand at even distances, with the time between them above.', changes.length > 0 && ' A change lies between the last event of the old side and the first of the new; the moment itself is not known.', columns.length < events.length && ' Quiet stretches stand together; each event is below.'),
        happenings()),
      story,
    ),
    byId('session'),
  );
}

const style = (values) => ({ style: Object.fromEntries(Object.entries(values).map(([name, value]) => [`--${name}`, String(value)])) });

function lanes(columns, isNarrow) {
  const { story, selected } = shown;
  const { events, changes, factors } = story;
  const { x, edges } = toPlaces(columns, events, isToScale);
  const bands = toBands(columns, changes);
  const firstHot = bands[0]?.column ?? Number.POSITIVE_INFINITY;
  const setAxis = (value) => () => {
    isToScale = value;
    draw();
  };
  const laneOf = (symbol, name, children, className = '') =>
    div({ class: 'lane', key: name }, span({ class: 'lane-name' }, icon(symbol), name), div({ class: `track abs ${className}` }, ...children));
  // Where there are many, only those at an end or a change are told.
  const isKey = (at) => at === 0 || at === columns.length - 1 || bands.some(({ column }) => column === at || column === at + 1);
  // To scale, events of a moment lie on top of each other: where one is named, its neighbours are not.
  const order = [...bands.map(({ column }) => column), 0, columns.length - 1, ...columns.keys()].filter(isKey);
  const told = isToScale ? toTold(x, order, isNarrow ? 22 : 10) : undefined;
  const isTold = (at) => (told ? told.has(at) : !isNarrow || isKey(at));
  const ticks = columns.map(({ from, to }, at) => {
    const ms = events[to].timeMs;
    const before = at === 0 ? undefined : events[columns[at - 1].to].timeMs;
    const edge = at === 0 ? ' first' : at === columns.length - 1 ? ' last' : bands.some(({ column }) => column === at + 1) ? ' before' : bands.some(({ column }) => column === at) ? ' after' : '';
    return isTold(at) && span({ class: `tick${edge}`, key: from, ...style({ x: x[at] }) }, b({ class: 'num' }, clock(ms)), small({ class: 'num' }, before === undefined ? day(ms) : `+ ${duration(ms - before)}`));
  });
  const dots = columns.map(({ from, to }, at) => {
    const event = events[to];
    const isSelected = events.slice(from, to + 1).some(({ logId }) => logId === selected);
    const number = to - from + 1;
    const name = number > 1 ? `${number} events` : event.event.short;
    return a({ key: event.logId, class: `dot${at >= firstHot ? ' hot' : ''}${isSelected ? ' sel' : ''}${number > 1 ? ' many' : ''}`, href: toHash('login', event.logId), title: `${event.event.words}, ${moment(event.timeMs)}`, ...(isSelected && { 'aria-current': 'true' }), ...style({ x: x[at], n: columns.length }) },
      i({}), span({ class: 'dot-name' }, isToScale && !isTold(at) ? '' : name), span({ class: 'vh' }, ` ${event.event.words} at ${clock(event.timeMs)}`));
  });
  const spanOf = (one, className, detail) =>
    span({ key: `${one.from}`, class: `span ${className}`, title: one.value, ...style({ from: edges[one.from], to: edges[one.to] }) }, b({}, one.value), detail && small({}, detail));
  const changing = (name, read, detailOf) => {
    const spans = toSpans(columns, events, read);
    const hot = bands.filter(({ what }) => what.includes(name)).map(({ column }) => column);
    return spans.map((one) => {
      const isNew = hot.some((column) => one.from >= column);
      const isOld = !isNew && hot.some((column) => one.to === column);
      return spanOf(one, isNew ? 'new' : isOld ? 'old' : '', detailOf?.(one));
    });
  };
  const placeOf = ({ from, to }) => events.slice(columns[from].from, columns[to - 1].to + 1).find(({ place }) => place)?.place;
  const systemOf = (label) => label.split(', ')[1] ?? '';
  const applications = toSpans(columns, events, ({ application }) => application);
  return div({ class: 'lanes' },
    div({ class: 'lane axis', key: 'axis' }, span({ class: 'lane-name' }, span({ class: 'seg mini', role: 'group', 'aria-label': 'Axis' },
      button({ type: 'button', 'aria-pressed': String(!isToScale), onClick: setAxis(false) }, 'Even'), button({ type: 'button', 'aria-pressed': String(isToScale), onClick: setAxis(true) }, 'To scale'))), div({ class: 'track abs ticks-row' }, ...ticks)),
    laneOf('i-event', 'Events', dots, 'dots'),
    laneOf('i-network', 'Network', orNone(changing('network', ({ network }) => network, placeOf), 'no event tells one')),
    laneOf('i-program', 'Program', orNone(changing('program', ({ program }) => program.split(', ')[0], (one) => systemOf(events.find(({ program }) => program.startsWith(`${one.value},`))?.program ?? '')), 'no event tells one')),
    laneOf('i-key', 'Factors', factorSpans(factors, columns, edges, bands)),
    laneOf('i-app', 'Applications', orNone(applications.map((one, at) => spanOf(one, at > 0 && !applications.slice(0, at).some(({ value }) => value === one.value) ? 'joined-app' : '', at > 0 && !applications.slice(0, at).some(({ value }) => value === one.value) ? 'new' : '')), 'no event names one')),
    bands.slice(0, 3).map((band, at) => changeBand(band, at, x, edges, isNarrow)));
}

const orNone = (spans, text) => (spans.length > 0 ? spans : [span({ class: 'span ghost', ...style({ from: 0, to: 100 }) }, small({}, text))]);

function factorSpans(factors, columns, edges, bands) {
  if (factors.length === 0) return orNone([], 'not known: the session was not read');
  const { events } = shown.story;
  const columnOf = ({ atMs }) => (atMs === undefined ? 0 : Math.max(0, columns.findLastIndex(({ from }) => events[from].timeMs <= atMs + 60_000)));
  const starts = factors.map(columnOf);
  // Beside a change, not beneath it.
  const isEdge = (at) => bands.some(({ column }) => column === at);
  // As wide as its name needs; it held at its moment, and not for as long as the bar is.
  const wide = Math.max(1, Math.round(columns.length / 5));
  const spans = factors.map(({ name, isSecond }, at) => {
    const from = Math.max(starts[at], at === 0 ? 0 : starts[at - 1] + 1);
    const to = at + 1 < factors.length ? Math.max(from + 1, starts[at + 1]) : factors.some((one) => one.isSecond) ? columns.length : Math.min(columns.length, from + wide);
    return from >= columns.length ? undefined : span({ key: at, class: `span fact${isSecond ? ' second' : ''}${isEdge(to) ? ' edged' : ''}`, title: name, ...style({ from: edges[from], to: edges[Math.min(to, columns.length)] }) }, b({}, name));
  });
  const end = Math.min(columns.length, starts.at(-1) + wide);
  const isSingle = !factors.some(({ isSecond }) => isSecond);
  return [...spans.filter(Boolean), isSingle && end < columns.length && span({ key: 'none', class: `span ghost${isEdge(end) ? ' edging' : ''}`, ...style({ from: edges[end], to: 100 }) }, small({}, 'no second factor'))];
}

function changeBand({ column, withinMs, what }, at, x, edges, isNarrow) {
  const place = isToScale ? { from: x[column - 1], to: x[column] } : { from: edges[column], to: edges[column] };
  return div({ class: 'change', key: `change-${at}` }, div({ class: 'track abs' },
    i({ class: isToScale ? 'scaled' : '', ...style(place) }),
    at === 0 && span({ ...style({ x: (place.from + place.to) / 2 }), class: edges[column] > (isNarrow ? 60 : 75) ? 'flip' : edges[column] < (isNarrow ? 40 : 25) ? 'flop' : '' }, `${what.join(' and ')} changed, within `, b({ class: 'num' }, duration(withinMs)))));
}

function happenings() {
  const { story, selected, view } = shown;
  const { events, changes } = story;
  const changeAt = new Map(changes.map((change) => [change.at, change]));
  const firstChange = changes[0]?.at ?? Number.POSITIVE_INFINITY;
  const seen = new Set();
  const rows = events.flatMap((event, at) => {
    const change = changeAt.get(at);
    const isNew = event.application && !seen.has(event.application) && seen.size > 0;
    seen.add(event.application);
    const row = tr({ key: event.logId, class: `${at >= firstChange ? 'since' : ''} ${event.logId === selected ? 'sel' : ''}` },
      td({ class: 'num' }, clock(event.timeMs)),
      td({ class: 'num r quiet' }, duration(event.timeMs - events[0].timeMs)),
      td({ class: 't-what' }, a({ href: toHash('login', event.logId) }, event.event.words), ' ', code({}, event.event.code)),
      td({ class: `num ${change?.what.includes('network') ? 'diff' : ''}` }, event.network || '–'),
      td({ class: change?.what.includes('program') ? 'diff' : '' }, event.program || '–'),
      td({}, isNew ? [b({}, event.application), ' ', span({ class: 'quiet' }, 'joined')] : event.application || '–'),
      td({}, risk(event.riskLevel)));
    return change ? [tr({ key: `change-${at}`, class: 'cutline' }, td({ colSpan: 7 }, span({}, `${change.what.join(' and ')} changed, within ${duration(change.withinMs).replaceAll(' ', '\u00a0')}`))), row] : [row];
  });
  return section({ class: 'happenings', 'aria-labelledby': 'h-hap' },
    h2({ id: 'h-hap', class: 'vh' }, view === 'user' ? 'Every event of the user' : 'Every event of the session'),
    table({}, thead({}, tr({}, ...[['Time'], ['After first', 'r'], ['What happened'], ['Network'], ['Program'], ['Application'], ['Risk']].map(([name, className]) => th({ scope: 'col', key: name, class: className ?? '' }, name)))), tbody({}, ...rows)));
}

addEventListener('resize', () => shown && !byId('session').hidden && draw());
export const storySelected = () => shown?.selected;
