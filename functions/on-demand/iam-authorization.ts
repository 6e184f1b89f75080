import type { Context } from 'hono';

/**
 * Whether AWS itself says that the caller was authorised by IAM: a function URL and an HTTP API put the identity into
 * `requestContext.authorizer.iam`, where no caller can write.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
 */
export function isIamAuthorized(context: Context<{ Bindings: { readonly event: unknown } }>): boolean {
  const { requestContext } = context.env.event as {
    requestContext?: { authorizer?: { iam?: { userArn?: unknown } } };
  };
  const userArn = requestContext?.authorizer?.iam?.userArn;
  return typeof userArn === 'string' && userArn !== '';
}
