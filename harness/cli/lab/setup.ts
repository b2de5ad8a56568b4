import { UserError } from '../../core/errors.ts';
import { fetchKernel } from '../../lab/fetch-kernel.ts';
import type { Kernel } from '../../lab/kernel.ts';
import { parseSeries } from '../../lab/kernel-series.ts';
import { machineMirror } from '../../lab/mirror.ts';
import { storeOwnKernel } from '../../lab/own-kernel.ts';
import { jsonText } from '../../report/terminal-text.ts';
import { EXIT, type Streams } from '../exit.ts';
import { requiredPrograms } from './guest-machine.ts';

export interface LabSetupOptions {
  /** Series, separated by commas. */
  readonly kernel: string;
  readonly kernelImage: string | null;
  readonly kernelModules: string | null;
  readonly mirror: string | null;
  readonly refresh: boolean;
  readonly json: boolean;
}

/** Makes the lab ready on this machine: what is missing is named, kernels are fetched into the cache. */
export async function labSetup(options: LabSetupOptions, { out, err }: Streams): Promise<0> {
  const own = ownKernel(options);
  const series = own === null ? parseSeries(options.kernel) : [];
  const programs = await requiredPrograms();
  const fetching = {
    refresh: options.refresh,
    mirror: () => options.mirror ?? machineMirror(),
    say: (text: string) => err.write(text),
  };
  const kernels: Kernel[] = own === null ? [] : [await storeOwnKernel(own.image, own.modules, programs)];
  for (const name of series) kernels.push(await fetchKernel(name, fetching, programs));
  out.write(options.json ? jsonText({ schemaVersion: 1, programs, kernels }) : kernels.map(kernelLine).join(''));
  return EXIT.done;
}

function kernelLine({ folder, record }: Kernel): string {
  return `kernel ${record.series}: ${record.release} in ${folder}\n`;
}

function ownKernel({ kernelImage, kernelModules }: LabSetupOptions): { image: string; modules: string } | null {
  if (kernelImage === null && kernelModules === null) return null;
  if (kernelImage !== null && kernelModules !== null) return { image: kernelImage, modules: kernelModules };
  throw new UserError({
    code: 'lab-own-kernel-incomplete',
    what: 'options --kernel-image and --kernel-modules',
    got: kernelImage === null ? 'only --kernel-modules' : 'only --kernel-image',
    expected: 'both or none: a kernel loads only the modules that were built with it',
    fix: 'add the other one',
  });
}
