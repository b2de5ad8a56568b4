import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { paragraph, withPart } from './markdown.mjs';
import { PARTS } from './parts.mjs';

/**
 * Makes the pictures of `docs/model.md`, its tables, and every sentence in it that has figures of a picture, from the model that is in
 * `dist`: all of them, those that are named, or with `--quick` those that need no long simulation. `--check` writes nothing, and ends
 * with 1 where something is not as it would be made now.
 */
const { values: options, positionals: names } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    docs: { type: 'string', default: fileURLToPath(new URL('../../docs', import.meta.url)) },
  },
  allowPositionals: true,
});

const page = join(options.docs, 'model.md');
const pictures = join(options.docs, 'pictures');

const unknown = names.filter((name) => !PARTS.some((part) => part.name === name));
if (unknown.length > 0) throw new Error(`no part ${unknown.join(', ')}; there are ${PARTS.map(({ name }) => name).join(', ')}`);
const chosen = PARTS.filter(({ name, isQuick }) => (names.length === 0 ? isQuick || !options.quick : names.includes(name)));
const changed = [];
for (const part of chosen) {
  const startedAt = performance.now();
  for (const { file, content } of await made(part)) keep(file, content, part.name);
  say(`${part.name} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}
if (options.check && changed.length > 0) {
  say(`not as the model makes them now: ${changed.join(', ')}; node scripts/model-pictures/main.mjs makes them again`);
  process.exitCode = 1;
}

async function made(part) {
  if ('text' in part) return [{ file: page, content: onPage(part.name, part.text()) }];
  const { svg, finding } = await part.picture();
  return [
    { file: join(pictures, `${part.name}.svg`), content: svg },
    { file: page, content: onPage(part.name, paragraph(finding)) },
  ];
}

function onPage(name, content) {
  return withPart(readFileSync(page, 'utf8'), name, content);
}

function keep(file, content, name) {
  if (textOf(file) === content) return;
  changed.push(name);
  if (options.check) return;
  mkdirSync(pictures, { recursive: true });
  writeFileSync(file, content);
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

function say(text) {
  process.stderr.write(`${text}\n`);
}
