import { type Complaint, errorCode, UserError } from '../core/errors.ts';
import { EXIT, type ExitCode, type Streams } from './exit.ts';

/** What the user can change is told in four lines; everything else is a bug, and comes with its stack. */
export async function reported(error: unknown, err: Streams['err']): Promise<ExitCode> {
  const complaint = error instanceof UserError ? error.complaint : complaintOfMachine(error);
  if (complaint === null) throw error;
  const { complaintText } = await import('../report/complaint.ts');
  err.write(complaintText(complaint));
  return EXIT.input;
}

/** What the machine refuses anywhere (a full disk, a folder of somebody else) is no bug of ours: the user can change it. */
function complaintOfMachine(error: unknown): Complaint | null {
  if (!(error instanceof Error) || !REFUSALS.has(errorCode(error) ?? '') || !('syscall' in error)) return null;
  return {
    code: 'machine-refused',
    what: 'a file or folder that mntbench needs cannot be used',
    got: error.message,
    expected: 'room and permission to write in the cache, the state and the results folder',
    fix: 'make room, change the permissions, or name other folders: XDG_CACHE_HOME, XDG_STATE_HOME, --results',
  };
}

const REFUSALS: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'ENOTDIR', 'EIO']);
