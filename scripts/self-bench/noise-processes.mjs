/**
 * How costs vary in time where nothing was changed: one factor around 1 for each cell and each turn, in the order of measuring.
 *
 * @typedef {object} Draw
 * @property {() => number} uniform In [0, 1).
 * @property {() => number} normal
 *
 * @typedef {(draw: Draw, cells: number, turns: number) => Float64Array[]} Process By cell, then by turn.
 */

/** What is left where a process says nothing else. */
const QUIET = 0.03;
const NOISY = 0.1;
/** Of the logarithm: a coefficient of variation of 53 %. */
const SKEWED = 0.5;
/** Pareto's index: a variance that is barely finite. */
const TAIL = 2.1;
const SLOWED = 1.3;
const MODE = { factor: 1.5, share: 0.2 };
const DRIFT = 0.5;
const SHARED = 0.2;

/** @type {(random: import('../../harness/core/random.ts').Random) => Draw} */
export function drawFrom(random) {
  const uniform = () => random.next();
  return {
    uniform,
    // 1 − u, because the logarithm of 0 is none.
    normal: () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next()),
  };
}

/** Spread of the logarithm that gives a coefficient of variation. @type {(cov: number) => number} */
export function logSpread(cov) {
  return Math.sqrt(Math.log1p(cov * cov));
}

/** Each turn by itself. @type {(one: (draw: Draw) => number) => Process} */
export function independent(one) {
  return (draw, cells, turns) => series(cells, turns, () => () => one(draw));
}

/** Correlated from turn to turn, by cell. @type {(correlation: number) => Process} */
function autocorrelated(correlation) {
  return (draw, cells, turns) =>
    series(cells, turns, () => {
      let last = draw.normal();
      return (turn) => {
        if (turn > 0) last = correlation * last + Math.sqrt(1 - correlation ** 2) * draw.normal();
        return Math.exp(NOISY * last);
      };
    });
}

/** @satisfies {Readonly<Record<string, Process>>} */
export const NOISE = {
  'normal, CoV 10 %': independent((draw) => Math.max(0.01, 1 + NOISY * draw.normal())),
  'skewed, CoV 53 %': independent((draw) => Math.exp(SKEWED * draw.normal())),
  'heavy tail': independent(pareto),
  'two modes': independent((draw) => (draw.uniform() < MODE.share ? MODE.factor : 1) * Math.exp(QUIET * draw.normal())),
  'autocorrelated, 0.5': autocorrelated(0.5),
  'autocorrelated, 0.8': autocorrelated(0.8),
  'drift of 50 %': (draw, cells, turns) =>
    series(cells, turns, () => (turn) => (1 + (DRIFT * turn) / (turns - 1)) * Math.exp(QUIET * draw.normal())),
  'slows by 30 % once': (draw, cells, turns) => {
    const from = draw.uniform() * turns;
    return series(cells, turns, () => (turn) => (turn >= from ? SLOWED : 1) * Math.exp(QUIET * draw.normal()));
  },
  'shared by all cells': (draw, cells, turns) => {
    const common = Float64Array.from({ length: turns }, () => Math.exp(SHARED * draw.normal()));
    return series(cells, turns, () => (turn) => (common[turn] ?? 1) * Math.exp(QUIET * draw.normal()));
  },
};

/** @typedef {keyof typeof NOISE} NoiseName */

export const NOISE_NAMES = /** @type {readonly NoiseName[]} */ (Object.keys(NOISE));

/** Most turns like each other, and few many times slower. @type {(draw: Draw) => number} */
function pareto(draw) {
  return 1 + 0.1 * ((1 - draw.uniform()) ** (-1 / TAIL) - 1);
}

/** @type {(cells: number, turns: number, cell: () => (turn: number) => number) => Float64Array[]} */
function series(cells, turns, cell) {
  return Array.from({ length: cells }, () => {
    const next = cell();
    return Float64Array.from({ length: turns }, (_, turn) => next(turn));
  });
}
