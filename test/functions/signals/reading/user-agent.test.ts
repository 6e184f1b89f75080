import { describe, expect, it } from '@jest/globals';
import { toGrowth } from '../../../support/cost-growth.ts';
import {
  isSameProgram,
  parseUserAgent,
  toUserAgentChange,
  type UserAgent,
} from '../../../../functions/signals/reading/user-agent.ts';

const webKit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const blink = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const iPhone = `Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) ${webKit}`;
const iPad = `Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) ${webKit}`;
const mac = `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)`;
const windows = `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${blink}`;
const android = `Mozilla/5.0 (Linux; Android 10; K) ${blink}`;

const browsers = {
  chromeOnMac: `${mac} ${blink} Chrome/145.0.0.0 Safari/537.36`,
  chromeOnIphone: `${iPhone} CriOS/145.0.6422.80 Mobile/15E148 Safari/604.1`,
  chromeOnAndroid: `${android} Chrome/145.0.0.0 Mobile Safari/537.36`,
  chromeOnChromeOs: `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${blink} Chrome/145.0.0.0 Safari/537.36`,
  safariOnMac: `${mac} ${webKit} Version/19.0 Safari/605.1.15`,
  safariOnIphone: `${iPhone} Version/17.5 Mobile/15E148 Safari/604.1`,
  safariOnIpad: `${iPad} Version/17.5 Mobile/15E148 Safari/604.1`,
  firefoxOnWindows: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:147.0) Gecko/20100101 Firefox/147.0',
  firefoxOnAndroid: 'Mozilla/5.0 (Android 14; Mobile; rv:147.0) Gecko/147.0 Firefox/147.0',
  firefoxOnIphone: `${iPhone} FxiOS/147.0 Mobile/15E148 Safari/605.1.15`,
  firefoxOnLinux: 'Mozilla/5.0 (X11; Linux x86_64; rv:147.0) Gecko/20100101 Firefox/147.0',
  firefoxOnUbuntu: 'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0',
  edge: `${windows} Chrome/145.0.0.0 Safari/537.36 Edg/145.0.0.0`,
  edgeOnAndroid: `${android} Chrome/145.0.0.0 Mobile Safari/537.36 EdgA/145.0.0.0`,
  edgeOnIphone: `${iPhone} Version/17.0 EdgiOS/145.0 Mobile/15E148 Safari/605.1.15`,
  opera: `${windows} Chrome/145.0.0.0 Safari/537.36 OPR/129.0.0.0`,
  operaTouch: `${iPhone} Version/17.5 Mobile/15E148 Safari/604.1 OPT/4.3.2`,
  samsung: `${android} SamsungBrowser/24.0 Chrome/117.0.0.0 Mobile Safari/537.36`,
  webViewOnAndroid: `Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) ${blink} Version/4.0 Chrome/145.0.0.0 Mobile Safari/537.36`,
  webViewOnIphone: `${iPhone} Mobile/15E148`,
  instagram: `${iPhone} Mobile/15E148 Instagram 331.0.0.29.90 (iPhone14,5; iOS 17_5; en_US)`,
} as const;

const parse = (text: string): UserAgent => {
  const userAgent = parseUserAgent(text);
  if (!userAgent) throw new Error(`not recognised: ${text}`);
  return userAgent;
};

