import type { Program, Station } from '../engine/network.ts';
import type { Request } from './request.ts';

/** How requests reach the file server and come back; each client keeps to one queue. */
export interface Transport {
  readonly queues: number;
  readonly stations: readonly Station[];
  /** From the file system client to the end of the wake-up. */
  readonly request: (request: Request, queue: number) => Program;
}
