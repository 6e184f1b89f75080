import { copyText, element } from './dom.js';

/** Longer texts and lists are cut in the view; what is copied is whole. */
const longestText = 2000;
const mostLines = 4000;

/** What an event became: its evidence, then event, session and record side by side. */
export function toDetail({ event, session, lookUp, signals, records }, problems = []) {
  const known = { event: leavesOf(event), session: leavesOf(session) };
  return element(
    'div',
    { class: 'detail' },
    toSummary(lookUp, signals),
    toEvidence(signals),
    element(
      'div',
      { class: 'columns' },
      toColumn('Log event', event),
      session ? toColumn('Session', session) : toEmptyColumn('Session', `none: ${lookUp.status}`),
      ...records.map((line, index) =>
        toColumn(index === 0 ? 'Record' : 'Detection Finding', JSON.parse(line), { known, line, problems: problems[index] }),
      ),
    ),
  );
}

function toSummary(lookUp, signals) {
  const facts = Object.entries(signals?.facts ?? {}).map(([name, value]) => `${name} ${value}`);
  const parts = [`status ${lookUp.status}`, lookUp.source && `from ${lookUp.source}`, lookUp.reason, ...facts];
  return element(
    'p',
    { class: 'summary' },
    toRiskChip(signals?.risk_level ?? 'info'),
    ` ${parts.filter(Boolean).join(' · ')}`,
  );
}

function toRiskChip(level) {
  return element('span', { class: `chip risk-${level}` }, level);
}

function toEvidence(signals) {
  const evidence = signals?.evidence ?? [];
  if (evidence.length === 0) return element('p', { class: 'hint' }, 'No signal was raised.');
  const rows = evidence.map(({ signal, severity_id, attack, fields, before, after, because }) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, element('span', { class: `chip severity-${severity_id}` }, signal)),
      element('td', {}, shorten(before ?? '')),
      element('td', {}, shorten(after ?? '')),
      element('td', {}, (fields ?? because ?? []).join(', ')),
      element('td', {}, ...attack.flatMap((id) => [toAttackLink(id), ' '])),
    ),
  );
  const heads = ['Signal', 'Before', 'After', 'Rests on', 'MITRE ATT&CK'];
  return element(
    'div',
    { class: 'scrolls', tabindex: '0', role: 'region', 'aria-label': 'Evidence' },
    element(
      'table',
      { class: 'evidence' },
      element('thead', {}, element('tr', {}, ...heads.map((head) => element('th', { scope: 'col' }, head)))),
      element('tbody', {}, ...rows),
    ),
  );
}

/** Only an ID of ATT&CK's own form becomes a link. */
function toAttackLink(id) {
  if (!/^T\d{4}(\.\d{3})?$/.test(id)) return id;
  const href = `https://attack.mitre.org/techniques/${id.replace('.', '/')}/`;
  return element('a', { href, target: '_blank', rel: 'noreferrer noopener' }, id);
}

function toEmptyColumn(title, text) {
  return element('section', {}, element('h3', {}, title), element('p', { class: 'hint' }, text));
}

function toColumn(title, value, { known, line, problems = [] } = {}) {
  const copy = element('button', { type: 'button', onclick: () => copyText(line ?? JSON.stringify(value), copy) }, 'Copy');
  const heading = element('h3', {}, title);
  const marks = new Map(problems.map(({ path, message }) => [path, message]));
  const parts = [element('div', { class: 'bar' }, heading, copy)];
  if (known) {
    parts.push(
      element(
        'p',
        { class: 'hint' },
        element('mark', { class: 'from-session' }, 'from the session'),
        ' ',
        element('mark', { class: 'derived' }, 'made by us'),
      ),
    );
  }
  if (problems.length > 0) {
    const items = problems.slice(0, 50).map(({ path, message }) => element('li', {}, `${path || '/'} ${message}`));
    parts.push(element('ul', { class: 'problems' }, ...items));
  }
  const code = element('pre', { tabindex: '0', 'aria-label': `${title} as JSON` });
  code.append(...toLines(value, known, marks));
  parts.push(code);
  return element('section', {}, ...parts);
}

/** One text node or mark a line; the walk keeps its own list, since events nest as they like. */
function toLines(root, known, marks) {
  const nodes = [];
  const open = [{ value: root, indent: '', prefix: '', suffix: '', path: '' }];
  while (open.length > 0 && nodes.length < mostLines) {
    const next = open.pop();
    if (next.text !== undefined) {
      nodes.push(`${next.text}\n`);
      continue;
    }
    const { value, indent, prefix, suffix, path } = next;
    const isList = Array.isArray(value);
    const problem = marks.get(path);
    const note = problem === undefined ? '' : `   ← ${problem}`;
    if (typeof value !== 'object' || value === null) {
      const text = `${indent}${prefix}${shorten(JSON.stringify(value) ?? 'null')}${suffix}${note}`;
      const origin = problem === undefined ? originOf(value, known) : 'problem';
      nodes.push(origin ? element('mark', { class: origin }, text) : text, '\n');
      continue;
    }
    const entries = Object.entries(value);
    const [left, right] = isList ? '[]' : '{}';
    if (entries.length === 0) {
      nodes.push(`${indent}${prefix}${left}${right}${suffix}${note}\n`);
      continue;
    }
    const head = `${indent}${prefix}${left}${note}`;
    nodes.push(note ? element('mark', { class: 'problem' }, head) : head, '\n');
    open.push({ text: `${indent}${right}${suffix}` });
    for (let index = entries.length - 1; index >= 0; index -= 1) {
      const [key, child] = entries[index];
      open.push({
        value: child,
        indent: `${indent}  `,
        prefix: isList ? '' : `${shorten(JSON.stringify(key))}: `,
        suffix: index < entries.length - 1 ? ',' : '',
        path: `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      });
    }
  }
  if (open.length > 0) nodes.push('… cut here; copy has all of it\n');
  return nodes;
}

function originOf(value, known) {
  if (!known || known.event.has(String(value))) return undefined;
  return known.session.has(String(value)) ? 'from-session' : 'derived';
}

function leavesOf(root) {
  const leaves = new Set();
  const open = [root];
  for (let value = open.pop(); value !== undefined || open.length > 0; value = open.pop()) {
    if (typeof value !== 'object' || value === null) leaves.add(String(value));
    else open.push(...Object.values(value));
  }
  return leaves;
}

function shorten(text) {
  return text.length > longestText ? `${text.slice(0, longestText)}… (${text.length} characters)` : text;
}
