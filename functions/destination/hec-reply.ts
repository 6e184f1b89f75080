/** What we read in the body of a collector's answer. */
export interface HecReply {
  readonly code: number | undefined;
  /** Whether an answer without a code says that all is well: `OK` or `Success`, alone or as its `text`. */
  readonly isOk: boolean;
  readonly ackId: number | undefined;
  /** From 0: the event that was refused. */
  readonly invalidEventNumber: number | undefined;
}

/** Never throws: what is not understood is undefined. */
export function parseHecReply(text: string): HecReply {
  const value = parseJson(text) ?? text;
  // OpenTelemetry's receiver long wrote its answers as JSON text within JSON text.
  const reply = typeof value === 'string' ? (parseJson(value) ?? value) : value;
  const {
    text: said,
    code,
    ackId,
    ...rest
  } = (isObject(reply) ? reply : { text: reply }) as Readonly<Record<string, unknown>>;
  return {
    code: toWhole(code),
    isOk: typeof said === 'string' && /^(?:ok|success)$/i.test(said.trim()),
    ackId: toWhole(ackId),
    invalidEventNumber: toWhole(rest['invalid-event-number']),
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function toWhole(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
