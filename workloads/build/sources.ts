import { type Random, randomFor } from '../../harness/core/random.ts';
import { item } from '../inputs/item.ts';
import { normalQuantile } from '../inputs/normal-quantile.ts';
import { WORDS } from '../inputs/words.ts';
import { type Dependency, pascal } from './dependencies.ts';

/** One module of the project; it exports `<Stem>`, `make<Stem>` and `total<Stem>`. */
interface Module {
  /** Below `src`, without its extension. */
  readonly path: string;
  readonly stem: string;
}

const MODULES_PER_FOLDER = 10;
const IMPORTS_OF_MODULES = 3;
const IMPORTS_OF_PACKAGES = 2;
/** Helper functions per module: median 4, as many small files and a few large ones as real projects have. */
const HELPERS_LOG_MEAN = Math.log(4);
const HELPERS_LOG_SIGMA = 0.9;

/** Path below the project → text. Every module imports earlier ones only, so that there are no cycles; all of it type-checks. */
export function planSources(count: number, dependencies: readonly Dependency[], seed: number): Map<string, string> {
  const random = randomFor(seed, 'build', 'sources');
  const modules: Module[] = [];
  const texts = new Map<string, string>();
  for (let index = 0; index < count; index++) {
    const words = [item(WORDS, random.below(WORDS.length)), item(WORDS, random.below(WORDS.length)), `m${index}`];
    const name = words.join('-');
    const folder = `area-${Math.floor(index / MODULES_PER_FOLDER)}`;
    const module = { path: `${folder}/${name}`, stem: pascal(name) };
    const used = [...drawDistinct(modules, IMPORTS_OF_MODULES, random)];
    const first = dependencies[index % dependencies.length];
    const packages = new Set([
      ...(first === undefined ? [] : [first]),
      ...drawDistinct(dependencies, IMPORTS_OF_PACKAGES - 1, random),
    ]);
    const helpers = Math.round(Math.exp(HELPERS_LOG_MEAN + HELPERS_LOG_SIGMA * normalQuantile((index + 0.5) / count)));
    texts.set(`src/${module.path}.ts`, moduleText(module, used, [...packages], helpers, random));
    modules.push(module);
  }
  return texts;
}

function moduleText(
  { stem }: Module,
  used: readonly Module[],
  packages: readonly Dependency[],
  helpers: number,
  random: Random,
): string {
  const imports = [
    ...packages.map((one) => `import { format${one.stem}, type ${one.stem}Options } from '${one.name}';`),
    ...used.map((one) => `import { make${one.stem}, total${one.stem}, type ${one.stem} } from '../${one.path}.js';`),
  ];
  const members = [
    ...packages.map((one, at) => `  readonly options${at}: ${one.stem}Options;`),
    ...used.map((one, at) => `  readonly child${at}: ${one.stem};`),
  ];
  const values = [
    ...packages.map((_, at) => `    options${at}: { depth: id + ${random.below(100)} },`),
    ...used.map((one, at) => `    child${at}: make${one.stem}(id + ${at + 1}),`),
  ];
  const terms = [
    ...packages.map((one, at) => `format${one.stem}(node.id, node.options${at}).length`),
    ...used.map((one, at) => `total${one.stem}(node.child${at})`),
  ];
  return [
    ...imports,
    `\nexport interface ${stem} {\n  readonly id: number;\n  readonly label: string;\n${members.join('\n')}\n}`,
    `\nexport function make${stem}(id: number): ${stem} {\n  return {\n    id,\n    label: '${stem}',\n${values.join('\n')}\n  };\n}`,
    `\nexport function total${stem}(node: ${stem}): number {\n  return [${['node.id', ...terms].join(', ')}].reduce((sum, value) => sum + value, 0);\n}`,
    ...Array.from({ length: helpers }, (_, at) => helperText(stem, at, random)),
    '',
  ].join('\n');
}

/** Generic, so that the compiler has something to infer. */
function helperText(stem: string, at: number, random: Random): string {
  const word = item(WORDS, random.below(WORDS.length));
  return `
/** Groups what belongs to ${word} by a key, in the order of first appearance. */
export function ${word}By${at}<K extends keyof ${stem}, T extends Pick<${stem}, K>>(items: readonly T[], key: K): Map<T[K], T[]> {
  const groups = new Map<T[K], T[]>();
  for (const item of items) {
    const group = groups.get(item[key]);
    if (group === undefined) groups.set(item[key], [item]);
    else if (group.length < ${1 + random.below(1000)}) group.push(item);
  }
  return groups;
}`;
}

function drawDistinct<T>(items: readonly T[], count: number, random: Random): Set<T> {
  const drawn = new Set<T>();
  for (let at = 0; at < Math.min(count, items.length); at++) drawn.add(item(items, random.below(items.length)));
  return drawn;
}
