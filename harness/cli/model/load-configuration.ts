import { readFileSync } from 'node:fs';
import { type Complaint, errorCode, errorText, UserError } from '../../core/errors.ts';
import { PRESETS } from '../../model/path/presets.ts';

/** A configuration before anything is set in it or checked. */
export interface RawConfiguration {
  /** For messages: a preset's name, or the path of a file. */
  readonly from: string;
  readonly content: unknown;
  /** Of a preset. */
  readonly assumes: string | null;
}

/** Of a preset, or of a file of JSON. */
export function loadConfiguration(nameOrFile: string): RawConfiguration {
  const preset = PRESETS.find(({ name }) => name === nameOrFile);
  if (preset !== undefined) return { from: nameOrFile, content: preset.configuration, assumes: preset.assumes };
  const fix = 'check the spelling; mntbench model run lists the names';
  const text = readText(nameOrFile, { expected: 'the name of a configuration, or a file of JSON', fix });
  return { from: nameOrFile, content: jsonIn(nameOrFile, text), assumes: null };
}

/** The text of a file that the user named. */
export function readText(path: string, ifNot: Pick<Complaint, 'expected' | 'fix'>): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const reasons: Readonly<Record<string, string>> = {
      ENOENT: 'no such file',
      ENOTDIR: 'no such file',
      EISDIR: 'a directory',
      EACCES: 'a file that this user may not read',
    };
    const reason = reasons[errorCode(error) ?? ''];
    if (reason === undefined) throw error;
    throw new UserError({ code: 'model-file', what: path, got: reason, ...ifNot }, { cause: error });
  }
}

function jsonIn(path: string, text: string): unknown {
  try {
    // Some editors begin a file with a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new UserError(
      {
        code: 'model-file',
        what: path,
        got: `no JSON: ${errorText(error)}`,
        expected: 'a configuration of the model as JSON',
        fix: 'correct the file; docs/model.md describes each field',
      },
      { cause: error },
    );
  }
}
