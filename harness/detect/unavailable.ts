import type { Unavailable } from '../core/environment.ts';

/** Collects why things are null, so that no null of the document stands without a reason. */
export interface Gaps {
  add(path: string, reason: string): void;
  /** An entry for each null field of `record`: its own reason if there is one, else the common one; own null where null says it all. */
  explain<T extends object>(path: string, record: T, reason: string, own?: Partial<Record<keyof T, string | null>>): void;
  readonly all: readonly Unavailable[];
}

export function collectGaps(): Gaps {
  const all: Unavailable[] = [];
  const add = (path: string, reason: string): void => {
    all.push({ path, reason });
  };
  return {
    all,
    add,
    explain: (path, record, reason, own = {}) => {
      for (const key of Object.keys(record) as (keyof typeof record & string)[]) {
        const why = own[key] === undefined ? reason : own[key];
        if (record[key] === null && why !== null) add(`${path}.${key}`, why);
      }
    },
  };
}
