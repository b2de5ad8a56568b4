import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { errorCode } from '../core/errors.ts';
import { makeFolder } from './make-folder.ts';
import { writeWholeJson } from './whole-file.ts';

const machineSchema = z.strictObject({ id: z.string().regex(/^m-[0-9a-f]{8}$/) });

/**
 * A name for this machine that says nothing about it: random, made once. Names derived from hardware change when the hardware
 * reports itself differently, and then one machine's runs no longer compare.
 */
export function machineId(stateFolder: string): string {
  const path = join(stateFolder, 'machine.json');
  try {
    return machineSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).id;
  } catch (error) {
    if (errorCode(error) !== 'ENOENT')
      throw new Error(`cannot read the machine's name in ${path}; remove the file to get a new name`, { cause: error });
  }
  const id = `m-${randomBytes(4).toString('hex')}`;
  makeFolder(stateFolder);
  writeWholeJson(path, { id });
  return id;
}
