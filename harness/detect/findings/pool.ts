import type { Facts } from '../../core/environment.ts';
import { compareVersions, versionParts } from '../../core/version-order.ts';
import { windowsDrives } from '../../mounts/candidate.ts';
import { isWsl, type Rule, when } from './rule.ts';

/** WSL and DeviceHost first make and use the pool in 2.8.9 (pre-release); of the stable series in 3.0.1 (inferred). */
const FIRST_WITH_POOL = [2, 8, 9];
/** 1 GiB + 64 MiB: below this WSL asks for no pool (src/windows/common/helpers.cpp). */
const LEAST_MEMORY_FOR_POOL = 1088 * 1024 * 1024;

const wslVersion = (facts: Facts): readonly number[] => versionParts(facts.wsl?.version ?? '');
const usesVirtiofs = (facts: Facts): boolean =>
  facts.settings.asked?.virtiofs === true || windowsDrives(facts.mounts).some((mount) => mount.transport === 'virtiofs');

export const poolUnavailable: Rule = (facts) =>
  when(facts.dmaPool.state === 'requested-unavailable' ? facts.dmaPool.evidence.join('; ') : null, {
    code: 'dma-pool-requested-unavailable',
    severity: 'warn',
    message: 'WSL asked for a dedicated DMA pool, but the running kernel made none: all devices share the default pool',
    remedy:
      'use the kernel that WSL ships (remove kernel= from .wslconfig) or build one with the pool patch and CONFIG_CONTIG_ALLOC=y, then `wsl --shutdown`',
  });

export const poolShared: Rule = (facts) => {
  if (facts.dmaPool.state !== 'shared' || !isWsl(facts)) return [];
  const version = wslVersion(facts);
  const old = version.length > 0 && compareVersions(version, FIRST_WITH_POOL) < 0;
  return when(`${facts.dmaPool.evidence.join('; ')}; WSL ${facts.wsl?.version ?? 'version unknown'}`, {
    code: 'dma-pool-shared',
    severity: old || version.length === 0 ? 'info' : 'warn',
    message: old
      ? 'All devices, ext4 included, bounce through one shared DMA pool; this WSL cannot use a dedicated one'
      : 'All devices, ext4 included, bounce through one shared DMA pool',
    remedy: 'the dedicated pool came with WSL 2.8.9 (pre-release) and 3.0.1 (stable): `wsl --update`, then `wsl --shutdown`',
  });
};

export const poolIgnoredByHost: Rule = (facts) => {
  const version = wslVersion(facts);
  const old = version.length > 0 && compareVersions(version, FIRST_WITH_POOL) < 0;
  return when(facts.dmaPool.state === 'dedicated' && old ? `WSL ${facts.wsl?.version ?? ''}` : null, {
    code: 'dma-pool-ignored-by-host',
    severity: 'warn',
    message: 'The kernel made a dedicated DMA pool, but this WSL is too old to use it (inferred from its version)',
    remedy: 'remove hv_pci_swiotlb= from kernelCommandLine, or update WSL to 3.0.1 or newer',
  });
};

export const tooLittleMemoryForPool: Rule = (facts) => {
  const memory = facts.machine.memoryBytes;
  const small =
    isWsl(facts) &&
    usesVirtiofs(facts) &&
    memory !== null &&
    memory < LEAST_MEMORY_FOR_POOL &&
    facts.dmaPool.state !== 'dedicated';
  return when(small ? `${memory} bytes of memory` : null, {
    code: 'dma-pool-needs-memory',
    severity: 'warn',
    message: 'WSL asks for a dedicated DMA pool only in a VM with at least 1088 MiB of memory',
    remedy: 'raise memory= under [wsl2] in .wslconfig, then `wsl --shutdown`',
  });
};

/** swiotlb=force bounces storvsc too, so the ext4 baseline is another one than in a 9P boot (inferred). */
export const ext4Bounced: Rule = (facts) =>
  when(isWsl(facts) && facts.cmdline.swiotlbForce === true ? 'the kernel command line has swiotlb=force' : null, {
    code: 'ext4-baseline-bounced',
    severity: 'info',
    message: 'With swiotlb=force the ext4 disk probably goes through bounce buffers as well',
    remedy: 'measure the native target in every configuration; never carry its figures over from a 9P boot',
  });
