import { byId, icon, render, setAttribute, setText, tags } from './dom.js';
import { forgetEarlierRuns, hasEarlierRuns, state } from './store.js';
import { needs } from './strip.js';
import { clock } from './words.js';

const { b, button, p } = tags;

/** What follows from a need; a small one stands in the strip alone. */
const nexts = {
  high: 'Records go out without their session; none is lost.',
  medium: 'Records wait for their session or go out without it; none is lost.',
};

/** What happened to the connection, in a sentence, in the place of the introduction: nothing moves. */
export function drawBanner() {
  const { connection } = state;
  const isLost = connection.state === 'lost';
  const found = isLost
    ? { level: 'medium', what: `No answer from the server since ${clock(connection.sinceMs)}.`, next: 'What you see is from then. It is tried again by itself.' }
    : hasEarlierRuns()
      ? { level: 'low', what: `The server was started again at ${clock(state.restartedAtMs ?? connection.sinceMs)}.`, next: 'Records from before are hatched and say “earlier run”; none of them is live.', action: ['Forget them', forgetEarlierRuns] }
      : undefined;
  const need = found ? undefined : needs(state.ticks, state.setup?.budget ?? { ratePerSecond: 0 });
  const told = need && nexts[need.level];
  const shown = found ?? (told && { level: need.level, what: `${need.text}.`, next: told });
  const banner = byId('banner');
  banner.hidden = !shown;
  byId('intro').hidden = Boolean(shown);
  byId('inv').classList.toggle('earlier', isLost);
  drawLive(isLost);
  if (!shown) return;
  banner.className = `banner ${shown.level}`;
  render([icon(`lv-${shown.level}`, undefined, `lv ${shown.level}`), p({}, b({}, shown.what), ` ${shown.next}`), shown.action && button({ type: 'button', class: 'btn', onClick: shown.action[1] }, shown.action[0])], banner);
}

function drawLive(isLost) {
  const { connection, isPaused } = state;
  const live = byId('live');
  live.classList.toggle('stale', connection.state !== 'live');
  setAttribute(live, 'aria-pressed', String(isPaused));
  setText(byId('live-state'), isLost ? 'Not live' : connection.state === 'connecting' ? 'connecting' : isPaused ? 'Paused' : 'Live');
  if (isLost) setText(byId('live-rate'), `as of ${clock(connection.sinceMs)}`);
  setAttribute(byId('live-icon'), 'href', isPaused ? '#i-play' : '#i-pause');
}
