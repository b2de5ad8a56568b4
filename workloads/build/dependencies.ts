import { randomFor } from '../../harness/core/random.ts';
import { item } from '../inputs/item.ts';
import { WORDS } from '../inputs/words.ts';
import { packageNames } from '../package-install/names.ts';

/** A package with types only: what the compiler reads of a dependency. */
export interface Dependency {
  readonly name: string;
  /** Starts the exported identifiers: `CacheStream` gives `CacheStreamOptions` and `formatCacheStream`. */
  readonly stem: string;
  /** Path in the package → text. */
  readonly files: ReadonlyMap<string, string>;
}

/** `index.d.ts` exports from a few files in `lib`, so that every import costs a chain of look-ups. */
const PARTS_PER_PACKAGE = 3;
const MEMBERS_PER_PART = 12;

/** Every third package uses the one before it: its import is looked for below the package first, where nothing is. */
export function planDependencies(count: number, seed: number): Dependency[] {
  const random = randomFor(seed, 'build', 'dependencies');
  const planned: Dependency[] = [];
  for (const [index, name] of packageNames(count, random).entries()) {
    const stem = pascal(name.split('/').at(-1) ?? name);
    const parts = Array.from({ length: PARTS_PER_PACKAGE }, (_, part) => `${item(WORDS, random.below(WORDS.length))}-${part}`);
    const before = index % 3 === 2 ? planned[index - 1] : undefined;
    const version = `${1 + random.below(5)}.${random.below(20)}.${random.below(10)}`;
    const manifest = { name, version, type: 'module', types: './index.d.ts', exports: { '.': { types: './index.d.ts' } } };
    planned.push({
      name,
      stem,
      files: new Map([
        ['package.json', `${JSON.stringify(manifest, null, 2)}\n`],
        ['index.d.ts', indexText(stem, parts, before)],
        ...parts.map((part, at): [string, string] => [
          `lib/${part}.d.ts`,
          partText(`${stem}Part${at}`, random.below(MEMBERS_PER_PART)),
        ]),
      ]),
    });
  }
  return planned;
}

function indexText(stem: string, parts: readonly string[], before: Dependency | undefined): string {
  const imports = parts.map((part, at) => `import type { ${stem}Part${at} } from './lib/${part}.js';`);
  const exports = parts.map((part) => `export * from './lib/${part}.js';`);
  const inherited = before === undefined ? '' : `  readonly inherited?: ${before.stem}Options;\n`;
  return [
    ...(before === undefined ? [] : [`import type { ${before.stem}Options } from '${before.name}';`]),
    ...imports,
    ...exports,
    `export interface ${stem}Options {`,
    ...parts.map((_, at) => `  readonly part${at}?: ${stem}Part${at};`),
    `  readonly depth: number;\n${inherited}}`,
    `export declare function format${stem}(value: number, options: ${stem}Options): string;`,
    `export declare class ${stem}Store<T extends ${stem}Options> {`,
    `  constructor(options: T);\n  get(key: string): T | undefined;\n  set(key: string, value: T): this;\n}`,
    '',
  ].join('\n');
}

function partText(name: string, members: number): string {
  const lines = Array.from(
    { length: members + 3 },
    (_, at) => `  /** Value ${at} of ${name}. */\n  readonly value${at}?: string | number | readonly ${name}[];`,
  );
  return `export interface ${name} {\n${lines.join('\n')}\n}\nexport type ${name}Key = keyof ${name};\n`;
}

export function pascal(name: string): string {
  return name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
