/** The one way evidence writes a time. Takes epoch milliseconds within the range that `readTimeMs` gives. */
export function toTimeText(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
