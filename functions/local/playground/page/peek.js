import { byId, fetchJson, icon, render, tags } from './dom.js';
import { toHash } from './route.js';
import { state } from './store.js';
import { clock, coverage, duration, levelOf, readable, risk, sentence, severity, statusWords } from './words.js';

const { a, b, code, dd, div, dl, dt, h2, header, i, kbd, p, s, section, span } = tags;

/** Details by log ID, newest last: what one looks at again and again. */
const known = new Map();
const mostKnown = 60;

export async function fetchDetail(logId) {
  const key = `${state.runId}:${logId}`;
  const found = known.get(key);
  if (found) return found;
  const detail = await fetchJson(`/playground/records/${encodeURIComponent(logId)}`);
  known.set(key, detail);
  if (known.size > mostKnown) known.delete(known.keys().next().value);
  return detail;
}

/** What of the evidence fits beside the list: the signal's own icon, before and after. */
const lines = {
  asn_changed: ['i-network', 'Network'],
  user_agent_changed: ['i-program', 'Program'],
  scripted_user_agent: ['i-program', 'Program'],
  impossible_travel: ['i-place', 'Place'],
  ip_changed: ['i-hash', 'Address'],
};

function changeLine({ signal, title, before, after, severityId }) {
  const [symbol, name] = lines[signal] ?? ['i-event', title];
  const level = levelOf(severityId);
  return div({ class: 'pk-row', key: signal },
    span({ class: 'pk-name', title }, icon(symbol), span({ class: 'cut' }, name)),
    span({ class: 'b cut' }, readable(before?.main) ?? ''),
    icon('i-arrow', 'to'),
    span({ class: 'a cut' }, b({}, readable(after?.main) ?? '')),
    icon(`lv-${level}`, level, `lv ${level}`));
}

/** The session on one small line: dots for events, hatched where it changed. */
function miniStory(story, logId) {
  const { events, changes } = story;
  const [first, last] = [events[0].timeMs, events.at(-1).timeMs];
  const span_ = Math.max(1, last - first);
  const x = (ms) => 2 + ((ms - first) / span_) * 96;
  const change = changes[0];
  const since = change ? events.length - change.at : 0;
  const parts = change
    ? [['old', 0, x(events[change.at - 1].timeMs)], ['gap', x(events[change.at - 1].timeMs), x(events[change.at].timeMs)], ['new', x(events[change.at].timeMs), 100]]
    : [['old', 0, 100]];
  return section({ class: `pk-story lvl-${story.riskLevel}` },
    header({}, h2({}, 'The session so far'), span({ class: 'quiet num' }, events.length > 1 ? `${clock(first)} – ${clock(last)}` : clock(first))),
    div({ class: 'mini', 'aria-hidden': 'true' },
      ...parts.map(([name, from, to]) => i({ class: name, style: { '--x': String(from), '--e': String(to) } })),
      ...events.slice(-40).map((event) => s({ class: `${change && event.timeMs >= events[change.at].timeMs ? 'hot' : ''} ${event.logId === logId ? 'here' : ''}`, style: { '--x': String(x(event.timeMs)) } }))),
    p({ class: 'mini-key' }, change ? [span({}, `${change.at} before`), span({}, b({}, `${since} since`), ' the change')] : span({}, `${events.length} in it, nothing changed between them`)));
}

