import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { chromiumPath, howToGetChromium, launchBrowser } from './open-page.ts';
import { startPlayground } from './start-playground.ts';

/** `npm run screenshots`: the pictures of docs/images, taken from the running page. */
const folder = fileURLToPath(new URL('../../../docs/images/', import.meta.url));

if (chromiumPath === undefined) {
  process.stderr.write(`${howToGetChromium}\n`);
  process.exitCode = 2;
} else {
  await mkdir(folder, { recursive: true });
  const system = await startPlayground();
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
    await page.goto(system.url);
    await page.locator('#connection', { hasText: /^live$/ }).waitFor();
    for (const scenario of [
      'burst',
      'sso',
      'mfa',
      'hijack',
      'revoked',
      'delegated',
      'normal-login',
      'hijack',
    ]) {
      await page.click(`[data-scenario="${scenario}"]`);
      await page.waitForTimeout(scenario === 'burst' ? 6_000 : 2_500);
    }
    await takeAll(page);
  } finally {
    await browser.close();
    await system.close();
  }
}

async function takeAll(page: Page): Promise<void> {
  const take = async (name: string) => {
    await page.waitForTimeout(400);
    await page.screenshot({ path: `${folder}${name}.png` });
    process.stderr.write(`docs/images/${name}.png\n`);
  };
  const wide = { width: 1280, height: 860 };
  const narrow = { width: 420, height: 860 };

  const hijacked = page.locator('#rows button', { hasText: 'network_and_client_changed' }).first();
  await take('live');
  await hijacked.click();
  await page.waitForSelector('.columns');
  await take('detail');
  await page.emulateMedia({ colorScheme: 'dark' });
  await take('detail-dark');
  await page.click('#detail-close');
  await take('live-dark');
  await page.setViewportSize(narrow);
  await take('live-narrow');

  await page.selectOption('#filter-signal', 'network_and_client_changed');
  await page.click('#tab-try');
  await page.click('#sample');
  await page.waitForTimeout(500);
  await page.fill('#privacy', '{"fields":{"user_name":"hash"}}');
  await page.click('#try-form .primary');
  await page.waitForSelector('#results details');
  await take('try-narrow');
  await page.setViewportSize(wide);
  await take('try-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await take('try');
}
