import https from 'node:https';
import http from 'node:http';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsAccess } from './aws-access.ts';
import { toDnsSuffix } from './service-endpoint.ts';
import { createSha256 } from './sha256.ts';

export interface GetObjectOptions {
  readonly access: AwsAccess;
  /** A stand-in for S3, with the bucket in the path. @default AWS */
  readonly endpoint?: string | undefined;
  /** A larger object is refused, in bytes. */
  readonly mostBytes: number;
  readonly timeoutMs: number;
}

/** S3 refused, or the object is too large; by S3's own code. */
export class ObjectUnavailableError extends Error {
  override readonly name = 'ObjectUnavailableError';
  readonly code: string;

  constructor(code: string) {
    super(`the object is not available: ${code}`);
    this.code = code;
  }
}

/**
 * One whole object of S3, in the Region of the function. One signed GET and not S3's client, which would have every cold
 * start read 30 kB more, whether the tenant has a database or not.
 *
 * Rejects with ObjectUnavailableError, and with what Node says of a connection.
 */
export async function getObject(bucket: string, key: string, options: GetObjectOptions): Promise<Buffer> {
  const { access, endpoint, mostBytes, timeoutMs } = options;
  const region = await access.region();
  const signer = new SignatureV4({
    service: 's3',
    region,
    credentials: access.credentials,
    sha256: createSha256(),
    // S3 signs the path as it is sent.
    uriEscapePath: false,
  });
  const url = toUrl(bucket, key, region, endpoint);
  const { headers } = await signer.sign({
    method: 'GET',
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    headers: { host: url.host },
  });
  return get(url, headers, { mostBytes, timeoutMs });
}

function toUrl(bucket: string, key: string, region: string, endpoint: string | undefined): URL {
  const path = key
    .split('/')
    .map((step) => encodeURIComponent(step))
    .join('/');
  if (endpoint !== undefined) return new URL(`/${bucket}/${path}`, endpoint);
  return new URL(`https://${bucket}.s3.${region}.${toDnsSuffix(region)}/${path}`);
}

function get(
  url: URL,
  headers: http.OutgoingHttpHeaders,
  { mostBytes, timeoutMs }: Pick<GetObjectOptions, 'mostBytes' | 'timeoutMs'>,
): Promise<Buffer> {
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const call = request(url, { headers, signal }, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      const limit = response.statusCode === 200 ? mostBytes : 65_536;
      response.on('error', reject);
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > limit) call.destroy(new ObjectUnavailableError('TooLarge'));
        else chunks.push(chunk);
      });
      response.on('end', () => {
        const body = Buffer.concat(chunks);
        if (response.statusCode === 200) return resolve(body);
        // Its message names bucket and key, the code is a word.
        const [, code = `HTTP ${response.statusCode}`] = /<Code>(\w{1,64})<\/Code>/.exec(String(body)) ?? [];
        reject(new ObjectUnavailableError(code));
      });
    });
    call.on('error', reject);
    // An answer by another protocol is none, and Node tells of it in no other way.
    call.once('upgrade', (_answer, socket) => {
      socket.destroy();
      reject(Object.assign(new Error('the answer is of another protocol'), { code: 'EPROTO' }));
    });
    call.end();
  });
}
