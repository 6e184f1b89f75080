const mostShown = 10;

/** A list of client IDs as evidence shows it: a session may have hundreds, the first ten say enough. */
export function toClientsText(clientIds: readonly string[] = []): string {
  const shown = clientIds.slice(0, mostShown).join(', ');
  return clientIds.length > mostShown ? `${shown} and ${clientIds.length - mostShown} more` : shown;
}
