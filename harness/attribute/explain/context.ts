import type { Part } from '../../core/layers.ts';
import type { Drawn } from '../evidence/draw.ts';
import type { MountKind } from '../mount-kind.ts';
import type { RequestCosts } from './request-costs.ts';

/** What measuring itself does to the figures of one cell. */
export interface Measuring {
  /** What tracing one event costs; 0 where that is not known. */
  readonly eventNs: number;
  /** Whether CPU time and run-queue wait of threads can be believed. */
  readonly hasThreadTimes: boolean;
  /** In the CPU time of one operation, although it is none of it. */
  readonly measuringNs: number;
}

/** What is known beside a cell's own evidence, the same for every draw. */
export interface Context extends Measuring {
  readonly kind: MountKind;
  /** Whether its requests go through bounce buffers on this machine, as far as that is known without a trace. */
  readonly mayBounce: boolean;
  /** The same operation on tmpfs; null where it was not measured there. */
  readonly control: Control | null;
  /** As it might have been measured; empty without a control. */
  readonly controlDraws: readonly Control[];
  /** The same operation in boots that differ in having no bounce buffers; null where nobody named such. */
  readonly withoutPool: Drawn | null;
  /** As it might have been measured; empty without such boots. */
  readonly withoutPoolDraws: readonly Drawn[];
  readonly away: AwayBounds;
  /** The same operation on the far side as it might have been measured, in ns; empty where it was not. */
  readonly hostFsDraws: readonly number[];
  /** Of this mount, by type; for commands. */
  readonly requestCosts: RequestCosts | null;
  /** Parts that this kernel has no events for: their time is in other parts. */
  readonly missing: ReadonlySet<Part>;
  /** Per operation; null where not counted. */
  readonly requests: Readonly<Record<string, number>> | null;
}

/** The same operation where nothing leaves the kernel. */
export interface Control {
  /** Outside system calls; null where that is not known apart from the rest. */
  readonly programNs: number | null;
  /** In system calls on a CPU, and in the program where `programNs` is null. */
  readonly systemCallNs: number;
  /** Asleep: what holds the process back on tmpfs too (a debugger, a tracer, the machine) is no matter of the mount. */
  readonly pausedNs: number;
  /** Of commands: neither user nor system time. */
  readonly otherNs: number;
}

/** Upper bounds for parts of the time that a request is away; null where nothing bounds them. */
export interface AwayBounds {
  /** The way there and back: the fastest type of request needs it too. */
  readonly transportNs: number | null;
  /** The file system of the far side: the same operation made there. */
  readonly hostFsNs: number | null;
}
