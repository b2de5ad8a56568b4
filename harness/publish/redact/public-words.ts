/** Parts of paths that thousands of machines share. Every other part may be somebody's name, project or employer. */
const PARTS: ReadonlySet<string> = new Set(
  (
    'mnt media proc sys dev shm pts run tmp home root usr lib lib64 libexec bin sbin boot srv var opt etc init user users windows system32 ' +
    'wsl wslg drivers distro docker docker-desktop docker-desktop-bind-mounts docker-data interop binfmt_misc mqueue hugepages bpf ' +
    'cgroup cgroup2 security debug tracing kernel fs fuse connections pstore configfs net self ns lock lost+found snap modules gpu_drivers ' +
    'share local cache .cache .local state mntbench .mntbench mntbench-lab runs results target overlay upper lower work lowerdir upperdir ' +
    'workdir host hosts hostname resolv.conf hostapp.conf versions.txt doc .x11-unix none rootfs tmpfs devtmpfs devpts sysfs drvfs 9p ' +
    'virtiofs ext4 overlayfs lab-results lab-virtiofs lab-9p drvfsa .wslconfig wsl.conf unc server .dockerenv .containerenv tracefs trace memory lab shares boots config.json node_modules null console tty ptmx'
  ).split(' '),
);

/** `c`, `C:`, a device such as `sda1`, a number such as a user id, and words that redaction itself puts in. */
const SHAPES =
  /^(?:[a-z]:?|(?:sd|vd|xvd|hd|nvme|loop|ram|dm-|pmem|sr)[a-z0-9]{0,6}|\d{1,5}|user\d*|hidden-\d+|\.{1,2}|drvfs[a-z]\d?)$/i;

export function isPublicPart(part: string): boolean {
  return SHAPES.test(part) || PARTS.has(part.toLowerCase());
}

/** Flags of mount options that say nothing about anybody. */
const FLAGS: ReadonlySet<string> = new Set(
  (
    'rw ro relatime noatime strictatime nodiratime lazytime nodev nosuid noexec dev suid exec dirsync sync async mmap loose fscache ' +
    'readahead none discard nodiscard delalloc nodelalloc barrier nobarrier acl noacl user_xattr nouser_xattr posixacl dax drvfs ' +
    'default_permissions allow_other allow_root nsdelegate memory_recursiveprot memory_localevents favordynmods metadata ' +
    'inode64 inode32 nouuid noquota usrquota grpquota prjquota quota bind rbind private shared nosymfollow volatile userxattr noacsx noextend'
  ).split(' '),
);
/** Keys of mount options whose values are words of the file system. */
const WORD_KEYS =
  /^(?:cache|trans|access|errors|data|mode|huge|xino|index|metacopy|redirect_dir|nfs_export|uuid|verity|case|version|fmask|dmask|umask|mpol|subtype)$/;
const NUMBER = /^(?:0x[0-9a-f]+|\d+[kmgt%]?)$/i;
const WORD = /^[a-z0-9][a-z0-9_.-]{0,24}$/i;

/** Whether the piece between two commas of mount options may be shown as it is. */
export function isPublicOption(key: string, value: string | null): boolean {
  if (value === null) return FLAGS.has(key);
  if (!/^[a-z][a-z0-9_]{0,24}$/.test(key)) return false;
  return NUMBER.test(value) || (WORD_KEYS.test(key) && WORD.test(value));
}

/** Settings of WSL whose text is one of a few words; the text of any other setting may be a path or a name. */
export function isPublicSetting(key: string, value: string): boolean {
  const known =
    /^(?:wsl2\.networkingMode|experimental\.networkingMode|experimental\.autoMemoryReclaim|wsl2\.autoMemoryReclaim|boot\.protectBinfmt)$/;
  return known.test(key) && /^[A-Za-z0-9_,=. -]{0,60}$/.test(value);
}

/** Hosts whose addresses stand in messages of programs that everybody has. */
export const PUBLIC_HOST =
  /^https?:\/\/(?:[\w-]+\.)*(?:github\.com|microsoft\.com|aka\.ms|kernel\.org|nodejs\.org|npmjs\.org|npmjs\.com|git-scm\.com)(?:[/:]|$)/i;
