import { drawBanner } from './banner.js';
import { connect, setConnection, tickListeners } from './connection.js';
import { showCoverage } from './coverage-view.js';
import { byId, postJson, render, tags, toast } from './dom.js';
import { drawFacets, drawFilters } from './filters.js';
import { drawHistogram, startHistogram } from './histogram.js';
import { clearFilters, drawAges, drawList, filterByCell, focusSelected, move, moveColumn, selectedRow, startList } from './list-view.js';
import { copyLink, showLogin } from './login-view.js';
import { drawPeek } from './peek.js';
import { go, listHash, readList, readRoute } from './route.js';
import { afterPaint, changed, onChange, whenIdle } from './schedule.js';
import { refilter, release, state } from './store.js';
import { showStory, storySelected } from './story-view.js';
import { drawStrip } from './strip.js';
import { showTry } from './try-view.js';

const { button, h3, small } = tags;

let shownView;
let shownList;
function showPlace() {
  const { view } = readRoute();
  const place = view === 'user' ? 'session' : view;
  for (const node of document.querySelectorAll('[data-view]')) node.hidden = node.dataset.view !== place;
  const nav = place === 'login' ? 'investigate' : place;
  for (const node of document.querySelectorAll('[data-nav]')) {
    if (node.dataset.nav === nav) node.setAttribute('aria-current', 'page');
    else node.removeAttribute('aria-current');
  }
  document.title = `${{ investigate: 'Investigate', login: 'A login', session: 'A session', try: 'Try your own', coverage: 'Coverage' }[place]} · session-enricher`;
  return place;
}

function route() {
  const { view, params } = readRoute();
  const place = showPlace();
  const isNew = shownView !== place;
  if (isNew) scrollTo(0, 0);
  if (view === 'investigate') {
    const before = shownList;
    shownList = location.hash;
    // Back from a login to the same list: nothing is filtered or sorted anew.
    if (before !== shownList || state.shown.length === 0) {
      readList(params);
      refilter();
      drawFilters();
    } else changed();
    if (isNew && shownView) afterPaint(focusSelected);
  } else {
    if (isNew && shownView) byId('main').focus({ preventScroll: true });
    ({ login: showLogin, session: showStory, user: showStory, try: showTry, coverage: showCoverage })[view]();
  }
  shownView = place;
}

/** The riskiest, as long as nobody has chosen another one. Where nothing is raised, the next quiet record is no news. */
function follow() {
  if (state.isChosen && state.selected) return;
  const [first] = state.shown;
  const selected = selectedRow();
  if (first?.level === 1 && selected?.level === 1 && !selected.isGone && state.shown.includes(selected)) return;
  state.selected = first?.logId;
}

onChange(() => {
  drawBanner();
  if (readRoute().view !== 'investigate') return;
  follow();
  drawList({ isForced: state.selected !== state.drawnFor });
  drawPeek();
  drawSoon();
});

let slowTimer;
/** What nobody reads at a glance is drawn four times a second at most, between other work. */
function drawSoon() {
  slowTimer ??= setTimeout(() => {
    whenIdle(() => {
      slowTimer = undefined;
      drawHistogram();
      drawFacets();
    });
  }, 250);
}
tickListeners.add(() => {
  whenIdle(() => {
    drawBanner();
    drawStrip();
    if (readRoute().view === 'investigate') drawAges();
  });
});

function drawScenarios() {
  const entry = ({ name, title, expectation, kind }) =>
    button({ key: `${kind}:${name}`, type: 'button', 'data-scenario': name, onClick: () => play(name, title, expectation) }, title, small({}, expectation));
  const { scenarios } = state.setup;
  render(
    [
      h3({ key: 'h-system' }, 'What happens'),
      ...scenarios.filter(({ kind }) => kind === 'system').map(entry),
      h3({ key: 'h-signal' }, 'A story for every signal'),
      ...scenarios.filter(({ kind }) => kind === 'signal').map(entry),
    ],
    byId('scenario-list'),
  );
}

async function play(name, title, expectation) {
  byId('scenarios').removeAttribute('open');
  toast(`${title}: expect ${expectation}`);
  try {
    await postJson(`/playground/scenarios/${encodeURIComponent(name)}`, {});
  } catch (error) {
    toast(`${title}: ${error.message}`);
  }
}

function togglePause() {
  state.isPaused = !state.isPaused;
  changed();
  afterPaint(() => !state.isPaused && !state.isHeld() && release());
}

/** The log ID and session that `S`, `T` and `C` are about. */
function subject() {
  const { view, id } = readRoute();
  if (view === 'login') return { logId: id, sessionId: state.all.find(({ logId }) => logId === id)?.sessionId };
  if (view === 'investigate') return selectedRow() ?? {};
  return { logId: storySelected() };
}

const inList = {
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  PageDown: () => move(10),
  PageUp: () => move(-10),
  Home: () => move(-state.shown.length),
  End: () => move(state.shown.length),
  ArrowRight: () => moveColumn(1),
  ArrowLeft: () => moveColumn(-1),
  Enter: () => {
    const { selected } = state;
    afterPaint(() => go('login', selected));
  },
  f: () => {
    const row = selectedRow();
    if (row) filterByCell(row);
  },
};
const anywhere = {
  Escape: () => afterPaint(escape),
  '/': () => {
    if (readRoute().view !== 'investigate') location.hash = listHash();
    requestAnimationFrame(() => byId('q').focus());
  },
  s: () => {
    const { sessionId, logId } = subject();
    if (sessionId) go('session', sessionId, { row: logId });
  },
  t: () => {
    const { logId } = subject();
    if (logId) go('try', '', { record: logId });
  },
  c: copyLink,
  p: togglePause,
  '.': () => byId('newer').click(),
  '?': () => byId('keys').showModal(),
};

function escape() {
  const { view } = readRoute();
  const open = document.querySelector('details.menu[open]');
  if (open) {
    open.removeAttribute('open');
    open.querySelector('summary').focus();
  } else if (view === 'investigate') clearFilters();
  else if (view === 'login') location.hash = listHash();
  else if (view === 'session' || view === 'user') location.hash = storySelected() ? `#/login/${encodeURIComponent(storySelected())}` : listHash();
}

document.addEventListener('keydown', (event) => {
  const { target, key } = event;
  if (document.querySelector('dialog[open]')) return;
  const isTyping = target.matches('input:not([type=checkbox]), textarea, select');
  if (isTyping) {
    if (key === 'Escape') target.blur();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const handler = (target.closest('#rows .row') ? inList[key] : undefined) ?? anywhere[key];
  if (!handler) return;
  event.preventDefault();
  handler();
});
document.addEventListener('click', ({ target }) => {
  for (const menu of document.querySelectorAll('details.menu[open]')) if (!menu.contains(target)) menu.removeAttribute('open');
});
byId('live').addEventListener('click', togglePause);
byId('help').addEventListener('click', () => byId('keys').showModal());
addEventListener('hashchange', route);

showPlace();
startList();
startHistogram();
drawStrip();
drawFilters();
drawBanner();
connect()
  .then(() => {
    drawScenarios();
    route();
    drawStrip();
  })
  .catch((error) => {
    setConnection('lost');
    toast(error.message);
  });
