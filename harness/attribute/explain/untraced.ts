import type { Evidence } from '../../core/attribution.ts';
import type { Layer } from '../../core/layers.ts';
import type { Drawn } from '../evidence/draw.ts';
import type { MountKind } from '../mount-kind.ts';
import type { Allocation, Explanation } from './allocation.ts';
import type { Context } from './context.ts';
import { type ThreadUsage, threadUsage } from './thread-usage.ts';

type Layers = Allocation['layers'];

/** What CPU times of the threads and the same operation on tmpfs say of one operation, without a traced pass. */
export function explainUntraced(drawn: Drawn, context: Context): Explanation {
  const { kind, control } = context;
  const dma = dmaLayer(context);
  const usage = threadUsage(drawn, context);
  if (usage === null) return withoutThreadTimes(drawn.ns, context);
  const { onCpuNs, runQueueNs, asleepNs, contradictions } = usage;
  const near = Math.min(onCpuNs, kind.hasFarSide ? (control === null ? 0 : nearNs(control)) : onCpuNs);
  // Where there is nothing to wait for, what holds the process back is no matter of the mount.
  const paused = kind.asleep === null ? asleepNs : Math.min(asleepNs, control?.pausedNs ?? 0);
  const evidence: readonly Evidence[] = ['thread-time'];
  const compared: readonly Evidence[] = control === null || !kind.hasFarSide ? evidence : ['thread-time', 'controls'];
  const bounced = bouncedIn(usage, { onCpuNs: onCpuNs - near, asleepNs: asleepNs - paused }, context);
  return {
    allocations: [
      { layers: ['app'], part: 'run-queue', ns: runQueueNs, evidence },
      { layers: ['app'], part: 'paused', ns: paused, evidence: compared },
      ...nearAllocations(near, control?.programNs ?? null, compared),
      ...bounced.allocations,
      { layers: beyondControl(context), part: 'on-cpu', ns: onCpuNs - near - bounced.onCpuNs, evidence: compared },
      { layers: asleepLayers(kind, dma), part: 'asleep', ns: asleepNs - paused - bounced.asleepNs, evidence: compared },
    ],
    contradictions: [...contradictions, ...bounced.contradictions],
  };
}

/** Of the median; less is what two boots differ by anyway. */
const NOTABLE = 0.1;

/**
 * What the same operation does not need in boots without bounce buffers: on a CPU to fill them and to copy back, asleep while the copies
 * of others are made. No more than there is beyond tmpfs; where it would be negative nothing, and a contradiction if that is much.
 */
function bouncedIn(
  usage: ThreadUsage,
  beyond: { readonly onCpuNs: number; readonly asleepNs: number },
  context: Context,
): Explanation & { readonly onCpuNs: number; readonly asleepNs: number } {
  const other = context.withoutPool === null ? null : threadUsage(context.withoutPool, context);
  if (other === null) return { allocations: [], contradictions: [], onCpuNs: 0, asleepNs: 0 };
  const more = (of: 'onCpuNs' | 'asleepNs'): number => Math.max(0, Math.min(beyond[of], usage[of] - other[of]));
  const [onCpuNs, asleepNs] = [more('onCpuNs'), more('asleepNs')];
  const lackingNs = other.onCpuNs + other.asleepNs - usage.onCpuNs - usage.asleepNs;
  const total = usage.onCpuNs + usage.asleepNs;
  const message = 'the operation took longer in the boots without bounce buffers';
  return {
    allocations: [{ layers: ['dma'], part: 'beyond-no-pool', ns: onCpuNs + asleepNs, evidence: ['thread-time', 'run-pair'] }],
    contradictions: lackingNs > NOTABLE * total ? [{ message, ns: lackingNs }] : [],
    onCpuNs,
    asleepNs,
  };
}

/** Only what takes longer than on tmpfs is known, and that is the mount's. */
function withoutThreadTimes(ns: number, context: Context): Explanation {
  const { kind, control } = context;
  if (control === null) {
    // Nothing to hold it against: nobody can say.
    const layers: Layers = kind.hasFarSide
      ? ['unattributed']
      : ['app', 'vfs', ...(kind.asleep === null ? [] : (['host-fs'] as const))];
    const evidence: readonly Evidence[] = kind.hasFarSide ? [] : ['by-construction'];
    return { allocations: [{ layers, part: 'all', ns, evidence }], contradictions: [] };
  }
  const near = Math.min(ns, nearNs(control) + control.pausedNs);
  const beyond = { layers: beyondTmpfs(context), part: 'beyond-tmpfs', ns: ns - near, evidence: ['controls'] } as const;
  return { allocations: [...nearAllocations(near, control.programNs, ['controls']), beyond], contradictions: [] };
}

function beyondTmpfs(context: Context): Layers {
  const { hasFarSide, asleep } = context.kind;
  if (hasFarSide) return ['server', 'client', 'transport', ...dmaLayer(context), 'host-fs'];
  return asleep === null ? ['vfs'] : ['host-fs', 'vfs', ...dmaLayer(context)];
}

function nearNs({ programNs, systemCallNs }: NonNullable<Context['control']>): number {
  return (programNs ?? 0) + systemCallNs;
}

/** What it takes where nothing leaves the kernel. Only a trace tells the program from the system calls that it makes. */
function nearAllocations(ns: number, programNs: number | null, evidence: readonly Evidence[]): Allocation[] {
  if (programNs === null) return [{ layers: ['app', 'vfs'], part: 'as-on-tmpfs', ns, evidence }];
  const program = Math.min(ns, programNs);
  return [
    { layers: ['app'], part: 'program', ns: program, evidence },
    { layers: ['vfs'], part: 'system-call', ns: ns - program, evidence },
  ];
}

/** On a CPU for longer than on tmpfs: the client, and what the thread does of the transport's work. */
function beyondControl(context: Context): Layers {
  if (!context.kind.hasFarSide) return ['app', 'vfs'];
  const own: Layers = ['client', 'transport', ...dmaLayer(context)];
  return context.control !== null ? own : [...own, 'vfs', 'app'];
}

function asleepLayers(kind: MountKind, dma: readonly Layer[]): Layers {
  return kind.hasFarSide ? ['server', 'transport', ...dma, 'host-fs'] : ['host-fs', ...dma];
}

/** With boots that have none beside them, the time of bounce buffers is known apart. */
function dmaLayer({ mayBounce, withoutPool, hasThreadTimes }: Context): Layer[] {
  return mayBounce && (withoutPool === null || !hasThreadTimes) ? ['dma'] : [];
}
