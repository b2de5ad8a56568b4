import type { Advice, LayerShare } from '../../core/attribution.ts';
import { compareVersions, versionParts } from '../../core/version-order.ts';
import type { ObservedMount } from '../ports.ts';
import {
  type AdviceContext,
  type AdviceRule,
  farMounts,
  gainOf,
  isWsl,
  percent,
  predictionsOf,
  surestGain,
  THRESHOLDS,
  UNKNOWN_GAIN,
} from './advice-rule.ts';

/** Below this a change is not worth a figure. */
const UNSEEN = 0.0005;
/** First WSL that makes and uses a pool of its own for PCI devices. */
const FIRST_WITH_POOL = [2, 8, 9];

/** Whether anything is to be gained from the pool: most of the time nothing is, and that is worth saying. */
export const pool: AdviceRule = (context) =>
  farMounts(context)
    .filter(({ target }) => target.transport === 'virtiofs' || target.transport === '9p-virtio')
    .flatMap((mount) => [...waiting(context, mount), ...ofItsOwn(context, mount)]);

/** Requests that found it full: more slots help, and nothing else does. */
function waiting(context: AdviceContext, { target, cells }: ObservedMount): Advice[] {
  const waits = cells.flatMap((cell) => {
    const ns = partNs(cell.layers, 'pool-wait');
    return ns >= THRESHOLDS.nothing * cell.medianNs ? [{ cell, ns }] : [];
  });
  const [longest] = waits.toSorted((a, b) => b.ns - a.ns);
  if (longest === undefined) return [];
  const { ns, cell } = longest;
  return [
    {
      title: `A larger pool for ${target.id}`,
      command: isWsl(context) ? '[experimental] swiotlb=256MB in %USERPROFILE%\\.wslconfig, then: wsl --shutdown' : null,
      gainNs: ns,
      lowNs: null,
      highNs: null,
      operation: cell.cell.operation,
      detail: `the pool was full: ${percent(ns / cell.medianNs)} of the time went into waiting for room`,
    },
  ];
}

function ofItsOwn(context: AdviceContext, { target, cells }: ObservedMount): Advice[] {
  const predictions = predictionsOf(context, target.id, 'dedicated-pool');
  const gain = surestGain(predictions);
  if (gain !== null) {
    const version = versionParts(context.environment?.wsl?.version ?? '');
    const isOld = version.length > 0 && compareVersions(version, FIRST_WITH_POOL) < 0;
    const title = `A DMA pool of its own for ${target.id}`;
    const command = isWsl(context) && isOld ? 'wsl --update' : null;
    return [{ title, command, ...gainOf(gain), detail: 'predicted: other devices use the same pool now' }];
  }
  if (hasNeighbour(context)) {
    const detail = 'a load generator bounced through the same pool: a boot with --pool private tells what that costs';
    return [{ title: `Measure ${target.id} with a pool that nobody else uses`, command: null, ...UNKNOWN_GAIN, detail }];
  }
  const share = largestDmaShare(cells);
  if (share === null && predictions.length === 0) return [];
  const measured =
    share === null
      ? []
      : [`all of the pool, copies included, is at most ${percent(share.share)} of an operation (${share.operation})`];
  const predicted = predictions.map(({ baseNs, whatIf }) => Math.abs(whatIf.changeNs) / baseNs);
  const largest = Math.max(0, ...predicted);
  if (largest >= THRESHOLDS.nothing) {
    const detail = `the model says ${percent(largest)}, and its interval reaches from faster to slower`;
    return [{ title: `Whether another DMA pool helps ${target.id} is not known`, command: null, ...UNKNOWN_GAIN, detail }];
  }
  const change =
    predictions.length === 0
      ? 'it has one of its own'
      : largest < UNSEEN
        ? 'by the model one of its own changes no operation'
        : `by the model one of its own changes no operation by more than ${percent(largest)}`;
  return [
    {
      title: `Nothing is to be gained from another DMA pool for ${target.id}`,
      command: null,
      ...UNKNOWN_GAIN,
      detail: [change, ...measured].join('; '),
    },
  ];
}

/** In the lab: its demand of processors is nothing that the model of the pool knows. */
function hasNeighbour({ observed: { records } }: AdviceContext): boolean {
  return records.some(({ lab }) => lab !== null && lab.contender !== null && lab.pool.use === 'shared');
}

/** Of the cells in which the pool's time was told apart from everything else. */
function largestDmaShare(cells: ObservedMount['cells']): { share: number; operation: string } | null {
  const shares = cells.flatMap(({ cell, layers }) => {
    const dma = layers.find(({ layer }) => layer === 'dma');
    const isSeen = dma !== undefined && dma.mergedWith.length === 0 && dma.evidence.includes('trace') && dma.ns > 0;
    return isSeen && cell.concurrency === 1 ? [{ share: dma.share, operation: cell.operation }] : [];
  });
  return shares.toSorted((a, b) => b.share - a.share)[0] ?? null;
}

function partNs(layers: readonly LayerShare[], part: string): number {
  return layers.flatMap(({ parts }) => parts).reduce((sum, one) => (one.part === part ? sum + one.ns : sum), 0);
}

/** Runnable and without a processor: not the file system's fault, and not to be cured there. */
export const fewProcessors: AdviceRule = (context) => {
  const waits = farMounts(context).flatMap(({ cells }) =>
    cells
      .filter(({ cell, probe }) => cell.concurrency === 1 && probe !== null)
      .map((cell) => {
        return { cell, ns: partNs(cell.layers, 'run-queue') };
      }),
  );
  if (waits.length === 0) return [];
  const byShare = waits.toSorted((a, b) => a.ns / a.cell.medianNs - b.ns / b.cell.medianNs);
  const middle = byShare[Math.floor(byShare.length / 2)] as (typeof waits)[number];
  const share = middle.ns / middle.cell.medianNs;
  if (share < THRESHOLDS.runQueue) return [];
  const asked = context.environment?.settings.asked?.processors ?? null;
  return [
    {
      title: 'Other programs want the same processors',
      command:
        isWsl(context) && asked !== null
          ? `[wsl2] processors=${2 * asked} in %USERPROFILE%\\.wslconfig, then: wsl --shutdown`
          : null,
      gainNs: middle.ns,
      lowNs: null,
      highNs: null,
      operation: middle.cell.cell.operation,
      detail: `${percent(share)} of the time of half of the operations is waiting for a processor`,
    },
  ];
};
