import { describe, expect, it } from 'vitest';
import { meanOf } from '../engine/sampler.ts';
import { duration } from './duration.ts';
import type { Parameter } from './parameter.ts';
import { mergedWith, PARAMETER_NAMES, PARAMETERS, parameterValues } from './parameters.ts';

describe('a parameter', () => {
  it.each(PARAMETER_NAMES)('%s lies in its prior range, and says where it is from and what would tell', (name) => {
    const { value, prior, source, identifiedBy, meaning }: Parameter = PARAMETERS[name];
    expect(prior[0]).toBeLessThan(prior[1]);
    expect(value).toBeGreaterThanOrEqual(prior[0]);
    expect(value).toBeLessThanOrEqual(prior[1]);
    for (const words of [source, identifiedBy, meaning]) expect(words).not.toBe('');
  });

  it.each(PARAMETER_NAMES)('%s varies by its family, or not at all', (name) => {
    const { family, cv }: Parameter = PARAMETERS[name];
    expect(cv > 0).toBe(family !== 'deterministic');
  });

  it('is merged with those that the same experiments move', () => {
    expect(mergedWith('bounceCopy')).toEqual(
      expect.arrayContaining(['hostReadByte', 'hostWriteByte', 'serverReadByte', 'serverWriteByte']),
    );
    expect(mergedWith('doorbell')).toEqual(expect.arrayContaining(['serverRequest', 'hostHit', 'interrupt']));
    expect(mergedWith('descriptor')).toEqual(['poolMap', 'poolUnmap', 'poolSlot']);
    expect(mergedWith('systemCall')).toEqual([]);
  });

  it('is as the table says where a configuration says nothing', () => {
    const values = parameterValues({ doorbell: { value: 7000 }, wakeUp: { cv: 0.9 }, submit: { family: 'exponential' } });
    expect(values.doorbell).toEqual({ value: 7000, family: 'lognormal', cv: 0.4 });
    expect(values.wakeUp).toEqual({ value: 10_000, family: 'lognormal', cv: 0.9 });
    expect(values.submit).toEqual({ value: 500, family: 'exponential', cv: 1 });
    expect(values.client).toEqual({ value: 1000, family: 'deterministic', cv: 0 });
  });
});

describe('a duration', () => {
  it('keeps its standard deviation when something fixed is added', () => {
    const lognormal = { value: 1000, family: 'lognormal', cv: 0.5 } as const;
    expect(duration(lognormal)).toEqual({ family: 'lognormal', meanNs: 1000, cv: 0.5 });
    expect(duration(lognormal, 1000)).toEqual({ family: 'lognormal', meanNs: 2000, cv: 0.25 });
    expect(duration({ value: 1000, family: 'erlang', cv: 0.5 }, 1000)).toEqual({ family: 'erlang', meanNs: 2000, stages: 16 });
    expect(duration({ value: 1000, family: 'pareto', cv: 1 })).toEqual({ family: 'pareto', meanNs: 1000, shape: 1 + Math.SQRT2 });
    expect(duration({ value: 1000, family: 'exponential', cv: 1 })).toEqual({ family: 'exponential', meanNs: 1000 });
  });

  it('has the mean that was asked for, whatever the family', () => {
    for (const family of ['deterministic', 'exponential', 'erlang', 'lognormal', 'pareto'] as const)
      for (const fixedNs of [0, 1, 100_000])
        expect(meanOf(duration({ value: 500, family, cv: 0.7 }, fixedNs))).toBe(500 + fixedNs);
  });

  it('does not vary without a mean', () => {
    expect(duration({ value: 0, family: 'lognormal', cv: 0.5 })).toEqual({ family: 'deterministic', meanNs: 0 });
  });
});
