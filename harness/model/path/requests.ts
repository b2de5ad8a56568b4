import type { ModelConfiguration } from './configuration.ts';
import { type FuseLimits, fuseCalls } from './fuse-requests.ts';
import { kernelTraits } from './kernel-traits.ts';
import { fuseMappings, type Mapping, NINEP_COPIES_UP_TO, ninepMappings } from './mappings.ts';
import { NINEP_IO_HEADER, type NinepLimits, ninepCalls } from './ninep-requests.ts';
import type { Situation } from './operation.ts';
import type { Call, Request } from './request.ts';

/** A large Buffer of Node begins behind the header that malloc keeps in the first bytes of its pages. */
const UNALIGNED_SHIFT = 16;

/** The system calls of one operation, and the requests that each makes. */
export function callsOf(configuration: ModelConfiguration): Call[] {
  const situation = situationOf(configuration);
  switch (configuration.transport) {
    case 'virtiofs':
      return fuseCalls(situation, fuseLimits(configuration));
    case '9p-socket':
    case '9p-virtio':
      return ninepCalls(situation, ninepLimits(configuration));
  }
}

/** The mappings of one of its requests; none over a socket, which never asks the DMA API. */
export function mappingsOf(configuration: ModelConfiguration, request: Request): Mapping[] {
  switch (configuration.transport) {
    case 'virtiofs':
      return fuseMappings(request, { folioBytes: configuration.work.folioBytes, indirect: configuration.indirectDescriptors });
    case '9p-virtio':
      return ninepMappings(request, {
        msize: configuration.msize,
        sizesBuffers: kernelTraits(configuration.kernel).sizesNinepBuffers,
        indirect: configuration.indirectDescriptors,
      });
    case '9p-socket':
      return [];
  }
}

function situationOf({ work }: ModelConfiguration): Situation {
  const { operation, directories, bytes, aligned, entries, nameBytes, cached } = work;
  return { operation, directories, bytes, shift: aligned ? 0 : UNALIGNED_SHIFT, entries, nameBytes, cached };
}

function fuseLimits({ kernel, maxPages, fileServer }: Extract<ModelConfiguration, { transport: 'virtiofs' }>): FuseLimits {
  return {
    maxPages,
    readsDirectoriesByCount: kernelTraits(kernel).readsDirectoriesByCount,
    isDirect: fileServer.directIo,
    writesInParallel: fileServer.parallelWrites,
  };
}

function ninepLimits({ kernel, msize, transport }: Exclude<ModelConfiguration, { transport: 'virtiofs' }>): NinepLimits {
  return {
    maxPayloadBytes: msize - NINEP_IO_HEADER,
    asksBeforeWrite: kernelTraits(kernel).asksBeforeNinepWrite,
    copiesUpTo: transport === '9p-virtio' ? NINEP_COPIES_UP_TO : null,
  };
}
