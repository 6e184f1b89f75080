import { byId, h, render, tags } from './dom.js';
import { state } from './store.js';
import { clock, levelNames } from './words.js';

const buckets = 90;

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
