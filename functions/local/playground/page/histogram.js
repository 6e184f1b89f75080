import { byId, h, render, tags } from './dom.js';
import { state } from './store.js';
import { clock, count, levelNames, levels } from './words.js';

const buckets = 90;
/** What was drawn last, for the pointer. */
let drawn = { low: 0, span: 0, sums: [] };

/** What is shown, by time and risk. */
export function drawHistogram() {
  const { shown, filters } = state;
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const { timeMs } of shown) {
    if (timeMs < low) low = timeMs;
    if (timeMs > high) high = timeMs;
  }
  if (filters.from) low = filters.from;
  if (filters.to) high = filters.to;
  if (!Number.isFinite(low)) [low, high] = [Date.now() - 60_000, Date.now()];
  const span = Math.max(1000, high - low);
  const sums = Array.from({ length: buckets }, () => [0, 0, 0, 0]);
  for (const { timeMs, riskLevel } of shown) {
    const at = Math.min(buckets - 1, Math.max(0, Math.floor(((timeMs - low) / span) * buckets)));
    sums[at][levelNames.indexOf(riskLevel)] += 1;
  }
  drawn = { low, span, sums };
  const top = Math.max(1, ...sums.map((bucket) => bucket.reduce((sum, number) => sum + number, 0)));
  const bars = sums.flatMap((bucket, at) => {
    let y = 36;
    return bucket.flatMap((number, level) => {
      if (number === 0) return [];
      const height = Math.max(1.5, (number / top) * 34);
      y -= height;
      return [h('rect', { class: levelNames[level], x: ((at / buckets) * 600 + 0.8).toFixed(1), width: (600 / buckets - 1.4).toFixed(1), y: Math.max(0, y).toFixed(1), height: height.toFixed(1) })];
    });
  });
  const ticks = Array.from({ length: innerWidth < 1240 ? 4 : 6 }, (_, at, all = innerWidth < 1240 ? 3 : 5) => tags.span({ key: at }, clock(low + (span * at) / all)));
  render([h('svg', { key: 'bars', viewBox: '0 0 600 36', preserveAspectRatio: 'none' }, ...bars), tags.div({ key: 'ticks', class: 'ticks' }, ...ticks)], byId('histo'));
}

/** What stands under the pointer: from when to when, how many, and how many of each risk. */
export function startHistogram() {
  byId('histo').addEventListener('pointermove', ({ clientX, currentTarget }) => {
    const { left, width } = currentTarget.firstElementChild.getBoundingClientRect();
    const at = Math.min(buckets - 1, Math.max(0, Math.floor(((clientX - left) / width) * buckets)));
    const sums = drawn.sums[at] ?? [];
    const [from, to] = [at, at + 1].map((edge) => clock(drawn.low + (drawn.span * edge) / buckets));
    const risks = levelNames.flatMap((name, level) => (sums[level] > 0 ? [`${sums[level]} ${levels[name].word}`] : [])).reverse();
    const all = sums.reduce((sum, number) => sum + number, 0);
    currentTarget.title = `${from} – ${to}: ${count(all, 'record')}${risks.length > 0 ? `, ${risks.join(', ')}` : ''}`;
  });
}
