import { byId, fetchJson, icon, render, tags } from './dom.js';
import { state } from './store.js';
import { stack } from './strip.js';
import { percent } from './words.js';

const { b, code, dd, div, dl, dt, form, h2, input, label, option, p, select, section, span } = tags;

/** What is asked; the answer is the server's, by the estimator that `cli plan` has. */
const asked = { loginsPerSecond: 40, plan: 'enterprise', share: 0.5 };
let answer;
let fault = '';
let timer;

/** What to expect at one's own volume, before anything is deployed. */
export function drawVolume() {
  if (answer === undefined && fault === '') askSoon(0);
  draw();
}

function askSoon(waitMs = 150) {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    try {
      answer = await fetchJson(`/playground/estimate?${new URLSearchParams(asked)}`);
      fault = '';
    } catch (error) {
      fault = error.message;
    }
    draw();
  }, waitMs);
}

const set = (name) => ({ target }) => {
  asked[name] = target.value;
  askSoon();
};

const seconds = (value) => `${value.toFixed(1)} s`;
const dollars = (value) => `$${Math.round(value).toLocaleString('en')}`;

function draw() {
  const host = byId('volume');
  if (!host) return;
  const field = (name, text, control) => label({ key: name }, span({}, text), control);
  render(
    section({ class: 'card volume', 'aria-labelledby': 'h-vol' },
      h2({ id: 'h-vol' }, 'And at your volume?'),
      form({ class: 'volume-form', onSubmit: (event) => event.preventDefault() },
        field('logins', 'Logins a second, at your busiest', input({ id: 'vol-logins', type: 'number', min: 0.001, max: 100_000, step: 'any', value: asked.loginsPerSecond, onInput: set('loginsPerSecond') })),
        field('plan', 'Plan at Auth0', select({ id: 'vol-plan', value: asked.plan, onChange: set('plan') }, ...(state.setup?.plans ?? []).map((name) => option({ key: name, value: name }, name)))),
        field('share', 'Share of its rate limit', input({ id: 'vol-share', type: 'number', min: 0.01, max: 1, step: 0.05, value: asked.share, onInput: set('share') }))),
      fault ? p({ class: 'problem-text', role: 'alert', id: 'vol-fault' }, fault) : toAnswer()),
    host,
  );
}

function toAnswer() {
  // Its room is there before the answer is.
  const { apiShare = 0, observedShare = 0, noneShare = 0, lookUpsPerSecond = 0, delayP50Seconds = 0, delayP99Seconds = 0, usdPerMonth = 0, eventsPerMonth = 0 } = answer ?? {};
  const parts = { api: apiShare, observed: observedShare, none: noneShare, all: answer ? 1 : 0 };
  return div({ class: 'volume-answer', 'aria-live': 'polite', id: 'vol-answer' },
    div({ class: 'bigstack' }, stack(parts, 'tall'),
      div({ class: 'keys big-keys' }, ...[['api', 'with Auth0’s answer'], ['observed', 'with how the session began'], ['none', 'with neither']].map(([name, text]) =>
        span({ class: `cv ${name}`, key: name }, icon(`cv-${name}`), b({}, percent(parts[name], parts.all)), ` ${text}`)))),
    dl({ class: 'nums' },
      div({}, dt({}, 'Look-ups'), dd({}, b({}, `${lookUpsPerSecond}/s`), span({}, 'at most, of all workers together'))),
      div({}, dt({}, 'Delay of a record'), dd({}, b({}, seconds(delayP50Seconds)), span({}, `half of them; 99 % within ${seconds(delayP99Seconds)}`))),
      div({}, dt({}, 'A month on AWS'), dd({}, b({}, dollars(usdPerMonth)), span({}, `${Math.round(eventsPerMonth / 1e6).toLocaleString('en')} million events, as if it went on like that day and night`)))),
    p({ class: 'quiet cmd' }, code({}, `npm run --silent cli -- plan --logins-per-second ${asked.loginsPerSecond} --plan ${asked.plan}${Number(asked.share) === 0.5 ? '' : ` --share ${asked.share}`}`)));
}
