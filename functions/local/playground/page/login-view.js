import { byId, copy, fetchJson, icon, render, tags } from './dom.js';
import { toJsonLines } from './json-view.js';
import { fetchDetail, toSource } from './peek.js';
import { listHash, readRoute, toHash } from './route.js';
import { state } from './store.js';
import { clock, coverage, day, duration, levelOf, readable, risk, sentence, severity } from './words.js';

const { a, article, aside, b, button, code, dd, details, div, dl, dt, h1, h2, h3, header, kbd, li, nav, p, section, small, span, summary, ul } = tags;

const docs = (signal) => `https://attack.mitre.org/techniques/${signal.replace('.', '/')}/`;
const letters = { event: ['E', 'event'], session: ['S', 'session'], observed: ['O', 'observed'], made: ['M', 'derived'] };
const said = { event: 'carried over from the event', session: 'carried over from the session', observed: 'from earlier events of the session', made: 'made by us' };

/** The signal's own section: all that it rests on, and its settings. */
const definitionAt = (signal) => `/playground/page/signals.md#:~:text=${encodeURIComponent(`### ${signal}`)}`;

/** Only an ID of ATT&CK's own form becomes a link. */
const attackLink = (id) => (/^T\d{4}(\.\d{3})?$/.test(id) ? a({ key: id, href: docs(id), target: '_blank', rel: 'noreferrer noopener' }, id) : id);

let shown;

export async function showLogin() {
  const { id } = readRoute();
  const place = byId('login');
  if (shown?.logId !== id) render(frame(div({ class: 'state' }, p({ class: 'quiet' }, 'Reading the record …'))), place);
  try {
    const detail = await fetchDetail(id);
    if (readRoute().id !== id) return;
    shown = { logId: id, detail, origins: shown?.logId === id ? shown.origins : undefined, tab: readRoute().params.get('tab') ?? 'record' };
    draw();
    if (shown.origins) return;
    const { origins } = await fetchJson(`/playground/records/${encodeURIComponent(id)}/origins`);
    if (shown.logId !== id) return;
    shown.origins = origins;
    draw();
  } catch (error) {
    shown = undefined;
    render(frame(div({ class: 'state' }, b({}, 'This login cannot be shown.'), p({ class: 'quiet' }, error.message), a({ class: 'btn', href: listHash() }, 'To the list'))), place);
  }
}

function frame(content, detail) {
  const at = detail ? state.shown.findIndex(({ logId }) => logId === detail.logId) : -1;
  return [
    nav({ class: 'crumbs', 'aria-label': 'Where you are', key: 'crumbs' },
      a({ class: 'btn', href: listHash() }, icon('i-back'), 'List ', kbd({}, 'Esc')),
      at >= 0 && span({ class: 'num quiet' }, `${(at + 1).toLocaleString('en')} of ${state.shown.length.toLocaleString('en')}`),
      span({ class: 'grow' }),
      detail?.sessionId && a({ class: 'btn primary', href: toHash('session', detail.sessionId, { row: detail.logId }) }, icon('i-story'), 'Session’s story ', kbd({}, 'S')),
      detail && a({ class: 'btn', href: toHash('try', '', { record: detail.logId }) }, icon('i-try'), span({ class: 'lbl' }, 'Open in Try '), kbd({}, 'T')),
      detail && button({ type: 'button', class: 'btn', onClick: copyLink }, icon('i-link'), span({ class: 'lbl' }, 'Copy link '), kbd({}, 'C'))),
    content,
  ];
}

export const copyLink = () => copy(location.href, 'Link copied');

function draw() {
  const { detail } = shown;
  const { explanation: x } = detail;
  render(frame(div({ class: 'explain', key: detail.logId }, lead(x), levelCards(x), evidence(detail), side(detail), raw()), detail), byId('login'));
}

