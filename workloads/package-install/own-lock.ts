import { errorText, UserError } from '../../harness/core/errors.ts';

export interface OwnLock {
  readonly packages: number;
  /** Where most packages come from; null when the lock names no addresses. */
  readonly registry: string | null;
}

type Unknown = Readonly<Record<string, unknown>>;

/** Checks that a lockfile can be installed from its two files alone, offline once the packages were fetched. */
export function parseLock(text: string, path: string): OwnLock {
  const packages = packagesOf(text, path);
  const dependencies = Object.entries(packages).filter(([location]) => location !== '');
  const registries: string[] = [];
  for (const [location, entry] of dependencies) {
    const resolved = isObject(entry) ? entry.resolved : undefined;
    const isElsewhere = typeof resolved === 'string' && !/^https?:/.test(resolved);
    if (!isObject(entry) || entry.link === true || isElsewhere || !location.includes('node_modules/')) {
      const found = typeof resolved === 'string' ? `${location} from ${resolved}` : location;
      throw refuse(
        `${path}: ${found}`,
        'packages from a registry only',
        'Give a project without workspaces, file: and git dependencies.',
      );
    }
    const registry = typeof resolved === 'string' ? /^(https?:\/\/.*?\/)(?:@[^/]+\/)?[^/@]+\/-\//.exec(resolved)?.[1] : undefined;
    if (registry !== undefined) registries.push(registry);
  }
  return { packages: dependencies.length, registry: mostFrequent(registries) };
}

function packagesOf(text: string, path: string): Unknown {
  let lock: unknown;
  try {
    lock = JSON.parse(text);
  } catch (error) {
    throw refuse(`${path}: ${errorText(error)}`, 'JSON', 'Run `npm install --package-lock-only` to make it again.');
  }
  const version = isObject(lock) ? lock.lockfileVersion : undefined;
  const packages = isObject(lock) ? lock.packages : undefined;
  if ((version !== 2 && version !== 3) || !isObject(packages)) {
    const got = `${path}: lockfileVersion ${JSON.stringify(version) ?? 'missing'}`;
    throw refuse(got, 'lockfileVersion 2 or 3 with "packages"', 'Run `npm install --package-lock-only --lockfile-version=3`.');
  }
  return packages;
}

function refuse(got: string, expected: string, fix: string): UserError {
  return new UserError({
    code: 'lockfile-not-usable',
    what: 'The lockfile of the project given with --project cannot be used',
    got,
    expected,
    fix,
  });
}

function mostFrequent(values: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

function isObject(value: unknown): value is Unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
