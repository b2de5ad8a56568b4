import { runDocument } from '../report/run-document.ts';
import { footnotes, runHeader, runTables, TABLE_LEGEND } from '../report/run-table.ts';
import { jsonText } from '../report/terminal-text.ts';
import { warningLines } from '../report/warning-lines.ts';
import { EXIT, type ExitCode, type Streams } from './exit.ts';
import { type LoadedRun, loadRun } from './load-run.ts';

/** One run's tables, made anew from its samples. */
export function show(name: string, results: string, json: boolean, { out }: Streams): ExitCode {
  const loaded = loadRun(name, results);
  const { record, folder, summaries, bootId } = loaded;
  out.write(json ? jsonText(runDocument(record, folder.path, summaries, bootId)) : runText(loaded));
  return EXIT.done;
}

/** All that there is to see of a run at a terminal. */
export function runText({ record, folder, summaries }: LoadedRun): string {
  const notes = `${footnotes(summaries)}${runHeader(record, folder.path)}`;
  return `${runTables(record, summaries)}\n\n${TABLE_LEGEND}\n${notes}\n${warningLines(summaries)}`;
}
