import type { Random } from '../../harness/core/random.ts';
import { item } from '../inputs/item.ts';
import { WORDS } from '../inputs/words.ts';

const SCOPED_SHARE = 0.2;
const PACKAGES_PER_SCOPE = 6;

/** Distinct package names, a fifth of them in scopes; distinct also without the scope, since that part names the package's command. */
export function packageNames(count: number, random: Random): string[] {
  const scopes = Array.from(
    { length: Math.ceil((count * SCOPED_SHARE) / PACKAGES_PER_SCOPE) },
    () => `@${draw(WORDS, random)}-lab`,
  );
  const bare = new Set<string>();
  while (bare.size < count) bare.add(`${draw(WORDS, random)}-${draw(WORDS, random)}`);
  return [...bare].map((name) => (random.next() < SCOPED_SHARE ? `${draw(scopes, random)}/${name}` : name));
}

function draw(items: readonly string[], random: Random): string {
  return item(items, random.below(items.length));
}
