import type { Page } from 'playwright-core';
import { chromiumPath, howToGetChromium, launchBrowser } from '../support/browser/open-page.ts';
import { startPlayground } from '../support/browser/start-playground.ts';
import type { BenchOptions, BenchResult } from './part.ts';
import { quantile } from './quantile.ts';
import { toTable } from './table.ts';

const eventsPerSecond = 200;

/**
 * The playground's page while records stream in: how long an interaction takes until the next frame is painted (what
 * browsers report as `event` timing), and what the process holds at the end.
 */
export async function measurePage({ isQuick }: BenchOptions): Promise<BenchResult> {
  if (chromiumPath === undefined) return { figures: { skipped: true }, table: howToGetChromium };
  const events = isQuick ? 1_000 : 10_000;
  const system = await startPlayground();
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await send(system, 1, 0);
    const openedAtMs = performance.now();
    await page.goto(system.url);
    await page.locator('#rows .row').first().waitFor();
    const firstRecordMs = Math.round(performance.now() - openedAtMs);
    await page.locator('#live-state', { hasText: /^Live$/ }).waitFor();
    await page.evaluate(`
      globalThis.slowest = new Map();
      new PerformanceObserver((list) => {
        for (const { interactionId, duration } of list.getEntries()) {
          if (interactionId) slowest.set(interactionId, Math.max(duration, slowest.get(interactionId) ?? 0));
        }
      }).observe({ type: 'event', durationThreshold: 16, buffered: true });
    `);

    let sent = 1;
    let interactions = 0;
    const isOver = () => sent >= events;
    const sending = (async () => {
      const startedMs = performance.now();
      while (!isOver()) {
        const due = Math.min(events, ((performance.now() - startedMs) / 1_000) * eventsPerSecond);
        if (due - sent >= 20 || due === events) sent += await send(system, Math.floor(due - sent), sent);
        else await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    while (!isOver()) {
      await page.click('#live');
      await page.click('#live');
      await page.fill('#q', interactions % 2 === 0 ? 'user-1' : '');
      const list = (await page.locator('#scroller').boundingBox()) ?? { x: 0, y: 0 };
      // On a row, and not on the button that filters by a cell.
      await page.mouse.move(list.x + 120, list.y + 100);
      await page.mouse.wheel(0, interactions % 3 === 0 ? -4_000 : 900);
      await page.waitForTimeout(100);
      await page.mouse.down();
      await page.mouse.up();
      await page.keyboard.press('Enter');
      // A locator: handles of elements would keep every login that was opened in memory.
      await page
        .locator('.explain')
        .waitFor({ timeout: 2_000 })
        .catch(() => undefined);
      await page.keyboard.press('Escape');
      await page
        .locator('#scroller')
        .waitFor({ timeout: 2_000 })
        .catch(() => undefined);
      interactions += 7;
    }
    await sending;
    await page.waitForTimeout(1_000);

    const durations = (await page.evaluate('[...slowest.values()]')) as number[];
    const sorted = durations.toSorted((a, b) => a - b);
    const shown = await page.textContent('#count');
    const { heapMib, nodes } = await readMemory(page);
    const rssMib = Math.round(process.memoryUsage().rss / 2 ** 20);
    const figures = {
      events,
      interactions: sorted.length,
      // What browsers call INP of a page with many interactions: all but the slowest one in fifty.
      interaction_to_next_paint_ms: quantile(sorted, 0.98),
      slowest_ms: sorted.at(-1) ?? 0,
      first_record_ms: firstRecordMs,
      page_heap_mib: heapMib,
      page_nodes: nodes,
      server_rss_mib: rssMib,
    };
    const table = toTable(
      [
        'events',
        'interactions',
        'p98 ms',
        'slowest ms',
        'first record ms',
        'page MiB',
        'nodes',
        'server RSS MiB',
        'page',
      ],
      [
        [
          events,
          sorted.length,
          figures.interaction_to_next_paint_ms,
          figures.slowest_ms,
          firstRecordMs,
          heapMib,
          nodes,
          rssMib,
          shown ?? '',
        ],
      ],
    );
    return { figures, table };
  } finally {
    await browser.close();
    await system.close();
  }
}

/** What the page holds once nothing is left over: memory of its scripts, and nodes of its document. */
async function readMemory(page: Page): Promise<{ readonly heapMib: number; readonly nodes: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const valueOf = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? 0;
  return { heapMib: Math.round(valueOf('JSHeapUsedSize') / 2 ** 20), nodes: valueOf('Nodes') };
}

async function send(
  { webhookUrl, authorization }: { webhookUrl: string; authorization: string },
  count: number,
  from: number,
): Promise<number> {
  const lines = Array.from({ length: count }, (_, index) => {
    const date = new Date().toISOString();
    const log_id = `page-${from + index}`;
    return JSON.stringify({
      log_id,
      data: { type: (from + index) % 3 === 0 ? 'fp' : 's', date, user_name: `user-${index}@example.com` },
    });
  });
  const response = await fetch(webhookUrl, {
    method: 'POST',
    headers: { authorization },
    body: lines.join('\n'),
  });
  if (response.status !== 202) throw new Error(`the webhook answered ${response.status}, expected 202`);
  return count;
}