describe('parseUserAgent', () => {
  it.each([
    ['chromeOnMac', 'Chrome 145, macOS'],
    ['chromeOnIphone', 'Chrome 145, iOS'],
    ['chromeOnAndroid', 'Chrome 145, Android'],
    ['chromeOnChromeOs', 'Chrome 145, Chrome OS'],
    ['safariOnMac', 'Safari 19, macOS'],
    ['safariOnIphone', 'Safari 17, iOS'],
    ['safariOnIpad', 'Safari 17, iOS'],
    ['firefoxOnWindows', 'Firefox 147, Windows'],
    ['firefoxOnAndroid', 'Firefox 147, Android'],
    ['firefoxOnIphone', 'Firefox 147, iOS'],
    ['firefoxOnUbuntu', 'Firefox 115, Linux'],
    ['edge', 'Edge 145, Windows'],
    ['edgeOnAndroid', 'Edge 145, Android'],
    ['edgeOnIphone', 'Edge 145, iOS'],
    ['opera', 'Opera 129, Windows'],
    ['operaTouch', 'Opera 4, iOS'],
    ['samsung', 'Samsung Internet 24, Android'],
    ['webViewOnAndroid', 'Chrome WebView 145, Android'],
    ['webViewOnIphone', 'WebKit 605, iOS'],
    ['instagram', 'Instagram 331, iOS'],
  ] as const)('reads the browser %s as %s', (name, label) => {
    expect(parseUserAgent(browsers[name])).toMatchObject({ kind: 'browser', label });
  });

  it.each([
    ['curl/8.7.1', 'curl 8'],
    ['Wget/1.21.4', 'Wget 1'],
    ['python-requests/2.32', 'python-requests 2'],
    ['Python/3.11 aiohttp/3.9.5', 'aiohttp 3'],
    ['Go-http-client/2.0', 'Go-http-client 2'],
    ['axios/1.7.2', 'axios 1'],
    ['node', 'node'],
    ['node-fetch/1.0 (+https://github.com/bitinn/node-fetch)', 'node-fetch 1'],
    ['Java/17.0.9', 'Java 17'],
    ['Apache-HttpClient/4.5.14 (Java/17.0.9)', 'Apache-HttpClient 4'],
    ['libwww-perl/6.77', 'libwww-perl 6'],
    ['PostmanRuntime/7.39.0', 'PostmanRuntime 7'],
    [`${mac} ${blink} HeadlessChrome/145.0.0.0 Safari/537.36`, 'Headless Chrome 145, macOS'],
    [`${windows} HeadlessChrome/120.0.0.0 Safari/537.36 HeadlessEdg/120.0.0.0`, 'Headless Edge 120, Windows'],
    [`${mac} ${blink} Cypress/13.6.0 Chrome/114.0 Electron/25.8.4 Safari/537.36`, 'Cypress 13, macOS'],
    [
      'Mozilla/5.0 (Unknown; Linux x86_64) AppleWebKit/538.1 (KHTML, like Gecko) PhantomJS/2.1.1 Safari/538.1',
      'PhantomJS 2, Linux',
    ],
    ['Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.22621', 'PowerShell 5, Windows'],
  ])('reads %s as the script %s', (text, label) => {
    expect(parseUserAgent(text)).toMatchObject({ kind: 'script', label });
  });

  it.each([
    ['okhttp/4.12.0', 'okhttp 4'],
    ['Example/7.1 okhttp/4.12.0', 'okhttp 4'],
    ['Example/1 CFNetwork/1494.0.7 Darwin/23.4.0', 'CFNetwork 1494'],
    ['Dart/3.4 (dart:io)', 'Dart 3'],
  ])('reads %s as the app %s', (text, label) => {
    expect(parseUserAgent(text)).toMatchObject({ kind: 'app', label });
  });

  it.each([
    ['Chrome 141.0.0 / Windows 10.0.0', 'browser', 'Chrome 141, Windows'],
    ['Chrome Mobile 141.0.0 / Android 10.0.0', 'browser', 'Chrome 141, Android'],
    ['Chrome Mobile iOS 141.0.0 / iOS 17.5.0', 'browser', 'Chrome 141, iOS'],
    ['Safari 19.0.0 / Mac OS X 10.15.7', 'browser', 'Safari 19, macOS'],
    ['Mobile Safari 17.5.0 / iOS 17.5.0', 'browser', 'Safari 17, iOS'],
    ['Mobile Safari UI/WKWebView 0.0.0 / iOS 17.5.0', 'browser', 'WebKit 0, iOS'],
    ['Firefox 142.0.0 / Ubuntu 0.0.0', 'browser', 'Firefox 142, Linux'],
    ['Chrome 141.0.0 / Other 0.0.0', 'browser', 'Chrome 141'],
    ['HeadlessChrome 141.0.0 / Linux 0.0.0', 'script', 'Headless Chrome 141, Linux'],
    ['Python Requests 2.32.0 / Other 0.0.0', 'script', 'python-requests 2'],
    ['okhttp 4.12.0 / Other 0.0.0', 'app', 'okhttp 4'],
  ])('reads the digest %s as the %s %s', (text, kind, label) => {
    expect(parseUserAgent(text)).toMatchObject({ kind, label });
  });

  it.each([['****', ' ** ', null, undefined, 1, {}, ['curl/8.7.1']]].flat())(
    'takes %j for unknown',
    (value) => {
      expect(parseUserAgent(value)).toBeUndefined();
      expect(parseUserAgent(value)).toBeUndefined();
    },
  );

  it.each([
    '',
    '   ',
    'Mozilla/5.0',
    'Mozilla/5.0 "quoted" \\back\\slash <b>',
    'Other 0.0.0 / Other 0.0.0',
    'Made Up 1.0.0 / Windows 10.0.0',
    'Chrome 141',
    'a / b / c',
    ' / ',
  ])('takes %j for unreadable', (value) => {
    expect(parseUserAgent(value)).toMatchObject({ kind: 'unreadable', label: 'unreadable' });
  });

  it.each([
    ['got/14.4.1 (https://github.com/sindresorhus/got)', 'script', 'got 14'],
    ['got (https://github.com/sindresorhus/got)', 'script', 'got'],
    ['Needle/3.3.1 (Node.js v22.4.0; linux x64)', 'script', 'Needle 3'],
    ['Bun/1.1.8', 'script', 'Bun 1'],
    ['Deno/1.44.0', 'script', 'Deno 1'],
    ['reqwest/0.12', 'script', 'reqwest 0'],
    ['Faraday v2.9.0', 'script', 'Faraday'],
    ['RestSharp/110.2.0.0', 'script', 'RestSharp 110'],
    ['k6/0.49.0 (https://k6.io/)', 'script', 'k6 0'],
    ['ReactorNetty/1.1.18', 'script', 'ReactorNetty 1'],
    ['newest-tool/0.1', 'script', 'newest-tool 0'],
    ['Example/1.0 (curl/8.7.1)', 'script', 'example 1'],
    ['Example/7.1 (iPhone; iOS 18.6; Scale/3.00)', 'app', 'example 7'],
    ['Dalvik/2.1.0 (Linux; U; Android 15; Pixel 9)', 'app', 'dalvik 2'],
  ])('reads %s, which is no browser, as the %s %s', (text, kind, label) => {
    expect(parseUserAgent(text)).toMatchObject({ kind, label });
  });

  it.each([
    ['CriOS/145.0.7632.41', 'Chrome 145, iOS'],
    ['FxiOS/147.0', 'Firefox 147, iOS'],
    ['EdgiOS/145.0.3800.70', 'Edge 145, iOS'],
  ])('knows %s that poses as a Macintosh', (product, label) => {
    const text = `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) ${product} Version/11.1.1 Safari/605.1.15`;

    expect(parseUserAgent(text)).toMatchObject({ kind: 'browser', label, isMobile: true });
  });

  it('takes a browser for a browser, whatever else it names', () => {
    const text = `${windows} Chrome/145.0.0.0 Safari/537.36 Java/1.8 node/20.1`;

    expect(parseUserAgent(text)).toMatchObject({ kind: 'browser', label: 'Chrome 145, Windows' });
  });

  it('takes a system of forty letters and more for none', () => {
    expect(parseUserAgent(`Chrome 141.0.0 / ${'x'.repeat(41)} 1.0.0`)?.label).toBe('Chrome 141');
  });

  it('does not look for products behind the first two kilobytes', () => {
    expect(parseUserAgent(`${'x/1 '.repeat(500)} curl/8.7.1`)?.label).toBe('curl 8');
    expect(parseUserAgent(`${'x/1 '.repeat(512)} curl/8.7.1`)?.label).toBe('x 1');
  });

  it('gives the same answer from memory', () => {
    const text = browsers.chromeOnMac;

    expect(parseUserAgent(text)).toBe(parseUserAgent(`${text}`));
  });

  it.each([
    ['a browser', browsers.firefoxOnWindows],
    ['parentheses', 'Mozilla/5.0 (('],
    ['products', 'Chrome/1 Version/1 Safari/1 '],
    ['a digest', 'Chrome 1.0.0 / '],
  ])('reads a megabyte that begins with %s at the price of two kilobytes', (_name, start) => {
    const [kilobytes, megabyte] = [2_000, 1_000_000].map((length) => start.padEnd(length, start.slice(-2)));
    const parseOften = (text: string | undefined) => () => {
      for (let time = 0; time < 40; time += 1) parseUserAgent(text ?? '');
    };

    // Five hundred times the text: what reads all of it takes some hundred times as much.
    expect(toGrowth(parseOften(kilobytes), parseOften(megabyte))).toBeLessThan(20);
  });
});

