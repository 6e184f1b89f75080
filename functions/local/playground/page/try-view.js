import { byId, copy, download, fetchJson, icon, postJson, render, tags } from './dom.js';
import { toJsonLines } from './json-view.js';
import { readRoute } from './route.js';
import { state } from './store.js';
import { count, risk, sentence } from './words.js';

const { b, button, code, del, details, div, h1, h2, header, input, kbd, label, li, option, p, pre, section, select, span, summary, table, tbody, td, textarea, th, thead, tr, ul } = tags;

const largestFile = 10 * 1024 * 1024;
const form = { events: '', sessions: '', format: 'ocsf', ocsfVersion: '1.8.0', findingFrom: 'high', privacy: '{"fields":{"user_name":"hash","ip":"truncate_ip"}}', signals: '' };
/** What is shown: an answer, or why there is none. */
let result = {};
/** What the events are, as the picker says; and what was loaded last, for the address asks for that once. */
let sample = '';
let loaded = '';
let isStarted = false;

export async function showTry() {
  const { params } = readRoute();
  const wanted = params.get('record') ? `record:${params.get('record')}` : params.get('sample');
  if (!isStarted || (wanted && wanted !== loaded)) {
    isStarted = true;
    await load(wanted ?? 'hijack');
  } else draw();
}

/** A sample, or a record of the list with its session, and what becomes of it. */
async function load(name) {
  sample = name;
  loaded = name;
  try {
    if (name.startsWith('record:')) {
      const { logId, event, session } = await fetchJson(`/playground/records/${encodeURIComponent(name.slice(7))}`);
      form.events = JSON.stringify({ log_id: logId, data: event }, undefined, 2);
      form.sessions = session ? JSON.stringify([session], undefined, 2) : '';
    } else {
      const { elements, sessions } = await fetchJson(`/playground/samples/${encodeURIComponent(name)}`);
      form.events = elements.map((element) => JSON.stringify(element)).join('\n');
      form.sessions = JSON.stringify(sessions, undefined, 2);
    }
    await submit();
  } catch (error) {
    result = { error: error.message };
    draw();
  }
}

