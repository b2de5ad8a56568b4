import type { Fault } from '../core/lab-conditions.ts';

/** What each fault looks like on the command line; the server of a host's delay may be left out, it is then virtiofs. */
export const FAULT_FORMS = {
  'host-delay': 'host-delay:unlinkat=5ms[@virtiofs]',
  'guest-delay': 'guest-delay:statx=2ms',
  'guest-load': 'guest-load:2[@nice]',
  'slow-disk': 'slow-disk:virtiofs=2ms',
  'kill-server': 'kill-server:virtiofs@30s',
  stall: 'stall:virtiofs@30s+10s',
  full: 'full:virtiofs@30s[=64MiB]',
} as const satisfies Record<Fault['kind'], string>;
