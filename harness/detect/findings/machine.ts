import type { Facts } from '../../core/environment.ts';
import { isWsl, type Rule, when } from './rule.ts';

/** Runnable tasks per processor, before we start anything: above this, somebody else is measured too. */
const HIGH_LOAD_PER_CPU = 0.5;

export const highLoad: Rule = ({ machine }) => {
  const now = machine.loadAverages?.[0];
  const high = now !== undefined && machine.cpus !== null && now / machine.cpus > HIGH_LOAD_PER_CPU;
  return when(high ? `load ${now} on ${machine.cpus} processors` : null, {
    code: 'high-load',
    severity: 'warn',
    message: 'Other programs are busy on this machine',
    remedy: 'wait until they are done, or close them; watch the width of the intervals',
  });
};

export const slowGovernor: Rule = ({ machine }) => {
  const { governor } = machine;
  return when(governor !== null && governor !== 'performance' ? `governor ${governor}` : null, {
    code: 'cpu-governor',
    severity: governor === 'powersave' ? 'warn' : 'info',
    message: 'The processor changes its speed with the load, so the first samples are slower than the rest',
    remedy: 'choose the performance governor, or the highest power mode of Windows, for the time of the run',
  });
};

export const emulatedMachine: Rule = ({ emulated, platform }) =>
  when(emulated === true ? `emulated processor, platform ${platform}` : null, {
    code: 'emulated',
    severity: platform === 'lab' ? 'info' : 'warn',
    message: 'The processor is emulated: times are not those of any hardware',
    remedy: 'compare within one boot only, and never with figures of real machines',
  });

export const inContainer: Rule = ({ platform, platformEvidence }) =>
  when(platform === 'container-in-wsl' ? platformEvidence.join('; ') : null, {
    code: 'container',
    severity: 'warn',
    message: 'This is a container on WSL: its root is an overlay, and much of the machine is hidden from it',
    remedy: 'measure in a WSL distribution; what cannot be read here is listed as unavailable',
  });

export const rootUser: Rule = ({ elevated, platform }) =>
  when(elevated === true && (platform === 'wsl2' || platform === 'linux') ? 'user id 0' : null, {
    code: 'running-as-root',
    severity: 'info',
    message: 'Running as root: permission checks differ from everyday work, and files on the target will belong to root',
    remedy: 'run as your everyday user, unless you want caches dropped or counters read',
  });

export const windowsElevation: Rule = (facts) => {
  const tags = facts.mounts.filter((mount) => mount.role === 'windows' && /^drvfsa(?:[A-Z]\d+)?$/.test(mount.source));
  return when(tags.length > 0 ? tags.map((mount) => `${mount.mountPoint} has the tag ${mount.source}`).join(', ') : null, {
    code: 'elevated-console',
    severity: 'warn',
    message: 'WSL was started from an elevated console, which has mounts and servers of its own',
    remedy: 'compare only with runs from elevated consoles, or start WSL from a normal one',
  });
};

const TOOLS = {
  git: { work: 'repo-clone', get: 'install git' },
  npm: { work: 'package-install', get: 'install Node.js with npm' },
} as const satisfies Partial<Record<keyof Facts['tools'], { work: string; get: string }>>;

/** Only of a machine that was really asked, live or for a capture: a folder made by hand seldom holds these outputs. */
export const missingTools: Rule = (facts) =>
  facts.capturedAt === null
    ? []
    : (Object.keys(TOOLS) as (keyof typeof TOOLS)[]).flatMap((tool) =>
        when(facts.tools[tool] === null ? `${tool} --version gave no version` : null, {
          code: `no-${tool}`,
          severity: 'warn',
          message: `Without ${tool} the workload ${TOOLS[tool].work} is skipped`,
          remedy: TOOLS[tool].get,
        }),
      );

/** The last sign of a custom kernel is its name, its first its builder; neither proves anything. */
export const customKernel: Rule = (facts) => {
  if (!isWsl(facts)) return [];
  const { kernel } = facts;
  const wish = facts.settings.asked?.kernel ?? null;
  const signs = [
    kernel.nameLooksStock === false ? `release ${kernel.release}` : null,
    kernel.builderLooksStock === false ? `built by ${kernel.builder}` : null,
    wish !== null ? '.wslconfig names a kernel' : null,
  ].filter((sign) => sign !== null);
  return when(signs.length > 0 ? signs.join('; ') : null, {
    code: 'custom-kernel',
    severity: 'info',
    message: 'The running kernel is probably not one of Microsoft',
    remedy: 'say so when publishing; without the clamp of WSL2-Linux-Kernel#261 large virtiofs requests can hang',
  });
};

export const kernelNotPackaged: Rule = ({ kernel, wsl, platform }) => {
  const packaged = wsl?.kernel?.replace(/-\d+$/, '') ?? null;
  const differs =
    platform === 'wsl2' && packaged !== null && kernel.release !== null && !kernel.release.startsWith(`${packaged}-`);
  return when(differs ? `running ${kernel.release}, packaged ${wsl?.kernel}` : null, {
    code: 'kernel-is-not-the-packaged-one',
    severity: 'info',
    message: 'The kernel that runs is not the one that this WSL ships: a custom one, or WSL was updated and not restarted',
    remedy: 'run `wsl --shutdown` to get the packaged kernel, or mind the difference',
  });
};

/** hv_storvsc queues are capped from 2.9.4 on (microsoft/WSL#40975). */
export const storvscCapped: Rule = ({ machine }) =>
  when(machine.storvscMaxHwQueues === null ? null : `hv_storvsc.storvsc_max_hw_queues=${machine.storvscMaxHwQueues}`, {
    code: 'storvsc-queues-capped',
    severity: 'info',
    message: 'The ext4 disk has fewer queues than before WSL 2.9.4: the native baseline itself changed there',
    remedy: 'do not reuse native figures of older versions',
  });
