import { tickListeners } from './connection.js';
import { byId, icon, render, tags } from './dom.js';
import { readRoute } from './route.js';
import { state } from './store.js';
import { budgetOf, coverageOf, harm, stack, sumOf } from './strip.js';
import { drawVolume } from './volume-view.js';
import { count, percent, seconds } from './words.js';

const { b, dd, div, dl, dt, figcaption, figure, h1, h2, header, p, section, span } = tags;

let plots;

/** The answer first, in a sentence that begins with yes or no; then what it rests on. */
export async function showCoverage() {
  draw();
  drawVolume();
  // The library is asked for when somebody looks: the first page loads without it.
  const { createPlots } = await import('./plots.js');
  plots ??= createPlots(state.setup.budget);
  plots.draw(state.ticks);
}

function verdict() {
  const { ticks, setup } = state;
  const covered = coverageOf(ticks);
  const { isEnough, waits, throttled } = budgetOf(ticks, setup?.budget ?? { ratePerSecond: 0 });
  const acts = sumOf(ticks.slice(-60), harm.acts);
  if (covered.all === 0) return 'Nothing to judge yet: no event with a session in the last five minutes.';
  if (acts > 0) return 'No: Auth0 refuses our questions. Look at the token and its scope.';
  if (!isEnough) return `No: in the last minute ${waits > 0 ? `${count(waits, 'event')} had no turn` : `Auth0 refused ${count(throttled, 'look-up')}`}; they went out without their session.`;
  return `Yes: ${percent(covered.api + covered.observed, covered.all)} of the events with a session have it behind them, within what the budget allows.`;
}

function draw() {
  if (readRoute().view !== 'coverage') return;
  const { ticks, setup } = state;
  const covered = coverageOf(ticks);
  const budget = setup?.budget ?? { ratePerSecond: 0, burst: 0 };
  const { rate } = budgetOf(ticks, budget);
  const last = ticks.findLast(({ delayP50Ms }) => delayP50Ms !== null);
  const hits = ticks.reduce((sum, { cacheHits }) => sum + cacheHits, 0);
  const peak = ticks.reduce((max, { requests, seconds }) => Math.max(max, Math.round(requests / seconds)), 0);
  const plot = (id, title, note) => figure({ class: 'card plot-card', key: id }, figcaption({}, h2({}, title), span({ class: 'quiet' }, note)), div({ id, class: 'uplot-host' }));
  render(
    [
      header({ class: 'page-head', key: 'head' }, div({}, h1({ id: 'h-cov' }, 'Is the budget enough?'), p({ class: 'quiet' }, 'The last five minutes of this machine; trials are not counted. Every event becomes a record, whatever the answer.'))),
      div({ class: 'cov live-cov', key: 'cov' },
        section({ class: 'card verdict', 'aria-labelledby': 'h-ver' },
          h2({ id: 'h-ver', class: 'headline' }, verdict()),
          div({ class: 'bigstack' }, stack(covered, 'tall'),
            div({ class: 'keys big-keys' }, ...[['api', 'read from Auth0'], ['observed', 'observed in the stream'], ['none', 'neither']].map(([name, text]) => span({ class: `cv ${name}`, key: name }, icon(`cv-${name}`), b({}, percent(covered[name], covered.all)), ` ${text}`)))),
          dl({ class: 'nums' },
            div({}, dt({}, 'Look-ups, last 10 s'), dd({}, b({}, `${rate.toFixed(1)}/s`), span({}, `budget ${budget.ratePerSecond}/s, ${budget.burst} at once; peak ${peak} in a second`))),
            div({}, dt({}, 'Delay of a record'), dd({}, b({}, last ? seconds(last.delayP50Ms) : '–'), span({}, last ? `p95 ${seconds(last.delayP95Ms)}` : 'no record yet'))),
            div({}, dt({}, 'Answered without a look-up'), dd({}, b({}, hits.toLocaleString('en')), span({}, 'the session was at hand'))))),
        div({ id: 'volume' }),
        div({ class: 'plot-grid' },
          plot('plot-budget', 'Look-ups and what the budget allows', 'per second'),
          plot('plot-coverage', 'Where sessions come from', 'events per second'),
          plot('plot-harm', 'What became of the questions', 'events per second'),
          plot('plot-delay', 'Delay, queue to record', 'milliseconds'))),
    ],
    byId('coverage'),
  );
}

tickListeners.add(() => {
  if (readRoute().view !== 'coverage' || !plots) return;
  draw();
  plots.draw(state.ticks);
});
