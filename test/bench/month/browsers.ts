import type { Random } from '../../../functions/local/simulate/random.ts';

/** A browser as it shows itself, in each version. */
export interface Browser {
  readonly name: 'chrome' | 'edge' | 'safari' | 'firefox' | 'iphone' | 'android';
  readonly agent: (version: number) => string;
  /** Versions ahead of, or behind, {@link currentVersion}. */
  readonly offset: number;
  /** The cipher part of its JA4, with the number of ciphers. */
  readonly ja4: { readonly ciphers: string; readonly hash: string };
}

export const currentVersion = 145;

const win = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const blink = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const webkit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const chromeTls = { ciphers: '15', hash: '8daaf6152771' };
const appleTls = { ciphers: '20', hash: 'a09f3c656075' };
const geckoTls = { ciphers: '17', hash: '5b57614c22b0' };

const chromeOn = (system: string, name: Browser['name'] = 'chrome', suffix = ''): Browser => ({
  name,
  agent: (version) =>
    `${system} ${blink} Chrome/${version}.0.0.0 Safari/537.36${suffix && `${suffix}${version}.0.0.0`}`,
  offset: 0,
  ja4: chromeTls,
});

export const browsers = {
  chromeWindows: chromeOn(win),
  chromeMac: chromeOn(mac),
  edge: chromeOn(win, 'edge', ' Edg/'),
  safari: {
    name: 'safari',
    agent: (version: number) => `${mac} ${webkit} Version/${version}.0 Safari/605.1.15`,
    offset: -119,
    ja4: appleTls,
  },
  firefox: {
    name: 'firefox',
    agent: (version: number) => `${win.slice(0, -1)}; rv:${version}.0) Gecko/20100101 Firefox/${version}.0`,
    offset: 2,
    ja4: geckoTls,
  },
  iphone: {
    name: 'iphone',
    agent: (version: number) =>
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${webkit} Version/${version}.0 Mobile/15E148 Safari/604.1`,
    offset: -119,
    ja4: appleTls,
  },
  android: {
    name: 'android',
    agent: (version: number) =>
      `Mozilla/5.0 (Linux; Android 10; K) ${blink} Chrome/${version}.0.0.0 Mobile Safari/537.36`,
    offset: 0,
    ja4: chromeTls,
  },
} as const satisfies { readonly [name: string]: Browser };

/** What a phone says on "desktop site". */
export const desktopSites: { readonly [name in Browser['name']]?: Browser } = {
  iphone: browsers.safari,
  android: chromeOn('Mozilla/5.0 (X11; Linux x86_64)'),
};

export function toAgent(browser: Browser, version: number): string {
  return browser.agent(version + browser.offset);
}

/** Transport and extensions differ from connection to connection. */
export function toJa4({ ja4 }: Browser, random: Random): string {
  const transport = random() < 0.3 ? 'q' : 't';
  const extensions = 14 + Math.floor(random() * 4);
  return `${transport}13d${ja4.ciphers}${extensions}h${transport === 'q' ? 3 : 2}_${ja4.hash}_d8a2da3f94cd`;
}

/** Tools that a thief has, and how they speak TLS. */
export const tools = {
  python: { agent: 'python-requests/2.32.3', ja4: 't13d1812h1_85036bcba153_b26ce05bbdd6' },
  curl: { agent: 'curl/8.11.1', ja4: 't13d4907h2_0d8feac7bc37_7395dae3b2f3' },
  unknown: { agent: 'newest-tool/0.3', ja4: 't13d190900_9dc949149365_97f8aa674fd9' },
} as const;
