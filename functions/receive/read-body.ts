import { isUtf8 } from 'node:buffer';

/** A request's body, and how its characters stand for bytes. */
export interface Body {
  readonly text: string;
  /**
   * `latin1` when the bytes are not UTF-8: then each character of `text` is one byte, so that an element can be told
   * from its neighbours and its own bytes kept.
   */
  readonly encoding: 'utf8' | 'latin1';
  readonly bytes: number;
}

/** Undefined when the body is longer than `maxBytes`; then it is not read further. */
export async function readBody(request: Request, maxBytes: number): Promise<Body | undefined> {
  const bytes = await readBytes(request, maxBytes);
  if (bytes === undefined) return undefined;
  const encoding = isUtf8(bytes) ? 'utf8' : 'latin1';
  return { text: bytes.toString(encoding), encoding, bytes: bytes.length };
}

async function readBytes(request: Request, maxBytes: number): Promise<Buffer | undefined> {
  const length = request.headers.get('content-length');
  if (length !== null && Number(length) > maxBytes) return undefined;
  const chunks: Uint8Array[] = [];
  let size = 0;
  // A stated length may be missing or wrong, so what arrives is counted.
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
