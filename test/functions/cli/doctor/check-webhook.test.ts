import { afterEach, describe, expect, it } from '@jest/globals';
import { checkWebhook } from '../../../../functions/cli/doctor/check-webhook.ts';
import { type Loopback, startLoopback } from '../../../support/loopback.ts';

const opened: Loopback[] = [];
afterEach(async () => {
  for (const loopback of opened.splice(0)) await loopback.close();
});
async function open(status: number, headers: Record<string, string> = {}): Promise<Loopback> {
  const loopback = await startLoopback(
    (_request, response) => void response.writeHead(status, headers).end(),
  );
  opened.push(loopback);
  return loopback;
}

describe('checkWebhook', () => {
  it('is content with a webhook that refuses a stranger, and shows it no secret', async () => {
    const { url, requests } = await open(401);

    await expect(checkWebhook(`${url}/log-events`)).resolves.toMatchObject({ status: 'ok' });

    expect(requests).toMatchObject([
      { method: 'POST', path: '/log-events', headers: { authorization: 'doctor: not the secret' } },
    ]);
  });

  it.each([301, 302, 303, 307, 308])('takes no other host for the webhook (%i)', async (status) => {
    const elsewhere = await open(401);
    const { url } = await open(status, { location: elsewhere.url });

    const detail = `answers HTTP status ${status}`;
    await expect(checkWebhook(url)).resolves.toMatchObject({ status: 'fail', detail });

    expect(elsewhere.requests).toEqual([]);
  });
});
