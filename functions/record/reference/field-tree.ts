import type { Field } from './field.ts';

/** Fields as they nest: what stands at a key, and what is below it. */
export interface FieldNode {
  readonly children: Map<string, FieldNode>;
  isList: boolean;
  /** What a leaf holds; none where there are children. */
  field: Field | undefined;
}

/** The object that these fields make up, keys in the order of the fields. */
export function toFieldTree(fields: readonly Field[]): FieldNode {
  const root = createNode();
  for (const field of fields) {
    let node = root;
    for (const step of field.path.split('.')) {
      const key = step.replace('[]', '');
      const next = node.children.get(key) ?? createNode();
      next.isList ||= step.endsWith('[]');
      node.children.set(key, next);
      node = next;
    }
    node.field = field;
  }
  return root;
}

function createNode(): FieldNode {
  return { children: new Map(), isList: false, field: undefined };
}
