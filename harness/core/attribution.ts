import { z } from 'zod';
import { cellSchema } from './cell.ts';
import { findingSchema } from './finding.ts';
import { LAYERS } from './layers.ts';

export const ATTRIBUTION_SCHEMA_VERSION = 1;

/** What a figure rests on, best first. */
export const EVIDENCE = [
  /** Tracepoints and probes of one pass, joined per request. */
  'trace',
  /** CPU time, run-queue wait and switches of the measuring threads; user and system time of commands. */
  'thread-time',
  /** Slopes of the probe in depth, size, alignment and concurrency, with known numbers of requests. */
  'probe-slopes',
  /** The same operation on tmpfs or ext4 in the same blocks. */
  'controls',
  /** Boots that differ in one thing. */
  'run-pair',
  /** The same operation on the same folder from the far side. */
  'host-probe',
  /** The fastest type of request of the mount: what every request needs. */
  'fastest-request',
  /** Requests counted by type, times what one of that type took. */
  'counted-requests',
  /** A copy benchmark on the same machine. */
  'memcpy-prior',
  /** The fitted model, with priors where nothing else speaks. */
  'model',
  /** The mount has no such part: a 9P socket no bounce buffers, a local file system no far side. */
  'by-construction',
] as const;
export type Evidence = (typeof EVIDENCE)[number];

const ns = z.number();

const layerShareSchema = z.strictObject({
  layer: z.enum(LAYERS),
  /** Negative for `unattributed` only: more was explained than measured. */
  ns,
  /** 95 % interval; null without repetition to tell. Of merged layers: of their sum. */
  lowNs: ns.nullable(),
  highNs: ns.nullable(),
  /** Of the median. */
  share: z.number(),
  evidence: z.array(z.enum(EVIDENCE)),
  /** Layers whose time is in this one's, because nothing tells them apart. */
  mergedWith: z.array(z.enum(LAYERS)),
  /** What would tell them apart; null where nothing is merged, or nothing would. */
  experiment: z.string().nullable(),
  /** What the time was spent on, as far as it was seen; sums to `ns`. */
  parts: z.array(z.strictObject({ part: z.string(), ns })),
});
export type LayerShare = z.infer<typeof layerShareSchema>;

const whatIfSchema = z.strictObject({
  id: z.string(),
  /** One sentence for people. */
  title: z.string(),
  /** Predicted change of the median; negative is faster. */
  changeNs: ns,
  lowNs: ns.nullable(),
  highNs: ns.nullable(),
  /** Mean over all orders of introducing the changes, and its range: first of all, last of all. Null where it stood alone. */
  shapley: z.strictObject({ shareNs: ns, firstInNs: ns, lastInNs: ns }).nullable(),
});
export type WhatIf = z.infer<typeof whatIfSchema>;

const tailSchema = z.strictObject({
  /** Mean latency of the operations of the band. */
  meanNs: ns,
  layers: z.array(layerShareSchema.pick({ layer: true, ns: true, share: true, mergedWith: true })),
});
export type Tail = z.infer<typeof tailSchema>;

const attributedCellSchema = z.strictObject({
  ...cellSchema.shape,
  /** Of one operation: of the latency, or of a whole command. */
  metric: z.enum(['latency', 'elapsed']),
  medianNs: ns,
  lowNs: ns.nullable(),
  highNs: ns.nullable(),
  /** Blocks, or boots where several runs are given. */
  n: z.number().int(),
  /** In the order of the path, `unattributed` last; their `ns` sum to `medianNs`. */
  layers: z.array(layerShareSchema),
  /** The slowest tenth of the operations, and what they spent it on. Null without a timeline, and below ten operations. */
  tail: tailSchema.nullable(),
  /** Requests across the boundary per operation, by type; null where not counted. */
  requests: z.record(z.string(), z.number()).nullable(),
  /** Those of the document's `whatIfs` that speak of this cell. */
  whatIfs: z.array(whatIfSchema),
  warnings: z.array(findingSchema),
});
export type AttributedCell = z.infer<typeof attributedCellSchema>;

/** One workload's phase on one mount: its operations, each as often as it was made, or its command. */
const rollupSchema = z.strictObject({
  ...cellSchema.omit({ operation: true }).shape,
  totalNs: ns,
  layers: z.array(layerShareSchema),
});
export type PhaseAttribution = z.infer<typeof rollupSchema>;

