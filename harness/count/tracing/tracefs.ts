import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootId, liveness, thisProcess } from '../../system/owner.ts';
import { howToMount, isMounted } from '../kernel-file.ts';

/** Where the kernel's tracing is found; the second one is mounted by the kernel itself below debugfs. */
const PLACES = ['/sys/kernel/tracing', '/sys/kernel/debug/tracing'];

export function findTracefs(): { readonly path: string } | { readonly reason: string } {
  const path = PLACES.find((place) => isMounted('tracefs', place));
  return path === undefined ? { reason: howToMount('tracefs', '/sys/kernel/tracing') } : { path };
}

const OURS = /^mntbench_[0-9a-f]{6}_(\d+)_(\d+)_(\d+)(?:_\w+)?$/;

/** Says whose it is: a run that was killed cannot remove its instance, and the next one must not remove a living one's. */
function newName(runId: string, purpose: string): string {
  const { pid, startTicks, pidNamespace } = thisProcess();
  return `mntbench_${runId.slice(-6)}_${pid}_${startTicks ?? 0}_${/\d+/.exec(pidNamespace ?? '')?.[0] ?? 0}${purpose}`;
}

function isStale(name: string): boolean {
  const [, pid, ticks, namespace] = OURS.exec(name) ?? [];
  if (pid === undefined) return false;
  const owner = { pid: Number(pid), startTicks: Number(ticks), bootId: bootId(), pidNamespace: `pid:[${namespace}]` };
  return liveness(owner) === 'dead';
}

/** Calls of one function that may be under way at a time; more are not seen. Two per processor are enough for functions that never sleep. */
const RETURNS_AT_ONCE = 128;

/** A buffer, filters and triggers of our own: whoever else traces on this machine is not disturbed. */
export class TraceInstance implements Disposable {
  readonly #root: string;
  readonly #name: string;
  readonly #atExit = (): void => this.#remove();

  /** `purpose` tells two instances of one run apart. */
  constructor(root: string, runId: string, purpose: '' | '_timeline' = '') {
    this.#root = root;
    this.#name = newName(runId, purpose);
    for (const name of readdirSync(join(root, 'instances'))) if (isStale(name)) remove(root, name);
    for (const name of probeGroups(root)) if (isStale(name)) removeProbes(root, name);
    mkdirSync(this.path());
    // Also when the program ends by an error, or at once by a second Ctrl-C.
    process.once('exit', this.#atExit);
  }

  path(...parts: readonly string[]): string {
    return join(this.#root, 'instances', this.#name, ...parts);
  }

  has(...parts: readonly string[]): boolean {
    return existsSync(this.path(...parts));
  }

  read(...parts: readonly string[]): string {
    return readFileSync(this.path(...parts), 'utf8');
  }

  /** Most files take a value; triggers are added to, since opening one to overwrite it removes what is there. */
  write(text: string, ...parts: readonly string[]): void {
    writeFileSync(this.path(...parts), text);
  }

  add(text: string, ...parts: readonly string[]): void {
    appendFileSync(this.path(...parts), text);
  }

  /** Events at the entry of kernel functions. Returns their paths below `events`. Throws where the kernel cannot. */
  addProbes(functions: readonly string[], fields: string): string[] {
    return functions.map((name) => this.#addProbe('p', name, name, fields));
  }

  /** An event where a kernel function returns. */
  addReturnProbe(name: string, fields: string): string {
    return this.#addProbe(`r${RETURNS_AT_ONCE}`, `${name}_return`, name, fields);
  }

  #addProbe(type: string, event: string, name: string, fields: string): string {
    appendFileSync(join(this.#root, 'kprobe_events'), `${type}:${this.#name}/${event} ${name} ${fields}\n`);
    return `${this.#name}/${event}`;
  }

  [Symbol.dispose](): void {
    process.off('exit', this.#atExit);
    this.#remove();
  }

  #remove(): void {
    remove(this.#root, this.#name);
    removeProbes(this.#root, this.#name);
  }
}

function remove(root: string, name: string): void {
  try {
    rmdirSync(join(root, 'instances', name));
  } catch {
    // Somebody looks into it at this moment: the next run removes it.
  }
}

function probeGroups(root: string): string[] {
  const path = join(root, 'kprobe_events');
  if (!existsSync(path)) return [];
  const groups = readFileSync(path, 'utf8').matchAll(/^[pr]\d*:([^/\s]+)\//gm);
  return [...new Set([...groups].map(([, group = '']) => group))];
}

function removeProbes(root: string, group: string): void {
  if (!probeGroups(root).includes(group)) return;
  try {
    appendFileSync(join(root, 'kprobe_events'), `-:${group}/\n`);
  } catch {
    // Still in use by an instance that could not be removed.
  }
}
