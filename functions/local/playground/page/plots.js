import uPlot from './uPlot.js';
import { byId } from './dom.js';
import { harm } from './strip.js';
import { clock } from './words.js';

const color = (name) => () => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const rate = (read) => (tick) => {
  const number = read(tick);
  return number === null ? null : number / tick.seconds;
};
const sum = (statuses) => (tick) => statuses.reduce((part, status) => part + (tick.statuses[status] ?? 0), 0);

/** `[label, colour, reading, look]`; a reading of null is a gap. */
const plans = {
  'plot-budget': [
    ['look-ups', '--c-api', (tick) => tick.requests, 'bars'],
    ['allowed', '--text-3', (tick) => tick.allowed, 'dashed'],
    ['refused by Auth0', '--high', (tick) => tick.throttled || null, 'points'],
  ],
  'plot-coverage': [
    ['Auth0', '--c-api', sum(['enriched'])],
    ['observed', '--c-observed', sum(['observed'])],
    ['none', '--text-3', sum([...harm.gone, ...harm.waits, ...harm.acts])],
  ],
  'plot-harm': [
    ['answered', '--c-observed', sum(harm.fine)],
    ['gone', '--low-fill', (tick) => sum(harm.gone)(tick) || null, 'points'],
    ['no turn or no answer', '--medium-fill', (tick) => sum(harm.waits)(tick) || null, 'points'],
    ['somebody has to act', '--high-solid', (tick) => sum(harm.acts)(tick) || null, 'points'],
  ],
  // Seconds without an event are gaps: points show what a line between two gaps would not.
  'plot-delay': [
    ['p50', '--c-api', (tick) => tick.delayP50Ms, 'points'],
    ['p95', '--medium-fill', (tick) => tick.delayP95Ms, 'points'],
  ],
};
const units = { 'plot-delay': ' ms' };
const height = 190;

/** The last five minutes; the size is fixed by the page, so that nothing jumps. Values show under the pointer. */
export function createPlots() {
  const link = document.createElement('link');
  Object.assign(link, { rel: 'stylesheet', href: '/playground/page/uPlot.css' });
  document.head.append(link);
  const plots = Object.entries(plans).map(([id, lines]) => create(id, lines));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => plots.forEach(({ plot }) => plot.redraw()));
  addEventListener('resize', () => plots.forEach(fit));

  return {
    draw(ticks) {
      const times = ticks.map(({ atMs }) => atMs / 1000);
      for (const one of plots) {
        fit(one);
        one.plot.setData([times, ...one.readers.map((read) => ticks.map(read))]);
      }
    },
  };
}

function create(id, lines) {
  const host = byId(id);
  const axis = { stroke: color('--text-3'), grid: { stroke: color('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui' };
  const unit = units[id] ?? '/s';
  const value = (_plot, number) => (number === null || number === undefined ? '–' : `${(number < 10 ? Math.round(number * 10) / 10 : Math.round(number)).toLocaleString('en')}${unit}`);
  const series = lines.map(([label, name, , look]) => ({
    label,
    value,
    stroke: color(name),
    width: look === 'points' ? 0 : 1.5,
    ...(look === 'dashed' && { dash: [4, 4] }),
    ...(look === 'bars' && { fill: color(name), paths: uPlot.paths.bars({ size: [0.7, 8] }) }),
    points: look === 'points' ? { show: true, size: 5, fill: color(name) } : { show: false },
  }));
  const plot = new uPlot(
    {
      ...sizeOf(host),
      cursor: { y: false, points: { size: 6 } },
      legend: { live: true },
      scales: { y: { range: (_plot, _low, high) => [0, Math.max(1, (high ?? 0) * 1.1)] } },
      axes: [
        { ...axis, size: 26, space: 70, values: (_plot, splits) => splits.map((seconds) => clock(seconds * 1000)) },
        { ...axis, size: 44, values: (_plot, splits) => splits.map((number) => number.toLocaleString('en')) },
      ],
      series: [{ label: 'at', value: (_plot, seconds) => (seconds === null ? '–' : clock(seconds * 1000)) }, ...series],
    },
    [[], ...lines.map(() => [])],
    host,
  );
  return { plot, host, readers: lines.map(([, , read]) => (id in units ? read : rate(read))) };
}

/** While its view is hidden a plot has no width: it is fitted when it is seen again. */
function fit({ plot, host }) {
  if (host.clientWidth > 0 && plot.width !== sizeOf(host).width) plot.setSize(sizeOf(host));
}

function sizeOf(host) {
  return { width: Math.max(200, host.clientWidth - 24), height };
}
