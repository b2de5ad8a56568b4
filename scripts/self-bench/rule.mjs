import { clopperPearson } from '../../dist/harness/stats/binomial.js';
import { OTHER_ON_NEW, SAME_ON_BOTH, UNITS } from './coverage.mjs';
import { figure } from './figures.mjs';
import { NOISE_NAMES } from './noise-processes.mjs';
import { NULL_RUNS } from './null-runs.mjs';
import { BOOTS, CELLS, EFFECTS, SPREADS } from './power.mjs';
import { studied } from './studies.mjs';
import { DESIGN_NAMES, NOT_INTERLEAVED } from './verdicts.mjs';

/**
 * Whether the rule that `compare` and `aa` decide by keeps what it promises, on made data of which the truth is known.
 *
 * @typedef {import('./figures.mjs').Figure} Figure
 * @typedef {(text: string) => void} Say
 */

const CELLS_OF_REPORT = 20;
const TIMES = {
  nullComparisons: 2000,
  /** It fails by so much that few show it. */
  notInterleaved: 500,
  nullRuns: { 'one run of 24 blocks': 500, 'a run in each of 16 boots': 200 },
  comparisons: 200,
  replicates: 4000,
};
/** Of the table of power, in place of a median over all of them. */
const SHOWN_BOOTS = 8;

const AIMS = {
  falseReports: { below: 0.05 },
  /** Of one noise: beyond the 5 % what 2,000 reports differ by, two standard errors. Tests as exact as these come close to their 5 %. */
  falseReportsOfOne: { below: 0.06 },
  /** 93 % to 97 %. */
  fromNominal: { below: 0.02 },
};
const NOMINAL = 0.95;
/** Of the alarms of `aa`. */
const NOMINAL_ALARMS = { spread: 0.05, lean: 0.01 };
const share = /** @type {const} */ ('share');

/** @type {(say: Say) => Promise<Figure[]>} */
export async function ruleFigures(say) {
  return [
    ...(await falseVerdictFigures(say)),
    ...(await nullAlarmFigures(say)),
    ...(await powerFigures(say)),
    ...(await coverageFigures(say)),
  ];
}

/** @type {(say: Say) => Promise<Figure[]>} */
async function falseVerdictFigures(say) {
  const tasks = DESIGN_NAMES.flatMap((design) =>
    NOISE_NAMES.map((noise) => ({
      design,
      noise,
      cells: CELLS_OF_REPORT,
      comparisons: design === NOT_INTERLEAVED ? TIMES.notInterleaved : TIMES.nullComparisons,
    })),
  );
  const results = await studied('falseVerdicts', tasks, tell(say, 'comparisons of what does not differ', tasks.length));
  return DESIGN_NAMES.flatMap((design) => {
    const isPromised = design !== NOT_INTERLEAVED;
    const group = `reports of ${CELLS_OF_REPORT} cells with a false verdict: ${design}`;
    const ofDesign = tasks.flatMap((task, index) =>
      task.design === design ? [{ name: task.noise, ...at(results, index) }] : [],
    );
    const row = (
      /** @type {string} */ name,
      /** @type {import('./verdicts.mjs').Alarms} */ { comparisons, wrong, cells, wrongCells },
      /** @type {Figure['aim']} */ aim,
    ) => {
      const how = `${within(wrong, comparisons)} of ${comparisons} reports; ${percent(wrongCells / cells, 2)} of cells`;
      return figure({ group, name, unit: share, how, aim: isPromised ? aim : null }, [wrong / comparisons]);
    };
    return [
      ...ofDesign.map(({ name, ...alarms }) => row(name, alarms, AIMS.falseReportsOfOne)),
      row('all of these', together(ofDesign), AIMS.falseReports),
    ];
  });
}

/** @type {(all: readonly import('./verdicts.mjs').Alarms[]) => import('./verdicts.mjs').Alarms} */
function together(all) {
  const sum = (/** @type {keyof import('./verdicts.mjs').Alarms} */ name) => all.reduce((total, one) => total + one[name], 0);
  return { comparisons: sum('comparisons'), wrong: sum('wrong'), cells: sum('cells'), wrongCells: sum('wrongCells') };
}

/** @type {(say: Say) => Promise<Figure[]>} */
async function nullAlarmFigures(say) {
  const kinds = /** @type {(keyof typeof NULL_RUNS)[]} */ (Object.keys(NULL_RUNS));
  const tasks = kinds.flatMap((of) =>
    NOISE_NAMES.map((noise) => ({ of, noise, cells: CELLS_OF_REPORT, runs: TIMES.nullRuns[of] })),
  );
  const results = await studied('nullAlarms', tasks, tell(say, 'configurations against themselves', tasks.length));
  return tasks.flatMap(({ of, noise }, index) => {
    const { runs, spread, lean, falseVerdicts } = at(results, index);
    const group = `aa, alarms without a reason: ${of}`;
    const how = `${within(spread, runs)} of ${runs}; a false verdict in ${percent(falseVerdicts / runs, 1)}`;
    return [
      figure({ group, name: `${noise}: spread`, unit: share, how, aim: aboveChance(NOMINAL_ALARMS.spread, runs) }, [
        spread / runs,
      ]),
      figure(
        { group, name: `${noise}: lean`, unit: share, how: within(lean, runs), aim: aboveChance(NOMINAL_ALARMS.lean, runs) },
        [lean / runs],
      ),
    ];
  });
}

