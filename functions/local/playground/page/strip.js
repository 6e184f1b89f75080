import { byId, h, icon, render, setText, tags } from './dom.js';
import { percent, seconds } from './words.js';
import { state } from './store.js';

const { b, dd, div, dl, dt, small, span } = tags;

/** What statuses mean to somebody on call. */
export const harm = {
  fine: ['enriched', 'observed'],
  noQuestion: ['no_session_id', 'skipped'],
  gone: ['not_found'],
  waits: ['rate_limited', 'timeout', 'unavailable'],
  acts: ['unauthorized', 'forbidden', 'invalid_response'],
};

export const sumOf = (ticks, statuses) =>
  ticks.reduce((sum, tick) => sum + statuses.reduce((part, status) => part + (tick.statuses[status] ?? 0), 0), 0);

/** Of the events that name a session: how many have it behind them. */
export function coverageOf(ticks) {
  const api = sumOf(ticks, ['enriched']);
  const observed = sumOf(ticks, ['observed']);
  const none = sumOf(ticks, [...harm.gone, ...harm.waits, ...harm.acts]);
  return { api, observed, none, all: api + observed + none };
}

/** A busy machine ticks late: what counts is how long it really was. */
export function perSecond(ticks, read) {
  const seconds = ticks.reduce((sum, tick) => sum + tick.seconds, 0);
  return seconds === 0 ? 0 : ticks.reduce((sum, tick) => sum + read(tick), 0) / seconds;
}

/** Look-ups against what the budget allows. A burst is no breach: what counts is the bucket. */
export function budgetOf(ticks, budget) {
  const lately = ticks.slice(-10);
  const rate = perSecond(lately, ({ requests }) => requests);
  const waits = sumOf(ticks.slice(-60), ['rate_limited']);
  const throttled = ticks.slice(-60).reduce((sum, tick) => sum + tick.throttled, 0);
  return { rate, limit: budget.ratePerSecond, isEnough: waits === 0 && throttled === 0, waits, throttled };
}

/** What somebody has to do something about, gravest first. */
export function needs(ticks, budget) {
  const minute = ticks.slice(-60);
  const acts = sumOf(minute, harm.acts);
  if (acts > 0) {
    const isToken = sumOf(minute, ['unauthorized']) > 0;
    return { level: 'high', text: isToken ? 'Auth0 refuses the token' : sumOf(minute, ['forbidden']) > 0 ? 'Auth0 refuses the scope' : 'An answer of Auth0 makes no sense' };
  }
  if (sumOf(minute, ['unavailable', 'timeout']) > 0) return { level: 'medium', text: 'Auth0 does not answer' };
  if (!budgetOf(ticks, budget).isEnough) return { level: 'low', text: 'More look-ups than budget' };
  return undefined;
}

const points = 60;
const width = 120;

function areaOf(values, top) {
  const line = values
    .map((value, index) => `${index ? 'L' : 'M'}${((index / Math.max(1, values.length - 1)) * width).toFixed(1)} ${(27 - (Math.min(value, top) / top) * 26).toFixed(1)}`)
    .join('');
  return { line, area: `${line}L${width} 28L0 28Z` };
}

function budgetSpark(ticks, limit) {
  const values = ticks.map(({ requests, seconds }) => requests / seconds);
  const top = Math.max(limit * 1.5, ...values);
  const { line, area } = areaOf(values.length > 1 ? values : [0, 0], top);
  const y = (27 - (limit / top) * 26).toFixed(1);
  return h('svg', { class: 'spark', viewBox: '0 0 120 28', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    h('path', { class: 'area', d: area }), h('path', { class: 'line', d: line }), h('path', { class: 'limit', d: `M0 ${y}H120` }));
}

function delaySpark(ticks) {
  const top = Math.max(1, ...ticks.map(({ delayP95Ms }) => delayP95Ms ?? 0));
  const scale = (value) => 26 - (value / top) * 24;
  const bars = ticks.flatMap(({ delayP50Ms, delayP95Ms }, index) => {
    if (delayP95Ms === null) return [];
    const y = scale(delayP95Ms);
    return [h('rect', { class: 'pt', x: ((index / points) * width).toFixed(1), width: 1.6, y: y.toFixed(1), height: Math.max(2, scale(delayP50Ms) - y).toFixed(1) })];
  });
  return h('svg', { class: 'spark', viewBox: '0 0 120 28', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, ...bars);
}

/** One bar: what is read, observed and neither, in percent of its width. */
export function stack({ api, observed, none, all }, className = '') {
  const label = all === 0 ? 'No record yet' : `Read from Auth0 ${percent(api, all)}, observed ${percent(observed, all)}, none ${percent(none, all)}`;
  const share = (number) => `${all === 0 ? 0 : (number / all) * 100}%`;
  return span({ class: `stack parts ${className}`, role: 'img', 'aria-label': label, style: { '--api': share(api), '--observed': share(api + observed) } });
}

const keys = ({ api, observed, none, all }) =>
  span({ class: 'keys' }, ...[['api', api], ['observed', observed], ['none', none]].map(([name, number]) =>
    span({ class: `cv ${name}` }, icon(`cv-${name}`), { api: 'Auth0', observed: 'observed', none: 'none' }[name], ' ', b({}, percent(number, all)))));

/** The last five minutes in four cells; every one has its room from the start. */
export function drawStrip() {
  const { setup, ticks } = state;
  const budget = setup?.budget ?? { ratePerSecond: 0 };
  const covered = coverageOf(ticks);
  const { rate, limit } = budgetOf(ticks, budget);
  const latest = ticks.slice(-points);
  const last = latest.findLast(({ delayP50Ms }) => delayP50Ms !== null);
  const need = needs(ticks, budget);
  render(
    dl({ class: 'strip', 'aria-label': 'The last five minutes' },
      div({ class: 'cell wide' },
        dt({}, 'Coverage ', span({ class: 'of' }, `of ${covered.all.toLocaleString('en')}`)),
        dd({}, stack(covered), keys(covered))),
      div({ class: 'cell' },
        dt({}, 'Look-ups ', span({ class: 'of' }, `budget ${limit}/s`)),
        dd({}, b({ class: 'big' }, rate.toFixed(1), small({}, '/s')), budgetSpark(latest, limit || 1))),
      div({ class: 'cell' },
        dt({}, 'Delay ', span({ class: 'of' }, 'queue to record')),
        dd({}, b({ class: 'big' }, last ? seconds(last.delayP50Ms) : '–'), span({ class: 'sub' }, last && `p95 ${seconds(last.delayP95Ms)}`), delaySpark(latest))),
      div({ class: 'cell' },
        dt({}, 'Needs you'),
        dd({ class: need ? 'ok not' : 'ok' }, need ? icon(`lv-${need.level}`, undefined, `lv ${need.level}`) : icon('i-check'), span({}, need?.text ?? (ticks.some(({ events }) => events > 0) ? 'Nothing. The budget is enough' : 'Nothing. No event yet'))))),
    byId('strip'),
  );
  const live = latest.slice(-5);
  const eventRate = perSecond(live, ({ events }) => events);
  setText(byId('live-rate'), state.connection.state === 'live' ? `${eventRate.toFixed(1)} events/s` : '');
}

