import { errorText } from '../../core/errors.ts';
import type { TracedEvent } from './traced-event.ts';
import type { TraceInstance } from './tracefs.ts';

/**
 * FUSE before Linux 6.12 has no tracepoints. All its requests but FORGET go through these two functions, whose second argument, `struct
 * fuse_args`, has had the opcode behind an 8-byte node id since Linux 5.5. Whether that is so on this kernel is not assumed: a
 * target's client is only taken for known when calls of statfs(2) show up as as many STATFS.
 */
const FUNCTIONS = ['fuse_simple_request', 'fuse_simple_background'];
const FIELDS = 'connection=$arg1:u64 opcode=+8($arg2):u32';

export function addFuseProbes(instance: TraceInstance): readonly TracedEvent[] | { readonly reason: string } {
  try {
    return instance.addProbes(FUNCTIONS, FIELDS).map((path) => ({
      path,
      keys: ['connection', 'opcode'],
      printed: /\bconnection=(\d+) opcode=(\d+)/,
    }));
  } catch (error) {
    return {
      reason: `this kernel has no event fuse:fuse_request_send (Linux 6.12 and later), and no probes in its place (${errorText(error)})`,
    };
  }
}
