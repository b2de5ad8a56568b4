import type { Distribution, Program, Station } from '../engine/network.ts';
import type { ModelConfiguration } from './configuration.ts';
import { duration } from './duration.ts';
import type { ParameterValues } from './parameters.ts';
import type { FarWork } from './request.ts';
import { release, seize, serve } from './steps.ts';

/** The file server of each queue or connection, and the file system that all of them share. */
export interface FarSide {
  readonly stations: readonly Station[];
  /** Busy while somebody is awake who takes the requests of a queue. */
  readonly taker: (queue: number) => string;
  /** `whenTaken` is done as soon as a thread has the request. */
  readonly serve: (work: FarWork, queue: number, whenTaken: Program) => Program;
}

const SERVER = 'server';
const HOST_FS = 'host-fs';

export function farSideOf(configuration: ModelConfiguration, parameters: ParameterValues, queues: number): FarSide {
  const { fileServer, hostFileSystem } = configuration;
  const workers = (queue: number): string => `workers-${queue}`;
  const dispatcher = (queue: number): string => `dispatcher-${queue}`;
  const all = Array.from({ length: queues }, (_, queue) => queue);
  return {
    stations: [
      ...all.map((queue) => ({ kind: 'resource', name: workers(queue), units: fileServer.workers }) as const),
      ...(fileServer.handsOver
        ? all.map((queue) => ({ kind: 'queue', name: dispatcher(queue), servers: 1, handoverNs: 0 }) as const)
        : []),
      { kind: 'delay', name: SERVER },
      { kind: 'queue', name: HOST_FS, servers: hostFileSystem.servers, handoverNs: 0 },
    ],
    taker: fileServer.handsOver ? dispatcher : workers,
    // A thread keeps its request while the file system works: it is synchronous.
    serve: (work, queue, whenTaken) => [
      ...(fileServer.handsOver ? [serve(dispatcher(queue), 'dispatch', duration(parameters.dispatch))] : []),
      seize(workers(queue), 'server'),
      ...whenTaken,
      serve(SERVER, 'server', duration(parameters.serverRequest, serverBytes(work, parameters))),
      ...(work.kind === 'session' ? [] : [serve(HOST_FS, 'host-fs', hostTime(work, parameters))]),
      release(workers(queue)),
    ],
  };
}

function serverBytes(work: FarWork, { serverReadByte, serverWriteByte, serverEntry }: ParameterValues): number {
  switch (work.kind) {
    case 'read':
      return work.bytes * serverReadByte.value;
    case 'write':
      return work.bytes * serverWriteByte.value;
    case 'list':
      return work.entries * serverEntry.value;
    default:
      return 0;
  }
}

function hostTime(work: FarWork, parameters: ParameterValues): Distribution {
  if (work.kind === 'flush') return duration(parameters.hostFlush);
  const bytes =
    work.kind === 'read'
      ? work.bytes * parameters.hostReadByte.value
      : work.kind === 'write'
        ? work.bytes * parameters.hostWriteByte.value
        : 0;
  const hit = duration(parameters.hostHit, bytes);
  const misses = parameters.hostMissShare.value;
  if (misses === 0) return hit;
  const miss = duration(parameters.hostMiss, bytes);
  if (misses === 1) return miss;
  return {
    family: 'mixture',
    parts: [
      { weight: 1 - misses, of: hit },
      { weight: misses, of: miss },
    ],
  };
}
