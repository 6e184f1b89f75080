import { describe, expect, it } from '@jest/globals';
import { parseSimulationOptions } from '../../../../functions/local/simulate/options.ts';
import { createTraffic } from '../../../../functions/local/simulate/traffic.ts';

function traffic(args: string) {
  return createTraffic(
    parseSimulationOptions(`--logins-per-second 50 --seconds 200 ${args}`.trim().split(' '))!,
  );
}

describe('createTraffic', () => {
  it('gives events in the order in which they enter the queue, 1 to 15 seconds after they happened', () => {
    const { events } = traffic('');
    const late = events.map(({ enqueuedAtMs, occurredAtMs }) => enqueuedAtMs - occurredAtMs);

    expect(events.map(({ enqueuedAtMs }) => enqueuedAtMs)).toEqual(
      events.map(({ enqueuedAtMs }) => enqueuedAtMs).sort((a, b) => a - b),
    );
    expect(Math.min(...late)).toBeGreaterThanOrEqual(1_000);
    expect(Math.max(...late)).toBeLessThanOrEqual(15_000);
  });

  it('leaves everybody else as they are when some sessions are stolen', () => {
    const others = (args: string) =>
      traffic(args)
        .events.filter(({ role }) => role !== 'hijack')
        .map(({ session, role, occurredAtMs }) => [session, role, occurredAtMs]);

    expect(others('--hijacked 0.1 --moves 0')).toEqual(others('--hijacked 0 --moves 0'));
  });

  it.each([
    ['--hijacked 0.1', { network: 9, program: 2 }],
    ['--hijacked 0.1 --victim-program', { network: 9, program: 0 }],
  ])('lets thieves come from elsewhere (%s)', (args, place) => {
    const hijacks = traffic(args).events.filter(({ role }) => role === 'hijack');

    expect(new Set(hijacks.map(({ session }) => session)).size).toBeGreaterThan(200);
    for (const { network, program } of hijacks) expect({ network, program }).toEqual(place);
  });

  it.each([
    ['--moves 0.1', 'network', 0.1],
    ['--moves 0', 'network', 0],
    ['--program-changes 0.3', 'program', 0.3],
  ] as const)('moves some single sign-ons (%s)', (args, what, part) => {
    const signOns = traffic(args).events.filter(({ role }) => role === 'single sign-on');
    const moved = signOns.filter((event) => event[what] !== 0);

    expect(moved.length / signOns.length).toBeGreaterThanOrEqual(part * 0.8);
    expect(moved.length / signOns.length).toBeLessThanOrEqual(part * 1.2);
  });

  it('calls news what its session shows for the first time, in the order of events and not of arrival', () => {
    const { events } = traffic('--hijacked 0.2 --moves 0 --program-changes 0');
    const hijacks = events.filter(({ role }) => role === 'hijack');
    const stolen = new Set(hijacks.map(({ session }) => session));

    for (const session of stolen) {
      const inOrder = hijacks
        .filter((one) => one.session === session)
        .sort((a, b) => a.occurredAtMs - b.occurredAtMs);
      expect(inOrder.map(({ showsNews }) => showsNews)).toEqual(inOrder.map((_one, index) => index === 0));
    }
    expect(events.some(({ role, showsNews }) => role === 'login' && showsNews)).toBe(false);
  });

  it('has as many sessions whose beginning nobody saw as it is told', () => {
    const logins = traffic('--unseen-beginnings 0.25').events.filter(({ role }) => role === 'login');
    const unseen = logins.filter(({ isBeginningUnseen }) => isBeginningUnseen);

    expect(unseen.length / logins.length).toBeGreaterThan(0.2);
    expect(unseen.length / logins.length).toBeLessThan(0.3);
  });
});
