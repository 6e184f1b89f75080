import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { createEnrichApp, type EnrichAppDependencies } from './app.ts';
import { isIamAuthorized } from './iam-authorization.ts';

/** The app as Lambda calls it. By itself, so that one import brings all that only HTTP requests need. */
export function createOnDemandHandler(
  dependencies: Omit<EnrichAppDependencies, 'isAuthorized'>,
): (event: LambdaEvent) => Promise<unknown> {
  return handle(createEnrichApp({ ...dependencies, isAuthorized: isIamAuthorized }));
}
