import { describe, expect, it } from '@jest/globals';
import { createSignals } from '../../../../functions/signals/create-signals.ts';
import { agents, type Change, toLogin } from '../login.ts';

const isRaised = (change: Change) =>
  createSignals()(toLogin(change)).raised.includes('network_and_client_changed');

const elsewhere = { ip: '203.0.113.77', asn: '64511' };
/** The session has moved to another network; the event has not, or not yet. */
const movedNetwork = { device: { last_ip: elsewhere.ip, last_asn: elsewhere.asn } };
/** The session has another program; the event has the old one, or a third. */
const movedProgram = { device: { last_user_agent: agents.firefox } };
const usedLater = { session: { last_interacted_at: '2026-03-02T11:20:00.000Z' } };

describe('network_and_client_changed', () => {
  // A later use of the session may have overtaken the event's: then its own place and program prove nothing.
  it('counts a program outside the session only where no race is possible', () => {
    const change: Change = { ...movedNetwork, event: { user_agent: agents.firefox, ip: elsewhere.ip } };

    expect(isRaised(change)).toBe(true);
    expect(isRaised({ ...change, ...usedLater })).toBe(false);
  });

  it('counts a network outside the session only where no race is possible', () => {
    const change: Change = { ...movedProgram, event: { user_agent: agents.firefox, ip: elsewhere.ip } };

    expect(isRaised(change)).toBe(true);
    expect(isRaised({ ...change, ...usedLater })).toBe(false);
  });

  it('counts what the session itself says, race or none', () => {
    const change: Change = {
      device: { ...movedNetwork.device, ...movedProgram.device },
      event: { user_agent: agents.firefox, ip: elsewhere.ip },
    };

    expect(isRaised(change)).toBe(true);
    expect(isRaised({ ...change, ...usedLater })).toBe(true);
  });
});
