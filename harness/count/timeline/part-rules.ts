import type { Part } from '../../core/layers.ts';
import type { Transport } from '../../core/transport.ts';

/** How states of a thread are read on a mount. */
export interface PartRules {
  /** A thread that sleeps in a system call and has made no request. */
  readonly asleep: Part;
  /** The file system has no far side: its disk is one place, whatever it goes through. */
  readonly isLocal: boolean;
  /** Requests of the mount go through rings whose events are seen. */
  readonly hasRing: boolean;
  /** The thread says itself when it has its answer, so that the work behind it is the client's. */
  readonly saysAnswered: boolean;
}

const NINE_P = { asleep: 'lock-wait', isLocal: false, hasRing: true, saysAnswered: true } as const;
const FUSE = { ...NINE_P, saysAnswered: false } as const;
const LOCAL = { asleep: 'storage', isLocal: true, hasRing: true, saysAnswered: false } as const;
/** No requests are known there: whoever sleeps, waits for the other side. */
const FAR = { asleep: 'away', isLocal: false, hasRing: false, saysAnswered: false } as const;

const RULES = {
  '9p-socket': { ...NINE_P, hasRing: false },
  '9p-virtio': NINE_P,
  virtiofs: FUSE,
  fuse: { ...FUSE, hasRing: false },
  native: LOCAL,
  memory: LOCAL,
  overlay: LOCAL,
  drvfs: FAR,
  network: FAR,
  other: FAR,
} as const satisfies Record<Transport, PartRules>;

/** `seesRings`: the events of rings are there. */
export function rulesFor(transport: Transport, seesRings: boolean): PartRules {
  const rules = RULES[transport];
  return { ...rules, hasRing: rules.hasRing && seesRings };
}

const OF_THE_DISK: ReadonlySet<Part> = new Set(['request', 'ring', 'ring-wait', 'doorbell', 'away', 'interrupt', 'lock-wait']);

export function partOn({ isLocal }: PartRules, part: Part): Part {
  return isLocal && OF_THE_DISK.has(part) ? 'storage' : part;
}
