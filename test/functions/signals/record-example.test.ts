import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../../functions/log-event/log-event.ts';
import { createSignals } from '../../../functions/signals/create-signals.ts';
import { agents, at, movesTo, toLogin } from './login.ts';

const toSignals = createSignals();

/** The signals block of the worked example, as its records would carry it today. */
const expected = {
  risk_level: 'high',
  raised: [
    'network_and_client_changed',
    'user_agent_changed',
    'asn_changed',
    'low_confidence_login',
    'ip_changed',
  ],
  values: {
    asn_changed: true,
    client_fanout: false,
    client_not_in_session: false,
    delegated_session: false,
    event_outside_session: false,
    ip_changed: true,
    low_confidence_login: true,
    mfa_used: true,
    network_and_client_changed: true,
    persistent_cookie: true,
    phishing_resistant: false,
    recovery_code_used: false,
    scripted_login: false,
    scripted_user_agent: false,
    session_gone: false,
    session_used_after_end: false,
    single_factor: false,
    user_agent_changed: true,
    user_mismatch: false,
  },
  facts: {
    auth_strength: 'mfa_strong',
    auth_age_s: 11_699,
    mfa_age_s: 11_699,
    session_age_s: 11_699,
    client_count: 1,
    auth0_risk: 'low',
    event_side: 'last',
  },
  evidence: [
    {
      signal: 'network_and_client_changed',
      severity_id: 4,
      attack: ['T1539', 'T1550.004'],
      because: ['asn_changed', 'user_agent_changed'],
    },
    {
      signal: 'user_agent_changed',
      severity_id: 3,
      attack: ['T1539', 'T1550.004'],
      fields: ['device.initial_user_agent', 'user_agent'],
      before: 'Chrome 145, macOS',
      after: 'Firefox 147, Windows',
      change: ['browser', 'os'],
    },
    {
      signal: 'asn_changed',
      severity_id: 2,
      attack: [],
      fields: ['device.initial_asn', 'device.last_asn'],
      before: '64496',
      after: '64511',
    },
    {
      signal: 'low_confidence_login',
      severity_id: 2,
      attack: [],
      fields: ['details.riskAssessment.confidence'],
      before: 'high',
      after: 'low',
    },
    {
      signal: 'ip_changed',
      severity_id: 1,
      attack: [],
      fields: ['device.initial_ip', 'ip'],
      before: '198.51.100.23',
      after: '203.0.113.77',
      same_prefix: false,
    },
  ],
};

const details: JsonObject = { riskAssessment: { confidence: 'low', version: '1' } };
const hijack = { ...movesTo({ ip: '203.0.113.77', asn: '64511', userAgent: agents.firefox }), details };

describe('the signals block', () => {
  it('comes out byte for byte as in the worked example', () => {
    const block = toSignals(toLogin(hijack));

    expect(JSON.stringify(block)).toBe(JSON.stringify(expected));
  });

  it('is the same bytes for the same input, whenever it is read', () => {
    const later = { ...hijack, outcome: { source: 'cache', fetchedAtMs: at('11:20:00.000') } } as const;

    expect(JSON.stringify(toSignals(toLogin(later)))).toBe(JSON.stringify(toSignals(toLogin(hijack))));
  });
});
