import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const places = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Where a Chromium is; undefined when there is none. The tests install nothing by themselves. */
export const chromiumPath = places.find((place) => place !== undefined && existsSync(place));

export const howToGetChromium =
  'skipped: no Chromium here; install one (Debian: apt-get install chromium) or name its path in CHROMIUM';

/** Headless, and silent on the network but for the page itself. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath ?? '',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
