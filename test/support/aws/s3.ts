import { createHash } from 'node:crypto';
import { AwsError } from './aws-error.ts';
import { type Endpoint, escapeXml, type HttpAnswer, type HttpCall } from './endpoint.ts';

export interface StoredObject {
  readonly key: string;
  readonly body: Buffer;
  readonly atMs: number;
  readonly contentType: string;
  readonly contentEncoding: string | undefined;
}

export interface BucketsControl {
  create(name: string): void;
  has(name: string): boolean;
  /** Throws for a bucket that is not empty, as S3 does. */
  remove(name: string): void;
  put(bucket: string, key: string, body: Buffer | string): void;
  get(bucket: string, key: string): Buffer | undefined;
  /** In the order of their keys. */
  keys(bucket: string): readonly string[];
  empty(bucket: string): void;
}

type Bucket = Map<string, StoredObject>;

const maxKeys = 1_000;

/**
 * S3 as the CDK CLI, the AWS CLI and the SDK's clients use it for small objects: buckets, whole objects and lists, named
 * by path or by host. No versions, no ranges, no access rules; a call of anything else is refused.
 */
export function createS3(now: () => number): {
  readonly endpoint: Endpoint;
  readonly control: BucketsControl;
} {
  const buckets = new Map<string, Bucket>();

  function find(name: string): Bucket {
    const bucket = buckets.get(name);
    if (bucket) return bucket;
    throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', { status: 404 });
  }

  function create(name: string): void {
    if (buckets.has(name))
      throw new AwsError('BucketAlreadyOwnedByYou', `${name} already exists`, { status: 409 });
    buckets.set(name, new Map());
  }

  function remove(name: string): void {
    if (find(name).size > 0) {
      throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', { status: 409 });
    }
    buckets.delete(name);
  }

  function answerBucket(name: string, { method, query }: HttpCall): HttpAnswer {
    if (method === 'PUT' && query.size === 0) {
      create(name);
      return { status: 200 };
    }
    const bucket = find(name);
    if (method === 'HEAD') return { status: 200 };
    if (method === 'DELETE' && query.size === 0) {
      remove(name);
      return { status: 204 };
    }
    if (method === 'GET' && query.has('location')) return xml('<LocationConstraint/>');
    if (method === 'GET' && query.has('encryption')) {
      const rule =
        '<ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault>';
      return xml(
        `<ServerSideEncryptionConfiguration><Rule>${rule}</Rule></ServerSideEncryptionConfiguration>`,
      );
    }
    if (method === 'GET' && query.get('list-type') === '2') return list(name, bucket, query);
    throw new AwsError('NotImplemented', `${method} ?${query.toString()} is not known here`, { status: 501 });
  }

  function answerObject(bucketName: string, key: string, call: HttpCall): HttpAnswer {
    const bucket = find(bucketName);
    const { method, headers, query } = call;
    const isPlain = [...query.keys()].every((name) => name === 'x-id');
    if (method === 'PUT' && isPlain && !headers['x-amz-copy-source']) {
      if (headers['if-none-match'] === '*' && bucket.has(key)) {
        throw new AwsError('PreconditionFailed', 'the object is there already', { status: 412 });
      }
      const body = toContent(call);
      bucket.set(key, { key, body, atMs: now(), ...toMetadata(headers) });
      return { status: 200, headers: { etag: toEtag(body) } };
    }
    if (method === 'DELETE' && isPlain) {
      bucket.delete(key);
      return { status: 204 };
    }
    const object = bucket.get(key);
    if ((method === 'GET' || method === 'HEAD') && isPlain) {
      if (!object) throw new AwsError('NoSuchKey', 'The specified key does not exist.', { status: 404 });
      return { status: 200, headers: toHeaders(object), ...(method === 'GET' && { body: object.body }) };
    }
    throw new AwsError('NotImplemented', `${method} of an object like this is not known here`, {
      status: 501,
    });
  }

  return {
    endpoint(call) {
      const [bucket, key] = toPlace(call);
      if (!bucket) return undefined;
      try {
        return key ? answerObject(bucket, key, call) : answerBucket(bucket, call);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        const { code, message, status } = error;
        const text = `<Code>${code}</Code><Message>${escapeXml(message)}</Message>`;
        return { ...xml(call.method === 'HEAD' ? '' : `<Error>${text}</Error>`), status };
      }
    },
    control: {
      create,
      has: (name) => buckets.has(name),
      remove,
      put(bucket, key, body) {
        const bytes = Buffer.from(body);
        find(bucket).set(key, { key, body: bytes, atMs: now(), ...toMetadata({}) });
      },
      get: (bucket, key) => find(bucket).get(key)?.body,
      keys: (bucket) => [...find(bucket).keys()].toSorted(),
      empty: (bucket) => find(bucket).clear(),
    },
  };
}

