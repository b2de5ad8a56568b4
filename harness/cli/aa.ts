import { LIMITS } from '../compare/decide.ts';
import { compareWithItself } from '../compare/null-comparison.ts';
import type { DecisionRule } from '../core/comparison.ts';
import { noiseFloorText } from '../report/noise-floor-text.ts';
import { openProgress } from '../report/progress.ts';
import { jsonText } from '../report/terminal-text.ts';
import { storeFloor } from './compare/noise-floors.ts';
import { requireOneConfiguration } from './compare/one-configuration.ts';
import { Runs } from './compare/runs.ts';
import { EXIT, type ExitCode, type Streams } from './exit.ts';
import { bench } from './run/pipeline.ts';
import type { RunRequest } from './run/request.ts';
import { StoppedEarly } from './run/stop-signals.ts';
import { type RunFlags, requestFrom } from './run.ts';

/** Two blocks are a pair, and six pairs are the fewest that a test can tell apart. */
const FEWEST_BLOCKS = 12;

/** No trial is ever done: a noise floor wants all the pairs that fit the time. */
const NEVER_PRECISE = 1e-9;

/** The same configuration against itself: `of` names runs that are there; none: the plan of `run` is measured now. */
export async function aa(
  of: readonly string[],
  flags: RunFlags,
  rule: DecisionRule,
  streams: Streams,
  version: string,
): Promise<ExitCode> {
  const request = await requestFrom(flags, version);
  const names = of.length > 0 ? of : await measured(request, streams);
  if (names === null) return EXIT.interrupted;
  const runs = await new Runs(request.results).named(names);
  requireOneConfiguration(runs.map(({ record }) => record));
  const floor = compareWithItself(runs, rule);
  // Of fewer units nobody knows how they differ: as a floor they would let everything pass, or nothing.
  const path = floor.perSide < LIMITS.fewestUnits ? null : storeFloor(request.results, floor);
  streams.out.write(flags.json ? jsonText({ ...floor, path }) : noiseFloorText(floor, path));
  if (path === null) return EXIT.part;
  return floor.alarms.length === 0 ? EXIT.done : EXIT.gate;
}

async function measured(request: RunRequest, { err }: Streams): Promise<readonly string[] | null> {
  const progress = openProgress(err);
  const config = { ...request.config, precision: NEVER_PRECISE };
  try {
    const { record, folder } = await bench({ ...request, config, minimumBlocks: FEWEST_BLOCKS }, progress);
    return record.status === 'interrupted' ? null : [folder.path];
  } catch (error) {
    if (!(error instanceof StoppedEarly)) throw error;
    progress.note(error.message);
    return null;
  } finally {
    progress.stop();
  }
}
