import { UserError } from '../../core/errors.ts';
import type { Json } from '../../core/json.ts';

/** A field of a configuration, its path by dots, and what it becomes. */
export interface Setting {
  readonly path: string;
  readonly value: Json;
}

/** A field, and everything that it becomes in turn. */
export interface Axis {
  readonly path: string;
  readonly values: readonly Json[];
}

/** More is a mistake at the keyboard: hours, and a table that nobody reads. */
const MOST_POINTS = 10_000;

/** All combinations, in the order of an odometer: the last axis turns fastest. Without axes the only point sets nothing. */
export function gridPoints(axes: readonly Axis[]): Setting[][] {
  const points = axes.reduce((product, { values }) => product * values.length, 1);
  if (points > MOST_POINTS) {
    throw new UserError({
      code: 'model-grid-too-large',
      what: 'the grid of a sweep',
      got: `${points} combinations of ${axes.map(({ path, values }) => `${values.length} × ${path}`).join(', ')}`,
      expected: `at most ${MOST_POINTS}`,
      fix: 'sweep over fewer values, or in parts',
    });
  }
  return axes.reduce<Setting[][]>(
    (begun, { path, values }) => begun.flatMap((point) => values.map((value) => [...point, { path, value }])),
    [[]],
  );
}

/** What a configuration says, with some fields set; whether it may have those fields is for its schema to say. */
export function withSettings(content: unknown, settings: readonly Setting[]): unknown {
  return settings.reduce((whole, setting) => withField(whole, setting.path.split('.'), setting), content);
}

function withField(content: unknown, [key, ...deeper]: readonly string[], setting: Setting): unknown {
  if (key === undefined) return setting.value;
  if (Array.isArray(content)) {
    const index = /^\d+$/.test(key) ? Number(key) : Number.NaN;
    if (!(index <= content.length)) throw refused(setting, `${key} of a list of ${content.length}`, 'a number from 0 on');
    return content.toSpliced(index, 1, withField(content[index], deeper, setting));
  }
  const fields = content ?? {};
  if (typeof fields !== 'object')
    throw refused(setting, `${key} of ${JSON.stringify(content)}`, 'a field of an object or a list');
  const known = Object.hasOwn(fields, key) ? (fields as Readonly<Record<string, unknown>>)[key] : undefined;
  return { ...fields, [key]: withField(known, deeper, setting) };
}

function refused({ path }: Setting, got: string, expected: string): UserError {
  return new UserError({
    code: 'model-setting',
    what: `the field ${path} of a configuration`,
    got,
    expected,
    fix: 'correct the path; docs/model.md lists the fields',
  });
}
