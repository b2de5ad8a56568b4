/** What the harness reads from /proc/cmdline. Built by WSL in src/windows/service/exe/WslCoreVm.cpp; the user's part comes last. */
export interface KernelParameters {
  readonly nrCpus: number | null;
  readonly swiotlbForce: boolean;
  /** Null when the parameter is absent, zero or not a size: in each case the kernel makes no pool. */
  readonly hvPciSwiotlbBytes: number | null;
  /** The text of an `hv_pci_swiotlb=` that the kernel cannot read as a size. */
  readonly hvPciSwiotlbInvalid: string | null;
  readonly storvscMaxHwQueues: number | null;
  /** `WSL_ROOT_INIT=1`, from the 5.15 era on, or WSL's way to write the path of its initrd, which older releases have too. */
  readonly startedByWsl: boolean;
  readonly startedByLab: boolean;
  /** What the lab says about how its processor is made; null elsewhere. */
  readonly labAccelerator: string | null;
}

/** The lab's guests carry this word, because nothing else tells them from any other QEMU guest. Set in harness/lab. */
export const LAB_PARAMETER = 'mntbench_lab=1';
/** `tcg` or `kvm`: under TCG every instruction is emulated and times mean nothing outside one boot. */
const LAB_ACCELERATOR_PARAMETER = 'mntbench_accel';

export function parseCmdline(text: string): KernelParameters {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const last = (name: string): string | null => {
    const found = words.findLast((word) => word.startsWith(`${name}=`));
    return found === undefined ? null : found.slice(name.length + 1);
  };
  const pool = last('hv_pci_swiotlb');
  const poolBytes = pool === null ? null : memorySize(pool);
  return {
    nrCpus: decimal(last('nr_cpus')),
    // swiotlb=[slots][,areas][,force|noforce]
    swiotlbForce: last('swiotlb')?.split(',').includes('force') ?? false,
    hvPciSwiotlbBytes: poolBytes === 0 ? null : poolBytes,
    hvPciSwiotlbInvalid: pool !== null && poolBytes === null ? pool : null,
    storvscMaxHwQueues: decimal(last('hv_storvsc.storvsc_max_hw_queues')),
    startedByWsl: words.includes('WSL_ROOT_INIT=1') || words.includes('initrd=\\initrd.img'),
    startedByLab: words.includes(LAB_PARAMETER),
    labAccelerator: last(LAB_ACCELERATOR_PARAMETER),
  };
}

const SHIFTS: Readonly<Record<string, number>> = { '': 0, K: 10, M: 20, G: 30, T: 40 };

/** memparse() of the kernel: a C number with an optional binary suffix. */
function memorySize(text: string): number | null {
  const match = /^(0x[0-9a-f]+|\d+)([KMGT]?)$/i.exec(text);
  if (match === null) return null;
  const value = Number(match[1]) * 2 ** (SHIFTS[(match[2] ?? '').toUpperCase()] ?? 0);
  return Number.isSafeInteger(value) ? value : null;
}

function decimal(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
}
