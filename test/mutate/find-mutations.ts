import { childOf, listNodes, type SyntaxNode } from './syntax-tree.ts';

/** One change of one place of a text that a test should notice. */
export interface Mutation {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  /** Counted from 1. */
  readonly line: number;
  readonly kind: 'comparison' | 'boolean' | 'number' | 'text' | 'call' | 'branch';
}

const operators: Readonly<Record<string, readonly [kind: Mutation['kind'], other: string]>> = {
  '===': ['comparison', '!=='],
  '!==': ['comparison', '==='],
  '<': ['comparison', '<='],
  '<=': ['comparison', '<'],
  '>': ['comparison', '>='],
  '>=': ['comparison', '>'],
  '+': ['number', '-'],
  '-': ['number', '+'],
  '*': ['number', '/'],
  '/': ['number', '*'],
  '&&': ['boolean', '||'],
  '||': ['boolean', '&&'],
};

/** Every mutation of a text of TypeScript, in the order of their places. None of them keeps the text from running. */
export function findMutations(text: string): Mutation[] {
  const nodes = listNodes(text);
  const lineOf = (at: number) => text.slice(0, at).split('\n').length;
  const found: Mutation[] = [];

  function add(
    kind: Mutation['kind'],
    { start, end }: { start: number; end: number },
    replacement: string,
  ): void {
    found.push({ kind, start, end, replacement, line: lineOf(start) });
  }

  for (const { node, around } of nodes) {
    const child = (key: string) => childOf(nodes, node, key);
    switch (node.type) {
      case 'BinaryExpression': {
        const [left, right, operator] = [child('left'), child('right'), String(node['operator'])];
        const [kind, other] = operators[operator] ?? [];
        const isJoining = operator === '+' && [left, right].some((one) => isText(one));
        if (!left || !right || !kind || !other || isJoining) break;
        const start = text.indexOf(operator, left.end);
        add(kind, { start, end: start + operator.length }, other);
        break;
      }
      case 'UnaryExpression':
        if (node['operator'] === '!') add('boolean', { start: node.start, end: node.start + 1 }, ' ');
        break;
      case 'BooleanLiteral':
        add('boolean', node, String(node['value'] !== true));
        break;
      case 'NumericLiteral':
        for (const other of otherNumbers(Number(node['value']))) add('number', node, other);
        break;
      case 'StringLiteral':
        if (isInTable(around)) add('text', node, "'mutated'");
        break;
      case 'ExpressionStatement':
        if (isCall(node['expression'])) add('call', node, ';');
        break;
      case 'IfStatement':
      case 'ConditionalExpression': {
        const test = child('test');
        if (test) for (const never of ['false', 'true']) add('branch', test, never);
        break;
      }
    }
  }
  return found.toSorted((a, b) => a.start - b.start);
}

export function mutate(text: string, { start, end, replacement }: Mutation): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

/** The neighbours of a small number, where limits are off by one; ten times a larger one, and a tenth of it. */
function otherNumbers(value: number): string[] {
  if (value === 0) return ['1'];
  return Math.abs(value) < 100
    ? [String(value + 1), String(value - 1)]
    : [String(value * 10), String(value / 10)];
}

function isText(node: SyntaxNode | undefined): boolean {
  return node?.type === 'StringLiteral' || node?.type === 'TemplateLiteral';
}

function isCall(expression: unknown): boolean {
  const { type, argument } = expression as {
    readonly type: string;
    readonly argument?: { readonly type: string };
  };
  return type === 'CallExpression' || (type === 'AwaitExpression' && argument?.type === 'CallExpression');
}

/** A value of a list or an object that the module holds, or the name by which a field is read. */
function isInTable(around: readonly SyntaxNode[]): boolean {
  const parent = around.findLast(({ type }) => !type.startsWith('Ts'))?.type ?? '';
  if (parent === 'Computed') return true;
  const isHeld = around.every(({ type }) => !/Function|Class|Method/.test(type));
  return isHeld && ['ArrayExpression', 'ObjectExpression', 'VariableDeclarator'].includes(parent);
}
