export interface ForbiddenCount {
  /**
   * Auth0's edge, or Auth0, answered 403 to a question for this session. True when all others would be answered so:
   * the answer names what is missing, or several sessions got one.
   */
  add(sessionId: string, reason: string | undefined): boolean;
}

/** Sessions within so long. */
const withinMs = 60_000;

/** Tells a token that lacks something from an edge that does not like one request. */
export function createForbiddenCount({
  now,
  sessions = 3,
}: {
  readonly now: () => number;
  /** @default 3 */
  readonly sessions?: number;
}): ForbiddenCount {
  const seen = new Map<string, number>();

  return {
    add(sessionId, reason) {
      const nowMs = now();
      for (const [id, atMs] of seen) if (nowMs - atMs > withinMs) seen.delete(id);
      seen.set(sessionId, nowMs);
      const isMeant = reason !== undefined || seen.size >= sessions;
      if (isMeant) seen.clear();
      return isMeant;
    },
  };
}
