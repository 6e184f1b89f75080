import { readFileSync } from 'node:fs';
import {
  CloudFormationValidatePlugin,
  type IPolicyValidationContext,
  type PolicyValidationPluginReport,
  type PolicyValidationStack,
  type PolicyViolation,
} from 'aws-cdk-lib';

/** What a template says of nobody but its tenant, by the stack's path in the app. What holds another stands before it. */
export type OwnWords = ReadonlyMap<string, readonly string[]>;

/**
 * CDK's own check of templates against CloudFormation's rules, asked once for templates that differ in nothing but their
 * tenants' own words: it takes as long as all the rest, and a hundred tenants have a few kinds of stack. Asked is the largest
 * of a kind, the one that limits on names would hit first; what is found in it is told of every one.
 */
export class TemplateRules extends CloudFormationValidatePlugin {
  readonly #ownWords: OwnWords;

  constructor(ownWords: OwnWords) {
    super();
    this.#ownWords = ownWords;
  }

  override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const kinds = [...this.#sortByKind(context.stackTemplates).values()];
    const asked = kinds.map(([first]) => first!);
    const { violations, ...report } = super.validate({
      ...context,
      templatePaths: asked.map(({ templatePath }) => templatePath),
      stackTemplates: asked,
    });
    const byPath = new Map(kinds.map((kind) => [kind[0]!.templatePath, kind]));
    return { ...report, violations: violations.map((violation) => tellOfAll(violation, byPath)) };
  }

  /** Templates of one kind, the largest first. */
  #sortByKind(stacks: readonly PolicyValidationStack[]): ReadonlyMap<string, PolicyValidationStack[]> {
    const texts = new Map(stacks.map((stack) => [stack, readFileSync(stack.templatePath, 'utf8')]));
    const size = (stack: PolicyValidationStack) => texts.get(stack)?.length ?? 0;
    const kinds = new Map<string, PolicyValidationStack[]>();
    for (const stack of [...stacks].toSorted((a, b) => size(b) - size(a))) {
      const text = toShape(texts.get(stack) ?? '', this.#ownWords.get(stack.stackConstructPath) ?? []);
      const kind = JSON.stringify([stack.accountId, stack.region, text]);
      kinds.set(kind, [...(kinds.get(kind) ?? []), stack]);
    }
    return kinds;
  }
}

/** The template without its tenant: some logical IDs have the stack's name in them, and a hash of it. */
function toShape(template: string, ownWords: readonly string[]): string {
  const { Resources = {} } = JSON.parse(template) as { readonly Resources?: object };
  const places = new Map(Object.keys(Resources).map((logicalId, index) => [logicalId, `\u0000${index}`]));
  const anonymous = template.replaceAll(/[A-Za-z0-9]+/g, (word) => places.get(word) ?? word);
  return ownWords.reduce((text, word, index) => text.replaceAll(word, `\u0001${index}`), anonymous);
}

function tellOfAll(
  violation: PolicyViolation,
  kinds: ReadonlyMap<string, readonly PolicyValidationStack[]>,
): PolicyViolation {
  const violatingResources = violation.violatingResources.flatMap((resource) =>
    (kinds.get(resource.templatePath ?? '') ?? []).map(({ templatePath, stackConstructPath }) => ({
      ...resource,
      templatePath,
      ...(resource.constructPath !== undefined && { constructPath: stackConstructPath }),
    })),
  );
  return { ...violation, violatingResources };
}
