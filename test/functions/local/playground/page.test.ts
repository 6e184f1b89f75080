import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { LocalSystem } from '../../../../functions/local/local-system.ts';
import { chromiumPath, howToGetChromium, launchBrowser } from '../../../support/browser/open-page.ts';
import { startPlayground } from '../../../support/browser/start-playground.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const describeInBrowser = chromiumPath === undefined ? describe.skip : describe;
const title = chromiumPath === undefined ? `the page (${howToGetChromium})` : 'the page';

describeInBrowser(title, () => {
  let system: LocalSystem;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    [system, browser] = await Promise.all([startPlayground(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await system?.close();
  });

  beforeEach(async () => {
    complaints = [];
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(15_000);
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(system.url);
    await page.locator('#connection', { hasText: /^live$/ }).waitFor();
  });
  afterEach(async () => {
    await page.close();
    if (complaints.length > 0) throw new Error(`the page complained: ${complaints.join('; ')}`);
  });

  const send = async (data: object) => {
    const logId = `log-${Math.random().toString(36).slice(2)}`;
    const body = JSON.stringify({ log_id: logId, data: { date: new Date().toISOString(), ...data } });
    const headers = { authorization: system.authorization };
    const response = await fetch(system.webhookUrl, { method: 'POST', body, headers });
    expect(response.status).toBe(202);
  };
  const play = (name: string) => page.click(`[data-scenario="${name}"]`);
  const openTry = () => page.click('#tab-try');
  const makeRecords = () => page.click('#try-form .primary');
  const messageOf = async (expected: RegExp) => {
    await page.locator('#try-message', { hasText: expected }).waitFor();
    return page.textContent('#try-message');
  };

  it('fills with records as they leave the pipeline', async () => {
    await play('normal-login');
    await page.waitForSelector('#rows button');

    expect(await page.textContent('#count')).toMatch(/^\d+ records$/);
    expect(await page.textContent('#rows li:first-child')).toContain('enriched');
  });

  it('shows the chips of a hijacked session, and its evidence from what to what', async () => {
    await play('hijack');
    const row = page.locator('#rows button', { hasText: 'network_and_client_changed' }).first();
    await row.click();
    await page.waitForSelector('.evidence');

    const evidence = await page.textContent('.evidence');
    expect(evidence).toContain('asn_changed');
    expect(evidence).toMatch(/64496.*65550/);
    expect(evidence).toMatch(/Safari 19, macOS.*Chrome 141, Windows/);
    expect(await page.getAttribute('.evidence a', 'href')).toBe('https://attack.mitre.org/techniques/T1539/');
    expect(await page.textContent('.columns')).toMatch(/Log event.*Session.*Record/s);
    expect(await page.locator('.columns mark.from-session').count()).toBeGreaterThan(3);
  });

  it.each<[scenario: string, chip: string]>([
    ['delegated', 'delegated_session'],
    ['revoked', 'session_gone'],
  ])('leads from the button %s to the chip %s', async (scenario, chip) => {
    await play(scenario);
    const shown = page.locator('#rows .chip', { hasText: chip }).first();
    await shown.waitFor();

    expect(await shown.textContent()).toBe(chip);
  });

  it('filters by status, signal, type and user, and pauses', async () => {
    await play('mfa');
    await page.locator('#rows button', { hasText: 'gd_auth_succeed' }).first().waitFor();
    await page.fill('#filter-type', 'gd_auth_succeed');
    await page
      .locator('#rows .code', { hasNotText: 'gd_auth_succeed' })
      .first()
      .waitFor({ state: 'detached' });
    await page.fill('#filter-user', 'nobody at all');

    await page.locator('#empty', { hasText: 'No record fits' }).waitFor();
    await page.fill('#filter-user', '');
    await page.fill('#filter-type', '');
    await page.click('#pause');
    const before = await page.locator('#rows li').count();
    await send({ type: 'paused_type' });
    await page.locator('#count', { hasText: 'paused' }).waitFor();
    expect(await page.locator('#rows li').count()).toBe(before);
    await page.click('#pause');
    await page.locator('#rows .code', { hasText: 'paused_type' }).waitFor();
  });

  it('is walked through by keyboard alone', async () => {
    await play('normal-login');
    await page.waitForSelector('#rows button');
    await page.focus('#rows li:first-child button');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.columns');
    await page.keyboard.press('Escape');

    expect(await page.isVisible('#detail')).toBe(false);
  });

  it('makes records of an own event and says that they are valid', async () => {
    await openTry();
    await page.fill('#events', '{"type":"s","date":"2026-09-14T08:00:00Z","details":{"session_id":"own-1"}}');
    await page.fill(
      '#sessions',
      '[{"id":"own-1","user_id":"auth0|1","device":{"initial_asn":"64496","last_asn":"64511"}}]',
    );
    await makeRecords();

    expect(await messageOf(/became records/)).toBe(
      '1 event became records; all shown are valid against our schema.',
    );
    expect(await page.textContent('#results')).toContain('asn_changed');
  });

  it.each<[what: string, fill: () => Promise<void>, message: RegExp]>([
    ['no events', async () => {}, /^events: paste at least one log event$/],
    ['settings that are no JSON', () => page.fill('#privacy', '{'), /^privacy: expected JSON/],
    [
      'a mistyped setting',
      () => page.fill('#signals', '{"fanout":3}'),
      /^signals: wrong signal settings: fanout: not known$/,
    ],
    ['sessions that are no JSON', () => page.fill('#sessions', 'x'), /^sessions: expected JSON/],
  ])('says what is wrong with %s', async (what, fill, message) => {
    await openTry();
    if (what !== 'no events') await page.fill('#events', '{"type":"s"}');
    await fill();
    await makeRecords();

    expect(await messageOf(message)).toMatch(message);
    complaints = complaints.filter((text) => !text.includes('status of 400'));
  });

  it('names an event with a typing error by its position, and makes a record of its neighbour', async () => {
    await openTry();
    await page.fill('#events', '{"type":"s","log_id":"a"}\n{"type":"s",,}');
    await makeRecords();
    await messageOf(/became records/);

    expect(await page.textContent('#results .problems')).toBe('position 2: not valid JSON');
  });

  it('keeps hostile events text', async () => {
    const hostile = '<script>alert(1)</script><img src=x onerror=alert(2)>';
    const long = 'A'.repeat(1_000_000);
    await send({ type: hostile, user_name: hostile, user_agent: 'javascript:alert(3)', description: long });
    const row = page.locator('#rows button', { hasText: '<script>' }).first();
    await row.click();
    await page.waitForSelector('.columns');

    expect(await page.locator('#rows script, #rows img, #detail script, #detail img').count()).toBe(0);
    expect(await page.locator('a[href^="javascript:"]').count()).toBe(0);
    expect((await page.textContent('#detail-body'))?.length).toBeLessThan(100_000);
  });

  describe.each(['light', 'dark'] as const)('in the %s colour scheme', (colorScheme) => {
    const views: readonly [view: string, open: () => Promise<void>][] = [
      ['live view', async () => {}],
      ['detail', async () => page.locator('#rows button').first().click()],
      ['form', openTry],
      [
        'results',
        async () => {
          await openTry();
          await page.fill('#events', '{"type":"s","log_id":"a"}\nnonsense');
          await makeRecords();
          await messageOf(/became records/);
        },
      ],
    ];

    it.each(views)('has no serious accessibility finding in the %s', async (_view, open) => {
      await page.emulateMedia({ colorScheme });
      await play('hijack');
      await page.waitForSelector('#rows .chip');
      await open();
      await page.waitForTimeout(200);
      await page.evaluate(axeSource);

      const findings = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as {
          axe: {
            run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
          };
        };
        const { violations } = await axe.run();
        return violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
      });
      expect(findings).toEqual([]);
    });
  });
});