function content(detail, story) {
  const { explanation: x, logId, sessionId } = detail;
  const level = x.riskLevel;
  const names = new Set();
  // A script is a change of program too: one line says both.
  const shown = x.evidence.filter(({ signal, before, after }) => (before || after) && !names.has(lines[signal]?.[1]) && names.add(lines[signal]?.[1] ?? signal)).slice(0, 5);
  const factors = x.singleFactor === true ? 'Password only' : x.factors.map(({ name }) => name).join(', ');
  return div({ key: `${state.runId}:${logId}` },
    div({ class: 'pk-levels' }, div({}, h2({}, 'Risk of the session'), risk(level, 'lg')), div({}, h2({}, 'Severity of the record'), severity(x.severityId))),
    p({ class: 'pk-head' }, ...sentence(x.sentence, level)),
    dl({ class: 'pk-www' },
      div({}, dt({}, 'Who'), dd({ class: 'cut' }, x.user || '–')),
      div({}, dt({}, 'What'), dd({}, x.event.words, ' ', code({}, x.event.code), x.application && span({ class: 'quiet' }, x.application))),
      div({}, dt({}, 'Where'), dd({ class: 'num' }, x.address || '–', [x.network, x.place].filter(Boolean).map((text) => span({ class: 'quiet' }, text))))),
    x.evidence.length > 0
      ? section({ class: 'pk-ev' },
        header({}, h2({}, 'What changed'), span({ class: 'quiet' }, 'at the login ', icon('i-arrow', 'to'), ' now')),
        ...shown.map(changeLine),
        shown.length === 0 && p({ class: 'pk-sig' }, icon(`lv-${level}`, undefined, `lv ${level}`), b({}, x.evidence[0].title), code({}, x.evidence[0].signal)))
      : section({ class: 'pk-ev' }, header({}, h2({}, 'What changed')), p({ class: 'quiet' }, x.no.length > 0 ? `Nothing: ${x.no.length} signals looked at, and no.` : 'No signal could be looked at.')),
    story && story.events.length > 1 && miniStory(story, logId),
    div({ class: 'pk-facts' }, factors && span({}, icon('i-key'), b({ class: x.singleFactor ? 'weak' : '' }, factors)), span({}, coverage(x.coverage, toSource(x)))),
    div({ class: 'pk-act' },
      a({ class: 'btn primary', href: toHash('login', logId) }, 'Explain ', kbd({}, 'Enter')),
      sessionId && a({ class: 'btn', href: toHash('session', sessionId, { row: logId }) }, 'Story ', kbd({}, 'S')),
      a({ class: 'btn', href: toHash('try', '', { record: logId }) }, 'Try ', kbd({}, 'T'))));
}

/** Where the session came from, in words. */
export function toSource({ coverage: kind, status, reason, readAfterMs }) {
  if (kind === 'api') return readAfterMs === undefined ? 'read from Auth0' : `read from Auth0 ${readAfterMs < 0 ? `${duration(readAfterMs)} before` : `${duration(readAfterMs)} after`}`;
  if (kind === 'observed') return 'observed in earlier events';
  return { no_session_id: 'the event names no session', not_found: 'gone: Auth0 knows it no more', skipped: 'not asked for' }[status] ?? `${statusWords(status)}${reason ? ` (${reason})` : ''}`;
}

/** Nothing has been drawn yet: not even that nothing is selected. */
const notYet = Symbol('not yet');
let shownFor = notYet;
let timer;
/** Follows the selection; waits a moment, so that walking through rows does not ask for each. */
export function drawPeek() {
  // Without room beside the list there is no explanation there.
  if (innerWidth < 1240) return;
  const logId = state.selected;
  if (logId === shownFor) return;
  shownFor = logId;
  clearTimeout(timer);
  if (logId === undefined) {
    render(p({ class: 'quiet pad' }, state.all.length > 0 ? 'Nothing selected.' : 'The most suspicious login is explained here, as soon as there is one.'), byId('peek'));
    return;
  }
  timer = setTimeout(async () => {
    try {
      const detail = await fetchDetail(logId);
      const story = detail.sessionId ? await fetchJson(`/playground/sessions/${encodeURIComponent(detail.sessionId)}`).catch(() => undefined) : undefined;
      if (logId === state.selected) render(content(detail, story), byId('peek'));
    } catch (error) {
      if (logId === state.selected) render(p({ class: 'quiet pad', key: logId }, error.message), byId('peek'));
    }
  }, 60);
}

// A window that becomes wide has room beside the list.
addEventListener('resize', drawPeek);