function readSettings(name) {
  const text = form[name].trim();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${name}: expected JSON: ${error.message}`);
  }
}

function readForm() {
  const [privacy, signals] = [readSettings('privacy'), readSettings('signals')];
  return {
    events: form.events,
    sessions: form.sessions,
    format: form.format,
    ocsfVersion: form.ocsfVersion,
    findingFrom: form.findingFrom || null,
    ...(privacy !== undefined && { privacy }),
    ...(signals !== undefined && { signals }),
  };
}

async function submit() {
  try {
    const asked = readForm();
    result = { isWorking: true };
    draw();
    const answer = await postJson('/playground/try', asked);
    result = { asked, answer };
  } catch (error) {
    result = { error: error.message };
  }
  draw();
}

async function take(file) {
  if (!file) return;
  if (file.size > largestFile) result = { error: `${file.name} has ${Math.ceil(file.size / 1024 / 1024)} MB; 10 MB at most` };
  else {
    form.events = await file.text();
    form.sessions = '';
    sample = 'file';
    return submit();
  }
  draw();
}

const set = (name) => ({ target }) => {
  form[name] = target.value;
  const isOwn = name === 'events' && sample !== 'own';
  if (isOwn) sample = 'own';
  if (isOwn || target.tagName === 'SELECT') draw();
};

function draw() {
  render([head(), div({ class: 'try', key: 'try' }, div({ class: 'inputs' }, editor(), settings()), div({ class: 'outputs', 'aria-live': 'polite' }, ...outputs()))], byId('try'));
}

function head() {
  const samples = (state.setup?.scenarios ?? []).filter(({ hasSample }) => hasSample);
  const own = { own: 'Your own events', file: 'Your file' }[sample] ?? (sample.startsWith('record:') && 'The record you came from');
  return header({ class: 'page-head', key: 'head' },
    div({}, h1({ id: 'h-try' }, 'What would my own event look like?'), p({ class: 'quiet' }, 'Nothing leaves this machine, and nothing here is counted in the live figures.')),
    div({ class: 'actions' },
      label({ class: 'pick' }, 'Sample ', select({ id: 'sample', value: sample, onChange: ({ target }) => load(target.value) },
        ...samples.map(({ name, title }) => option({ key: name, value: name }, title)),
        own && option({ key: 'own', value: sample }, own))),
      label({ class: 'btn file' }, 'Open a file', input({ type: 'file', class: 'vh', id: 'file', accept: '.json,.ndjson,.jsonl,.log,.txt', onChange: ({ target }) => take(target.files[0]) })),
      button({ type: 'button', class: 'btn primary', id: 'make', onClick: submit }, 'Make records ', kbd({}, 'Ctrl ↵'))));
}

/** A form is submitted by the keyboard as well. */
export function onTryKey(event) {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  submit();
}

const onDrop = { onDragOver: (event) => event.preventDefault(), onDrop: (event) => { event.preventDefault(); take(event.dataTransfer.files[0]); } };

function editor() {
  const rejected = result.answer?.rejected ?? [];
  const all = (result.answer?.count ?? 0) + (result.answer?.repeats ?? 0) + rejected.length;
  return section({ class: 'card editor', 'aria-labelledby': 'h-ed', ...onDrop },
    header({}, h2({ id: 'h-ed' }, 'Log events'), span({ class: 'quiet' }, 'lines, array, object or EventBridge envelope'), span({ class: 'grow' }), rejected.length > 0 && span({ class: 'badge bad' }, `${rejected.length} of ${all} unreadable`)),
    textarea({ id: 'events', rows: 9, spellcheck: false, 'aria-labelledby': 'h-ed', wrap: 'off', value: form.events, onInput: set('events'), onKeyDown: onTryKey, ...(rejected.length > 0 && { 'aria-invalid': 'true', 'aria-describedby': 'problems' }) }),
    rejected.length > 0 && div({ id: 'problems' }, ...rejected.slice(0, 5).map((one, at) => problemOf(one, at)), rejected.length > 5 && p({ class: 'problem-more quiet' }, `${rejected.length - 5} more of them.`)),
    details({ class: 'sessions' }, summary({}, h2({}, 'Sessions'), span({ class: 'quiet' }, 'as Auth0 would answer; empty asks the simulated tenant'), icon('i-down')),
      textarea({ id: 'sessions', rows: 7, spellcheck: false, 'aria-label': 'Sessions', value: form.sessions, onInput: set('sessions'), onKeyDown: onTryKey })));
}

function problemOf({ line, column, reason, excerpt }, at) {
  const { count: made } = result.answer;
  return div({ class: 'problem', key: at, role: 'alert' },
    icon('i-x'),
    div({},
      p({}, b({}, `Line ${line}, column ${column}`), `: ${reason}.`),
      pre({ 'aria-label': `Excerpt of line ${line}` }, excerpt.before, tags.mark({}, excerpt.at || '⏎'), excerpt.after, '\n', span({ class: 'caret' }, `${' '.repeat([...excerpt.before].length)}^`)),
      p({ class: 'quiet' }, made > 0 ? `The other ${made === 1 ? 'one became a record' : `${made} became records`}.` : 'None became a record.')),
    button({ type: 'button', class: 'btn', onClick: () => goTo(line, column) }, `Go to line ${line}`));
}

function goTo(line, column) {
  const area = byId('events');
  const at = area.value.split('\n').slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
  area.focus();
  area.setSelectionRange(at, at + 1);
}

function settings() {
  const pick = (name, title, values, isDisabled = false) =>
    label({}, title, select({ id: name, value: form[name], disabled: isDisabled, onChange: set(name) }, ...values.map(([value, text]) => option({ key: value, value }, text))));
  return section({ class: 'card settings', 'aria-labelledby': 'h-set' },
    header({}, h2({ id: 'h-set' }, 'Settings'), span({ class: 'quiet' }, 'as in a tenant file')),
    div({ class: 'fields' },
      pick('format', 'Format', [['ocsf', 'OCSF'], ['ecs', 'ECS'], ['raw', 'raw']]),
      pick('ocsfVersion', 'OCSF version', ['1.8.0', '1.3.0', '1.1.0'].map((version) => [version, version]), form.format !== 'ocsf'),
      pick('findingFrom', 'Finding from', [['', 'never'], ['low', 'Low'], ['medium', 'Medium'], ['high', 'High']], form.format === 'raw'),
      label({ class: 'full' }, 'privacy', textarea({ id: 'privacy', class: 'lines', rows: 3, spellcheck: false, value: form.privacy, onInput: set('privacy'), onKeyDown: onTryKey })),
      label({ class: 'full' }, 'signals', textarea({ id: 'signals', class: 'lines', rows: 2, spellcheck: false, placeholder: '{"clientFanoutThreshold":5,"allow":{"asns":[64511]}}', value: form.signals, onInput: set('signals'), onKeyDown: onTryKey }))),
    result.error && p({ class: 'problem slim', role: 'alert', id: 'try-error' }, icon('i-x'), span({}, result.error)),
    ...(result.answer?.refused ?? []).map((line) => p({ key: line, class: 'problem slim refusal', role: 'alert' }, icon('i-x'), span({}, line))));
}

function outputs() {
  const { answer, isWorking, error } = result;
  if (!answer) {
    return [section({ class: 'card', key: 'none' }, header({}, h2({}, 'What became of them')), p({ class: 'pad quiet' }, isWorking ? 'Working …' : error ? 'Nothing: the settings or sessions are refused, and the reason stands beside them.' : 'Nothing yet.'))];
  }
  const invalid = answer.results.filter(({ problems }) => problems.some((list) => list.length > 0)).length;
  const version = answer.format === 'ocsf' ? `OCSF ${answer.ocsfVersion}` : answer.format.toUpperCase();
  return [
    section({ class: 'card', 'aria-labelledby': 'h-out', key: 'out' },
      header({}, h2({ id: 'h-out' }, 'What became of them'), span({ class: 'grow' }),
        answer.repeats > 0 && span({ class: 'badge' }, `${count(answer.repeats, 'repeat')} dropped`),
        answer.count > 0 && (invalid === 0 ? span({ class: 'badge good' }, icon('i-check'), `${answer.results.length} valid against ${version}`) : span({ class: 'badge bad' }, `${invalid} break our schema`))),
      answer.count === 0 && p({ class: 'pad quiet' }, 'No event could be read.'),
      ul({ class: 'became', id: 'results' }, ...answer.results.map(resultOf)),
      answer.count > answer.results.length && p({ class: 'pad quiet' }, `${(answer.count - answer.results.length).toLocaleString('en')} more are in the download.`)),
    privacyCard(answer.privacy),
    takeAlong(),
  ];
}

function resultOf({ explanation: x, logId, records, problems, lookUp }, at) {
  const isFinding = records.length > 1;
  return li({ key: `${at}:${logId}` },
    risk(x.riskLevel),
    div({},
      b({}, ...sentence(x.sentence, x.riskLevel)),
      span({ class: 'quiet' }, code({}, x.event.code), [x.application, x.address, lookUp.status.replaceAll('_', ' ')].filter(Boolean).map((text) => ` · ${text}`), isFinding && ' · with a Detection Finding'),
      ...records.map((line, index) => recordOf(line, problems[index] ?? [], index))));
}

/** Filled when it is opened: hundreds of records at once would be slow to draw. */
function recordOf(line, problems, index) {
  const marks = new Map(problems.map(({ path, message }) => [path, message]));
  const onToggle = ({ target }) => {
    if (target.open) render(div({ class: 'json' }, ...toJsonLines(JSON.parse(line), () => undefined, marks)), target.querySelector('.fill'));
  };
  return details({ key: index, class: 'record', onToggle }, summary({}, index === 0 ? 'Record' : 'Detection Finding', problems.length > 0 && span({ class: 'bad-text' }, ` ${count(problems.length, 'problem')}`)), div({ class: 'fill' }));
}

function privacyCard({ of, rules, clear }) {
  const row = ({ path, rule, before, after, events, nearest, isRefused }) =>
    tr({ key: path, class: isRefused ? 'refused' : '' },
      td({}, code({}, path), span({ class: 'rule' }, rule)),
      events === 0
        ? td({ colSpan: 2 }, isRefused ? span({ class: 'bad-text' }, 'refused: hides nothing') : span({ class: 'quiet' }, 'none of these events has it'), nearest && ['. Nearest: ', button({ type: 'button', class: 'link', onClick: () => renameRule(path, nearest) }, nearest)])
        : [td({ key: 'b' }, del({}, before)), td({ key: 'a' }, code({}, after ?? '(gone)'))],
      td({ class: 'r num' }, `${events} of ${of}`));
  return section({ class: 'card', 'aria-labelledby': 'h-priv', key: 'priv' },
    header({}, h2({ id: 'h-priv' }, 'What the privacy rules hide'), span({ class: 'grow' }), span({ class: 'quiet' }, 'on your events')),
    rules.length > 0
      ? table({ class: 'priv' }, thead({}, tr({}, ...['Field and rule', 'Before', 'After'].map((name) => th({ scope: 'col', key: name }, name)), th({ scope: 'col', class: 'r' }, 'Events'))), tbody({}, ...rules.map(row)))
      : p({ class: 'pad quiet' }, 'There are no rules.'),
    ...clear.map(({ path, rule, example, events }) =>
      p({ class: 'warn-line', key: path }, icon('i-eye'), span({}, 'Still in clear: ', code({}, path), ` holds ${example} in ${count(events, 'event')}. `, button({ type: 'button', class: 'link', onClick: () => addRule(path, rule) }, `Add ${rule}`)))));
}

function changeRules(change) {
  let privacy = {};
  try {
    privacy = JSON.parse(form.privacy || '{}');
  } catch {
    /* What cannot be read is replaced. */
  }
  privacy.fields = change({ ...privacy.fields });
  form.privacy = JSON.stringify(privacy);
  submit();
}
const addRule = (path, rule) => changeRules((fields) => ({ ...fields, [path]: rule }));
const renameRule = (path, nearest) => changeRules(({ [path]: rule, ...fields }) => ({ ...fields, [nearest]: rule }));

function takeAlong() {
  const { answer, asked } = result;
  const lines = answer.results.flatMap(({ records }) => records).join('\n');
  const isOcsf = answer.format === 'ocsf';
  const getAll = async () => {
    const response = await fetch('/playground/try?download', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(asked) });
    download('records.ndjson', await response.text(), 'application/x-ndjson');
  };
  return div({ class: 'take', key: 'take' },
    span({ class: 'quiet' }, 'Take it along'),
    button({ type: 'button', class: 'btn', disabled: answer.refused.length > 0, title: answer.refused.length > 0 ? 'It would be refused: see the settings' : 'These settings, as a part of a tenant file', onClick: () => copy(JSON.stringify(answer.tenantFile, undefined, 2), 'Tenant file copied') }, 'Tenant file'),
    button({ type: 'button', class: 'btn', disabled: !isOcsf, title: isOcsf ? 'A Sigma rule for these signals, with the records that have to fire it' : 'Sigma rules read OCSF', onClick: () => copy(toSigmaTest(answer), 'Sigma test copied') }, 'Sigma test'),
    button({ type: 'button', class: 'btn', title: 'The records, one line each, as in docs/detections', onClick: () => copy(`${lines}\n`, 'Fixture copied') }, 'Fixture'),
    button({ type: 'button', class: 'btn', id: 'download', onClick: getAll }, icon('i-export'), 'NDJSON'));
}

/** A rule for what was raised, and which of these records it has to fire on. */
export function toSigmaTest({ results }) {
  const raised = [...new Set(results.flatMap(({ signals }) => signals?.raised ?? []))];
  const fires = results.filter(({ signals }) => (signals?.raised.length ?? 0) > 0);
  const quiet = results.filter((one) => !fires.includes(one));
  const uid = ({ logId }) => JSON.stringify(logId);
  return [
    'title: What was raised in these events',
    'status: test',
    'logsource:',
    '  product: auth0',
    '  service: session_enricher',
    'detection:',
    '  selection:',
    '    metadata.labels:',
    ...(raised.length > 0 ? raised : ['none']).map((name) => `      - 'signal:${name}'`),
    '  filter_finding:',
    '    class_uid: 2004',
    '  condition: selection and not filter_finding',
    `# fires on metadata.uid: [${fires.map(uid).join(', ')}]`,
    `# is quiet on metadata.uid: [${quiet.map(uid).join(', ')}]`,
    '',
  ].join('\n');
}
