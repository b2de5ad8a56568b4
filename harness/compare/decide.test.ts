import { describe, expect, it } from 'vitest';
import { DEFAULT_RULE } from '../core/comparison.ts';
import { type DecisionContext, decide } from './decide.ts';
import type { Evidence, Plan } from './design.ts';
import { evaluate } from './evaluate.ts';

const PAIRED: Plan = { units: 'blocks', paired: true, test: 'sign-flip' };
const UNPAIRED: Plan = { units: 'boots', paired: false, test: 'mann-whitney' };

function evidence(base: readonly number[], candidate: readonly number[]): Evidence {
  return { base, new: candidate, baseIds: base.map(String), newIds: candidate.map(String) };
}

function decided(plan: Plan, base: readonly number[], candidate: readonly number[], context: Partial<DecisionContext> = {}) {
  const rule = context.rule ?? DEFAULT_RULE;
  const evaluation = evaluate(plan, evidence(base, candidate), rule, 'cell');
  const tests = context.tests ?? 1;
  const pAdjusted = Math.min(1, evaluation.p * tests);
  return { ...evaluation, ...decide(evaluation, { rule, pAdjusted, tests, paired: plan.paired, floor: null, ...context }) };
}

/** 9P and virtiofs: facts of a clone, one median per block. */
const NINE_P = [41.2, 43.0, 40.5, 42.1, 44.0, 41.7];
const VIRTIOFS = [37.0, 38.9, 38.1, 36.8, 40.2, 37.5];

/** A difference that is certain and small. */
const SMALL_A = [100, 102, 98, 101, 99, 103, 100, 97];
const SMALL_B = [103, 101, 100, 104, 98, 106, 102, 99];

describe('the worked examples', () => {
  it('calls a clone faster by 9.5 %', () => {
    const cell = decided(PAIRED, NINE_P, VIRTIOFS);
    expect(cell.verdict).toBe('faster');
    expect(cell.p).toBe(0.03125);
    expect(cell.ratio).toBeCloseTo(0.904861, 6);
    expect(cell.wide?.low).toBeCloseTo(0.882293, 6);
    expect(cell.wide?.high).toBeCloseTo(0.928005, 6);
    expect(cell.narrow?.low).toBeCloseTo(0.887122, 6);
    expect(cell.narrow?.high).toBeCloseTo(0.922954, 6);
  });

  it.each([
    [0.03, 'equivalent'],
    [0.01, 'slower'],
    [0.02, 'unsure'],
  ])('calls a certain difference of 1.6 %%, where %f matters, %s', (threshold, verdict) => {
    const cell = decided(PAIRED, SMALL_A, SMALL_B, { rule: { ...DEFAULT_RULE, threshold } });
    expect(cell).toMatchObject({ verdict, p: 0.0390625 });
  });
});

describe('a verdict', () => {
  it('turns round with the sides', () => {
    expect(decided(PAIRED, VIRTIOFS, NINE_P).verdict).toBe('slower');
  });

  it('is unsure where the other cells of the report ask for more than six pairs can show, and says how many can', () => {
    expect(decided(PAIRED, NINE_P, VIRTIOFS, { tests: 20 })).toMatchObject({
      verdict: 'unsure',
      reason: 'too-few-units',
      needed: 4,
      detectable: null,
    });
  });

  it('is unsure with fewer than five boots, however clear they look', () => {
    const cell = decided(UNPAIRED, [10, 10.1, 10.2, 10.3], [20, 20.1, 20.2, 20.3]);
    expect(cell).toMatchObject({ verdict: 'unsure', reason: 'too-few-units', needed: 1 });
    expect(cell.p).toBeCloseTo(2 / 70, 12);
  });

  it('has no interval and asks for more boots where there is one on each side', () => {
    const cell = decided(UNPAIRED, [10], [20]);
    expect(cell).toMatchObject({ verdict: 'unsure', reason: 'too-few-units', wide: null, needed: 4 });
    expect(cell.ratio).toBeCloseTo(2, 12);
  });

  it('is unsure of a difference that the machine shows without any change', () => {
    const floor = { ratio: 1.15, alarm: false };
    expect(decided(PAIRED, NINE_P, VIRTIOFS, { floor })).toMatchObject({ verdict: 'unsure', reason: 'near-threshold' });
    expect(decided(PAIRED, NINE_P, VIRTIOFS, { floor: { ...floor, ratio: 1.05 } }).verdict).toBe('faster');
  });

  it('is never equivalent within what the machine cannot resolve', () => {
    expect(decided(PAIRED, SMALL_A, SMALL_B, { floor: { ratio: 1.05, alarm: false } }).verdict).toBe('unsure');
  });

  it('is unsure after an alarm of the noise floor', () => {
    expect(decided(PAIRED, NINE_P, VIRTIOFS, { floor: { ratio: 1.001, alarm: true } })).toMatchObject({
      verdict: 'unsure',
      reason: 'noise-alarm',
      needed: null,
    });
  });

  it('is not told apart where the sides overlap, and says what would tell', () => {
    const cell = decided(UNPAIRED, [10, 12, 11, 13, 9, 14], [11, 13, 10.5, 14, 9.5, 15]);
    expect(cell).toMatchObject({ verdict: 'unsure', reason: 'not-told-apart' });
    expect(cell.detectable).toBeGreaterThan(1.2);
    expect(cell.needed).toBeGreaterThan(10);
  });
});

describe('as many units as are said to be needed', () => {
  it('lead to a verdict where the values stay as they are', () => {
    const base = [10, 10.4, 9.8, 10.2, 10.1, 9.9];
    const candidate = base.map((value, index) => value * (index % 2 === 0 ? 1.045 : 1.035));
    const { needed, verdict } = decided(PAIRED, base, candidate, { tests: 4 });
    expect(verdict).toBe('unsure');
    const more = Array.from({ length: needed ?? 0 }, (_, index) => index % base.length);
    const enough = (values: readonly number[]): number[] => [...values, ...more.map((index) => values[index] as number)];
    expect(decided(PAIRED, enough(base), enough(candidate), { tests: 4 }).verdict).toBe('slower');
  });
});
