/** The one way this room writes a time for readers. */
export function toIsoTime(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