describe('toUserAgentChange', () => {
  it.each([
    ['firefoxOnLinux', 'firefoxOnUbuntu', []],
    ['safariOnMac', 'safariOnIpad', []],
    ['safariOnMac', 'safariOnIphone', []],
    ['chromeOnMac', 'chromeOnIphone', []],
    ['firefoxOnLinux', 'firefoxOnAndroid', []],
    ['firefoxOnWindows', 'firefoxOnAndroid', ['os']],
    ['safariOnMac', 'chromeOnIphone', ['browser', 'os']],
    ['safariOnIphone', 'webViewOnIphone', ['browser']],
    ['chromeOnAndroid', 'webViewOnAndroid', ['browser']],
    ['edge', 'opera', ['browser']],
    ['opera', 'operaTouch', ['os']],
  ] as const)('%s to %s: %j', (one, other, change) => {
    expect(toUserAgentChange(parse(browsers[one]), parse(browsers[other]))).toEqual(change);
    expect(isSameProgram(parse(browsers[other]), parse(browsers[one]))).toBe(change.length === 0);
  });

  it.each([
    [browsers.chromeOnMac, 'curl/8.7.1', ['browser', 'kind']],
    [browsers.chromeOnMac, `${mac} ${blink} HeadlessChrome/145.0.0.0 Safari/537.36`, ['kind']],
    ['curl/7.1', 'curl/8.7.1', []],
    ['curl/8.7.1', 'okhttp/4.12.0', ['browser', 'kind']],
    [browsers.chromeOnMac, 'Chrome 146.0.0 / Mac OS X 10.15.7', []],
    [browsers.chromeOnMac, 'Chrome 146.0.0 / Other 0.0.0', []],
  ])('%s to %s: %j', (one, other, change) => {
    expect(toUserAgentChange(parse(one), parse(other))).toEqual(change);
  });
});

