import { createPrivateKey, type KeyObject } from 'node:crypto';
import { InvalidSecretError } from '../secret/errors.ts';
import { parseFilled, parseSecretJson } from '../secret/parse-secret-json.ts';

const assertionAlgorithms = ['RS256', 'RS384', 'PS256'] as const;
export type AssertionAlgorithm = (typeof assertionAlgorithms)[number];

/** How the machine-to-machine application proves who it is. */
export type ClientCredentials =
  | { readonly clientId: string; readonly clientSecret: string }
  | {
      readonly clientId: string;
      readonly privateKey: KeyObject;
      readonly keyId: string | undefined;
      readonly algorithm: AssertionAlgorithm;
    };

/**
 * Reads `{client_id, client_secret}`, or `{client_id, private_key, key_id?, alg?}` where `private_key` is the PEM of an
 * RSA key (line breaks may be written as `\n`) and `alg` is RS256 unless it says RS384 or PS256.
 *
 * Throws InvalidSecretError, which names the secret and the key in it, never a value.
 */
export function parseClientCredentials(text: string, secretId: string): ClientCredentials {
  const json = parseSecretJson(text, secretId);
  if (json === undefined) {
    parseFilled(text, secretId, 'the value');
    throw new InvalidSecretError(
      secretId,
      'expected a JSON object with client_id and client_secret or private_key',
    );
  }
  const clientId = parseFilled(json['client_id'], secretId, 'client_id');
  const { client_secret: clientSecret, private_key: privateKey, key_id: keyId } = json;
  if (isAbsent(privateKey)) {
    return { clientId, clientSecret: parseFilled(clientSecret, secretId, 'client_secret (or private_key)') };
  }
  if (!isAbsent(clientSecret)) {
    throw new InvalidSecretError(secretId, 'expected either client_secret or private_key, got both');
  }
  const algorithm = assertionAlgorithms.find((each) => each === (json['alg'] ?? 'RS256'));
  if (algorithm === undefined) {
    throw new InvalidSecretError(secretId, `alg is unknown; allowed are ${assertionAlgorithms.join(', ')}`);
  }
  return {
    clientId,
    privateKey: parsePrivateKey(parseFilled(privateKey, secretId, 'private_key'), secretId),
    keyId: isAbsent(keyId) ? undefined : parseFilled(keyId, secretId, 'key_id'),
    algorithm,
  };
}

function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

function parsePrivateKey(pem: string, secretId: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem.replaceAll('\\n', '\n'));
  } catch {
    throw new InvalidSecretError(
      secretId,
      'private_key is not the PEM of a private key without a passphrase',
    );
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== 'rsa' || bits < 2_048) {
    throw new InvalidSecretError(secretId, 'private_key is not an RSA key of 2048 bits or more');
  }
  return key;
}
