import uPlot from './uPlot.js';
import { byId } from './dom.js';

const seconds = 300;
/** One hue a meaning, readable on both backgrounds (3:1 at least). */
const palette = {
  events: '#7c5cd6',
  requests: '#0f8a6d',
  budget: '#c2571a',
  enriched: '#0f8a6d',
  notFound: '#9a6b00',
  other: '#cc3a4b',
  p50: '#2f7dc9',
  p95: '#cc3a4b',
  cache: '#2f7dc9',
};

/** The four plots over the last five minutes; the size is fixed by the page, so that nothing jumps. */
export function createPlots(budgetPerSecond) {
  const ticks = [];
  const plots = [
    create('plot-rate', [
      ['events', palette.events, (tick) => tick.events],
      ['look-ups', palette.requests, (tick) => tick.requests],
      [`budget (${budgetPerSecond})`, palette.budget, () => budgetPerSecond, [4, 4]],
    ]),
    create('plot-status', [
      ['enriched', palette.enriched, (tick) => tick.statuses.enriched ?? 0],
      ['not found', palette.notFound, (tick) => tick.statuses.not_found ?? 0],
      ['other', palette.other, (tick) => tick.events - (tick.statuses.enriched ?? 0) - (tick.statuses.not_found ?? 0)],
    ]),
    create('plot-delay', [
      ['p50 ms', palette.p50, (tick) => tick.delayP50Ms],
      ['p95 ms', palette.p95, (tick) => tick.delayP95Ms],
    ]),
    create('plot-cache', [['hits per second', palette.cache, (tick) => tick.cacheHits]]),
  ];

  function draw() {
    const times = ticks.map(({ atMs }) => atMs / 1000);
    for (const { plot, readers } of plots) plot.setData([times, ...readers.map((read) => ticks.map(read))]);
  }

  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', () => plots.forEach(({ plot }) => plot.redraw()));
  addEventListener('resize', () => plots.forEach(({ plot, host }) => plot.setSize(sizeOf(host))));

  return {
    add(...news) {
      ticks.push(...news);
      ticks.splice(0, ticks.length - seconds);
      draw();
    },
  };
}

function create(id, lines) {
  const host = byId(id);
  const ink = () => getComputedStyle(document.body).getPropertyValue('--muted');
  const rule = () => getComputedStyle(document.body).getPropertyValue('--line');
  const axis = { stroke: ink, grid: { stroke: rule, width: 1 }, ticks: { stroke: rule, width: 1 }, font: '11px system-ui' };
  const plot = new uPlot(
    {
      ...sizeOf(host),
      cursor: { show: false },
      legend: { live: false },
      scales: { y: { range: (_plot, _low, high) => [0, Math.max(1, (high ?? 0) * 1.1)] } },
      axes: [{ ...axis, size: 26 }, { ...axis, size: 54 }],
      series: [{}, ...lines.map(([label, stroke, , dash]) => ({ label, stroke, width: 2, ...(dash && { dash }), points: { show: false } }))],
    },
    [[], ...lines.map(() => [])],
    host,
  );
  return { plot, host, readers: lines.map(([, , read]) => read) };
}

/** The legend has its own line beneath. */
function sizeOf(host) {
  return { width: Math.max(200, host.clientWidth), height: Math.max(80, host.clientHeight - 28) };
}
