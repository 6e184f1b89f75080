import { describe, expect, it } from '@jest/globals';
import { createSignals } from '../../../functions/signals/create-signals.ts';
import { toLogin } from './login.ts';

/** A login whose session counts how often it is read. */
function toCounted() {
  const { event, outcome } = toLogin();
  let reads = 0;
  const session = {
    ...outcome.session,
    get clients() {
      reads += 1;
      return [{ client_id: 'A' }, { client_id: 'B' }];
    },
  };
  return { input: { event, outcome: { ...outcome, session } }, countReads: () => reads };
}

describe('createSignals', () => {
  it('reads a session that is in use no more than twice', () => {
    const toSignals = createSignals();
    const { input, countReads } = toCounted();

    const blocks = [1, 2, 3, 4].map(() => toSignals({ ...input }));

    expect(countReads()).toBe(2);
    expect(blocks[3]).toEqual(blocks[0]);
  });

  it('keeps what it remembers to itself: another one has other settings', () => {
    const { input } = toCounted();
    const toSignals = createSignals();
    const toStricter = createSignals({ clientFanoutThreshold: 2 });

    const blocks = [1, 2, 3].map(() => [toSignals(input), toStricter(input)]);

    for (const [plain, stricter] of blocks) {
      expect(plain?.values).toMatchObject({ client_fanout: false });
      expect(stricter?.values).toMatchObject({ client_fanout: true });
    }
  });

  it('throws at once on settings that make no sense', () => {
    expect(() => createSignals({ allow: { prefixes: ['somewhere'] } })).toThrow(
      'wrong signal settings: allow.prefixes: expected CIDR such as 203.0.113.0/24',
    );
  });
});

describe('token_client_changed', () => {
  it.each<[who: string, change: Parameters<typeof toLogin>[0], value: boolean | undefined]>([
    [
      'says no of an SDK of the browser in a browser',
      { event: { auth0_client: { name: 'auth0-react' } } },
      false,
    ],
    ['says nothing where neither SDK nor earlier exchanges tell', { event: { auth0_client: {} } }, undefined],
  ])('%s', (_who, change, value) => {
    expect(createSignals()(toLogin({ type: 'sertft', ...change })).values['token_client_changed']).toBe(
      value,
    );
  });
});

describe('factor_changed_elsewhere', () => {
  it.each([
    [
      'is Medium where the event’s own address is masked, so that nobody knows how long it has been in use',
      '****',
      3,
    ],
    ['is Medium on a network that is new to the session', '203.0.113.77', 3],
  ])('%s', (_what, ip, severity_id) => {
    const { evidence } = createSignals()(
      toLogin({
        type: 'gd_enrollment_complete',
        event: { ip },
        device: { last_ip: '203.0.113.77', last_asn: '64511' },
        told: [{ type: 'ssa', date: '2026-03-02T08:00:06.000Z', ip: '198.51.100.23' }],
      }),
    );
    const raised = evidence.find(({ signal }) => signal === 'factor_changed_elsewhere');

    expect(raised).toMatchObject({ severity_id });
    expect(raised).not.toHaveProperty('settled');
  });
});
