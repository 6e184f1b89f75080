import { describe, expect, it } from '@jest/globals';
import { createSignals } from '../../../../functions/signals/create-signals.ts';
import type { SignalSettings } from '../../../../functions/signals/settings/signal-settings.ts';
import { agents, at, toLogin } from '../login.ts';

/** Along the equator, one degree is 111.2 km. */
function isTravel(km: number, minutes: number, settings?: SignalSettings): boolean {
  const input = toLogin({
    told: [
      {
        date: new Date(at('11:15:04.873') - minutes * 60_000).toISOString(),
        type: 's',
        user_id: 'auth0|65f0c0ffee00000000a11ce0',
        ip: '198.51.100.23',
        user_agent: agents.chrome,
        location_info: { latitude: 0, longitude: 0 },
        details: { prompts: [] },
      },
    ],
    event: { location_info: { latitude: 0, longitude: km / 111.195 } },
  });
  return createSignals(settings)(input).raised.includes('impossible_travel');
}

// Each default from both sides: what is not pinned changes what a tenant is told, and no file says so.
describe('the defaults of signals', () => {
  it.each([
    [1_010, 60, true],
    [990, 60, false],
    [510, 1, true],
    [490, 1, false],
  ])('%i km in %i minutes: impossible travel %p (500 km and 1,000 km/h)', (km, minutes, raised) => {
    expect(isTravel(km, minutes)).toBe(raised);
  });

  it('give way to a tenant’s own', () => {
    expect(isTravel(990, 60, { impossibleTravel: { kmh: 900 } })).toBe(true);
    expect(isTravel(490, 1, { impossibleTravel: { km: 400 } })).toBe(true);
  });
});
