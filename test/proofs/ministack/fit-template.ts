import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

interface Template {
  readonly Resources: Record<string, Resource>;
}

/** What of a function's event source mapping Lambda would go by. */
export interface Mapping {
  readonly queueName: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly maxConcurrency: number;
}

export interface FittedTemplate {
  readonly resources: number;
  /** Types that were left out, and how many of each. */
  readonly leftOut: Readonly<Record<string, number>>;
  readonly mappings: readonly Mapping[];
}

/**
 * Leaves out of the synthesised template what MiniStack refuses, and switches its own pollers off: the functions run in
 * Lambda's runtime client beside it, fed from its queues. Nothing else is changed.
 */
export function fitTemplate(assembly: string, stackName: string): FittedTemplate {
  const file = path.join(assembly, `${stackName}.template.json`);
  if (!readdirSync(assembly).includes(path.basename(file))) throw new Error(`no ${stackName} in ${assembly}`);
  const template = JSON.parse(readFileSync(file, 'utf8')) as Template;
  const leftOut: Record<string, number> = {};
  const mappings: Mapping[] = [];
  for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
    if (Type === 'AWS::CloudWatch::Alarm' && 'Metrics' in Properties) {
      // "Properties.Metrics (metric math) is not supported".
      delete template.Resources[id];
      leftOut[`${Type} with metric math`] = (leftOut[`${Type} with metric math`] ?? 0) + 1;
    }
    if (Type === 'AWS::Lambda::EventSourceMapping') {
      mappings.push(toMapping(Properties, template));
      template.Resources[id] = {
        Type,
        ...template.Resources[id],
        Properties: { ...Properties, Enabled: false },
      };
    }
  }
  const names = leaveOutUnsupported(template, leftOut);
  // What refers to a log stream by its name finds the name itself.
  const text = JSON.stringify(template).replaceAll(/\{"Ref":"(\w+)"\}/g, (whole, id: string) => {
    const name = names.get(id);
    return name === undefined ? whole : JSON.stringify(name);
  });
  writeFileSync(file, text);
  return { resources: Object.keys(template.Resources).length, leftOut, mappings };
}

/** "Unsupported resource type". What rotates is played by hand; of log streams the name is all that others need. */
const unsupported = ['AWS::Logs::LogStream', 'AWS::SecretsManager::RotationSchedule'];

/** Gives back the names of log streams by the IDs that were left out. */
function leaveOutUnsupported(
  template: Template,
  leftOut: Record<string, number>,
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
    if (!unsupported.includes(Type)) continue;
    if (Type === 'AWS::Logs::LogStream') names.set(id, String(Properties['LogStreamName']));
    delete template.Resources[id];
    leftOut[Type] = (leftOut[Type] ?? 0) + 1;
  }
  return names;
}

function toMapping(properties: Resource['Properties'], { Resources }: Template): Mapping {
  const {
    EventSourceArn,
    BatchSize,
    MaximumBatchingWindowInSeconds = 0,
    ScalingConfig,
  } = properties as {
    EventSourceArn: { 'Fn::GetAtt': readonly [string, string] };
    BatchSize: number;
    MaximumBatchingWindowInSeconds?: number;
    ScalingConfig?: { MaximumConcurrency: number };
  };
  return {
    queueName: String(Resources[EventSourceArn['Fn::GetAtt'][0]]?.Properties['QueueName']),
    batchSize: BatchSize,
    windowSeconds: MaximumBatchingWindowInSeconds,
    maxConcurrency: ScalingConfig?.MaximumConcurrency ?? 2,
  };
}
