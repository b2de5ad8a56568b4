import { execFileSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { errorCode, UserError } from '../core/errors.ts';
import type { WorkerModule } from '../core/workload.ts';
import { dropCaches, filePages } from '../system/caches.ts';
import { ownerSchema } from '../system/owner.ts';
import { heartbeat, releaseSandbox, takeSandbox } from '../system/sandbox.ts';
import { type Space, spaceOn, spaceSchema } from '../system/space.ts';

/** What the harness itself does on a target. It runs in the measuring process, like everything that may hang on a dead mount. */

export const inspection = z.strictObject({ realPath: z.string(), ...spaceSchema.shape });

const EMPTY_CALLS = 20_000;

export const loops: WorkerModule['loops'] = {
  /** For the calibration: what a call costs that does nothing. */
  empty: () => ({ operations: EMPTY_CALLS, run: () => {} }),
};

const pathArgs = z.object({ path: z.string() });
const sandboxArgs = z.object({ path: z.string(), runId: z.string() });

export const tasks = {
  inspect(args): z.infer<typeof inspection> {
    const { path } = pathArgs.parse(args);
    const realPath = existingFolder(path);
    refuseReadOnly(path);
    return { realPath, ...spaceOn(realPath) };
  },
  space(args): Space {
    return spaceOn(pathArgs.parse(args).path);
  },
  takeSandbox(args): { path: string; cleaned: readonly string[] } {
    const { target, runId, owner } = z.object({ target: z.string(), runId: z.string(), owner: ownerSchema }).parse(args);
    const taken = takeSandbox(target, runId, owner);
    syncFileSystem(target);
    return taken;
  },
  releaseSandbox(args): void {
    const { path, runId } = sandboxArgs.parse(args);
    releaseSandbox(path, runId);
    syncFileSystem(dirname(path));
  },
  heartbeat(args): void {
    heartbeat(pathArgs.parse(args).path);
  },
  /** Returns the file pages before and after: the proof that the guest was cold, as far as a guest can know. */
  dropCaches(args): { before: number | null; after: number | null } {
    syncFileSystem(pathArgs.parse(args).path); // Only clean pages are dropped.
    const before = filePages();
    dropCaches();
    return { before, after: filePages() };
  },
  makeFolders(args): void {
    for (const path of z.object({ paths: z.array(z.string()) }).parse(args).paths) mkdirSync(path, { recursive: true });
  },
} satisfies Record<string, (args: unknown) => unknown>;

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
