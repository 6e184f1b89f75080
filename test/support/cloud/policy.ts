export interface PolicyDocument {
  readonly Statement: Statement | readonly Statement[];
}

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: string | { readonly [kind: string]: string | readonly string[] };
  readonly Condition?: {
    readonly [operator: string]: { readonly [key: string]: string | readonly string[] };
  };
}

export interface Access {
  readonly action: string;
  readonly resource: string;
  /** What conditions may ask for. @default nothing */
  readonly context?: { readonly [key: string]: string };
}

/**
 * IAM's decision on the policies of one identity: allowed by a statement and denied by none.
 *
 * Knows wildcards and the common text conditions; throws for a statement that it cannot judge.
 */
export function isAllowed(statements: readonly Statement[], access: Access): boolean {
  const matching = statements.filter((statement) => isMatch(statement, access));
  return (
    matching.some(({ Effect }) => Effect === 'Allow') && !matching.some(({ Effect }) => Effect === 'Deny')
  );
}

function isMatch(statement: Statement, { action, resource, context = {} }: Access): boolean {
  if ('NotAction' in statement || 'NotResource' in statement) {
    throw new Error('NotAction and NotResource are not modelled here');
  }
  const { Action, Resource = [], Condition = {} } = statement;
  return (
    [Action].flat().some((pattern) => isLike(action.toLowerCase(), pattern.toLowerCase())) &&
    [Resource].flat().some((pattern) => isLike(resource, pattern)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, allowed]) => isMet(operator, context[key], [allowed].flat())),
    )
  );
}

function isMet(operator: string, value: string | undefined, allowed: readonly string[]): boolean {
  switch (operator) {
    // As IAM has it, this holds for a request without any such value.
    case 'ForAllValues:StringEquals':
      return value === undefined || allowed.includes(value);
    case 'StringEquals':
    case 'Bool':
      return value !== undefined && allowed.includes(value);
    case 'StringLike':
    case 'ArnLike':
    case 'ArnEquals':
      return value !== undefined && allowed.some((pattern) => isLike(value, pattern));
    default:
      throw new Error(`the condition ${operator} is not modelled here`);
  }
}

/** `*` for any text, `?` for one character. */
export function isLike(text: string, pattern: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
