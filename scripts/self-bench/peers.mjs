import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * What simulates an M/M/1 queue, each in a process of its own that takes JOBS SERVICE_NS INTERARRIVAL_NS SEED and prints
 * {"seconds", "meanNs"}.
 *
 * @typedef {{ status: 'ready', command: readonly [string, ...string[]] } | { status: 'missing', reason: string }} Peer
 */

/** The distribution's packages belong to its own Python, which need not be the first one on PATH. */
const PYTHONS = ['python3', '/usr/bin/python3'];
const NO_SIMPY = 'no Python with SimPy 3 (Debian: apt-get install python3-simpy3)';
const NO_NS3 = 'no ns-3 (Debian: apt-get install libns3-dev g++ pkg-config)';

/** @type {() => Peer} */
export function simPy() {
  const python = PYTHONS.find((one) => printed(one, ['-c', 'import simpy; print(simpy.__version__)'])?.startsWith('3.'));
  return python === undefined ? missing(NO_SIMPY) : { status: 'ready', command: [python, beside('./mm1.py')] };
}

/** Compiled here: ns-3 is a library. @type {(folders: import('./folder.mjs').Folders) => Peer} */
export function ns3(folders) {
  // Debian's is called ns3-core, that of others libns3.37-core and the like.
  const module = /^(?:lib)?ns3[\d.]*-core(?=\s)/m.exec(printed('pkg-config', ['--list-all']) ?? '')?.[0];
  // Its own library only: --libs would name those that it was built with too, which need not be installed.
  const flags = module === undefined ? null : printed('pkg-config', ['--cflags', '--libs-only-L', module]);
  if (module === undefined || flags === null) return missing(NO_NS3);
  const program = join(folders.own, 'mm1-ns3');
  const search = flags.split(/\s+/).filter((flag) => flag !== '');
  const args = [
    '-O2',
    '-DNDEBUG',
    '-std=c++17',
    ...search,
    '-o',
    program,
    beside('./mm1-ns3.cc'),
    `-l${module.replace(/^lib/, '')}`,
  ];
  const { status, stderr, error } = spawnSync('c++', args, { encoding: 'utf8' });
  if (status === 0) return { status: 'ready', command: [program] };
  return missing(error === undefined ? `c++ failed on mm1-ns3.cc: ${stderr.trim().split('\n')[0]}` : NO_NS3);
}

/** The engine and the bare loop, which take a number of jobs to warm up with as well. @type {(script: string) => readonly [string, string]} */
export function nodeScript(script) {
  return [process.execPath, beside(script)];
}

/** Null where it fails or is not there. @type {(program: string, args: readonly string[]) => string | null} */
function printed(program, args) {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

/** @type {(reason: string) => Peer} */
function missing(reason) {
  return { status: 'missing', reason };
}

/** @type {(path: string) => string} */
function beside(path) {
  return fileURLToPath(new URL(path, import.meta.url));
}
