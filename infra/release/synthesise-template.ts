import { App } from 'aws-cdk-lib';
import { EnricherStack } from '../enricher-stack.ts';
import { parseTenant } from '../tenant/tenant-config.ts';
import { placeholders, type PlainTemplate, toParameterisedTemplate } from './parameterised-template.ts';

/** Settings of a tenant file beside those that become parameters. */
export type TemplateSettings = Readonly<Record<string, unknown>>;

/**
 * The stack's template with parameters. `settings` are keys of a tenant file; `domain` and the address of alarms are
 * parameters whatever they say.
 *
 * Throws TenantFileError for settings that cannot be, and ServiceFunctionError where nothing is built.
 */
export function synthesiseTemplate(settings: TemplateSettings, codeRoot?: string): object {
  const auth0 = (settings['auth0'] ?? { plan: 'enterprise' }) as object;
  const alarms = settings['alarms'];
  const config = parseTenant(
    placeholders.Tenant,
    JSON.stringify({
      ingress: { webhook: {} },
      destinations: [{ type: 'bucket' }],
      ...settings,
      auth0: { ...auth0, domain: placeholders.Auth0Domain },
      alarms:
        alarms === 'none'
          ? 'none'
          : { ...(typeof alarms === 'object' ? alarms : {}), email: placeholders.AlarmEmail },
    }),
  );
  const app = new App({ treeMetadata: false });
  const stack = new EnricherStack(app, `session-enricher-${placeholders.Tenant}`, { config, codeRoot });
  return toParameterisedTemplate(app.synth().getStackByName(stack.stackName).template as PlainTemplate);
}
