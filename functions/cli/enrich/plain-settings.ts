/** An enricher at a terminal: nothing is hidden, nothing is added, and there is no queue to wait in. */
export const plainSettings = {
  /** Long enough for every event under way to get its turn, also at the slowest rate. */
  maxDelayMs: 900_000,
  lookUps: {},
  rawData: false,
  textData: false,
  signals: {},
  privacy: {},
} as const;
