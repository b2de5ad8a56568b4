import { UserError } from '../core/errors.ts';
import { newest } from './newest.ts';

/**
 * Which suites of Debian offer a series, in the order in which they are asked. Only the suites are written down: what they offer
 * changes every week, and is resolved when a kernel is fetched.
 */
const SUITES = {
  '6.1': ['bookworm'],
  '6.12': ['bookworm-backports', 'trixie'],
  '6.18': ['trixie-backports'],
  '7': ['trixie-backports', 'sid'],
} as const;

export type DebianSeries = keyof typeof SUITES;

/** The series of a kernel that the user brought. */
export const CUSTOM_SERIES = 'custom';

export function suitesOf(series: DebianSeries): readonly string[] {
  return SUITES[series];
}

/** `6.1,6.18` as given on the command line. */
export function parseSeries(text: string): DebianSeries[] {
  return [...new Set(text.split(',').map((word) => word.trim()))].map((word) => {
    if (Object.hasOwn(SUITES, word)) return word as DebianSeries;
    throw unknownSeries(word);
  });
}

export function unknownSeries(got: string): UserError {
  return new UserError({
    code: 'lab-kernel-unknown',
    what: 'option --kernel',
    got: JSON.stringify(got),
    expected: `one of ${Object.keys(SUITES).sort().join(', ')}, or ${CUSTOM_SERIES} for a kernel of your own`,
    fix: 'for a kernel of your own: mntbench lab setup --kernel-image VMLINUZ --kernel-modules DIR',
  });
}

/**
 * The packages that hold an image and its modules, from the output of `apt-cache depends`: newer kernels (7.3 was the first seen) come
 * as an empty linux-image beside the image, its modules, and (in linux-base) the list of what is built in.
 */
export function kernelPackages(name: string, depends: string): string[] {
  const version = name.slice('linux-image-'.length);
  const parts = ['base', 'binary', 'modules'].map((part) => `linux-${part}-${version}`);
  const words = new Set(depends.split(/\s+/));
  return [name, ...parts.filter((part) => words.has(part))];
}

/**
 * The newest kernel of a series among the package names of a suite, by `apt-cache pkgnames`. Flavours are left out: the cloud kernel has
 * no 9P, debug packages hold no kernel, unsigned ones are for those who sign.
 */
export function newestPackage(series: DebianSeries, names: readonly string[]): string | null {
  const pattern = new RegExp(
    String.raw`^linux-image-(${series.replace('.', String.raw`\.`)}\.\d[\d.]*(?:\+[a-z0-9]+)?(?:-\d+)?)-amd64$`,
  );
  const versions = names.flatMap((name) => pattern.exec(name)?.[1] ?? []);
  const best = newest(versions);
  return best === null ? null : `linux-image-${best}-amd64`;
}
