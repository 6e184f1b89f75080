import { createRandom } from '../../../functions/local/simulate/random.ts';
import { attack, toAttackDay } from './attacks.ts';
import { createDay, type Day, liveDay, refreshToken } from './daily-life.ts';
import type { MonthEvent } from './month-event.ts';
import { createPerson } from './person.ts';

export interface MonthSize {
  readonly seed: number;
  readonly people: number;
  readonly days: number;
  /** In all; what daily life leaves is filled up with exchanges of servers. */
  readonly events: number;
  readonly attacks: number;
}

/** The log events of a month, a day at a time, in order of time. The same for the same size. */
export function* generateMonth({
  seed,
  people,
  days,
  events,
  attacks,
}: MonthSize): Generator<readonly MonthEvent[]> {
  const persons = Array.from({ length: people }, (_, number) => createPerson(seed, number));
  const random = createRandom(seed);
  const anybody = () => persons[Math.floor(random() * people)]!;
  let planted = 0;
  let told = 0;
  for (let number = 0; number < days; number += 1) {
    const today: Day[] = persons.map((person) => createDay(seed, number, person));
    for (const person of persons) liveDay(person, today[person.number]!);
    for (let tries = 0; planted < attacks && toAttackDay(planted, attacks, days) <= number; tries += 1) {
      if (tries > people) throw new Error(`nobody has a session on day ${number}`);
      const victim = anybody();
      if (attack(planted, victim, today[victim.number]!)) planted += 1;
    }
    const due = Math.round((events * (number + 1)) / days) - told;
    let left = due - today.reduce((sum, day) => sum + day.events.length, 0);
    for (let tries = 0; left > 0 && tries < due * 10; tries += 1) {
      const person = anybody();
      if (refreshToken(person, today[person.number]!)) left -= 1;
    }
    const all = today.flatMap((day) => day.events).sort((one, other) => one.atMs - other.atMs);
    told += all.length;
    yield all;
  }
}
