import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { LocalSystem } from '../../../../functions/local/local-system.ts';
import { plans } from '../../../../functions/session/budget-plan.ts';
import { estimateCoverage } from '../../../../functions/session/coverage-estimate.ts';
import { chromiumPath, howToGetChromium, launchBrowser } from '../../../support/browser/open-page.ts';
import { startPlayground } from '../../../support/browser/start-playground.ts';
import { openWatchedPage, type WatchedPage, warmTrials } from '../../../support/browser/watched-page.ts';

const describeInBrowser = chromiumPath === undefined ? describe.skip : describe;
const title = chromiumPath === undefined ? `the page (${howToGetChromium})` : 'the page';

describeInBrowser(title, () => {
  let system: LocalSystem;
  let browser: Browser;
  let watched: WatchedPage;
  let page: Page;

  beforeAll(async () => {
    [system, browser] = await Promise.all([startPlayground(), launchBrowser()]);
    await warmTrials(system);
    watched = await openWatchedPage(browser, system);
    page = watched.page;
  });
  afterAll(async () => {
    await browser?.close();
    await system?.close();
  });
  beforeEach(() => watched.openAnew());
  afterEach(() => {
    if (watched.complaints.length > 0)
      throw new Error(`the page complained: ${watched.complaints.join('; ')}`);
  });

  const rows = () => page.locator('#rows .row');
  const high = () => page.locator('#rows .lvl-high').first();
  const hijack = async () => {
    await watched.play('hijack');
    await high().waitFor();
    // Away from the list, so that what comes is not held back.
    await page.mouse.move(5, 5);
  };
  const shownTexts = async (selector: string) => page.locator(selector).allTextContents();

  describe('the list', () => {
    it('shows what left the pipeline, the most suspicious first, with its explanation beside it', async () => {
      await watched.play('normal-login');
      await hijack();

      expect(await rows().first().textContent()).toMatch(/High.*Network and program changed.*casey\.sample/);
      await page.locator('.pk-head', { hasText: 'Casey’s session moved from Safari on macOS' }).waitFor();
      expect(await page.textContent('.pk-head')).toContain('to Chrome on Windows in AS65550');
    });

    it('searches, filters by risk and by facet, and says so in the address', async () => {
      await hijack();
      await page.fill('#q', 'casey');
      await page.click('[data-min="4"]');
      await page.check('#facets input[value="Application:Customer Portal"]');

      expect(new Set(await shownTexts('#rows .c-user b'))).toEqual(new Set(['casey.sample']));
      expect(new Set(await shownTexts('#rows .c-risk .risk'))).toEqual(new Set(['High']));
      expect(decodeURIComponent(page.url())).toContain('q=casey&risk=high&f=Application:Customer+Portal');
      await page.reload();
      await rows().first().waitFor();
      expect(await page.inputValue('#q')).toBe('casey');
      expect(new Set(await shownTexts('#rows .c-risk .risk'))).toEqual(new Set(['High']));
      await page.click('.chip');
      expect(decodeURIComponent(page.url())).not.toContain('Application');
    });

    it('says what is missing when nothing matches, and goes back to all by Escape', async () => {
      await hijack();
      await page.fill('#q', 'nobody at all');
      await page.locator('#empty', { hasText: 'No record matches.' }).waitFor();
      await page.focus('#clear');
      await page.keyboard.press('Escape');

      await rows().first().waitFor();
      expect(await page.inputValue('#q')).toBe('');
    });

    it.each<[column: string, selector: string]>([
      ['User', '#rows .c-user b'],
      ['Address', '#rows .c-addr b'],
      ['Time', '#rows .c-time b'],
    ])('sorts by %s, and the other way', async (column, selector) => {
      await watched.play('failed-logins');
      await hijack();
      const sorted = async (way: 'up' | 'down') => {
        const texts = (await shownTexts(selector)).slice(0, 10).filter((text) => text !== '–');
        // Around midnight the small hours are of the next day.
        const isNight = column === 'Time' && texts.some((text) => text > '23');
        const placeOf = (text: string) => (isNight && text < '12' ? `24 ${text}` : text);
        const ordered = texts.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
        return expect(texts).toEqual(way === 'up' ? ordered : ordered.toReversed());
      };
      const button = page.locator('#grid-head button', { hasText: new RegExp(`^${column}`) }).first();
      const isSorted = (way: string) =>
        page.locator(`#grid-head [aria-sort=${way}ending]`, { hasText: column }).waitFor();
      await button.click();
      await isSorted(column === 'Time' ? 'desc' : 'asc');
      await sorted(column === 'Time' ? 'down' : 'up');
      await button.click();
      await isSorted(column === 'Time' ? 'asc' : 'desc');
      await sorted(column === 'Time' ? 'up' : 'down');
      expect(page.url()).toContain(`sort=${column.toLowerCase()}-`);
    });

    it('is walked through by keyboard alone, keeps its place while rows stream, and comes back to it', async () => {
      await hijack();
      await page.locator('#rows .row[tabindex="0"]').focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      const chosen = await page.locator('#rows .row[aria-selected="true"]').getAttribute('data-log-id');
      await watched.send({ type: 's', user_name: 'later@example.com' });
      await page.locator('#newer', { hasText: 'newer' }).waitFor();

      expect(await page.evaluate('document.activeElement.dataset.logId')).toBe(chosen);
      expect(await page.locator('#rows [tabindex="0"]').count()).toBe(1);
      await page.keyboard.press('Enter');
      await page.waitForSelector('.explain');
      expect(decodeURIComponent(page.url())).toContain(`#/login/${chosen}`);
      await page.keyboard.press('Escape');
      await rows().first().waitFor();
      await page.waitForFunction(`document.activeElement.dataset.logId === ${JSON.stringify(chosen)}`);
      await page.goBack();
      await page.waitForSelector('.explain');
    });

    it('draws the two rows that a choice concerns, and no other', async () => {
      for (const name of ['ann', 'bea', 'cleo', 'dora']) {
        await watched.row(await watched.send({ type: 's', user_name: `${name}@example.com` })).waitFor();
      }
      await page.locator('#rows .row').nth(1).locator('.c-what').hover();
      // Ages go on by themselves.
      await page.evaluate(`
        globalThis.drawn = new Set();
        new MutationObserver((changes) => {
          for (const { target } of changes) {
            const part = target.nodeType === 3 ? target.parentElement : target;
            if (!part.closest('.c-time')) drawn.add(part.closest('.row')?.dataset.logId);
          }
        }).observe(document.querySelector('#rows'), { subtree: true, childList: true, attributes: true, characterData: true });
      `);
      const before = await page.locator('#rows .row[aria-selected="true"]').getAttribute('data-log-id');
      await page
        .locator('#rows .row')
        .nth(1)
        .locator('.c-what')
        .click({ position: { x: 8, y: 8 } });
      await page.locator(`#rows .row[aria-selected="true"]:not([data-log-id="${before}"])`).waitFor();
      const after = await page.locator('#rows .row[aria-selected="true"]').getAttribute('data-log-id');
      await page.evaluate('new Promise((next) => requestAnimationFrame(() => setTimeout(next)))');

      expect(new Set((await page.evaluate('[...drawn]')) as unknown[])).toEqual(new Set([before, after]));
    });

    it('shows what waited by the full stop, and filters by the cell under the cursor by F', async () => {
      await hijack();
      await page.locator('#rows .row[tabindex="0"]').focus();
      const logId = await watched.send({ type: 's', user_name: 'waited@example.com' });
      await page.locator('#newer', { hasText: '1 newer' }).waitFor();
      await page.keyboard.press('.');
      await page.fill('#q', 'waited');
      await watched.row(logId).waitFor();
      await watched.row(logId).focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('f');

      expect(await page.textContent('#chips')).toBe('User: waited@example.com');
    });

    it('filters by any cell with the mouse', async () => {
      await hijack();
      await high().locator('.c-addr').hover();
      await page.click('#cell-filter');

      expect(await page.textContent('#chips')).toMatch(/^Address: /);
    });

    it('says what a bar of the time line stands for', async () => {
      const logId = await watched.send({ type: 's', user_name: 'bar@example.com' });
      await watched.row(logId).waitFor();
      await page.locator('#histo rect').last().waitFor();
      const box = await page.locator('#histo rect').last().boundingBox();
      await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2);

      expect(await page.getAttribute('#histo', 'title')).toMatch(
        /^\d\d:\d\d:\d\d – \d\d:\d\d:\d\d: [1-9]\d* records?, .*\d+ (?:Info|Low|Medium|High)$/,
      );
    });

    it('looks at a time range', async () => {
      await hijack();
      await page.click('.menu.time summary');
      await page.click('.menu.time li:nth-child(2) button');

      expect(page.url()).toContain('last=1m');
      const texts = await shownTexts('#rows .c-time small');
      expect(texts.filter((text) => !text.endsWith(' s ago'))).toEqual([]);
    });

    it.each<[what: string, button: string, check: (text: string) => void]>([
      [
        'the records',
        'Records',
        (text) => expect(JSON.parse(text.split('\n')[0] ?? '')).toHaveProperty('class_uid'),
      ],
      ['the list', 'This list', (text) => expect(text).toMatch(/^time,riskLevel,.*\r\n/)],
    ])('exports %s that are shown', async (_what, button, check) => {
      await hijack();
      await page.fill('#q', 'casey');
      await page.click('.menu.out summary');
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.locator('.menu.out button', { hasText: button }).click(),
      ]);
      const text = await readFile(await file.path(), 'utf8');

      check(text);
      expect(text).toContain('casey');
      expect(text).not.toContain('alex.sample');
    });

    it('pauses and goes on', async () => {
      await hijack();
      await page.click('#live');
      const logId = await watched.send({ type: 's', user_name: 'paused@example.com' });
      await page.locator('#count', { hasText: 'paused' }).waitFor();
      await page.locator('#newer', { hasText: 'newer' }).waitFor();
      expect(await watched.row(logId).count()).toBe(0);
      await page.keyboard.press('p');
      await page.fill('#q', 'paused@');

      await watched.row(logId).waitFor();
    });

    it('keeps risk and signal in sight on a phone', async () => {
      await hijack();
      await page.setViewportSize({ width: 390, height: 844 });
      while (((await high().boundingBox())?.height ?? 0) < 60) await page.waitForTimeout(20);

      expect(await high().locator('.risk').isVisible()).toBe(true);
      expect(await high().locator('.c-what b').innerText()).toContain('Network and program');
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    });
  });

  describe('a login, explained', () => {
    const open = async () => {
      await hijack();
      await high().dblclick();
      await page.waitForSelector('.explain');
    };

    it('begins with the sentence, and puts evidence with before and after first', async () => {
      await open();

      expect(await page.textContent('.lead h1')).toMatch(
        /^Casey’s session moved from Safari on macOS in AS64496 to Chrome on Windows in AS65550.*password only\.$/,
      );
      expect(await shownTexts('.ev h3, .ev .def > summary')).toEqual(
        expect.arrayContaining(['Network and program changed', 'Network changed', 'Program changed']),
      );
      // What is made of others has their sides.
      expect(await shownTexts('.top-ev .ba > span')).toEqual(['Safari 19AS64496', 'Chrome 141AS65550']);
      const network = page.locator('.ev', { hasText: 'asn_changed' });
      expect(await network.last().textContent()).toMatch(/AS64496.*AS65550/);
    });

    it('tells severity of the record and risk of the session apart, in one colour', async () => {
      await open();
      const colour = (selector: string) =>
        page.evaluate(`getComputedStyle(document.querySelector('${selector}')).getPropertyValue('--high')`);

      expect(await shownTexts('.level h2')).toEqual(['Risk of the session', 'Severity of this record']);
      expect(await page.textContent('.level .sev')).toBe('4High');
      expect(await page.textContent('.level .risk')).toBe('High');
      expect(await colour('.level .sev')).toBe(await colour('.level .risk'));
    });

    it('colours each value by where the mapper took it from', async () => {
      await open();
      await page.locator('.jl.session').first().waitFor();
      const letterOf = (text: string) =>
        page.locator('.jl', { hasText: text }).first().locator('.o').textContent();

      expect(await letterOf('"class_name"')).toBe('M');
      expect(await letterOf('"original_event_uid"')).toBe('E');
      expect(await letterOf('"created_time"')).toBe('S');
      expect(
        await page.locator('.ev', { hasText: 'asn_changed' }).last().locator('.pv').textContent(),
      ).toMatch(/^[SM]$/);
    });

    it('opens a signal’s definition, and tells a no from what nobody looked at', async () => {
      await open();
      await page.locator('.def summary', { hasText: 'Network and program changed' }).first().click();

      expect(await page.locator('.def[open] .def-card').first().textContent()).toContain('another network');
      expect(await page.locator('.def[open] a').first().getAttribute('href')).toBe(
        'https://attack.mitre.org/techniques/T1539/',
      );
      const documented = await page
        .locator('.def[open] a', { hasText: 'docs/signals.md' })
        .first()
        .getAttribute('href');
      const [file = '', fragment = ''] = String(documented).split('#:~:text=');
      expect(await (await fetch(`${system.url}${file}`)).text()).toContain(
        `\n${decodeURIComponent(fragment)}\n`,
      );
      expect(await page.textContent('.rest summary')).toMatch(/\d+ looked at, and no.*\d+ not looked at/);
    });

    it('switches between record, event and session by the arrow keys, and keeps the tab in the address', async () => {
      await open();
      await page.focus('#tab-record');
      await page.keyboard.press('ArrowRight');

      expect(await page.getAttribute('#tab-event', 'aria-selected')).toBe('true');
      expect(page.url()).toContain('tab=event');
      expect(await page.textContent('#json')).toContain('"user_agent"');
    });

    it('says so when the record is no longer at hand', async () => {
      await page.evaluate("location.hash = '#/login/unknown'");
      await page.locator('.state', { hasText: 'no longer at hand' }).waitFor();
      watched.forgive(/404/);

      expect(await page.locator('.state a').getAttribute('href')).toContain('#/investigate');
    });
  });

  describe('a session’s story', () => {
    it('shows lanes, where it changed, and leads to each event', async () => {
      await hijack();
      await high().click();
      await page.keyboard.press('s');
      await page.waitForSelector('.lanes');

      expect(await page.textContent('.story .headline')).toMatch(
        /network and program both changed in Casey’s session/,
      );
      expect(await shownTexts('.lane-name')).toEqual(
        expect.arrayContaining(['Events', 'Network', 'Program', 'Factors', 'Applications']),
      );
      expect(await page.textContent('.change')).toMatch(/network and program changed, within 16 min/);
      expect(await page.locator('.happenings tbody tr').count()).toBe(4);
      await page.setViewportSize({ width: 390, height: 844 });
      await page.locator('.lanes .lane.axis .lane-name').waitFor({ state: 'hidden' });
      // On a phone, too, one reads when it began, changed and ended.
      expect(
        await page.evaluate(
          "[...document.querySelectorAll('.tick')].map((tick) => getComputedStyle(tick).visibility)",
        ),
      ).toEqual(['visible', 'visible', 'visible']);
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.click('.seg.mini button:nth-child(2)');
      expect(await page.textContent('.note')).toContain('to scale');
      // Two of its three events are of one moment there: their times do not stand on each other.
      expect(await page.locator('.tick').count()).toBe(2);
      await page.reload();
      await page.waitForSelector('.lanes');
      await page.locator('.dot').first().click();
      await page.waitForSelector('.explain');
    });

    it('shows all sessions of a user', async () => {
      await watched.play('hijack');
      await hijack();
      await high().click();
      await page.keyboard.press('s');
      await page.waitForSelector('.lanes');
      await page.locator('.crumbs .seg button', { hasText: 'All of Casey’s' }).click();
      await page.locator('.story-head', { hasText: 'sessions' }).waitFor();

      expect(page.url()).toContain('#/user/');
    });
  });

  describe('try your own', () => {
    const open = async (hash = '#/try') => {
      await page.evaluate(`location.hash = '${hash}'`);
      await page.locator('#results li').first().waitFor();
    };

    it('begins with a sample, and what became of it', async () => {
      await open();

      expect(await page.inputValue('#events')).toContain('"type":"ssa"');
      expect(await page.textContent('.outputs')).toMatch(/3 valid against OCSF 1\.8\.0/);
      expect(await page.textContent('#results')).toContain('Casey’s session moved');
    });

    it('opens any record with its session', async () => {
      await hijack();
      const logId = await high().getAttribute('data-log-id');
      // Rows go on coming: that one, wherever it stands by now.
      await page.locator(`[data-log-id="${logId}"]`).first().click();
      await page.keyboard.press('t');
      await page.locator('#results li').first().waitFor();

      expect(await page.inputValue('#events')).toContain(String(logId));
      expect(await page.textContent('#results')).toContain('AS65550');
    });

    it('shows an unreadable event with line, column and excerpt, and makes records of its neighbours', async () => {
      await open();
      await page.fill(
        '#events',
        '{"type":"s","log_id":"a"}\n{"type":"s","date":"2026-11-22T21:20:06Z,"ip":"x"}',
      );
      await page.keyboard.press('Control+Enter');
      await page.locator('.problem', { hasText: 'Line 2, column 43' }).waitFor();

      expect(await page.textContent('.problem')).toContain('expected “,” or “}”, found “i”');
      expect(await page.textContent('.problem mark')).toBe('i');
      expect(await page.textContent('.problem')).toContain('The other one became a record');
      await page.locator('.problem .btn').first().click();
      expect(await page.evaluate('document.activeElement.selectionStart')).toBe(68);
    });

    it.each<[what: string, field: string, value: string, message: RegExp]>([
      ['settings that are no JSON', '#privacy', '{', /^privacy: expected JSON/],
      ['a mistyped signal setting', '#signals', '{"fanout":3}', /wrong signal settings: fanout: not known/],
      ['an unknown privacy key', '#privacy', '{"field":{}}', /privacy.*field/],
      ['no events', '#events', '', /^events: paste at least one log event$/],
    ])('refuses %s in words', async (_what, field, value, message) => {
      await open();
      await page.fill(field, value);
      await page.click('#make');
      await page.locator('#try-error').waitFor();

      expect((await page.textContent('#try-error'))?.trim()).toMatch(message);
      watched.forgive(/status of 400/);
    });

    it('shows what privacy rules hide, what they do not, and mends a misspelt one', async () => {
      await open();
      await page.fill('#privacy', '{"fields":{"usernam":"drop","ip":"truncate_ip"}}');
      await page.click('#make');
      await page.locator('.refused', { hasText: 'refused: hides nothing' }).waitFor();

      // In the words of `tenant check`, which would refuse the file that is copied.
      expect(await page.textContent('.refusal')).toMatch(/^privacy\.fields\.usernam: .*nearest user_name/);
      expect(await page.locator('.take button', { hasText: 'Tenant file' }).isDisabled()).toBe(true);
      expect(await page.textContent('.priv')).toMatch(/192\.0\.2\.77.*192\.0\.2\.0/);
      expect(await page.textContent('.outputs')).toMatch(/Still in clear: session\.device\./);
      await page.locator('.refused .link', { hasText: 'user_name' }).click();
      await page.locator('.priv td code', { hasText: /^user_name$/ }).waitFor();
      expect(await page.locator('.refused').count()).toBe(0);
      expect(await page.locator('.take button', { hasText: 'Tenant file' }).isDisabled()).toBe(false);
    });

    it('refuses no rule for a field that is right and not in these events, nor one that is said to be unlisted', async () => {
      await open();
      await page.fill(
        '#privacy',
        '{"fields":{"details.body.email":"hash"},"unlistedFields":{"brand_new":"drop"}}',
      );
      await page.click('#make');
      await page.locator('.priv', { hasText: 'brand_new' }).waitFor();

      expect(await page.textContent('.priv')).toContain('none of these events has it');
      expect(await page.locator('.refused, .refusal').count()).toBe(0);
    });

    it('says that events are somebody’s own once they are changed', async () => {
      await open();
      await page.locator('#events').press('End');
      await page.keyboard.type(' ');

      expect(await page.locator('#sample option:checked').textContent()).toBe('Your own events');
    });

    it('is taken along as tenant file, Sigma test, fixture and NDJSON', async () => {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await open();
      const copied = async (name: string) => {
        await page.locator('.take button', { hasText: name }).click();
        await page.locator('#toast', { hasText: 'copied' }).waitFor();
        return String(await page.evaluate('navigator.clipboard.readText()'));
      };

      expect(JSON.parse(await copied('Tenant file'))).toMatchObject({ records: { findingFrom: 'high' } });
      expect(await copied('Sigma test')).toContain("'signal:network_and_client_changed'");
      const lines = (await copied('Fixture')).trim().split('\n');
      expect(
        lines.map((line) => Object.keys(JSON.parse(line) as object).includes('class_uid')),
      ).not.toContain(false);
      const [file] = await Promise.all([page.waitForEvent('download'), page.click('#download')]);
      expect((await readFile(await file.path(), 'utf8')).trim().split('\n')).toHaveLength(lines.length);
    });

    it('is not counted in the live figures', async () => {
      const before = await page.textContent('#count');
      await open();
      await page.evaluate("location.hash = '#/investigate'");
      const triedAtMs = Date.now();
      const readTicks = async () => {
        const setup = await (await fetch(`${system.url}/playground/setup`)).json();
        return (setup as { ticks: { atMs: number; requests: number }[] }).ticks;
      };
      // The second that was under way at the trial has ended.
      while (((await readTicks()).at(-1)?.atMs ?? 0) <= triedAtMs) await page.waitForTimeout(50);

      expect(await page.textContent('#count')).toBe(before);
      expect((await readTicks()).slice(-1).map(({ requests }) => requests)).toEqual([0]);
    });
  });

  describe('coverage', () => {
    it('answers with yes or no, and shows values with units under the pointer', async () => {
      await watched.play('normal-login');
      await page.evaluate("location.hash = '#/coverage'");
      await page.waitForSelector('#plot-delay canvas');
      await page.locator('.verdict .headline', { hasText: /^(Yes|No)/ }).waitFor();
      await page.hover('#plot-delay .u-over');
      await page.locator('#plot-delay .u-legend', { hasText: /\d\d:\d\d:\d\d/ }).waitFor();

      expect(await page.locator('.plot-card figcaption .quiet').allTextContents()).toEqual([
        'per second',
        'events per second',
        'events per second',
        'milliseconds',
      ]);
    });
  });

  it('tells what to expect at one’s own volume, as the command line does', async () => {
    await page.evaluate("location.hash = '#/coverage'");
    const shown = page.locator('#vol-answer');
    await page.fill('#vol-logins', '40');
    await page.selectOption('#vol-plan', 'private-cloud-100');
    await shown
      .locator('code', { hasText: 'plan --logins-per-second 40 --plan private-cloud-100' })
      .waitFor();
    const { apiShare, noneShare, usdPerMonth, lookUpsPerSecond } = estimateCoverage({
      loginsPerSecond: 40,
      plan: plans['private-cloud-100'],
    });

    expect(lookUpsPerSecond).toBe(25);
    await shown.locator('.nums b', { hasText: '25/s' }).waitFor();
    const text = await shown.textContent();
    expect(text).toContain(`${Math.round(100 * apiShare)} % with Auth0’s answer`);
    expect(text).toContain(`${Math.round(100 * noneShare)} % with neither`);
    expect(text).toContain(`$${Math.round(usdPerMonth).toLocaleString('en')}`);
    await page.fill('#vol-logins', '0');
    await page.locator('#vol-fault', { hasText: 'expected a number from 0.001 to 100000' }).waitFor();
    watched.forgive(/status of 400/);
  });

  it('plays every kind of scenario from its picker', async () => {
    await page.click('#scenarios summary');
    await page.click('[data-scenario="scripted_user_agent"]');
    await page.fill('#q', 'scripted_user_agent');

    // Other records have that signal too, and are there before those of the scenario come.
    const told = rows().filter({ hasText: 'uses a browser’s session' }).first();
    await told.waitFor();
    expect(await told.getAttribute('class')).toMatch(/\blvl-(?:medium|high)\b/);
  });

  it('keeps hostile events text', async () => {
    const hostile = '<script>alert(1)</script><img src=x onerror=alert(2)>';
    const long = 'A'.repeat(1_000_000);
    const logId = await watched.send({
      type: hostile,
      user_name: hostile,
      client_name: hostile,
      user_agent: 'javascript:alert(3)',
      description: long,
      details: { session_id: hostile },
    });
    await page.evaluate(`location.hash = '#/login/${logId}'`);
    await page.waitForSelector('.explain');

    expect(await page.locator('main script, main img').count()).toBe(0);
    expect(await page.locator('a[href^="javascript:"]').count()).toBe(0);
    expect((await page.textContent('#login'))?.length).toBeLessThan(100_000);
    await page.evaluate(`location.hash = '#/session/' + encodeURIComponent(${JSON.stringify(hostile)})`);
    await page.waitForSelector('.story');
    expect(await page.locator('main script, main img').count()).toBe(0);
  });
});
