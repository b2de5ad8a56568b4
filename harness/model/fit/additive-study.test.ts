import { describe, expect, it } from 'vitest';
import { type AdditiveObservation, type AdditiveParameter, additiveDesign, type HeaderBytes } from './additive-design.ts';
import { spectrumOf, type WeightedDesign } from './collinearity.ts';

/*
 * The study of docs/model.md, "what a set of experiments can tell apart": true values, cells, and the errors of 20 000 operations with a
 * coefficient of variation of 0.25, at least 50 ns. It knows no cost per descriptor in the host, and counts header bytes of metadata only:
 * they alone make its matrix regular while the pool is on.
 */
const TRUTH = { a_sys: 700, r: 60_000, m_map: 250, b_bounce: 0.111, b_hostR: 0.167, b_hostW: 0.25, b_user: 0.1 } as const;
type StudyParameter = keyof typeof TRUTH;
const NAMES = Object.keys(TRUTH) as StudyParameter[];
const HEADERS: HeaderBytes = { lookup: 400, getattr: 360, read: 0, write: 0, page: 0 };
const SIZES = [1, 512, 4096, 16_384, 65_536, 131_072, 262_144];

type Path = AdditiveObservation['path'];
const unmeasured = { latencyNs: 1, standardErrorNs: 1 };

function metadata(path: Path): AdditiveObservation[] {
  const stats = [0, 1, 2, 4, 8].map(
    (directories) => ({ operation: 'stat', directories, rootAttributes: 'cached', path, ...unmeasured }) as const,
  );
  return [{ operation: 'fstat', path, ...unmeasured }, ...stats];
}

function transfers(path: Path, operation: 'read' | 'write', aligned = true): AdditiveObservation[] {
  return SIZES.map((sizeBytes) => ({ operation, sizeBytes, aligned, path, ...unmeasured }));
}

const baseline: AdditiveObservation[] = [{ operation: 'fstat', path: 'tmpfs', ...unmeasured }, ...transfers('tmpfs', 'read')];
const reads = [...baseline, ...metadata('bounced'), ...transfers('bounced', 'read')];
const readsAndWrites = [...reads, ...transfers('bounced', 'write')];
const unaligned = [...readsAndWrites, ...transfers('bounced', 'read', false), ...transfers('bounced', 'write', false)];
const poolOff = [...readsAndWrites, ...transfers('unbounced', 'read'), ...transfers('unbounced', 'write')];

function study(observations: readonly AdditiveObservation[]): WeightedDesign<StudyParameter> {
  const { parameters, rows } = additiveDesign(observations, HEADERS);
  const kept = rows.map((row) => NAMES.map((name) => row[parameters.indexOf(name as AdditiveParameter)] as number));
  const latencies = kept.map((row) =>
    row.reduce((sum, entry, column) => sum + entry * TRUTH[NAMES[column] as StudyParameter], 0),
  );
  return { parameters: NAMES, rows: kept, standardErrors: latencies.map((ns) => Math.max(0.25 * ns, 50) / Math.sqrt(20_000)) };
}

/** Relative standard error of a weighted sum of parameters, in percent. */
function percent(design: WeightedDesign<string>, factors: Readonly<Record<string, number>>, value: number): number {
  const { covariance } = spectrumOf(design);
  const list = design.parameters.map((name) => factors[name] ?? 0);
  const variance = list.reduce(
    (sum, first, i) => sum + list.reduce((inner, second, j) => inner + first * second * (covariance[i]?.[j] ?? 0), 0),
    0,
  );
  return (100 * Math.sqrt(variance)) / value;
}

function errorsOf(observations: readonly AdditiveObservation[], names: readonly StudyParameter[]): number[] {
  const design = study(observations);
  return names.map((name) => percent(design, { [name]: 1 }, TRUTH[name]));
}

/** `merge` adds columns up, as when their parameters are taken to be equal. */
function withColumns(
  design: WeightedDesign<StudyParameter>,
  columns: Readonly<Record<string, readonly StudyParameter[]>>,
): WeightedDesign<string> {
  const parameters = Object.keys(columns);
  const rows = design.rows.map((row) =>
    parameters.map((name) => (columns[name] ?? []).reduce((sum, source) => sum + (row[NAMES.indexOf(source)] as number), 0)),
  );
  return { ...design, parameters, rows };
}

