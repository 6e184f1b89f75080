import { byId, copyText, element, fetchJson } from './dom.js';
import { toDetail } from './detail-view.js';

const largestFile = 10 * 1024 * 1024;

/** The form for somebody's own events, and what they became. */
export function createTryView({ latestId }) {
  const form = byId('try-form');
  const message = byId('try-message');
  let latest;

  const say = (text, isError = false) => {
    message.textContent = text;
    message.classList.toggle('error', isError);
  };

  function readSettings(id) {
    const text = byId(id).value.trim();
    if (text === '') return undefined;
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new Error(`${id}: expected JSON: ${error.message}`);
    }
  }

  function readForm() {
    const [privacy, signals] = [readSettings('privacy'), readSettings('signals')];
    return {
      events: byId('events').value,
      sessions: byId('sessions').value,
      format: byId('format').value,
      ocsfVersion: byId('version').value,
      findingFrom: byId('finding').value || null,
      ...(privacy !== undefined && { privacy }),
      ...(signals !== undefined && { signals }),
    };
  }

  const post = (value) => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(value),
  });

  async function submit() {
    const results = byId('results');
    results.replaceChildren();
    latest = undefined;
    byId('download').disabled = true;
    byId('tenant').disabled = true;
    say('Working…');
    try {
      const asked = readForm();
      const answer = await fetchJson('/playground/try', post(asked));
      latest = { asked, answer };
      byId('download').disabled = false;
      byId('tenant').disabled = false;
      const invalid = answer.results.filter(({ problems }) => problems.some((list) => list.length > 0)).length;
      const parts = [
        `${answer.count} ${answer.count === 1 ? 'event' : 'events'} became records`,
        invalid === 0 ? 'all shown are valid against our schema' : `${invalid} break our schema`,
        answer.repeats > 0 && `${answer.repeats} repeats dropped`,
        answer.rejected.length > 0 && `${answer.rejected.length} could not be read`,
        answer.count > answer.results.length && `the first ${answer.results.length} are shown`,
      ];
      say(`${parts.filter(Boolean).join('; ')}.`, answer.rejected.length > 0 || invalid > 0);
      const rejected = answer.rejected
        .slice(0, 100)
        .map(({ position, reason }) => element('li', {}, `position ${position}: ${reason}`));
      if (rejected.length > 0) results.append(element('ul', { class: 'problems' }, ...rejected));
      results.append(...answer.results.map(toResult));
      results.querySelector('details')?.setAttribute('open', '');
    } catch (error) {
      say(error.message, true);
    }
  }

  /** Filled when it is opened: hundreds of records at once would be slow to draw. */
  function toResult(result) {
    const { type, logId, lookUp, signals, problems } = result;
    const isValid = problems.every((list) => list.length === 0);
    const summary = element(
      'summary',
      {},
      element('span', { class: 'code' }, type.slice(0, 60)),
      ' ',
      element('span', { class: `chip status-${lookUp.status}` }, lookUp.status),
      ' ',
      element('span', { class: `chip ${isValid ? 'status-enriched' : 'risk-high'}` }, isValid ? 'valid' : 'not valid'),
      ' ',
      ...(signals?.raised ?? []).flatMap((name) => [element('span', { class: `chip risk-${signals.risk_level}` }, name), ' ']),
      element('small', {}, logId.slice(0, 80)),
    );
    const box = element('details', { class: 'panel' }, summary);
    box.addEventListener('toggle', () => box.open && box.children.length === 1 && box.append(toDetail(result, problems)));
    return box;
  }

  async function take(file) {
    if (!file) return;
    if (file.size > largestFile) {
      say(`${file.name} has ${Math.ceil(file.size / 1024 / 1024)} MB; 10 MB at most`, true);
      return;
    }
    byId('events').value = await file.text();
    say(`${file.name} taken, ${Math.ceil(file.size / 1024)} kB.`);
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  byId('file').addEventListener('change', ({ target }) => take(target.files[0]));
  const drop = byId('drop');
  drop.addEventListener('dragover', (event) => {
    event.preventDefault();
    drop.classList.add('dropping');
  });
  drop.addEventListener('dragleave', () => drop.classList.remove('dropping'));
  drop.addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('dropping');
    take(event.dataTransfer.files[0]);
  });
  byId('format').addEventListener('change', ({ target }) => (byId('version').disabled = target.value !== 'ocsf'));
  byId('sample').addEventListener('click', async () => {
    const id = latestId();
    if (id === undefined) return say('There is no live event yet: press a button in the live view.', true);
    const { logId, event, session } = await fetchJson(`/playground/records/${id}`);
    byId('events').value = JSON.stringify({ log_id: logId, data: event }, undefined, 2);
    byId('sessions').value = session ? JSON.stringify([session], undefined, 2) : '';
    say('Taken from the live view.');
  });
  byId('download').addEventListener('click', async () => {
    const response = await fetch('/playground/try?download', post(latest.asked));
    const link = element('a', { href: URL.createObjectURL(await response.blob()), download: 'records.ndjson' });
    link.click();
    URL.revokeObjectURL(link.href);
  });
  byId('tenant').addEventListener('click', ({ currentTarget: button }) =>
    copyText(JSON.stringify(latest.answer.tenantFile, undefined, 2), button),
  );
}
