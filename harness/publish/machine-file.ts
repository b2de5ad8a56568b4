import { z } from 'zod';
import type { IndexRow } from './index-row.ts';

const text = z.string().nullable();

/** `<machine>/machine.json`: what is said of a machine once. What can change stands in its runs. */
const machineFileSchema = z.object({
  schemaVersion: z.literal(1),
  /** Random; the same for all runs of this machine. */
  machine: z.string(),
  /** Chosen by its user with --label; null where none was. */
  label: text,
  /** Start of the first run that was published. */
  firstSeen: z.string(),
  platform: text,
  cpuModel: text,
  cpus: z.number().nullable(),
  memoryBytes: z.number().nullable(),
});

export type MachineFile = z.infer<typeof machineFileSchema>;

export function machineFile(first: IndexRow, label: string | null): MachineFile {
  const { machine, startedAt, platform, cpuModel, cpus, memoryBytes } = first;
  return { schemaVersion: 1, machine, label, firstSeen: startedAt, platform, cpuModel, cpus, memoryBytes };
}

/** Null for what is none; `verify` says so, and a table goes without. */
export function parseMachineFile(content: string): MachineFile | null {
  try {
    return machineFileSchema.parse(JSON.parse(content));
  } catch {
    return null;
  }
}
