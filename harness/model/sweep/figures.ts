import type { Layer } from '../path/rows.ts';
import type { Simulated, SimulatedPool } from './simulated.ts';

type Figure = (simulated: Simulated) => number | null;

const waiting =
  (layer: Layer): Figure =>
  ({ layers }) =>
    layers.find((one) => one.layer === layer)?.waitingNs ?? 0;

const service =
  (layer: Layer): Figure =>
  ({ layers }) =>
    layers.find((one) => one.layer === layer)?.serviceNs ?? 0;

const ofOwnPool =
  (figure: (pool: SimulatedPool) => number): Figure =>
  ({ pools, ownPool }) => {
    const own = pools.find(({ pool }) => pool === ownPool);
    return own === undefined ? null : figure(own);
  };

/** What a sweep keeps of each simulation: a line of numbers. Null where there is no such thing. */
const FIGURES = {
  throughputPerSecond: (simulated) => simulated.throughputPerSecond,
  completed: ({ completed }) => completed,
  failed: ({ failed }) => failed,
  parked: ({ parked }) => parked.operations,
  meanNs: ({ latency }) => latency?.meanNs ?? null,
  p50Ns: ({ latency }) => latency?.p50Ns ?? null,
  p90Ns: ({ latency }) => latency?.p90Ns ?? null,
  p99Ns: ({ latency }) => latency?.p99Ns ?? null,
  p999Ns: ({ latency }) => latency?.p999Ns ?? null,
  maxNs: ({ latency }) => latency?.maxNs ?? null,
  appWaitingNs: waiting('app'),
  appServiceNs: service('app'),
  vfsWaitingNs: waiting('vfs'),
  vfsServiceNs: service('vfs'),
  clientWaitingNs: waiting('client'),
  clientServiceNs: service('client'),
  transportWaitingNs: waiting('transport'),
  transportServiceNs: service('transport'),
  dmaWaitingNs: waiting('dma'),
  dmaServiceNs: service('dma'),
  serverWaitingNs: waiting('server'),
  serverServiceNs: service('server'),
  hostFsWaitingNs: waiting('host-fs'),
  hostFsServiceNs: service('host-fs'),
  poolMeanUsedSlots: ofOwnPool(({ meanUsed }) => meanUsed),
  poolHighWaterSlots: ofOwnPool(({ highWater }) => highWater),
  poolFull: ofOwnPool(({ full }) => full),
  contendersPerSecond: ({ contenders }) => contenders.reduce((sum, { throughputPerSecond }) => sum + throughputPerSecond, 0),
  contendersFailed: ({ contenders }) => contenders.reduce((sum, one) => sum + one.failed, 0),
  boundPerSecond: ({ bounds }) => bounds?.throughputPerSecond ?? null,
  boundNs: ({ bounds }) => bounds?.responseNs ?? null,
  simulatedNs: ({ simulatedNs }) => simulatedNs,
  events: ({ events }) => events,
} as const satisfies Readonly<Record<string, Figure>>;

export type FigureName = keyof typeof FIGURES;
export type Figures = Readonly<Record<FigureName, number | null>>;

export const FIGURE_NAMES = Object.keys(FIGURES) as readonly FigureName[];

export function figuresOf(simulated: Simulated): Figures {
  return Object.fromEntries(FIGURE_NAMES.map((name) => [name, FIGURES[name](simulated)])) as Figures;
}
