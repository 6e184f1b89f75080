import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inflateRawSync } from 'node:zlib';

const endSignature = 0x06_05_4b_50;
const entrySignature = 0x02_01_4b_50;

/** Unpacks a zip as the CDK CLI makes them: stored or deflated, no encryption, no zip64. Throws for any other. */
export function unzip(zip: Buffer, folder: string): void {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || zip.readUInt32LE(end) !== endSignature) throw new Error('not a zip file');
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    if (zip.readUInt32LE(at) !== entrySignature) throw new Error('a broken zip file');
    const method = zip.readUInt16LE(at + 10);
    const size = zip.readUInt32LE(at + 20);
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(start, start + size);
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    if (name.endsWith('/')) continue;
    if (method !== 0 && method !== 8) throw new Error(`a zip entry of method ${method}`);
    write(folder, name, method === 8 ? inflateRawSync(bytes) : bytes);
  }
}

function write(folder: string, name: string, bytes: Buffer): void {
  const file = path.join(folder, name);
  if (!file.startsWith(folder + path.sep)) throw new Error('a zip entry outside its folder');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}