describe('relative standard errors of the study, in percent', () => {
  const all = ['r', 'm_map', 'b_bounce', 'b_hostR', 'b_hostW'] as const;

  it('reads only, pool always on: nothing per byte', () => {
    const errors = errorsOf(reads, ['r', 'm_map', 'b_bounce', 'b_hostR']);
    // The last one is printed as 275.
    expect(errors).toEqual([expect.closeTo(0.9, 1), expect.closeTo(48, 0), expect.closeTo(214, 0), expect.closeTo(274, 0)]);
    expect(spectrumOf(study(reads)).unobserved).toEqual(new Set([NAMES.indexOf('b_hostW')]));
  });

  it('reads and writes, pool on: no better', () => {
    const errors = errorsOf(readsAndWrites, all);
    expect(errors).toEqual([0.5, 23, 137, 182, 61].map((printed, index) => expect.closeTo(printed, index === 0 ? 1 : 0)));
  });

  it('reads and writes, taking the host to cost the same both ways: an answer that the assumption made', () => {
    const design = withColumns(study(readsAndWrites), {
      a_sys: ['a_sys'],
      r: ['r'],
      m_map: ['m_map'],
      b_bounce: ['b_bounce'],
      b_host: ['b_hostR', 'b_hostW'],
      b_user: ['b_user'],
    });
    const errors = (['r', 'm_map', 'b_bounce'] as const).map((name) => percent(design, { [name]: 1 }, TRUTH[name]));
    expect(errors).toEqual([expect.closeTo(0.5, 1), expect.closeTo(23, 0), expect.closeTo(1.2, 1)]);
    expect(percent(design, { b_host: 1 }, TRUTH.b_hostR)).toBeCloseTo(8.9, 1);
  });

  it('and unaligned buffers: hardly', () => {
    // The fourth is printed as 166.
    expect(errorsOf(unaligned, all)).toEqual(
      [0.4, 17, 123, 165, 56].map((printed, index) => expect.closeTo(printed, index === 0 ? 1 : 0)),
    );
  });

  it('and a boot without the pool: everything', () => {
    // The first is printed as 0.1.
    expect(errorsOf(poolOff, all)).toEqual([0.05, 2.5, 1, 0.4, 0.2].map((printed) => expect.closeTo(printed, 1)));
  });

  it('the slopes alone, with mapping and copy merged into them', () => {
    const design = withColumns(study(readsAndWrites), {
      a_sys: ['a_sys'],
      r: ['r'],
      read: ['b_hostR'],
      write: ['b_hostW'],
      b_user: ['b_user'],
    });
    expect(percent(design, { r: 1 }, TRUTH.r)).toBeLessThan(0.1);
    expect(percent(design, { read: 1 }, TRUTH.b_hostR)).toBeCloseTo(0.6, 1);
    expect(percent(design, { write: 1 }, TRUTH.b_hostW)).toBeCloseTo(0.4, 1);
  });

  it('what is known while the pool is on: both sums, and the whole slope of a read', () => {
    const design = study(readsAndWrites);
    const { m_map, b_bounce, b_hostR, b_hostW } = TRUTH;
    expect(percent(design, { b_bounce: 2, b_hostR: 1 }, 2 * b_bounce + b_hostR)).toBeCloseTo(3.6, 1);
    expect(percent(design, { b_bounce: 1, b_hostW: 1 }, b_bounce + b_hostW)).toBeCloseTo(4.0, 1);
    const slope = 2 * b_bounce + b_hostR + m_map / 4096;
    expect(percent(design, { b_bounce: 2, b_hostR: 1, m_map: 1 / 4096 }, slope)).toBeCloseTo(0.23, 2);
  });

  it('the direction (1, −2, −1) carries 99.9 % of the variance of the three', () => {
    const { covariance } = spectrumOf(study(readsAndWrites));
    const index = (['b_bounce', 'b_hostR', 'b_hostW'] as const).map((name) => NAMES.indexOf(name));
    const total = index.reduce((sum, i) => sum + (covariance[i]?.[i] ?? 0), 0);
    const along = index.reduce(
      (sum, i, a) => sum + index.reduce((inner, j, b) => inner + (NULL[a] ?? 0) * (NULL[b] ?? 0) * (covariance[i]?.[j] ?? 0), 0),
      0,
    );
    expect(along / 6 / total).toBeGreaterThan(0.999);
  });
});

const NULL = [1, -2, -1];
