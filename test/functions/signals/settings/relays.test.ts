import { describe, expect, it } from '@jest/globals';
import { parseUserAgent } from '../../../../functions/signals/reading/user-agent.ts';
import { unknownDevice } from '../../../../functions/signals/reading/signal-session.ts';
import { toRelay } from '../../../../functions/signals/settings/relays.ts';

const webKit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const safari = {
  macOS: `${mac} ${webKit} Version/19.0 Safari/605.1.15`,
  windows: `Mozilla/5.0 (Windows NT 6.1) ${webKit} Version/5.1.7 Safari/534.57.2`,
  iOS: `Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) ${webKit} Version/17.5 Mobile/15E148 Safari/604.1`,
};
const chrome = `${mac} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/145.0.0.0 Safari/537.36`;

const on = (asn: number | undefined, userAgent: string) => ({
  ...unknownDevice,
  asn,
  userAgent: parseUserAgent(userAgent),
});
const atHome = on(64_496, safari.macOS);

describe('toRelay', () => {
  it.each([
    [36_183, safari.macOS, 'iCloud Private Relay (Akamai)'],
    [36_183, safari.iOS, 'iCloud Private Relay (Akamai)'],
    [13_335, safari.macOS, 'iCloud Private Relay (Cloudflare)'],
    [54_113, safari.iOS, 'iCloud Private Relay (Fastly)'],
    [13_335, chrome, undefined],
    [13_335, safari.windows, undefined],
    [64_511, safari.macOS, undefined],
    [undefined, safari.macOS, undefined],
  ])('AS%s with %s: %s', (asn, userAgent, name) => {
    expect(toRelay(atHome, on(asn, userAgent))).toBe(name);
    expect(toRelay(on(asn, userAgent), atHome)).toBe(name);
  });
});
