import type { Facts } from '../../core/environment.ts';
import { compareVersions, versionParts } from '../../core/version-order.ts';
import { windowsDrives } from '../../mounts/candidate.ts';
import type { Rule } from './rule.ts';

type Affected = 'any' | 'virtiofs' | '9p';

interface KnownBug {
  readonly code: string;
  readonly issue: string;
  /** Whose version decides. */
  readonly of: 'wsl' | 'kernel';
  /** First affected; null: as far back as anybody looked. */
  readonly from: readonly number[] | null;
  /** First version with the fix; null: none known. */
  readonly fixed: readonly number[] | null;
  /** Only where a drive is mounted this way. */
  readonly affects: Affected;
  readonly severity: 'info' | 'warn';
  readonly message: string;
  readonly remedy: string;
}

const NEWEST = 'update with `wsl --update`, then `wsl --shutdown`';

/** From the issue tracker; see the issue for the state of the day. Bugs without a version that can be read in the guest are not listed. */
export const KNOWN_BUGS: readonly KnownBug[] = [
  {
    code: 'known-bug-virtiofs-statx-eio',
    issue: 'microsoft/WSL#14301',
    of: 'wsl',
    from: [2, 7, 0],
    fixed: null,
    affects: 'virtiofs',
    severity: 'info',
    message: 'On some machines everything below a virtiofs drive answers EIO although the mount looks fine',
    remedy: 'try `ls /mnt/c/Users`; if it fails, set virtiofs=false in .wslconfig and run `wsl --shutdown`',
  },
  {
    code: 'known-bug-virtiofs-one-bad-share',
    issue: 'microsoft/WSL#40773, #40790',
    of: 'wsl',
    from: [2, 7, 0],
    fixed: [2, 9, 0],
    affects: 'virtiofs',
    severity: 'info',
    message: 'One drive that cannot be shared keeps all drives from being mounted',
    remedy: NEWEST,
  },
  {
    code: 'known-bug-virtiofs-append-truncate',
    issue: 'microsoft/WSL#40987',
    of: 'wsl',
    from: [2, 7, 0],
    fixed: [2, 9, 4],
    affects: 'virtiofs',
    severity: 'warn',
    message: 'ftruncate on a file opened with O_APPEND fails with EACCES',
    remedy: NEWEST,
  },
  {
    code: 'known-bug-virtiofs-map-shared',
    issue: 'microsoft/WSL#40426',
    of: 'wsl',
    from: [2, 7, 0],
    // DeviceHost 1.2.20 first came with 2.8.5; no 2.7 release up to 2.7.11 has it, and later ones were not read.
    fixed: [2, 8, 5],
    affects: 'virtiofs',
    severity: 'warn',
    message: 'mmap with MAP_SHARED fails: SQLite in WAL mode and ripgrep break',
    remedy: NEWEST,
  },
  {
    code: 'known-bug-virtiofs-elevation',
    issue: 'microsoft/WSL#13877',
    of: 'wsl',
    from: null,
    fixed: [2, 7, 1],
    affects: 'virtiofs',
    severity: 'warn',
    message: 'Drives of elevated and normal consoles are mixed up',
    remedy: NEWEST,
  },
  {
    code: 'known-bug-vm-does-not-start',
    issue: 'microsoft/WSL#41555',
    of: 'wsl',
    from: [2, 7, 13],
    fixed: [2, 7, 14],
    affects: 'any',
    severity: 'info',
    message: 'On some machines the VM of this version does not start',
    remedy: NEWEST,
  },
  {
    code: 'known-bug-dax-livelock',
    issue: 'microsoft/WSL2-Linux-Kernel#256',
    of: 'kernel',
    from: [6, 6, 115],
    fixed: [6, 6, 123, 2],
    affects: 'virtiofs',
    severity: 'warn',
    message: 'Releasing DAX mappings can spin for ever',
    remedy: NEWEST,
  },
  {
    code: 'known-bug-namei-panic',
    issue: 'microsoft/WSL#41191',
    of: 'kernel',
    from: [6, 18, 33],
    // Open; seen on 6.18.33.2 and 6.18.35.2, not reported of 6.18.40.1.
    fixed: [6, 18, 40],
    affects: 'any',
    severity: 'warn',
    message: 'This kernel panics under load about twice a day (fs/namei.c, try_to_unlazy)',
    remedy: 'keep runs short and resume them with --resume; update with `wsl --update`',
  },
  {
    code: 'known-bug-9p-deadlock',
    issue: 'microsoft/WSL#9745, #10103',
    of: 'kernel',
    from: null,
    fixed: null,
    affects: '9p',
    severity: 'info',
    message: '9P drives can deadlock in p9_client_rpc, show stale mapped files, and never report changes made by Windows',
    remedy: 'if a run hangs, `wsl --shutdown` ends it; what was measured is on disk',
  },
];

export const knownBugs: Rule = (facts) => KNOWN_BUGS.filter((bug) => applies(bug, facts)).map((bug) => findingOf(bug, facts));

function applies(bug: KnownBug, facts: Facts): boolean {
  if (facts.platform !== 'wsl2' && facts.platform !== 'container-in-wsl') return false;
  const version = versionOf(bug, facts);
  if (version.length === 0 && (bug.from !== null || bug.fixed !== null)) return false;
  if (bug.from !== null && compareVersions(version, bug.from) < 0) return false;
  if (bug.fixed !== null && compareVersions(version, bug.fixed) >= 0) return false;
  return (
    bug.affects === 'any' ||
    windowsDrives(facts.mounts).some((mount) =>
      bug.affects === 'virtiofs' ? mount.transport === 'virtiofs' : mount.fstype === '9p',
    )
  );
}

function versionOf(bug: KnownBug, facts: Facts): readonly number[] {
  return bug.of === 'kernel' ? facts.kernel.version : versionParts(facts.wsl?.version ?? '');
}

function findingOf(bug: KnownBug, facts: Facts): ReturnType<Rule>[number] {
  // A bug without versions is there because of the drives alone.
  const version = bug.of === 'kernel' ? facts.kernel.release : (facts.wsl?.version ?? null);
  const running = version === null ? `drives by ${bug.affects}` : `${bug.of === 'kernel' ? 'kernel' : 'WSL'} ${version}`;
  return {
    code: bug.code,
    severity: bug.severity,
    message: `${bug.message} (${bug.issue})`,
    evidence: running,
    remedy: bug.remedy,
  };
}