const mountShareSchema = z.strictObject({
  layer: z.enum(LAYERS),
  /** Mean over the cells; those of a mount sum to 1. */
  share: z.number(),
  /** Quartiles of the cells: how much it depends on the operation. Null below four cells. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  mergedWith: z.array(z.enum(LAYERS)),
});
export type MountShare = z.infer<typeof mountShareSchema>;

const mountSchema = z.strictObject({
  target: z.string(),
  transport: cellSchema.shape.transport,
  /** That were looked at: of the probe in one thread, or all where it is missing. */
  cells: z.number().int(),
  shares: z.array(mountShareSchema),
});
export type MountAttribution = z.infer<typeof mountSchema>;

/** `operation`: label of the probe, or a name of the mix of a workload. */
const operationWhatIfsSchema = z.strictObject({
  target: z.string(),
  operation: z.string(),
  baseNs: ns,
  whatIfs: z.array(whatIfSchema),
});
export type OperationWhatIfs = z.infer<typeof operationWhatIfsSchema>;

const modelErrorSchema = z.strictObject({
  target: z.string(),
  fitted: z.number().int(),
  heldOut: z.number().int(),
  /** Relative, without sign. */
  medianError: z.number().nullable(),
  p90Error: z.number().nullable(),
  /** Relative standard error of the measurements themselves, in the median: no model comes closer. Null without repetition. */
  standardError: z.number().nullable(),
  /** Why nothing could be fitted; null where it could. */
  reason: z.string().nullable(),
});
export type ModelError = z.infer<typeof modelErrorSchema>;

const adviceSchema = z.strictObject({
  title: z.string(),
  command: z.string().nullable(),
  /** Of one `operation`; positive is time saved. */
  gainNs: ns.nullable(),
  lowNs: ns.nullable(),
  highNs: ns.nullable(),
  operation: z.string().nullable(),
  detail: z.string(),
});
export type Advice = z.infer<typeof adviceSchema>;

const attributedRunSchema = z.strictObject({
  id: z.string(),
  dir: z.string(),
  status: z.string(),
  bootId: z.string().nullable(),
});

const layerChangeSchema = z.strictObject({
  layer: z.enum(LAYERS),
  /** On either side: changes of layers that one side cannot tell apart are one change. */
  mergedWith: z.array(z.enum(LAYERS)),
  changeNs: ns,
  /** 95 % interval; null without repetition on both sides. */
  lowNs: ns.nullable(),
  highNs: ns.nullable(),
});
export type LayerChange = z.infer<typeof layerChangeSchema>;

const cellChangeSchema = z.strictObject({
  ...cellSchema.shape,
  /** Of the median; positive: slower than beside. */
  changeNs: ns,
  lowNs: ns.nullable(),
  highNs: ns.nullable(),
  /** Sum to `changeNs`. */
  layers: z.array(layerChangeSchema),
});
export type CellChange = z.infer<typeof cellChangeSchema>;

/** Runs of another configuration, and what is different here. */
const besideSchema = z.strictObject({
  runs: z.array(attributedRunSchema),
  /** In what the two differ: a name such as `pool` or `kernel`, or a path inside run.json, with the values of both. */
  differs: z.array(z.strictObject({ path: z.string(), here: z.string(), there: z.string() })),
  /** Why the pair is no evidence for a layer; null where it is. */
  unusedReason: z.string().nullable(),
  cells: z.array(cellChangeSchema),
});
export type Beside = z.infer<typeof besideSchema>;

export const attributionSchema = z.strictObject({
  schemaVersion: z.literal(ATTRIBUTION_SCHEMA_VERSION),
  runs: z.array(attributedRunSchema),
  /** Every instruction was emulated, so that times compare within one boot only; null where that is not known. */
  emulated: z.boolean().nullable(),
  evidence: z.array(z.strictObject({ kind: z.enum(EVIDENCE), available: z.boolean(), detail: z.string() })),
  /** Traced over untraced latency, by target; empty without a traced pass. */
  tracingCost: z.array(z.strictObject({ target: z.string(), ratio: z.number(), eventNs: z.number().nullable() })),
  cells: z.array(attributedCellSchema),
  phases: z.array(rollupSchema),
  /** Whole mounts, those beyond the boundary first. */
  mounts: z.array(mountSchema),
  whatIfs: z.array(operationWhatIfsSchema),
  /** Of the fitted model on cells that it was not fitted to, by target. */
  modelError: z.array(modelErrorSchema),
  /** Largest gain first. */
  advice: z.array(adviceSchema),
  /** Null where no other runs were named. */
  beside: besideSchema.nullable(),
  findings: z.array(findingSchema),
});
export type Attribution = z.infer<typeof attributionSchema>;
