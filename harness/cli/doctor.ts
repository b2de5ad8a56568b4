import { detectAndCapture } from '../detect/capture.ts';
import { detect } from '../detect/detect.ts';
import { folderSources } from '../detect/sources/folder.ts';
import { liveSources } from '../detect/sources/live.ts';
import { doctorText } from '../report/doctor-text.ts';
import { jsonText } from '../report/terminal-text.ts';

export interface DoctorOptions {
  readonly json: boolean;
  /** Folder that receives the raw inputs, redacted. */
  readonly capture: string | null;
  /** Folder that is read in place of this machine. */
  readonly from: string | null;
}

export interface Output {
  write(text: string): void;
}

/** What this machine, or the one that a folder was captured on, really runs. */
export async function doctor(options: DoctorOptions, out: Output): Promise<0> {
  const sources = options.from === null ? liveSources() : await folderSources(options.from);
  const environment = options.capture === null ? await detect(sources) : await detectAndCapture(sources, options.capture);
  out.write(options.json ? jsonText(environment) : doctorText(environment));
  return 0;
}
