/** What a results repository looks like: `<machine>/<kernel>/<run-id>/` and files that are made from all of these. */

export const MACHINE = /^m-[0-9a-f]{8}$/;
/** As `kernelFolder` makes it. */
export const KERNEL = /^(?!\.+$)[A-Za-z0-9._-]{1,100}$/;
export const RUN_ID = /^\d{8}T\d{6}Z-[0-9a-f]{6}$/;
export const HISTOGRAM = /^[A-Za-z0-9][A-Za-z0-9._+-]{0,200}\.hlog$/;

export const SUMS = 'SHA256SUMS';
export const RETRACTED = 'retracted.json';
export const MACHINE_FILE = 'machine.json';
/** Of one run, in the order of reading; the last two are missing where nothing was counted, and where no far side was asked. */
export const RUN_FILES: ReadonlySet<string> = new Set([
  'run.json',
  'samples.csv',
  'summary.csv',
  'counters.csv',
  'host-probe.json',
]);
export const REQUIRED_FILES = ['run.json', 'samples.csv', 'summary.csv', SUMS] as const;

/** Made at every publish. */
export const INDEX = 'index.csv';
export const README = 'README.md';
export const FORMAT = 'repository.json';
export const ATTRIBUTES = '.gitattributes';

export const ATTRIBUTES_TEXT = `# What git stores is what was measured, byte for byte, whatever a clone's settings say.
*.csv text eol=lf
*.hlog text eol=lf
*.json text eol=lf
*.md text eol=lf
SHA256SUMS text eol=lf
`;

/** Where one run lies. */
export interface RunPlace {
  readonly machine: string;
  readonly kernel: string;
  readonly runId: string;
}

export function pathOf({ machine, kernel, runId }: RunPlace): string {
  return `${machine}/${kernel}/${runId}`;
}

export type RepositoryFile =
  | { readonly kind: 'run'; readonly place: RunPlace; readonly name: string }
  | { readonly kind: 'machine'; readonly machine: string }
  | { readonly kind: 'made' };

const SCHEMA = /^schema\/[a-z-]+\.schema\.json$/;
const MADE: ReadonlySet<string> = new Set([INDEX, README, FORMAT, ATTRIBUTES]);

/** What a path of the repository is; null for what does not belong there. */
export function classified(path: string): RepositoryFile | null {
  if (MADE.has(path) || SCHEMA.test(path)) return { kind: 'made' };
  const [machine = '', kernel = '', runId = '', ...rest] = path.split('/');
  if (!MACHINE.test(machine)) return null;
  if (kernel === MACHINE_FILE && runId === '') return { kind: 'machine', machine };
  if (!KERNEL.test(kernel) || !RUN_ID.test(runId)) return null;
  const name = rest.join('/');
  const [folder, file, ...deeper] = rest;
  const isHistogram = folder === 'hist' && file !== undefined && deeper.length === 0 && HISTOGRAM.test(file);
  const belongs = isHistogram || name === SUMS || name === RETRACTED || RUN_FILES.has(name);
  return belongs ? { kind: 'run', place: { machine, kernel, runId }, name } : null;
}

/** What people add to a repository by hand, and no program reads. */
export function isOwners(path: string): boolean {
  return /^(?:\.github\/|LICEN[CS]E(?:\.[a-z]+)?$|CONTRIBUTING\.md$|\.gitignore$|\.gitlab-ci\.yml$)/.test(path);
}
