import type { CommandEntry } from './terminal/command.ts';

export const commands: readonly CommandEntry[] = [
  {
    name: 'enrich',
    summary: 'log events from a file or standard input → records on standard output',
    load: async () => (await import('./enrich/enrich.ts')).enrichCommand,
  },
  {
    name: 'replay',
    summary: 'log events from a file → queue or webhook',
    load: async () => (await import('./replay/replay.ts')).replayCommand,
  },
  {
    name: 'backfill',
    summary: "past log events from Auth0's pull API → queue, or records",
    load: async () => (await import('./backfill/backfill.ts')).backfillCommand,
  },
  {
    name: 'replay-signals',
    summary: 'stored events or records, two settings → what would have been an alert',
    load: async () => (await import('./replay-signals/replay-signals.ts')).replaySignalsCommand,
  },
  {
    name: 'redrive',
    summary: 'what was set aside in the dead-letter queue → queue',
    load: async () => (await import('./redrive/redrive.ts')).redriveCommand,
  },
  {
    name: 'doctor',
    summary: 'checks a deployed tenant and says what to mend',
    load: async () => (await import('./doctor/doctor.ts')).doctorCommand,
  },
  {
    name: 'tenant',
    summary: 'writes and checks tenant files',
    load: async () => (await import('./tenant/tenant.ts')).tenantCommand,
  },
  {
    name: 'session',
    summary: "a session's story as text, from files, the ledger or Auth0",
    load: async () => (await import('./session/session.ts')).sessionCommand,
  },
  {
    name: 'plan',
    summary: 'what to expect at your volume: coverage, delay, cost',
    load: async () => (await import('./plan/plan.ts')).planCommand,
  },
];
