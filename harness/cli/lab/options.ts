import { FAULT_FORMS } from '../../lab/fault-forms.ts';
import { JSON_OPTION, RUN_OPTIONS } from '../run-options.ts';

/** What the commands of the lab take, for the command line. */

export const LAB_SETUP_OPTIONS = {
  kernel: { type: 'string', requiresArg: true, default: '6.1', describe: 'series, by commas: 6.1, 6.12, 6.18, 7' },
  'kernel-image': { type: 'string', requiresArg: true, describe: 'bzImage of a kernel of your own' },
  'kernel-modules': { type: 'string', requiresArg: true, describe: 'its lib/modules/<release>' },
  mirror: { type: 'string', requiresArg: true, describe: "of Debian; default: the machine's own" },
  refresh: { type: 'boolean', default: false, describe: 'look for newer kernels than those in the cache' },
  json: JSON_OPTION,
} as const;

const ACCELERATOR = {
  choices: ['auto', 'kvm', 'tcg'] as const,
  requiresArg: true,
  default: 'auto' as const,
  describe: 'processors by /dev/kvm, or emulated; auto: by KVM where it can be used',
} as const;
const PROCESSORS = { type: 'number', requiresArg: true, default: 2, describe: 'processors of the guest' } as const;

export const LAB_SHELL_OPTIONS = {
  kernel: { type: 'string', requiresArg: true, default: '6.1', describe: '6.1, 6.12, 6.18, 7 or custom' },
  command: { type: 'string', requiresArg: true, describe: 'for /bin/sh in the guest' },
  accel: ACCELERATOR,
  cpus: PROCESSORS,
  memory: { type: 'number', requiresArg: true, default: 1024, describe: 'of the guest, in MiB' },
  'max-time': { type: 'string', requiresArg: true, default: '5m', describe: 'for a command, boot included' },
} as const;

const OF_BOOTS = 'Boots:';

/** First what `run` takes, then what the boots are like. */
export const LAB_RUN_OPTIONS = {
  ...RUN_OPTIONS,
  quick: { ...RUN_OPTIONS.quick, describe: 'small presets, done within minutes' },
  repo: { ...RUN_OPTIONS.repo, describe: 'folder of the repository that repo-clone clones' },
  'host-probe': {
    choices: ['auto', 'off'] as const,
    requiresArg: true,
    default: 'auto' as const,
    describe: "the probe's operations on the shares' folders by the host itself, before each boot",
  },
  // Known, so that they can be refused with a reason.
  resume: { ...RUN_OPTIONS.resume, hidden: true },
  project: { ...RUN_OPTIONS.project, hidden: true },
  kernel: {
    group: OF_BOOTS,
    type: 'string',
    requiresArg: true,
    default: '6.1',
    describe: '6.1, 6.12, 6.18, 7, custom; several by commas',
  },
  boots: { group: OF_BOOTS, type: 'number', requiresArg: true, default: 1, describe: 'of each configuration' },
  transport: {
    group: OF_BOOTS,
    type: 'string',
    requiresArg: true,
    default: '9p-socket,9p-virtio,virtiofs',
    describe: 'what is measured beside the controls',
  },
  pool: {
    group: OF_BOOTS,
    type: 'string',
    requiresArg: true,
    default: 'shared',
    describe: 'who uses the bounce buffers: shared, private (the shares alone), none; several by commas',
  },
  'pool-slots': {
    group: OF_BOOTS,
    type: 'string',
    requiresArg: true,
    default: 'default',
    describe: 'of 2048 bytes each, or default; several by commas',
  },
  'pool-areas': { group: OF_BOOTS, type: 'number', requiresArg: true, describe: 'parts of the pool with a lock of their own' },
  contender: {
    group: OF_BOOTS,
    type: 'string',
    requiresArg: true,
    default: 'none',
    describe:
      'load on another disk: none, read, write, 50% (of the time), write:50%, read@32MiB/s (a disk that slow); several by commas',
  },
  fault: {
    group: OF_BOOTS,
    type: 'string',
    array: true,
    describe: Object.values(FAULT_FORMS).join(' '),
  },
  accel: { ...ACCELERATOR, group: OF_BOOTS },
  cpus: { ...PROCESSORS, group: OF_BOOTS },
  memory: { group: OF_BOOTS, type: 'number', requiresArg: true, default: 2048, describe: 'of the guest, in MiB' },
  'boot-limit': {
    group: OF_BOOTS,
    type: 'string',
    requiresArg: true,
    describe: 'after which a guest is ended; default: four times --max-time and ten minutes',
  },
} as const;
