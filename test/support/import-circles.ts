import { listImports, type SourceFile } from './architecture.ts';

/**
 * Every circle of imports, type-only ones included, as the files of it in the order in which they import each other.
 * Of files that hang together in several circles, one is told.
 */
export function findCircles(files: readonly SourceFile[]): string[] {
  const paths = new Set(files.map(({ path }) => path));
  const graph = new Map(
    files.map((file) => [file.path, listImports(file).filter((target) => paths.has(target))]),
  );
  const done = new Set<string>();
  const circles: string[] = [];

  function visit(path: string, way: readonly string[]): void {
    const at = way.indexOf(path);
    if (at >= 0) circles.push([...way.slice(at), path].join(' > '));
    if (at >= 0 || done.has(path)) return;
    for (const target of graph.get(path) ?? []) visit(target, [...way, path]);
    done.add(path);
  }

  for (const path of graph.keys()) visit(path, []);
  return circles;
}
