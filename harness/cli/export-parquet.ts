import { UserError } from '../core/errors.ts';
import { exportParquet } from '../query/parquet.ts';
import { runsNamed } from '../record/find-runs.ts';
import { terminalText } from '../report/terminal-text.ts';
import { EXIT, type ExitCode, type Streams } from './exit.ts';
import { queried } from './query.ts';

/** `export --format parquet`: all rows of all runs, for engines that read a fleet's results. */
export async function exportAsParquet(
  names: readonly string[],
  results: string,
  out: string | null,
  { err }: Streams,
): Promise<ExitCode> {
  if (out === null) {
    throw new UserError({
      code: 'export-folder',
      what: 'parquet is made of several files',
      got: 'no --out',
      expected: 'a folder that does not exist yet',
      fix: 'mntbench export … --format parquet --out DIR',
    });
  }
  const counts = await exportParquet(runsNamed(names, results).map(queried), out);
  const rows = Object.entries(counts).map(([view, count]) => `${view} ${count}`);
  err.write(`${terminalText(out)}: rows of ${rows.join(', ')}\n`);
  return EXIT.done;
}
