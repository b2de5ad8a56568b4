import { describe, expect, it } from 'vitest';
import { wrapped } from './wrapped.ts';

describe('wrapped', () => {
  it('breaks at spaces and indents what follows', () =>
    expect(wrapped('  one two three four', 11, '    ')).toEqual(['  one two', '    three', '    four']));

  it('leaves a short text as it is, runs of spaces included', () =>
    expect(wrapped('  ✓ trace    all', 40, '')).toEqual(['  ✓ trace    all']));

  it('cuts no word, however long', () => expect(wrapped('a averylongword b', 5, ' ')).toEqual(['a', ' averylongword', ' b']));
});
