import { CREATE_WITH_CONTENT, PAIR_NAMES, PAIRS } from './pairs.mjs';
import { spread } from './statistics.mjs';
import { MANY } from './whole-runs.mjs';

/**
 * One line of the report.
 *
 * @typedef {object} Figure
 * @property {string} group
 * @property {string} name
 * @property {'ratio' | 'ns' | 'ms' | 'share' | 'bytes' | 'rate'} unit `rate`: per second.
 * @property {number | null} value Null with a reason when it could not be measured.
 * @property {readonly number[]} values Of each round.
 * @property {number | null} low Smallest of the rounds; null when there is one measurement.
 * @property {number | null} high
 * @property {{ below: number } | { above: number } | null} aim Null where nothing was promised.
 * @property {boolean | null} met
 * @property {string | null} reason Why there is no value.
 * @property {string} how Both sides' system calls, or what was measured.
 */

/** The promises, each with the condition that it was made for. */
export const AIMS = {
  ratioOnTmpfs: { below: 0.9 },
  distanceNs: { below: 3000 },
  harnessNs: { below: 200 },
  measuredShare: { above: 0.85 },
  startMs: { below: 200 },
  memoryBytes: { below: 500 * 1024 * 1024 },
};

/** @type {(about: Pick<Figure, 'group' | 'name' | 'unit' | 'how' | 'aim'>, values: readonly number[] | { reason: string }) => Figure} */
export function figure(about, values) {
  if ('reason' in values) return { ...about, value: null, values: [], low: null, high: null, met: null, reason: values.reason };
  const { value, low, high, n } = spread(values);
  const range = n > 1 ? { low, high } : { low: null, high: null };
  return { ...about, value, values, ...range, met: isMet(value, about.aim), reason: null };
}

/** @type {(value: number, aim: Figure['aim']) => boolean | null} */
function isMet(value, aim) {
  if (aim === null) return null;
  return 'below' in aim ? value < aim.below : value > aim.above;
}

/** @typedef {import('./rounds.mjs').Round} Round */

/** @type {(rounds: readonly Round[], missing: string | null, isTmpfs: boolean) => Figure[]} */
export function againstFio(rounds, missing, isTmpfs) {
  return PAIR_NAMES.map((pair) => {
    const { ours, fio, more } = PAIRS[pair];
    const how = `ours ${ours.workload}/${ours.operation}: ${ours.calls}; fio: ${fio}${more === null ? '' : `; ours also: ${more}`}`;
    const about = {
      group: 'mean latency ÷ that of fio',
      name: pair,
      unit: /** @type {const} */ ('ratio'),
      how,
      aim: isTmpfs ? AIMS.ratioOnTmpfs : null,
    };
    return figure(
      about,
      missing === null ? rounds.map((round) => (round.ours[pair] ?? 0) / (round.fio?.[pair] ?? Number.NaN)) : { reason: missing },
    );
  });
}

/** @type {(rounds: readonly Round[], missing: string | null) => Figure[]} */
export function beyondC(rounds, missing) {
  const pairs = [
    ...PAIR_NAMES.map((name) => ({ name, ours: PAIRS[name].ours, c: PAIRS[name].c })),
    { name: 'createContent', ...CREATE_WITH_CONTENT },
  ];
  return pairs.map(({ name, ours, c }) => {
    const about = {
      group: 'mean latency beyond a loop in C',
      name: name === 'createContent' ? 'create, 1 KiB' : name,
      unit: /** @type {const} */ ('ns'),
      how: ours.calls === c.calls ? `both: ${c.calls}` : `ours: ${ours.calls}; C: ${c.calls}`,
      aim: AIMS.distanceNs,
    };
    return figure(
      about,
      missing === null ? rounds.map((round) => (round.ours[name] ?? 0) - (round.c?.[c.row] ?? Number.NaN)) : { reason: missing },
    );
  });
}

/** @type {(rounds: readonly Round[]) => Figure[]} */
export function ownCost(rounds) {
  const group = 'own cost per operation';
  const unit = /** @type {const} */ ('ns');
  const of = (/** @type {keyof Round['harness']} */ key) => rounds.map(({ harness }) => harness[key]);
  return [
    figure(
      {
        group,
        name: 'empty call',
        unit,
        how: 'latency of probe/null: the loop and one reading of the clock',
        aim: AIMS.harnessNs,
      },
      of('nullNs'),
    ),
    figure(
      { group, name: 'calibration', unit, how: 'timerNs of run.json, before anything was measured', aim: null },
      of('timerNs'),
    ),
    figure(
      {
        group,
        name: 'stat, elapsed',
        unit,
        how: 'elapsed ÷ operations beyond a bare Node loop without a clock, 1000 calls per loop',
        aim: AIMS.harnessNs,
      },
      of('statNs'),
    ),
    figure(
      {
        group,
        name: 'read, elapsed',
        unit,
        how: 'the same for 4 KiB reads with 200 calls per loop: what each loop costs once weighs more',
        aim: null,
      },
      of('readNs'),
    ),
  ];
}

/** @type {(run: import('./whole-runs.mjs').WholeRun, seconds: number) => Figure[]} */
export function useOfTime(run, seconds) {
  const group = `use of time: default plan, --max-time ${seconds}`;
  const unit = /** @type {const} */ ('share');
  return [
    figure(
      {
        group,
        name: 'measured, of everything',
        unit,
        how: 'measuredNs ÷ (preparation + pilot + blocks + teardown)',
        aim: AIMS.measuredShare,
      },
      [run.measuredShare],
    ),
    figure({ group, name: 'measured, of blocks', unit, how: 'without preparation, pilot and teardown', aim: null }, [
      run.blocksShare,
    ]),
  ];
}

const MEMORY = /** @type {const} */ ({ group: 'memory, program and measuring processes', unit: 'bytes' });

/** @type {(reason: string) => Figure} */
export function noMemoryOfMany(reason) {
  return figure({ ...MEMORY, name: 'peak', how: `${MANY / 1e6} million operations`, aim: AIMS.memoryBytes }, { reason });
}

/** @type {(run: import('./whole-runs.mjs').WholeRun, name: string) => Figure[]} */
export function memoryOf(run, name) {
  const million = (run.operations / 1e6).toFixed(2);
  const enough = run.operations >= MANY;
  const { group, unit } = MEMORY;
  const how = `${name}, ${million} million operations${enough ? '' : '; the aim is for 10 million, see --full'}`;
  return [
    // Too much after few operations is too much after many as well, but little after few promises nothing.
    figure({ group, name: 'peak', unit, how, aim: enough || run.peakBytes >= AIMS.memoryBytes.below ? AIMS.memoryBytes : null }, [
      run.peakBytes,
    ]),
    figure(
      { group, name: 'growth', unit, how: 'per million operations, from the second to the last quarter', aim: null },
      run.growth === null ? { reason: 'too few looks at the memory' } : [run.growth],
    ),
  ];
}

/** @type {(times: { help: readonly number[], node: readonly number[] }) => Figure[]} */
export function startFigures({ help, node }) {
  const group = 'start';
  const unit = /** @type {const} */ ('ms');
  return [
    figure({ group, name: 'mntbench --help', unit, how: `${help.length} starts, from fork to exit`, aim: AIMS.startMs }, help),
    figure({ group, name: 'node --eval 0', unit, how: 'in turn with the above: what of it is Node itself', aim: null }, node),
  ];
}
