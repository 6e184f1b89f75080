import { ConfigError } from '../secret/config-error.ts';
import { isSafeUrl } from '../secret/safe-url.ts';

export interface Config {
  readonly tenant: string;
  /** The tenant's own domain, not a custom one: Management API tokens are made out to it. */
  readonly auth0Domain: string;
  /** Where Auth0 is reached, without a slash at the end. */
  readonly auth0BaseUrl: string;
  readonly clientSecretId: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const expectedBaseUrl =
  'nothing, or an https URL (plain http only on loopback) without path, query and credentials';

/** Throws one ConfigError for all that is wrong. */
export function parseConfig(environment: Environment): Config {
  const faults: string[] = [];
  const read = (name: string, isAllowed: (value: string) => boolean, expected: string) => {
    const value = environment[name]?.trim() ?? '';
    if (!isAllowed(value)) faults.push(`${name}: expected ${expected}`);
    return value;
  };

  const tenant = read('TENANT', (value) => value !== '', 'the name of the tenant');
  const auth0Domain = read('AUTH0_DOMAIN', isBareHost, 'a bare host such as acme.eu.auth0.com');
  const baseUrl = read('AUTH0_BASE_URL', (value) => value === '' || isBaseUrl(value), expectedBaseUrl);
  const clientSecretId = read('CLIENT_SECRET_ID', isSecretId, 'the ARN or name of the secret, not its value');
  if (faults.length > 0) throw new ConfigError(`wrong environment: ${faults.join('; ')}`);

  const auth0BaseUrl = baseUrl === '' ? `https://${auth0Domain}` : baseUrl.replace(/\/+$/, '');
  return { tenant, auth0Domain, auth0BaseUrl, clientSecretId };
}

function isBareHost(value: string): boolean {
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(value);
}

function isSecretId(value: string): boolean {
  return /^[\w/+=.@:-]{1,2048}$/.test(value);
}

function isBaseUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  const { pathname, search, hash, username, password } = url;
  const isBare = pathname === '/' && `${search}${hash}${username}${password}` === '';
  return isBare && isSafeUrl(url);
}
