import { createFirehoseDestination } from '../destination/firehose-destination.ts';
import { createStreamDestination } from '../destination/stream-destination.ts';
import type { Destination } from '../destination/destination.ts';
import { parseHeaderValue } from '../secret/header-value.ts';
import type { SecretReader } from '../secret/secret-reader.ts';
import type { DestinationConfig } from './destination-config.ts';

/** Opens a secret; `parse` says what its text has to be, a token unless it is given. */
export type OpenSecret = (
  secretId: string,
  parse?: (text: string, secretId: string) => string,
) => SecretReader;

/**
 * The destinations of the tenant file, in its order; each is named after its type and place there.
 *
 * A destination that not every tenant has is imported when one names it, so that the others' cold starts do not pay.
 */
export async function createDestinations(
  configs: readonly DestinationConfig[],
  openSecret: OpenSecret,
): Promise<readonly Destination[]> {
  return Promise.all(
    configs.map(async (config, index) => {
      const name = configs.length === 1 ? config.type : `${config.type}-${index + 1}`;
      switch (config.type) {
        case 'stdout':
          return createStreamDestination({ stream: process.stdout, name });
        case 'firehose': {
          const { streamName, joinLines } = config;
          return createFirehoseDestination({ streamName, joinLines, name });
        }
        case 'securityLake': {
          const { createSecurityLakeDestination } = await import(
            '../destination/security-lake-destination.ts'
          );
          return createSecurityLakeDestination({ streams: config.streams, name });
        }
        case 'eventbridge': {
          const { createEventBridgeDestination } = await import('../destination/eventbridge-destination.ts');
          return createEventBridgeDestination({ busName: config.busName, name });
        }
        case 'https': {
          const { createHttpsDestination } = await import('../destination/https-destination.ts');
          const { url, kind, secretId, header, timeoutSeconds, acknowledgementSeconds } = config;
          // A header of one's own takes any value, `ApiKey …` for one; behind `Bearer` stands a token.
          const secret = openSecret(secretId, header === undefined ? undefined : parseHeaderValue);
          return createHttpsDestination({
            url,
            kind,
            name,
            secret,
            ...(header && { header }),
            ...(timeoutSeconds !== undefined && { timeoutMs: 1_000 * timeoutSeconds }),
            ...(acknowledgementSeconds !== undefined && {
              acknowledgementMs: 1_000 * acknowledgementSeconds,
            }),
          });
        }
      }
    }),
  );
}
