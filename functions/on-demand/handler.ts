import { Logger } from '@aws-lambda-powertools/logger';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { parseConfig } from '../enrich/config.ts';
import { openEnricher } from '../enrich/open-enricher.ts';
import { version } from '../enrich/version.ts';
import { createOnDemandApp } from './app.ts';
import { isIamAuthorized } from './iam-authorization.ts';

const config = parseConfig(process.env);
const logger = new Logger({ serviceName: 'on-demand', persistentKeys: { tenant: config.tenant, version } });
const now = Date.now;
const { pipeline, deliver, toView, reportFault } = await openEnricher(config, {
  log: logger,
  now,
  lookUpsFor: 'caller',
});

const answer = handle(
  createOnDemandApp({ pipeline, deliver, toView, now, reportFault, isAuthorized: isIamAuthorized }),
);

/**
 * HTTP requests of a function URL, authorised by IAM. A function of its own, so that an analyst's calls take neither the
 * workers nor the turns of the queue.
 */
export async function handler(event: LambdaEvent): Promise<unknown> {
  if (typeof (event as { requestContext?: unknown } | null)?.requestContext === 'object')
    return answer(event);
  throw new TypeError('unsupported event: expected an HTTP request of a function URL');
}
