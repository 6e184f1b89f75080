import { LRUCache } from 'lru-cache';
import { UAParser } from 'ua-parser-js';
import { toBrowserFamily, toSystemFamily } from './browser-names.ts';
import { type ClientProgram, clientPrograms } from './client-programs.ts';

/** What a user agent says about who is there. Undefined parts were not told. */
export interface UserAgent {
  readonly family: string;
  /** Shown, never compared: browsers update themselves. */
  readonly majorVersion: string | undefined;
  readonly system: string | undefined;
  readonly kind: 'browser' | 'script' | 'app';
  /** For people, for example `Chrome 145, macOS`. */
  readonly label: string;
}

const longestUserAgent = 2_048;
const longestRemembered = 512;
const unrecognised = Symbol('unrecognised');

// Parsing costs 20 µs, more than all signals together, and few user agents are in use at a time. Long ones are not
// kept: a substring would keep alive the whole text it was cut from.
const remembered = new LRUCache<string, UserAgent | typeof unrecognised>({ max: 2_000 });

/**
 * Reads a raw `User-Agent` header, or the digest which the pull API gives in its place, such as
 * `Chrome 141.0.0 / Windows 10.0.0`. Undefined when it is empty or names nothing that is known.
 */
export function parseUserAgent(value: unknown): UserAgent | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  if (value.length > longestRemembered) return readUserAgent(value.slice(0, longestUserAgent));
  const known = remembered.get(value);
  if (known !== undefined) return known === unrecognised ? undefined : known;
  const userAgent = readUserAgent(value);
  remembered.set(value, userAgent ?? unrecognised);
  return userAgent;
}

function readUserAgent(text: string): UserAgent | undefined {
  return readDigest(text) ?? readProgram(text) ?? readBrowser(text);
}

function readDigest(text: string): UserAgent | undefined {
  const [client = '', system, ...more] = text.split(' / ');
  if (system === undefined || more.length > 0) return undefined;
  const { name, majorVersion } = splitVersion(client);
  const { name: systemName, majorVersion: systemVersion } = splitVersion(system);
  if (majorVersion === undefined || systemVersion === undefined) return undefined;
  const systemFamily = toSystemFamily(systemName);
  const program = clientPrograms.get(name.toLowerCase().replaceAll(' ', '-'));
  if (program?.family !== undefined)
    return toUserAgent(program.kind, program.family, majorVersion, undefined);
  const isHeadless = /^headless ?/i.test(name);
  const family = toBrowserFamily(isHeadless ? name.replace(/^headless ?/i, '') : name);
  if (family === undefined) return undefined;
  return toUserAgent(isHeadless ? 'script' : 'browser', family, majorVersion, systemFamily);
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

function readBrowser(text: string): UserAgent | undefined {
  const parser = new UAParser(text);
  const { name, major } = parser.getBrowser();
  if (name === undefined) return undefined;
  const system = toSystemFamily(parser.getOS().name ?? '');
  return toUserAgent('browser', toBrowserFamily(name) ?? name, major, system);
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
): UserAgent {
  const isWindowless = kind === 'script' && toBrowserFamily(family) !== undefined;
  const name = [isWindowless ? `Headless ${family}` : family, majorVersion].filter(Boolean).join(' ');
  return Object.freeze({ kind, family, majorVersion, system, label: system ? `${name}, ${system}` : name });
}

/** In which of browser, operating system and kind two user agents differ; a version alone is no change. */
export function toUserAgentChange(one: UserAgent, other: UserAgent): readonly ('browser' | 'os' | 'kind')[] {
  const change: ('browser' | 'os' | 'kind')[] = [];
  if (one.family !== other.family) change.push('browser');
  if (!isSameSystem(one, other)) change.push('os');
  if (one.kind !== other.kind) change.push('kind');
  return change;
}

const appleSystems = new Set(['iOS', 'iPadOS', 'macOS']);

/** A side that names no system (curl does not) tells of no change. Safari on an iPad calls itself macOS. */
function isSameSystem(one: UserAgent, other: UserAgent): boolean {
  if (one.system === undefined || other.system === undefined || one.system === other.system) return true;
  const isSafari = one.family === 'Safari' && other.family === 'Safari';
  return isSafari && appleSystems.has(one.system) && appleSystems.has(other.system);
}

/** Whether browser family and operating system agree, whatever the version and the kind. */
export function isSameClient(one: UserAgent, other: UserAgent): boolean {
  return one.family === other.family && isSameSystem(one, other);
}
