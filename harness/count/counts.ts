import type { Count } from '../core/counting.ts';

type Parts = Partial<Pick<Count, 'key' | 'subkey' | 'unit'>>;

export function counted(source: string, counter: string, value: number, parts: Parts = {}): Count {
  return { source, counter, key: null, subkey: null, unit: 'count', value, reason: null, ...parts };
}

export function notCounted(source: string, counter: string, reason: string, parts: Parts = {}): Count {
  return { ...counted(source, counter, 0, parts), value: null, reason };
}
