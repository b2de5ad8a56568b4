import type { LabConditions } from '../../core/lab-conditions.ts';
import { configurationName } from '../../report/conditions.ts';

/**
 * What the lab did to its guest, without the kernel: runs that differ in it are experiments, not a history. Empty where everything is as
 * on WSL.
 */
export function settingOf({ pool, contender, faults, cpus, memoryMiB, accelerator }: LabConditions): string {
  const configuration = configurationName({ kernel: '', pool, contender }).trim();
  const broken = faults.map((fault) => `fault=${fault.kind}${'server' in fault ? `:${fault.server}` : ''}`);
  return [`cpus=${cpus}`, `memory=${memoryMiB}MiB`, accelerator, configuration, ...broken]
    .filter((part) => part !== '')
    .join(' ');
}
