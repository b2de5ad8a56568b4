import type { Environment, Unavailable } from '../core/environment.ts';
import type { Mount } from '../core/mount.ts';
import { LACKS, parseMountTable, type TableFormat } from '../mounts/table.ts';
import { isTagName, type TagLinks } from '../mounts/virtiofs.ts';
import { decodeText } from './decode-text.ts';
import { contentOf, type Reading, read, readText, reasonOf, type Sources } from './sources/sources.ts';

export interface MountReading {
  readonly mounts: readonly Mount[];
  readonly from: Environment['mountsFrom'];
  readonly unavailable: readonly Unavailable[];
}

export const TAG_LINKS = '/run/wsl/virtiofs';

/** The best table that is readable. */
const TABLES: readonly (readonly [TableFormat, (sources: Sources) => Promise<Reading<string>>])[] = [
  ['mountinfo', (sources) => readText(sources, '/proc/self/mountinfo')],
  ['proc-mounts', (sources) => readText(sources, '/proc/mounts')],
  ['mount-output', commandText],
];

export async function readMounts(sources: Sources): Promise<MountReading> {
  const reasons: string[] = [];
  for (const [format, readTable] of TABLES) {
    const reading = await readTable(sources);
    if (reading.status === 'missing') {
      reasons.push(reading.reason);
      continue;
    }
    const { mounts, rejected } = parseMountTable(format, reading.value, await tagLinks(sources));
    return { mounts, from: format, unavailable: [...gapsOf(format, rejected), ...gapsOfMounts(mounts)] };
  }
  return { mounts: [], from: null, unavailable: [{ path: 'mounts', reason: reasons.join('; ') }] };
}

function gapsOf(format: TableFormat, rejected: number): Unavailable[] {
  const lack = LACKS[format];
  return [
    ...(lack === null ? [] : [{ path: 'mounts', reason: lack }]),
    ...(rejected === 0
      ? []
      : [{ path: 'mounts', reason: `${rejected} lines are no entries of a mount table and were left out` }]),
  ];
}

/** Only what a reader would look for: fields that do not belong to a file system are null for a reason that needs no words. */
function gapsOfMounts(mounts: readonly Mount[]): Unavailable[] {
  return mounts.flatMap((mount, index) => {
    const gap = (field: string, reason: string): Unavailable => ({ path: `mounts[${index}].${field}`, reason });
    const gaps: Unavailable[] = [];
    if (mount.transport === null) gaps.push(gap('transport', 'the options were cut before trans='));
    if (mount.fstype === '9p' && mount.optionsTruncated && mount.cache === null) gaps.push(gap('cache', 'the options were cut'));
    if (mount.fstype === '9p' && mount.msize === null) {
      gaps.push(gap('msize', mount.optionsTruncated ? 'the options were cut' : 'not printed when it is the kernel default'));
    }
    if (mount.role === 'windows' && mount.windowsPath === null) gaps.push(gap('windowsPath', whyNoWindowsPath(mount)));
    return gaps;
  });
}

function whyNoWindowsPath(mount: Mount): string {
  if (mount.optionsTruncated) return 'the options were cut inside path=';
  if (mount.tagKind === 'aggregate' && mount.subPath === null) return 'this table shows no bind roots, which name the drive';
  if (mount.fstype === 'virtiofs') return `no readable link for its tag in ${TAG_LINKS}`;
  return 'the mount shows no Windows path';
}

/** SaveVirtiofsTagMapping() of WSL's init writes one link per GUID. */
async function tagLinks(sources: Sources): Promise<TagLinks> {
  const links = new Map<string, string>();
  const listed = contentOf(await sources.command('virtiofs-tag-links'));
  // Lines of `ls -l`, for those who could not copy the links themselves.
  for (const line of listed === null ? [] : decodeText(listed.stdout).split(/\r?\n/)) {
    const match = /(\S+) -> (.+)$/.exec(line);
    if (match?.[1] !== undefined && isTagName(match[1])) links.set(match[1].toLowerCase(), match[2] ?? '');
  }
  for (const name of contentOf(await sources.list(TAG_LINKS)) ?? []) {
    const target = isTagName(name) ? contentOf(await sources.link(`${TAG_LINKS}/${name}`)) : null;
    if (target !== null) links.set(name.toLowerCase(), target);
  }
  return links;
}

async function commandText(sources: Sources): Promise<Reading<string>> {
  const reading = await sources.command('mount');
  return reading.status === 'read' ? read(decodeText(reading.value.stdout)) : { ...reading, reason: reasonOf(reading, '') };
}
