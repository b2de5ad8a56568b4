import { UserError } from '../core/errors.ts';
import { type Fault, FILE_SERVERS, type FileServer } from '../core/lab-conditions.ts';

/** So much of the share lies in memory on the host when a fault fills it, unless the user says otherwise. */
const SHARE_BYTES = 64 * 2 ** 20;
/** The share holds what is measured until it is filled: the smallest presets of everything and room beside them. */
const LEAST_SHARE_BYTES = 2 ** 20;

const TIMES = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 60e9 } as const;
const SIZES = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 } as const;

/** What each fault looks like on the command line; the server of a delay may be left out, it is then virtiofs. */
const FORMS = {
  'host-delay': 'host-delay:unlinkat=5ms[@virtiofs]',
  'kill-server': 'kill-server:virtiofs@30s',
  stall: 'stall:virtiofs@30s+10s',
  full: 'full:virtiofs@30s[=64MiB]',
} as const satisfies Record<Fault['kind'], string>;

type Kind = keyof typeof FORMS;

const PATTERNS = {
  'host-delay': /^(?<call>[a-z0-9_]+)=(?<time>[^@]+)(?:@(?<server>.+))?$/,
  'kill-server': /^(?<server>[^@]+)@(?<time>.+)$/,
  stall: /^(?<server>[^@]+)@(?<time>[^+]+)\+(?<duration>.+)$/,
  full: /^(?<server>[^@]+)@(?<time>[^=]+)(?:=(?<size>.+))?$/,
} as const satisfies Record<Kind, RegExp>;

/** One `--fault`, as the boot is asked for it: nothing has fired. */
export function parseFault(text: string): Fault {
  const [, word = '', rest = ''] = /^([^:]*):?(.*)$/s.exec(text) ?? [];
  if (!Object.hasOwn(FORMS, word)) throw complaint(text, `one of ${Object.values(FORMS).join(', ')}`);
  const kind = word as Kind;
  const parts = PATTERNS[kind].exec(rest)?.groups;
  if (parts === undefined) throw complaint(text, FORMS[kind]);
  const server = fileServer(text, parts.server ?? 'virtiofs');
  const timeNs = nanoseconds(text, parts.time);
  switch (kind) {
    case 'host-delay':
      return { kind, server, systemCall: parts.call ?? '', delayNs: timeNs };
    case 'kill-server':
      return { kind, server, afterNs: timeNs, firedAt: null };
    case 'stall':
      return { kind, server, afterNs: timeNs, durationNs: nanoseconds(text, parts.duration), firedAt: null };
    case 'full':
      return { kind, server, afterNs: timeNs, shareBytes: shareBytes(text, parts.size), firedAt: null };
  }
}

function fileServer(text: string, name: string): FileServer {
  const server = FILE_SERVERS.find((known) => known === name);
  if (server !== undefined) return server;
  if (name === '9p-virtio')
    throw complaint(text, `a server of its own: QEMU itself serves 9p-virtio, the whole guest would fail`);
  throw complaint(text, `a file server that can fail: ${FILE_SERVERS.join(' or ')}`);
}

function nanoseconds(text: string, time: string | undefined): number {
  const [, value = '', unit = ''] = /^(\d+(?:\.\d+)?)([a-z]+)$/.exec(time ?? '') ?? [];
  const ns = Object.hasOwn(TIMES, unit) ? Math.round(Number(value) * TIMES[unit as keyof typeof TIMES]) : 0;
  if (ns > 0) return ns;
  throw complaint(text, `a time such as 500us, 5ms, 30s or 2m, where ${JSON.stringify(time)} stands`);
}

function shareBytes(text: string, size: string | undefined): number {
  if (size === undefined) return SHARE_BYTES;
  const [, value = '', unit = '?'] = /^(\d+)([A-Za-z]*)$/.exec(size) ?? [];
  const bytes = Object.hasOwn(SIZES, unit) ? Number(value) * SIZES[unit as keyof typeof SIZES] : 0;
  if (bytes >= LEAST_SHARE_BYTES && Number.isSafeInteger(bytes)) return bytes;
  throw complaint(text, `a size of at least 1 MiB such as 64MiB or 1GiB, where ${JSON.stringify(size)} stands`);
}

function complaint(got: string, expected: string): UserError {
  return new UserError({
    code: 'lab-fault-invalid',
    what: 'option --fault',
    got: JSON.stringify(got),
    expected,
    fix: 'docs/lab.md shows every fault with its form',
  });
}
