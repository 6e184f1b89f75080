import { BlockList } from 'node:net';
import { parseCidr } from '../../receive/allow-sources.ts';
import { type CheckResult, fail, ok, warn } from './check-result.ts';

/** What Auth0 publishes for programs: https://auth0.com/docs/secure/security-guidance/data-security/allowlist */
const listUrl = 'https://cdn.auth0.com/ip-ranges.json';

export interface SourcesCheckOptions {
  /** What the webhook lets in. */
  readonly cidrs: readonly string[];
  /** As Auth0's list names it, in any case; undefined for a Private Cloud. */
  readonly region: string | undefined;
  readonly fetch?: typeof globalThis.fetch;
}

/** Whether the webhook lets in every address that Auth0 sends from today. */
export async function checkSources(options: SourcesCheckOptions): Promise<CheckResult> {
  const { cidrs, region, fetch = globalThis.fetch } = options;
  const check = 'allowed sources';
  if (region === undefined) {
    return warn(
      check,
      `${cidrs.length} blocks, not compared: the domain tells no region of the Public Cloud`,
      'compare them with the Primary Egress IPs of the environment in the Auth0 Support Center',
    );
  }
  const published = await readPublished(region, fetch);
  if (published === undefined) {
    return warn(
      check,
      `${cidrs.length} blocks, not compared: no list at ${listUrl}`,
      'try again, or compare by hand',
    );
  }
  const missing = published.filter((block) => !isCovered(block, cidrs));
  if (missing.length === 0) {
    return ok(
      check,
      `all ${published.length} blocks that Auth0 publishes for ${region.toUpperCase()} may send`,
    );
  }
  return fail(
    check,
    `${missing.length} of the ${published.length} blocks that Auth0 publishes for ${region.toUpperCase()} are answered 403`,
    `add to ingress.webhook.allowedSourceCidrs and deploy: ${missing.join(' ')}`,
  );
}

async function readPublished(region: string, fetch: typeof globalThis.fetch): Promise<string[] | undefined> {
  try {
    const response = await fetch(listUrl, { signal: AbortSignal.timeout(10_000) });
    if (!response.ok) return undefined;
    const { regions } = (await response.json()) as { readonly regions?: Readonly<Record<string, unknown>> };
    const [, entry] =
      Object.entries(regions ?? {}).find(([name]) => name.toLowerCase() === region.toLowerCase()) ?? [];
    const { ipv4_cidrs: blocks } = Object(entry) as { readonly ipv4_cidrs?: unknown };
    if (!Array.isArray(blocks) || blocks.length === 0) return undefined;
    return blocks.map((block) => {
      const text = String(block);
      parseCidr(text);
      return text;
    });
  } catch {
    return undefined;
  }
}

/** A published block counts as let in when its first and last address are; all of them are single addresses today. */
function isCovered(block: string, cidrs: readonly string[]): boolean {
  const allowed = new BlockList();
  for (const cidr of cidrs) {
    const { address, prefix, family } = parseCidr(cidr);
    allowed.addSubnet(address, prefix, family);
  }
  const { address, prefix } = parseCidr(block);
  const first = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const last = first - (first % 2 ** (32 - prefix)) + 2 ** (32 - prefix) - 1;
  return allowed.check(address, 'ipv4') && allowed.check(toAddress(last), 'ipv4');
}

const toAddress = (value: number) =>
  [24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) % 256).join('.');
