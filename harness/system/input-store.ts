import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, UserError } from '../core/errors.ts';
import type { JsonObject } from '../core/json.ts';
import type { InputStore } from '../core/workload.ts';
import { makeFolder } from './make-folder.ts';
import { removeTree } from './remove-tree.ts';

const COMPLETE = 'mntbench-input.json';

/**
 * Inputs that stay: `<root>/<kind>-<hash of the spec>`. A folder gets its final name when it is complete, so a killed run leaves at
 * most a folder that no later run looks at; two runs that make the same input at once both succeed, and one result is kept.
 */
export function openInputStore(root: string, scratchRoot: string): InputStore {
  return {
    async folder(kind, spec, make) {
      const folder = join(root, `${kind}-${specHash(spec).slice(0, 16)}`);
      if (isComplete(folder, spec)) return folder;
      const making = `${folder}.${randomBytes(4).toString('hex')}`;
      try {
        makeFolder(making);
        await make(making);
        writeFileSync(join(making, COMPLETE), `${JSON.stringify(spec)}\n`);
        removeTree(folder); // Only ever an incomplete one: a complete one was returned above.
        renameSync(making, folder);
      } catch (error) {
        removeTree(making);
        if (['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '') && isComplete(folder, spec)) return folder;
        throw asUserError(error, root);
      }
      return folder;
    },
    async scratch(name) {
      const folder = join(scratchRoot, name);
      makeFolder(folder);
      return folder;
    },
  };
}

function isComplete(folder: string, spec: JsonObject): boolean {
  const marker = join(folder, COMPLETE);
  return existsSync(marker) && readFileSync(marker, 'utf8') === `${JSON.stringify(spec)}\n`;
}

function specHash(spec: JsonObject): string {
  return createHash('sha256').update(JSON.stringify(spec)).digest('hex');
}

function asUserError(error: unknown, root: string): unknown {
  const code = errorCode(error);
  if (!['ENOSPC', 'EDQUOT', 'EACCES', 'EROFS', 'EPERM'].includes(code ?? '')) return error;
  return new UserError(
    {
      code: 'inputs-not-writable',
      what: 'the inputs of the workloads cannot be stored',
      got: `${code} in ${root}`,
      expected: 'a folder that can be written, with room for the inputs',
      fix: 'make room or set XDG_CACHE_HOME to another folder on the native file system',
    },
    { cause: error },
  );
}
