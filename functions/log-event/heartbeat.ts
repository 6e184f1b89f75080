/**
 * The type of an event that a schedule of ours sends through the webhook, to see that the whole way works. Its record goes
 * where all records go, and says so by this type.
 */
export const heartbeatType = 'session_enricher_heartbeat';
