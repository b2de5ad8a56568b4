import type { Environment } from '../core/environment.ts';
import { redactor } from '../core/redaction.ts';
import { detect } from './detect.ts';
import { prepareCaptureFolder, writeCapture } from './sources/capture.ts';
import { recordingOf } from './sources/recording.ts';
import { secretsOf } from './sources/secrets.ts';
import type { Sources } from './sources/sources.ts';

/** Detects as {@link detect} does, and leaves in `directory` what it read, redacted, for `--from` on another machine. */
export async function detectAndCapture(sources: Sources, directory: string): Promise<Environment> {
  await prepareCaptureFolder(directory);
  const recording = recordingOf(sources);
  const environment = await detect(recording.sources);
  await writeCapture(directory, recording, redactor(secretsOf(recording)));
  return environment;
}
