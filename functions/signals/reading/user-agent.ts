import { rememberByText } from '../../log-event/remember-by-text.ts';
import { UAParser } from 'ua-parser-js';
import { toBrowserFamily, toSystemFamily } from './browser-names.ts';
import type { Known } from '../three-valued.ts';
import { type ClientProgram, clientPrograms } from './client-programs.ts';

/** What a user agent says about who is there. Undefined parts were not told. */
export interface UserAgent {
  readonly family: string;
  /** Shown, never compared: browsers update themselves. */
  readonly majorVersion: string | undefined;
  readonly system: string | undefined;
  /** `unreadable`: a text that names nothing that is known, or an empty one. */
  readonly kind: 'browser' | 'script' | 'app' | 'unreadable';
  /** The pull API gives a digest, in words of its own: never to be compared with a raw one. */
  readonly isDigest: boolean;
  /** On a phone or tablet, whatever it poses as; false also where nothing tells. */
  readonly isMobile: boolean;
  /** For people, for example `Chrome 145, macOS`. */
  readonly label: string;
}

const longestUserAgent = 2_048;
const longestRemembered = 512;
const longestFamily = 40;

// Parsing costs 20 µs, more than all signals together, and few user agents are in use at a time.
const recallUserAgent = rememberByText(readUserAgent, { most: 1_000, longest: longestRemembered });

/**
 * Reads a raw `User-Agent` header, or the digest which the pull API gives in its place, such as
 * `Chrome 141.0.0 / Windows 10.0.0`. Undefined when there is none, or when it is masked whole (`****`).
 */
export function parseUserAgent(value: unknown): UserAgent | undefined {
  return typeof value === 'string' ? recallUserAgent(value.slice(0, longestUserAgent)) : undefined;
}

function readUserAgent(text: string): UserAgent | undefined {
  if (/^\s*\*[\s*]*$/.test(text)) return undefined;
  return readDigest(text) ?? readProgram(text) ?? readBrowser(text) ?? readOther(text);
}

function readDigest(text: string): UserAgent | undefined {
  const [client = '', system, ...more] = text.split(' / ');
  if (system === undefined || more.length > 0) return undefined;
  const { name, majorVersion } = splitVersion(client);
  const { name: systemName, majorVersion: systemVersion } = splitVersion(system);
  if (majorVersion === undefined || systemVersion === undefined) return undefined;
  const isMobile = /\b(?:mobile|ios)\b/i.test(name) || /^(?:android|ios)$/i.test(systemName);
  const systemFamily = toSystemFamily(systemName);
  const program = clientPrograms.get(name.toLowerCase().replaceAll(' ', '-'));
  const digest = { isDigest: true, isMobile };
  if (program?.family !== undefined)
    return toUserAgent(program.kind, program.family, majorVersion, undefined, digest);
  const isHeadless = /^headless ?/i.test(name);
  const family = toBrowserFamily(isHeadless ? name.replace(/^headless ?/i, '') : name);
  if (family === undefined) return toUserAgent('unreadable', 'unreadable', undefined, undefined, digest);
  return toUserAgent(isHeadless ? 'script' : 'browser', family, majorVersion, systemFamily, digest);
}

/** `Mac OS X 10.15.7` is `Mac OS X` and `10`. */
function splitVersion(text: string): { name: string; majorVersion: string | undefined } {
  const space = text.lastIndexOf(' ');
  const [, majorVersion] = /^(\d+)(?:\.\d+)*$/.exec(text.slice(space + 1)) ?? [];
  return { name: text.slice(0, Math.max(space, 0)), majorVersion };
}

function readProgram(text: string): UserAgent | undefined {
  const isBrowserLike = text.startsWith('Mozilla/');
  for (const { name, majorVersion } of toProducts(text)) {
    const program = clientPrograms.get(name);
    if (!program || (isBrowserLike && !program.isInBrowserAgent)) continue;
    return program.isInBrowserAgent
      ? toAutomatedBrowser(text, program, majorVersion)
      : toUserAgent(program.kind, program.family ?? name, majorVersion, undefined);
  }
  return undefined;
}

function toAutomatedBrowser(text: string, program: ClientProgram, majorVersion: string | undefined) {
  const system = toSystemFamily(new UAParser(text).getOS().name ?? '');
  const family = program.family ?? readBrowser(text)?.family ?? 'Chrome';
  return toUserAgent(program.kind, family, majorVersion, system);
}

/** Chrome, Firefox and Edge on iOS, which pose as a Macintosh for "desktop site" and keep this product. */
const iosBrowsers = { CriOS: 'Chrome', FxiOS: 'Firefox', EdgiOS: 'Edge' } as const;

