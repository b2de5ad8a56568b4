import { createHmac, randomBytes } from 'node:crypto';
import { linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../core/errors.ts';
import { makeFolder } from '../system/make-folder.ts';

const SALT_BYTES = 32;

/**
 * What a machine is called in public. The same id gives the same name for ever on the machine that holds the salt, and nobody without
 * the salt can tell which id, among those that he knows, a name belongs to.
 */
export function machineName(salt: string, machineId: string): string {
  return `m-${createHmac('sha256', salt).update(machineId).digest('hex').slice(0, 8)}`;
}

/** The salt of this machine; null where it was never made. */
export function storedSalt(stateFolder: string): string | null {
  try {
    const text = readFileSync(saltPath(stateFolder), 'utf8').trim();
    if (/^[0-9a-f]{64}$/.test(text)) return text;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
  throw new Error(`${saltPath(stateFolder)} does not hold what this program wrote; restore it, or remove it to get new names`);
}

/** Made once. A new salt would give every machine a new name, and one machine's runs would no longer stand together. */
export function salt(stateFolder: string): string {
  const stored = storedSalt(stateFolder);
  if (stored !== null) return stored;
  makeFolder(stateFolder);
  const made = newSalt();
  const draft = `${saltPath(stateFolder)}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, `${made}\n`, { mode: 0o600, flag: 'wx' });
  try {
    // Fails when another process was first: a rename would give each of two its own salt.
    linkSync(draft, saltPath(stateFolder));
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
  return storedSalt(stateFolder) ?? made;
}

export function newSalt(): string {
  return randomBytes(SALT_BYTES).toString('hex');
}

function saltPath(stateFolder: string): string {
  return join(stateFolder, 'publish-salt');
}
