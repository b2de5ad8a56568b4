import type { ConfigFile, Facts } from '../../core/environment.ts';
import type { Finding } from '../../core/finding.ts';
import { isWsl, type Rule, when } from './rule.ts';

const RECLAIM_OFF = 'disabled';

/** WSL 2.7: after ten idle minutes; main: after two. Waiting for a drive counts as idle, so a run can lose its warm cache in the middle. */
export const memoryReclaim: Rule = (facts) => {
  if (!isWsl(facts)) return [];
  const mode = facts.settings.asked?.autoMemoryReclaim ?? null;
  if (mode?.toLowerCase() === RECLAIM_OFF) return [];
  return when(mode === null ? 'no .wslconfig could be read, and the default is dropCache' : `autoMemoryReclaim is ${mode}`, {
    code: 'auto-memory-reclaim',
    severity: 'warn',
    message: 'WSL empties the page cache of a guest that looks idle, and waiting for a drive looks idle: warm runs turn cold',
    remedy: 'put `autoMemoryReclaim=disabled` under [experimental] in .wslconfig for the time of the run, then `wsl --shutdown`',
  });
};

const MESSAGES = {
  'invalid-line': 'WSL cannot read a line and ignores it',
  'bad-escape': 'WSL ignores a line because of a single backslash',
  duplicate: 'A setting appears twice, and the first one counts',
  'unknown-key': 'A setting is not known',
  'invalid-value': 'A setting has a value that WSL does not take, so its default holds',
  more: 'There is more that WSL does not understand',
} as const satisfies Record<ConfigFile['warnings'][number]['code'], string>;

const REMEDIES = {
  'invalid-line': 'only # starts a comment; write [section] and key=value',
  'bad-escape': 'write C:\\\\Users or C:/Users, then `wsl --shutdown`',
  duplicate: 'delete one of the two',
  'unknown-key': 'look for a typing error',
  'invalid-value': 'booleans are true or false; sizes have capitals (8GB)',
  more: 'mend the lines above first',
} as const satisfies Record<keyof typeof MESSAGES, string>;

/** One finding per file and kind, however many lines there are. */
export const configWarnings: Rule = ({ settings }) => {
  const files = [...settings.wslconfig, ...(settings.wslConf === null ? [] : [settings.wslConf])];
  return files.flatMap((file) =>
    (Object.keys(MESSAGES) as (keyof typeof MESSAGES)[]).flatMap((code): Finding[] => {
      const lines = file.warnings.filter((warning) => warning.code === code);
      return when(
        lines.length === 0 ? null : `${file.path}: ${lines.map((each) => `line ${each.line}: ${each.message}`).join('; ')}`,
        {
          code: `config-${code}`,
          severity: code === 'unknown-key' ? 'info' : 'warn',
          message: MESSAGES[code],
          remedy: REMEDIES[code],
        },
      );
    }),
  );
};

/** Said by a rule of its own in better words. */
const SAID_ELSEWHERE: ReadonlySet<string> = new Set(['virtiofs']);

export const staleSettings: Rule = ({ settings }) => {
  const stale = settings.comparison.filter((row) => !row.agrees && !SAID_ELSEWHERE.has(row.setting));
  return when(
    stale.length > 0 ? stale.map((row) => `${row.setting}: asked ${row.asked}, running ${row.running}`).join('; ') : null,
    {
      code: 'settings-not-in-effect',
      severity: 'warn',
      message: 'What runs differs from .wslconfig, which takes effect only when WSL starts',
      remedy: 'run `wsl --shutdown` and start WSL again',
    },
  );
};

export const severalProfiles: Rule = ({ settings }) =>
  when(settings.wslconfig.length > 1 ? settings.wslconfig.map((file) => file.path).join(', ') : null, {
    code: 'several-wslconfig',
    severity: 'info',
    message: 'Several Windows users have a .wslconfig, and it cannot be told whose WSL this is',
    remedy: 'let Windows programs be started from WSL ([interop] enabled=true), so that the user can be asked for',
  });

export const windowsPathAppended: Rule = (facts) => {
  if (facts.platform !== 'wsl2') return [];
  const off = facts.settings.wslConf?.values['interop.appendWindowsPath'] === false;
  return when(off ? null : 'appendWindowsPath is on, which is the default', {
    code: 'windows-path-appended',
    severity: 'info',
    message: 'PATH holds folders of Windows, so that looking for a command reads /mnt/c',
    remedy: 'nothing to do for runs, which use a PATH of their own; for daily work set appendWindowsPath=false in /etc/wsl.conf',
  });
};

export const nothingRead: Rule = (facts: Facts) => {
  const empty =
    facts.mountsFrom === null && facts.kernel.release === null && facts.wsl === null && facts.cmdline.swiotlbForce === null;
  const idle = empty && facts.kernelLog === null && facts.settings.wslconfig.length === 0;
  return when(idle ? 'no mounts, kernel, WSL version, kernel command line or settings' : null, {
    code: 'nothing-read',
    severity: 'error',
    message: 'Nothing that tells about the machine could be read',
    remedy: 'is this the right folder? it mirrors a file system: proc/self/mountinfo, proc/version, commands/…',
  });
};
