/**
 * `requestHandler` of a client of the AWS SDK, by which each attempt comes to an end.
 *
 * The SDK has no timeouts of its own, and its `requestTimeout` alone only warns.
 */
export function toBoundedRequests(timeoutMs: number, connectionTimeoutMs = 1_000) {
  return {
    connectionTimeout: connectionTimeoutMs,
    requestTimeout: timeoutMs,
    throwOnRequestTimeout: true,
    socketTimeout: timeoutMs,
  } as const;
}
