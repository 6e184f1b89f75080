/** Clocks differ: a method completed so shortly after an event was part of it. */
export const methodToleranceMs = 5_000;

/**
 * An event may come this much later than another one of its session, and still finds all that signals ask for. Log
 * streams deliver within seconds; beyond are backlogs and backfills, whose history signals are absent.
 */
export const historyDelayMs = 30 * 60_000;

/** The longest time before an event that a history signal looks at: back and forth between networks within the hour. */
export const lookBackMs = 60 * 60_000;

/** How long before the newest fact every sighting is kept as it is. */
export const exactMs = historyDelayMs + lookBackMs;
