import { copyFileSync, cpSync, existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { UserError } from '../core/errors.ts';
import { makeFolder } from '../system/make-folder.ts';
import type { Kernel } from './kernel.ts';
import { CUSTOM_SERIES } from './kernel-series.ts';
import type { LabPrograms } from './requirements.ts';
import { storeKernel, withScratch } from './store-kernel.ts';

/** Copies a kernel of the user's own into the cache: its folders may be rebuilt while the lab uses them. */
export async function storeOwnKernel(image: string, modules: string, programs: LabPrograms): Promise<Kernel> {
  const tree = resolve(modules);
  if (!existsSync(image) || !existsSync(join(tree, 'kernel'))) {
    throw new UserError({
      code: 'lab-own-kernel-missing',
      what: 'options --kernel-image and --kernel-modules',
      got: `${image} and ${tree}${existsSync(image) ? '' : ' (no such image)'}`,
      expected: 'a bzImage, and the folder lib/modules/<release> that belongs to it',
      fix: 'make modules_install INSTALL_MOD_PATH=DIR; then --kernel-modules DIR/lib/modules/<release>',
    });
  }
  return withScratch(async (scratch) => {
    const folder = join(scratch, 'kernel');
    const release = basename(tree);
    makeFolder(join(folder, 'boot'));
    makeFolder(join(folder, 'lib/modules'));
    copyFileSync(image, join(folder, 'boot/vmlinuz'));
    // `build` and `source` are links into the kernel's sources: they stay links.
    cpSync(tree, join(folder, 'lib/modules', release), { recursive: true, verbatimSymlinks: true });
    return storeKernel({ series: CUSTOM_SERIES, version: release, folder, debian: null }, programs);
  });
}
