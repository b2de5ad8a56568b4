import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { cacheFolder } from '../system/folders.ts';
import { CUSTOM_SERIES } from './kernel-series.ts';
import { newest } from './newest.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** kernel.json: what one folder of the kernel cache holds. Written last, so a folder without it is not complete. */
const kernelSchema = z.strictObject({
  schemaVersion: z.literal(1),
  series: z.string(),
  /** As `uname -r` will say. */
  release: z.string(),
  /** Both relative to the kernel's folder; the second is what modprobe takes as its root. */
  image: z.string(),
  moduleRoot: z.string(),
  imageSha256: sha256,
  /** Null for a kernel that the user brought. */
  debian: z
    .strictObject({
      suite: z.string(),
      version: z.string(),
      /** The first is the one that was asked for; newer kernels come in several. */
      packages: z.array(z.strictObject({ name: z.string(), sha256 })).min(1),
    })
    .nullable(),
});

export type KernelRecord = z.infer<typeof kernelSchema>;

/** A kernel that is ready to boot. */
export interface Kernel {
  readonly folder: string;
  readonly record: KernelRecord;
}

export const KERNEL_RECORD = 'kernel.json';

export function kernelsFolder(): string {
  return join(cacheFolder(), 'lab', 'kernels');
}

/** The newest kernel of a series that was set up, or null. Folders are named by series and version. */
export function findKernel(series: string, root: string = kernelsFolder()): Kernel | null {
  const complete = entries(root).flatMap((name) => {
    const record = name.startsWith(`${series}-`) ? readRecord(join(root, name)) : null;
    return record?.series === series ? [{ folder: join(root, name), record }] : [];
  });
  const best = newest(complete.map(({ folder }) => folder));
  return complete.find(({ folder }) => folder === best) ?? null;
}

export function requireKernel(series: string): Kernel {
  const kernel = findKernel(series);
  if (kernel !== null) return kernel;
  throw new UserError({
    code: 'lab-kernel-missing',
    what: `no kernel ${series} has been set up for the lab`,
    got: `nothing of that series in ${kernelsFolder()}`,
    expected: 'a kernel that lab setup fetched',
    fix:
      series === CUSTOM_SERIES
        ? 'mntbench lab setup --kernel-image VMLINUZ --kernel-modules DIR'
        : `mntbench lab setup --kernel ${series}`,
  });
}

function readRecord(folder: string): KernelRecord | null {
  try {
    return kernelSchema.parse(JSON.parse(readFileSync(join(folder, KERNEL_RECORD), 'utf8')));
  } catch {
    return null; // Not complete, or of another version of this program: it is fetched again.
  }
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // Nothing has been set up.
  }
}
