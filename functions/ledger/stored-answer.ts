import type { Auth0Session } from '../session/session-outcome.ts';
import { mostPackedBytes } from './item-limits.ts';
import { isJsonObject } from '../log-event/parse-json.ts';
import type { LedgerItem } from './ledger-item.ts';
import type { LedgerKeys } from './ledger-key.ts';
import { readShownText } from '../log-event/shown-text.ts';
import type { StoredAnswer, StoredSession } from './session-ledger.ts';

/** How an answer's JSON becomes bytes and text again. */
export interface AnswerCodec {
  /** Changes with what `unpack` can read: bytes of another version count as no answer. One byte. */
  readonly version: number;
  readonly pack: (json: string) => Uint8Array;
  /** May throw at what is not its own. */
  readonly unpack: (packed: Uint8Array) => string;
}

/** Who a session is of, as hashes. */
interface Identity {
  readonly u?: string;
  readonly a?: string;
}

/** Of no use to readers, or the record has it from the event; of `actor`, its hash stands for it. */
const leftOut: ReadonlySet<string> = new Set(['id', 'session_metadata', 'user_id', 'actor']);

/**
 * Packs an answer without `id`, metadata and names; undefined when it is too large to be kept. Fields that `disguise`
 * keeps out are left out, and others are stored as it has them.
 */
export function packAnswer(
  session: Auth0Session,
  { toKey }: Pick<LedgerKeys, 'toKey'>,
  codec: AnswerCodec,
  hide: (session: Auth0Session) => Auth0Session,
): Uint8Array | undefined {
  const userId = readShownText(session.user_id);
  const actor = readShownText(session.actor?.sub);
  const identity: Identity = {
    ...(userId !== undefined && { u: toKey(userId) }),
    ...(actor !== undefined && { a: toKey(actor) }),
  };
  const rest = Object.fromEntries(Object.entries(hide(session)).filter(([field]) => !leftOut.has(field)));
  const packed = codec.pack(JSON.stringify([identity, rest]));
  if (packed.length + 1 > mostPackedBytes) return undefined;
  // Bytes of their own: a Buffer is a piece of Node's pool, of which it would keep 64 KiB alive for as long as it is kept.
  const bytes = new Uint8Array(packed.length + 1);
  bytes[0] = codec.version;
  bytes.set(packed, 1);
  return bytes;
}

/** Reads what an item keeps; what cannot be read counts as never answered. */
export function readStoredAnswer(
  { askedAtMs, foundAtMs, packed }: LedgerItem,
  unpack: (packed: Uint8Array, foundAtMs: number) => StoredSession | undefined,
): StoredAnswer | undefined {
  if (askedAtMs === undefined) return undefined;
  const found = packed === undefined || foundAtMs === undefined ? undefined : unpack(packed, foundAtMs);
  const isGone = foundAtMs === undefined || foundAtMs < askedAtMs;
  return found === undefined && !isGone ? undefined : { askedAtMs, isGone, found };
}

/** The session in an item's bytes; undefined for what is none of this version's. */
export function unpackAnswer(
  packed: Uint8Array,
  fetchedAtMs: number,
  keys: readonly Pick<LedgerKeys, 'toKey'>[],
  codec: AnswerCodec,
): StoredSession | undefined {
  if (packed[0] !== codec.version) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(codec.unpack(packed.subarray(1)));
  } catch {
    return undefined;
  }
  const [identity, session] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  if (!isJsonObject(identity) || !isJsonObject(session)) return undefined;
  const { u, a } = identity as Identity;

  function reveal(hash: string, texts: readonly string[]): string {
    return texts.find((text) => keys.some(({ toKey }) => toKey(text) === hash)) ?? `hmac:${hash}`;
  }

  let last: { readonly identity: string; readonly session: Auth0Session } | undefined;
  return {
    fetchedAtMs,
    session,
    withIdentity({ id, texts }) {
      const userId = u && reveal(u, texts);
      const actor = a && reveal(a, texts);
      // Nearly always the same: then it is the same object too.
      const named = JSON.stringify([id, userId, actor]);
      if (last?.identity !== named) {
        last = {
          identity: named,
          session: {
            id,
            ...(userId !== undefined && { user_id: userId }),
            ...session,
            ...(actor !== undefined && { actor: { sub: actor } }),
          },
        };
      }
      return last.session;
    },
  };
}
