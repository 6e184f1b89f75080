import { h, render } from './preact.js';

export { h, render };

/** `div({ class: 'x' }, …)` for any element: text stays text, whatever an event holds. */
export const tags = new Proxy({}, { get: (_, name) => (props, ...children) => h(name, props, ...children) });

export const byId = (id) => document.getElementById(id);

/** An icon of the sprite; with a label it is read out. */
export function icon(id, label, className) {
  const props = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': 'true' };
  return h('svg', { ...props, ...(className && { class: className }) }, h('use', { href: `#${id}` }));
}

/** JSON from our own server; an error's own words where it has some. */
export async function fetchJson(path, init) {
  const response = await fetch(path, init);
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error ?? `The server answered ${response.status}.`);
  return body;
}

export const postJson = (path, value) =>
  fetchJson(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) });

let toastTimer;
export function toast(text) {
  byId('toast').textContent = text;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (byId('toast').textContent = ''), 2000);
}

export async function copy(text, what = 'Copied') {
  try {
    await navigator.clipboard.writeText(text);
    toast(what);
  } catch {
    toast('The browser refuses to copy');
  }
}

export function download(name, content, type) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