/** @type {(say: Say) => Promise<Figure[]>} */
async function powerFigures(say) {
  const rows = CELLS.flatMap((cells) => SPREADS.flatMap((cov) => EFFECTS.map((effect) => ({ cells, cov, effect }))));
  const tasks = rows.flatMap((row) => BOOTS.map((boots) => ({ ...row, boots, comparisons: TIMES.comparisons })));
  const results = await studied('power', tasks, tell(say, 'true differences', tasks.length));
  return rows.flatMap(({ cells, cov, effect }, row) => {
    const ofRow = BOOTS.map((boots, column) => ({ boots, ...at(results, row * BOOTS.length + column) }));
    const shown = ofRow.find(({ boots }) => boots === SHOWN_BOOTS) ?? at(ofRow, 0);
    const of = (/** @type {'found' | 'equivalent'} */ verdict) => ({
      value: shown[verdict] / shown.comparisons,
      how: `per side ${ofRow.map((one) => `${one.boots}: ${percent(one[verdict] / one.comparisons, 0)}`).join(', ')}`,
    });
    const group = `verdicts on ${cells === 1 ? 'one cell' : `one of ${cells} cells`}, ${SHOWN_BOOTS} boots against ${SHOWN_BOOTS}, CoV ${percent(cov, 0)}`;
    const rowOf = (/** @type {string} */ verdict, /** @type {{ value: number, how: string }} */ { value, how }) =>
      figure({ group, name: `${percent(effect, 0)} slower: ${verdict}`, unit: share, how, aim: null }, [value]);
    // Nothing that is larger than the threshold is ever called equivalent but by chance.
    return [rowOf('slower', of('found')), ...(effect <= 0.01 ? [rowOf('equivalent', of('equivalent'))] : [])];
  });
}

/** @type {(say: Say) => Promise<Figure[]>} */
async function coverageFigures(say) {
  const layouts = /** @type {(keyof typeof UNITS)[]} */ (Object.keys(UNITS));
  const noises = /** @type {import('./coverage.mjs').CoveredNoise[]} */ ([
    ...Object.keys(SAME_ON_BOTH),
    ...Object.keys(OTHER_ON_NEW),
  ]);
  const rows = layouts.flatMap((layout) => noises.map((noise) => ({ layout, noise })));
  const tasks = rows.flatMap((row) => UNITS[row.layout].map((units) => ({ ...row, units, replicates: TIMES.replicates })));
  const results = await studied('coverage', tasks, tell(say, 'intervals', tasks.length));
  return rows.map(({ layout, noise }) => {
    const ofRow = tasks.flatMap((task, index) => {
      const { covered, replicates } = at(results, index);
      return task.layout === layout && task.noise === noise ? [{ units: task.units, covered: covered / replicates }] : [];
    });
    return figure(
      {
        group: `coverage of the 95 % interval, ${layout}: largest distance from 95 %`,
        name: noise,
        unit: share,
        how: `by units ${ofRow.map(({ units, covered }) => `${units}: ${percent(covered, 1)}`).join(', ')}`,
        aim: noise in SAME_ON_BOTH ? AIMS.fromNominal : null,
      },
      [Math.max(...ofRow.map(({ covered }) => Math.abs(covered - NOMINAL)))],
    );
  });
}

/** What shares of so many differ from the nominal one by: two standard errors. @type {(nominal: number, of: number) => { below: number }} */
function aboveChance(nominal, of) {
  return { below: nominal + 2 * Math.sqrt((nominal * (1 - nominal)) / of) };
}

/** Not each of hundreds. @type {(say: Say, what: string, all: number) => (done: number) => void} */
function tell(say, what, all) {
  const every = Math.ceil(all / 8);
  return (done) => {
    if (done % every === 0 || done === all) say(`${what}: ${done} of ${all} studies`);
  };
}

/** @type {(hits: number, all: number) => string} */
function within(hits, all) {
  const { low, high } = clopperPearson(hits, all, 0.95);
  return `95 % interval ${percent(low, 1)} to ${percent(high, 1)}`;
}

/** @type {(value: number, digits: number) => string} */
function percent(value, digits) {
  return `${(100 * value).toFixed(digits)} %`;
}

/** @template T @param {readonly T[]} list @param {number} index @returns {T} */
function at(list, index) {
  return /** @type {T} */ (list[index]);
}
