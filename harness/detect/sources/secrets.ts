import { readFileSync } from 'node:fs';
import { homedir, hostname, userInfo } from 'node:os';
import type { Secrets } from '../../core/redaction.ts';
import { decodeText } from '../decode-text.ts';
import type { Recording } from './recording.ts';

/** What this machine is asked for only to keep it out of a capture. */
export function secretsOf(recording: Recording): Secrets {
  const profile = recording.commands.get('cmd.exe-userprofile');
  const named =
    profile?.status === 'read' ? /Users\\([^\\\r\n]+)/i.exec(decodeText(profile.value.stdout))?.[1]?.trim() : undefined;
  const folders = [...recording.files.keys()].flatMap((path) => /\/Users\/([^/]+)\/\.wslconfig$/.exec(path)?.[1] ?? []);
  return {
    userName: quietly(() => userInfo().username),
    homeDirectory: quietly(homedir),
    hostName: quietly(hostname),
    machineId: quietly(() => readFileSync('/etc/machine-id', 'utf8').trim()),
    windowsUsers: [...new Set([...(named === undefined ? [] : [named]), ...folders])],
  };
}

/** A user without an entry in /etc/passwd, or a machine without an id, has nothing to hide there. */
function quietly(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
