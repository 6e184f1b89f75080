import { fetchJson } from './dom.js';
import { changed, whenIdle } from './schedule.js';
import { addOlderRows, addRows, state } from './store.js';

/** Seconds that the plots look back on. */
const mostTicks = 300;

/** Rows that are read without a pause: more would hold up a key. */
const slice = 200;

export const tickListeners = new Set();

/** First what there is, then what comes. Reconnects by itself, and says what happened meanwhile. */
export async function connect() {
  const setup = await fetchJson('/playground/setup');
  state.setup = setup;
  state.runId = setup.runId;
  state.ticks = setup.ticks;
  addRows(setup.rows);
  addOlder(setup.older, setup.rows[0]?.id);
  listen();
}

async function addOlder(older, beforeId) {
  if (!older || beforeId === undefined) return;
  // After the first rows are painted.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const { rows } = await fetchJson(`/playground/rows?before=${beforeId}`).catch(() => ({ rows: [] }));
  if (rows.length === 0) return;
  for (let end = rows.length; end > 0; end -= slice) {
    await new Promise((resolve) => whenIdle(resolve));
    addOlderRows(rows.slice(Math.max(0, end - slice), end));
  }
  addOlder(older - rows.length, rows[0].id);
}

function listen() {
  const source = new EventSource('/playground/live');
  source.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.type === 'hello') welcome(message.runId);
    else if (message.type === 'rows') take(message.rows);
    else addTick(message.tick);
  };
  source.onerror = () => {
    if (state.connection.state !== 'lost') setConnection('lost');
    // A server that refuses the stream closes it for good: then we ask again ourselves.
    if (source.readyState === EventSource.CLOSED) {
      source.close();
      setTimeout(listen, 2000);
    }
  };
}

export function setConnection(name) {
  state.connection = { state: name, sinceMs: Date.now() };
  changed();
}

let lastId = 0;
/** Rows that come while those missed are still asked for. */
let waiting;
/** A row may come twice around a reconnect. */
function take(rows) {
  if (waiting) {
    waiting.push(...rows);
    return;
  }
  const fresh = rows.filter(({ id }) => id > lastId);
  if (fresh.length === 0) return;
  lastId = fresh.at(-1).id;
  const isUnderWay = inbox.length > 0;
  inbox.push(...fresh);
  if (!isUnderWay) addInbox();
}

/** Rows that have come and are not read yet. */
const inbox = [];
function addInbox() {
  addRows(inbox.splice(0, slice));
  if (inbox.length > 0) whenIdle(addInbox);
}

async function welcome(runId) {
  const isFirst = state.connection.state === 'connecting';
  if (runId !== state.runId) {
    state.runId = runId;
    state.ticks = [];
    // Rows of before look otherwise from now on.
    state.isDirty = true;
    state.restartedAtMs = Date.now();
    lastId = 0;
  } else if (isFirst) lastId = Math.max(lastId, state.setup.rows.at(-1)?.id ?? 0);
  waiting = [];
  const { rows } = await fetchJson(`/playground/rows?after=${lastId}`).catch(() => ({ rows: [] }));
  const missed = [...rows, ...waiting];
  waiting = undefined;
  take(missed.sort((a, b) => a.id - b.id).filter((row, index, all) => row.id !== all[index - 1]?.id));
  setConnection('live');
}

function addTick(tick) {
  state.ticks.push(tick);
  if (state.ticks.length > mostTicks) state.ticks.shift();
  for (const listener of tickListeners) listener();
}