/** By path, `/bucket/key`, or by host, `bucket.localhost`. */
function toPlace({ host, path }: HttpCall): [bucket: string, key: string] {
  const inHost = /^(.+)\.(?:s3\.)?localhost$/.exec(host)?.[1];
  const [first = '', ...rest] = path.slice(1).split('/');
  const [bucket, key] = inHost ? [inHost, path.slice(1)] : [first, rest.join('/')];
  return [bucket, decodeURIComponent(key)];
}

function list(name: string, bucket: Bucket, query: URLSearchParams): HttpAnswer {
  const prefix = query.get('prefix') ?? '';
  const limit = Math.min(Number(query.get('max-keys') ?? maxKeys), maxKeys);
  const from = Buffer.from(query.get('continuation-token') ?? '', 'base64url').toString();
  const wanted = [...bucket.values()]
    .filter(({ key }) => key.startsWith(prefix) && key > from)
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const page = wanted.slice(0, limit);
  const isTruncated = wanted.length > page.length;
  const write = query.get('encoding-type') === 'url' ? encodeURIComponent : escapeXml;
  const contents = page.map(({ key, body, atMs }) => {
    const text = `<Key>${write(key)}</Key><LastModified>${new Date(atMs).toISOString()}</LastModified>`;
    return `<Contents>${text}<ETag>${escapeXml(toEtag(body))}</ETag><Size>${body.length}</Size></Contents>`;
  });
  const next = Buffer.from(page.at(-1)?.key ?? '').toString('base64url');
  return xml(
    [
      `<ListBucketResult><Name>${name}</Name><Prefix>${write(prefix)}</Prefix><MaxKeys>${limit}</MaxKeys>`,
      query.get('encoding-type') === 'url' ? '<EncodingType>url</EncodingType>' : '',
      `<KeyCount>${page.length}</KeyCount><IsTruncated>${isTruncated}</IsTruncated>`,
      isTruncated ? `<NextContinuationToken>${next}</NextContinuationToken>` : '',
      ...contents,
      '</ListBucketResult>',
    ].join(''),
  );
}

/** The bytes without the framing of `aws-chunked`: sizes in hexadecimal, then a trailing checksum. */
function toContent({ headers, body }: HttpCall): Buffer {
  const encoding = headers['content-encoding'] ?? '';
  const hash = String(headers['x-amz-content-sha256'] ?? '');
  if (!encoding.includes('aws-chunked') && !hash.startsWith('STREAMING-')) return body;
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.toString('latin1', at, end), 16);
    if (end < 0 || !(size > 0)) return Buffer.concat(parts);
    parts.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

function toMetadata(headers: HttpCall['headers']): Pick<StoredObject, 'contentType' | 'contentEncoding'> {
  const encodings = (headers['content-encoding'] ?? '').split(',').map((one) => one.trim());
  return {
    contentType: headers['content-type'] ?? 'binary/octet-stream',
    contentEncoding: encodings.filter((one) => one && one !== 'aws-chunked').join(',') || undefined,
  };
}

function toHeaders({ body, atMs, contentType, contentEncoding }: StoredObject): { [name: string]: string } {
  return {
    etag: toEtag(body),
    'content-type': contentType,
    'content-length': String(body.length),
    'last-modified': new Date(atMs).toUTCString(),
    ...(contentEncoding && { 'content-encoding': contentEncoding }),
  };
}

const toEtag = (body: Buffer) => `"${createHash('md5').update(body).digest('hex')}"`;

const xml = (text: string): HttpAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: text && `<?xml version="1.0" encoding="UTF-8"?>${text}`,
});
