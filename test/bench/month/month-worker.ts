import { attackNames } from './attacks.ts';
import type { MonthSize } from './generate-month.ts';
import { judgeMonth } from './judge-month.ts';

export interface MonthRow {
  readonly events: number;
  readonly harmlessSessions: number;
  readonly falseFindings: { readonly [signal: string]: number };
  readonly attacks: readonly {
    readonly kind: string;
    /** Signals of Medium or above, and how often one of their events said that it creates the incident. */
    readonly signals: readonly (readonly [signal: string, created: number])[];
  }[];
  readonly cpuSeconds: number;
  readonly mostMemoryMb: number;
}

const size = JSON.parse(process.argv[2] ?? '{}') as MonthSize;
const start = process.cpuUsage();
const { events, harmlessSessions, falseFindings, found } = (await judgeMonth(size)).result();
const { user, system } = process.cpuUsage(start);
const row: MonthRow = {
  events,
  harmlessSessions,
  falseFindings,
  attacks: Array.from({ length: size.attacks }, (_, number) => ({
    kind: attackNames[number % attackNames.length]!,
    signals: [...(found.get(number) ?? [])],
  })),
  cpuSeconds: (user + system) / 1e6,
  mostMemoryMb: process.resourceUsage().maxRSS / 1_000,
};
process.stdout.write(`${JSON.stringify(row)}\n`, () => process.exit());
