import { describe, expect, it } from '@jest/globals';
import { parseHeaderValue } from '../../../functions/secret/header-value.ts';

const canary = 'canary-5ecret';

describe('parseHeaderValue', () => {
  it.each([
    ['the bare string', 'Basic YTpi'],
    ['blanks and a newline around it', ' Basic YTpi\n'],
    ['authorization', '{"authorization":"Basic YTpi\\n"}'],
  ])('reads %s', (_what, text) => {
    expect(parseHeaderValue(text)).toBe('Basic YTpi');
  });

  it.each([
    ['nothing', '', 'the value is empty'],
    ['an empty value', '{"authorization":" "}', 'authorization is empty'],
    ['the placeholder', 'replace_me after deployment', 'the value is still the placeholder'],
    ['other keys only', `{"token":"${canary}"}`, 'authorization is missing'],
    ['half an object', `{${canary}`, 'it begins like a JSON object but is not JSON'],
    ['a line break inside', `${canary}\r\nx-other: 1`, 'the value has characters'],
    ['a control character', `${canary}\u0000`, 'the value has characters'],
  ])('refuses %s, and names the secret without its content', (_what, text, reason) => {
    const parse = () => parseHeaderValue(text, 'acme/webhook');

    expect(parse).toThrow(`secret acme/webhook is not usable: ${reason}`);
    expect(parse).not.toThrow(canary);
  });
});
