import { setTimeout as wait } from 'node:timers/promises';

export interface SentEvent {
  readonly logId: string;
  /** Of the steps, the one during which it was accepted. */
  readonly step: number;
}

export interface Traffic {
  /** By which way events come from here on; `none` holds them back, as a paused log stream does. */
  setWay(way: 'webhook' | 'partner' | 'none'): void;
  setStep(step: number): void;
  readonly sent: readonly SentEvent[];
  stop(): Promise<void>;
}

export interface TrafficOptions {
  /** Whether the event was taken. What was not comes again, as Auth0 sends it again; a partner event that nobody takes is lost. */
  readonly send: {
    readonly webhook: (element: object) => Promise<boolean>;
    readonly partner: (element: object) => Promise<boolean>;
  };
  readonly sessionId: string;
}

const everyMs = 250;

/** Log events of one session, four a second, for as long as it runs: whatever is done to the stack meanwhile. */
export function startTraffic({ send, sessionId }: TrafficOptions): Traffic {
  const sent: SentEvent[] = [];
  let [way, step, count, isRunning]: ['webhook' | 'partner' | 'none', number, number, boolean] = [
    'none',
    0,
    0,
    true,
  ];

  async function run(): Promise<void> {
    while (isRunning) {
      if (way !== 'none') {
        const element = toElement(count, sessionId);
        const during = step;
        // A connection that is refused is an answer like 503: Auth0 comes again.
        if (await send[way](element).catch(() => false)) {
          sent.push({ logId: element.log_id, step: during });
          count += 1;
        }
      }
      await wait(everyMs);
    }
  }
  const ended = run();
  return {
    sent,
    setWay: (next) => void (way = next),
    setStep: (next) => void (step = next),
    async stop() {
      isRunning = false;
      await ended;
    },
  };
}

function toElement(index: number, session_id: string) {
  const log_id = `90020261129${String(index).padStart(30, '0')}`;
  const date = new Date().toISOString();
  return { log_id, data: { log_id, date, type: 's', details: { session_id } } };
}

/** The event that a record is of, whatever its format. */
export function logIdOf(record: string): string | undefined {
  return /"(90020261129\d{30})"/.exec(record)?.[1];
}
