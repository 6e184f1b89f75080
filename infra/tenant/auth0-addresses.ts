/**
 * The addresses that Auth0 sends from, by region of a Public Cloud tenant; log streams are among what it names there.
 *
 * Source: "Auth0 IP Addresses for Allow Lists", https://auth0.com/docs/secure/security-guidance/data-security/allowlist,
 * in auth0/docs-v2 at 1a4096e899bd8958025a92f68c4bae416746deb8, read on 2026-11-22. Auth0 changes the list from time to
 * time and says so months ahead; https://cdn.auth0.com/ip-ranges.json has it for programs, and `doctor` compares the two.
 */
const publishedAddresses = {
  us: [
    '174.129.105.183',
    '18.116.79.126',
    '18.117.64.128',
    '18.191.46.63',
    '18.218.158.118',
    '18.218.26.94',
    '18.232.225.224',
    '18.233.90.226',
    '3.131.238.180',
    '3.131.55.63',
    '3.132.201.78',
    '3.133.18.220',
    '3.134.176.17',
    '3.19.44.88',
    '3.20.16.23',
    '3.20.244.231',
    '3.21.254.195',
    '3.211.189.167',
    '34.211.191.214',
    '34.233.19.82',
    '34.233.190.223',
    '35.160.3.103',
    '35.162.47.8',
    '35.166.202.113',
    '35.167.74.121',
    '35.171.156.124',
    '35.82.131.220',
    '44.205.93.104',
    '44.218.235.21',
    '44.219.52.110',
    '44.224.190.45',
    '44.246.144.93',
    '52.12.243.90',
    '52.14.149.14',
    '52.2.61.131',
    '52.204.128.250',
    '52.206.34.127',
    '52.33.36.223',
    '52.43.255.209',
    '52.88.192.232',
    '52.89.116.72',
    '54.145.227.59',
    '54.157.101.160',
    '54.200.12.78',
    '54.209.32.202',
    '54.245.16.146',
    '54.245.93.221',
    '54.68.157.8',
    '54.69.107.228',
  ],
  eu: [
    '18.197.9.11',
    '18.198.229.148',
    '3.125.185.137',
    '3.65.249.224',
    '3.67.233.131',
    '3.68.125.137',
    '3.72.27.152',
    '3.74.90.247',
    '34.246.118.27',
    '35.157.198.116',
    '35.157.221.52',
    '52.17.111.199',
    '52.19.3.147',
    '52.208.95.174',
    '52.210.121.45',
    '52.210.122.50',
    '52.28.184.187',
    '52.30.153.34',
    '52.57.230.214',
    '54.228.204.106',
    '54.228.86.224',
    '54.73.137.216',
    '54.75.208.179',
    '54.76.184.103',
  ],
  au: [
    '13.210.52.131',
    '13.238.180.132',
    '13.55.232.24',
    '16.50.37.252',
    '16.51.137.244',
    '16.51.49.47',
    '54.153.131.0',
    '54.252.2.143',
    '54.79.31.78',
  ],
  ca: ['15.222.97.193', '3.97.144.31', '40.176.144.225', '40.176.166.165', '40.177.34.170', '99.79.94.44'],
  jp: [
    '13.208.85.227',
    '15.152.185.222',
    '15.152.2.46',
    '15.152.28.221',
    '15.152.56.146',
    '15.152.95.63',
    '176.34.22.106',
    '35.74.30.168',
    '43.206.201.6',
    '46.51.243.250',
    '54.150.87.80',
    '54.248.192.141',
  ],
  uk: ['18.135.40.36', '3.10.89.10', '3.8.59.62'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Auth0Region = keyof typeof publishedAddresses;

export const auth0Regions = Object.keys(publishedAddresses) as readonly Auth0Region[];

/** How a tenant file asks for the published addresses of a region, for example `auth0:eu`. */
export const sourcePresets: readonly string[] = auth0Regions.map((region) => `auth0:${region}`);

/** Blocks of addresses, with a block for each address where a preset stands. */
export function toSourceCidrs(sources: readonly string[]): string[] {
  const cidrs = sources.flatMap((source) => {
    const region = auth0Regions.find((one) => source === `auth0:${one}`);
    return region === undefined ? [source] : publishedAddresses[region].map((address) => `${address}/32`);
  });
  return [...new Set(cidrs)];
}

/** The region of a tenant, by its domain; undefined for a Private Cloud, whose addresses are its own. */
export function findAuth0Region(domain: string): Auth0Region | undefined {
  const [, name = 'us'] = /^[a-z0-9-]+(?:\.([a-z]{2}))?\.auth0\.com$/.exec(domain) ?? [undefined, ''];
  return auth0Regions.find((region) => region === name);
}
