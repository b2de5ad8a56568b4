import { UserError } from '../../core/errors.ts';
import type { ModelConfiguration } from '../../model/path/configuration.ts';
import { parseConfiguration } from '../../model/path/parse-configuration.ts';
import { PRESETS } from '../../model/path/presets.ts';
import { withSettings } from '../../model/sweep/grid.ts';
import { simulateConfiguration } from '../../model/sweep/simulate-configuration.ts';
import { bold } from '../../report/colour.ts';
import { formatBytes } from '../../report/format.ts';
import { simulationText } from '../../report/model-run-text.ts';
import { jsonText, terminalText } from '../../report/terminal-text.ts';
import { EXIT } from '../exit.ts';
import { loadConfiguration } from './load-configuration.ts';
import { runSettings } from './run-settings.ts';
import { parseSettings } from './settings.ts';

export interface ModelRunOptions {
  /** Name or file; null: the names are listed. */
  readonly configuration: string | null;
  readonly set: readonly string[];
  readonly operations: number | null;
  readonly seed: number | null;
  readonly json: boolean;
}

/** Simulates one configuration. */
export function modelRun(options: ModelRunOptions, out: NodeJS.WritableStream): 0 {
  const { configuration: name, json } = options;
  const settings = [...parseSettings(options.set, 'model run'), ...runSettings(options)];
  if (name === null) {
    if (settings.length > 0) throw noName();
    out.write(json ? jsonText(namesDocument()) : namesText());
    return EXIT.done;
  }
  const { content, from, assumes } = loadConfiguration(name);
  const configuration = parseConfiguration(withSettings(content, settings), from);
  const simulated = simulateConfiguration(configuration);
  out.write(
    json
      ? jsonText({ schemaVersion: 1, configuration, ...simulated })
      : simulationText({ ...simulated, name: configuration.name, work: workOf(configuration), assumes }),
  );
  return EXIT.done;
}

function workOf({ transport, kernel, work }: ModelConfiguration): string {
  const { operation, bytes, clients } = work;
  const what = bytes === 0 ? operation : `${operation} of ${formatBytes(bytes)}`;
  return `${what} · ${clients} client${clients === 1 ? '' : 's'} · ${transport} on ${kernel}`;
}

function namesDocument(): object {
  return { schemaVersion: 1, configurations: PRESETS.map(({ name, standsFor, assumes }) => ({ name, standsFor, assumes })) };
}

function namesText(): string {
  const lines = PRESETS.map(({ name, standsFor }) => `${bold(terminalText(name))}\n  ${terminalText(standsFor)}\n`);
  return `${lines.join('')}\nmntbench model run NAME simulates one; a file of JSON in place of the name is a configuration of your own\n`;
}

function noName(): UserError {
  return new UserError({
    code: 'model-no-configuration',
    what: 'model run',
    got: 'options, and no configuration that they are for',
    expected: 'the name of a configuration, or a file of JSON',
    fix: 'mntbench model run, without options, lists the names',
  });
}
