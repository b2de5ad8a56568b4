import { scanSamples } from './scan-samples.ts';

/** What can be told of all rows together, valid or not. */
export interface SampleFacts {
  readonly rows: number;
  readonly runIds: ReadonlySet<string>;
  /** Of the steps that were measured. */
  readonly orders: ReadonlySet<number>;
}

export function readSampleFacts(path: string): SampleFacts {
  let rows = 0;
  const runIds = new Set<string>();
  const orders = new Set<number>();
  scanSamples(path, ({ run_id, order }) => {
    rows++;
    runIds.add(run_id.value);
    orders.add(order.value);
  });
  return { rows, runIds, orders };
}
