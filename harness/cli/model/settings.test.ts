import { describe, expect, it } from 'vitest';
import { parseAxes, parseSettings } from './settings.ts';

describe('the values of an axis', () => {
  it.each([
    ['numbers', '1,2,4', [1, 2, 4]],
    ['one number', '16', [16]],
    ['a list of JSON', '[1, 2]', [1, 2]],
    ['words', 'hv-pci-one-area,per-device', ['hv-pci-one-area', 'per-device']],
    ['words with spaces around them', 'a, b', ['a', 'b']],
    ['words and numbers', '1,auto,null,true', [1, 'auto', null, true]],
    ['objects', '{"kind":"none"},{"kind":"infinite"}', [{ kind: 'none' }, { kind: 'infinite' }]],
    ['one object with a comma in it', '{"a":1,"b":2}', [{ a: 1, b: 2 }]],
    ['lists', '[1,2],[3]', [[1, 2], [3]]],
    ['texts with commas', '"a,b","c"', ['a,b', 'c']],
    ['text with an equals sign', 'a=b', ['a=b']],
    ['equal ones once', '1,1.0,2', [1, 2]],
  ])('are %s', (_, text, values) => {
    expect(parseAxes([`some.field=${text}`], 'model sweep')).toEqual([{ path: 'some.field', values }]);
  });

  it('are those of the last mention', () => {
    expect(parseAxes(['a=1,2', 'b=3', 'a=4'], 'model sweep')).toEqual([
      { path: 'a', values: [4] },
      { path: 'b', values: [3] },
    ]);
  });
});

describe('the value of a setting', () => {
  it.each([
    ['a number', '16', 16],
    ['a word', 'per-device', 'per-device'],
    ['nothing', 'null', null],
    ['false', 'false', false],
    ['zero', '0', 0],
    ['an object', '{"kind":"none"}', { kind: 'none' }],
    ['what only looks like a list', '1,2', '1,2'],
  ])('is %s', (_, text, value) => {
    expect(parseSettings([`a.b=${text}`], 'model run')).toEqual([{ path: 'a.b', value }]);
  });
});
