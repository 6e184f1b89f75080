/**
 * The folder of this package, with docs/ in it: seen from this file, or from what it is compiled to for those who install
 * the package, `dist/package/functions/cli/terminal/package-root.js`.
 */
export const packageRoot = new URL(
  import.meta.url.endsWith('.ts') ? '../../../' : '../../../../../',
  import.meta.url,
);
