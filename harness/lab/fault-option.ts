import { UserError } from '../core/errors.ts';
import { type Fault, FILE_SERVERS, type FileServer } from '../core/lab-conditions.ts';
import { FAULT_FORMS } from './fault-forms.ts';

/** So much of the share lies in memory on the host when a fault fills it, unless the user says otherwise. */
const SHARE_BYTES = 64 * 2 ** 20;
/** The share holds what is measured until it is filled: the smallest presets of everything and room beside them. */
const LEAST_SHARE_BYTES = 2 ** 20;
/** More loops than a guest has processors are a mistake at the keyboard long before this. */
const MOST_LOOPS = 64;
const NICE = { least: -20, most: 19 } as const;

const TIMES = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 60e9 } as const;
const SIZES = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 } as const;

type Kind = Fault['kind'];
type Parts = Readonly<Record<string, string | undefined>>;

const PATTERNS = {
  'host-delay': /^(?<call>[a-z0-9_]+)=(?<time>[^@]+)(?:@(?<server>.+))?$/,
  'guest-delay': /^(?<call>[a-z0-9_]+)=(?<time>.+)$/,
  'guest-load': /^(?<loops>[^@]+)(?:@(?<nice>.+))?$/,
  'slow-disk': /^(?<server>[^=]+)=(?<time>.+)$/,
  'kill-server': /^(?<server>[^@]+)@(?<time>.+)$/,
  stall: /^(?<server>[^@]+)@(?<time>[^+]+)\+(?<duration>.+)$/,
  full: /^(?<server>[^@]+)@(?<time>[^=]+)(?:=(?<size>.+))?$/,
} as const satisfies Record<Kind, RegExp>;

const PARSE: { readonly [K in Kind]: (text: string, parts: Parts) => Extract<Fault, { kind: K }> } = {
  'host-delay': (text, { call = '', time, server = 'virtiofs' }) => {
    return { kind: 'host-delay', server: fileServer(text, server), systemCall: call, delayNs: nanoseconds(text, time) };
  },
  'guest-delay': (text, { call = '', time }) => {
    return { kind: 'guest-delay', systemCall: call, delayNs: nanoseconds(text, time) };
  },
  'guest-load': (text, { loops, nice = '0' }) => {
    return { kind: 'guest-load', loops: whole(text, loops, 1, MOST_LOOPS), nice: whole(text, nice, NICE.least, NICE.most) };
  },
  'slow-disk': (text, { server = '', time }) => {
    return { kind: 'slow-disk', server: fileServer(text, server), delayNs: nanoseconds(text, time) };
  },
  'kill-server': (text, { server = '', time }) => {
    return { kind: 'kill-server', server: fileServer(text, server), afterNs: nanoseconds(text, time), firedAt: null };
  },
  stall: (text, { server = '', time, duration }) => ({
    kind: 'stall',
    server: fileServer(text, server),
    afterNs: nanoseconds(text, time),
    durationNs: nanoseconds(text, duration),
    firedAt: null,
  }),
  full: (text, { server = '', time, size }) => ({
    kind: 'full',
    server: fileServer(text, server),
    afterNs: nanoseconds(text, time),
    shareBytes: shareBytes(text, size),
    firedAt: null,
  }),
};

/** One `--fault`, as the boot is asked for it: nothing has fired. */
export function parseFault(text: string): Fault {
  const [, word = '', rest = ''] = /^([^:]*):?(.*)$/s.exec(text) ?? [];
  if (!Object.hasOwn(FAULT_FORMS, word)) throw complaint(text, `one of ${Object.values(FAULT_FORMS).join(', ')}`);
  const kind = word as Kind;
  const parts = PATTERNS[kind].exec(rest)?.groups;
  if (parts === undefined) throw complaint(text, FAULT_FORMS[kind]);
  return PARSE[kind](text, parts);
}

/** All of one command line: some exclude each other. */
export function parseFaults(texts: readonly string[]): Fault[] {
  const faults = texts.map(parseFault);
  for (const [index, fault] of faults.entries()) {
    const other = faults.findIndex((earlier, at) => at < index && place(earlier) === place(fault) && place(fault) !== null);
    if (other >= 0)
      throw complaint(texts[index] ?? '', `only one of ${JSON.stringify(texts[other])} and this: both change the same`);
  }
  return faults;
}

/** What can be changed once only; null for what happens at a time, as often as one likes. */
function place(fault: Fault): string | null {
  switch (fault.kind) {
    case 'host-delay':
      return `${fault.systemCall} of ${fault.server}`;
    case 'guest-delay':
      return `${fault.systemCall} of the guest`;
    case 'guest-load':
      return 'loops';
    case 'slow-disk':
    case 'full':
      return `share of ${fault.server}`;
    case 'kill-server':
    case 'stall':
      return null;
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

function whole(text: string, number: string | undefined, least: number, most: number): number {
  const value = /^-?\d{1,3}$/.test(number ?? '') ? Number(number) : Number.NaN;
  // + 0: there is no -0 in a record.
  if (value >= least && value <= most) return value + 0;
  throw complaint(text, `a whole number from ${least} to ${most}, where ${JSON.stringify(number)} stands`);
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
