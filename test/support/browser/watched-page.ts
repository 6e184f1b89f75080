import type { Browser, Page } from 'playwright-core';
import type { LocalSystem } from '../../../functions/local/local-system.ts';

/** A page of the running system that remembers what it complained of: errors of its own, refused loads, dialogs. */
export interface WatchedPage {
  readonly page: Page;
  /** The page as somebody sees it who has just opened it; nothing of before is left but the browser's cache. */
  readonly openAnew: () => Promise<void>;
  /** Complaints so far; one that a test expects is taken out by `forgive`. */
  readonly complaints: string[];
  readonly forgive: (pattern: RegExp) => void;
  readonly play: (scenario: string) => Promise<void>;
  /** Sends an event through the webhook; resolves with its log ID. */
  readonly send: (data: object) => Promise<string>;
  /** The row of a log event, once it is there. */
  readonly row: (logId: string) => ReturnType<Page['locator']>;
}

export async function openWatchedPage(
  browser: Browser,
  system: Pick<LocalSystem, 'url' | 'webhookUrl' | 'authorization'>,
  { hash = '', width = 1440, height = 900 } = {},
): Promise<WatchedPage> {
  const complaints: string[] = [];
  const page = await browser.newPage({ viewport: { width, height } });
  page.setDefaultTimeout(15_000);
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  async function open(at: string): Promise<void> {
    await page.goto(`${system.url}/${at}`);
    await page.locator('#live-state', { hasText: /^Live$/ }).waitFor();
  }
  await open(hash);
  return {
    page,
    async openAnew() {
      complaints.splice(0);
      // To the same address a page would not be loaded, and pages of one origin share what they remember.
      await page.goto('about:blank');
      await page.mouse.move(5, 5);
      await page.setViewportSize({ width, height });
      await open(hash);
    },
    complaints,
    forgive(pattern) {
      const kept = complaints.filter((text) => !pattern.test(text));
      complaints.splice(0, complaints.length, ...kept);
    },
    async play(scenario) {
      const response = await fetch(`${system.url}/playground/scenarios/${scenario}`, { method: 'POST' });
      if (!response.ok) throw new Error(`scenario ${scenario}: the server answered ${response.status}`);
    },
    async send(data) {
      const logId = `log-${Math.random().toString(36).slice(2)}`;
      const body = JSON.stringify({ log_id: logId, data: { date: new Date().toISOString(), ...data } });
      const response = await fetch(system.webhookUrl, {
        method: 'POST',
        body,
        headers: { authorization: system.authorization },
      });
      if (response.status !== 202) throw new Error(`the webhook answered ${response.status}, expected 202`);
      return logId;
    },
    row: (logId) => page.locator(`#rows [data-log-id="${logId}"]`),
  };
}

/** What checks trials is read and compiled when it is first asked for: no test is to wait for that within its own limits. */
export async function warmTrials({ url }: Pick<LocalSystem, 'url'>): Promise<void> {
  const body = JSON.stringify({ events: '{"type":"s","log_id":"a"}', format: 'ocsf', ocsfVersion: '1.8.0' });
  const response = await fetch(`${url}/playground/try`, { method: 'POST', body });
  if (!response.ok) throw new Error(`the first trial: the server answered ${response.status}`);
}
