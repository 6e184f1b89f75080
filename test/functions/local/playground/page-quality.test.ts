import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { LocalSystem } from '../../../../functions/local/local-system.ts';
import { chromiumPath, howToGetChromium, launchBrowser } from '../../../support/browser/open-page.ts';
import { startPlayground } from '../../../support/browser/start-playground.ts';
import { openWatchedPage, warmTrials } from '../../../support/browser/watched-page.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const describeInBrowser = chromiumPath === undefined ? describe.skip : describe;
const title = chromiumPath === undefined ? `the page’s quality (${howToGetChromium})` : 'the page’s quality';

const widths = [
  [1440, 900],
  [1024, 768],
  [390, 844],
] as const;
const schemes = ['light', 'dark'] as const;

describeInBrowser(title, () => {
  let system: LocalSystem;
  let browser: Browser;
  beforeAll(async () => {
    [system, browser] = await Promise.all([startPlayground(), launchBrowser()]);
    for (const scenario of ['normal-login', 'session_gone', 'hijack']) await playScenario(scenario);
    await warmTrials(system);
  });
  afterAll(async () => {
    await browser?.close();
    await system?.close();
  });

  const playScenario = (name: string) =>
    fetch(`${system.url}/playground/scenarios/${name}`, { method: 'POST' });

  describe('accessibility', () => {
    let page: Page;
    beforeAll(async () => {
      ({ page } = await openWatchedPage(browser, system));
      await page.locator('#rows .lvl-high').first().waitFor();
    });
    afterAll(() => page?.close());

    async function findings(): Promise<readonly string[]> {
      if (!(await page.evaluate('Boolean(globalThis.axe)'))) await page.evaluate(axeSource);
      return page.evaluate(async () => {
        const { axe } = globalThis as unknown as {
          axe: {
            run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
          };
        };
        const { violations } = await axe.run();
        return violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
      });
    }

    const highLogId = () =>
      page.evaluate(`
        fetch('/playground/rows?after=0').then((response) => response.json())
          .then(({ rows }) => rows.findLast(({ riskLevel }) => riskLevel === 'high'))`) as Promise<{
        logId: string;
        sessionId: string;
      }>;
    const views: readonly [view: string, ready: string, toHash: () => Promise<string>][] = [
      ['investigation', '#rows .row', async () => '#/investigate'],
      ['empty list', '#empty:not([hidden])', async () => '#/investigate?q=zzzz'],
      ['login', '.jl.session', async () => `#/login/${(await highLogId()).logId}`],
      ['session', '.lanes', async () => `#/session/${(await highLogId()).sessionId}`],
      ['own events', '#results li', async () => '#/try'],
      ['coverage', '#vol-answer', async () => '#/coverage'],
      ['lost record', '.state b', async () => '#/login/unknown'],
    ];
    // Each view in both schemes and at every width.
    const cases = views.flatMap(([view, ready, toHash]) =>
      schemes.flatMap((scheme) => widths.map((size) => [view, scheme, size, ready, toHash] as const)),
    );

    it.each(cases)(
      'has no serious finding: %s, %s, %s',
      async (_view, scheme, [width, height], ready, toHash) => {
        await page.setViewportSize({ width, height });
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
        await page.evaluate(`location.hash = ${JSON.stringify(await toHash())}`);
        await page.locator(ready).first().waitFor();
        // The new scheme and width are painted.
        await page.evaluate(
          'new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))',
        );

        expect(await findings()).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      },
      30_000,
    );
  });

  it('shifts nothing while records stream, however wide the page is', async () => {
    const pages = await Promise.all(
      widths.map(async ([width, height]) => (await openWatchedPage(browser, system, { width, height })).page),
    );
    const onEach = <Answer>(ask: (page: Page) => Promise<Answer>) => Promise.all(pages.map(ask));
    /** Nothing waits to be drawn any more: what comes is drawn a quarter of a second later, its counts as much after. */
    const untilDrawn = () => pages[0]!.waitForTimeout(800);
    const counts = () => onEach((page) => page.textContent('#count'));
    await untilDrawn();
    await onEach((page) =>
      page.evaluate(`
      globalThis.shifts = [];
      new PerformanceObserver((list) => {
        for (const { value, sources } of list.getEntries())
          shifts.push(value + ' ' + sources.map(({ node }) => (node?.parentElement?.outerHTML ?? '').slice(0, 160)).join(' | '));
      }).observe({ type: 'layout-shift' });
    `),
    );
    const before = await counts();
    for (const scenario of ['user_mismatch', 'client_fanout', 'failed-logins', 'mfa', 'sso', 'hijack']) {
      const [shown] = await counts();
      await playScenario(scenario);
      await pages[0]!.locator('#count', { hasNotText: String(shown) }).waitFor();
    }
    // A minute later by the page's clock: ages get another unit, and so another width.
    await onEach((page) => page.evaluate('{ const { now } = Date; Date.now = () => now() + 60_000; }'));
    await playScenario('normal-login');
    await untilDrawn();
    await untilDrawn();

    const after = await counts();
    expect(after.filter((count, index) => count === before[index])).toEqual([]);
    expect(await onEach((page) => page.evaluate('shifts'))).toEqual([[], [], []]);
    await onEach((page) => page.close());
  }, 60_000);

  it('starts with at most 150 kB, and less than 600 ms of processor time until the first record', async () => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    // Processor time of the page's own thread: a second on an idle machine, and the same on one that others use too.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    let bytes = 0;
    session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
    await page.goto(system.url);
    await page.locator('#rows .row').first().waitFor();
    const { metrics } = await session.send('Performance.getMetrics');
    const busyMs = (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1_000;
    await page.locator('#live-state', { hasText: /^Live$/ }).waitFor();
    await page.waitForLoadState('load');
    await page.close();

    process.stderr.write(
      `start of the page: ${Math.round(bytes / 1_000)} kB, ${Math.round(busyMs)} ms of processor time until the first record\n`,
    );
    expect(bytes).toBeGreaterThan(20_000);
    expect(bytes).toBeLessThanOrEqual(150_000);
    expect(busyMs).toBeGreaterThan(0);
    expect(busyMs).toBeLessThan(600);
  });

  it('answers five questions within two interactions each', async () => {
    const { page } = await openWatchedPage(browser, system);
    await page.locator('#rows .lvl-high').first().waitFor();
    await page.locator('.pk-head', { hasText: 'moved' }).waitFor();
    let interactions = 0;
    const click = async (selector: string) => {
      interactions += 1;
      await page.locator(selector).first().click();
    };
    const spent = () => {
      const number = interactions;
      interactions = 0;
      return number;
    };
    const toFirstScreen = async () => {
      await page.goto(system.url);
      await page.locator('.pk-head', { hasText: 'moved' }).waitFor();
    };

    const most = await page.textContent('#rows .row[aria-selected="true"] .c-what');
    expect(most).toContain('Network and program changed');
    expect(spent()).toBe(0);

    expect(await page.textContent('.pk-head')).toContain(
      'from Safari on macOS in AS64496 to Chrome on Windows in AS65550',
    );
    expect(spent()).toBeLessThanOrEqual(2);

    await click('.pk-act a:nth-child(2)');
    await page.waitForSelector('.happenings tbody tr');
    expect(await page.locator('.happenings .t-what').count()).toBeGreaterThan(1);
    expect(spent()).toBeLessThanOrEqual(2);

    await toFirstScreen();
    await click('[data-nav="coverage"]');
    await page.locator('.verdict .headline', { hasText: /^(Yes|No):/ }).waitFor();
    expect(spent()).toBeLessThanOrEqual(2);

    await toFirstScreen();
    await click('[data-nav="try"]');
    await page.locator('#results li').first().waitFor();
    expect(await page.textContent('.outputs')).toContain('valid against');
    expect(spent()).toBeLessThanOrEqual(2);
    await page.close();
  }, 30_000);

  it('says that the server is gone, and shows nothing of an earlier run as live', async () => {
    const first = await startPlayground();
    const port = Number(new URL(first.url).port);
    const { page, play, send, row } = await openWatchedPage(browser, first);
    expect(await page.textContent('#empty')).toContain('No record yet.');
    expect(await page.textContent('#peek')).toContain('as soon as there is one');
    expect(await page.locator('.facets .none-yet').allTextContents()).toEqual(['none yet', 'none yet']);
    await play('hijack');
    await page.locator('#rows .lvl-high').first().waitFor();
    await page.mouse.move(5, 5);
    await first.close();
    await page.locator('#banner', { hasText: 'No answer from the server since' }).waitFor();
    expect(await page.textContent('#live-state')).toBe('Not live');

    const second = await startPlayground(port);
    try {
      await page.locator('#banner', { hasText: 'The server was started again at' }).waitFor();
      expect(await page.locator('#rows .row:not(.of-earlier)').count()).toBe(0);
      expect(await page.locator('#rows .of-earlier .c-time small').first().textContent()).toBe('earlier run');
      const logId = await send({ type: 's', user_name: 'new@example.com' });
      await page.locator('#newer', { hasText: /newer|Up to date/ }).waitFor();
      await page.locator('#banner button', { hasText: 'Forget them' }).click();
      await row(logId).waitFor();
      expect(await page.locator('#rows .of-earlier').count()).toBe(0);
      expect(await page.locator('#banner').isVisible()).toBe(false);
      await page.close();
    } finally {
      await second.close();
    }
  }, 60_000);
});
