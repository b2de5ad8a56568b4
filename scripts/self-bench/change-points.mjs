/**
 * How often the change points of `mntbench history` are false, and how often a step is found: on made series of known truth.
 *
 *   node scripts/self-bench/change-points.mjs [--series 2000] [--seed 1]
 *
 * Prints the tables of docs/history.md. Needs the compiled program (npm test makes it).
 */
import { parseArgs } from 'node:util';
import { randomFor } from '../../dist/harness/core/random.js';
import { CHANGE_POINTS, ChangePoints } from '../../dist/harness/stats/change-points.js';

const { values: options } = parseArgs({
  options: { series: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' } },
});
const count = Number(options.series);
const seed = Number(options.seed);
const LENGTHS = [12, 20, 40];
/** Cells of a report in the second table: three targets of a workload with fourteen operations. */
const REPORT = 42;

/** @typedef {() => number} Normal */

/** @type {(random: import('../../harness/core/random.ts').Random) => Normal} */
const normals = (random) => () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());

/** Spread of the logarithm that gives a coefficient of variation. @type {(cov: number) => number} */
const sigma = (cov) => Math.sqrt(Math.log(1 + cov * cov));

/** Series of n costs without any change. @type {Record<string, (n: number, normal: Normal, random: import('../../harness/core/random.ts').Random) => number[]>} */
const NULLS = {
  'normal, CoV 10 %': (n, normal) => Array.from({ length: n }, () => 100 + 10 * normal()),
  'lognormal, CoV 50 %': (n, normal) => Array.from({ length: n }, () => 100 * Math.exp(sigma(0.5) * normal())),
  'one boot 5 × slower': (n, normal, random) => {
    const slow = random.below(n);
    return Array.from({ length: n }, (_, i) => (i === slow ? 500 : 100) * Math.exp(sigma(0.1) * normal()));
  },
  'autocorrelated, 0.3': (n, normal) => {
    let last = normal();
    return Array.from({ length: n }, (_, i) => {
      if (i > 0) last = 0.3 * last + Math.sqrt(1 - 0.09) * normal();
      return 100 * Math.exp(sigma(0.1) * last);
    });
  },
  "heavy tails, Student's t with 3": (n, normal) =>
    Array.from({ length: n }, () => {
      const chi = normal() ** 2 + normal() ** 2 + normal() ** 2;
      return 100 * Math.exp((0.1 * normal()) / Math.sqrt(chi / 3));
    }),
  'two modes, 30 % of boots 1.5 ×': (n, normal, random) =>
    Array.from({ length: n }, () => (random.next() < 0.3 ? 150 : 100) * Math.exp(sigma(0.03) * normal())),
};

/** @type {(tests: number) => ChangePoints} */
const finder = (tests) => new ChangePoints({ ...CHANGE_POINTS, tests });

/** Share of series with at least one change. @type {(name: string, search: ChangePoints) => string[]} */
function falseAlarms(name, search) {
  return LENGTHS.map((n) => {
    const random = randomFor(seed, 'null', name, n);
    const normal = normals(random);
    let alarms = 0;
    for (let i = 0; i < count; i++) if (search.in(NULLS[name](n, normal, random)).length > 0) alarms++;
    return percent(alarms, count);
  });
}

/** Share of reports of 42 such series with at least one change. @type {(name: string, search: ChangePoints) => string[]} */
function falseReports(name, search) {
  const reports = Math.floor(count / 2);
  return LENGTHS.map((n) => {
    const random = randomFor(seed, 'report', name, n);
    const normal = normals(random);
    let alarms = 0;
    for (let i = 0; i < reports; i++) {
      const cells = Array.from({ length: REPORT }, () => search.in(NULLS[name](n, normal, random)).length);
      if (cells.some((changes) => changes > 0)) alarms++;
    }
    return percent(alarms, reports);
  });
}

/** Share of series whose step, in the middle, was found at most one boot away. @type {(step: number, cov: number, search: ChangePoints) => string[]} */
function power(step, cov, search) {
  return LENGTHS.map((n) => {
    const normal = normals(randomFor(seed, 'power', step, cov, n));
    let found = 0;
    for (let i = 0; i < count; i++) {
      const series = Array.from({ length: n }, (_, at) => (at < n / 2 ? 100 : 100 * step) * Math.exp(sigma(cov) * normal()));
      if (search.in(series).some(({ at }) => Math.abs(at - n / 2) <= 1)) found++;
    }
    return percent(found, count);
  });
}

/** @type {(part: number, all: number) => string} */
const percent = (part, all) => `${((100 * part) / all).toFixed(1)} %`;
/** @type {(title: string, rows: string[][]) => void} */
const print = (title, rows) => {
  const head = [title, ...LENGTHS.map((n) => `${n} boots`)];
  process.stdout.write([head, ['---', '--:', '--:', '--:'], ...rows].map((row) => `| ${row.join(' | ')} |\n`).join(''));
  process.stdout.write('\n');
};

const names = Object.keys(NULLS);
const alone = finder(1);
const many = finder(REPORT);
print(
  'false alarms per series',
  names.map((name) => [name, ...falseAlarms(name, alone)]),
);
print(
  `false alarms per report of ${REPORT} series`,
  names.map((name) => [name, ...falseReports(name, many)]),
);
for (const [title, search] of [
  ['found, one series', alone],
  [`found, ${REPORT} series`, many],
])
  print(
    title,
    [1.1, 1.2, 1.5].flatMap((step) =>
      [0.03, 0.1].map((cov) => [`${Math.round((step - 1) * 100)} % step, CoV ${cov * 100} %`, ...power(step, cov, search)]),
    ),
  );