function lead(x) {
  const isLater = x.loginAgeMs !== undefined && x.loginAgeMs >= 1000;
  return div({ class: 'lead' },
    h1({ class: 'headline' }, ...sentence(x.sentence, x.riskLevel)),
    dl({ class: 'www' },
      div({}, dt({}, 'Who'), dd({}, b({}, x.user || 'Nobody is named'), span({}, x.userId !== x.user && x.userId))),
      div({}, dt({}, 'What'), dd({}, b({}, x.event.words), span({}, code({}, x.event.code), x.application && ` · ${x.application}`))),
      div({}, dt({}, 'Where'), dd({}, b({ class: 'num' }, x.address || '–'), span({}, [x.network, x.place, x.program].filter(Boolean).join(' · ')))),
      div({}, dt({}, 'When'), dd({}, b({ class: 'num' }, `${day(x.timeMs)}, ${clock(x.timeMs)}`), span({}, isLater ? `${duration(x.loginAgeMs)} after the login` : x.loginAgeMs !== undefined ? 'at the login' : 'age of the login not known')))));
}

function levelCards(x) {
  const typeLevel = x.event.severityId;
  const isRaised = x.severityId > typeLevel;
  return aside({ class: 'levels', 'aria-label': 'Two levels, told apart' },
    div({ class: 'level' }, h2({}, 'Risk of the session'), p({}, risk(x.riskLevel, 'xl')),
      p({ class: 'why' }, x.evidence.length === 0 ? 'No signal was raised.' : `The gravest of ${x.evidence.length === 1 ? 'one signal' : `${x.evidence.length} signals`}, never a sum.`)),
    div({ class: 'level' }, h2({}, 'Severity of this record'), p({}, severity(x.severityId)),
      p({ class: 'why' }, isRaised ? `${['', 'Informational', 'Low', 'Medium', 'High'][typeLevel]} by its type, raised by the risk.` : 'What its type weighs.')));
}

/** Of the finding's or record's evidence: carried over from where, as the mapper was asked. */
function originOf(index, sideName) {
  const [record] = shown.origins ?? [];
  if (!record) return undefined;
  const pointer = Object.keys(record).find((key) => key.endsWith(`/evidence/${index}/${sideName}`));
  return pointer && record[pointer];
}

/** Where before and after stand from: carried over, or made by us, out of what. */
function signOf(index) {
  const found = [originOf(index, 'before'), originOf(index, 'after')].filter(Boolean);
  if (!shown.origins) return ['', '', 'the mapper is being asked …'];
  const carried = found.find(({ origin }) => origin !== 'made');
  const from = [...new Set(found.flatMap((one) => one.from))];
  const [sign, className] = letters[carried?.origin ?? 'made'];
  return [sign, className, carried ? said[carried.origin] : `${said.made}${from.length > 0 ? `, out of ${from.join(' and ')}` : ''}`];
}

function evidence({ explanation: x }) {
  const words = state.setup?.signals ?? {};
  const [top] = x.evidence;
  const parts = new Set(top?.because ?? []);
  const rows = x.evidence.map((one, index) => {
    const level = levelOf(one.severityId);
    const told = words[one.signal];
    const isTop = index === 0 && parts.size > 0;
    const [sign, className, title] = signOf(index);
    const before = one.before ?? (isTop ? joinSides(x.evidence, parts, 'before') : undefined);
    const after = one.after ?? (isTop ? joinSides(x.evidence, parts, 'after') : undefined);
    const hasSides = before || after;
    const madeOf = isTop && span({ class: 'quiet' }, ` Made of: ${[...parts].map((name) => words[name]?.title ?? name).join(', ')}.`);
    return article({ key: one.signal, class: `ev${isTop ? ' top-ev' : ''}${parts.has(one.signal) ? ' joined' : ''}` },
      risk(level),
      div({ class: 'ev-what' }, h3({}, definition(one, told)), code({}, one.signal)),
      hasSides
        ? div({ class: 'ba' }, sideOf(before, 'b'), icon('i-arrow', 'to'), sideOf(after, 'a'), isTop && p({ class: 'ev-say' }, briefly(plain(told?.says ?? '')), madeOf))
        : p({ class: 'ev-say' }, plain(told?.says ?? ''), madeOf),
      isTop ? span({ class: 'attack' }, ...one.attack.map(attackLink)) : span({ class: `pv ${className}`, title }, sign),
      one.allowed && p({ class: 'ev-note quiet' }, `Explained by the allow-list: ${one.allowed}`));
  });
  return section({ class: 'evidence', 'aria-labelledby': 'h-ev' },
    header({}, h2({ id: 'h-ev' }, x.evidence.length > 0 ? 'What changed' : 'Nothing raised'), span({ class: 'cols', 'aria-hidden': 'true' }, span({}, 'At the login'), span({}, 'Now')), span({ class: 'from', 'aria-hidden': 'true' }, 'From')),
    ...rows,
    answered(x, words));
}

