import { runDocument } from '../report/run-document.ts';
import { footnotes, runHeader, runTables, TABLE_LEGEND } from '../report/run-table.ts';
import { jsonText } from '../report/terminal-text.ts';
import { warningLines } from '../report/warning-lines.ts';
import { EXIT, type ExitCode, type Streams } from './exit.ts';
import { loadRun } from './load-run.ts';

/** One run's tables, made anew from its samples. */
export function show(name: string, results: string, json: boolean, { out }: Streams): ExitCode {
  const { record, folder, summaries, bootId } = loadRun(name, results);
  out.write(
    json
      ? jsonText(runDocument(record, folder.path, summaries, bootId))
      : `${runTables(record, summaries)}\n\n${TABLE_LEGEND}\n${footnotes(summaries)}${runHeader(record, folder.path)}\n${warningLines(summaries)}`,
  );
  return EXIT.done;
}
