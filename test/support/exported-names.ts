import { parseSync } from '@swc/core';
import type { SourceFile } from './architecture.ts';

/** Names that more than one file exports, each as `name: files`. Files re-export nothing, so each is a meaning of its own. */
export function findSharedNames(files: readonly SourceFile[], allowed: ReadonlySet<string>): string[] {
  const homes = new Map<string, string[]>();
  for (const file of files) {
    for (const name of listExports(file)) homes.set(name, [...(homes.get(name) ?? []), file.path]);
  }
  return [...homes]
    .filter(([name, paths]) => paths.length > 1 && !allowed.has(name))
    .map(([name, paths]) => `${name}: ${paths.join(', ')}`);
}

/** Types and values alike; overloads and a type beside a value of its name count once. */
function listExports({ text }: SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  for (const item of parseSync(text, { syntax: 'typescript', target: 'es2022' }).body) {
    if (item.type === 'ExportNamedDeclaration') {
      for (const one of item.specifiers) {
        if (one.type === 'ExportSpecifier') names.add((one.exported ?? one.orig).value);
      }
    }
    if (item.type !== 'ExportDeclaration') continue;
    const { declaration } = item;
    if (declaration.type === 'VariableDeclaration') {
      for (const { id } of declaration.declarations) if (id.type === 'Identifier') names.add(id.value);
    } else if ('identifier' in declaration) {
      names.add(declaration.identifier.value);
    } else if ('id' in declaration) {
      names.add(declaration.id.value);
    }
  }
  return names;
}
