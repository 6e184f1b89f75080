import { toErrorCode } from '../../destination/error-code.ts';
import { type CheckResult, fail, ok } from './check-result.ts';

/** A webhook that is well answers 401 to a stranger. Sends no secret, and nothing that could become an event. */
export async function checkWebhook(url: string, fetch = globalThis.fetch): Promise<CheckResult> {
  const check = 'webhook';
  let status: number;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: 'doctor: not the secret' },
      body: '{}',
      redirect: 'manual',
      signal: AbortSignal.timeout(10_000),
    });
    await response.arrayBuffer();
    ({ status } = response);
  } catch (error) {
    // fetch wraps what the network says.
    const cause: unknown = Object(error).cause ?? error;
    return fail(
      check,
      `no answer (${toErrorCode(cause)}) from ${url}`,
      'see that this machine can reach it, and compare it with the output WebhookUrl in CloudFormation: a stack that was made anew has another',
    );
  }
  switch (status) {
    case 401:
      return ok(check, 'reachable, refuses a wrong Authorization');
    case 403:
      return ok(check, 'answers other addresses only (403): allowedSourceCidrs is set');
    case 503:
      return fail(
        check,
        'cannot read its secret (503)',
        'see the webhook secret above, and the logs of receive',
      );
    case 202:
      return fail(check, 'accepts any Authorization (202)', 'this is not our webhook: check the URL');
    default:
      return fail(
        check,
        `answers HTTP status ${status}`,
        'expected 401: take the URL from the output WebhookUrl',
      );
  }
}
