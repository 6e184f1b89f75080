import { byId, element, fetchJson } from './dom.js';
import { createLiveView } from './live-view.js';
import { createPlots } from './plots.js';
import { createTryView } from './try-view.js';

const live = createLiveView();
createTryView(live);

function show(view) {
  for (const name of ['live', 'try']) {
    byId(name).hidden = name !== view;
    byId(`tab-${name}`).setAttribute('aria-pressed', String(name === view));
  }
  live.draw();
}
byId('tab-live').addEventListener('click', () => show('live'));
byId('tab-try').addEventListener('click', () => show('try'));
byId('detail-close').addEventListener('click', () => byId('detail').close());

function toButton({ name, title, expectation }) {
  const button = element('button', { type: 'button', title: expectation, 'data-scenario': name }, title);
  button.addEventListener('click', async () => {
    const note = byId('scenario-note');
    button.disabled = true;
    note.textContent = `${title}: expect ${expectation}.`;
    try {
      const { played } = await fetchJson(`/playground/scenarios/${name}`, { method: 'POST' });
      note.textContent = `${title}: ${played} log events sent; expect ${expectation}.`;
    } catch (error) {
      note.textContent = `${title}: ${error.message}`;
    } finally {
      button.disabled = false;
      button.focus();
    }
  });
  return button;
}

function say(text, isLost = false) {
  const note = byId('connection');
  note.textContent = text;
  note.classList.toggle('error', isLost);
}

async function start() {
  const { budgetPerSecond, scenarios, rows, ticks } = await fetchJson('/playground/setup');
  byId('scenarios').append(...scenarios.map(toButton));
  const plots = createPlots(budgetPerSecond);
  plots.add(...ticks);
  live.add(rows);

  const source = new EventSource('/playground/live');
  source.onopen = () => say('live');
  source.onerror = () => say('connection lost, trying again…', true);
  source.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.type === 'rows') live.add(message.rows);
    else plots.add(message.tick);
  };
}

start().catch((error) => say(error.message, true));
