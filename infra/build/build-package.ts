import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { compilePackage } from './compile-package.ts';

compilePackage(path.join(fileURLToPath(new URL('../../', import.meta.url)), 'dist/package'));
