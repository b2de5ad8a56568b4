import { UserError } from '../core/errors.ts';

/** Something that must lie on this machine before the lab can boot, and the Debian package that brings it. */
interface Requirement {
  readonly name: string;
  /** Full paths that are looked at before PATH; the only places for what lies on no PATH. */
  readonly places: readonly string[];
  readonly onPath: boolean;
  /** The first that this machine's apt knows is named: packages were split and renamed between releases. */
  readonly packages: readonly [string, ...string[]];
  /** A dynamic busybox cannot start in an initramfs that has no libraries. */
  readonly mustBeStatic?: true;
}

const program = (name: string, ...packages: [string, ...string[]]): Requirement => ({ name, places: [], onPath: true, packages });

const REQUIREMENTS = {
  qemu: program('qemu-system-x86_64', 'qemu-system-x86'),
  virtiofsd: {
    name: 'virtiofsd',
    places: ['/usr/libexec/virtiofsd', '/usr/lib/qemu/virtiofsd'],
    onPath: true,
    packages: ['virtiofsd', 'qemu-system-common'],
  },
  firmware: { name: 'bios-256k.bin', places: ['/usr/share/seabios/bios-256k.bin'], onPath: false, packages: ['seabios'] },
  diod: program('diod', 'diod'),
  busybox: { ...program('busybox', 'busybox-static'), mustBeStatic: true },
  modprobe: program('modprobe', 'kmod'),
  depmod: program('depmod', 'kmod'),
  mke2fs: program('mke2fs', 'e2fsprogs'),
  xz: program('xz', 'xz-utils'),
  python3: program('python3', 'python3'),
  setpriv: program('setpriv', 'util-linux'),
  unshare: program('unshare', 'util-linux'),
  nsenter: program('nsenter', 'util-linux'),
  aptGet: program('apt-get', 'apt'),
  aptCache: program('apt-cache', 'apt'),
  dpkgDeb: program('dpkg-deb', 'dpkg'),
  keyring: {
    name: 'debian-archive-keyring.gpg',
    places: ['/usr/share/keyrings/debian-archive-keyring.gpg'],
    onPath: false,
    packages: ['debian-archive-keyring'],
  },
} as const satisfies Record<string, Requirement>;

type RequirementName = keyof typeof REQUIREMENTS;

/** Where everything lies that the lab starts or reads. */
export type LabPrograms = Readonly<Record<RequirementName, string>>;

/** What the search needs to know of a machine. */
export interface Machine {
  /** Folders of PATH, and those of administrators' programs, which a user's PATH often lacks. */
  readonly folders: readonly string[];
  isUsable(path: string): boolean;
  isStatic(path: string): boolean;
  /** Can this machine's apt install such a package? */
  offers(packageName: string): Promise<boolean>;
}

/** Finds everything, or complains about all that is missing at once, with one command that installs it. */
export async function requirePrograms(machine: Machine): Promise<LabPrograms> {
  return required(REQUIREMENTS, machine);
}

/** Needed by few: it serves the file below a slow disk. */
export async function requireDiskServer(machine: Machine): Promise<string> {
  const server = program('qemu-storage-daemon', 'qemu-system-common', 'qemu-utils');
  return (await required({ server }, machine)).server;
}

async function required<K extends string>(all: Readonly<Record<K, Requirement>>, machine: Machine): Promise<Record<K, string>> {
  const found: Partial<Record<K, string>> = {};
  const missing: Requirement[] = [];
  for (const [key, requirement] of Object.entries(all) as [K, Requirement][]) {
    const path = places(requirement, machine).find((place) => usable(requirement, place, machine));
    if (path === undefined) missing.push(requirement);
    else found[key] = path;
  }
  if (missing.length > 0) throw await complaint(missing, machine);
  return found as Record<K, string>;
}

function places({ name, places: fixed, onPath }: Requirement, { folders }: Machine): string[] {
  return [...fixed, ...(onPath ? folders.map((folder) => `${folder}/${name}`) : [])];
}

function usable(requirement: Requirement, path: string, machine: Machine): boolean {
  return machine.isUsable(path) && (requirement.mustBeStatic !== true || machine.isStatic(path));
}

async function complaint(missing: readonly Requirement[], machine: Machine): Promise<UserError> {
  const packages = await Promise.all(missing.map((requirement) => packageOf(requirement, machine)));
  return new UserError({
    code: 'lab-programs-missing',
    what: 'the lab cannot run on this machine yet',
    got: `missing: ${missing.map(({ name, mustBeStatic }) => (mustBeStatic ? `${name} (static)` : name)).join(', ')}`,
    expected: 'QEMU, file servers for 9P and virtiofs, and what unpacks kernels',
    fix: `apt-get install --no-install-recommends ${[...new Set(packages)].sort().join(' ')}`,
  });
}

async function packageOf({ packages }: Requirement, machine: Machine): Promise<string> {
  for (const name of packages.slice(0, -1)) if (await machine.offers(name)) return name;
  return packages.at(-1) ?? packages[0];
}
