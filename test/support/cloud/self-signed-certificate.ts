import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/**
 * A certificate that signs itself, for DNS names (a wildcard may stand first) and 127.0.0.1, valid for a day.
 *
 * Made anew at each start, so that no key of a name like `*.auth0.com` lies anywhere: whoever is to trust it is given
 * it, as `NODE_EXTRA_CA_CERTS`.
 */
export function createSelfSignedCertificate(names: readonly string[], nowMs = Date.now()): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const commonName = der(0x30, der(0x31, der(0x30, oid('550403'), der(0x0c, Buffer.from('stand-in')))));
  const ecdsaWithSha256 = der(0x30, oid('2a8648ce3d040302'));
  const body = der(
    0x30,
    der(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ecdsaWithSha256,
    commonName,
    der(0x30, time(nowMs - 3_600_000), time(nowMs + 86_400_000)),
    commonName,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, mayIssue(), alternativeNames(names))),
  );
  const signature = sign('sha256', body, privateKey);
  const cert = der(0x30, body, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${wrap(cert.toString('base64'))}\n-----END CERTIFICATE-----\n`,
  };
}

/** A value of ASN.1 in DER: tag, length, content. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 128) return Buffer.concat([Buffer.from([tag, length]), content]);
  const bytes = length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...bytes]), content]);
}

const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const integer = (bytes: Buffer) => der(0x02, bytes);

/** As UTCTime: `YYMMDDhhmmssZ`. */
function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replaceAll(/\D/g, '').slice(2, 14);
  return der(0x17, Buffer.from(`${digits}Z`));
}

/** basicConstraints, cA: without it Node does not take it for an issuer. */
function mayIssue(): Buffer {
  const isIssuer = der(0x30, der(0x01, Buffer.from([0xff])));
  return der(0x30, oid('551d13'), der(0x04, isIssuer));
}

function alternativeNames(names: readonly string[]): Buffer {
  const all = names.map((name) => der(0x82, Buffer.from(name)));
  const loopback = der(0x87, Buffer.from([127, 0, 0, 1]));
  return der(0x30, oid('551d11'), der(0x04, der(0x30, ...all, loopback)));
}

const wrap = (base64: string) => (base64.match(/.{1,64}/g) ?? []).join('\n');