describe('isSameProgram', () => {
  const digest = 'Chrome 145.0.0 / Mac OS X 10.15.7';

  it.each([
    ['a digest and a raw one', digest, browsers.chromeOnMac, undefined],
    ['a raw one and a digest', browsers.chromeOnMac, digest, undefined],
    ['two digests', digest, 'Chrome 146.0.0 / Mac OS X 10.15.7', true],
    ['two other digests', digest, 'Firefox 147.0.0 / Windows 10.0.0', false],
    ['a digest that names nothing', 'Other 0.0.0 / Other 0.0.0', digest, undefined],
    ['what cannot be read any more', 'Mozilla/5.0', browsers.chromeOnMac, false],
    ['an empty one', '', browsers.chromeOnMac, false],
    ['what could not be read before', browsers.chromeOnMac, 'Mozilla/5.0', undefined],
    ['what is masked', '****', browsers.chromeOnMac, undefined],
  ])('of %s', (_what, now, before, expected) => {
    expect(isSameProgram(parseUserAgent(now), parseUserAgent(before))).toBe(expected);
  });

  it.each([
    ['Example/7.1 (iPhone; iOS 19.0)', 'app', true],
    ['Example/7.1 (Linux; x86_64)', 'script', false],
  ])('knows whether a program that no list has is on a phone: %s', (text, kind, isMobile) => {
    expect(parseUserAgent(text)).toMatchObject({ kind, isMobile });
  });
});
