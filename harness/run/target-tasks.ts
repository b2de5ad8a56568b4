import { execFileSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode, UserError } from '../core/errors.ts';
import type { JsonObject } from '../core/json.ts';
import type { WorkerModule } from '../core/workload.ts';
import { dropCaches, filePages } from '../system/caches.ts';
import { heartbeat, releaseSandbox, takeSandbox } from '../system/sandbox.ts';
import { type Space, spaceOn } from '../system/space.ts';
import { ownerArg, textArg, textsArg } from './task-args.ts';

/** What the harness itself does on a target. It runs in the measuring process, like everything that may hang on a dead mount. */

export interface Inspection extends Space {
  readonly realPath: string;
}

const EMPTY_CALLS = 20_000;

export const loops: WorkerModule['loops'] = {
  /** For the calibration: what a call costs that does nothing. */
  empty: () => ({ operations: EMPTY_CALLS, run: () => {} }),
};

export const tasks = {
  inspect(args): Inspection {
    const path = textArg(args, 'path');
    const realPath = existingFolder(path);
    refuseReadOnly(path);
    return { realPath, ...spaceOn(realPath) };
  },
  space(args): Space {
    return spaceOn(textArg(args, 'path'));
  },
  takeSandbox(args): { path: string; cleaned: readonly string[] } {
    const target = textArg(args, 'target');
    const taken = takeSandbox(target, textArg(args, 'runId'), ownerArg(args, 'owner'));
    syncFileSystem(target);
    return taken;
  },
  releaseSandbox(args): void {
    const path = textArg(args, 'path');
    releaseSandbox(path, textArg(args, 'runId'));
    syncFileSystem(dirname(path));
  },
  heartbeat(args): void {
    heartbeat(textArg(args, 'path'));
  },
  /** Returns the file pages before and after: the proof that the guest was cold, as far as a guest can know. */
  dropCaches(args): { before: number | null; after: number | null } {
    syncFileSystem(textArg(args, 'path')); // Only clean pages are dropped.
    const before = filePages();
    dropCaches();
    return { before, after: filePages() };
  },
  makeFolders(args): void {
    for (const path of textsArg(args, 'paths')) mkdirSync(path, { recursive: true });
  },
} satisfies Record<string, (args: JsonObject) => unknown>;

/**
 * syncfs(2) by coreutils. After deleting, because ext4 does not hand out a deleted inode again for five minutes while its buffer is
 * dirty, and one minute otherwise (`recently_deleted()` in fs/ext4/ialloc.c): what one run deletes would slow the next one's creates.
 */
function syncFileSystem(path: string): void {
  execFileSync('sync', ['-f', path], { stdio: 'ignore' });
}

function existingFolder(path: string): string {
  const complain = (code: string, got: string, fix: string, error?: unknown): never => {
    throw new UserError(
      { code, what: 'a target cannot be measured', got, expected: 'an existing directory that can be written', fix },
      { cause: error },
    );
  };
  try {
    if (!statSync(path).isDirectory())
      return complain('target-not-directory', `${path}, which is a file`, 'name the directory that holds it');
    return realpathSync(path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const code = errorCode(error) ?? 'UNKNOWN';
    if (code === 'ENOENT')
      return complain('target-missing', `${path}, which does not exist`, 'create it, or check the spelling', error);
    return complain(
      'target-unreadable',
      `${path}: ${code}`,
      'check that the drive is mounted and answers: ls -ld on the path',
      error,
    );
  }
}

function refuseReadOnly(path: string): void {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = errorCode(error) ?? 'UNKNOWN';
    throw new UserError(
      {
        code: code === 'EROFS' ? 'target-read-only' : 'target-not-writable',
        what: 'a target cannot be measured',
        got: code === 'EROFS' ? `${path}, on a read-only file system` : `${path}, which this user may not write (${code})`,
        expected: 'an existing directory that can be written',
        fix:
          code === 'EROFS'
            ? 'measure a directory on another mount'
            : 'measure a directory of your own, or change its permissions',
      },
      { cause: error },
    );
  }
}
