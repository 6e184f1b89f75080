import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { chromiumPath, howToGetChromium, launchBrowser } from './open-page.ts';
import { startPlayground } from './start-playground.ts';

/** `npm run screenshots`: the pictures of docs/images, taken from the running page. */
const folder = fileURLToPath(new URL('../../../docs/images/', import.meta.url));

const wide = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };
/** What is to be seen, the hijack last: it stands first in the list. */
const scenarios = [
  'sso',
  'mfa',
  'failed-logins',
  'delegated_session',
  'session_gone',
  'scripted_user_agent',
  'user_mismatch',
  'client_fanout',
  'recovery_code_used',
  'normal-login',
  'hijack',
];

if (chromiumPath === undefined) {
  process.stderr.write(`${howToGetChromium}\n`);
  process.exitCode = 2;
} else {
  await mkdir(folder, { recursive: true });
  const system = await startPlayground();
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: wide });
    await page.goto(system.url);
    await page.locator('#live-state', { hasText: /^Live$/ }).waitFor();
    for (const scenario of ['burst', ...scenarios]) {
      await fetch(`${system.url}/playground/scenarios/${scenario}`, { method: 'POST' });
      await page.waitForTimeout(scenario === 'burst' ? 28_000 : 900);
    }
    await page.locator('#rows .lvl-high').first().waitFor();
    await takeAll(page);
  } finally {
    await browser.close();
    await system.close();
  }
}

async function takeAll(page: Page): Promise<void> {
  const take = async (name: string) => {
    await page.waitForTimeout(700);
    await page.screenshot({ path: `${folder}${name}.png` });
    process.stderr.write(`docs/images/${name}.png\n`);
  };
  const open = async (hash: string, ready: string) => {
    await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
    await page.locator(ready).first().waitFor();
  };
  await page.locator('.pk-head', { hasText: 'moved from' }).waitFor();
  const { logId, sessionId } = (await page.evaluate(`
    fetch('/playground/rows?after=0').then((response) => response.json())
      .then(({ rows }) => rows.findLast(({ type, riskLevel }) => type === 'ssa' && riskLevel === 'high'))`)) as {
    logId: string;
    sessionId: string;
  };
  const views: readonly [name: string, hash: string, ready: string][] = [
    ['list', '#/investigate', '#rows .row'],
    ['login', `#/login/${logId}`, '.jl.session'],
    ['story', `#/session/${sessionId}?row=${logId}`, '.lanes'],
    ['try', '#/try', '#results li'],
    ['coverage', '#/coverage', '#plot-delay canvas'],
  ];
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [name, hash, ready] of views) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(wide);
      await open(hash, ready);
      await take(colorScheme === 'light' ? name : `${name}-dark`);
      if (colorScheme === 'dark') continue;
      await page.setViewportSize(phone);
      await take(`${name}-phone`);
    }
  }
}
