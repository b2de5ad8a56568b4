import { readFileSync } from 'node:fs';
import { homedir, hostname, userInfo } from 'node:os';
import type { Secrets } from '../../core/redaction.ts';
import type { RunRecord } from '../../core/run-record.ts';

/** What this machine, and the one that measured, is asked for only to keep it out of what is published. */
export function secretsOf(record: RunRecord): Secrets {
  return {
    userName: quietly(() => userInfo().username),
    homeDirectory: quietly(homedir),
    hostName: quietly(hostname),
    machineId: quietly(() => readFileSync('/etc/machine-id', 'utf8').trim()),
    windowsUsers: windowsUsers([JSON.stringify(record), process.env.PATH ?? '']),
  };
}

/** Names of the folders under `Users`: WSL appends Windows' own PATH, and mounts and settings hold such paths. */
function windowsUsers(texts: readonly string[]): string[] {
  const names = texts.flatMap((text) =>
    [...text.matchAll(/[\\/]Users(?:\\\\|[\\/])([^\\/"',;:]{1,64})/gi)].map(([, name]) => name),
  );
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** A user without an entry in /etc/passwd, or a machine without an id, has nothing to hide there. */
function quietly(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
