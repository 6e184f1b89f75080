import { writeFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';
import {
  readEcsSchema,
  readLogTypeSchemas,
  readOcsfSchemas,
  schemaFiles,
  toSchemaUrl,
} from './schema-files.ts';
import { readSchemaFolder, writeSchemaFolder } from './schema-folder.ts';

const help = `Turns the schemas of test/contracts into files that can be read and edited, and back.

Usage: node --import tsx test/contracts/pack-schemas.ts unpack FOLDER
       node --import tsx test/contracts/pack-schemas.ts pack FOLDER

README.md beside this file says where the schemas come from and how they are renewed.
`;

// A window that spans the whole file: what repeats, repeats far apart. The same Node gives the same bytes.
const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };

const [command, folder] = process.argv.slice(2);
if (command === 'pack' && folder !== undefined) {
  const schemas = readSchemaFolder(folder);
  for (const name of schemaFiles) {
    writeFileSync(toSchemaUrl(name), brotliCompressSync(JSON.stringify(schemas[name]), { params }));
  }
} else if (command === 'unpack' && folder !== undefined) {
  const schemas = { ocsf: readOcsfSchemas(), ecs: readEcsSchema(), 'auth0-log-types': readLogTypeSchemas() };
  writeSchemaFolder(folder, schemas);
} else {
  process.stderr.write(help);
  process.exitCode = 2;
}
