import type { StoryEvent } from '../../record/explain/story-event.ts';

/** An event of a source that tells less than a log event does. */
export const blankEvent: StoryEvent = {
  logId: '',
  sessionId: '',
  timeMs: 0,
  event: { code: '', words: '', short: '', severityId: 1 },
  riskLevel: 'info',
  severityId: 1,
  headline: '',
  user: '',
  userId: '',
  application: '',
  address: '',
  place: '',
  network: '',
  program: '',
  coverage: 'none',
  status: '',
};
