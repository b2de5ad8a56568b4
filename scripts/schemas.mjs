import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { project, ready } from './ready.mjs';

// Writes what is derived from the records in results/: the JSON Schemas, and the tables of columns in README.md.
ready();
const { jsonSchemas } = await import('../dist/harness/record/json-schemas.js');
const { withTables } = await import('../dist/harness/record/column-tables.js');

const results = join(project, 'results');
mkdirSync(join(results, 'schema'), { recursive: true });
for (const [name, schema] of Object.entries(jsonSchemas())) {
  writeFileSync(join(results, 'schema', `${name}.schema.json`), `${JSON.stringify(schema, null, 2)}\n`);
}
const readme = join(results, 'README.md');
writeFileSync(readme, withTables(readFileSync(readme, 'utf8')));
