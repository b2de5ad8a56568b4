import { randomBytes } from 'node:crypto';
import { randomFor } from '../core/random.ts';
import { preview } from '../publish/dry-run.ts';
import { remoteUrl } from '../publish/git/url.ts';
import { type Published, publish, publishedRemotes, publishWaiting, retract } from '../publish/publish.ts';
import { realPause } from '../publish/repository/pause.ts';
import type { SendContext } from '../publish/send.ts';
import { runsNamed } from '../record/find-runs.ts';
import { jsonText, terminalText } from '../report/terminal-text.ts';
import { stateFolder } from '../system/folders.ts';
import { EXIT, type ExitCode, type Streams } from './exit.ts';
import { previewDocument, publishedDocument } from './publish/document.ts';
import type { PublishOptions } from './publish/options.ts';
import { runFiles } from './publish/run-files.ts';
import { previewText, publishedText } from './publish/text.ts';

/** Puts runs into a results repository, or shows what would be put there. */
export async function publishRuns(
  { task, branch, json }: PublishOptions,
  results: string,
  { out, err }: Streams,
  version: string,
): Promise<ExitCode> {
  const context: SendContext = {
    files: runFiles(version),
    pause: realPause,
    // Two machines that wait must not wait equally long.
    random: randomFor(randomBytes(4).readUInt32LE(), 'publish'),
    progress: (text) => err.write(`${terminalText(text)}\n`),
  };
  const place = { branch, stateFolder: stateFolder() };
  const tell = (done: readonly Published[]): ExitCode => {
    out.write(json ? jsonText(publishedDocument(done)) : done.map(publishedText).join('') || 'nothing waits to be pushed\n');
    return EXIT.done;
  };
  switch (task.kind) {
    case 'continue': {
      const remotes = task.to === null ? publishedRemotes(place.stateFolder).map((url) => remoteUrl(url, '/')) : [task.to];
      return tell(await publishWaiting(place, remotes, context));
    }
    case 'retract':
      return tell([await retract({ ...place, remote: task.to }, task.run, task.reason, context)]);
    case 'publish':
      return tell([await publish({ ...place, ...task, remote: task.to, runs: folders(task.runs, results) }, context)]);
    case 'preview': {
      const made = await preview({ ...place, ...task, remote: task.to, runs: folders(task.runs, results) }, context);
      out.write(json ? jsonText(previewDocument(made, task.to.shown)) : previewText(made, task.to.shown));
      return EXIT.done;
    }
  }
}

function folders(names: readonly string[], results: string): string[] {
  return runsNamed(names, results).map(({ path }) => path);
}
