import { Token } from 'aws-cdk-lib';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { EnricherSecret, grantReadSecret } from './enricher-secret.ts';
import type { DestinationConfig, HttpsKind } from '../../functions/destination/destination-config.ts';
import type { DestinationHost, RecordDestination } from './record-destination.ts';
import { toResourceNames } from '../resource-names.ts';

export interface HttpsDestinationProps {
  /** Part of the secret's name, `session-enricher/<tenant>/destination-<name>-token`; lower-case letters, digits and hyphens. */
  readonly name: string;
  /** Begins with `https://`. */
  readonly url: string;
  /** `hec` is Splunk's HTTP Event Collector; `ndjson` posts one record a line. */
  readonly kind: HttpsKind;
  /** Holds the token. @default one is created with a placeholder */
  readonly secret?: ISecret | undefined;
  /** Header that carries the secret, for `ndjson`. @default Authorization with Bearer, or with Splunk for `hec` */
  readonly header?: string | undefined;
  /** How long one request may take. @default 15 */
  readonly timeoutSeconds?: number | undefined;
  /** How long records wait for the indexer's acknowledgement, for `hec`; 0 does not wait. @default 25 */
  readonly acknowledgementSeconds?: number | undefined;
}

/**
 * An HTTPS endpoint: Splunk HEC, or any that takes NDJSON.
 *
 * @example
 * ```ts
 * import { HttpsDestination } from 'session-enricher/constructs/https-destination';
 *
 * const destination = new HttpsDestination({
 *   name: 'splunk',
 *   url: 'https://http-inputs-acme.splunkcloud.com/services/collector/event',
 *   kind: 'hec',
 * });
 * ```
 */
export class HttpsDestination implements RecordDestination {
  readonly id: string;
  readonly #props: HttpsDestinationProps;
  #tokenSecret: ISecret | undefined;

  constructor(props: HttpsDestinationProps) {
    const { name, url } = props;
    if (!/^[a-z][a-z0-9-]{0,31}$/.test(name)) {
      throw new Error(
        `name must be lower-case letters, digits and hyphens, at most 32, got ${JSON.stringify(name)}`,
      );
    }
    if (!Token.isUnresolved(url) && !url.startsWith('https://')) {
      throw new Error(`url must begin with https://, got ${JSON.stringify(url)}`);
    }
    this.id = `Https-${name}`;
    this.#props = props;
  }

  /** The secret that was created for the token; undefined where one was given, and before it belongs to an enricher. */
  get tokenSecret(): ISecret | undefined {
    return this.#tokenSecret;
  }

  bind(scope: Construct, host: DestinationHost): readonly DestinationConfig[] {
    const { name, url, kind, header, timeoutSeconds, acknowledgementSeconds } = this.#props;
    if (!this.#props.secret) {
      this.#tokenSecret = new EnricherSecret(scope, 'Token', {
        secretName: toResourceNames(host.tenant, host.layout).toDestinationSecret(name),
        // As many characters as Secrets Manager takes.
        description: `Token for ${url}`.slice(0, 2_048),
        initialValue: 'REPLACE_ME',
        rotation: 'The token is issued by the receiving system, which is not ours to change.',
        removalPolicy: host.removalPolicy,
        encryptionKey: host.encryptionKey,
      }).secret;
    }
    const secret = this.#props.secret ?? this.#tokenSecret;
    if (!secret) throw new Error('an HTTPS destination has a secret');
    grantReadSecret(secret, host.grantee);
    return [
      {
        type: 'https',
        url,
        kind,
        secretId: secret.secretArn,
        ...(header && { header }),
        ...(timeoutSeconds !== undefined && { timeoutSeconds }),
        ...(acknowledgementSeconds !== undefined && { acknowledgementSeconds }),
      },
    ];
  }
}
