import { validateTables } from '../../model/validate/validate.ts';
import { validationText } from '../../report/model-validation-text.ts';
import { jsonText } from '../../report/terminal-text.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { readText } from './load-configuration.ts';

/** How the model does on a file of published tables; a gate for those who change it. */
export function modelValidate(path: string, json: boolean, out: NodeJS.WritableStream): ExitCode {
  const report = validateTables(readText(path, { expected: 'a file of tables as JSON', fix: 'check the path' }), path);
  out.write(json ? jsonText({ schemaVersion: 1, ...report }) : validationText(report));
  return report.ok ? EXIT.done : EXIT.gate;
}