function readBrowser(text: string): UserAgent | undefined {
  const ios = /\b(CriOS|FxiOS|EdgiOS)\/(\d+)/.exec(text);
  if (ios) {
    const family = iosBrowsers[ios[1] as keyof typeof iosBrowsers];
    return toUserAgent('browser', family, ios[2], 'iOS', { isMobile: true });
  }
  const parser = new UAParser(text);
  const { name, major } = parser.getBrowser();
  if (name === undefined) return undefined;
  const system = toSystemFamily(parser.getOS().name ?? '');
  const isMobile = system === 'iOS' || system === 'Android' || /\bMobile\b/.test(text);
  return toUserAgent('browser', toBrowserFamily(name) ?? name, major, system, { isMobile });
}

const devices = /\b(?:iPhone|iPad|iPod|iOS|Android|Darwin|Dalvik)\b/;

/**
 * What no list knows. A browser names itself `Mozilla/5.0`; every other product with a name is a program that speaks
 * HTTP: an app where it tells of a phone or an Apple system, else a tool or a library, of which new ones appear each month.
 */
function readOther(text: string): UserAgent {
  const [first] = toProducts(text);
  // A name without a version may be any text.
  const isNamed = first?.majorVersion !== undefined && /^[a-z][\w.+-]*$/.test(first.name);
  if (first === undefined || !isNamed || first.name === 'mozilla')
    return toUserAgent('unreadable', 'unreadable', undefined, undefined);
  const family = first.name.slice(0, longestFamily);
  const kind = devices.test(text) ? 'app' : 'script';
  return toUserAgent(kind, family, first.majorVersion, undefined, { isMobile: kind === 'app' });
}

/** The products of a `User-Agent` (RFC 9110, 10.1.5) in lower case, without the comments in parentheses. */
function* toProducts(text: string): Generator<{ name: string; majorVersion: string | undefined }> {
  let depth = 0;
  for (const part of text.split(/([\s()])/)) {
    if (part === '(') depth += 1;
    else if (part === ')') depth = Math.max(depth - 1, 0);
    else if (depth === 0 && part.trim() !== '') {
      const [name = '', version = ''] = part.split('/', 2);
      const [majorVersion] = /^\d+/.exec(version) ?? [];
      yield { name: name.toLowerCase(), majorVersion };
    }
  }
}

function toUserAgent(
  kind: UserAgent['kind'],
  family: string,
  majorVersion: string | undefined,
  system: string | undefined,
  { isDigest = false, isMobile = false }: { isDigest?: boolean; isMobile?: boolean } = {},
): UserAgent {
  const isWindowless = kind === 'script' && toBrowserFamily(family) !== undefined;
  const name = [isWindowless ? `Headless ${family}` : family, majorVersion].filter(Boolean).join(' ');
  const label = system ? `${name}, ${system}` : name;
  return Object.freeze({ kind, family, majorVersion, system, isDigest, isMobile, label });
}

/** In which of browser, operating system and kind two user agents differ; a version alone is no change. */
export function toUserAgentChange(one: UserAgent, other: UserAgent): readonly ('browser' | 'os' | 'kind')[] {
  const change: ('browser' | 'os' | 'kind')[] = [];
  if (one.family !== other.family) change.push('browser');
  if (!isSameSystem(one, other)) change.push('os');
  if (one.kind !== other.kind) change.push('kind');
  return change;
}

/** "Desktop site": a phone or tablet poses as the desktop system of its family. */
const desktopSites: { readonly [system: string]: string } = {
  Android: 'Linux',
  iOS: 'macOS',
  iPadOS: 'macOS',
};

/** A side that names no system (curl does not) tells of no change, nor does "desktop site" within one browser. */
function isSameSystem(one: UserAgent, other: UserAgent): boolean {
  if (one.system === undefined || other.system === undefined || one.system === other.system) return true;
  const toDesktop = (system: string) => desktopSites[system] ?? system;
  return one.family === other.family && toDesktop(one.system) === toDesktop(other.system);
}

/**
 * Whether a program is still the same: browser, system and kind, whatever the version. Unknown where one of them is a digest
 * and the other is not, and while it is not known what was there before; what cannot be read any more is another program.
 */
export function isSameProgram(now: UserAgent | undefined, before: UserAgent | undefined): Known {
  if (now === undefined || before === undefined || before.kind === 'unreadable') return undefined;
  if (now.isDigest !== before.isDigest) return undefined;
  if (now.isDigest && now.kind === 'unreadable') return undefined;
  return toUserAgentChange(before, now).length === 0;
}
