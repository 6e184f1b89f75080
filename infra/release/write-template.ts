import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { synthesiseTemplate, type TemplateSettings } from './synthesise-template.ts';

/*
 * dist/release/session-enricher.template.json: the stack for those who deploy by other means than the CDK, such as
 * Terraform, with parameters. Settings of a tenant file may be given: the template is then made with them.
 *
 *     npm run release:template
 *     npm run release:template -- infra/tenants/acme.json
 */

const root = fileURLToPath(new URL('../../', import.meta.url));
const [file] = process.argv.slice(2);
const settings =
  file === undefined ? {} : (JSON.parse(readFileSync(path.resolve(file), 'utf8')) as TemplateSettings);
const target = path.join(root, 'dist/release/session-enricher.template.json');
mkdirSync(path.dirname(target), { recursive: true });
writeFileSync(target, `${JSON.stringify(synthesiseTemplate(settings), undefined, 1)}\n`);
process.stdout.write(`${path.relative('', target)}\n`);
