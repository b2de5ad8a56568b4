import type { Json } from '../../core/json.ts';
import { type Redact, redactor, type Secrets } from '../../core/redaction.ts';
import { type RunRecord, runRecordSchema } from '../../core/run-record.ts';
import { type Hider, hider } from './hidden.ts';
import { isPublicPart, isPublicSetting } from './public-words.ts';

export interface RedactionRequest {
  readonly secrets: Secrets;
  /** What the machine is called in the repository. */
  readonly machine: string;
  /** In lower case: words of workloads and file systems, which a user's name may equal by chance. */
  readonly vocabulary: ReadonlySet<string>;
}

const GONE = 'redacted';

/** What redaction itself writes. */
export const REPLACEMENTS = [
  'redacted',
  'hidden',
  'target',
  'user',
  'host',
  'builder',
  'server',
  'machine-id',
  'example',
] as const;

/**
 * The record without people, hosts, folders and mount sources. Every text passes through the same rules, whatever field it stands in;
 * fields that are known to hold a path, options or a name have stricter ones.
 */
export function redactRecord(record: RunRecord, request: RedactionRequest): RunRecord {
  const hide = hider(placesOf(record, request));
  const redact = redactor(request.secrets, request.vocabulary);
  // Places first: they are whole paths, of which the other rules would replace parts.
  const say: Redact = (text) => redact(hide.text(text));
  const context = { record, request, hide, say };
  return runRecordSchema.parse(walk(record as Json, '', context));
}

interface Context {
  readonly record: RunRecord;
  readonly request: RedactionRequest;
  readonly hide: Hider;
  readonly say: Redact;
}

function walk(value: Json, path: string, context: Context): Json {
  if (typeof value === 'string') return rule(path)(value, path, context);
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map((item, index) => walk(item, `${path}[${index}]`, context));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [context.say(key), walk(item, path === '' ? key : `${path}.${key}`, context)]),
  );
}

type Rule = (text: string, path: string, context: Context) => string;

const RULES: readonly (readonly [field: RegExp, rule: Rule])[] = [
  [/^machineId$/, (_, __, { request }) => request.machine],
  [/^harness\.commandLine\[\d+\]$/, (text, _, context) => argument(text, context)],
  [/^(?:targets\[\d+\]\.path|config\.targets\[\d+\])$/, (text, _, { record }) => targetPlace(record, text)],
  [/^config\.results$|^plan\.(?:repository|project)$/, () => GONE],
  [
    /(?:mounts\[\d+\]|\.mount)\.(?:mountPoint|source|subPath|windowsPath|symlinkRoot)$/,
    (text, _, { hide, request }) => redactor(request.secrets, request.vocabulary)(hide.path(text)),
  ],
  [
    /(?:mounts\[\d+\]|\.mount)\.(?:aname|options)$/,
    (text, _, { hide, request }) => redactor(request.secrets, request.vocabulary)(hide.options(text)),
  ],
  [/\.kernel\.builder$/, (text, path, { record }) => (isStock(record, path) ? text : 'builder@host')],
  [/\.settings\.asked\.(?:kernel|kernelCommandLine)$/, () => GONE],
  [/\.settings\.(?:wslconfig\[\d+\]|wslConf)\.warnings\[\d+\]\.message$/, () => GONE],
  [
    /\.settings\.(?:wslconfig\[\d+\]|wslConf)\.values\./,
    (text, path) => (isPublicSetting(path.slice(path.indexOf('.values.') + 8), text) ? text : GONE),
  ],
  [/\.kernelLog\.virtiofsTags\[\d+\]$/, (text, _, { hide }) => hide.path(text)],
];

function rule(path: string): Rule {
  return RULES.find(([field]) => field.test(path))?.[1] ?? ((text, _, { say }) => say(text));
}

function targetPlace({ targets }: RunRecord, path: string): string {
  const target = targets.find((known) => known.path === path);
  return target === undefined ? GONE : `/target/${target.id}`;
}

/** What stands for the folders that the run knows by their whole path. */
function placesOf(record: RunRecord, { secrets, machine }: RedactionRequest): ReadonlyMap<string, string> {
  const { plan, config, targets, machineId } = record;
  const others = [plan.repository, plan.project, config.results].filter(
    (path) => path?.startsWith('/') === true && !isPublicPath(path),
  );
  return new Map([
    [machineId, machine],
    ...builders(record).map((builder) => [builder, 'builder@host'] as const),
    ...others.map((path) => [path as string, `/${GONE}`] as const),
    ...targets
      .filter(({ path }) => path.length > 1 && !isPublicPath(path))
      .map(({ id, path }) => [path, `/target/${id}`] as const),
    ...(secrets.homeDirectory.length > 1 && secrets.homeDirectory !== '/root'
      ? [[secrets.homeDirectory, '/home/user'] as const]
      : []),
  ]);
}

/** `/mnt/c` hides nobody. */
export function isPublicPath(path: string): boolean {
  return path.split(/[\\/]/).every((part) => part === '' || isPublicPart(part));
}

/** Who builds a kernel at home is a person at a machine. */
function builders(record: RunRecord): string[] {
  return [record.environment.before, record.environment.after].flatMap((environment) => {
    const kernel = kernelOf(environment as Json);
    return kernel !== null && kernel.builderLooksStock !== true && typeof kernel.builder === 'string' && kernel.builder.length > 2
      ? [kernel.builder]
      : [];
  });
}

function isStock(record: RunRecord, path: string): boolean {
  const side = path.startsWith('environment.after') ? record.environment.after : record.environment.before;
  return kernelOf(side as Json)?.builderLooksStock === true;
}

function kernelOf(environment: Json): { readonly [key: string]: Json } | null {
  const kernel = isObject(environment) ? environment.kernel : null;
  return kernel !== undefined && isObject(kernel) ? kernel : null;
}

/** Options keep their names; of values only numbers, durations and words of workloads. */
function argument(text: string, { record, request }: Context): string {
  const words = new Set([...record.plan.trials.flatMap(({ workload, preset }) => [workload, preset]), 'run', 'auto', 'lab']);
  const isWord = (word: string): boolean => words.has(word) && !request.secrets.windowsUsers.includes(word);
  if (/^--?[a-z][a-z0-9-]*$/.test(text) || /^\d+(?:\.\d+)?[smh]?$/.test(text)) return text;
  return text.split(/[:,]/).every(isWord) ? text : GONE;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !isList(value);
}