/** A signal that is made of others has their sides, as far as it has none of its own. */
const main = ['user_agent_changed', 'asn_changed'];
function joinSides(evidence, parts, name) {
  const found = main.filter((signal) => parts.has(signal)).flatMap((signal) => evidence.find((one) => one.signal === signal)?.[name] ?? []);
  return found.length > 1 ? { main: found[0].main, detail: found.slice(1).map((one) => one.main).join(', ') } : undefined;
}

/** The first two sentences: what it says, and why that matters. */
const briefly = (text) => text.split(/(?<=\.) /).slice(0, 2).join(' ');

/** The signal's name opens its definition: what it says, when it is absent, innocent reasons. */
function definition(one, told) {
  return details({ class: 'def' }, summary({}, one.title),
    div({ class: 'def-card' },
      p({}, plain(told?.says ?? 'No definition is at hand.')),
      told && p({ class: 'quiet' }, b({}, 'Absent when '), plain(told.absent)),
      p({ class: 'quiet' }, 'ATT&CK ', ...one.attack.flatMap((id) => [attackLink(id), ' ']), '· ', a({ href: definitionAt(one.signal), target: '_blank', rel: 'noreferrer' }, 'docs/signals.md'))));
}

/** The catalogue is Markdown; here its marks are left out. */
const plain = (text) => text.replace(/ `because` names [^.]*\./, '').replaceAll(/\*\*|`/g, '');

function sideOf(side, className) {
  return span({ class: className }, b({}, readable(side?.main) ?? '–'), side?.detail && small({}, readable(side.detail)));
}

function answered(x, words) {
  const raised = new Set(x.evidence.map(({ signal }) => signal));
  const no = x.no.filter((name) => words[name]);
  const absent = Object.keys(words).filter((name) => !raised.has(name) && !no.includes(name));
  const titles = (names) => names.map((name) => words[name].title).join(', ') || 'none';
  return details({ class: 'rest' },
    summary({}, span({}, b({}, String(no.length)), ' looked at, and no'), span({}, b({}, String(absent.length)), ' not looked at'), icon('i-down')),
    p({}, b({}, 'No: '), titles(no), '.'),
    absent.length > 0 && ul({ class: 'absent' }, ...absent.map((name) => li({ key: name }, b({}, words[name].title), ': ', plain(words[name].absent)))));
}

function side(detail) {
  const { explanation: x } = detail;
  const words = state.setup?.signals ?? {};
  const [top] = x.evidence;
  const second = x.factors.filter(({ isSecond }) => isSecond);
  const facts = [
    ['Factors', x.factors.length > 0 ? [...x.factors.map(({ name, atMs }) => span({}, name, atMs !== undefined && `, ${clock(atMs)}`)), second.length === 0 && x.singleFactor && span({ class: 'weak' }, 'no second factor')] : 'not known'],
    x.loginAgeMs !== undefined && ['Age of the login', duration(x.loginAgeMs)],
    x.idleMs !== undefined && ['Idle before', duration(x.idleMs)],
    x.applications !== undefined && ['Applications', String(x.applications)],
    ['Session', [coverage(x.coverage, { api: 'read from Auth0', observed: 'observed', none: 'not read' }[x.coverage]), span({ class: 'quiet num' }, x.readAfterMs === undefined ? toSource(x) : `${duration(x.readAfterMs)} ${x.readAfterMs < 0 ? 'before' : 'after'} the event`)]],
    detail.sessionId && ['Session ID', button({ type: 'button', class: 'link cut mono', title: 'Copy the session ID', onClick: () => copy(detail.sessionId, 'Session ID copied') }, detail.sessionId)],
  ].filter(Boolean);
  const allow = top && toAllowRule(detail, x);
  return aside({ class: 'side' },
    section({ class: 'facts', 'aria-labelledby': 'h-facts' }, h2({ id: 'h-facts' }, 'The session'), dl({}, ...facts.map(([name, value]) => div({ key: name }, dt({}, name), dd({ class: 'num' }, value))))),
    top && words[top.signal] && section({ class: 'innocent', 'aria-labelledby': 'h-inn' }, h2({ id: 'h-inn' }, 'Could be innocent'), p({}, plain(words[top.signal].innocent)),
      allow && button({ type: 'button', class: 'btn', onClick: () => copy(JSON.stringify(allow, undefined, 2), 'Allow rule copied') }, 'Copy as allow rule')));
}

/** What would explain it, as the part of a tenant file. */
function toAllowRule({ session, event }, x) {
  const raised = new Set(x.evidence.map(({ signal }) => signal));
  const pair = [session?.device?.initial_asn, session?.device?.last_asn].map(Number);
  const allow = {
    ...(raised.has('asn_changed') && pair.every(Number.isInteger) && { asnPairs: [pair] }),
    ...((raised.has('user_agent_changed') || raised.has('scripted_user_agent') || raised.has('client_not_in_session')) && typeof event?.client_id === 'string' && { clientIds: [event.client_id] }),
  };
  return Object.keys(allow).length > 0 ? { signals: { allow } } : undefined;
}

function raw() {
  const { detail, origins, tab } = shown;
  const records = detail.records.map((line) => JSON.parse(line));
  const tabs = [
    records[0] && ['record', 'Record', 'as delivered', records[0], (path) => origins?.[0]?.[path]],
    records[1] && ['finding', 'Finding', 'Detection Finding', records[1], (path) => origins?.[1]?.[path]],
    ['event', 'Event', 'Auth0', detail.event, () => ({ origin: 'event', from: [] })],
    detail.session && ['session', 'Session', 'Auth0', detail.session, () => ({ origin: 'session', from: [] })],
  ].filter(Boolean);
  const [, , , value, originAt] = tabs.find(([name]) => name === tab) ?? tabs[0];
  const chosen = tabs.some(([name]) => name === tab) ? tab : tabs[0][0];
  const pick = (name) => {
    shown.tab = name;
    history.replaceState(null, '', toHash('login', detail.logId, name === 'record' ? {} : { tab: name }));
    draw();
  };
  const onKeyDown = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const names = tabs.map(([name]) => name);
    pick(names[(names.indexOf(chosen) + step + names.length) % names.length]);
    byId(`tab-${shown.tab}`).focus();
  };
  return section({ class: 'raw', 'aria-labelledby': 'h-raw' },
    h2({ id: 'h-raw', class: 'vh' }, 'Record, event and session as JSON'),
    div({ class: 'tabs' },
      div({ role: 'tablist', 'aria-label': 'JSON', onKeyDown },
        ...tabs.map(([name, title, of]) => button({ key: name, type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': 'json', 'aria-selected': String(name === chosen), tabIndex: name === chosen ? 0 : -1, onClick: () => pick(name) }, `${title} `, small({}, of)))),
      span({ class: 'grow' }),
      ul({ class: 'legend', 'aria-label': 'Where each value comes from' }, ...Object.entries(letters).map(([name, [sign, className]]) => li({ key: name }, span({ class: `pv ${className}` }, sign), { event: 'event', session: 'session', observed: 'observed', made: 'made by us' }[name]))),
      button({ type: 'button', class: 'btn icon', 'aria-label': 'Copy this JSON', onClick: () => copy(JSON.stringify(value, undefined, 2)) }, icon('i-copy'))),
    div({ class: 'json', id: 'json', role: 'tabpanel', 'aria-labelledby': `tab-${chosen}`, tabIndex: 0, key: chosen }, ...toJsonLines(value, originAt)));
}
