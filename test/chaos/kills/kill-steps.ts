/** The steps of a batch as they can be seen from outside, in order. */
export const killSteps = [
  'the batch is handed over',
  'the third mark of a delivery in progress arrives',
  'the marks are set, the answer is on the way',
  'what the events tell arrives at the ledger',
  'the ledger has taken it, its answer is on the way',
  'the reservation of turns arrives at the line',
  'the line has given turns, its answer is on the way',
  'that a session is being asked for arrives at the ledger',
  'the first look-up arrives at Auth0',
  'the third look-up arrives at Auth0',
  "Auth0's answer arrives at the ledger",
  "the ledger has kept Auth0's answer, its own is on the way",
  'an event arrives at the queue of look-ups',
  'the queue of look-ups has taken it, its answer is on the way',
  'events wait in the queue of look-ups, nothing is deleted',
  'an event that has waited redeems its turn',
  'an event that has waited is asked for',
  'an event that has waited is delivered, nothing is deleted',
  'the first records arrive at Firehose',
  'Firehose has taken them, its answer is on the way',
  'the second call arrives at Firehose',
  'the records arrive at the collector',
  'the collector has taken them, its answer is on the way',
  'everything is delivered, the first mark that says so arrives',
  'everything is delivered, the result is on the way',
  'the result is there, nothing is deleted',
  'a part is deleted',
  'a refused record arrives at its retry queue',
  'the retry queue has taken it, its answer is on the way',
  'everything is handed over, nothing is deleted',
  'a waiting record arrives at the collector',
  'the collector has taken a waiting record, nothing is deleted',
  'some moment',
  'the invocation has run out of time',
] as const;
export type KillStep = (typeof killSteps)[number];

/** Worth a table of deliveries. */
export const isOfMarks = (step: KillStep) => step.includes(' mark');
/** Of events that come back from the queue of look-ups. */
export const isOfReturned = (step: KillStep) => step.startsWith('an event that has waited');
export const isOfLookUps = (step: KillStep) =>
  isOfLookUpQueue(step) || /turns|asked for|look-up|Auth0/.test(step);
export const isOfLookUpQueue = (step: KillStep) => isOfReturned(step) || step.includes('queue of look-ups');
