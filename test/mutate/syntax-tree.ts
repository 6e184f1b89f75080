import { parseSync } from '@swc/core';

/** A node of the syntax tree, with its place in the text. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** Everything else of it, as the parser names it. */
  readonly [key: string]: unknown;
}

type RawNode = Readonly<Record<string, unknown>> & {
  readonly span: { readonly start: number; readonly end: number };
};

/** swc counts on from one text to the next, in bytes: what stands in front tells where this one begins. */
const beginning = '0;';

/** The nodes of a text of TypeScript, each with those around it, outermost first. Types, imports and keys are left out. */
export function listNodes(
  text: string,
): { readonly node: SyntaxNode; readonly around: readonly SyntaxNode[] }[] {
  const bytes = Buffer.from(text);
  const tree = parseSync(beginning + text, { syntax: 'typescript' });
  const offset = (tree.body[0] as unknown as RawNode).span.start + beginning.length;
  const toIndex = (at: number) => bytes.subarray(0, at - offset).toString().length;
  const found: { node: SyntaxNode; around: readonly SyntaxNode[] }[] = [];

  function visit(value: unknown, around: readonly SyntaxNode[]): void {
    if (Array.isArray(value)) return value.forEach((one) => visit(one, around));
    if (!isObject(value)) return;
    let inside = around;
    if (isNode(value)) {
      if (isLeftOut(value)) return;
      const node = { ...value, start: toIndex(value.span.start), end: toIndex(value.span.end) };
      found.push({ node: node as unknown as SyntaxNode, around });
      inside = [...around, node as unknown as SyntaxNode];
    }
    for (const [key, child] of Object.entries(value)) {
      if (key !== 'span' && key !== 'key') visit(child, inside);
    }
  }

  visit(tree.body.slice(1), []);
  return found;
}

/** A child of a node, with its place in the text, which the parser gives in its own count. */
export function childOf(
  nodes: readonly { readonly node: SyntaxNode }[],
  parent: SyntaxNode,
  key: string,
): SyntaxNode | undefined {
  const child = parent[key];
  const span = isObject(child) && isNode(child) ? child.span : undefined;
  return span && nodes.find(({ node }) => node['span'] === span)?.node;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isNode(value: Readonly<Record<string, unknown>>): value is RawNode & { readonly type: string } {
  return typeof value['type'] === 'string' && isObject(value['span']);
}

/** What is gone when the code runs. */
function isLeftOut({ type }: { readonly type: string }): boolean {
  const isCode = ['TsAsExpression', 'TsNonNullExpression', 'TsSatisfiesExpression', 'TsConstAssertion'];
  return (type.startsWith('Ts') && !isCode.includes(type)) || type === 'ImportDeclaration';
}
