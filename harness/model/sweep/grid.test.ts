import { describe, expect, it } from 'vitest';
import { gridPoints, withSettings } from './grid.ts';

describe('the points of a grid', () => {
  it('are all combinations, the last axis turning fastest', () => {
    const axes = [
      { path: 'a', values: [1, 2] },
      { path: 'b', values: ['x', 'y', 'z'] },
    ];
    const points = gridPoints(axes).map((settings) => settings.map(({ value }) => value).join(''));
    expect(points).toEqual(['1x', '1y', '1z', '2x', '2y', '2z']);
  });

  it('are one without axes', () => expect(gridPoints([])).toEqual([[]]));

  it('are refused when there are more than anybody reads', () => {
    const values = Array.from({ length: 200 }, (_, index) => index);
    const axes = ['a', 'b'].map((path) => ({ path, values }));
    expect(() => gridPoints(axes)).toThrow('got 40000 combinations of 200 × a, 200 × b, expected at most 10000');
  });
});

describe('a configuration with settings', () => {
  const content = { work: { clients: 1, cached: { data: false } }, contenders: [{ rate: 1 }], pool: null };
  const set = (path: string, value: number): unknown => withSettings(content, [{ path, value }]);

  it('has the new value in the place of the old one', () =>
    expect(set('work.clients', 4)).toEqual({ ...content, work: { clients: 4, cached: { data: false } } }));
  it('has it deep inside', () => expect(set('work.cached.data', 1)).toMatchObject({ work: { clients: 1, cached: { data: 1 } } }));
  it('has fields that were not there', () => expect(set('run.seed', 2)).toEqual({ ...content, run: { seed: 2 } }));
  it('has fields of what was nothing', () => expect(set('pool.slots', 8)).toEqual({ ...content, pool: { slots: 8 } }));
  it('has elements of lists', () => expect(set('contenders.0.rate', 5)).toEqual({ ...content, contenders: [{ rate: 5 }] }));
  it('has one element more', () => expect(set('contenders.1', 5)).toEqual({ ...content, contenders: [{ rate: 1 }, 5] }));
  it('has two settings', () =>
    expect(
      withSettings({}, [
        { path: 'a.b', value: 1 },
        { path: 'a.c', value: 2 },
      ]),
    ).toEqual({ a: { b: 1, c: 2 } }));

  it('is a new one', () => {
    const before = structuredClone(content);
    set('work.cached.data', 1);
    set('contenders.0.rate', 5);
    expect(content).toEqual(before);
  });

  it('keeps __proto__ as a field, which the schema then refuses', () => {
    const found = set('__proto__.clients', 9) as object;
    expect(Object.keys(found)).toContain('__proto__');
    expect(Object.getPrototypeOf(found)).toBe(Object.prototype);
  });

  it.each([
    ['a field of a number', 'work.clients.x', 'x of 1'],
    ['a list without that place', 'contenders.7.rate', '7 of a list of 1'],
    ['a list by a name', 'contenders.rate', 'rate of a list of 1'],
  ])('refuses %s', (_, path, got) => {
    expect(() => set(path, 1)).toThrow(`the field ${path} of a configuration: got ${got}`);
  });
});
