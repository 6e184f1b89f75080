/** An enricher at a terminal: nothing is hidden, and nothing is added. */
export const plainSettings = {
  lookUps: {},
  rawData: false,
  textData: false,
  signals: {},
  privacy: {},
} as const;
