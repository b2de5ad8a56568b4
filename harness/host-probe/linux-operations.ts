import {
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { HostProbeOperation } from '../core/host-probe.ts';

/** One operation, made ready; `call` is what is timed. */
interface Operation {
  readonly call: (index: number) => void;
  readonly close?: () => void;
}

type Prepare = (folder: string, calls: number) => Operation;

const NEW_FILE = constants.O_CREAT | constants.O_WRONLY | constants.O_TRUNC;
const KIB = 1024;
const LISTED = 100;
const DATA_BYTES = 256 * KIB;

/** The files that all operations find; the last three make and use their own. */
export function makeFixture(folder: string): void {
  mkdirSync(join(folder, 'n1/n2/n3'), { recursive: true });
  for (const name of ['leaf', 'n1/n2/n3/leaf', 'sync']) writeFileSync(join(folder, name), 'leaf');
  writeFileSync(join(folder, 'data'), Buffer.alloc(DATA_BYTES, 1));
  mkdirSync(join(folder, 'list'));
  for (let index = 0; index < LISTED; index++) writeFileSync(join(folder, `list/entry-${String(index).padStart(6, '0')}`), '');
  for (const name of ['created', 'renamed']) mkdirSync(join(folder, name));
}

/** The probe's system calls, in the same order (workloads/probe): synchronous, because that is what the guest's threads do. */
export const LINUX_OPERATIONS: Readonly<Record<HostProbeOperation, Prepare>> = {
  null: () => ({ call() {} }),
  'stat.d0': (folder) => stat(join(folder, 'leaf')),
  'stat.d3': (folder) => stat(join(folder, 'n1/n2/n3/leaf')),
  'open-close': (folder) => {
    const path = join(folder, 'leaf');
    return { call: () => closeSync(openSync(path, constants.O_RDONLY)) };
  },
  'create-close': (folder, calls) => {
    const paths = created(folder, calls);
    return { call: (index) => closeSync(openSync(paths[index] ?? '', NEW_FILE, 0o644)) };
  },
  rename: (folder, calls) => {
    const from = numbered(calls, (name) => join(folder, 'renamed', `${name}.a`));
    const to = numbered(calls, (name) => join(folder, 'renamed', `${name}.b`));
    for (const path of from) writeFileSync(path, '');
    return { call: (index) => renameSync(from[index] ?? '', to[index] ?? '') };
  },
  'read.4k': (folder) => read(folder, 4 * KIB),
  'read.256k': (folder) => read(folder, 256 * KIB),
  'write.4k': (folder) => {
    const descriptor = openSync(join(folder, 'data'), constants.O_WRONLY);
    const buffer = Buffer.alloc(4 * KIB, 2);
    return { call: () => writeSync(descriptor, buffer, 0, buffer.length, 0), close: () => closeSync(descriptor) };
  },
  'list.100': (folder) => {
    const path = join(folder, 'list');
    return { call: () => readdirSync(path) };
  },
  fsync: (folder) => {
    const descriptor = openSync(join(folder, 'sync'), constants.O_WRONLY);
    const buffer = Buffer.alloc(1, 1);
    const call = (): void => {
      writeSync(descriptor, buffer, 0, 1, 0);
      fsyncSync(descriptor);
    };
    return { call, close: () => closeSync(descriptor) };
  },
  /** Of what `create-close` made. */
  unlink: (folder, calls) => {
    const paths = created(folder, calls);
    return { call: (index) => unlinkSync(paths[index] ?? '') };
  },
};

function stat(path: string): Operation {
  return { call: () => statSync(path) };
}

function read(folder: string, bytes: number): Operation {
  const descriptor = openSync(join(folder, 'data'), constants.O_RDONLY);
  const buffer = Buffer.alloc(bytes);
  return { call: () => readSync(descriptor, buffer, 0, bytes, 0), close: () => closeSync(descriptor) };
}

function created(folder: string, calls: number): string[] {
  return numbered(calls, (name) => join(folder, 'created', name));
}

function numbered(calls: number, path: (name: string) => string): string[] {
  return Array.from({ length: calls }, (_, index) => path(`entry-${String(index).padStart(6, '0')}`));
}
