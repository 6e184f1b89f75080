/**
 * When the page is drawn anew. What a person did is drawn in the next frame, once; what the stream brought a few times a
 * second, between other work, and never in the frame that answers a person.
 */
const everyMs = 250;
/** After a key or a click, the stream waits so long. */
const quietMs = 150;
/** Nobody waits longer for what has come, however much they type. */
const mostMs = 1_000;

const listeners = new Set();
let isNextFrame = false;
let waitsSinceMs;
let timer;
let drawnAtMs = 0;
let touchedAtMs = -Infinity;

for (const type of ['pointerdown', 'keydown', 'wheel']) {
  addEventListener(type, () => (touchedAtMs = performance.now()), { capture: true, passive: true });
}

export function onChange(listener) {
  listeners.add(listener);
}

function draw() {
  clearTimeout(timer);
  waitsSinceMs = undefined;
  drawnAtMs = performance.now();
  for (const listener of listeners) listener();
}

/** A person did something. */
export function changed() {
  if (isNextFrame) return;
  isNextFrame = true;
  requestAnimationFrame(() => {
    isNextFrame = false;
    draw();
  });
}

/** The stream brought something. */
export function arrived() {
  if (isNextFrame || waitsSinceMs !== undefined) return;
  waitsSinceMs = performance.now();
  wait();
}

function wait() {
  const nowMs = performance.now();
  const quietAtMs = Math.min(touchedAtMs + quietMs, waitsSinceMs + mostMs);
  const dueMs = Math.max(drawnAtMs + everyMs, quietAtMs) - nowMs;
  if (dueMs > 0) timer = setTimeout(wait, dueMs);
  else whenIdle(() => {
    if (waitsSinceMs === undefined) return;
    // A key may have come before the page was idle.
    if (performance.now() < touchedAtMs + quietMs && performance.now() < waitsSinceMs + mostMs) wait();
    else draw();
  });
}

export function whenIdle(work, mostWaitMs = 300) {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(work, { timeout: mostWaitMs });
  else setTimeout(() => work(), 0);
}

/** What takes long is done when the frame that answers the key or the click has been painted. */
export function afterPaint(work) {
  requestAnimationFrame(() => setTimeout(() => work(), 0));
}
