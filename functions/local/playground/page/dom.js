import { h, render } from './preact.js';

export { h, render };

/** `div({ class: 'x' }, …)` for any element: text stays text, whatever an event holds. */
export const tags = new Proxy({}, { get: (_, name) => (props, ...children) => h(name, props, ...children) });

export const byId = (id) => document.getElementById(id);

/** Levels and coverage, a shape each: many of them stand in a list, so each is one path and no copy of a symbol. */
const shapes = {
  'lv-high': 'M7 .9 13.6 12.6H.4zM6.3 5v3.8h1.4V5zM6.3 9.7v1.4h1.4V9.7z',
  'lv-medium': 'M7 .8 13.2 7 7 13.2.8 7z',
  'lv-low': 'M7 1a6 6 0 1 0 0 12A6 6 0 0 0 7 1zM2.6 7a4.4 4.4 0 0 1 8.8 0z',
  'lv-info': 'M7 1.9a5.1 5.1 0 1 0 0 10.2A5.1 5.1 0 0 0 7 1.9zM7 3.4a3.6 3.6 0 1 1 0 7.2 3.6 3.6 0 0 1 0-7.2z',
  'cv-api': 'M7 1.8a5.2 5.2 0 1 0 0 10.4A5.2 5.2 0 0 0 7 1.8z',
  'cv-observed': 'M7 1.7a5.3 5.3 0 1 0 0 10.6A5.3 5.3 0 0 0 7 1.7zM7 3.1a3.9 3.9 0 0 1 0 7.8z',
  'cv-none': 'M7 2.4a4.6 4.6 0 1 0 0 9.2 4.6 4.6 0 0 0 0-9.2z',
};

/** An icon of the sprite, or a shape; with a label it is read out. */
export function icon(id, label, className) {
  const props = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': 'true' };
  const shape = shapes[id];
  if (shape) {
    const path = id === 'cv-none' ? { d: shape, fill: 'none', stroke: 'currentColor', 'stroke-width': 1.4, 'stroke-dasharray': '2.4 2.2' } : { d: shape, fill: 'currentColor', 'fill-rule': 'evenodd' };
    return h('svg', { ...props, viewBox: '0 0 14 14', ...(className && { class: className }) }, h('path', path));
  }
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

/** Text that is there already is left alone: writing it again would lay the page out. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** The same for an attribute: an icon that is set again is built again. */
export function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

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
