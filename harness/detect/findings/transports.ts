import type { Facts } from '../../core/environment.ts';
import type { Mount } from '../../core/mount.ts';
import { windowsDrives } from '../../mounts/candidate.ts';
import { type Rule, when } from './rule.ts';

/** WSL asks for it on every hvsocket drive; the kernel's default is smaller. */
const USUAL_MSIZE = 65_536;

const virtiofs = (mounts: readonly Mount[]): readonly Mount[] => mounts.filter((mount) => mount.transport === 'virtiofs');
const nineP = (mounts: readonly Mount[]): readonly Mount[] => mounts.filter((mount) => mount.fstype === '9p');
const named = (mounts: readonly Mount[]): string =>
  mounts.map((mount) => `${mount.mountPoint} (${mount.transport ?? 'transport unknown'})`).join(', ');

/** A share that the service cannot add is mounted by 9p with only a log line: MountVirtioFs() in src/linux/init/drvfs.cpp. */
export const fellBackToNineP: Rule = ({ mounts }) => {
  const drives = windowsDrives(mounts);
  const lost = nineP(drives);
  return when(virtiofs(drives).length > 0 && lost.length > 0 ? named(lost) : null, {
    code: 'virtiofs-fell-back-to-9p',
    severity: 'warn',
    message: 'Some drives are mounted by virtiofs and others fell back to 9P, without a word from WSL',
    remedy:
      'compare targets by their transport, not by the setting; `wsl --shutdown` and a look at the other drives may bring them back',
  });
};

export const driveNotMounted: Rule = ({ kernelLog }) => {
  const failures = kernelLog?.mountFailures ?? [];
  return when(failures.length > 0 ? failures.join('; ') : null, {
    code: 'drive-not-mounted',
    severity: 'warn',
    message: 'WSL could not mount a drive: the kernel lacks the transport, or the share failed',
    remedy: 'use the kernel that WSL ships, or build one with NET_9P_FD, NET_9P_VIRTIO and VIRTIO_FS; then `wsl --shutdown`',
  });
};

export const virtiofsWishIgnored: Rule = ({ mounts, settings }) => {
  const drives = windowsDrives(mounts);
  const wished = settings.asked?.virtiofs === true && drives.length > 0 && virtiofs(drives).length === 0;
  return when(wished ? `.wslconfig asks for virtiofs; running: ${named(drives)}` : null, {
    code: 'virtiofs-asked-but-not-running',
    severity: 'warn',
    message: 'virtiofs is asked for, but no drive uses it: WSL was not restarted since, or it fell back to 9P',
    remedy: 'run `wsl --shutdown` in Windows, start WSL again and look at doctor once more',
  });
};

export const virtiofsUnasked: Rule = ({ mounts, settings }) => {
  const by = virtiofs(windowsDrives(mounts));
  return when(settings.asked?.virtiofs === false && by.length > 0 ? named(by) : null, {
    code: 'virtiofs-running-but-not-asked',
    severity: 'warn',
    message:
      'Drives use virtiofs although .wslconfig does not ask for it: the file changed after WSL started, or belongs to someone else',
    remedy: 'trust the mounts, not the file; after `wsl --shutdown` the transport may be another one',
  });
};

export const virtiofsAvailable: Rule = ({ platform, mounts, settings }) => {
  const drives = nineP(windowsDrives(mounts));
  const quiet = platform !== 'wsl2' || settings.asked?.virtiofs === true || virtiofs(windowsDrives(mounts)).length > 0;
  return when(!quiet && drives.length > 0 ? named(drives) : null, {
    code: 'drives-by-9p',
    severity: 'info',
    message: 'Windows drives are mounted by 9P, the default; virtiofs is the other transport that WSL offers',
    remedy: 'to compare, measure now, put `virtiofs=true` under [wsl2] in .wslconfig, run `wsl --shutdown` and measure again',
  });
};

export const transportUnknown: Rule = ({ mounts }) => {
  const unknown = mounts.filter((mount) => mount.role === 'windows' && mount.transport === null);
  return when(unknown.length > 0 ? unknown.map((mount) => mount.mountPoint).join(', ') : null, {
    code: 'transport-unknown',
    severity: 'warn',
    message: 'The options of a drive were cut before its transport',
    remedy: 'give /proc/self/mountinfo in place of the output of `mount`',
  });
};

export const unusualMsize: Rule = ({ mounts }) => {
  const odd = nineP(windowsDrives(mounts)).filter(
    ({ msize, trans }) => msize !== null && trans === 'fd' && msize !== USUAL_MSIZE,
  );
  return when(odd.length > 0 ? odd.map((mount) => `${mount.mountPoint} msize=${mount.msize}`).join(', ') : null, {
    code: 'unusual-msize',
    severity: 'info',
    message: `A 9P drive has another message size than WSL's ${USUAL_MSIZE} bytes`,
    remedy: 'nothing to do, but its figures compare only with the same msize',
  });
};

/** The same request means other things: `mmap` caches only mapped pages on 5.15, file data and write-back on 6.x. */
export const unusualCache: Rule = ({ mounts }) => {
  const odd = nineP(windowsDrives(mounts)).filter(({ cache }) => cache !== null && cache !== 'mmap');
  return when(odd.length > 0 ? odd.map((mount) => `${mount.mountPoint} cache=${mount.cache}`).join(', ') : null, {
    code: 'unusual-cache-mode',
    severity: 'info',
    message: 'A 9P drive is mounted with another cache mode than WSL asks for',
    remedy: 'nothing to do, but its figures compare only with the same cache mode',
  });
};

export const specialDrives: Rule = ({ mounts }) => {
  const share = mounts.filter((mount) => mount.role === 'windows' && mount.windowsPath?.startsWith('\\\\') === true);
  const binds = mounts.filter(isBind);
  return [
    ...when(share.length > 0 ? share.map((mount) => `${mount.mountPoint} is ${mount.windowsPath}`).join(', ') : null, {
      code: 'drive-is-network-share',
      severity: 'warn',
      message: 'A mounted Windows path lies on a network share: its figures contain the network',
      remedy: 'measure a local drive as well, and do not compare the two',
    }),
    ...when(
      binds.length > 0
        ? binds.map((mount) => `${mount.mountPoint} shows ${mount.windowsPath ?? mount.subPath}`).join(', ')
        : null,
      {
        code: 'drive-is-bind',
        severity: 'info',
        message: 'A folder of a Windows drive is mounted at a place of its own',
        remedy: 'nothing to do: it is measured with the transport of its drive',
      },
    ),
  ];
};

function isBind(mount: Facts['mounts'][number]): boolean {
  if (mount.role !== 'windows' || mount.subPath === null) return false;
  const depth = mount.subPath.split('/').filter((part) => part !== '').length;
  // In aggregate mode every drive is a bind of /<GUID>.
  return depth > (mount.tagKind === 'aggregate' ? 1 : 0);
}
