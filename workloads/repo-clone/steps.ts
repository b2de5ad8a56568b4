import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CheckStep, CommandStep, Place, Step, TaskStep } from '../../harness/core/workload.ts';
import { gitCommand } from '../isolation.ts';
import type { Repository, State } from './repository.ts';

const WORK_TREE = 'repository';
const STATUS = ['status', '--porcelain'];

/** Clone, look twice, switch, and prove each result. */
export function cloneBlock(repository: Repository, place: Place): readonly Step[] {
  const directory = join(place.directory, WORK_TREE);
  const { head, other, fsck } = repository;
  // `file://` goes through pack and index-pack as a clone over the network does; only the target lies on the measured mount.
  const clone = ['clone', '--quiet', '--no-local', pathToFileURL(repository.directory).href, directory];
  return [
    timed('clone', 'git-clone', place.directory, clone),
    dateIndex('distrust-index', directory),
    timed('status-racy', 'git-status', directory, STATUS),
    dateIndex('settle-index', directory),
    timed('status-settled', 'git-status', directory, STATUS),
    ...proof(directory, head, ['clone', 'status-racy', 'status-settled']),
    ...(other === null ? [] : switchTo(directory, other)),
    // Last, since it reads every object: the packs are whole and everything reachable is there.
    check(directory, ['fsck', '--no-dangling', '--no-progress', ...fsck, ...depthOf(place)], '', ['clone']),
  ];
}

/**
 * Every object is read and hashed on each target's first block. Later ones ask for reachability only: cloning has hashed each object
 * already (git-index-pack), and the proofs above compare every file of the work tree, so that reading all again would only cost time.
 */
function depthOf({ block }: Place): readonly string[] {
  return block === 0 ? [] : ['--connectivity-only'];
}

export function removeClone(place: Place): readonly Step[] {
  const command = { program: 'rm', args: ['-rf', join(place.directory, WORK_TREE)], cwd: place.directory, env: {} } as const;
  return [{ kind: 'command', phase: 'remove', operation: 'rm', command }];
}

/** Detached, since it is the same work as switching to a branch and needs no name: the other state may be a plain commit. */
function switchTo(directory: string, other: State): readonly Step[] {
  return [
    // The proof before has written the index, perhaps in the same second as the files.
    dateIndex('settle-index', directory),
    timed('checkout', 'git-checkout', directory, ['checkout', '--quiet', '--detach', other.commit]),
    ...proof(directory, other, ['checkout']),
  ];
}

/** The index is the expected tree, and with a distrusted index the status compares the content of every file with it. */
function proof(directory: string, expected: State, checks: readonly string[]): readonly Step[] {
  return [
    check(directory, ['rev-parse', 'HEAD^{tree}'], expected.tree, checks),
    dateIndex('distrust-index', directory),
    check(directory, STATUS, '', checks),
  ];
}

function timed(phase: string, operation: string, cwd: string, args: readonly string[]): CommandStep {
  return { kind: 'command', phase, operation, command: gitCommand(cwd, args) };
}

function check(cwd: string, args: readonly string[], stdout: string, checks: readonly string[]): CheckStep {
  return { kind: 'check', command: gitCommand(cwd, args), stdout, checks };
}

function dateIndex(task: 'distrust-index' | 'settle-index', repository: string): TaskStep {
  return { kind: 'task', task, args: { repository }, checks: [] };
}
