export interface ByteStoreOptions {
  readonly maxEntries: number;
  /** Of all entries together; what the index takes comes on top. */
  readonly maxBytes: number;
}

export interface ByteStore {
  /** A view of the bytes: the next `set` may write over it. */
  get(key: string): Buffer | undefined;
  /** Takes the place of what was there. What is too large for the store is not kept. */
  set(key: string, bytes: Uint8Array): void;
}

const lengthBytes = 4;
const mostBlockBytes = 1_048_576;
const fewestBlocks = 8;

/**
 * Where an entry is, and whether it was asked for since it was written, as one small integer, which V8 keeps without an
 * object: the number of the block, 24 bits for the place in it, and one bit.
 */
type Mark = number;
const toMark = (block: number, start: number): Mark => (block * 2 ** 24 + start) * 2;
const toBlock = (mark: Mark) => Math.floor(mark / 2 ** 25);
const toStart = (mark: Mark) => Math.floor(mark / 2) % 2 ** 24;
const isUsed = (mark: Mark) => mark % 2 === 1;

/**
 * Bytes by key in a few large buffers, which are written one after the other, round and round.
 *
 * Tens of thousands of small things that live long are what V8's heap is worst at: it lets that heap grow to twice what
 * is in use before it collects. Here they take what they take, and to forget the oldest is to write over it. What was
 * asked for since it was written is written anew instead, once, so that it is the least used that goes.
 */
export function createByteStore({ maxEntries, maxBytes }: ByteStoreOptions): ByteStore {
  const blockBytes = Math.max(1, Math.min(mostBlockBytes, Math.floor(maxBytes / fewestBlocks)));
  const blockCount = Math.max(1, Math.floor(maxBytes / blockBytes));
  const blocks: Buffer[] = [];
  /** The block that is being written, and where its next entry goes. */
  let at = -1;
  let end = blockBytes;
  /** Written first stands first. */
  const marks = new Map<string, Mark>();

  function read(mark: Mark): Buffer {
    const block = blocks[toBlock(mark)]!;
    const start = toStart(mark) + lengthBytes;
    return block.subarray(start, start + block.readUInt32LE(start - lengthBytes));
  }

  /** Empties the next block and goes on there. */
  function turn(): void {
    at = (at + 1) % blockCount;
    end = 0;
    const block = (blocks[at] ??= Buffer.allocUnsafeSlow(blockBytes));
    const used: [key: string, bytes: Buffer][] = [];
    for (const [key, mark] of marks) {
      if (toBlock(mark) !== at) break;
      marks.delete(key);
      if (isUsed(mark)) used.push([key, Buffer.from(read(mark))]);
    }
    for (const [key, bytes] of used) write(block, key, bytes);
  }

  function write(block: Buffer, key: string, bytes: Uint8Array): void {
    block.writeUInt32LE(bytes.length, end);
    block.set(bytes, end + lengthBytes);
    marks.set(key, toMark(at, end));
    end += lengthBytes + bytes.length;
  }

  function append(key: string, bytes: Uint8Array): void {
    marks.delete(key);
    if (lengthBytes + bytes.length > blockBytes) return;
    // Ends, because a block that was full of what is used has no such entry any more when its turn comes again.
    while (end + lengthBytes + bytes.length > blockBytes) turn();
    write(blocks[at]!, key, bytes);
  }

  function forgetOldest(): void {
    for (const [key, mark] of marks) {
      if (marks.size <= maxEntries) return;
      if (isUsed(mark)) append(key, Buffer.from(read(mark)));
      else marks.delete(key);
    }
  }

  return {
    get(key) {
      const mark = marks.get(key);
      if (mark === undefined) return undefined;
      if (!isUsed(mark)) marks.set(key, mark + 1);
      return read(mark);
    },
    set(key, bytes) {
      append(key, bytes);
      forgetOldest();
    },
  };
}
